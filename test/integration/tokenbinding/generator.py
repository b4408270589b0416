# SPDX-License-Identifier: Apache-2.0
"""Messages by the thousand for one connection: honest, hostile, and damaged ones of both.

The choice is random but repeatable. Bindings are signed once and used often, for signing would
take most of the time.
"""

import random

from . import wire
from .keys import key_for

TYPES = (wire.PROVIDED, wire.REFERRED, 2, 77, 255)
KEY_PARAMETERS = (wire.RSA2048_PKCS1_5, wire.RSA2048_PSS, wire.ECDSAP256)
EXTENSIONS = (b"", b"", wire.extension(1, b"data"), wire.extension(200), wire.extension(9, b"x") * 3)


class Generator:
    """`hostile` are messages for the same connection that break a rule each, or nearly."""

    def __init__(self, seed: int, ekm: bytes, negotiated: int, hostile: list[bytes]):
        self.chance = random.Random(seed)
        self._hostile = hostile
        self._good = {(kind, kp): self._bindings(ekm, kind, kp)
                      for kind in TYPES for kp in KEY_PARAMETERS}
        self._wrong = [binding for (kind, kp), _ in self._good.items()
                       for binding in self._bindings(bytes(32), kind, kp)]
        self._opaque = [wire.token_binding(kind, wire.token_binding_id(kp, key), bytes(size))
                        for kind in TYPES for kp, key, size in ((3, b"", 64), (96, b"opaque", 99))]
        self._negotiated = negotiated

    def header(self) -> str:
        """The value of a field; some are no base64url of anything."""
        value = wire.base64url(self.message())
        return self._misspelt(value) if self.chance.random() < 0.05 else value

    def message(self) -> bytes:
        kind = self.chance.random()
        if kind < 0.3:
            return wire.message(*self._honest())
        if kind < 0.45:
            return wire.message(*self._anything())
        if kind < 0.6:
            return self.chance.choice(self._hostile)
        base = wire.message(*self._honest()) if kind < 0.9 else self.chance.choice(self._hostile)
        return self._damaged(base)

    def _bindings(self, ekm: bytes, kind: int, kp: int) -> list[bytes]:
        """With each name another key, where keys are cheap."""
        names = ("", "generated", "generated too") if kp == wire.ECDSAP256 else ("",)
        return [key_for(kp, name).binding(ekm, kind, extensions=extensions)
                for name in names for extensions in EXTENSIONS[1:]]

    def _one(self, kind: int, kp: int) -> bytes:
        return self.chance.choice(self._good[kind, kp])

    def _honest(self) -> list[bytes]:
        """What must be accepted."""
        made = [self._one(wire.PROVIDED, self._negotiated)]
        if self.chance.random() < 0.5:
            made.append(self._one(wire.REFERRED, self.chance.choice(KEY_PARAMETERS)))
        for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2, 5))):
            made.append(self._one(self.chance.choice(TYPES[2:]), self.chance.choice(KEY_PARAMETERS)))
        if self.chance.random() < 0.15:
            made.append(self.chance.choice(self._opaque[4:]))
        self.chance.shuffle(made)
        return made

    def _anything(self) -> list[bytes]:
        """Bindings of every sort, in whatever number up to ten: well formed each, seldom in sum."""
        sources = [*self._good.values(), self._wrong, self._opaque]
        made = [self.chance.choice(self.chance.choice(sources))
                for _ in range(self.chance.choice((0, 1, 1, 2, 2, 3, 9, 10)))]
        if self.chance.random() < 0.5:
            made.append(self._one(wire.PROVIDED, self._negotiated))
        return made

    def _damaged(self, message: bytes) -> bytes:
        octets = bytearray(message)
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            if len(octets) > 2:
                self.chance.choice(DAMAGES)(octets, self.chance)
        if self.chance.random() < 0.8:  # so that not all of it is found by the outermost check
            octets[:2] = wire.u16(max(len(octets) - 2, 0))
        return bytes(octets)

    def _misspelt(self, value: str) -> str:
        position = self.chance.randrange(1, len(value))
        odd = self.chance.choice(("=", "+", "/", " ", "\t", "%", "~", '"', "A", "AA", "\xe9"))
        return value[:position] + odd + value[position + self.chance.randrange(2):] + "A"


def flip_a_bit(octets: bytearray, chance: random.Random) -> None:
    octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)


def change_a_byte(octets: bytearray, chance: random.Random) -> None:
    octets[chance.randrange(len(octets))] = chance.choice((0, 1, 2, 0x40, 0x41, 0x7F, 0x80, 0xFF))


def change_the_head(octets: bytearray, chance: random.Random) -> None:
    """The lengths, types and key parameters of the first binding, which are few among many octets."""
    octets[chance.randrange(min(len(octets), 9))] = chance.choice((0, 1, 2, 3, 0x40, 0x41, 0xFF))


def insert_bytes(octets: bytearray, chance: random.Random) -> None:
    position = chance.randrange(len(octets) + 1)
    octets[position:position] = chance.randbytes(chance.randrange(1, 4))


def remove_bytes(octets: bytearray, chance: random.Random) -> None:
    position = chance.randrange(len(octets))
    del octets[position:position + chance.randrange(1, 4)]


def change_the_end(octets: bytearray, chance: random.Random) -> None:
    """The extensions of the last binding."""
    octets[-2:] = wire.vector16(chance.randbytes(chance.randrange(6)), chance.randrange(6))


DAMAGES = (flip_a_bit, change_a_byte, change_the_head, insert_bytes, remove_bytes, change_the_end)
