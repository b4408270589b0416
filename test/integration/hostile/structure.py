# SPDX-License-Identifier: Apache-2.0
"""Lengths that lie, at each level of the message (rows H-50 to H-55, H-65)."""

from tokenbinding import wire

from . import case, messages_of


@case("empty", "H-24 S-16")
def _(_ekm, _key):
    return wire.message()


@case("onebyte", "H-50")
def _(_ekm, _key):
    return b"\0"


@case("outer-short", "H-50")
def _(ekm, key):
    return wire.message(key.binding(ekm), length=136)


@case("outer-long", "H-50")
def _(ekm, key):
    return wire.message(key.binding(ekm), length=138)


@case("outer-huge", "H-50")
def _(ekm, key):
    return wire.message(key.binding(ekm), length=0xFFFF)


@case("trunc-1", "H-50")
def _(ekm, key):
    return key.message(ekm)[:-1]


@case("trail-1", "H-50")
def _(ekm, key):
    return key.message(ekm) + b"\0"


@case("inner-trail", "H-51")
@messages_of
def _(ekm, key):
    return key.binding(ekm), b"\0"


@case("kl-small", "H-52")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(2, key.encoded, key_length=64))


@case("kl-big", "H-52")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(2, key.encoded, key_length=66))


@case("kl-huge", "H-52")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(2, key.encoded, key_length=0xFFFF))


@case("kl-zero", "H-52")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(2, b""))


@case("key-trail", "H-52")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(2, key.encoded + b"\0"))


@case("rsa15-keytrail", "H-52", negotiated=wire.RSA2048_PKCS1_5)
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(0, key.encoded + b"\0"))


def _with_point(point: bytes, point_length: int | None = None):
    def build(ekm, key):
        encoded = wire.ec_key(point, point_length)
        return key.binding(ekm, identity=wire.token_binding_id(2, encoded))
    return messages_of(build)


def _point_of(key, change):
    return wire.token_binding_id(2, wire.ec_key(change(key.point)))


@case("pt-len63", "H-53")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=_point_of(key, lambda point: point[:63]))


@case("pt-len65", "H-53")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=_point_of(key, lambda point: b"\4" + point))


@case("pt-comp", "H-53")
@messages_of
def _(ekm, key):
    compressed = lambda point: bytes([2 + (point[63] & 1)]) + point[:32]  # noqa: E731
    return key.binding(ekm, identity=_point_of(key, compressed))


case("pt-empty", "H-53")(_with_point(b""))
case("pt-infinity", "H-53")(_with_point(b"\0"))


@case("pt-length-lies", "H-53")
@messages_of
def _(ekm, key):
    return key.binding(ekm, identity=wire.token_binding_id(2, wire.ec_key(key.point, 63)))


@case("ext-trunc", "H-55")
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=b"\1\0")


@case("ext-overrun", "H-55")
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=wire.extension(1, b"data", length=5))


@case("ext-length-short", "H-55")
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=wire.extension(1, b"data"), extensions_length=6)


@case("ext-length-huge", "H-55")
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=wire.extension(1, b"data"), extensions_length=0xFFFF)


@case("ok-ext-unknown", "H-65 S-19", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=wire.extension(1, b"data"))


@case("ok-ext-two", "H-65 S-19", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=wire.extension(9, b"data") * 2)


@case("ok-ext-empty", "H-65 S-19", accepted=True)
@messages_of
def _(ekm, key):
    return key.binding(ekm, extensions=wire.extension(255))
