# SPDX-License-Identifier: Apache-2.0
"""A plain, slow judge of messages: the second opinion that the module is compared with.

It follows RFC 8471 sections 3 and 4.2, RFC 8473 section 2 and the decisions written in the
conformance rows (strict base64url, at most eight bindings, exact key shapes). It returns what a
server may export, or raises Refused with the reason in words.
"""

import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from . import wire

MOST_BINDINGS = 8
SHORTEST_SIGNATURE = 64  # whatever the key parameters: `signature<64..2^16-1>`
KNOWN = (wire.RSA2048_PKCS1_5, wire.RSA2048_PSS, wire.ECDSAP256)


class Refused(Exception):
    """The message gives no ID at all."""


@dataclass
class Verified:
    provided: bytes | None = None
    referred: bytes | None = None
    others: list = field(default_factory=list)


class Reader:
    def __init__(self, octets: bytes):
        self.octets = octets

    def take(self, count: int) -> bytes:
        if count > len(self.octets):
            raise Refused("truncated")
        taken, self.octets = self.octets[:count], self.octets[count:]
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        return self.take(self.number(size))

    def finish(self) -> None:
        if self.octets:
            raise Refused("trailing bytes")


@dataclass
class Binding:
    type: int
    key_parameters: int
    key: bytes
    signature: bytes

    @property
    def id(self) -> bytes:
        return wire.token_binding_id(self.key_parameters, self.key)


def decode_header(text: str) -> bytes:
    if not re.fullmatch("[A-Za-z0-9_-]+", text):
        raise Refused("not base64url")
    try:
        octets = wire.from_base64url(text)
    except ValueError as error:
        raise Refused("length of base64url") from error
    if wire.base64url(octets) != text:
        raise Refused("unused bits of base64url are not zero")
    return octets


def read_bindings(octets: bytes) -> list[Binding]:
    outer = Reader(octets)
    body = Reader(outer.vector(2))
    outer.finish()
    bindings = []
    while body.octets:
        binding = Binding(body.number(1), body.number(1), body.vector(2), body.vector(2))
        if len(binding.signature) < SHORTEST_SIGNATURE:
            raise Refused("length of a signature")
        read_extensions(Reader(body.vector(2)))
        bindings.append(binding)
    if not 1 <= len(bindings) <= MOST_BINDINGS:
        raise Refused("number of bindings")
    return bindings


def read_extensions(reader: Reader) -> None:
    while reader.octets:
        reader.take(1)
        reader.vector(2)


def check_signature(binding: Binding, ekm: bytes) -> None:
    data = wire.signed_data(binding.type, binding.key_parameters, ekm)
    check = _check_ecdsa if binding.key_parameters == wire.ECDSAP256 else _check_rsa
    try:
        check(binding, data)
    except ValueError as error:
        raise Refused("no key") from error
    except InvalidSignature as error:
        raise Refused("signature") from error


def _check_ecdsa(binding: Binding, data: bytes) -> None:
    reader = Reader(binding.key)
    point = reader.vector(1)
    reader.finish()
    if len(point) != 64 or len(binding.signature) != 64:
        raise Refused("length of an ecdsap256 field")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + point)
    r, s = (int.from_bytes(half, "big") for half in (binding.signature[:32],
                                                     binding.signature[32:]))
    public.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


def _check_rsa(binding: Binding, data: bytes) -> None:
    reader = Reader(binding.key)
    modulus, exponent = reader.vector(2), reader.vector(1)
    reader.finish()
    if len(modulus) != 256 or modulus[0] < 0x80 or not modulus[-1] & 1:
        raise Refused("shape of the modulus")
    if not 1 <= len(exponent) <= 8 or not exponent[0] or not exponent[-1] & 1 or exponent == b"\1":
        raise Refused("shape of the exponent")
    public = rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"),
                                  int.from_bytes(modulus, "big")).public_key()
    scheme = padding.PKCS1v15()
    if binding.key_parameters == wire.RSA2048_PSS:
        scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    public.verify(binding.signature, data, scheme, hashes.SHA256())


def verify(header: str, ekm: bytes, negotiated: int) -> Verified:
    """The IDs a server may export for this header on a connection with this EKM."""
    bindings = read_bindings(decode_header(header))
    for wanted, allowed in ((wire.PROVIDED, (1,)), (wire.REFERRED, (0, 1))):
        if sum(binding.type == wanted for binding in bindings) not in allowed:
            raise Refused("number of bindings of type %d" % wanted)
    verified = Verified()
    for binding in bindings:
        if binding.type == wire.PROVIDED and binding.key_parameters != negotiated:
            raise Refused("key parameters were not negotiated")
        if binding.key_parameters not in KNOWN:
            continue  # 8473 section 5.4: what cannot be verified is not exported
        check_signature(binding, ekm)
        _record(verified, binding)
    return verified


def _record(verified: Verified, binding: Binding) -> None:
    if binding.type == wire.PROVIDED:
        verified.provided = binding.id
    elif binding.type == wire.REFERRED:
        verified.referred = binding.id
    else:
        verified.others.append((binding.type, binding.id))
