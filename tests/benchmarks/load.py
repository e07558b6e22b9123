"""A small load generator: raw sockets, so that the client weighs little beside the server."""

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass
class Measure:
    """What was seen of one page: requests a second, latencies in milliseconds, weight in bytes."""

    rate: float = 0.0
    weight: int = 0
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def request(port: int, method: str, path: str, cookie: str = "", body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", "Accept: text/html"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def ask(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(data)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


class Browser:
    """Somebody's browser: it keeps the cookie of the site, and sends back the token of the form it was shown."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.token = port, "", ""

    def get(self, path: str) -> str:
        return self._sent(request(self.port, "GET", path, self.cookie))

    def post(self, path: str, **fields: str) -> str:
        form = urlencode({"csrf_token": self.token} | fields)
        return self._sent(request(self.port, "POST", path, self.cookie, form))

    def _sent(self, data: bytes) -> str:
        answer = ask(self.port, data).decode()
        if given := re.search(r"^Set-Cookie: ([^;]+)", answer, re.M | re.I):
            self.cookie = given[1]
        if shown := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer):
            self.token = shown[1]
        return answer


def measure(port: int, make: Callable[[int], bytes], *, seconds: float = 4.0, clients: int = 4) -> Measure:
    """Ask again and again for some seconds from several clients at once; `make(n)` gives the nth request."""
    seen, lock, numbers = Measure(), threading.Lock(), iter(range(10**9))
    for _ in range(3):
        ask(port, make(next(numbers)))
    end = time.perf_counter() + seconds

    def client() -> None:
        while time.perf_counter() < end:
            with lock:
                number = next(numbers)
            started = time.perf_counter()
            answer = ask(port, make(number))
            took = (time.perf_counter() - started) * 1000
            with lock:
                seen.latencies.append(took)
                seen.weight = len(answer)
                if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 302")):
                    seen.failures.append(answer[:80].decode("latin-1"))

    started = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.rate = len(seen.latencies) / (time.perf_counter() - started)
    return seen
