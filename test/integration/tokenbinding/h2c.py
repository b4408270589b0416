# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 over a connection of tls.py: several streams at a time, and headers as tests want them."""

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded,
                       StreamReset, TrailersReceived)

from . import confidential
from .response import Response


class StreamWasReset(Exception):
    def __init__(self, code: int):
        super().__init__("RST_STREAM %d" % code)
        self.code = code


class Http2:
    """Validation of what goes out is off: sending what must not be sent is the point."""

    def __init__(self, connection, host: str):
        self.connection = connection
        self.host = host
        self._h2 = H2Connection(H2Configuration(
            header_encoding="latin-1", validate_outbound_headers=False,
            normalize_outbound_headers=False))
        self._responses: dict[int, Response] = {}
        self._ended: set[int] = set()
        self._resets: dict[int, int] = {}
        self._h2.initiate_connection()
        self._flush()

    def request(self, method: str, path: str, headers=(), body=None, trailers=None) -> Response:
        return self.response(self.send(method, path, headers, body, trailers))

    def send(self, method: str, path: str, headers=(), body=None, trailers=None) -> int:
        """Opens a stream and returns its number; nothing waits for the answer."""
        confidential.keep_fields([*headers, *(trailers or ())])
        stream = self._h2.get_next_available_stream_id()
        pseudo = [(":method", method), (":scheme", "https"), (":authority", self.host),
                  (":path", path)]
        more = body is not None or trailers is not None
        fields = [(name.lower(), value) for name, value in headers]
        self._h2.send_headers(stream, pseudo + fields, end_stream=not more)
        if body is not None:
            self._h2.send_data(stream, body, end_stream=trailers is None)
        if trailers is not None:
            self._h2.send_headers(stream, [(name.lower(), value) for name, value in trailers],
                                  end_stream=True)
        self._flush()
        return stream

    def reset(self, stream: int) -> None:
        self._h2.reset_stream(stream, ErrorCodes.CANCEL)
        self._flush()

    def response(self, stream: int) -> Response:
        while stream not in self._ended:
            if stream in self._resets:
                raise StreamWasReset(self._resets[stream])
            self._pump()
        return self._responses[stream]

    def _pump(self) -> None:
        octets = self.connection.receive()
        if not octets:
            raise ConnectionError("the server closed the HTTP/2 connection")
        for event in self._h2.receive_data(octets):
            self._note(event)
        self._flush()

    def _note(self, event) -> None:
        if isinstance(event, ResponseReceived):
            fields = list(event.headers)
            status = int(next(value for name, value in fields if name == ":status"))
            plain = [(name, value) for name, value in fields if not name.startswith(":")]
            self._responses[event.stream_id] = Response(status, plain, b"")
        elif isinstance(event, DataReceived):
            self._responses[event.stream_id].body += event.data
            self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, TrailersReceived):
            self._responses[event.stream_id].headers += event.headers
        elif isinstance(event, StreamEnded):
            self._ended.add(event.stream_id)
        elif isinstance(event, StreamReset):
            self._resets[event.stream_id] = event.error_code
        elif isinstance(event, ConnectionTerminated):
            raise ConnectionError("GOAWAY %s" % event.error_code)

    def _flush(self) -> None:
        self.connection.send(self._h2.data_to_send())
