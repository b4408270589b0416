# SPDX-License-Identifier: Apache-2.0
"""Token Binding on the wire, built byte by byte so that every length can be a lie.

Each builder takes the honest contents; each `..._length` keyword replaces the length it would
have written. Names follow the presentation language of RFC 8471 section 3 and RFC 8472 section 2.
"""

import base64

RSA2048_PKCS1_5, RSA2048_PSS, ECDSAP256 = 0, 1, 2
PROVIDED, REFERRED = 0, 1
EXTENSION_TYPE = 24
EKM_LABEL = b"EXPORTER-Token-Binding"
EKM_LENGTH = 32


def u8(number: int) -> bytes:
    return number.to_bytes(1, "big")


def u16(number: int) -> bytes:
    return number.to_bytes(2, "big")


def vector8(contents: bytes, length: int | None = None) -> bytes:
    return u8(len(contents) if length is None else length) + contents


def vector16(contents: bytes, length: int | None = None) -> bytes:
    return u16(len(contents) if length is None else length) + contents


def ec_key(point: bytes, point_length: int | None = None) -> bytes:
    """TB_ECPoint: X and Y, without the 04 of the uncompressed form."""
    return vector8(point, point_length)


def rsa_key(modulus: bytes, exponent: bytes, modulus_length: int | None = None,
            exponent_length: int | None = None) -> bytes:
    return vector16(modulus, modulus_length) + vector8(exponent, exponent_length)


def token_binding_id(key_parameters: int, key: bytes, key_length: int | None = None) -> bytes:
    return u8(key_parameters) + vector16(key, key_length)


def extension(extension_type: int, contents: bytes = b"", length: int | None = None) -> bytes:
    return u8(extension_type) + vector16(contents, length)


def token_binding(binding_type: int, identity: bytes, signature: bytes, extensions: bytes = b"",
                  signature_length: int | None = None,
                  extensions_length: int | None = None) -> bytes:
    return (u8(binding_type) + identity + vector16(signature, signature_length)
            + vector16(extensions, extensions_length))


def message(*bindings: bytes, length: int | None = None) -> bytes:
    return vector16(b"".join(bindings), length)


def signed_data(binding_type: int, key_parameters: int, ekm: bytes) -> bytes:
    """What RFC 8471 section 3.3 signs: neither the ID nor the extensions are in it."""
    return u8(binding_type) + u8(key_parameters) + ekm


def negotiation(version: tuple[int, int] = (1, 0), key_parameters=(ECDSAP256,),
                list_length: int | None = None) -> bytes:
    """TokenBindingParameters, the contents of TLS extension 24 (RFC 8472 section 2)."""
    return bytes(version) + vector8(bytes(key_parameters), list_length)


def base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
