# SPDX-License-Identifier: Apache-2.0
"""TB_SSL_CLIENT_CERT_FINGERPRINT: the certificate of this client, when it has shown one, only then."""

import pytest

from expectations import base64url_hash
from server.authority import der_of
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.keys import key_for

FINGERPRINT = "TB_SSL_CLIENT_CERT_FINGERPRINT"
CONTEXT = "Sec-Token-Binding-Context"
SPELLINGS = [FINGERPRINT, "TB-SSL-Client-Cert-Fingerprint", "tb_ssl-client_cert.fingerprint"]
FORGED = [(name, "forged") for name in SPELLINGS]


@pytest.fixture
def pair(fleet):
    return fleet.authority.path("client.pem"), fleet.authority.path("client.key")


@pytest.fixture
def fingerprint(pair):
    return base64url_hash(der_of(pair[0]))


@pytest.fixture
def verifying(start, fleet):
    """A site that knows our authority; /backend/ and the CGI with `where` in its path demand one."""
    def start_it(*lines: str, mpm: str = "event", where: str = ENVIRONMENT + "/certificate", **more):
        host = VHost("a.test").add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"), *lines)
        host.location(where, "SSLVerifyClient require", "SSLVerifyDepth 1")
        return start(site_of(mpm, [host], fleet.backend.port, **more))
    return start_it


def seen_by_backend(client, path=BACKEND, headers=()):
    return client.get(path, headers).as_backend_saw_it().value(FINGERPRINT)


@pytest.mark.parametrize("mpm, tls", [("event", "1.2"), ("event", "1.3"), ("prefork", "1.2"),
                                      ("worker", "1.3")])
def test_directory_that_asks_for_a_certificate_learns_its_fingerprint(verifying, pair, fingerprint,
                                                                      mpm, tls):
    """On TLS 1.2 by renegotiation, on 1.3 by post-handshake authentication."""
    client = verifying(mpm=mpm).client(tls=tls, certificate=pair, post_handshake_auth=True)
    assert FINGERPRINT not in client.get(ENVIRONMENT, FORGED).environment()
    told = client.get(ENVIRONMENT + "/certificate", FORGED).environment()
    assert told[FINGERPRINT] == fingerprint
    assert client.get(ENVIRONMENT, FORGED).environment()[FINGERPRINT] == fingerprint


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_backend_learns_it_in_its_one_spelling(verifying, pair, fingerprint, tls):
    client = verifying(where=BACKEND).client(tls=tls, certificate=pair, post_handshake_auth=True)
    seen = client.get(BACKEND, FORGED).as_backend_saw_it()
    assert seen.value(FINGERPRINT) == fingerprint
    assert "forged" not in dict(seen.headers).values()


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_client_without_certificate_has_none_and_nobody_speaks_of_it(verifying, protocol):
    site = verifying("SSLVerifyClient optional")
    client = site.client(protocol=protocol)
    assert seen_by_backend(client, headers=FORGED) is None
    assert FINGERPRINT not in client.get(ENVIRONMENT, FORGED).environment()
    assert site.log.of_module() == []


def test_location_may_do_without_it(verifying, pair, fingerprint):
    site = verifying("SSLVerifyClient optional", '<Location "%s">' % BACKEND,
                     "TokenBindingPassVar provided", "</Location>")
    client = site.client(certificate=pair)
    assert seen_by_backend(client) is None
    assert client.get(ENVIRONMENT).environment()[FINGERPRINT] == fingerprint


def test_it_needs_no_token_binding(verifying, pair, fingerprint):
    client = verifying("SSLVerifyClient optional").client(offer=None, certificate=pair)
    assert seen_by_backend(client) == fingerprint


@pytest.mark.parametrize("lines, in_variable, in_header", [
    (["TokenBindingPassAs headers"], False, True), (["TokenBindingPassAs environment"], True, False),
    (["TokenBindingPassVar none"], False, False)])
def test_it_goes_the_configured_road(verifying, pair, lines, in_variable, in_header):
    client = verifying("SSLVerifyClient optional", *lines).client(certificate=pair)
    assert (FINGERPRINT in client.get(ENVIRONMENT).environment()) == in_variable
    assert (seen_by_backend(client) is not None) == in_header


def test_error_document_and_included_page_are_told_too(verifying, pair, fingerprint):
    site = verifying("SSLVerifyClient optional", "ErrorDocument 404 " + ENVIRONMENT,
                     '<Location "/included">', "Options +Includes", "SetOutputFilter INCLUDES",
                     "</Location>",
                     pages={"included": '<!--#include virtual="%s" -->' % ENVIRONMENT})
    client = site.client(certificate=pair)
    assert client.get("/missing").environment()[FINGERPRINT] == fingerprint
    assert client.get("/included").environment()[FINGERPRINT] == fingerprint


def test_index_file_in_a_telling_room_is_told(verifying, pair, fingerprint):
    site = verifying("SSLVerifyClient optional", '<Location "/indexed">',
                     "TokenBindingPassVar none", "</Location>", '<Location "/indexed/page.shtml">',
                     "TokenBindingPassVar fingerprint", "Options +Includes",
                     "SetOutputFilter INCLUDES", "</Location>", "DirectoryIndex page.shtml",
                     pages={"indexed/page.shtml": '<!--#echo var="%s" -->' % FINGERPRINT})
    assert site.client(certificate=pair).get("/indexed/").body.decode() == fingerprint


def test_context_is_that_of_the_handshake_that_the_message_was_signed_for(verifying, pair):
    """The renegotiation comes between the judgement and the last look at the settings."""
    site = verifying('<Location "/indexed">', "TokenBindingPassVar provided", "</Location>",
                     '<Location "/indexed/page.shtml">', "TokenBindingPassVar context",
                     "Options +Includes", "SetOutputFilter INCLUDES", "</Location>",
                     "DirectoryIndex page.shtml", where="/indexed",
                     pages={"indexed/page.shtml": '<!--#echo var="%s" -->' % CONTEXT})
    for offer_again in (True, False):
        client = site.client(tls="1.2", certificate=pair)
        header, ekm = client.header(), client.tls.ekm
        if not offer_again:
            client.tls.offer = None
        body = client.get("/indexed/", [header]).body.decode()
        assert body == wire.base64url(b"\1\0\2" + ekm)


def test_certificate_of_one_connection_is_not_told_on_another(verifying, pair, fingerprint):
    site = verifying("SSLVerifyClient optional")
    key = key_for(wire.ECDSAP256)
    assert seen_by_backend(site.client(certificate=pair, key=key)) == fingerprint
    assert seen_by_backend(site.client(key=key)) is None
