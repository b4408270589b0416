# SPDX-License-Identifier: Apache-2.0
"""Damaged messages by the hundred: the module and the reference verifier must agree on each.

The damage is random but repeatable: TOKEN_BINDING_SEED chooses another run of it, and a failure
names the seed and the message.
"""

import os
import random

import pytest

from hostile import CASES
from server.site import EXACT
from tokenbinding import reference, wire
from tokenbinding.client import header_of
from tokenbinding.keys import key_for

SEED = int(os.environ.get("TOKEN_BINDING_SEED", "8471"))
ROUNDS = int(os.environ.get("TOKEN_BINDING_ROUNDS", "300"))


def flip_a_bit(octets: bytearray, chance: random.Random) -> None:
    octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)


def change_a_byte(octets: bytearray, chance: random.Random) -> None:
    octets[chance.randrange(len(octets))] = chance.choice((0, 1, 2, 0x40, 0x41, 0x7F, 0x80, 0xFF))


def insert_bytes(octets: bytearray, chance: random.Random) -> None:
    position = chance.randrange(len(octets) + 1)
    octets[position:position] = chance.randbytes(chance.randrange(1, 4))


def remove_bytes(octets: bytearray, chance: random.Random) -> None:
    position = chance.randrange(len(octets))
    del octets[position:position + chance.randrange(1, 4)]


def mend_the_length(octets: bytearray, _chance: random.Random) -> None:
    """So that damage inside is not always found by the outermost check."""
    octets[:2] = wire.u16(max(len(octets) - 2, 0))


DAMAGES = (flip_a_bit, change_a_byte, insert_bytes, remove_bytes)


def damaged(message: bytes, chance: random.Random) -> bytes:
    octets = bytearray(message)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        if len(octets) > 2:
            chance.choice(DAMAGES)(octets, chance)
    if chance.random() < 0.7:
        mend_the_length(octets, chance)
    return bytes(octets)


def messages_to_damage(ekm: bytes, negotiated: int) -> list[bytes]:
    """The hostile cases, without those that nearly fill a header field."""
    return [case.build(ekm, key_for(negotiated)) for case in CASES
            if case.negotiated == negotiated and case.id not in ("forty", "nine", "ok-eight")]


def opinion(message: bytes, ekm: bytes, negotiated: int) -> tuple:
    try:
        verified = reference.verify(wire.base64url(message), ekm, negotiated)
    except reference.Refused:
        return "invalid", "(null)", "(null)"
    referred = wire.base64url(verified.referred) if verified.referred else "(null)"
    return "valid", wire.base64url(verified.provided), referred


@pytest.mark.parametrize("negotiated", [wire.ECDSAP256, wire.RSA2048_PKCS1_5, wire.RSA2048_PSS])
@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_module_and_reference_agree(event_site, protocol, negotiated):
    chance, key = random.Random(SEED + negotiated), key_for(negotiated)
    messages_to_damage(bytes(32), negotiated)  # makes the keys while no connection waits for them
    client = event_site.client("d.test", protocol=protocol, offered_key_parameters=[negotiated])
    ekm = client.tls.ekm
    bases = [*messages_to_damage(ekm, negotiated), key.message(ekm)]
    for number in range(ROUNDS):
        message = damaged(chance.choice(bases), chance)
        response = client.get(EXACT, [header_of(message)])
        seen = tuple(response.value(name) for name in ("X-Status", "X-Provided", "X-Referred"))
        wanted = opinion(message, ekm, negotiated)
        assert seen == wanted, "seed %d, round %d: %s" % (SEED, number, message.hex())
