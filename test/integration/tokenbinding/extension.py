# SPDX-License-Identifier: Apache-2.0
"""Extension 24 as OpenSSL calls back for it: what goes out, what comes back, which alert came.

The Python objects behind C callbacks must live as long as the SSL_CTX: `Watch` keeps them.
"""

from ctypes import addressof, create_string_buffer, string_at

from . import openssl, wire
from .openssl import ssl

_UNTIL_TLS_1_2 = openssl.EXT_CLIENT_HELLO | openssl.EXT_TLS1_2_SERVER_HELLO


class Watch:
    """`offer` goes into the next ClientHello; `answers` are those of the latest handshake."""

    def __init__(self, context, offer: bytes | None, until_tls_1_2: bool = False):
        self.offer = offer
        self.answers: list[tuple[int, bytes]] = []
        self.alert: str | None = None
        self._add = openssl.AddCallback(self._on_add)
        self._free = openssl.FreeCallback(lambda *_: None)
        self._parse = openssl.ParseCallback(self._on_parse)
        self._info = openssl.InfoCallback(self._on_info)
        where = _UNTIL_TLS_1_2 | (0 if until_tls_1_2 else openssl.EXT_TLS1_3_ENCRYPTED_EXTENSIONS)
        assert ssl.SSL_CTX_add_custom_ext(context, wire.EXTENSION_TYPE, where, self._add,
                                          self._free, None, self._parse, None) == 1
        ssl.SSL_CTX_set_info_callback(context, self._info)

    def _on_add(self, _ssl, _type, _where, out, length, *_rest) -> int:
        if self.offer is None:
            return 0
        self._offered = create_string_buffer(self.offer, max(len(self.offer), 1))
        out[0], length[0] = addressof(self._offered), len(self.offer)
        return 1

    def _on_parse(self, _ssl, _type, where, octets, length, *_rest) -> int:
        self.answers.append((where, string_at(octets, length) if length else b""))
        return 1

    def _on_info(self, _ssl, where, value) -> None:
        if where == openssl.CALLBACK_HANDSHAKE_START and not self._is_after_tls_1_3():
            self.answers = []
        elif where == openssl.CALLBACK_READ_ALERT:
            self.alert = openssl.alert_name(value)

    def _is_after_tls_1_3(self) -> bool:
        """OpenSSL may report tickets and KeyUpdates of TLS 1.3 as handshakes too."""
        return any(where == openssl.EXT_TLS1_3_ENCRYPTED_EXTENSIONS for where, _ in self.answers)
