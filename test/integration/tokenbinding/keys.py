# SPDX-License-Identifier: Apache-2.0
"""Honest keys: a P-256 key, and an RSA-2048 key for either RSA key parameters.

`binding` signs what RFC 8471 section 3.3 says unless a keyword makes it lie. Keys are kept for the
process, for generating RSA keys would otherwise take most of the time of the suite.
"""

from functools import cached_property, lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from . import confidential, wire

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Key:
    """What a client proves possession of; subclasses know the algorithm."""

    key_parameters: int
    encoded: bytes

    def sign(self, data: bytes) -> bytes:
        raise NotImplementedError

    @cached_property
    def id(self) -> bytes:
        identity = wire.token_binding_id(self.key_parameters, self.encoded)
        confidential.keep_octets(identity)
        return identity

    def signature(self, ekm: bytes, binding_type: int = wire.PROVIDED) -> bytes:
        return self.sign(wire.signed_data(binding_type, self.key_parameters, ekm))

    def binding(self, ekm: bytes, binding_type: int = wire.PROVIDED, *, identity=None,
                signature=None, extensions: bytes = b"", **lengths) -> bytes:
        """One TokenBinding; `identity`, `signature` and the lengths of wire may be replaced."""
        return wire.token_binding(
            binding_type,
            self.id if identity is None else identity,
            self.signature(ekm, binding_type) if signature is None else signature,
            extensions, **lengths)

    def message(self, ekm: bytes) -> bytes:
        return wire.message(self.binding(ekm))


class EcKey(Key):
    key_parameters = wire.ECDSAP256

    def __init__(self, scalar: int | None = None):
        self.private = (ec.generate_private_key(ec.SECP256R1()) if scalar is None
                        else ec.derive_private_key(scalar, ec.SECP256R1()))
        numbers = self.private.public_key().public_numbers()
        self.point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        self.encoded = wire.ec_key(self.point)

    def sign_der(self, data: bytes) -> bytes:
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))

    def sign(self, data: bytes) -> bytes:
        return raw_signature(*decode_dss_signature(self.sign_der(data)))


class RsaKey(Key):
    """`pss` tells which of the two RSA key parameters the same kind of key is used under."""

    def __init__(self, pss: bool, bits: int = 2048, private=None):
        self.key_parameters = wire.RSA2048_PSS if pss else wire.RSA2048_PKCS1_5
        self.private = private or rsa.generate_private_key(65537, bits)
        numbers = self.private.public_key().public_numbers()
        self.encoded = wire.rsa_key(big_endian(numbers.n), big_endian(numbers.e))

    def sign_pkcs1(self, data: bytes) -> bytes:
        return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def sign_pss(self, data: bytes, salt: int = 32, mask=hashes.SHA256) -> bytes:
        scheme = padding.PSS(mgf=padding.MGF1(mask()), salt_length=salt)
        return self.private.sign(data, scheme, hashes.SHA256())

    def sign(self, data: bytes) -> bytes:
        return self.sign_pss(data) if self.key_parameters else self.sign_pkcs1(data)


def big_endian(number: int) -> bytes:
    """Without leading zeros, and nothing at all for zero."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def raw_signature(r: int, s: int) -> bytes:
    """ECDSA as Token Binding writes it: two integers of 32 bytes, never DER."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@lru_cache(maxsize=None)
def key_for(key_parameters: int, name: str = "") -> Key:
    """The session's key of that kind; another `name` gives another key."""
    if key_parameters == wire.ECDSAP256:
        return EcKey()
    return RsaKey(pss=key_parameters == wire.RSA2048_PSS)
