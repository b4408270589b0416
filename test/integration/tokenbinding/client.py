# SPDX-License-Identifier: Apache-2.0
"""BoundClient: a client that does Token Binding rightly, which most tests start from."""

from . import wire
from .h2c import Http2
from .http import Http1, PlainConnection
from .keys import Key, key_for
from .options import TlsOptions
from .response import Response
from .tls import TlsConnection

HEADER = "Sec-Token-Binding"
EVERY_KEY_PARAMETERS = (wire.ECDSAP256, wire.RSA2048_PSS, wire.RSA2048_PKCS1_5)
ALPN = {"h1": ("http/1.1",), "h2": ("h2",)}


class BoundClient:
    """One TLS connection to `host` that offers extension 24, with HTTP on it.

    `offer` may be bytes to send instead, or None for a client without Token Binding; the remaining
    options are those of TlsOptions.
    """

    def __init__(self, port: int, host: str = "a.test", tls: str = "1.3", protocol: str = "h1",
                 key: Key | None = None, offered_version=(1, 0),
                 offered_key_parameters=EVERY_KEY_PARAMETERS, authority: str | None = None,
                 **options):
        options.setdefault("offer", wire.negotiation(offered_version, offered_key_parameters))
        self.tls = TlsConnection(port, TlsOptions(host=host, version=tls, alpn=ALPN[protocol],
                                                  **options))
        self._key = key
        speaker = Http2 if protocol == "h2" else Http1
        self.http = speaker(self.tls, authority or host)

    @property
    def negotiated(self) -> tuple | None:
        """((major, minor), key parameters), or None when the server did not answer."""
        answer = self.tls.answer
        if answer is None:
            return None
        assert len(answer) == 4 and answer[2] == 1, answer.hex()
        return tuple(answer[:2]), answer[3]

    @property
    def key(self) -> Key:
        """The key of the negotiated kind, unless the test brought one."""
        if self._key is None:
            self._key = key_for(self.negotiated[1] if self.negotiated else wire.ECDSAP256)
        return self._key

    @property
    def id(self) -> str:
        """The provided ID as the module exports it."""
        return wire.base64url(self.key.id)

    def header(self, *more_bindings: bytes) -> tuple[str, str]:
        """The right header for this connection; more bindings follow the provided one."""
        message = wire.message(self.key.binding(self.tls.ekm), *more_bindings)
        return HEADER, wire.base64url(message)

    def referred(self, key: Key, binding_type: int = wire.REFERRED) -> bytes:
        return key.binding(self.tls.ekm, binding_type)

    def get(self, path: str, headers=()) -> Response:
        """A request with just these headers: without Token Binding unless one of them is it."""
        return self.http.request("GET", path, headers)

    def bound_get(self, path: str, headers=()) -> Response:
        return self.http.request("GET", path, [self.header(), *headers])

    def send_message(self, path: str, *bindings: bytes) -> Response:
        """A request whose message has these bindings and nothing else."""
        return self.get(path, [header_of(wire.message(*bindings))])

    def close(self) -> None:
        self.tls.close()


class PlainClient:
    """HTTP/1.1 without TLS, with the same `get`."""

    def __init__(self, port: int, host: str = "a.test"):
        self.connection = PlainConnection(port)
        self.http = Http1(self.connection, host)

    def get(self, path: str, headers=()) -> Response:
        return self.http.request("GET", path, headers)

    def close(self) -> None:
        self.connection.close()


def header_of(message: bytes) -> tuple[str, str]:
    return HEADER, wire.base64url(message)
