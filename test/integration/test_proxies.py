# SPDX-License-Identifier: Apache-2.0
"""The server among other servers: before an https backend, behind a trusted proxy, as a proxy."""

import pytest

from expectations import assert_nothing_exported, assert_nothing_forwarded, exported
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"
OTHER = "Sec-Other-Token-Binding-ID"


@pytest.fixture
def chain(start, fleet):
    """One httpd in both parts: a.test proxies to plain.test, which trusts these addresses."""
    def start_it(trusted: str | None, mpm: str = "event"):
        back = VHost("plain.test", None)
        if trusted:
            back.add("TokenBindingTrustedProxy " + trusted,
                     "TokenBindingPassVar provided referred other")
        front = VHost("a.test").add(
            "TokenBindingPassVar provided referred other",
            'ProxyPass "/chain/" "http://127.0.0.1:${PLAIN_PORT}/cgi/"')
        return start(site_of(mpm, [front, back], fleet.backend.port))
    return start_it


@pytest.mark.parametrize("mpm", ["event", "prefork"])
@pytest.mark.rows("P-2", "P-4", "P-5", "P-6")
def test_ids_travel_to_a_backend_that_trusts_the_proxy(chain, mpm):
    client = chain("127.0.0.1", mpm).client()
    referred, other = (key_for(wire.ECDSAP256, name) for name in ("referred", "other"))
    header = client.header(client.referred(referred), client.referred(other, 11))
    environment = client.get("/chain/env", [header]).environment()
    assert environment["TOKEN_BINDING_STATUS"] == "proxied"
    assert exported(environment, PROVIDED) == client.id
    assert exported(environment, REFERRED) == wire.base64url(referred.id)
    assert exported(environment, OTHER) == "b." + wire.base64url(other.id)


@pytest.mark.rows("P-7", "P-12")
def test_forgeries_do_not_travel_to_that_backend(chain):
    client = chain("127.0.0.1").client()
    environment = client.get("/chain/env", [(PROVIDED, client.id), (OTHER, "b.AAAA")]).environment()
    assert environment["TOKEN_BINDING_STATUS"] == "none"
    assert_nothing_exported(environment)


@pytest.mark.parametrize("trusted", [None, "192.0.2.0/24 2001:db8::/32"])
@pytest.mark.rows("P-7", "P-12", "H-36")
def test_backend_takes_nothing_from_whom_it_does_not_trust(chain, trusted):
    site = chain(trusted)
    identity = wire.base64url(key_for(wire.ECDSAP256).id)
    direct = site.plain_client().get(ENVIRONMENT, [(PROVIDED, identity)])
    assert_nothing_exported(direct.environment())
    through_proxy = site.client().bound_get("/chain/env")
    assert_nothing_exported(through_proxy.environment())


@pytest.mark.parametrize("value", ["", "!", "AAAA", "AgBB"])
@pytest.mark.rows("P-12")
def test_malformed_assertion_of_a_trusted_proxy_is_refused(chain, value):
    response = chain("127.0.0.0/8").plain_client().get(ENVIRONMENT, [(PROVIDED, value)])
    assert response.status == 400


@pytest.mark.rows("P-12")
def test_assertion_given_twice_is_refused(chain):
    identity = wire.base64url(key_for(wire.ECDSAP256).id)
    twice = [(PROVIDED, identity), (PROVIDED, identity)]
    assert chain("127.0.0.1").plain_client().get(ENVIRONMENT, twice).status == 400


def test_https_backend_is_not_offered_token_binding(start, fleet):
    """init_server is called for SSLProxyEngine too."""
    front = VHost("a.test").add(
        "SSLProxyEngine On", 'SSLProxyCACertificateFile "%s"' % fleet.authority.path("ca.pem"),
        "SSLProxyCheckPeerName Off",
        'ProxyPass "/https/" "https://127.0.0.1:${TLS_PORT}/cgi/"')
    client = start(site_of("event", [front], fleet.backend.port)).client()
    response = client.bound_get("/https/env")
    assert response.status == 200
    assert response.environment()["TOKEN_BINDING_STATUS"] == "none"
    assert_nothing_exported(response.environment())


@pytest.mark.rows("H-42", "P-7")
def test_forward_proxy_passes_no_forgery_on(start, fleet):
    host = VHost("plain.test", None).add("ProxyRequests On")
    site = start(site_of("event", [host, VHost("a.test")], fleet.backend.port))
    url = "http://127.0.0.1:%d/somewhere" % fleet.backend.port
    response = site.plain_client().get(url, [(HEADER, "AAA"), (PROVIDED, "forged"),
                                             ("Connection", PROVIDED)])
    assert_nothing_forwarded(response.as_backend_saw_it())


@pytest.mark.rows("H-42", "S-35")
def test_forward_proxy_tells_strangers_no_id(start, fleet):
    host = VHost("a.test").add("ProxyRequests On", "TokenBindingPassVar provided context message",
                               'Header set X-Told "%%{%s}e"' % PROVIDED)
    client = start(site_of("event", [host], fleet.backend.port)).client()
    for _ in range(2):
        response = client.bound_get("http://127.0.0.1:%d/strangers" % fleet.backend.port)
        assert response.value("X-Told") == client.id
        assert_nothing_forwarded(response.as_backend_saw_it())
        assert client.bound_get(BACKEND).as_backend_saw_it().value(PROVIDED) == client.id


@pytest.mark.parametrize("tls, protocol", [("1.2", "h1"), ("1.3", "h1")])
@pytest.mark.rows("H-42")
def test_tunnel_opens_for_good_messages_and_is_not_looked_into(start, fleet, tls, protocol):
    port = fleet.backend.port
    host = VHost("a.test").add("ProxyRequests On", "AllowCONNECT %d" % port)
    site = start(site_of("event", [host], port, modules=("proxy_connect",)))
    client, target = site.client(tls=tls, protocol=protocol), "127.0.0.1:%d" % port
    client.http.send("CONNECT", target, [client.header()])
    assert client.http.response(bodyless=True).status == 200
    seen = client.get("/", [(PROVIDED, "the client's own words")]).as_backend_saw_it()
    assert seen.value(PROVIDED) == "the client's own words"
    before = fleet.backend.requests
    for bad in ([(HEADER, "AAA")], [client.header()] * 2):
        refused = site.client(tls=tls, protocol=protocol)
        assert refused.http.request("CONNECT", target, bad).status == 400
    assert fleet.backend.requests == before
