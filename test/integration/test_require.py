# SPDX-License-Identifier: Apache-2.0
"""`Require token-binding` among the other things that httpd can require."""

import base64

import pytest

from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.keys import key_for

ELSEWHERE = "10.0.0.0/8"
BASIC = ("AuthType Basic", 'AuthName "people"', "AuthBasicProvider anon", "Anonymous *")
AUTHN = ("auth_basic", "authn_anon", "authz_user")


@pytest.fixture
def guarded(start, fleet):
    """Starts a site whose CGI is guarded by these lines; lines of the host come as a keyword."""
    def start_it(*lines: str, host_lines=(), mpm: str = "event", **more):
        host = VHost("a.test").add(*host_lines).location("/cgi/", *lines)
        more.setdefault("modules", AUTHN)
        site = start(site_of(mpm, [host], fleet.backend.port, **more))
        site.log.tolerate("AH01630|AH01618|AH01617")  # mod_authz_core's own words about a refusal
        return site
    return start_it


def all_of(*lines: str) -> tuple:
    return ("<RequireAll>", *lines, "</RequireAll>")


def any_of(*lines: str) -> tuple:
    return ("<RequireAny>", *lines, "</RequireAny>")


def statuses(site, path: str = ENVIRONMENT, **options) -> tuple:
    """What a bound request gets, one without a message, and one without Token Binding."""
    client = site.client(**options)
    return (client.bound_get(path).status, client.get(path).status,
            site.client(offer=None, **options).bound_get(path).status)


def referred_by(client) -> tuple:
    return client.header(client.referred(key_for(wire.ECDSAP256, "the consumer's")))


def decisions(site) -> list:
    return [line.text for line in site.log.of_module() if "decide: " in line.text]


@pytest.mark.parametrize("mpm, tls, protocol", [
    ("event", "1.2", "h1"), ("event", "1.3", "h2"), ("worker", "1.3", "h1"), ("prefork", "1.3", "h1")])
def test_bound_requests_are_admitted_and_others_get_403(guarded, mpm, tls, protocol):
    site = guarded("Require token-binding", mpm=mpm)
    assert statuses(site, tls=tls, protocol=protocol) == (200, 403, 403)


def test_a_refusal_never_asks_for_a_password(guarded):
    site = guarded(*BASIC, *all_of("Require token-binding", "Require valid-user"))
    response = site.client().get(ENVIRONMENT)
    assert response.status == 403
    assert response.value("WWW-Authenticate") is None


@pytest.mark.parametrize("lines", [
    all_of("Require all granted", "Require token-binding"),
    all_of("Require token-binding", "Require all granted"),
    any_of("Require all denied", "Require token-binding"),
    any_of("Require ip " + ELSEWHERE, "Require token-binding")])
def test_requirement_composes(guarded, lines):
    assert statuses(guarded(*lines)) == (200, 403, 403)


@pytest.mark.parametrize("lines, wanted", [
    (any_of("Require token-binding", "Require ip 127.0.0.1"), (200, 200, 200)),
    (all_of("Require token-binding", "Require ip " + ELSEWHERE), (403, 403, 403)),
    (all_of("Require all granted", "Require not token-binding"), (403, 200, 200)),
    (all_of("Require all granted", "<RequireNone>", "Require token-binding", "</RequireNone>"),
     (403, 200, 200))])
def test_the_other_requirements_have_their_say(guarded, lines, wanted):
    assert statuses(guarded(*lines)) == wanted


def test_key_and_password_together(guarded):
    site = guarded(*BASIC, *all_of("Require token-binding", "Require valid-user"))
    client = site.client()
    password = ("Authorization", "Basic " + base64.b64encode(b"someone:secret").decode())
    assert client.bound_get(ENVIRONMENT).status == 401
    assert client.bound_get(ENVIRONMENT, [password]).status == 200
    assert client.get(ENVIRONMENT, [password]).status == 403


@pytest.mark.parametrize("headers, wanted", [("provided", 403), ("both", 200), ("none", 403)])
def test_referred_is_required_besides_provided(guarded, headers, wanted):
    client = guarded("Require token-binding referred").client()
    sent = {"provided": [client.header()], "both": [referred_by(client)], "none": []}[headers]
    assert client.get(ENVIRONMENT, sent).status == wanted


@pytest.mark.parametrize("merging, wanted", [("Off", 200), ("And", 403), ("Or", 200)])
def test_auth_merging_decides_whether_an_outer_requirement_still_holds(start, fleet, merging, wanted):
    host = VHost("a.test")
    host.location("/cgi/", "Require token-binding")
    host.location(ENVIRONMENT, "AuthMerging " + merging, "Require ip 127.0.0.1")
    site = start(site_of("event", [host], fleet.backend.port))
    site.log.tolerate("AH01630")
    assert statuses(site) == (200, wanted, wanted)


def test_a_refusal_is_told_once_with_its_reason(guarded):
    site = guarded("Require token-binding referred")
    client = site.client()
    client.bound_get(ENVIRONMENT)
    assert len(decisions(site)) == 1
    assert "Require token-binding referred is not met (status valid)" in decisions(site)[0]
    client.get(ENVIRONMENT)
    site.client(offer=None).get(ENVIRONMENT)
    assert ["status absent" in decisions(site)[1], "status none" in decisions(site)[2]] == [True] * 2
    assert client.id not in site.log.text()


@pytest.mark.parametrize("lines", [
    any_of("Require token-binding", "Require ip 127.0.0.1"),
    (*BASIC, *any_of("Require token-binding", "Require valid-user"))])
def test_what_is_let_in_by_something_else_is_no_refusal(guarded, lines):
    site = guarded(*lines)
    password = ("Authorization", "Basic " + base64.b64encode(b"someone:secret").decode())
    assert site.client().get(ENVIRONMENT, [password]).status == 200
    assert decisions(site) == []


@pytest.mark.parametrize("lines", [any_of("Require token-binding", "Require valid-user"),
                                   all_of("Require token-binding", "Require valid-user")])
def test_being_sent_to_log_in_is_no_refusal(guarded, lines):
    form = ("AuthType form", 'AuthName "people"', "AuthFormProvider anon", "Anonymous *",
            "Session On", "SessionCookieName session path=/",
            "AuthFormLoginRequiredLocation https://login.test/")
    site = guarded(*form, *lines, modules=(*AUTHN, "auth_form", "session", "session_cookie",
                                           "request"))
    site.log.tolerate("AH0180|AH01811|need login")
    client = site.client()
    response = client.get(ENVIRONMENT) if lines[0] == "<RequireAny>" else client.bound_get(ENVIRONMENT)
    assert response.status == 302
    assert decisions(site) == []


def test_a_403_of_the_application_is_no_refusal(guarded):
    site = guarded(*any_of("Require token-binding", "Require ip 127.0.0.1"),
                   host_lines=["RewriteEngine On", "RewriteRule ^/cgi/ - [F]"])
    assert site.client().get(ENVIRONMENT).status == 403
    assert decisions(site) == []


def test_two_requirements_refuse_a_request_once(guarded):
    site = guarded(*BASIC, *all_of(*any_of("Require token-binding", "Require valid-user"),
                                   "Require token-binding"))
    site.client().get(ENVIRONMENT)
    assert len(decisions(site)) == 1


def test_error_document_in_the_open_is_shown_with_403(guarded):
    site = guarded("Require token-binding", host_lines=["ErrorDocument 403 /exact"],
                   pages={"exact": "come back bound"})
    response = site.client().get(ENVIRONMENT)
    assert (response.status, response.body) == (403, b"come back bound")
    assert len(decisions(site)) == 1


def test_error_document_of_a_bad_message_is_no_way_in(guarded):
    site = guarded("Require token-binding", host_lines=["ErrorDocument 400 " + ENVIRONMENT])
    client = site.client()
    response = client.send_message(BACKEND, client.key.binding(bytes(32)))
    assert response.status == 400
    assert b"GATEWAY_INTERFACE" not in response.body


def test_a_subrequest_is_admitted_like_its_request(start, fleet):
    host = VHost("a.test").location("/cgi/", "Require token-binding")
    host.location("/including", "Options +Includes", "SetOutputFilter INCLUDES")
    page = '<!--#include virtual="%s" -->' % ENVIRONMENT
    site = start(site_of("event", [host], fleet.backend.port, pages={"including": page}))
    site.log.tolerate("AH01630|unable to include")
    client = site.client()
    assert b"GATEWAY_INTERFACE" in client.bound_get("/including").body
    assert b"GATEWAY_INTERFACE" not in client.get("/including").body


def test_htaccess_may_require_where_auth_config_is_allowed(start, fleet):
    host = VHost("a.test").add('<Directory "/">', "AllowOverride AuthConfig", "</Directory>")
    pages = {"own/page": "mine", "own/.htaccess": "Require token-binding\n"}
    site = start(site_of("event", [host], fleet.backend.port, pages=pages))
    site.log.tolerate("AH01630")
    assert statuses(site, "/own/page") == (200, 403, 403)


def test_a_host_that_would_not_have_negotiated_this_refuses(start, fleet):
    """The connection is a.test's: what b.test does not accept is not a binding there."""
    hosts = [VHost("a.test"), VHost("b.test").add("TokenBindingKeyParameters rsa2048_pss")]
    hosts[1].location("/cgi/", "Require token-binding")
    site = start(site_of("event", hosts, fleet.backend.port))
    site.log.tolerate("AH01630")
    assert site.client("a.test", authority="b.test").bound_get(ENVIRONMENT).status == 403
    assert site.client("b.test").bound_get(ENVIRONMENT).status == 200


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "DELETE"])
def test_no_method_gets_around_it(guarded, method):
    client = guarded("Require token-binding").client()
    assert client.http.request(method, ENVIRONMENT).status == 403
