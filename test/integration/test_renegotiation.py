# SPDX-License-Identifier: Apache-2.0
"""Client certificates by directory, where the handshake comes after the request.

test_later_handshakes.py has the rules; here is what happens when the second handshake agrees on
something else, and where httpd refuses it.
"""

import pytest
from h2.errors import ErrorCodes

from expectations import exported
from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import header_of
from tokenbinding.h2c import StreamWasReset
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
PROTECTED = ENVIRONMENT + "/certificate"


@pytest.fixture(params=["event", "worker", "prefork"])
def demanding(request, start, fleet):
    host = VHost("a.test").add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"))
    host.location(PROTECTED, "SSLVerifyClient require", "SSLVerifyDepth 1")
    return start(site_of(request.param, [host], fleet.backend.port))


@pytest.fixture
def certificate(fleet):
    return fleet.authority.path("client.pem"), fleet.authority.path("client.key")


@pytest.mark.rows("S-12", "S-14", "S-31")
def test_renegotiation_to_other_key_parameters_refuses_the_old_key(demanding, certificate):
    ec, rsa = key_for(wire.ECDSAP256), key_for(wire.RSA2048_PSS)
    client = demanding.client(tls="1.2", certificate=certificate,
                              offered_key_parameters=[wire.ECDSAP256])
    client.tls.offer_from_now_on(wire.negotiation((1, 0), [wire.RSA2048_PSS]))
    environment = client.get(PROTECTED, [header_of(ec.message(client.tls.ekm))]).environment()
    assert exported(environment, PROVIDED) == wire.base64url(ec.id)
    assert client.negotiated == ((1, 0), wire.RSA2048_PSS)
    environment = client.get(ENVIRONMENT, [header_of(rsa.message(client.tls.ekm))]).environment()
    assert exported(environment, PROVIDED) == wire.base64url(rsa.id)
    assert client.get(ENVIRONMENT, [header_of(ec.message(client.tls.ekm))]).status == 400


@pytest.mark.rows("S-12", "S-17")
def test_each_of_several_renegotiations_ends_the_headers_before_it(start, fleet, certificate):
    """Each room asks for another depth, so that each visit to another one is a new handshake."""
    host = VHost("a.test").add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"))
    for depth in (1, 2, 3):
        host.location("%s/depth%d" % (ENVIRONMENT, depth), "SSLVerifyClient require",
                      "SSLVerifyDepth %d" % depth, "SSLCipherSuite %s" % (
                          "ECDHE-ECDSA-AES128-GCM-SHA256" if depth % 2 else
                          "ECDHE-ECDSA-AES256-GCM-SHA384"))
    site = start(site_of("event", [host], fleet.backend.port))
    client = site.client(tls="1.2", certificate=certificate)
    headers = []
    for depth in (1, 2, 3):
        headers.append(client.header())
        ekm = client.tls.ekm
        environment = client.get("%s/depth%d" % (ENVIRONMENT, depth), headers[-1:]).environment()
        assert exported(environment, PROVIDED) == client.id
        assert client.tls.ekm != ekm
    assert client.bound_get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "valid"
    assert client.get(ENVIRONMENT, headers[:1]).status == 400


@pytest.mark.rows("S-12", "H-13")
def test_renegotiation_under_another_name_stays_with_the_first_host(start, fleet, certificate):
    """mod_ssl chooses the virtual host once a connection; b.test would not answer."""
    host = VHost("a.test").add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"))
    host.location(PROTECTED, "SSLVerifyClient require", "SSLVerifyDepth 1")
    off = VHost("b.test").add("TokenBindingEnabled Off")
    site = start(site_of("event", [host, off], fleet.backend.port))
    client = site.client(tls="1.2", certificate=certificate)
    old = client.header()
    client.tls.name_from_now_on("b.test")
    assert exported(client.get(PROTECTED, [old]).environment(), PROVIDED) == client.id
    assert client.negotiated == ((1, 0), wire.ECDSAP256)
    assert exported(client.bound_get(ENVIRONMENT).environment(), PROVIDED) == client.id
    assert client.get(ENVIRONMENT, [old]).status == 400


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.rows("S-31", "H-14")
def test_http2_cannot_ask_for_a_certificate_late(demanding, certificate, tls):
    """RFC 9113 9.2.1: httpd answers HTTP_1_1_REQUIRED and logs nothing; other streams go on."""
    if demanding.mpm == "prefork":
        pytest.skip("a stock prefork speaks no HTTP/2")
    client = demanding.client(tls=tls, protocol="h2", certificate=certificate,
                              post_handshake_auth=True)
    header = client.header()
    with pytest.raises(StreamWasReset) as refused:
        client.get(PROTECTED, [header])
    assert refused.value.code == ErrorCodes.HTTP_1_1_REQUIRED
    assert client.get(ENVIRONMENT, [header]).environment()["TOKEN_BINDING_STATUS"] == "valid"
