# SPDX-License-Identifier: Apache-2.0
"""What a client forges never reaches an application, in whatever spelling and by whatever road."""

import pytest

from expectations import assert_nothing_exported, exported
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER
from tokenbinding.h2c import StreamWasReset
from tokenbinding.waiting import until

PROVIDED = "Sec-Provided-Token-Binding-ID"
FORGERY = "forged-by-the-client"
SPELLINGS = [
    PROVIDED, PROVIDED.lower(), PROVIDED.upper(), "Sec_Provided_Token_Binding_ID",
    "sec-provided_token-binding_id", "Sec.Provided.Token.Binding.ID",
    "Sec-Referred-Token-Binding-ID", "Sec_Referred_Token_Binding_ID",
    "Sec-Other-Token-Binding-ID", "sec_other_token_binding_id",
    "Sec-Token-Binding-Context", "Sec_Token_Binding_Context", "Token-Binding-Context",
    "TB_SSL_CLIENT_CERT_FINGERPRINT", "TB-SSL-Client-Cert-Fingerprint",
    "Sec_Token_Binding", "sec~token~binding", "Token-Binding", "Token_Binding",
]
FORGERIES = [(name, FORGERY) for name in SPELLINGS]


def forged_in(pairs) -> list:
    return [name for name, value in pairs if FORGERY in value]


def assert_forgeries_are_removed(client, headers=()) -> None:
    """From the environment and on the way to the backend, each spelling alone and all at once."""
    environment = client.get(ENVIRONMENT, [*headers, *FORGERIES]).environment()
    assert not forged_in(environment.items())
    for forgeries in (FORGERIES, *([forgery] for forgery in FORGERIES)):
        seen = client.get(BACKEND, [*headers, *forgeries]).as_backend_saw_it()
        assert not forged_in(seen.headers)


@pytest.mark.rows("P-7", "P-14", "H-36", "H-35")
def test_forgeries_are_removed_beside_a_valid_message(visit):
    client = visit.client()
    assert_forgeries_are_removed(client, [client.header()])
    seen = client.get(BACKEND, [client.header(), *FORGERIES]).as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id


@pytest.mark.rows("P-7", "P-14", "H-36", "H-35")
def test_forgeries_are_removed_without_message(visit):
    assert_forgeries_are_removed(visit.client())


@pytest.mark.rows("P-8", "H-36")
def test_forgeries_are_removed_without_negotiation(visit):
    assert_forgeries_are_removed(visit.client(offer=None))


@pytest.mark.rows("P-13", "H-36")
def test_forgeries_are_removed_where_the_module_is_off(visit):
    assert_forgeries_are_removed(visit.client("b.test"))


@pytest.mark.rows("P-8", "P-13", "H-30", "H-36")
def test_forgeries_are_removed_on_plain_http(site):
    client = site.plain_client()
    assert_forgeries_are_removed(client)
    environment = client.get(ENVIRONMENT, [(HEADER, "AAA")]).environment()
    assert_nothing_exported(environment)
    assert environment["TOKEN_BINDING_STATUS"] == "none"


@pytest.mark.rows("P-7")
def test_forgeries_are_removed_where_bad_messages_are_ignored(visit):
    client = visit.client("d.test")
    bad = (HEADER, wire.base64url(wire.message()))
    assert_forgeries_are_removed(client, [bad])


@pytest.mark.parametrize("named", [
    PROVIDED, PROVIDED.lower(), "keep-alive, " + PROVIDED, PROVIDED + ",keep-alive",
    '"x", %s ,' % PROVIDED, HEADER, "%s, %s" % (HEADER, PROVIDED), "keep-alive; " + PROVIDED,
    "close " + PROVIDED, "te\t%s;" % PROVIDED])
@pytest.mark.parametrize("tls, protocol", [("1.2", "h1"), ("1.3", "h1")])
@pytest.mark.rows("P-17", "H-37")
def test_connection_cannot_make_mod_proxy_drop_our_fields(site, tls, protocol, named):
    client = site.client(tls=tls, protocol=protocol)
    seen = client.bound_get(BACKEND, [("Connection", named)]).as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id
    assert seen.value(HEADER) is None


@pytest.mark.rows("P-17", "H-37")
def test_connection_given_twice_cannot_either(site):
    client = site.client()
    twice = [("Connection", "keep-alive"), ("Connection", PROVIDED)]
    seen = client.bound_get(BACKEND, twice).as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id


@pytest.mark.parametrize("tls, protocol", [("1.2", "h2"), ("1.3", "h2")])
@pytest.mark.rows("P-17", "H-37")
def test_connection_in_http2_cannot_either(event_site, tls, protocol):
    """RFC 9113 8.2.2 has no such field: mod_http2 leaves it out, or resets the stream."""
    client = event_site.client(tls=tls, protocol=protocol)
    try:
        seen = client.bound_get(BACKEND, [("Connection", PROVIDED)]).as_backend_saw_it()
        assert seen.value(PROVIDED) == client.id
    except StreamWasReset:
        pass


@pytest.mark.rows("P-17")
def test_connection_still_does_what_it_is_for(site):
    client = site.client()
    headers = [("Connection", "X-Hop, %s" % PROVIDED), ("X-Hop", "1"), ("X-End", "2")]
    seen = client.bound_get(BACKEND, headers).as_backend_saw_it()
    assert seen.value("X-Hop") is None
    assert seen.value("X-End") == "2"
    client.http.send("GET", BACKEND, [("Connection", "close, %s" % PROVIDED)])
    assert client.http.response().status == 200
    assert client.http.closed_by_server()


SPELT_OTHERWISE = "Sec_Provided_Token_Binding_ID"


def telling_late(merge: str, backend_port: int, mpm: str):
    """The response tells what the request's fields are when the body and its trailers are read, and
    a log tells the trailers, as another module would see them."""
    host = VHost("a.test").add('CustomLog logs/trailers "%%{X-Other-Trailer}^ti|%s"' % "|".join(
        "%%{%s}^ti" % name for name in (PROVIDED, SPELT_OTHERWISE, HEADER)))
    host.location(
        ENVIRONMENT,
        'Header always set X-Late-Provided "expr=%%{req:%s}"' % PROVIDED,
        'Header always set X-Late-Spelling "expr=%%{req:%s}"' % SPELT_OTHERWISE,
        'Header always set X-Late-Message "expr=%%{req:%s}"' % HEADER,
        'Header always set X-Late-Other "expr=%{req:X-Other-Trailer}"')
    return site_of(mpm, [host], backend_port, main=["MergeTrailers " + merge])


@pytest.mark.parametrize("mpm, tls, protocol", [
    ("event", "1.2", "h1"), ("event", "1.3", "h2"), ("prefork", "1.3", "h1")])
@pytest.mark.parametrize("merge", ["off", "on"])
@pytest.mark.rows("S-30", "H-31")
def test_trailers_have_no_effect(start, fleet, mpm, tls, protocol, merge):
    site = start(telling_late(merge, fleet.backend.port, mpm))
    client = site.client(tls=tls, protocol=protocol)
    trailers = [client.header(), (PROVIDED, FORGERY), (SPELT_OTHERWISE, FORGERY),
                ("X-Other-Trailer", "harmless")]
    response = client.http.request("POST", ENVIRONMENT, body=b"body", trailers=trailers)
    assert response.status == 200
    assert_nothing_exported(response.environment())
    for name in ("X-Late-Provided", "X-Late-Spelling", "X-Late-Message"):
        assert response.values(name) in ([], [""]), name
    assert response.value("X-Late-Other") == ("harmless" if merge == "on" else "")
    seen = client.http.request("POST", BACKEND, body=b"body", trailers=trailers)
    assert not forged_in(seen.as_backend_saw_it().headers)
    assert FORGERY not in seen.as_backend_saw_it().body
    log = site.server.directory / "logs/trailers"
    assert until(lambda: log.read_text().count("\n") == 2, 5)
    assert log.read_text().splitlines() == ["harmless|-|-|-"] * 2


@pytest.mark.parametrize("merge", ["off", "on"])
@pytest.mark.rows("S-30", "H-31")
def test_trailers_do_not_touch_what_the_head_of_the_request_proved(start, fleet, merge):
    site = start(telling_late(merge, fleet.backend.port, "event"))
    client = site.client()
    response = client.http.request("POST", ENVIRONMENT, [client.header()], b"body",
                                   trailers=[(PROVIDED, FORGERY), (HEADER, "AAA")])
    assert exported(response.environment(), PROVIDED) == client.id
    assert FORGERY not in (response.value("X-Late-Provided") or "")
