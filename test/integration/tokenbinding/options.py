# SPDX-License-Identifier: Apache-2.0
"""How a test wants to connect, and the OpenSSL objects made of that."""

from ctypes import addressof, create_string_buffer
from dataclasses import dataclass

from . import openssl, wire
from .openssl import ssl


@dataclass
class TlsOptions:
    """`offer` is extension 24 of the ClientHello, None to leave it out; `host` the SNI, or None."""

    host: str | None = "a.test"
    version: str = "1.3"
    offer: bytes | None = None
    alpn: tuple = ("http/1.1",)
    session: bytes | None = None
    early_data: bytes = b""
    groups: str | None = None
    extended_master_secret: bool = True
    tickets: bool = True
    certificate: tuple | None = None
    post_handshake_auth: bool = False
    until_tls_1_2: bool = False  # it knows extension 24 for TLS 1.2 alone, and offers it on 1.3 too


def new_context(options: TlsOptions):
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
        _use_certificate(context, *options.certificate)
    ssl.SSL_CTX_set_post_handshake_auth(context, options.post_handshake_auth)
    return context


def _option_bits(options: TlsOptions) -> int:
    bits = openssl.OP_IGNORE_UNEXPECTED_EOF
    if not options.extended_master_secret:
        bits |= openssl.OP_NO_EXTENDED_MASTER_SECRET
    if not options.tickets:
        bits |= openssl.OP_NO_TICKET
    return bits


def _use_certificate(context, chain, key) -> None:
    assert ssl.SSL_CTX_use_certificate_chain_file(context, str(chain).encode()) == 1
    assert ssl.SSL_CTX_use_PrivateKey_file(context, str(key).encode(), openssl.FILETYPE_PEM) == 1


def new_handle(context, options: TlsOptions, descriptor: int):
    handle = ssl.SSL_new(context)
    ssl.SSL_set_fd(handle, descriptor)
    if options.host:
        openssl.name_server(handle, options.host)
    if options.session:
        openssl.use_session(handle, options.session, len(options.early_data))
    return handle
