# SPDX-License-Identifier: Apache-2.0
"""Every message of the table of hostile inputs, on a real connection, before two judges.

The reference verifier must agree with the table, and the module with both; what is refused reaches
no backend. The fixture sees to it that a fresh connection is served as if nothing had been.
"""

import re

import pytest

from expectations import assert_nothing_exported, exported
from hostile import CASES
from server.site import BACKEND, ENVIRONMENT
from tokenbinding import reference, wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.h2c import StreamWasReset
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"
OTHER = "Sec-Other-Token-Binding-ID"


def opinion_of_the_reference(message: bytes, ekm: bytes, negotiated: int):
    try:
        return reference.verify(wire.base64url(message), ekm, negotiated)
    except reference.Refused:
        return None


def assert_refused(visit, client, *headers) -> None:
    """By the module, in one line that says why; the backend hears nothing of it, and the answer
    repeats nothing of what was sent."""
    before = visit.backend.requests
    response = client.get(BACKEND, headers)
    assert response.status == 400
    assert visit.backend.requests == before
    told = [line.text for line in visit.log.of_module() if line.level == "info"]
    assert len(told) == 1 and re.search(r"(decode|verify): .+ \([\w-]+, offset \d+\)", told[0]), told
    body = response.body.decode("latin-1")
    assert client.id not in body
    assert not [value for _, value in headers if len(value) > 8 and value in body]


@pytest.mark.parametrize("case", [
    pytest.param(case, id=case.id, marks=pytest.mark.rows(*case.rows)) for case in CASES])
def test_message_meets_its_fate(event_visit, case):
    case.build(bytes(32), key_for(case.negotiated))  # makes the keys before a connection waits
    client = event_visit.client(offered_key_parameters=[case.negotiated])
    message = case.build(client.tls.ekm, client.key)
    verified = opinion_of_the_reference(message, client.tls.ekm, case.negotiated)
    assert bool(verified) == case.accepted
    if verified is None:
        assert_refused(event_visit, client, header_of(message))
        return
    wanted = {PROVIDED: verified.provided, REFERRED: verified.referred, OTHER: None, HEADER: None}
    seen = client.get(BACKEND, [header_of(message)]).as_backend_saw_it()
    environment = client.get(ENVIRONMENT, [header_of(message)]).environment()
    for name, identity in wanted.items():
        assert seen.value(name) == (identity and wire.base64url(identity)), name
        assert exported(environment, name) == seen.value(name), name


@pytest.mark.parametrize("value", [
    pytest.param("", id="none", marks=pytest.mark.rows("H-23")),
    pytest.param("   ", id="spaces", marks=pytest.mark.rows("H-23")),
    pytest.param("A", id="one-character", marks=pytest.mark.rows("H-28")),
    pytest.param("AAA=", id="padded-empty", marks=pytest.mark.rows("H-25")),
    pytest.param("x" * 8000, id="long", marks=pytest.mark.rows("H-39"))])
def test_value_that_is_no_message_is_refused(event_visit, value):
    assert_refused(event_visit, event_visit.client(), (HEADER, value))


def message_with(client, wanted: str) -> str:
    """A valid header in which a certain character occurs: signatures are random."""
    for _ in range(200):
        value = client.header()[1]
        if wanted in value:
            return value
    raise AssertionError("no %r in 200 headers" % wanted)


SPELLINGS = [
    pytest.param(lambda c: c.header()[1] + "=", id="b64-pad", marks=pytest.mark.rows("H-25")),
    pytest.param(lambda c: c.header()[1] + "==", id="b64-pad-2", marks=pytest.mark.rows("H-25")),
    pytest.param(lambda c: message_with(c, "-").replace("-", "+"), id="b64-std",
                 marks=pytest.mark.rows("H-26")),
    pytest.param(lambda c: message_with(c, "_").replace("_", "/"), id="b64-std-slash",
                 marks=pytest.mark.rows("H-26")),
    pytest.param(lambda c: "%s %s" % halves(c), id="b64-ws", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: "%s\t%s" % halves(c), id="b64-ws-tab", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: '"%s"' % c.header()[1], id="quotes", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: c.header()[1] + "%3D", id="percent", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: c.header()[1] + "\xe9", id="latin-1", marks=pytest.mark.rows("H-27")),
    pytest.param(lambda c: c.header()[1][:-1], id="b64-mod1", marks=pytest.mark.rows("H-28")),
    pytest.param(lambda c: unused_bits_set(c), id="b64-canon", marks=pytest.mark.rows("H-29")),
    pytest.param(lambda c: c.header()[1] + ",", id="comma", marks=pytest.mark.rows("H-22")),
    pytest.param(lambda c: "," + c.header()[1], id="comma-first", marks=pytest.mark.rows("H-22")),
    pytest.param(lambda c: ",", id="comma-alone", marks=pytest.mark.rows("H-22")),
]


def halves(client) -> tuple[str, str]:
    value = client.header()[1]
    return value[:50], value[50:]


def unused_bits_set(client) -> str:
    """139 bytes end in a character of which two bits are unused."""
    value = client.header()[1]
    assert value.endswith("A")
    return value[:-1] + "B"


@pytest.mark.parametrize("spell", SPELLINGS)
def test_other_spelling_of_a_valid_message_is_refused(event_visit, spell):
    client = event_visit.client()
    assert_refused(event_visit, client, (HEADER, spell(client)))


@pytest.mark.rows("H-27")
def test_space_around_the_value_belongs_to_http(event_visit):
    client = event_visit.client()
    name, value = client.header()
    seen = client.get(BACKEND, [(name, "  %s \t" % value)]).as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.rows("H-27")
def test_folded_value_is_refused(event_site, tls):
    client = event_site.client(tls=tls)
    assert_refused(event_site, client, (HEADER, "%s\r\n %s" % halves(client)))


@pytest.mark.rows("H-27")
def test_nul_in_the_value_is_refused(event_visit):
    """By httpd, or by the library of its mod_http2, which resets the stream."""
    client = event_visit.client()
    before = event_visit.backend.requests
    try:
        assert client.get(BACKEND, [(HEADER, "%s\0%s" % halves(client))]).status == 400
    except StreamWasReset:
        assert event_visit.protocol == "h2"
    assert event_visit.backend.requests == before


@pytest.mark.rows("H-38")
def test_field_above_the_limit_is_refused_by_httpd(event_visit):
    before = event_visit.backend.requests
    assert event_visit.client().get(BACKEND, [(HEADER, "A" * 9000)]).status in (400, 431)
    assert event_visit.backend.requests == before


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
