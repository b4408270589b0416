# SPDX-License-Identifier: Apache-2.0
"""Signatures of the wrong shape, over the wrong thing, or by the wrong scheme (H-54 to H-79)."""

from cryptography.hazmat.primitives import hashes

from tokenbinding import wire
from tokenbinding.keys import P256_ORDER, raw_signature
from tokenbinding.odd_rsa import with_small_exponent_and_lax_padding

from . import case, messages_of

PRIME = 2 ** 256 - 2 ** 224 + 2 ** 192 + 2 ** 96 - 1


def _signed(identity: str, row: str, make, negotiated=wire.ECDSAP256, accepted=False) -> None:
    """A case whose only oddity is the signature: `make` gets the key and the data to sign."""
    def build(ekm, key):
        data = wire.signed_data(wire.PROVIDED, key.key_parameters, ekm)
        return key.binding(ekm, signature=make(key, data))
    case(identity, row, negotiated, accepted)(messages_of(build))


def _halves(signature: bytes) -> tuple[int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def _with_r(r: int):
    return lambda key, data: raw_signature(r, _halves(key.sign(data))[1])


def _with_s(s: int):
    return lambda key, data: raw_signature(_halves(key.sign(data))[0], s)


def _negated(key, data) -> bytes:
    r, s = _halves(key.sign(data))
    return raw_signature(r, P256_ORDER - s)


def _flipped(key, data) -> bytes:
    signature = bytearray(key.sign(data))
    signature[-1] ^= 1
    return bytes(signature)


_signed("sig-0", "H-54", lambda key, data: b"")
_signed("sig-63", "H-54", lambda key, data: key.sign(data)[:63])
_signed("sig-65", "H-54", lambda key, data: key.sign(data) + b"\0")
_signed("sig-der", "H-54", lambda key, data: key.sign_der(data))
_signed("sig-flipped", "S-16", _flipped)
_signed("sig-r0", "H-71", _with_r(0))
_signed("sig-s0", "H-71", _with_s(0))
_signed("sig-r0-s0", "H-71", lambda key, data: bytes(64))
_signed("sig-rn", "H-71", _with_r(P256_ORDER))
_signed("sig-sn", "H-71", _with_s(P256_ORDER))
_signed("sig-r-above-n", "H-71", _with_r(P256_ORDER + 1))
_signed("sig-allff", "H-71", lambda key, data: b"\xff" * 64)
_signed("sig-negs", "H-72", _negated, accepted=True)
_signed("sig-type", "H-73", lambda key, data: key.sign(b"\1" + data[1:]))
_signed("sig-kp", "H-73", lambda key, data: key.sign(data[:1] + b"\1" + data[2:]))
_signed("sig-ekm", "H-73", lambda key, data: key.sign(data[:2] + bytes(32)))
_signed("sig-ekm-only", "H-73", lambda key, data: key.sign(data[2:]))
_signed("sig-ekm-first", "H-73", lambda key, data: key.sign(data[2:] + data[:2]))

for _kp, _name in ((wire.RSA2048_PKCS1_5, "rsa15"), (wire.RSA2048_PSS, "rsapss")):
    _signed(_name + "-sig-0", "H-77", lambda key, data: b"", _kp)
    _signed(_name + "-sig-255", "H-77", lambda key, data: key.sign(data)[:255], _kp)
    _signed(_name + "-sig-257", "H-77", lambda key, data: b"\0" + key.sign(data), _kp)
    _signed(_name + "-sig-flipped", "S-16", _flipped, _kp)
    _signed(_name + "-sig-allff", "H-77", lambda key, data: b"\xff" * 256, _kp)
    _signed(_name + "-sig-zero", "H-77", lambda key, data: bytes(256), _kp)

_signed("rsa15-aspss", "H-77", lambda key, data: key.sign_pss(data), wire.RSA2048_PKCS1_5)
_signed("rsapss-as15", "H-77", lambda key, data: key.sign_pkcs1(data), wire.RSA2048_PSS)
_signed("rsapss-salt20", "H-77", lambda key, data: key.sign_pss(data, salt=20), wire.RSA2048_PSS)
_signed("rsapss-salt0", "H-77", lambda key, data: key.sign_pss(data, salt=0), wire.RSA2048_PSS)
_signed("rsapss-salt33", "H-77", lambda key, data: key.sign_pss(data, salt=33), wire.RSA2048_PSS)
_signed("rsapss-mgf1sha1", "H-77", lambda key, data: key.sign_pss(data, mask=hashes.SHA1),
        wire.RSA2048_PSS)


@case("rsa15-lax-padding", "H-79", negotiated=wire.RSA2048_PKCS1_5)
@messages_of
def _(ekm, key):
    data = wire.signed_data(wire.PROVIDED, wire.RSA2048_PKCS1_5, ekm)
    weak, forged = with_small_exponent_and_lax_padding(data)
    return weak.binding(ekm, signature=forged)
