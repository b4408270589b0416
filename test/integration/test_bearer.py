# SPDX-License-Identifier: Apache-2.0
"""Bearer tokens: a bound one is refused to all but its own client; no signature is judged here."""

import hashlib
import itertools
import json
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from expectations import THEFT, base64url_hash
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


def challenges_of(response) -> list:
    return [text for value in response.values("WWW-Authenticate")
            for text in re.split(r", (?=DPoP )", value)]


def assert_refused(response, scheme: str = "Bearer ") -> None:
    if scheme == "DPoP ":
        assert response.status == 401
        assert challenges_of(response)[0].startswith('DPoP error="invalid_dpop_proof"')
        return
    assert response.status == 401
    challenge, other = challenges_of(response)
    assert other == 'DPoP algs="ES256 ES384 RS256 PS256 EdDSA"'
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
    site.log.tolerate(THEFT)
    thief = site.client(key=key_for(wire.ECDSAP256, "thief"))
    thief.bound_get("/cgi/env")
    token = bound_to(client)
    assert asks(thief, "off", token).status == 200
    for mode in ("optional", "required"):
        assert_refused(asks(thief, mode, token))
    site.log.wait_for("bearer: The access token is bound to another key")
    assert token not in site.log.text()


@pytest.mark.rows("O-13", "S-24")
def test_bound_token_is_refused_on_an_unbound_request(visit):
    site, client = visit
    site.log.tolerate(THEFT)
    token = bound_to(client)
    for mode in ("optional", "required"):
        assert_refused(asks(client, mode, token, bound=False))
        assert_refused(asks(site.client(offer=None), mode, token, bound=False))


UNBOUND_TOKENS = {
    "opaque": "2YotnFZFEjr1zCsicMWpAA",
    "no-cnf": token_with({"sub": "me"}),
    "other-cnf": token_with({"cnf": {"kid": "x"}}),
    "no-jws": "a.b.c",
    "outside-b64token": "12|abc",
    "mapbox": "pk.%s.x" % wire.base64url(b'{"u":"me"}'),
    "jwe": "%s..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA" % wire.base64url(
        b'{"alg":"dir","enc":"A256GCM"}'),
    "paseto": "v4.public.%s.%s" % (wire.base64url(b'{"data":"x"}' + bytes(64)),
                                   wire.base64url(b'{"kid":"1"}')),
}


@pytest.mark.parametrize("kind", UNBOUND_TOKENS)
def test_token_without_a_confirmation_passes_where_optional_only(site, kind):
    client = site.client()
    token = UNBOUND_TOKENS[kind]
    for bound in (True, False):
        assert asks(client, "optional", token, bound).status == 200
        assert_refused(asks(client, "required", token, bound))


def test_broken_token_that_plainly_is_anothers_is_refused(site):
    site.log.tolerate(THEFT)
    client = site.client()
    mismatch = wire.base64url(json.dumps({"cnf": {"tbh": "x"}}).encode())
    assert_refused(asks(client, "optional", "!.%s.!" % mismatch))
    assert_refused(asks(client, "optional", "AA.%s.AA" % mismatch))


@pytest.fixture
def robbery(visit):
    """A thief, the victim's token, and the thief's own."""
    site, thief = visit
    site.log.tolerate(THEFT)
    victim = token_with({"sub": "me", "pad": "", "cnf": {
        "tbh": base64url_hash(key_for(wire.ECDSAP256, "victim").id)}})
    thief.bound_get("/cgi/env")
    return site, thief, victim, bound_to(thief)


DISGUISES = {
    "padding": lambda h, p, s: (h, p + "==", s),
    "foreign": lambda h, p, s: (h, p[:9] + "!!!!" + p[9:], s),
    "standard-alphabet": lambda h, p, s: (h, p[:9] + "+/" + p[9:], s),
    "later-segments": lambda h, p, s: ("x", h, p, s),
    "longer": lambda h, p, s: (h, p, s, "x"),
    "empty-segment": lambda h, p, s: (h, "", p, s),
    "dot-within": lambda h, p, s: (h, p[:1], p[1:], s),
    "tail": lambda h, p, s: (h, p, s + "=.x"),
    "long-tail": lambda h, p, s: (h, p, s + "=" + "A" * 3000),
    "glued": lambda h, p, s: ("Bearer" + h, p, s),
    "token=": lambda h, p, s: ("token=" + h, p, s),
    "no-signature": lambda h, p, s: (h, p),
    "header-changed": lambda h, p, s: ("x" + h[1:], p, s),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_stolen_token_is_refused_in_every_form_that_somebody_reads(robbery, disguise):
    _, thief, stolen, own = robbery
    for scheme in ("Bearer ", "bEARER ", "DPoP ", "JWT ", "Token "):
        field = scheme + ".".join(DISGUISES[disguise](*stolen.split(".")))
        for mode in ("optional", "required"):
            assert_refused(thief.bound_get("/cgi/env/" + mode, [("Authorization", field)]), scheme)


@pytest.mark.parametrize("dot", ["%2E", "%2e", "%252E", "!.%20"])
def test_a_dot_in_another_spelling_is_a_dot(robbery, dot):
    _, thief, stolen, _ = robbery
    assert_refused(asks(thief, "optional", stolen.replace(".", dot)))


def test_unused_bits_make_no_other_token(robbery):
    """python3-jwcrypto decodes them away and verifies what it encodes again."""
    _, thief, _, _ = robbery
    another = base64url_hash(b"another's")
    for pad in ("", "x", "xx"):
        header, claims, signature = token_with({"pad": pad, "cnf": {"tbh": another}}).split(".")
        if len(claims) % 4 == 0:
            continue
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        last = alphabet[alphabet.index(claims[-1]) + 1]
        assert_refused(asks(thief, "optional", ".".join((header, claims[:-1] + last, signature))))


READABLE = {
    "number": '{"score":1e400,"cnf":%s}',
    "integer": '{"jti":18446744073709551616,"cnf":%s}',
    "name": r'{"\u0000":1,"cnf":%s}',
    "depth": '{"a":' + "[" * 500 + "]" * 500 + ',"cnf":%s}',
    "surrogate": r'{"a":"\ud83d","cnf":%s}',
    "escaped": r'{"c\u006ef":%s}',
    "duplicate": '{"sub":1,"sub":2,"cnf":%s}',
    "blanks": '\r\n{ "cnf" : %s }\t',
}


@pytest.mark.parametrize("kind", READABLE)
def test_all_that_is_json_is_read(visit, kind):
    """It hides no confirmation, and the token's rightful client is let in."""
    site, client = visit
    site.log.tolerate(THEFT)
    def token(hash_: str) -> str:
        claims = READABLE[kind] % json.dumps({"tbh": hash_})
        return ".".join((wire.base64url(b'{"alg":"none"}'), wire.base64url(claims.encode()), ""))
    assert_refused(asks(client, "optional", token(base64url_hash(b"another's"))))
    for mode in ("optional", "required"):
        assert asks(client, mode, token(base64url_hash(client.key.id))).status == 200


@pytest.mark.parametrize("claims", [
    '{"cnf":{', '{"cnf":{}}}', '{"a":01}', '{"a":NaN}', '{"cnf":1}', '{"cnf":{},"cnf":{"tbh":"x"}}',
    '{"cnf":{"tbh":"x","tbh":"%s"}}'])
def test_a_jws_that_cannot_be_read_is_refused_in_both_modes(site, claims):
    client = site.client()
    claims = claims.replace("%s", base64url_hash(client.key.id))
    token = ".".join(map(wire.base64url, (b'{"alg":"none"}', claims.encode(), b"x")))
    for mode in ("optional", "required"):
        assert_refused(asks(client, mode, token))


def test_an_sd_jwt_is_judged_by_its_jws(robbery):
    _, thief, stolen, own = robbery
    disclosure = wire.base64url(b'["salt","name","value"]')
    holder = ".".join(map(wire.base64url, (b'{"typ":"kb+jwt"}', b'{"nonce":"1"}', b"x")))
    for tail in ("~", "~%s~" % disclosure, "~%s~%s" % (disclosure, holder)):
        assert asks(thief, "required", own + tail).status == 200
        assert_refused(asks(thief, "optional", stolen + tail))
    assert_refused(asks(thief, "optional", own + "~" + stolen))
    assert_refused(asks(thief, "optional", own + "~!"))


ILL_FORMED = [
    "%s", "", "Bearer", "Bearer\t%s", "Bearer \t%s", "Be\tarer %s", "Bearer\xa0%s", "Bearer\xc2\xa0%s",
    "Bearer\x85%s", "Bearer:%s", "Bearer=%s", "Bearer,%s", "Bearer%s", 'Bearer "%s"', "Bearer %s x",
    "Bearer x %s", "Bearer x,%s", "Bearer %s\xff", "Basic Zm9v, Bearer %s", "Basic Zm9v Bearer %s",
    "Digest a=b, Bearer %s", "Digest a=b,,c=d", 'Digest a="b, Bearer %s', "Token x Bearer %s"]


@pytest.mark.parametrize("field", ILL_FORMED)
def test_the_field_is_one_scheme_and_its_credentials(site, field):
    """Applications that take it otherwise differ in what they find."""
    for credentials in (bound_to(site.client()), "opaque"):
        value = field.replace("%s", credentials)
        for mode, status in (("optional", 400), ("required", 400), ("off", 200)):
            client = site.client()  # httpd ends the connection with a 400
            response = client.bound_get("/cgi/env/" + mode, [("Authorization", value)])
            assert response.status == status, value
            assert response.value("WWW-Authenticate") is None


SECOND_FIELDS = [("own", "stolen"), ("stolen", "own"), ("Basic Zm9vOmJhcg==", "stolen"),
                 ("own", "own"), ("Bearer opaque", "Bearer opaque"), ('Digest username="a"', "own")]
# mod_http2 leaves a second one out that is empty.
EMPTY_FIELDS = [("own", ""), ("Basic Zm9vOmJhcg==", "")]


@pytest.mark.parametrize("fields, protocol", [
    *itertools.product(SECOND_FIELDS, ["h1", "h2"]), *itertools.product(EMPTY_FIELDS, ["h1"])])
def test_a_second_field_is_refused(site, fields, protocol):
    named = {"own": "Bearer " + bound_to(site.client()),
             "stolen": "Bearer " + token_with({"cnf": {"tbh": "x"}})}
    for mode in ("optional", "required"):
        response = site.client(protocol=protocol).bound_get("/cgi/env/" + mode, [
            ("Authorization", named.get(field, field)) for field in fields])
        assert response.status == 400


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "JWT ", "Token "])
def test_a_jws_is_judged_whatever_scheme_it_goes_under(visit, scheme):
    _, client = visit
    def asked(mode, token):
        return client.bound_get("/cgi/env/" + mode, [("Authorization", scheme + token)])
    unbound = token_with({"sub": "me"})
    assert asked("required", bound_to(client)).status == 200
    assert asked("optional", unbound).status == 200
    assert_refused(asked("required", unbound))


@pytest.mark.parametrize("mode", ["optional", "required"])
@pytest.mark.parametrize("field", [
    "Basic YmVhcmVyOnNlY3JldA==", "Token opaque", "Negotiate YIIJ/w+=",
    'Digest username="bearer", realm="a, b", nonce="x", uri="/dav/bearer/x.txt", response="0"',
    'OAuth realm="a",oauth_token="bearer-7"',
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu/s3/aws4_request, "
    "SignedHeaders=host;x-bearer-id, Signature=0"])
def test_other_schemes_are_for_the_application(site, mode, field):
    response = site.client().bound_get("/cgi/env/" + mode, [("Authorization", field)])
    assert response.status == 200


def test_request_without_the_field_is_for_the_application(site):
    assert site.client().bound_get("/cgi/env/required").status == 200


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


@pytest.mark.rows("O-12")
@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_token_bound_to_a_certificate(site, fleet, tls):
    site.log.tolerate(THEFT)
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
