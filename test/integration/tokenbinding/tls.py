# SPDX-License-Identifier: Apache-2.0
"""A TLS client that can put any bytes into extension 24 and tells what came back.

One SSL_CTX a connection, so that nothing but what a test hands over passes from one to the next.
The socket does not block: each wait has a deadline, and records that arrive outside a response
(tickets, KeyUpdate, HelloRequest) need no special care.
"""

import select
import socket
import time
from ctypes import byref, c_size_t, c_uint, c_void_p, create_string_buffer, string_at

from . import confidential, openssl, wire
from .extension import Watch
from .openssl import ssl
from .options import TlsOptions, new_context, new_handle
from .waiting import seconds


class TlsError(Exception):
    """The connection broke; `alert` is the name of the fatal alert that said why, if any did."""

    def __init__(self, what: str, alert: str | None):
        super().__init__("%s (alert: %s)" % (what, alert))
        self.alert = alert


class TlsConnection:
    """Connected when constructed; TlsError if the server refused."""

    def __init__(self, port: int, options: TlsOptions):
        self.socket = socket.create_connection(("127.0.0.1", port), seconds(10))
        self.socket.setblocking(False)
        self._context = new_context(options)
        self._watch = Watch(self._context, options.offer, options.until_tls_1_2)
        self._handle = new_handle(self._context, options, self.socket.fileno())
        try:
            if options.early_data:
                self._write_early(options.early_data)
            self._run("connect", ssl.SSL_connect)
        except Exception:
            self.close()
            raise

    def offer_from_now_on(self, offer: bytes | None) -> None:
        """What a renegotiation will offer."""
        self._watch.offer = offer

    def name_from_now_on(self, host: str) -> None:
        """What a renegotiation will name as the server."""
        assert openssl.name_server(self._handle, host) == 1

    @property
    def answers(self) -> list[tuple[int, bytes]]:
        """Where the server answered extension 24 in the latest handshake, and how."""
        return self._watch.answers

    @property
    def answer(self) -> bytes | None:
        """Extension 24 as the server answered it in the latest handshake."""
        return self.answers[0][1] if self.answers else None

    @property
    def version(self) -> str:
        return ssl.SSL_get_version(self._handle).decode()

    @property
    def resumed(self) -> bool:
        return ssl.SSL_session_reused(self._handle) == 1

    @property
    def early_data_was_refused(self) -> bool:
        """By a server that was sent some."""
        return ssl.SSL_get_early_data_status(self._handle) == openssl.EARLY_DATA_REJECTED

    @property
    def alpn(self) -> str | None:
        name, length = c_void_p(), c_uint()
        ssl.SSL_get0_alpn_selected(self._handle, byref(name), byref(length))
        return string_at(name.value, length.value).decode() if length.value else None

    @property
    def ekm(self) -> bytes:
        """Without context: on TLS 1.2 an empty context would give another value."""
        secret = create_string_buffer(wire.EKM_LENGTH)
        assert ssl.SSL_export_keying_material(
            self._handle, secret, wire.EKM_LENGTH, wire.EKM_LABEL, len(wire.EKM_LABEL),
            None, 0, 0) == 1
        confidential.keep_octets(secret.raw)
        return secret.raw

    def session(self) -> bytes:
        """To resume from; on TLS 1.3 only after a response, for tickets follow the handshake."""
        return openssl.session_to_bytes(self._handle)

    def renegotiate(self) -> None:
        """On TLS 1.2. Servers may answer with an alert or not at all: both raise TlsError."""
        assert ssl.SSL_renegotiate(self._handle) == 1, openssl.last_error()
        self._run("renegotiate", ssl.SSL_do_handshake)

    def update_keys(self) -> None:
        """On TLS 1.3: new traffic keys in both directions."""
        assert ssl.SSL_key_update(self._handle, openssl.KEY_UPDATE_REQUESTED) == 1
        self._run("update keys", ssl.SSL_do_handshake)

    def send(self, octets: bytes) -> None:
        if octets:
            self._run("write", lambda handle: ssl.SSL_write(handle, octets, len(octets)))

    def receive(self) -> bytes:
        """At least one byte, or nothing when the server has closed."""
        room = create_string_buffer(16384)
        count = self._run("read", lambda handle: ssl.SSL_read(handle, room, len(room)))
        return room.raw[:count]

    def close(self) -> None:
        if self._handle:
            openssl.crypto.ERR_clear_error()
            ssl.SSL_shutdown(self._handle)
            ssl.SSL_free(self._handle)
            ssl.SSL_CTX_free(self._context)
            self._handle = self._context = None
        self.socket.close()

    def _write_early(self, octets: bytes) -> None:
        written = c_size_t()
        self._run("write early", lambda handle: ssl.SSL_write_early_data(
            handle, octets, len(octets), byref(written)))

    def _run(self, what: str, operation) -> int:
        deadline = time.monotonic() + seconds(10)
        while True:
            openssl.crypto.ERR_clear_error()
            result = operation(self._handle)
            if result > 0:
                return result
            reason = ssl.SSL_get_error(self._handle, result)
            if reason == openssl.ERROR_ZERO_RETURN:
                return 0
            if reason not in (openssl.ERROR_WANT_READ, openssl.ERROR_WANT_WRITE):
                raise TlsError("%s: %s" % (what, openssl.last_error()), self._watch.alert)
            self._wait(what, reason, deadline)

    def _wait(self, what: str, reason: int, deadline: float) -> None:
        ready = select.poll()  # select knows no descriptor above 1,023
        ready.register(self.socket, select.POLLIN if reason == openssl.ERROR_WANT_READ
                       else select.POLLOUT)
        left = deadline - time.monotonic()
        if left <= 0 or not ready.poll(left * 1000):
            raise TlsError("%s: the server is silent" % what, self._watch.alert)

