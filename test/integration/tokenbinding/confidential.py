# SPDX-License-Identifier: Apache-2.0
"""What no log may tell: each keying material and ID, and what clients sent in certain fields.

Clients of this package enter what they use, for the whole process; the witness of the error log
looks for any piece of it that is long enough not to be there by chance.
"""

import re

from . import wire

PIECE = 16
_FIELDS = re.compile("tokenbinding|tbsslclient|cookie|authorization")
_kept: dict[str, None] = {}  # a set that keeps its order


def keep(text: str) -> None:
    _kept[text.lower()] = None


def keep_octets(octets: bytes) -> None:
    keep(octets.hex())
    keep(wire.base64url(octets))


def keep_fields(fields) -> None:
    """The values of those header fields that are credentials or tell an ID. A cookie's name is
    neither: the operator has written it into TokenBindingCookie."""
    for name, value in fields:
        if name.lower() == "cookie":
            for cookie in value.split(";"):
                keep(cookie.partition("=")[2])
        elif _FIELDS.search(re.sub("[^a-z]", "", name.lower())):
            keep(value)


def told_in(text: str) -> str | None:
    """A piece of `text` that stands in something confidential, in either case of letters."""
    runs = set(re.findall("[a-z0-9_-]{%d,}" % PIECE, text.lower()))
    pieces = {run[start:start + PIECE] for run in runs for start in range(len(run) - PIECE + 1)}
    everything = "\n".join(_kept) if pieces else ""
    return next((piece for piece in pieces if piece in everything), None)
