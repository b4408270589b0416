# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 by hand: requests are exact bytes, so that tests can send what no library would."""

import socket

from . import confidential
from .response import Response
from .waiting import seconds


class PlainConnection:
    """A TCP connection with the same send and receive as tls.TlsConnection."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), seconds(10))

    def send(self, octets: bytes) -> None:
        self.socket.sendall(octets)

    def receive(self) -> bytes:
        return self.socket.recv(16384)

    def close(self) -> None:
        self.socket.close()


def request_bytes(method: str, path: str, host: str, headers=(), body: bytes | None = None,
                  trailers=None) -> bytes:
    """A request; `trailers` makes its body chunked. Header values go out as they stand."""
    fields = [("Host", host), *headers]
    if trailers is not None:
        fields.append(("Transfer-Encoding", "chunked"))
        body = chunked(body or b"", trailers)
    elif body is not None:
        fields.append(("Content-Length", str(len(body))))
    head = "%s %s HTTP/1.1\r\n" % (method, path) + _lines(fields)
    return head.encode("latin-1") + (body or b"")


def chunked(body: bytes, trailers=()) -> bytes:
    data = b"%x\r\n%s\r\n" % (len(body), body) if body else b""
    return data + b"0\r\n" + _lines(trailers).encode("latin-1")


def _lines(fields) -> str:
    return "".join("%s: %s\r\n" % field for field in fields) + "\r\n"


class Http1:
    """Requests and responses over one connection, in order; pipelining is sending twice."""

    def __init__(self, connection, host: str):
        self.connection = connection
        self.host = host
        self._unread = b""

    def request(self, method: str, path: str, headers=(), body=None, trailers=None) -> Response:
        self.send(method, path, headers, body, trailers)
        return self.response(bodyless=method == "HEAD")

    def send(self, method: str, path: str, headers=(), body=None, trailers=None) -> None:
        confidential.keep_fields([*headers, *(trailers or ())])
        self.connection.send(request_bytes(method, path, self.host, headers, body, trailers))

    def response(self, bodyless: bool = False) -> Response:
        status, headers = self._head()
        while 100 <= status < 200 and status != 101:
            status, headers = self._head()
        response = Response(status, headers, b"")
        if not bodyless and status not in (101, 204, 304):
            response.body = self._body(response)
        return response

    def closed_by_server(self) -> bool:
        return not self._unread and not self.connection.receive()

    def _head(self) -> tuple[int, list]:
        first, *fields = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        pairs = (field.split(":", 1) for field in fields)
        return int(first.split(" ")[1]), [(name.lower(), value.strip()) for name, value in pairs]

    def _body(self, response: Response) -> bytes:
        if response.value("transfer-encoding") == "chunked":
            return self._chunks()
        length = response.value("content-length")
        return self._rest() if length is None else self._exactly(int(length))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            self._exactly(2)
        while self._until(b"\r\n"):
            pass
        return body

    def _until(self, end: bytes) -> bytes:
        while end not in self._unread:
            self._more()
        found, self._unread = self._unread.split(end, 1)
        return found

    def _exactly(self, count: int) -> bytes:
        while len(self._unread) < count:
            self._more()
        found, self._unread = self._unread[:count], self._unread[count:]
        return found

    def _rest(self) -> bytes:
        while octets := self.connection.receive():
            self._unread += octets
        return self._exactly(len(self._unread))

    def _more(self) -> None:
        octets = self.connection.receive()
        if not octets:
            raise ConnectionError("the server closed after %r" % self._unread[-80:])
        self._unread += octets
