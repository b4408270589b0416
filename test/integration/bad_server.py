# SPDX-License-Identifier: Apache-2.0
"""TLS servers that answer extension 24 with whatever octets they are told to, for tokbind to meet.

They serve one connection after the other in a thread. BadServer gives each connection the same
responses in turn, None for silence, and hangs up, after one request more unless it has said that it
would; it remembers the requests, with the keying material of the connection that each came on, and
the alerts that it got. HelloServer says what OpenSSL cannot be made to say, and gets no further than
its ServerHello.
"""

import ctypes
import socket
import threading

from tokenbinding import hello, openssl, wire
from tokenbinding.openssl import ssl
from tokenbinding.wire import EKM_LABEL

_WHERE = (openssl.EXT_CLIENT_HELLO | openssl.EXT_TLS1_2_SERVER_HELLO
          | openssl.EXT_TLS1_3_ENCRYPTED_EXTENSIONS)
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"
KEPT_ALIVE = RESPONSE.replace(b"Connection: close\r\n", b"")

ssl.TLS_server_method.restype = ctypes.c_void_p
ssl.SSL_accept.argtypes = [ctypes.c_void_p]


class BadServer:
    """Serves from construction to `stop`."""

    def __init__(self, certificate, key, tls: str, answer: bytes | None,
                 extended_master_secret: bool = True, responses=(RESPONSE,)):
        self.requests: list[str] = []
        self.keying_material: list[str] = []
        self._responses = responses
        self.alerts: list[str] = []
        self._answer = ctypes.create_string_buffer(answer or b"", len(answer or b""))
        self._answers = answer is not None
        self._context = self._new_context(certificate, key, openssl.VERSIONS[tls])
        if not extended_master_secret:
            ssl.SSL_CTX_set_options(self._context, openssl.OP_NO_EXTENDED_MASTER_SECRET)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.2)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(10)
        self._listener.close()
        ssl.SSL_CTX_free(self._context)

    def _new_context(self, certificate, key, version: int):
        context = ssl.SSL_CTX_new(ssl.TLS_server_method())
        assert ssl.SSL_CTX_use_certificate_chain_file(context, bytes(certificate)) == 1
        assert ssl.SSL_CTX_use_PrivateKey_file(context, bytes(key), openssl.FILETYPE_PEM) == 1
        for control in (openssl.CTRL_SET_MIN_PROTO_VERSION, openssl.CTRL_SET_MAX_PROTO_VERSION):
            assert ssl.SSL_CTX_ctrl(context, control, version, None) == 1
        # ctypes callbacks live as long as these references.
        self._callbacks = (openssl.AddCallback(self._add), openssl.FreeCallback(0),
                           openssl.ParseCallback(lambda *_: 1), openssl.InfoCallback(self._info))
        add, free, parse, info = self._callbacks
        assert ssl.SSL_CTX_add_custom_ext(context, 24, _WHERE, add, free, None, parse, None) == 1
        ssl.SSL_CTX_set_info_callback(context, info)
        return context

    def _add(self, _handle, _type, _where, out, length, *_rest) -> int:
        out[0] = ctypes.addressof(self._answer)
        length[0] = len(self._answer)
        return int(self._answers)

    def _info(self, _handle, where: int, value: int) -> None:
        if where == openssl.CALLBACK_READ_ALERT:
            self.alerts.append(openssl.alert_name(value))

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _address = self._listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(None)
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        handle = ssl.SSL_new(self._context)
        ssl.SSL_set_fd(handle, connection.fileno())
        if ssl.SSL_accept(handle) == 1:
            for response in self._responses:
                if not self._read_request(handle):
                    break
                if response is not None:
                    ssl.SSL_write(handle, response, len(response))
            if b"Connection: close" not in (self._responses[-1] or b""):
                self._read_request(handle)
        ssl.SSL_shutdown(handle)
        ssl.SSL_free(handle)

    def _read_request(self, handle) -> bool:
        room = ctypes.create_string_buffer(16384)
        count = ssl.SSL_read(handle, room, len(room))
        if count <= 0:
            return False
        material = ctypes.create_string_buffer(32)
        ssl.SSL_export_keying_material(handle, material, 32, EKM_LABEL, len(EKM_LABEL), None, 0, 0)
        self.requests.append(room.raw[:count].decode("latin-1"))
        self.keying_material.append(material.raw.hex())
        return True


class HelloServer:
    """Answers each ClientHello with a ServerHello that has these extensions."""

    def __init__(self, *extensions: bytes):
        self.alerts: list[str] = []
        self._hello = _server_hello(extensions)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                header = stream.read(5)
                stream.read(int.from_bytes(header[3:5], "big"))
                connection.sendall(self._hello)
                answer = stream.read(7)
                if answer[:1] == b"\x15":
                    self.alerts.append(openssl.alert_name(answer[6]))


def _server_hello(extensions) -> bytes:
    """TLS 1.2, or 1.3 if an extension says so; session and cipher suite are never looked at."""
    cipher = wire.u16(0x1301 if hello.SUPPORTED_VERSIONS_1_3 in extensions else 0xC02F)
    body = (b"\3\3" + bytes(range(32)) + wire.vector8(b"") + cipher + b"\0"
            + wire.vector16(b"".join(extensions)))
    return b"\x16\3\3" + wire.vector16(b"\2" + len(body).to_bytes(3, "big") + body)
