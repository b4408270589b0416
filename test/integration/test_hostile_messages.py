# SPDX-License-Identifier: Apache-2.0
"""Every message of the table of hostile inputs, on a real connection, before two judges.

The reference verifier must agree with the table, and the module with both.
"""

import pytest

from expectations import assert_nothing_exported, exported
from hostile import CASES
from server.site import BACKEND, ENVIRONMENT
from tokenbinding import reference, wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"
WAYS = pytest.mark.parametrize("tls, protocol", [("1.2", "h1"), ("1.3", "h2")])


def opinion_of_the_reference(message: bytes, ekm: bytes, negotiated: int):
    try:
        return reference.verify(wire.base64url(message), ekm, negotiated)
    except reference.Refused:
        return None


@WAYS
@pytest.mark.parametrize("case", [
    pytest.param(case, id=case.id, marks=pytest.mark.rows(*case.rows)) for case in CASES])
def test_message_meets_its_fate(event_site, case, tls, protocol):
    case.build(bytes(32), key_for(case.negotiated))  # makes the keys before a connection waits
    client = event_site.client(tls=tls, protocol=protocol,
                               offered_key_parameters=[case.negotiated])
    message = case.build(client.tls.ekm, client.key)
    verified = opinion_of_the_reference(message, client.tls.ekm, case.negotiated)
    assert bool(verified) == case.accepted
    response = client.get(ENVIRONMENT, [header_of(message)])
    if not case.accepted:
        assert response.status == 400
        assert PROVIDED not in response.body.decode("latin-1")
        return
    environment = response.environment()
    assert exported(environment, PROVIDED) == wire.base64url(verified.provided)
    wanted = verified.referred and wire.base64url(verified.referred)
    assert exported(environment, REFERRED) == wanted


@WAYS
@pytest.mark.parametrize("value", [
    pytest.param("", id="none", marks=pytest.mark.rows("H-23")),
    pytest.param("   ", id="spaces", marks=pytest.mark.rows("H-23")),
    pytest.param("A", id="b64-mod1", marks=pytest.mark.rows("H-28")),
    pytest.param("AAA=", id="padded-empty", marks=pytest.mark.rows("H-25")),
    pytest.param("x" * 8000, id="long", marks=pytest.mark.rows("H-39"))])
def test_value_that_is_no_message_is_refused(event_site, tls, protocol, value):
    client = event_site.client(tls=tls, protocol=protocol)
    before = event_site.backend.requests
    assert client.get(BACKEND, [(HEADER, value)]).status == 400
    assert event_site.backend.requests == before


def message_with(client, wanted: str) -> str:
    """A valid header in which a certain character occurs: signatures are random."""
    for _ in range(200):
        value = client.header()[1]
        if wanted in value:
            return value
    raise AssertionError("no %r in 200 headers" % wanted)


SPELLINGS = [
    pytest.param(lambda c: c.header()[1] + "=", id="b64-pad", marks=pytest.mark.rows("H-25")),
    pytest.param(lambda c: c.header()[1] + "==", id="b64-pad2", marks=pytest.mark.rows("H-25")),
    pytest.param(lambda c: message_with(c, "-").replace("-", "+"), id="b64-plus",
                 marks=pytest.mark.rows("H-26")),
    pytest.param(lambda c: message_with(c, "_").replace("_", "/"), id="b64-slash",
                 marks=pytest.mark.rows("H-26")),
    pytest.param(lambda c: "%s %s" % halves(c), id="b64-space", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: "%s\t%s" % halves(c), id="b64-tab", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: '"%s"' % c.header()[1], id="quotes", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: c.header()[1] + "%3D", id="percent", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: c.header()[1] + "\xe9", id="latin-1", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: c.header()[1][:-1], id="b64-short", marks=pytest.mark.rows("H-28")),
    pytest.param(lambda c: unused_bits_set(c), id="b64-canon", marks=pytest.mark.rows("H-29")),
    pytest.param(lambda c: c.header()[1] + ",", id="comma", marks=pytest.mark.rows("H-22")),
    pytest.param(lambda c: "," + c.header()[1], id="comma-first", marks=pytest.mark.rows("H-22")),
]


def halves(client) -> tuple[str, str]:
    value = client.header()[1]
    return value[:50], value[50:]


def unused_bits_set(client) -> str:
    """139 bytes end in a character of which two bits are unused."""
    value = client.header()[1]
    assert value.endswith("A")
    return value[:-1] + "B"


@WAYS
@pytest.mark.parametrize("spell", SPELLINGS)
def test_other_spelling_of_a_valid_message_is_refused(event_site, tls, protocol, spell):
    client = event_site.client(tls=tls, protocol=protocol)
    assert client.get(ENVIRONMENT, [(HEADER, spell(client))]).status == 400


@pytest.mark.rows("H-27")
def test_space_around_the_value_belongs_to_http(event_site):
    client = event_site.client()
    name, value = client.header()
    assert client.get(ENVIRONMENT, [(name, "  %s \t" % value)]).status == 200


@pytest.mark.rows("H-27")
def test_folded_value_is_refused(event_site):
    client = event_site.client()
    assert client.get(ENVIRONMENT, [(HEADER, "%s\r\n %s" % halves(client))]).status == 400


@pytest.mark.rows("H-38")
def test_field_above_the_limit_is_refused_by_httpd(event_site):
    client = event_site.client()
    assert client.get(ENVIRONMENT, [(HEADER, "A" * 9000)]).status in (400, 431)


@pytest.mark.rows("H-57", "S-32")
def test_referred_id_that_cannot_be_verified_is_not_exported(visit):
    client = visit.client()
    identity = wire.token_binding_id(96, b"opaque")
    unknown = wire.token_binding(wire.REFERRED, identity, bytes(64))
    environment = client.send_message(ENVIRONMENT, client.key.binding(client.tls.ekm),
                                      unknown).environment()
    assert exported(environment, PROVIDED) == client.id
    assert exported(environment, REFERRED) is None


@pytest.mark.rows("S-18", "H-60")
def test_unknown_type_is_not_exported_unless_asked_for(visit):
    client = visit.client()
    other = client.referred(key_for(wire.ECDSAP256, "other"), 77)
    environment = client.get(ENVIRONMENT, [client.header(other)]).environment()
    assert exported(environment, PROVIDED) == client.id
    assert exported(environment, "Sec-Other-Token-Binding-ID") is None


@pytest.mark.rows("S-23", "H-23", "H-24")
def test_refusal_leaves_the_connection_usable(visit):
    client = visit.client("d.test")
    for value in ("", "AAA"):
        environment = client.get(ENVIRONMENT, [(HEADER, value)]).environment()
        assert_nothing_exported(environment)
        assert environment["TOKEN_BINDING_STATUS"] == "invalid"
    assert exported(client.bound_get(ENVIRONMENT).environment(), PROVIDED) == client.id
