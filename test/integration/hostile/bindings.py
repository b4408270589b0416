# SPDX-License-Identifier: Apache-2.0
"""Bindings that are well formed each, in sets that are not (rows H-39, H-56 to H-67)."""

from tokenbinding import wire
from tokenbinding.keys import RsaKey, key_for

from . import case, messages_of

UNKNOWN_TYPE = 77
UNKNOWN_KEY_PARAMETERS = 96
WRONG = bytes(32)


def _other(kp: int = wire.ECDSAP256):
    return key_for(kp, "other")


def _opaque(binding_type: int) -> bytes:
    """Key parameters nobody knows, with a key and a signature nobody can read."""
    identity = wire.token_binding_id(UNKNOWN_KEY_PARAMETERS, b"opaque key")
    return wire.token_binding(binding_type, identity, bytes(64))


@case("prov-kp", "H-56")
@messages_of
def _(_ekm, _key):
    return _opaque(wire.PROVIDED)


@case("prov-not-negotiated", "S-14")
@messages_of
def _(ekm, _key):
    return key_for(wire.RSA2048_PKCS1_5).binding(ekm)


@case("prov-other-rsa", "S-14", negotiated=wire.RSA2048_PSS)
@messages_of
def _(ekm, _key):
    return key_for(wire.RSA2048_PKCS1_5).binding(ekm)


@case("ref-kp", "H-57", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm), _opaque(wire.REFERRED)


@case("other-kp", "H-58", accepted=True)
@messages_of
def _(ekm, key):
    return _opaque(UNKNOWN_TYPE), key.binding(ekm)


@case("other-badsig", "H-59")
@messages_of
def _(ekm, key):
    return key.binding(ekm), _other().binding(WRONG, UNKNOWN_TYPE)


@case("other-ok", "H-60 S-18", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm), _other().binding(ekm, UNKNOWN_TYPE)


@case("dup-prov", "H-61 S-20")
@messages_of
def _(ekm, key):
    return [key.binding(ekm)] * 2


@case("two-prov", "H-61 S-20")
@messages_of
def _(ekm, key):
    return key.binding(ekm), _other().binding(ekm)


@case("two-ref", "H-62 S-21")
@messages_of
def _(ekm, key):
    return key.binding(ekm), *[_other().binding(ekm, wire.REFERRED)] * 2


@case("ref-only", "H-63 S-20")
@messages_of
def _(ekm, _key):
    return _other().binding(ekm, wire.REFERRED)


@case("other-only", "H-63 S-20")
@messages_of
def _(ekm, _key):
    return _other().binding(ekm, UNKNOWN_TYPE)


@case("ok-ref-first", "H-64", accepted=True)
@messages_of
def _(ekm, key):
    return _other().binding(ekm, wire.REFERRED), key.binding(ekm)


@case("prov-bad", "H-66")
@messages_of
def _(ekm, key):
    return key.binding(WRONG), _other().binding(ekm, wire.REFERRED)


@case("ref-bad", "H-66")
@messages_of
def _(ekm, key):
    return key.binding(ekm), _other().binding(WRONG, wire.REFERRED)


@case("ref-signed-as-provided", "H-66")
@messages_of
def _(ekm, key):
    other = _other()
    return key.binding(ekm), other.binding(ekm, wire.REFERRED, signature=other.signature(ekm))


@case("ok-same-id", "H-67", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm), key.binding(ekm, wire.REFERRED)


@case("ok-ref-rsa", "S-15", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm), _other(wire.RSA2048_PSS).binding(ekm, wire.REFERRED)


def _twin(key):
    """The same RSA key under the other RSA key parameters: another ID, and another scheme."""
    return RsaKey(pss=not key.key_parameters, private=key.private)


@case("ok-ref-twin", "S-15", negotiated=wire.RSA2048_PSS, accepted=True)
@messages_of
def _(ekm, key):
    return _twin(key).binding(ekm, wire.REFERRED), key.binding(ekm)


@case("rsapss-as15-after-twin", "H-77", negotiated=wire.RSA2048_PSS)
@messages_of
def _(ekm, key):
    data = wire.signed_data(wire.PROVIDED, key.key_parameters, ekm)
    good = _twin(key).binding(ekm, wire.REFERRED)
    return good, key.binding(ekm, signature=key.sign_pkcs1(data))


@case("ok-eight", "H-39", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm), *(_other().binding(ekm, 100 + number) for number in range(7))


@case("nine", "H-39")
@messages_of
def _(ekm, key):
    return key.binding(ekm), *(_other().binding(ekm, 100 + number) for number in range(8))


@case("forty", "H-39")
@messages_of
def _(ekm, key):
    return key.binding(ekm), *[_other().binding(ekm, UNKNOWN_TYPE)] * 39
