# SPDX-License-Identifier: Apache-2.0
"""Sealed cookies by another implementation: JWE (RFC 7516), alg dir, enc A256GCM."""

import base64
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import wire

HEADER = {"typ": "tb-cookie", "alg": "dir", "enc": "A256GCM"}


class CookieKey:
    def __init__(self, kid: str):
        self.kid = kid
        self.octets = os.urandom(32)

    def jwk(self) -> dict:
        return {"kty": "oct", "kid": self.kid, "k": wire.base64url(self.octets)}

    def seal(self, payload: dict, **header) -> str:
        head = wire.base64url(json.dumps({**HEADER, "kid": self.kid, **header}).encode())
        nonce = os.urandom(12)
        sealed = AESGCM(self.octets).encrypt(nonce, json.dumps(payload).encode(), head.encode())
        return ".".join([head, "", *map(wire.base64url, (nonce, sealed[:-16], sealed[-16:]))])

    def open(self, jwe: str) -> dict:
        head, encrypted_key, *rest = jwe.split(".")
        assert encrypted_key == ""
        nonce, ciphertext, tag = map(decoded, rest)
        return json.loads(AESGCM(self.octets).decrypt(nonce, ciphertext + tag, head.encode()))


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def header_of(jwe: str) -> dict:
    return json.loads(decoded(jwe.split(".", 1)[0]))


def write_keys(path: Path, *keys: CookieKey) -> Path:
    """A key file that the module accepts; the first key seals."""
    path.touch(mode=0o600)
    path.write_text(json.dumps({"keys": [key.jwk() for key in keys]}))
    return path


def value_of(set_cookie: str) -> str:
    """The value in a Set-Cookie field."""
    return set_cookie.split(";", 1)[0].split("=", 1)[1]
