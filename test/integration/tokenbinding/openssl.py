# SPDX-License-Identifier: Apache-2.0
"""The few functions of libssl and libcrypto that tls.py needs, with their C types.

Python's own ssl module can neither send a TLS extension nor export keying material.
"""

from ctypes import (CDLL, CFUNCTYPE, POINTER, addressof, byref, c_char_p, c_int, c_long, c_size_t,
                    c_ubyte, c_uint, c_uint64, c_void_p, create_string_buffer)

EXT_CLIENT_HELLO = 0x0080
EXT_TLS1_2_SERVER_HELLO = 0x0100
EXT_TLS1_3_ENCRYPTED_EXTENSIONS = 0x0400

OP_NO_EXTENDED_MASTER_SECRET = 1 << 0
OP_IGNORE_UNEXPECTED_EOF = 1 << 7
OP_NO_TICKET = 1 << 14

CTRL_SET_HOSTNAME = 55
CTRL_SET_GROUPS_LIST = 92
CTRL_SET_MIN_PROTO_VERSION = 123
CTRL_SET_MAX_PROTO_VERSION = 124

CALLBACK_HANDSHAKE_START = 0x10
CALLBACK_READ_ALERT = 0x4004

ERROR_WANT_READ, ERROR_WANT_WRITE, ERROR_ZERO_RETURN = 2, 3, 6
FILETYPE_PEM = 1
KEY_UPDATE_REQUESTED = 1
EARLY_DATA_REJECTED = 1
VERSIONS = {"1.0": 0x0301, "1.1": 0x0302, "1.2": 0x0303, "1.3": 0x0304}

AddCallback = CFUNCTYPE(c_int, c_void_p, c_uint, c_uint, POINTER(c_void_p), POINTER(c_size_t),
                        c_void_p, c_size_t, POINTER(c_int), c_void_p)
FreeCallback = CFUNCTYPE(None, c_void_p, c_uint, c_uint, c_void_p, c_void_p)
ParseCallback = CFUNCTYPE(c_int, c_void_p, c_uint, c_uint, POINTER(c_ubyte), c_size_t,
                          c_void_p, c_size_t, POINTER(c_int), c_void_p)
InfoCallback = CFUNCTYPE(None, c_void_p, c_int, c_int)

_PROTOTYPES = {
    "ssl": {
        "TLS_client_method": (c_void_p, []),
        "SSL_CTX_new": (c_void_p, [c_void_p]),
        "SSL_CTX_free": (None, [c_void_p]),
        "SSL_CTX_ctrl": (c_long, [c_void_p, c_int, c_long, c_void_p]),
        "SSL_CTX_set_options": (c_uint64, [c_void_p, c_uint64]),
        "SSL_CTX_set_cipher_list": (c_int, [c_void_p, c_char_p]),
        "SSL_CTX_set_info_callback": (None, [c_void_p, InfoCallback]),
        "SSL_CTX_set_post_handshake_auth": (None, [c_void_p, c_int]),
        "SSL_CTX_use_certificate_chain_file": (c_int, [c_void_p, c_char_p]),
        "SSL_CTX_use_PrivateKey_file": (c_int, [c_void_p, c_char_p, c_int]),
        "SSL_CTX_set_alpn_protos": (c_int, [c_void_p, c_char_p, c_uint]),
        "SSL_CTX_add_custom_ext": (c_int, [c_void_p, c_uint, c_uint, AddCallback, FreeCallback,
                                           c_void_p, ParseCallback, c_void_p]),
        "SSL_new": (c_void_p, [c_void_p]),
        "SSL_free": (None, [c_void_p]),
        "SSL_set_fd": (c_int, [c_void_p, c_int]),
        "SSL_ctrl": (c_long, [c_void_p, c_int, c_long, c_void_p]),
        "SSL_set_session": (c_int, [c_void_p, c_void_p]),
        "SSL_get1_session": (c_void_p, [c_void_p]),
        "SSL_SESSION_free": (None, [c_void_p]),
        "SSL_SESSION_get_max_early_data": (c_uint, [c_void_p]),
        "SSL_SESSION_set_max_early_data": (c_int, [c_void_p, c_uint]),
        "SSL_write_early_data": (c_int, [c_void_p, c_char_p, c_size_t, POINTER(c_size_t)]),
        "SSL_get_early_data_status": (c_int, [c_void_p]),
        "SSL_session_reused": (c_int, [c_void_p]),
        "d2i_SSL_SESSION": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
        "i2d_SSL_SESSION": (c_int, [c_void_p, POINTER(c_void_p)]),
        "SSL_connect": (c_int, [c_void_p]),
        "SSL_do_handshake": (c_int, [c_void_p]),
        "SSL_renegotiate": (c_int, [c_void_p]),
        "SSL_renegotiate_pending": (c_int, [c_void_p]),
        "SSL_key_update": (c_int, [c_void_p, c_int]),
        "SSL_read": (c_int, [c_void_p, c_void_p, c_int]),
        "SSL_write": (c_int, [c_void_p, c_char_p, c_int]),
        "SSL_shutdown": (c_int, [c_void_p]),
        "SSL_get_error": (c_int, [c_void_p, c_int]),
        "SSL_get_version": (c_char_p, [c_void_p]),
        "SSL_get0_alpn_selected": (None, [c_void_p, POINTER(c_void_p), POINTER(c_uint)]),
        "SSL_alert_desc_string_long": (c_char_p, [c_int]),
        "SSL_export_keying_material": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t,
                                               c_char_p, c_size_t, c_int]),
    },
    "crypto": {
        "ERR_clear_error": (None, []),
        "ERR_get_error": (c_uint64, []),
        "ERR_error_string_n": (None, [c_uint64, c_char_p, c_size_t]),
    },
}


def _load(name: str) -> CDLL:
    """The library that this machine's httpd uses: 3.x, or else 1.1.1."""
    try:
        library = CDLL("lib%s.so.3" % name)
    except OSError:
        library = CDLL("lib%s.so.1.1" % name)
    for function, (result, arguments) in _PROTOTYPES[name].items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


crypto = _load("crypto")
ssl = _load("ssl")


def last_error() -> str:
    text = create_string_buffer(256)
    crypto.ERR_error_string_n(crypto.ERR_get_error(), text, len(text))
    return text.value.decode("ascii", "replace")


def alert_name(description: int) -> str:
    """As the RFCs write it: `decode_error`."""
    return ssl.SSL_alert_desc_string_long(description).decode("ascii").replace(" ", "_")


def session_to_bytes(handle) -> bytes:
    session = ssl.SSL_get1_session(handle)
    octets = create_string_buffer(ssl.i2d_SSL_SESSION(session, None))
    ssl.i2d_SSL_SESSION(session, byref(c_void_p(addressof(octets))))
    ssl.SSL_SESSION_free(session)
    return octets.raw


def name_server(handle, host: str) -> int:
    name = create_string_buffer(host.encode())
    return ssl.SSL_ctrl(handle, CTRL_SET_HOSTNAME, 0, addressof(name))


def use_session(handle, octets: bytes, early_data_allowed: int = 0) -> None:
    """To resume it, and as if its ticket had invited so many bytes of early data."""
    session = ssl.d2i_SSL_SESSION(None, byref(c_char_p(octets)), len(octets))
    if early_data_allowed:
        assert ssl.SSL_SESSION_set_max_early_data(session, early_data_allowed) == 1
    ssl.SSL_set_session(handle, session)
    ssl.SSL_SESSION_free(session)


def early_data_allowed_by(octets: bytes) -> int:
    """How many bytes of early data the server's ticket invites."""
    session = ssl.d2i_SSL_SESSION(None, byref(c_char_p(octets)), len(octets))
    allowed = ssl.SSL_SESSION_get_max_early_data(session)
    ssl.SSL_SESSION_free(session)
    return allowed
