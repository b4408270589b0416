# SPDX-License-Identifier: Apache-2.0
"""What the other directives do to requests, and how settings merge from server to .htaccess."""

import pytest

from expectations import assert_nothing_exported, exported, in_environment
from server.configuration import VHost
from server.site import ENVIRONMENT, EXACT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"


@pytest.mark.rows("S-7")
@pytest.mark.parametrize("order, picked", [
    ("rsa2048_pkcs1.5 rsa2048_pss ecdsap256", 0), ("rsa2048_pss ecdsap256", 1), ("ecdsap256", 2)])
def test_key_parameters_are_picked_in_the_configured_order(site_with, order, picked):
    site = site_with("TokenBindingKeyParameters " + order)
    for tls in ("1.2", "1.3"):
        client = site.client(tls=tls)
        assert client.negotiated == ((1, 0), picked)
        assert exported(client.bound_get(ENVIRONMENT).environment(), PROVIDED) == client.id


@pytest.mark.rows("S-4", "S-5")
@pytest.mark.parametrize("configured, offered, picked", [
    ("0.10 0.13", (1, 0), (0, 13)), ("0.10 0.13", (0, 16), (0, 13)),
    ("0.10 0.13", (0, 10), (0, 10)), ("0.13 1.0", (0, 12), None),
    ("0.13 1.0", (0, 13), (0, 13)), ("0.10 0.10", (1, 0), (0, 10)),
    ("1.0", (0, 255), None), ("1.0", (1, 0), (1, 0))])
def test_version_is_within_the_configured_range(site_with, configured, offered, picked):
    client = site_with("TokenBindingVersions " + configured).client(offered_version=offered)
    assert (client.negotiated and client.negotiated[0]) == picked
    environment = client.bound_get(ENVIRONMENT).environment()
    wanted = "%d.%d" % picked if picked else None
    assert environment.get("TOKEN_BINDING_VERSION") == wanted


@pytest.mark.rows("S-33", "O-3")
def test_referred_is_asked_for_on_redirects_of_bound_requests_only(site_with):
    site = site_with("TokenBindingIncludeReferred On", "Redirect /away https://provider.example/",
                     "Redirect gone /gone")
    client = site.client()
    name = "Include-Referred-Token-Binding-ID"
    redirect = client.bound_get("/away")
    assert redirect.status == 302
    assert redirect.value(name) == "true"
    assert client.bound_get("/gone").value(name) is None
    assert client.bound_get(EXACT).value(name) is None
    assert client.get("/away").value(name) is None
    assert site.client(offer=None).bound_get("/away").value(name) is None


@pytest.mark.rows("S-33", "S-35")
def test_referred_is_not_asked_for_by_default(site_with):
    client = site_with("Redirect /away https://provider.example/").client()
    assert client.bound_get("/away").value("Include-Referred-Token-Binding-ID") is None


def test_settings_merge_from_server_to_host_to_location(start, fleet):
    hosts = [
        VHost("a.test").location("/exact", "TokenBindingPassVar provided"),
        VHost("b.test").add("TokenBindingPassVar referred",
                            "TokenBindingKeyParameters rsa2048_pss"),
    ]
    site = start(site_of("event", hosts, fleet.backend.port,
                         main=["TokenBindingPassVar none", "TokenBindingVersions 0.10 0.13"]))
    client = site.client("a.test")
    assert client.negotiated == ((0, 13), 2)
    assert client.bound_get(EXACT).value("X-Provided") == client.id
    assert in_environment(PROVIDED) not in client.bound_get(ENVIRONMENT).environment()
    other = site.client("b.test")
    assert other.negotiated == ((0, 13), 1)
    environment = other.get(ENVIRONMENT, [other.header(other.referred(client.key))]).environment()
    assert environment[in_environment(REFERRED)] == client.id
    assert in_environment(PROVIDED) not in environment


@pytest.mark.parametrize("allowed", ["All", "AuthConfig"])
def test_htaccess_may_choose_what_is_passed(start, fleet, allowed):
    host = VHost("a.test").add(
        "TokenBindingPassVar none", '<Directory "/">', "AllowOverride %s" % allowed,
        "</Directory>", 'Header always set X-Seen "%{{{}}}e"'.format(PROVIDED))
    site = start(site_of("event", [host], fleet.backend.port, pages={
        "down/page": "", "down/.htaccess": "TokenBindingPassVar provided\n", "up/page": ""}))
    client = site.client()
    assert client.bound_get("/up/page").value("X-Seen") == "(null)"
    assert client.bound_get("/down/page").value("X-Seen") == client.id
    assert client.get("/down/page").value("X-Seen") == "(null)"


def test_main_server_off_is_inherited_and_can_be_overridden(start, fleet):
    hosts = [VHost("a.test"), VHost("b.test").add("TokenBindingEnabled On")]
    site = start(site_of("event", hosts, fleet.backend.port, main=["TokenBindingEnabled Off"]))
    assert site.client("a.test").negotiated is None
    assert site.client("b.test").negotiated


def test_requirement_admits_bound_requests_only(site_with):
    site = site_with('<Location "/cgi/env">', "Require token-binding", "</Location>")
    site.log.tolerate("AH01630|token.binding")
    client = site.client()
    assert client.bound_get(ENVIRONMENT).status == 200
    assert client.get(ENVIRONMENT).status == 403
    assert client.send_message(ENVIRONMENT, client.key.binding(bytes(32))).status == 400
    assert site.client(offer=None).bound_get(ENVIRONMENT).status == 403


def test_requirement_of_referred_admits_requests_with_referred_only(site_with):
    site = site_with('<Location "/cgi/env">', "Require token-binding referred", "</Location>")
    site.log.tolerate("AH01630|token.binding")
    client = site.client()
    both = client.header(client.referred(key_for(wire.ECDSAP256, "other")))
    assert client.get(ENVIRONMENT, [both]).status == 200
    assert client.bound_get(ENVIRONMENT).status == 403


def test_server_goes_on_after_graceful_restarts(site_with):
    """The module is unloaded and loaded again, the sessions of the clients live on."""
    site = site_with()
    client = site.client()
    client.bound_get(ENVIRONMENT)
    session = client.tls.session()
    for _ in range(3):
        site.server.restart_gracefully()
        fresh = site.client(session=session)
        environment = fresh.bound_get(ENVIRONMENT).environment()
        assert exported(environment, PROVIDED) == fresh.id
        assert fresh.get(ENVIRONMENT, [header_of(fresh.key.message(bytes(32)))]).status == 400


@pytest.mark.rows("S-35", "P-19")
def test_log_tells_no_secret_below_trace(site_with):
    site = site_with("TokenBindingPassVar provided referred context")
    client = site.client()
    header = client.header()
    client.get(ENVIRONMENT, [header])
    client.get(ENVIRONMENT, [header_of(client.key.message(bytes(32)))])
    site.log.wait_for("verify: ")
    told = site.log.text()
    for secret in (client.id, header[1], client.tls.ekm.hex(), wire.base64url(client.tls.ekm),
                   client.key.point.hex()):
        assert secret[:24].lower() not in told.lower()


def test_client_faults_are_no_warnings(site_with):
    """Whatever a client does, the administrator's log stays calm: the fixture looks at it."""
    client = site_with("TokenBindingInvalidAction ignore").client()
    for value in ("", "AAA", "!", "A" * 5000):
        response = client.get(ENVIRONMENT, [(HEADER, value)])
        assert_nothing_exported(response.environment())
