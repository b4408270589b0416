# SPDX-License-Identifier: Apache-2.0
"""Generated messages by the thousand: the module and the reference verifier must agree on each.

TOKEN_BINDING_SEED chooses another run of them, TOKEN_BINDING_MESSAGES how many; a failure names
the seed and the message.
"""

import os
from collections import Counter

import pytest

from hostile import CASES
from server.site import EXACT
from tokenbinding import reference, wire
from tokenbinding.client import HEADER
from tokenbinding.generator import Generator
from tokenbinding.keys import key_for

SEED = int(os.environ.get("TOKEN_BINDING_SEED", "8471"))
MESSAGES = int(os.environ.get("TOKEN_BINDING_MESSAGES", "20000"))
KINDS = {wire.ECDSAP256: "ecdsap256", wire.RSA2048_PKCS1_5: "rsa2048_pkcs1.5",
         wire.RSA2048_PSS: "rsa2048_pss"}
WAYS = (("1.2", "h1"), ("1.3", "h2"))
SHOWN = ("X-Status", "X-Provided", "X-Referred", "X-Other")
ACCEPTED = "accepted"


def hostile_messages(ekm: bytes, negotiated: int) -> list[bytes]:
    """Without those that fill a header field; forty bindings are too many for damage to matter."""
    return [case.build(ekm, key_for(negotiated)) for case in CASES
            if case.negotiated == negotiated and case.id != "forty"]


def opinion(value: str, ekm: bytes, negotiated: int) -> tuple[str, tuple]:
    """The verdict in a word, and what the module must show."""
    try:
        verified = reference.verify(value, ekm, negotiated)
    except reference.Refused as refused:
        return str(refused), ("invalid", "(null)", "(null)", "(null)")
    referred = wire.base64url(verified.referred) if verified.referred else "(null)"
    others = ",".join("%x.%s" % (kind, wire.base64url(octets)) for kind, octets in verified.others)
    return ACCEPTED, ("valid", wire.base64url(verified.provided), referred, others or "(null)")


@pytest.fixture(scope="module")
def verdicts():
    """Over all of them; the last test looks whether each verdict came often enough to mean much."""
    return Counter()


@pytest.fixture
def lenient(site_with):
    return site_with("TokenBindingInvalidAction ignore",
                     "TokenBindingPassVar provided referred other",
                     "LimitRequestFieldSize 16380")


@pytest.mark.parametrize("negotiated", KINDS, ids=KINDS.get)
@pytest.mark.parametrize("tls, protocol", WAYS)
def test_module_and_reference_agree(lenient, verdicts, tls, protocol, negotiated):
    hostile_messages(bytes(32), negotiated)  # makes the keys while no connection waits for them
    client = lenient.client(tls=tls, protocol=protocol, offered_key_parameters=[negotiated])
    ekm = client.tls.ekm
    seed = "%d %s %d" % (SEED, protocol, negotiated)
    generator = Generator(seed, ekm, negotiated, hostile_messages(ekm, negotiated))
    for _ in range(-(-MESSAGES // (len(WAYS) * len(KINDS)))):
        value = generator.header()
        verdict, wanted = opinion(value, ekm, negotiated)
        response = client.get(EXACT, [(HEADER, value)])
        seen = tuple(response.value(name) for name in SHOWN)
        assert seen == wanted, "seed %s: %s %r" % (seed, verdict, value)
        verdicts[verdict] += 1


def test_both_verdicts_and_all_reasons_came_often(verdicts, remark):
    if sum(verdicts.values()) < MESSAGES:
        pytest.skip("the messages were not all judged")
    refused = verdicts.copy()
    accepted = refused.pop(ACCEPTED)
    remark("%d generated messages: %d accepted; refused: %s" % (
        sum(verdicts.values()), accepted,
        ", ".join("%s %d" % pair for pair in refused.most_common())))
    assert 0.25 < accepted / verdicts.total() < 0.75
    assert max(refused.values()) < 0.5 * refused.total()
    assert len(refused) >= 12 and min(refused.values()) >= MESSAGES // 2000
