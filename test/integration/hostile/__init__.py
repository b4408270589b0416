# SPDX-License-Identifier: Apache-2.0
"""Messages that no good client sends, and a few unusual ones that are right.

A case is a function of the connection's EKM and of the client's key; it is entered in CASES under
the id that the conformance table gives it. `accepted` is what the table says must come of it.
"""

from dataclasses import dataclass
from typing import Callable

from tokenbinding import wire
from tokenbinding.keys import Key


@dataclass(frozen=True)
class Case:
    id: str
    rows: tuple
    build: Callable[[bytes, Key], bytes]
    negotiated: int
    accepted: bool


CASES: list[Case] = []


def case(identity: str, rows: str, negotiated: int = wire.ECDSAP256, accepted: bool = False):
    """Enters the decorated function under an id, with the rows it proves, apart by spaces."""
    def enter(build):
        CASES.append(Case(identity, tuple(rows.split()), build, negotiated, accepted))
        return build
    return enter


def messages_of(bindings: Callable) -> Callable:
    """For cases that are one or more TokenBindings in an honest message."""
    def build(ekm: bytes, key: Key) -> bytes:
        made = bindings(ekm, key)
        return wire.message(*([made] if isinstance(made, bytes) else made))
    return build


from . import bindings, odd_keys, signatures, structure  # noqa: E402,F401 (they enter the cases)
