"""Asking an address of the web whether it answers: only the hosts that the settings name, never a private machine."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

TIMEOUT = 10  # seconds to connect, and again to answer
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
AS_IT_IS = "%/:=&?~#+!$,;'@()*[]"  # what an address may already hold

Resolve = Callable[[str, int], Sequence[str]]


class Unasked(Exception):
    """This address may not be asked: nothing is known of it."""


def resolve(host: str, port: int) -> list[str]:
    """The machines behind a name; raises OSError when it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(machine: str, port: int) -> bool:
    """Whether this is a web server of the internet, and not a machine of the house."""
    address = ipaddress.ip_address(machine)
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour or address.teredo:
            return False
        address = address.ipv4_mapped or address
    return address.is_global and not address.is_multicast and port in PORTS.values()


def is_named(host: str, hosts: Sequence[str]) -> bool:
    """Whether the settings name this host; `*.exemple.fr` names all that end so."""
    return any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in hosts)


def host_of(url: str) -> str:
    """The host of an address as machines write it, empty when it is no address of the web."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        _ = parts.port  # raises when it is not a number
    except ValueError:
        return ""
    return host if parts.scheme in PORTS else ""


class _Exchange(http.client.HTTPConnection):
    """One question to a machine that was judged: the name is not resolved a second time."""

    def __init__(self, parts: SplitResult, host: str, port: int, machine: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.machine, self.is_safe = machine, parts.scheme == "https"
        self.default_port = PORTS[parts.scheme]

    def connect(self) -> None:
        self.sock = socket.create_connection((self.machine, self.port), TIMEOUT)
        if self.is_safe:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


@dataclass(frozen=True)
class Asker:
    """Who asks: the hosts it may ask, the name it gives, and how it knows that a machine may be asked."""

    hosts: Sequence[str]
    agent: str
    resolve: Resolve = resolve
    is_open: Callable[[str, int], bool] = is_public

    def status(self, url: str) -> int:
        """The HTTP status in the end, 0 when nothing answers. HEAD, then GET for those who know no HEAD."""
        status = self._followed("HEAD", url)
        return self._followed("GET", url) if status == 0 or status >= 400 else status

    def _followed(self, method: str, url: str) -> int:
        for _ in range(MOST_REDIRECTS + 1):
            status, place = self._asked(method, url)
            further = urljoin(url, place) if status in REDIRECTS and place else ""
            if not is_named(host_of(further), self.hosts):
                return status  # elsewhere is not ours to ask: this one did answer
            url = further
        return 0

    def _asked(self, method: str, url: str) -> tuple[int, str]:
        parts, host = urlsplit(url), host_of(url)
        if not is_named(host, self.hosts):
            raise Unasked(url)
        port = parts.port or PORTS[parts.scheme]
        try:
            machines = self.resolve(host, port)
            if not machines or not all(self.is_open(one, port) for one in machines):
                raise Unasked(url)
            return self._answer(_Exchange(parts, host, port, machines[0]), method, parts)
        except http.client.InvalidURL as why:
            raise Unasked(url) from why
        except (OSError, http.client.HTTPException):
            return 0, ""

    def _answer(self, exchange: _Exchange, method: str, parts: SplitResult) -> tuple[int, str]:
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=AS_IT_IS)
        exchange.connect()
        assert exchange.sock is not None
        limit = Timer(TIMEOUT, exchange.sock.shutdown, [socket.SHUT_RDWR])  # who answers drop by drop does not hold us
        limit.start()
        try:
            exchange.request(method, path, headers={"User-Agent": self.agent, "Accept": "*/*", "Connection": "close"})
            answer = exchange.getresponse()
            return answer.status, answer.getheader("Location") or ""
        finally:
            limit.cancel()
            exchange.close()
