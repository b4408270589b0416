# SPDX-License-Identifier: Apache-2.0
"""TokenBindingTrustedProxy: whose result headers are believed, which of them, and how they look.

test_proxies.py shows the chain of two servers; here a client speaks as the proxy would, or lies.
"""

import pytest

from expectations import assert_nothing_exported, assert_nothing_forwarded, base64url_hash, exported
from server.authority import der_of
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"
OTHER = "Sec-Other-Token-Binding-ID"
FINGERPRINT = "TB_SSL_CLIENT_CERT_FINGERPRINT"
KEY, SECOND = key_for(wire.ECDSAP256), key_for(wire.RSA2048_PSS, "second")
ID, ID2 = wire.base64url(KEY.id), wire.base64url(SECOND.id)
EVERYTHING = ("TokenBindingPassVar provided referred other context fingerprint message hash "
              "parameters")
HERE, ELSEWHERE = "TokenBindingTrustedProxy 127.0.0.1", "TokenBindingTrustedProxy 10.0.0.0/8"


@pytest.fixture
def trusting(start, fleet):
    """Starts a.test and plain.test with these lines."""
    def start_it(*lines: str, **more):
        hosts = [VHost("a.test").add(EVERYTHING, *lines),
                 VHost("plain.test", None).add(EVERYTHING, *lines)]
        return start(site_of("event", hosts, fleet.backend.port, **more))
    return start_it


def asserting(client, *fields):
    return client.get(ENVIRONMENT, fields)


def status_of(response) -> str:
    return response.environment()["TOKEN_BINDING_STATUS"]


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_well_formed_ids_become_those_of_the_request(trusting, protocol):
    client = trusting(HERE).client(offer=None, protocol=protocol)
    environment = asserting(client, (PROVIDED, ID), (REFERRED, ID2),
                            (OTHER, "4d.%s, b.%s" % (ID, ID2))).environment()
    assert environment["TOKEN_BINDING_STATUS"] == "proxied"
    assert exported(environment, PROVIDED) == ID
    assert exported(environment, REFERRED) == ID2
    assert exported(environment, OTHER) == "4d.%s,b.%s" % (ID, ID2)
    assert environment["TOKEN_BINDING_PROVIDED_HASH"] == base64url_hash(KEY.id)
    assert environment["HTTP_SEC_REFERRED_TOKEN_BINDING_HASH"] == base64url_hash(SECOND.id)
    assert "TOKEN_BINDING_VERSION" not in environment


def test_requirement_works_on_them(trusting):
    site = trusting(HERE, '<Location "/cgi/">', "Require token-binding referred", "</Location>")
    site.log.tolerate("AH01630")
    client = site.plain_client()
    assert asserting(client, (PROVIDED, ID), (REFERRED, ID2)).status == 200
    assert asserting(client, (PROVIDED, ID)).status == 403


@pytest.mark.parametrize("fields", [
    [(PROVIDED, "")], [(PROVIDED, ID + "=")], [(PROVIDED, ID[:-1])], [(PROVIDED, ID + "AAAA")],
    [(PROVIDED, ID), (PROVIDED, ID)], [(PROVIDED, ID + "," + ID2)], [(PROVIDED, "%s %s" % (ID, ID2))],
    [(REFERRED, ID)], [(OTHER, "4d." + ID)],
    [(PROVIDED, ID), (REFERRED, "")], [(PROVIDED, ID), (REFERRED, ID), (REFERRED, ID2)],
    [(PROVIDED, ID), (OTHER, ID)], [(PROVIDED, ID), (OTHER, "." + ID)],
    [(PROVIDED, ID), (OTHER, "0." + ID)], [(PROVIDED, ID), (OTHER, "01." + ID)],
    [(PROVIDED, ID), (OTHER, "100." + ID)], [(PROVIDED, ID), (OTHER, "x." + ID)],
    [(PROVIDED, ID), (OTHER, "+4." + ID)],
    [(PROVIDED, ID), (OTHER, ",".join(["4d." + ID] * 9))]])
@pytest.mark.parametrize("action", ["reject", "ignore"])
def test_malformed_ones_get_400_before_the_backend_hears_of_it(trusting, fields, action):
    site = trusting(HERE, "TokenBindingInvalidAction " + action)
    before = site.backend.requests
    assert site.plain_client().get(BACKEND, fields).status == 400
    assert site.backend.requests == before


def test_other_ids_may_come_in_several_fields(trusting):
    client = trusting(HERE).plain_client()
    response = asserting(client, (PROVIDED, ID), (OTHER, "4D." + ID), (OTHER, "b." + ID2))
    assert exported(response.environment(), OTHER) == "4d.%s,b.%s" % (ID, ID2)


@pytest.mark.parametrize("lines", [[], [ELSEWHERE], [HERE, "TokenBindingEnabled Off"]])
def test_nobody_else_is_believed(trusting, lines):
    site = trusting(*lines)
    for client in (site.plain_client(), site.client(offer=None)):
        fields = [(PROVIDED, ID), (REFERRED, ID2), (OTHER, "4d." + ID)]
        environment = asserting(client, *fields).environment()
        assert environment["TOKEN_BINDING_STATUS"] == "none"
        assert_nothing_exported(environment)
        assert_nothing_forwarded(client.get(BACKEND, fields).as_backend_saw_it())


@pytest.mark.parametrize("name", ["Sec_Provided_Token_Binding_ID", "Sec.Provided.Token.Binding.ID",
                                  "Provided-Token-Binding-ID", "sec-provided_token-binding_id"])
def test_only_the_one_right_spelling_is_believed(trusting, name):
    client = trusting(HERE).plain_client()
    assert status_of(asserting(client, (name, ID))) == "none"
    environment = asserting(client, (PROVIDED.upper(), ID), (name, ID2)).environment()
    assert exported(environment, PROVIDED) == ID
    assert ID2 not in environment.values()


def test_nothing_else_that_it_says_is_believed(trusting):
    client = trusting(HERE).plain_client()
    names = ["Sec-Provided-Token-Binding-Hash", "Sec-Token-Binding-Version", FINGERPRINT,
             "Sec-Token-Binding-Key-Parameters", "Sec-Token-Binding-Context"]
    fields = [(name, "oops") for name in names]
    assert "oops" not in asserting(client, (PROVIDED, ID), *fields).environment().values()
    assert status_of(asserting(client, *fields)) == "none"


def test_a_message_beside_them_is_not_taken_for_this_connection(trusting):
    """The proxy was told to pass it: it was signed for the proxy's connection."""
    client = trusting(HERE).client()
    elsewhere = (HEADER, wire.base64url(KEY.message(bytes(32))))
    response = asserting(client, (PROVIDED, ID2), elsewhere)
    assert status_of(response) == "proxied"
    assert exported(response.environment(), PROVIDED) == ID2
    assert "HTTP_SEC_TOKEN_BINDING" not in response.environment()


def test_a_doubled_message_is_refused_whoever_sends_it(trusting):
    client = trusting(HERE).plain_client()
    assert asserting(client, (PROVIDED, ID), (HEADER, "AAA"), (HEADER, "AAA")).status == 400


def test_a_trusted_proxy_may_be_a_client_of_its_own(trusting):
    client = trusting(HERE).client()
    assert status_of(client.bound_get(ENVIRONMENT)) == "valid"
    assert status_of(client.get(ENVIRONMENT)) == "absent"
    assert client.send_message(ENVIRONMENT, client.key.binding(bytes(32))).status == 400


def test_certificate_of_the_proxy_is_not_told_as_its_clients(start, fleet):
    """Mutual TLS is how the hop should be authenticated: a token bound to it would be everybody's."""
    pair = fleet.authority.path("client.pem"), fleet.authority.path("client.key")
    verify = ["SSLVerifyClient require",
              'SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem")]
    hosts = [VHost("a.test").add(*verify, HERE), VHost("b.test").add(*verify)]
    site = start(site_of("event", hosts, fleet.backend.port))
    environment = asserting(site.client(certificate=pair), (PROVIDED, ID)).environment()
    assert FINGERPRINT not in environment
    direct = site.client("b.test", certificate=pair).get(ENVIRONMENT).environment()
    assert direct[FINGERPRINT] == base64url_hash(der_of(pair[0]))


@pytest.mark.parametrize("trusted, status", [(HERE, "proxied"), (ELSEWHERE, "none")])
def test_peer_is_who_holds_the_connection_not_whom_mod_remoteip_believes(trusting, trusted, status):
    site = trusting(trusted, "RemoteIPHeader X-Forwarded-For", "RemoteIPInternalProxy 127.0.0.1",
                    modules=("remoteip",))
    response = asserting(site.plain_client(), (PROVIDED, ID), ("X-Forwarded-For", "10.1.2.3"))
    assert response.environment()["REMOTE_ADDR"] == "10.1.2.3"
    assert status_of(response) == status


def test_http2_to_the_second_server_carries_them_too(start, fleet):
    back = VHost("b.test").add(HERE, "TokenBindingPassVar provided")
    front = VHost("a.test").add("SSLProxyEngine On", "SSLProxyCheckPeerName Off",
                                'ProxyPass "/chain/" "h2://127.0.0.1:${TLS_PORT}/cgi/"',
                                "ProxyPreserveHost Off")
    site = start(site_of("event", [back, front], fleet.backend.port, modules=("proxy_http2",)))
    client = site.client()
    response = client.bound_get("/chain/env")
    assert response.status == 200
    assert response.environment()["HTTP2"] == "on"
    assert status_of(response) == "proxied"
    assert exported(response.environment(), PROVIDED) == client.id


def test_virtual_host_has_its_own_list(start, fleet):
    hosts = [VHost("plain.test", None), VHost("other.test", None).add(ELSEWHERE)]
    site = start(site_of("event", hosts, fleet.backend.port, main=[HERE]))
    assert status_of(asserting(site.plain_client("plain.test"), (PROVIDED, ID))) == "proxied"
    assert status_of(asserting(site.plain_client("other.test"), (PROVIDED, ID))) == "none"
