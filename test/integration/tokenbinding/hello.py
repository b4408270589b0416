# SPDX-License-Identifier: Apache-2.0
"""ClientHellos by hand, and what the server answers in the clear: on TLS 1.3, the alert only.

OpenSSL cannot be made to leave out renegotiation_info or to send an extension twice; and all that
Token Binding negotiates on TLS 1.2 is readable in the ServerHello, without any key exchange.
"""

import os
import socket
from dataclasses import dataclass, field

from . import openssl, wire
from .waiting import seconds

RENEGOTIATION_INFO = 0xFF01
EXTENDED_MASTER_SECRET = 23
RENEGOTIATION_SCSV = 0x00FF
CIPHERS = (0x1301, 0xC02F, 0xC02B, 0xC030, 0xC02C)  # one of TLS 1.3; ECDHE and AES-GCM
_ALERT, _HANDSHAKE = 21, 22
_SERVER_HELLO, _SERVER_HELLO_DONE = 2, 14


@dataclass
class Answer:
    """The ServerHello, or the alert that came in its place."""

    alert: str | None = None
    version: tuple | None = None
    extensions: dict = field(default_factory=dict)

    @property
    def token_binding(self) -> bytes | None:
        return self.extensions.get(wire.EXTENSION_TYPE)


def tls_extension(number: int, contents: bytes = b"") -> bytes:
    return wire.u16(number) + wire.vector16(contents)


def server_name(host: str) -> bytes:
    return tls_extension(0, wire.vector16(b"\0" + wire.vector16(host.encode())))


def tls_1_3_extensions() -> list[bytes]:
    """supported_versions, and a key_share of x25519."""
    share = wire.u16(29) + wire.vector16(os.urandom(32))
    return [tls_extension(43, wire.vector8(bytes((3, 4)))), tls_extension(51, wire.vector16(share))]


# In a ServerHello, and with a name for each of what Token Binding wants beside it on TLS 1.2.
SUPPORTED_VERSIONS_1_3 = tls_extension(43, bytes((3, 4)))
MASTER_SECRET_ANSWER = tls_extension(EXTENDED_MASTER_SECRET)
RENEGOTIATION_ANSWER = tls_extension(RENEGOTIATION_INFO, b"\0")


def client_hello(*more: bytes, host: str = "a.test", tls: str = "1.2",
                 extended_master_secret: bool = True, renegotiation: str | None = "info") -> bytes:
    """The record with the ClientHello; `renegotiation` is "info", "scsv" or None."""
    ciphers = [*CIPHERS, RENEGOTIATION_SCSV] if renegotiation == "scsv" else CIPHERS
    extensions = [
        server_name(host),
        tls_extension(10, wire.vector16(wire.u16(29) + wire.u16(23))),
        tls_extension(11, wire.vector8(b"\0")),
        tls_extension(13, wire.vector16(bytes.fromhex("080404010403")))]
    if tls == "1.3":
        extensions += tls_1_3_extensions()
    if extended_master_secret:
        extensions.append(tls_extension(EXTENDED_MASTER_SECRET))
    if renegotiation == "info":
        extensions.append(tls_extension(RENEGOTIATION_INFO, b"\0"))
    body = (bytes((3, 3)) + os.urandom(32) + wire.vector8(b"")
            + wire.vector16(b"".join(map(wire.u16, ciphers))) + wire.vector8(b"\0")
            + wire.vector16(b"".join([*extensions, *more])))
    handshake = b"\1" + len(body).to_bytes(3, "big") + body
    return b"\x16\3\1" + wire.vector16(handshake)


def token_binding(contents: bytes) -> bytes:
    return tls_extension(wire.EXTENSION_TYPE, contents)


def ask(port: int, hello: bytes) -> Answer:
    """Sends the hello and reads until the server waits for the client, or refuses."""
    answer, handshake = Answer(), b""
    with socket.create_connection(("127.0.0.1", port), seconds(10)) as connection:
        connection.sendall(hello)
        stream = connection.makefile("rb")
        while header := stream.read(5):
            fragment = stream.read(int.from_bytes(header[3:5], "big"))
            if header[0] == _ALERT:
                answer.alert = openssl.alert_name(fragment[1])
                return answer
            assert header[0] == _HANDSHAKE, header
            handshake = _read_messages(handshake + fragment, answer)
            if handshake is None:
                return answer
    raise ConnectionError("the server closed without an alert")


def _read_messages(octets: bytes, answer: Answer) -> bytes | None:
    """Consumes whole handshake messages; None after ServerHelloDone."""
    while len(octets) >= 4 and len(octets) >= 4 + int.from_bytes(octets[1:4], "big"):
        end = 4 + int.from_bytes(octets[1:4], "big")
        if octets[0] == _SERVER_HELLO:
            _read_server_hello(octets[4:end], answer)
        elif octets[0] == _SERVER_HELLO_DONE:
            return None
        octets = octets[end:]
    return octets


def _read_server_hello(body: bytes, answer: Answer) -> None:
    answer.version = tuple(body[:2])
    after_session = 2 + 32 + 1 + body[34]
    extensions = body[after_session + 2 + 1 + 2:]
    while extensions:
        number, length = (int.from_bytes(extensions[i:i + 2], "big") for i in (0, 2))
        assert number not in answer.extensions, "the server repeats extension %d" % number
        answer.extensions[number] = extensions[4:4 + length]
        extensions = extensions[4 + length:]
