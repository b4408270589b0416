# SPDX-License-Identifier: Apache-2.0
"""A TLS client that can put any bytes into extension 24 and tells what came back.

One SSL_CTX a connection, so that nothing but what a test hands over passes from one to the next.
The socket does not block: each wait has a deadline, and records that arrive outside a response
(tickets, KeyUpdate, HelloRequest) need no special care.
"""

import select
import socket
import time
from ctypes import addressof, byref, c_uint, c_void_p, create_string_buffer, string_at
from dataclasses import dataclass

from . import openssl, wire
from .openssl import ssl
from .waiting import seconds


class TlsError(Exception):
    """The connection broke; `alert` is the name of the fatal alert that said why, if any did."""

    def __init__(self, what: str, alert: str | None):
        super().__init__("%s (alert: %s)" % (what, alert))
        self.alert = alert


@dataclass
class TlsOptions:
    """How to connect. `offer` is extension 24 of the ClientHello, None to leave it out."""

    host: str | None = "a.test"
    version: str = "1.3"
    offer: bytes | None = None
    alpn: tuple = ("http/1.1",)
    session: bytes | None = None
    groups: str | None = None
    extended_master_secret: bool = True
    tickets: bool = True
    certificate: tuple | None = None
    post_handshake_auth: bool = False


class TlsConnection:
    """Connected when constructed. `offer` may be changed before a renegotiation."""

    def __init__(self, port: int, options: TlsOptions):
        self.offer = options.offer
        self.answers: list[tuple[int, bytes]] = []
        self.alert: str | None = None
        self.socket = socket.create_connection(("127.0.0.1", port), seconds(10))
        self.socket.setblocking(False)
        self._callbacks = (openssl.AddCallback(self._add), openssl.FreeCallback(lambda *_: None),
                           openssl.ParseCallback(self._parse), openssl.InfoCallback(self._note))
        self._context = self._new_context(options)
        self._handle = self._new_handle(options)
        try:
            self._run("connect", ssl.SSL_connect)
        except Exception:
            self.close()
            raise

    def _new_context(self, options: TlsOptions):
        context = ssl.SSL_CTX_new(ssl.TLS_client_method())
        version = openssl.VERSIONS[options.version]
        ssl.SSL_CTX_ctrl(context, openssl.CTRL_SET_MIN_PROTO_VERSION, version, None)
        ssl.SSL_CTX_ctrl(context, openssl.CTRL_SET_MAX_PROTO_VERSION, version, None)
        ssl.SSL_CTX_set_options(context, _option_bits(options))
        if options.version in ("1.0", "1.1"):
            ssl.SSL_CTX_set_cipher_list(context, b"DEFAULT:@SECLEVEL=0")
        if options.alpn:
            protocols = b"".join(wire.vector8(name.encode()) for name in options.alpn)
            ssl.SSL_CTX_set_alpn_protos(context, protocols, len(protocols))
        if options.groups:
            groups = create_string_buffer(options.groups.encode())
            ssl.SSL_CTX_ctrl(context, openssl.CTRL_SET_GROUPS_LIST, 0, addressof(groups))
        if options.certificate:
            chain, key = (str(path).encode() for path in options.certificate)
            assert ssl.SSL_CTX_use_certificate_chain_file(context, chain) == 1
            assert ssl.SSL_CTX_use_PrivateKey_file(context, key, openssl.FILETYPE_PEM) == 1
        ssl.SSL_CTX_set_post_handshake_auth(context, options.post_handshake_auth)
        self._watch(context)
        return context

    def _watch(self, context) -> None:
        add, free, parse, note = self._callbacks
        where = (openssl.EXT_CLIENT_HELLO | openssl.EXT_TLS1_2_SERVER_HELLO
                 | openssl.EXT_TLS1_3_ENCRYPTED_EXTENSIONS)
        assert ssl.SSL_CTX_add_custom_ext(context, wire.EXTENSION_TYPE, where, add, free, None,
                                          parse, None) == 1
        ssl.SSL_CTX_set_info_callback(context, note)

    def _new_handle(self, options: TlsOptions):
        handle = ssl.SSL_new(self._context)
        ssl.SSL_set_fd(handle, self.socket.fileno())
        if options.host:
            name = create_string_buffer(options.host.encode())
            ssl.SSL_ctrl(handle, openssl.CTRL_SET_HOSTNAME, 0, addressof(name))
        if options.session:
            openssl.use_session(handle, options.session)
        return handle

    # What OpenSSL calls while it shakes hands.

    def _add(self, _ssl, _type, _where, out, length, *_rest) -> int:
        if self.offer is None:
            return 0
        self._offered = create_string_buffer(self.offer, max(len(self.offer), 1))
        out[0], length[0] = addressof(self._offered), len(self.offer)
        return 1

    def _parse(self, _ssl, _type, where, octets, length, *_rest) -> int:
        self.answers.append((where, string_at(octets, length) if length else b""))
        return 1

    def _note(self, _ssl, where, value) -> None:
        if where == openssl.CALLBACK_HANDSHAKE_START and not self._after_1_3():
            self.answers = []
        elif where == openssl.CALLBACK_READ_ALERT:
            self.alert = openssl.alert_name(value)

    def _after_1_3(self) -> bool:
        """OpenSSL reports tickets and KeyUpdates of TLS 1.3 as handshakes too."""
        return bool(self.answers) and self.answers[0][0] == openssl.EXT_TLS1_3_ENCRYPTED_EXTENSIONS

    # What tests ask.

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
        return secret.raw

    def session(self) -> bytes:
        """To resume from; on TLS 1.3 ask only after a response, for tickets follow the handshake."""
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
                raise TlsError("%s: %s" % (what, openssl.last_error()), self.alert)
            self._wait(what, reason, deadline)

    def _wait(self, what: str, reason: int, deadline: float) -> None:
        reading = [self.socket] if reason == openssl.ERROR_WANT_READ else []
        writing = [self.socket] if reason == openssl.ERROR_WANT_WRITE else []
        left = deadline - time.monotonic()
        if left <= 0 or not any(select.select(reading, writing, [], left)):
            raise TlsError("%s: the server is silent" % what, self.alert)


def _option_bits(options: TlsOptions) -> int:
    bits = openssl.OP_IGNORE_UNEXPECTED_EOF
    if not options.extended_master_secret:
        bits |= openssl.OP_NO_EXTENDED_MASTER_SECRET
    if not options.tickets:
        bits |= openssl.OP_NO_TICKET
    return bits
