"""A server that speaks as clamd does: INSTREAM, answers, size limit, silence."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 300_000


class Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        received = self.server.received = bytearray()  # type: ignore[attr-defined]
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        while length := int.from_bytes(self.rfile.read(4), "big"):
            received += self.rfile.read(length)
            if len(received) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        answer = b"Eicar-Signature FOUND" if EICAR in received else b"OK"
        if b"%PDF-muet" not in received:
            self.wfile.write(b"stream: " + answer + b"\0")


class Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextlib.contextmanager
def listening(folder: Path, kind: str) -> Iterator[tuple[str, Any]]:
    """The address of a clamd that listens by `tcp` or `unix`, and the server: `received` is the last content."""
    path = folder / "clamd.ctl"
    with Tcp(("127.0.0.1", 0), Clamd) if kind == "tcp" else Unix(str(path), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield (f"tcp://127.0.0.1:{server.server_address[1]}" if kind == "tcp" else f"unix://{path}"), server
        server.shutdown()
