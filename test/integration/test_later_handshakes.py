# SPDX-License-Identifier: Apache-2.0
"""What a second handshake changes: resumption, renegotiation, HelloRetryRequest and the rest.

The rule is always the same (RFC 8472 section 4): the latest handshake alone decides, and nothing
is inherited from an earlier one.
"""

import pytest

from expectations import assert_nothing_exported, base64url_hash, exported
from server.authority import der_of
from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import header_of
from tokenbinding.tls import TlsError

PROVIDED = "Sec-Provided-Token-Binding-ID"
PROTECTED = ENVIRONMENT + "/certificate"
OLD, NEW = wire.negotiation((0, 13), [2]), wire.negotiation((1, 0), [0])


def status_of(client, headers=()) -> str:
    return client.get(ENVIRONMENT, headers).environment()["TOKEN_BINDING_STATUS"]


@pytest.fixture
def demanding(start, fleet):
    """Starts a site with a room that demands a client certificate, and more lines if told so."""
    def start_it(*lines: str, mpm: str = "event"):
        host = VHost("a.test").add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"),
                                   *lines)
        host.location(PROTECTED, "SSLVerifyClient require", "SSLVerifyDepth 1")
        return start(site_of(mpm, [host], fleet.backend.port))
    return start_it


@pytest.fixture
def certificate(fleet):
    return fleet.authority.path("client.pem"), fleet.authority.path("client.key")


@pytest.mark.parametrize("tls, tickets", [("1.2", True), ("1.2", False), ("1.3", True)])
@pytest.mark.parametrize("first, then, result", [
    (OLD, NEW, ((1, 0), 0)), (NEW, OLD, ((0, 13), 2)), (OLD, None, None), (None, NEW, ((1, 0), 0))],
    ids=["lower-then-higher", "higher-then-lower", "offer-then-none", "none-then-offer"])
@pytest.mark.rows("S-10", "H-12")
def test_resumption_negotiates_anew(site, tls, tickets, first, then, result):
    before = site.client(tls=tls, offer=first, tickets=tickets)
    before.get(ENVIRONMENT)
    session = before.tls.session()
    before.close()
    after = site.client(tls=tls, offer=then, tickets=tickets, session=session)
    assert after.tls.resumed
    assert after.negotiated == result
    assert status_of(after) == ("absent" if result else "none")
    environment = after.bound_get(ENVIRONMENT).environment()
    assert exported(environment, PROVIDED) == (after.id if result else None)


@pytest.mark.rows("H-10")
def test_session_with_extended_master_secret_is_not_resumed_without(event_site):
    before = event_site.client(tls="1.2")
    before.get(ENVIRONMENT)
    with pytest.raises(TlsError):
        event_site.client(tls="1.2", session=before.tls.session(), extended_master_secret=False)


@pytest.mark.rows("H-11")
def test_session_without_extended_master_secret_leads_to_a_full_handshake(event_site):
    before = event_site.client(tls="1.2", extended_master_secret=False)
    before.get(ENVIRONMENT)
    after = event_site.client(tls="1.2", session=before.tls.session())
    assert not after.tls.resumed
    assert status_of(after, [after.header()]) == "valid"


@pytest.mark.rows("H-7")
def test_server_without_extended_master_secret_does_not_answer(demanding):
    site = demanding("SSLOpenSSLConfCmd Options -ExtendedMasterSecret")
    client = site.client(tls="1.2")
    assert client.negotiated is None
    assert status_of(client, [client.header()]) == "none"
    assert status_of(site.client(tls="1.3")) == "absent"


@pytest.mark.rows("H-9")
@pytest.mark.parametrize("tls", ["1.0", "1.1"])
def test_versions_of_tls_before_1_2_are_not_answered(demanding, tls):
    site = demanding("SSLProtocol all", "SSLCipherSuite DEFAULT:@SECLEVEL=0")
    client = site.client(tls=tls)
    assert client.negotiated is None
    assert status_of(client) == "none"


@pytest.mark.rows("T-3")
def test_hello_retry_request_changes_nothing(demanding):
    site = demanding("SSLOpenSSLConfCmd Groups X25519")
    client = site.client(groups="P-384:X25519")
    assert len(client.tls.answers) == 1
    assert status_of(client, [client.header()]) == "valid"


@pytest.mark.rows("T-4")
def test_key_update_does_not_end_a_header(site):
    client = site.client()
    header = client.header()
    for _ in range(3):
        assert status_of(client, [header]) == "valid"
        client.tls.update_keys()
    assert status_of(client, [header]) == "valid"


@pytest.mark.rows("T-4")
def test_post_handshake_authentication_does_not_end_a_header(demanding, certificate):
    client = demanding().client(certificate=certificate, post_handshake_auth=True)
    header = client.header()
    assert status_of(client, [header]) == "valid"
    environment = client.get(PROTECTED, [header]).environment()
    assert exported(environment, PROVIDED) == client.id
    assert environment["TB_SSL_CLIENT_CERT_FINGERPRINT"] == base64url_hash(der_of(certificate[0]))
    assert status_of(client, [header]) == "valid"


@pytest.mark.parametrize("next_header", ["old", "new"])
@pytest.mark.parametrize("mpm", ["event", "worker", "prefork"])
@pytest.mark.rows("S-12", "S-17", "S-31")
def test_renegotiation_by_the_server_starts_a_new_epoch(demanding, certificate, mpm, next_header):
    """The request that causes it is judged by the EKM under which it was sent, each later one by
    the new EKM: the old header must not pass because it is remembered as verified."""
    client = demanding(mpm=mpm).client(tls="1.2", certificate=certificate)
    old, old_ekm = client.header(), client.tls.ekm
    environment = client.get(PROTECTED, [old]).environment()
    assert client.tls.ekm != old_ekm
    assert exported(environment, PROVIDED) == client.id
    if next_header == "new":
        assert status_of(client, [client.header()]) == "valid"
    assert client.get(ENVIRONMENT, [old]).status == 400


@pytest.mark.rows("S-12", "H-13")
def test_renegotiation_without_the_extension_ends_token_binding(demanding, certificate):
    client = demanding().client(tls="1.2", certificate=certificate)
    assert status_of(client, [client.header()]) == "valid"
    client.tls.offer_from_now_on(None)
    client.get(PROTECTED)
    assert client.negotiated is None
    for ekm in (client.tls.ekm, bytes(32)):
        response = client.get(ENVIRONMENT, [header_of(client.key.message(ekm))])
        assert_nothing_exported(response.environment())
        assert response.environment()["TOKEN_BINDING_STATUS"] == "none"


@pytest.mark.rows("S-12", "H-13")
def test_renegotiation_with_the_extension_begins_token_binding(demanding, certificate):
    client = demanding().client(tls="1.2", certificate=certificate, offer=None)
    assert status_of(client) == "none"
    client.tls.offer_from_now_on(OLD)
    client.get(PROTECTED)
    assert client.negotiated == ((0, 13), 2)
    assert status_of(client, [client.header()]) == "valid"


@pytest.mark.rows("S-31", "H-14")
@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_renegotiation_by_the_client_is_refused(event_site, protocol):
    client = event_site.client(tls="1.2", protocol=protocol)
    assert status_of(client, [client.header()]) == "valid"
    with pytest.raises(TlsError):
        client.tls.renegotiate()
