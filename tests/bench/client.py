"""A plain HTTP/1.1 client on one persistent connection.

We use our own because the client's time is measured too: `http.client` parses the headers of a response as
slowly as the trivial view makes them, which would lower every ratio. Load generators are faster still, but do
not check responses.
"""

import gzip
import socket
import time
from dataclasses import dataclass

PATIENCE_SECONDS = 60
TRIVIAL = "/bench/trivial/"


@dataclass(frozen=True)
class Answer:
    """One answer as it came; `seconds` from the first byte sent to the last one received."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """The value of a header, empty when it is missing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _colon, value = line.partition(b":")
            if key.decode("latin-1").lower() == name.lower():
                return value.strip().decode("latin-1")
        return ""

    @property
    def text(self) -> bytes:
        """The body, unpacked."""
        return gzip.decompress(self.body) if self.header("Content-Encoding") == "gzip" else self.body


class Client:
    """Sends GET requests to 127.0.0.1, one after the other."""

    def __init__(self, port: int):
        self.port = port
        self.socket: socket.socket | None = None

    def get(self, path: str, headers: tuple[str, ...] = ("Accept-Encoding: gzip",)) -> Answer:
        """The response to one request. Opens a new connection if the server closed the last one."""
        lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers)
        request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        start = time.perf_counter()
        try:
            head, body = self._exchange(request)
        except ConnectionError:
            self.close()
            head, body = self._exchange(request)
        seconds = time.perf_counter() - start
        return Answer(int(head[9:12]), head, body, seconds)

    def close(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None

    def _exchange(self, request: bytes) -> tuple[bytes, bytes]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        data = self._more(b"")
        while b"\r\n\r\n" not in data:
            data = self._more(data)
        head, _blank, body = data.partition(b"\r\n\r\n")
        length = _length(head)
        while len(body) < length:
            body = self._more(body)
        if b"connection: close" in head.lower():
            self.close()
        return head, body

    def _more(self, data: bytes) -> bytes:
        assert self.socket is not None
        received = self.socket.recv(1 << 18)
        if not received:
            raise ConnectionResetError("the server closed the connection")
        return data + received


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at < 0:
        raise ValueError(f"the answer does not tell its length: {head[:40]!r}")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0])
