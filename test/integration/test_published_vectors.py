# SPDX-License-Identifier: Apache-2.0
"""The reference verifier before messages that others made: Edge, Chrome and the authors of drafts.

The module cannot be shown them, for no server can be made to have a given EKM; what it is compared
with can, and so both stand on the same ground.
"""

import json
from pathlib import Path

import pytest

from expectations import base64url_hash
from tokenbinding import reference, wire

PUBLISHED = Path(__file__).parents[1] / "vectors" / "published.json"
MESSAGES = [message for message in json.loads(PUBLISHED.read_text())["messages"]
            if message.get("ekm")]
by_name = pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["name"])


def verify(message, ekm: str | None = None) -> reference.Verified:
    negotiated = next((binding["key_parameters"] for binding in message["bindings"]
                       if binding["type"] == wire.PROVIDED), wire.ECDSAP256)
    return reference.verify(message["header"], bytes.fromhex(ekm or message["ekm"]), negotiated)


def ids(verified: reference.Verified) -> list[str]:
    found = [verified.provided, verified.referred, *(octets for _, octets in verified.others)]
    return sorted(wire.base64url(octets) for octets in found if octets)


@by_name
@pytest.mark.rows("O-1", "H-62", "H-63")
def test_reference_agrees_with_the_published_verdict(message):
    if message["outcome"] != "valid":
        with pytest.raises(reference.Refused):
            verify(message)
        return
    assert ids(verify(message)) == sorted(binding["id"] for binding in message["bindings"])
    for binding in message["bindings"]:
        assert base64url_hash(wire.from_base64url(binding["id"])) == binding["hash"]


@by_name
@pytest.mark.rows("S-17")
def test_reference_refuses_a_message_over_the_keying_material_of_another(message):
    for other in MESSAGES:
        if other["ekm"] != message["ekm"]:
            with pytest.raises(reference.Refused):
                verify(message, other["ekm"])
