# SPDX-License-Identifier: Apache-2.0
"""Bearer tokens: a bound one is refused to all but its own client; no signature is judged here."""

import hashlib
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from expectations import base64url_hash
from server.configuration import VHost
from server.site import BACKEND, site_of
from tokenbinding import wire
from tokenbinding.keys import key_for

WAYS = [("event", "h1"), ("event", "h2"), ("worker", "h2"), ("prefork", "h1")]


@pytest.fixture(scope="module")
def bearer_sites(fleet):
    running = {}

    def site_on(mpm: str):
        if mpm not in running:
            running[mpm] = fleet.start(bearer_configuration(mpm, fleet))
        return running[mpm]

    yield site_on
    for site in running.values():
        site.end()


def bearer_configuration(mpm: str, fleet):
    host = VHost("a.test").add(
        "SSLVerifyClient optional", 'SSLCACertificateFile "%s/ca.pem"' % fleet.directory)
    for mode in ("off", "optional", "required"):
        host.location("/cgi/env/" + mode, "TokenBindingBearer " + mode)
    host.location("/cgi/env/required/any", "Satisfy Any", "Require all granted")
    host.location("/cgi/env/required/page", "ErrorDocument 401 /cgi/env/required/error")
    host.location("/cgi/env/required/application", "ErrorDocument 401 " + BACKEND)
    host.location("/cgi/env/required/told", "ErrorDocument 401 /cgi/env/required/error",
                  'SetEnvIf Authorization "(.+)" HTTP_AUTHORIZATION=$1 LENGTH=long',
                  'SetEnvIf Authorization "Bearer (.+)" TOKEN=$1')
    host.location("/server-status", "SetHandler server-status")
    return site_of(mpm, [host], fleet.backend.port, modules=("access_compat",))


@pytest.fixture(params=WAYS, ids="-".join)
def visit(request, bearer_sites):
    mpm, protocol = request.param
    site = bearer_sites(mpm)
    yield site, site.client(protocol=protocol)
    site.check()


@pytest.fixture
def site(bearer_sites):
    yield bearer_sites("event")
    bearer_sites("event").check()


def token_with(claims: dict) -> str:
    segments = (json.dumps({"alg": "ES256"}).encode(), json.dumps(claims).encode(), bytes(64))
    return ".".join(map(wire.base64url, segments))


def bound_to(client) -> str:
    return token_with({"sub": "me", "cnf": {"tbh": base64url_hash(client.key.id)}})


def asks(client, mode: str, token: str, bound: bool = True, path: str = ""):
    get = client.bound_get if bound else client.get
    return get("/cgi/env/%s%s" % (mode, path), [("Authorization", "Bearer " + token)])


def assert_refused(response) -> None:
    assert response.status == 401
    challenge = response.value("WWW-Authenticate")
    assert challenge.startswith('Bearer error="invalid_token", error_description="The access token')


@pytest.mark.rows("O-1", "O-7")
def test_own_token_passes_and_arrives_untouched(visit):
    _, client = visit
    for mode in ("off", "optional", "required"):
        response = asks(client, mode, bound_to(client))
        assert response.status == 200, mode


@pytest.mark.rows("O-7", "S-24")
def test_stolen_token_is_refused(visit):
    site, client = visit
    thief = site.client(key=key_for(wire.ECDSAP256, "thief"))
    thief.bound_get("/cgi/env")
    token = bound_to(client)
    assert asks(thief, "off", token).status == 200
    for mode in ("optional", "required"):
        assert_refused(asks(thief, mode, token))
    line = site.log.wait_for("bearer: The access token is bound to another key")
    assert line.level == "info"
    assert token not in site.log.text()


@pytest.mark.rows("O-13", "S-24")
def test_bound_token_is_refused_on_an_unbound_request(visit):
    site, client = visit
    token = bound_to(client)
    for mode in ("optional", "required"):
        assert_refused(asks(client, mode, token, bound=False))
        assert_refused(asks(site.client(offer=None), mode, token, bound=False))


UNBOUND_TOKENS = {
    "opaque": "2YotnFZFEjr1zCsicMWpAA",
    "no-cnf": token_with({"sub": "me"}),
    "other-cnf": token_with({"cnf": {"jkt": "x"}}),
    "malformed": "a.b.c",
    "bad-json": ".".join(map(wire.base64url, (b"{}", b'{"cnf":{', b"x"))),
}


@pytest.mark.parametrize("kind", UNBOUND_TOKENS)
def test_token_without_a_confirmation_passes_where_optional_only(site, kind):
    client = site.client()
    token = UNBOUND_TOKENS[kind]
    for bound in (True, False):
        assert asks(client, "optional", token, bound).status == 200
        assert_refused(asks(client, "required", token, bound))


def test_broken_token_that_plainly_is_anothers_is_refused(site):
    client = site.client()
    mismatch = wire.base64url(json.dumps({"cnf": {"tbh": "x"}}).encode())
    assert_refused(asks(client, "optional", "!.%s.!" % mismatch))
    assert_refused(asks(client, "optional", "AA.%s.AA" % mismatch))


def test_token_cannot_hide_behind_another(site):
    client = site.client()
    thief = site.client(key=key_for(wire.ECDSAP256, "thief"))
    thief.bound_get("/cgi/env")
    stolen, own = "Bearer " + bound_to(client), "Bearer " + bound_to(thief)
    for fields in ([own, stolen], [stolen, own], ["Basic Zm9vOmJhcg==", stolen], ["bearer opaque", stolen]):
        response = thief.bound_get("/cgi/env/optional", [("Authorization", field) for field in fields])
        assert_refused(response)


@pytest.mark.parametrize("between", ["\xa0", "\xc2\xa0", "\x85", ":", "=", ",", ".", "_", "x", ""])
def test_whatever_parts_the_word_bearer_from_the_token_hides_neither(site, between):
    """Applications split there by white space of their own kind, or count seven characters."""
    thief = site.client(key=key_for(wire.ECDSAP256, "thief"))
    thief.bound_get("/cgi/env")
    stolen = ("Authorization", "Bearer" + between + bound_to(site.client()))
    for mode in ("optional", "required"):
        assert_refused(thief.bound_get("/cgi/env/" + mode, [stolen]))


def test_number_too_large_for_a_machine_word_hides_no_confirmation(site):
    client = site.client()
    token = token_with({"jti": 2 ** 64, "cnf": {"tbh": base64url_hash(b"another's")}})
    assert_refused(asks(client, "optional", token))


def test_request_without_a_bearer_token_is_for_the_application(site):
    client = site.client()
    for headers in ([], [("Authorization", "Basic Zm9vOmJhcg==")]):
        assert client.bound_get("/cgi/env/required", headers).status == 200


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_trailers_carry_no_credentials(start, fleet, protocol):
    """`MergeTrailers On` would put them beside those that were judged. The response tells what the
    request's fields are after the body was read."""
    configuration = bearer_configuration("event", fleet)
    configuration.main.append("MergeTrailers On")
    configuration.vhosts[0].location("/cgi", *(
        'Header always set X-Late-%s "expr=%%{req:%s}"' % (name, name)
        for name in ("Authorization", "Cookie", "X-End")))
    client = start(configuration).client(protocol=protocol)
    trailers = [("Authorization", "Bearer stolen"), ("Cookie", "sid=raw"), ("X-End", "1")]
    own = [("Authorization", "Bearer own"), ("Cookie", "a=1")]
    for headers, expected in (([], ["", ""]), (own, ["Bearer own", "a=1"])):
        late = client.http.request("POST", "/cgi/env", headers, b"body", trailers=trailers)
        assert [late.value("X-Late-Authorization"), late.value("X-Late-Cookie")] == expected
        assert late.value("X-Late-X-End") == "1"


def test_satisfy_any_does_not_overrule_the_refusal(site):
    assert_refused(asks(site.client(), "required", "opaque", path="/any"))


def test_page_for_the_refusal_is_shown(site):
    client = site.client()
    response = asks(client, "required", "opaque", path="/page")
    assert_refused(response)
    assert response.environment()["REDIRECT_STATUS"] == "401"


def test_refused_token_does_not_reach_the_application_that_shows_the_page(site):
    """Behind `ErrorDocument 401 /index.php` it would find the client's own URL in REQUEST_URI."""
    response = asks(site.client(), "required", "opaque", path="/application")
    assert "authorization" not in response.as_backend_saw_it().names()


def test_refused_token_is_no_variable_of_the_page_either(site):
    response = asks(site.client(), "required", "opaque", path="/told")
    assert response.status == 401
    told = response.environment()
    assert not [name for name, value in told.items() if "opaque" in value], told
    assert told["REDIRECT_LENGTH"] == "long"


@pytest.mark.parametrize("tail", ["=", "=.x", ".=.=", ".", "...", "=" + "A" * 3000])
def test_nothing_that_is_appended_to_a_stolen_token_hides_whose_it_is(visit, tail):
    """To cjose, and so to mod_auth_openidc, `h.p.s=.x` is `h.p.s`."""
    site, thief = visit
    stolen = token_with({"cnf": {"tbh": base64url_hash(key_for(wire.ECDSAP256, "victim").id)}})
    assert_refused(asks(thief, "optional", stolen + tail))
    assert_refused(asks(thief, "optional", stolen + tail, bound=False))


@pytest.mark.parametrize("field", [
    "Be\tarer %s", "B\tearer %s", "Token %s", 'Token token="%s"', "Token token=%s", "%s", "DPoP %s",
    "Basic x, Token %s"])
def test_a_token_is_judged_whatever_scheme_it_goes_under(visit, field):
    """mod_auth_openidc sees no tab in "Be\tarer", Rails takes Token too, others take any word."""
    site, thief = visit
    stolen = token_with({"cnf": {"tbh": base64url_hash(key_for(wire.ECDSAP256, "victim").id)}})
    for mode in ("optional", "required"):
        assert_refused(thief.bound_get("/cgi/env/" + mode, [("Authorization", field % stolen)]))
    own = field % bound_to(thief)
    assert thief.bound_get("/cgi/env/required", [("Authorization", own)]).status == 200
    unbound = field % token_with({"sub": "me"})
    assert thief.bound_get("/cgi/env/optional", [("Authorization", unbound)]).status == 200
    assert_refused(thief.bound_get("/cgi/env/required", [("Authorization", unbound)]))


def test_a_token_does_not_hide_by_a_second_word_bearer_in_it(visit):
    """Python's replace("Bearer ", "") puts the two halves together."""
    site, thief = visit
    stolen = token_with({"cnf": {"tbh": base64url_hash(key_for(wire.ECDSAP256, "victim").id)}})
    for at in (20, 60, len(stolen) - 5):
        assert_refused(asks(thief, "optional", stolen[:at] + "Bearer " + stolen[at:]))


@pytest.mark.rows("O-12")
@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_token_bound_to_a_certificate(site, fleet, tls):
    certificate = (fleet.directory / "client.pem", fleet.directory / "client.key")
    client = site.client(tls=tls, certificate=certificate)
    token = token_with({"cnf": {"x5t#S256": fingerprint(certificate[0])}})
    assert asks(client, "required", token).status == 200
    assert asks(client, "required", token, bound=False).status == 200
    assert_refused(asks(site.client(tls=tls), "optional", token))
    both = token_with({"cnf": {"tbh": base64url_hash(client.key.id),
                               "x5t#S256": fingerprint(certificate[0])}})
    assert asks(client, "required", both).status == 200
    assert_refused(asks(client, "optional", both, bound=False))
    assert_refused(asks(site.client(tls=tls), "optional", both))


def fingerprint(path) -> str:
    der = x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
    return wire.base64url(hashlib.sha256(der).digest())


def test_refusals_are_counted(start, fleet):
    running = start(bearer_configuration("event", fleet))
    client = running.client()
    assert_refused(asks(client, "required", "opaque"))
    status = client.get("/server-status?auto").body.decode()
    assert "TokenBindingBearerRefused: 1\n" in status
