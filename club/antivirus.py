"""Ask clamd, when the settings name one, whether a content is known as dangerous (its INSTREAM command)."""

import socket
from urllib.parse import urlsplit

PATIENCE = 10.0  # seconds given to each exchange
PIECE = 64 * 1024
PORT = 3310


class Infected(Exception):
    """The content is known as dangerous; its text is the name of what was found."""


class Unsure(Exception):
    """clamd does not answer, or cannot tell."""


def check(content: bytes, address: str) -> None:
    """Raises Infected or Unsure; `address` is tcp://host:port or unix:///path."""
    try:
        with _connected(address) as clamd:
            _hand_over(clamd, content)
            answer = _answer(clamd)
    except (OSError, ValueError) as error:
        raise Unsure(str(error)) from error
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise Unsure(answer or "no answer")


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or PORT), PATIENCE)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(PATIENCE)
    try:
        clamd.connect(parts.path)
    except OSError:
        clamd.close()
        raise
    return clamd


def _hand_over(clamd: socket.socket, content: bytes) -> None:
    """The content in pieces, each after its length. clamd hangs up on what is too long for it: its answer says so."""
    try:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            clamd.sendall(len(piece).to_bytes(4, "big") + piece)
        clamd.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass


def _answer(clamd: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < 4096 and (part := clamd.recv(1024)):
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
