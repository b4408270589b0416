# SPDX-License-Identifier: Apache-2.0
"""DPoP (RFC 9449): a token that is bound to a key passes with a fresh proof of that key alone.

The proofs are made by python3-jwcrypto.
"""

import hashlib
import json
import time
import uuid

import pytest
from jwcrypto import jwk, jws

from expectations import THEFT, base64url_hash
from server.configuration import VHost
from server.site import site_of
from tokenbinding import wire
from tokenbinding.keys import key_for

API = "/cgi/env/api"
AUTHZ = "AH01630"
REPLAY = "dpop: a proof that came before, sent by"


def hash_of(text: str) -> str:
    return wire.base64url(hashlib.sha256(text.encode()).digest())


def token_with(claims: dict) -> str:
    segments = (json.dumps({"alg": "ES256"}).encode(), json.dumps(claims).encode(), bytes(64))
    return ".".join(map(wire.base64url, segments))


class Holder:
    """A client with a DPoP key and a token that is bound to it."""

    def __init__(self, algorithm: str = "ES256"):
        made = {"ES256": {"kty": "EC", "crv": "P-256"}, "ES384": {"kty": "EC", "crv": "P-384"},
                "RS256": {"kty": "RSA", "size": 2048}, "PS256": {"kty": "RSA", "size": 2048},
                "EdDSA": {"kty": "OKP", "crv": "Ed25519"}}[algorithm]
        self.algorithm = algorithm
        self.key = jwk.JWK.generate(**made)
        self.thumbprint = self.key.thumbprint()
        self.token = token_with({"sub": "me", "cnf": {"jkt": self.thumbprint}})

    def proof(self, url: str, method: str = "GET", token: str | None = None, header: dict = {},
              **claims) -> str:
        payload = {"jti": uuid.uuid4().hex, "htm": method, "htu": url, "iat": int(time.time()),
                   "ath": hash_of(token or self.token), **claims}
        payload = {name: value for name, value in payload.items() if value is not None}
        signed = jws.JWS(json.dumps(payload))
        signed.allowed_algs = ["ES256", "ES384", "RS256", "PS256", "EdDSA"]
        protected = {"typ": "dpop+jwt", "alg": self.algorithm,
                     "jwk": self.key.export_public(as_dict=True), **header}
        signed.add_signature(self.key, protected=json.dumps(protected))
        return signed.serialize(compact=True)

    def fields(self, url: str, **more) -> list:
        return [("Authorization", "DPoP " + self.token), ("DPoP", self.proof(url, **more))]


@pytest.fixture(scope="module")
def dpop_sites(fleet):
    running = {}

    def site_on(mpm: str):
        if mpm not in running:
            host = VHost("a.test")
            for mode in ("optional", "required"):
                host.location("/cgi/env/" + mode, "TokenBindingBearer " + mode)
            host.location(API, "TokenBindingBearer required", "TokenBindingPassVar proof",
                          "Require token-binding-proof dpop")
            host.location("/cgi/env/nonce", "TokenBindingBearer required", "TokenBindingDPoPNonce On")
            host.location("/server-status", "SetHandler server-status")
            running[mpm] = fleet.start(site_of(mpm, [host], fleet.backend.port))
        return running[mpm]

    yield site_on
    for site in running.values():
        site.end()


@pytest.fixture(params=[("event", "h1"), ("event", "h2"), ("prefork", "h1")], ids="-".join)
def visit(request, dpop_sites):
    mpm, protocol = request.param
    site = dpop_sites(mpm)
    yield site, site.client(offer=None, protocol=protocol)
    site.check()


@pytest.fixture
def site(dpop_sites):
    yield dpop_sites("event")
    dpop_sites("event").check()


def url_of(_site, path: str) -> str:
    return "https://a.test" + path


def assert_refused(response, error: str = "invalid_dpop_proof") -> None:
    assert response.status == 401
    challenge = response.value("WWW-Authenticate")
    assert challenge.startswith('DPoP error="%s"' % error), challenge
    assert 'algs="ES256 ES384 RS256 PS256 EdDSA"' in challenge


def test_a_bound_token_passes_with_a_proof_and_the_application_gets_the_key(visit):
    site, client = visit
    holder = Holder()
    response = client.get(API, holder.fields(url_of(site, API)))
    assert response.status == 200
    assert response.environment()["TOKEN_BINDING_PROOF"] == "dpop"
    assert response.environment()["TOKEN_BINDING_DPOP_HASH"] == holder.thumbprint
    assert response.environment()["HTTP_SEC_TOKEN_BINDING_DPOP_HASH"] == holder.thumbprint


@pytest.mark.parametrize("algorithm", ["ES384", "RS256", "PS256", "EdDSA"])
def test_each_algorithm_is_taken(site, algorithm):
    client = site.client(offer=None)
    assert client.get(API, Holder(algorithm).fields(url_of(site, API))).status == 200


def test_a_proof_is_good_once(visit):
    site, client = visit
    site.log.tolerate(REPLAY)
    holder = Holder()
    fields = holder.fields(url_of(site, API))
    assert client.get(API, fields).status == 200
    assert_refused(client.get(API, fields))
    assert_refused(site.client(offer=None).get(API, fields))


def test_a_token_without_its_proof_is_refused(visit):
    site, client = visit
    site.log.tolerate(THEFT)
    holder = Holder()
    for path in ("/cgi/env/optional", "/cgi/env/required"):
        assert_refused(client.get(path, holder.fields(url_of(site, path))[:1]))
        bearer = client.get(path, [("Authorization", "Bearer " + holder.token),
                                   ("DPoP", holder.proof(url_of(site, path)))])
        assert bearer.status == 401
        challenges = [value for name, value in bearer.headers if name.lower() == "www-authenticate"]
        assert 'Bearer error="invalid_token"' in " ".join(challenges)
        assert "DPoP algs=" in " ".join(challenges)


def test_a_thief_with_a_key_of_his_own_is_refused(visit):
    site, client = visit
    site.log.tolerate(THEFT)
    holder, thief = Holder(), Holder()
    path = "/cgi/env/optional"
    fields = [("Authorization", "DPoP " + holder.token),
              ("DPoP", thief.proof(url_of(site, path), token=holder.token))]
    assert_refused(client.get(path, fields), "invalid_token")
    assert holder.token not in site.log.text()


@pytest.mark.parametrize("disguise", ["=", "~x", "%2E", "!"])
def test_a_stolen_token_in_disguise_is_refused_with_a_proof_for_the_disguise(site, disguise):
    site.log.tolerate(THEFT)
    holder, thief = Holder(), Holder()
    path = "/cgi/env/optional"
    for token in (holder.token + disguise, holder.token.replace(".", disguise + ".", 1)):
        fields = [("Authorization", "DPoP " + token),
                  ("DPoP", thief.proof(url_of(site, path), token=token))]
        assert_refused(site.client(offer=None).get(path, fields), "invalid_token")


def test_a_token_that_is_bound_to_no_dpop_key_is_refused_under_dpop(site):
    site.log.tolerate(THEFT)
    client = site.client(offer=None)
    path = "/cgi/env/optional"
    for claims in ({"sub": "me"}, {"cnf": {}}):
        holder = Holder()
        holder.token = token_with(claims)
        assert_refused(client.get(path, holder.fields(url_of(site, path))), "invalid_token")
    holder = Holder()
    holder.token = "an-opaque-token"
    assert client.get(path, holder.fields(url_of(site, path))).status == 200
    assert client.get("/cgi/env/required",
                      holder.fields(url_of(site, "/cgi/env/required"))).status == 401


WRONG = {
    "other-method": {"method": "POST"}, "other-host": {"htu": "https://b.test" + API},
    "other-path": {"htu": "https://a.test/cgi/env/other"}, "http": {"htu": "http://a.test" + API},
    "old": {"iat": 1}, "ahead": {"iat": 4102444800}, "no-jti": {"jti": None},
    "no-ath": {"ath": None}, "other-token": {"ath": hash_of("other")}, "no-iat": {"iat": None},
    "no-htm": {"htm": None}, "no-htu": {"htu": None}, "typ": {"header": {"typ": "JWT"}},
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_proof_that_disagrees_with_its_request_is_refused(site, fault):
    client = site.client(offer=None)
    assert_refused(client.get(API, Holder().fields(url_of(site, API), **WRONG[fault])))


def test_two_proofs_and_a_broken_one_are_refused(site):
    client, holder = site.client(offer=None), Holder()
    for extra in (holder.proof(url_of(site, API)), "x"):
        fields = holder.fields(url_of(site, API)) + [("DPoP", extra)]
        assert_refused(client.get(API, fields))
    assert_refused(client.get(API, [holder.fields("")[0], ("DPoP", "")]))


def test_a_key_with_a_private_part_is_refused(site):
    client, holder = site.client(offer=None), Holder()
    header = {"jwk": holder.key.export_private(as_dict=True)}
    assert_refused(client.get(API, holder.fields(url_of(site, API), header=header)))


def test_query_case_and_escapes_do_not_matter(site):
    client, holder = site.client(offer=None), Holder()
    for htu in ("HTTPS://A.TEST:443%s?other" % API, "https://a.test/%63gi/./env/api#x"):
        assert client.get(API + "?x=1", holder.fields("", htu=htu)).status == 200


def test_a_nonce_is_asked_for_taken_and_renewed(visit):
    site, client = visit
    path, holder = "/cgi/env/nonce", Holder()
    first = client.get(path, holder.fields(url_of(site, path)))
    assert_refused(first, "use_dpop_nonce")
    nonce = first.value("DPoP-Nonce")
    second = client.get(path, holder.fields(url_of(site, path), nonce=nonce))
    assert second.status == 200 and len(second.value("DPoP-Nonce")) == 32
    wrong = nonce[:-1] + ("A" if nonce[-1] != "A" else "B")
    assert_refused(client.get(path, holder.fields(url_of(site, path), nonce=wrong)),
                   "use_dpop_nonce")


def test_require_dpop_takes_no_other_proof(site):
    site.log.tolerate(AUTHZ)
    client = site.client()
    assert client.bound_get(API).status == 403


def test_the_page_for_a_refusal_sees_no_token_and_refuses_nothing_again(start, fleet):
    host = VHost("a.test").location("/cgi/env/page", "TokenBindingBearer required",
                                    "ErrorDocument 401 /cgi/env/page/error")
    site = start(site_of("event", [host], fleet.backend.port))
    holder = Holder()
    response = site.client(offer=None).get("/cgi/env/page", holder.fields("https://b.test/"))
    assert response.status == 401 and holder.token not in response.body.decode()


def test_without_a_memory_the_operator_chooses(start, fleet):
    for line, status in (("TokenBindingDPoPReplayFailure refuse", 401),
                         ("TokenBindingDPoPReplayFailure allow", 200),
                         ("TokenBindingEnabled On", 401)):
        host = VHost("a.test").add(line).location(API, "TokenBindingBearer required")
        nobody = 'TokenBindingDPoPReplayCache "memcache:127.0.0.1:9"'
        site = start(site_of("event", [host], fleet.backend.port, modules=("socache_memcache",),
                             main=[nobody]))
        site.log.tolerate("the memory of proofs is full or cannot be reached|AH007[89]")
        holder = Holder()
        assert site.client(offer=None).get(API, holder.fields(url_of(site, API))).status == status


def test_a_full_memory_is_no_way_to_have_a_proof_forgotten(start, fleet):
    host = VHost("a.test").location(API, "TokenBindingBearer required")
    site = start(site_of("event", [host], fleet.backend.port,
                         main=['TokenBindingDPoPReplayCache "shmcb:logs/dpop(20000)"']))
    site.log.tolerate("the memory of proofs is full or cannot be reached|" + REPLAY)
    client, holder = site.client(offer=None), Holder()
    first = holder.fields(url_of(site, API))
    assert client.get(API, first).status == 200
    statuses = [client.get(API, holder.fields(url_of(site, API))).status for _ in range(200)]
    assert statuses[0] == 200 and statuses[-1] == 401
    assert_refused(client.get(API, first))


def test_no_proof_from_before_a_restart_is_taken_twice(start, fleet):
    host = VHost("a.test").location(API, "TokenBindingBearer required")
    site = start(site_of("event", [host], fleet.backend.port))
    holder = Holder()
    fields = holder.fields(url_of(site, API), iat=int(time.time()) - 2)
    assert site.client(offer=None).get(API, fields).status == 401, "it may have been used before"
    time.sleep(1.1)
    assert site.client(offer=None).get(API, holder.fields(url_of(site, API))).status == 200


def test_the_operator_says_what_clients_call_a_server_behind_another(start, fleet):
    host = VHost("a.test").add("ServerName https://www.example.com:443", "UseCanonicalName On")
    host.location(API, "TokenBindingBearer required")
    site = start(site_of("event", [host], fleet.backend.port))
    site.log.tolerate("AH01909")  # the certificate is of another name
    holder = Holder()
    client = site.client(offer=None)
    assert client.get(API, holder.fields("https://www.example.com" + API)).status == 200
    assert_refused(client.get(API, holder.fields(url_of(site, API))))


def test_a_token_that_is_bound_twice_needs_both_proofs(site):
    site.log.tolerate(THEFT)
    path, holder = "/cgi/env/required", Holder()
    client = site.client()
    client.bound_get("/cgi/env")
    holder.token = token_with({"cnf": {"jkt": holder.thumbprint,
                                       "tbh": base64url_hash(client.key.id)}})
    both = client.bound_get(path, holder.fields(url_of(site, path)))
    assert both.status == 200
    thief = site.client(key=key_for(wire.ECDSAP256, "thief"))
    assert_refused(thief.bound_get(path, holder.fields(url_of(site, path))), "invalid_token")
