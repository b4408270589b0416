# SPDX-License-Identifier: Apache-2.0
"""httpd as a client: it proves a key of its own to its backends over TLS."""

import os
import subprocess

import pytest

from server.configuration import VHost
from server.site import ENVIRONMENT, site_of

UNBOUND = "proxy: the request to .* was not sent"
REFUSED = UNBOUND + "|AH01084|AH01097|AH01102|AH00961|AH00898"


@pytest.fixture(scope="module")
def key(fleet):
    path = fleet.directory / "outgoing.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-out", str(path)], check=True, capture_output=True)
    path.chmod(0o600)
    return path


def hash_of(key) -> str:
    told = subprocess.run([os.environ["TOKBIND"], "id", "--hash", "--key", str(key)], check=True,
                          capture_output=True, text=True)
    return told.stdout.split()[-1]


@pytest.fixture
def tiers(start, fleet, key):
    """a.test proxies /out/ to localhost of the same httpd, with these lines."""
    def start_it(*lines: str, backend_lines=(), mpm: str = "event", tls: str = "all"):
        front = VHost("a.test").add(
            "SSLProxyEngine on", "SSLProxyCheckPeerName off", "SSLProxyCheckPeerExpire off",
            "SSLProxyVerify none", "SSLProxyProtocol " + tls,
            'ProxyPass "/out/" "https://localhost:${TLS_PORT}/cgi/"',
            "TokenBindingProxyKey " + str(key), *lines)
        back = VHost("localhost").add(*backend_lines)
        return start(site_of(mpm, [front, back], fleet.backend.port))
    return start_it


def visit(site, path: str = "/out/env", **options):
    return site.client(offer=None, **options).get(path)


@pytest.mark.parametrize("mpm, tls", [("event", "-all +TLSv1.3"), ("event", "-all +TLSv1.2"),
                                      ("prefork", "-all +TLSv1.3")])
def test_the_backend_verifies_the_proof_of_this_servers_key(tiers, key, mpm, tls):
    site = tiers("TokenBindingProxyEnabled On", "TokenBindingProxyRequire On", mpm=mpm, tls=tls)
    for _ in range(3):
        response = visit(site)
        assert response.status == 200
        assert response.environment()["TOKEN_BINDING_STATUS"] == "valid"
        assert response.environment()["TOKEN_BINDING_PROVIDED_HASH"] == hash_of(key)


def test_a_kept_connection_proves_the_key_with_each_request(tiers, key):
    site = tiers("TokenBindingProxyEnabled On", "TokenBindingProxyRequire On")
    client = site.client(offer=None)
    for _ in range(5):
        assert client.get("/out/env").environment()["TOKEN_BINDING_PROVIDED_HASH"] == hash_of(key)


def test_a_bound_clients_own_message_does_not_reach_the_backend(tiers, key):
    site = tiers("TokenBindingProxyEnabled On")
    response = site.client().bound_get("/out/env")
    assert response.environment()["TOKEN_BINDING_PROVIDED_HASH"] == hash_of(key)


def test_nothing_is_offered_where_it_is_off(tiers):
    site = tiers()
    assert visit(site).environment()["TOKEN_BINDING_STATUS"] == "none"


def test_a_backend_without_token_binding_gets_unbound_requests_unless_a_proof_is_required(tiers):
    site = tiers("TokenBindingProxyEnabled On", backend_lines=["TokenBindingEnabled Off"])
    assert visit(site).environment()["TOKEN_BINDING_STATUS"] == "none"
    site.log.wait_for("proxy: requests to .* go unbound: it did not negotiate")


def test_a_required_proof_that_cannot_be_given_stops_the_request(tiers):
    site = tiers("TokenBindingProxyEnabled On", "TokenBindingProxyRequire On",
                 backend_lines=["TokenBindingEnabled Off"])
    site.log.tolerate(REFUSED)
    assert visit(site).status in (502, 503)
    site.log.wait_for(UNBOUND)
    served = [line for line in (site.server.directory / "logs/access_log").read_text().splitlines() if line.endswith("/cgi/env")]
    assert not served, "the backend has seen a request"


def test_a_location_without_a_key_requires_in_vain(tiers):
    site = tiers("TokenBindingProxyEnabled On",
                 '<Location "/out/">', "TokenBindingProxyKey none", "TokenBindingProxyRequire On",
                 "</Location>")
    site.log.tolerate(REFUSED)
    assert visit(site).status in (502, 503)
    site.log.wait_for("TokenBindingProxyKey names no key")


def test_bodies_arrive_whole(tiers, key):
    site = tiers("TokenBindingProxyEnabled On", "TokenBindingProxyRequire On")
    response = site.client(offer=None).get("/out/env?" + "x" * 4000)
    assert response.environment()["QUERY_STRING"] == "x" * 4000
    assert response.environment()["TOKEN_BINDING_PROVIDED_HASH"] == hash_of(key)


@pytest.mark.parametrize("fault", ["missing", "open", "no-key"])
def test_a_key_that_cannot_be_used_stops_the_start(fleet, key, fault):
    path = fleet.directory / ("outgoing-%s.pem" % fault)
    if fault != "missing":
        path.write_text("none" if fault == "no-key" else key.read_text())
        path.chmod(0o644 if fault == "open" else 0o600)
    host = VHost("a.test").add("TokenBindingProxyKey " + str(path))
    status, text = fleet.prepare(site_of("event", [host], 9)).check_syntax()
    assert status != 0 and "TokenBindingProxyKey: '%s' is not valid here" % path in text
