# SPDX-License-Identifier: Apache-2.0
"""What is passed to applications and backends: which values, under which names, by which road."""

import pytest

from expectations import as_header, base64url_hash, exported, in_environment
from server.authority import der_of
from server.site import BACKEND, ENVIRONMENT
from tokenbinding import reference, wire
from tokenbinding.client import HEADER
from tokenbinding.keys import EcKey, key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
OTHER = "Sec-Other-Token-Binding-ID"
CONTEXT = "Sec-Token-Binding-Context"


def test_names_of_the_variables_are_configurable(site_with):
    """zmartzone's directives; the request headers keep their names."""
    site = site_with("TokenBindingProvidedEnvVar X-Mine", "TokenBindingReferredEnvVar X-Theirs",
                     "TokenBindingContextEnvVar X-Context",
                     "TokenBindingPassVar provided referred context")
    client = site.client()
    other = key_for(wire.ECDSAP256, "other")
    headers = [client.header(client.referred(other)), (PROVIDED, "forged")]
    environment = client.get(ENVIRONMENT, headers).environment()
    assert environment["X_Mine"] == client.id
    assert environment["X_Theirs"] == wire.base64url(other.id)
    assert environment["X_Context"] == wire.base64url(b"\1\0\2" + client.tls.ekm)
    assert environment[as_header(PROVIDED)] == client.id


@pytest.mark.rows("P-1", "P-6")
def test_nothing_is_passed_where_the_administrator_says_none(site_with):
    client = site_with("TokenBindingPassVar none").client()
    environment = client.bound_get(ENVIRONMENT).environment()
    assert in_environment(PROVIDED) not in environment
    assert as_header(PROVIDED) not in environment
    assert environment["TOKEN_BINDING_STATUS"] == "valid"
    assert client.get(ENVIRONMENT, [(HEADER, "AAA")]).status == 400


@pytest.mark.rows("P-6", "H-60")
def test_other_types_are_passed_on_request(site_with):
    """The example of draft-ietf-tokbind-ttrp: types 77 and 11 come out as 4d and b."""
    client = site_with("TokenBindingPassVar provided other").client()
    keys = [EcKey(0x5ba4bbf82ad98f175710dc9b068854e83368a905c3d76db089c7364133f39c39),
            EcKey(0xbca829b108cbaba87cf3d3a5d116703ab4bddbb9ce4cb2ad15876968e4f8ac07)]
    more = [client.referred(key, number) for key, number in zip(keys, (77, 11))]
    environment = client.get(ENVIRONMENT, [client.header(*more)]).environment()
    listed = [part.strip() for part in exported(environment, OTHER).split(",")]
    assert listed == ["4d." + wire.base64url(keys[0].id), "b." + wire.base64url(keys[1].id)]
    assert listed[0].startswith("4d.AgBBQEevBm3SEMqx6pKKyRdLHpGCb3_IldN6GxsW2lm6gBCX")


@pytest.mark.rows("P-6", "H-58")
def test_other_types_that_cannot_be_verified_are_not_passed(site_with):
    client = site_with("TokenBindingPassVar provided other").client()
    opaque = wire.token_binding(77, wire.token_binding_id(96, b"opaque"), bytes(64))
    environment = client.get(ENVIRONMENT, [client.header(opaque)]).environment()
    assert exported(environment, PROVIDED) == client.id
    assert exported(environment, OTHER) is None


@pytest.mark.rows("P-18", "P-19")
def test_message_and_context_let_the_backend_verify_itself(site_with):
    site = site_with("TokenBindingPassVar message context")
    client = site.client()
    header = client.header()
    seen = client.get(BACKEND, [header, (CONTEXT, "forged")]).as_backend_saw_it()
    assert seen.value(HEADER) == header[1]
    assert seen.value(CONTEXT) == wire.base64url(b"\1\0\2" + client.tls.ekm)
    assert seen.value(PROVIDED) is None
    told = wire.from_base64url(seen.value(CONTEXT))
    assert reference.verify(seen.value(HEADER), told[3:], told[2]).provided == client.key.id
    without = client.get(BACKEND, [(CONTEXT, "forged")]).as_backend_saw_it()
    assert without.value(CONTEXT) in (None, wire.base64url(b"\1\0\2" + client.tls.ekm))
    unbound = site.client(offer=None).bound_get(BACKEND).as_backend_saw_it()
    assert unbound.value(HEADER) is None and unbound.value(CONTEXT) is None


@pytest.mark.rows("P-3", "P-18")
def test_message_that_was_ignored_is_not_left_in_place(site_with):
    site = site_with("TokenBindingPassVar message context", "TokenBindingInvalidAction ignore")
    client = site.client()
    bad = client.send_message(BACKEND, client.key.binding(bytes(32))).as_backend_saw_it()
    assert bad.value(HEADER) is None
    good = client.bound_get(BACKEND).as_backend_saw_it()
    assert good.value(HEADER) is not None


@pytest.mark.parametrize("passed_as, in_variable, in_header", [
    ("both", True, True), ("headers", False, True), ("environment", True, False)])
def test_values_are_passed_by_the_configured_road(site_with, passed_as, in_variable, in_header):
    client = site_with("TokenBindingPassAs " + passed_as).client()
    environment = client.bound_get(ENVIRONMENT).environment()
    assert environment.get(in_environment(PROVIDED)) == (client.id if in_variable else None)
    assert environment.get(as_header(PROVIDED)) == (client.id if in_header else None)
    seen = client.bound_get(BACKEND, [(PROVIDED, "forged")]).as_backend_saw_it()
    assert seen.value(PROVIDED) == (client.id if in_header else None)


@pytest.mark.rows("O-12")
def test_fingerprint_of_the_client_certificate_is_passed(site_with, fleet):
    certificate = fleet.authority.path("client.pem"), fleet.authority.path("client.key")
    site = site_with("SSLVerifyClient optional",
                     'SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"))
    for tls, protocol in (("1.2", "h1"), ("1.3", "h1"), ("1.3", "h2")):
        client = site.client(tls=tls, protocol=protocol, certificate=certificate)
        environment = client.bound_get(ENVIRONMENT).environment()
        wanted = base64url_hash(der_of(certificate[0]))
        assert environment["TB_SSL_CLIENT_CERT_FINGERPRINT"] == wanted
        seen = client.bound_get(BACKEND).as_backend_saw_it()
        assert seen.value("TB_SSL_CLIENT_CERT_FINGERPRINT") == wanted
        anonymous = site.client(tls=tls, protocol=protocol)
        environment = anonymous.bound_get(ENVIRONMENT).environment()
        assert "TB_SSL_CLIENT_CERT_FINGERPRINT" not in environment
