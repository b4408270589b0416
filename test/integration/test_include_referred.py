# SPDX-License-Identifier: Apache-2.0
"""Include-Referred-Token-Binding-ID: on redirects of bound requests, whoever redirects, once."""

import pytest

from server.configuration import VHost
from server.site import site_of

ASKING = "Include-Referred-Token-Binding-ID"
OF_DRAFTS = "Include-Referer-Token-Binding-ID"
AWAY = "https://provider.test/"
ON = "TokenBindingIncludeReferred On"
BY_MODULE = [  # how to redirect /away, outside any directory
    'Redirect "/away" ' + AWAY,
    'RedirectMatch 303 "^/away" ' + AWAY,
    'Redirect permanent "/away" ' + AWAY,
    "RewriteEngine On\nRewriteRule ^/away %s [R=307]" % AWAY,
    "ErrorDocument 404 " + AWAY]


@pytest.fixture
def redirecting(start, fleet):
    def start_it(*lines: str, mpm: str = "event", **more):
        return start(site_of(mpm, [VHost("a.test").add(*lines)], fleet.backend.port, **more))
    return start_it


def asked(response) -> list:
    assert 300 <= response.status <= 399, response.status
    return response.values(ASKING)


@pytest.mark.parametrize("how", BY_MODULE)
@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_whoever_redirects_the_client_is_asked(redirecting, how, protocol):
    client = redirecting(how, ON).client(protocol=protocol)
    assert asked(client.bound_get("/away")) == ["true"]
    assert asked(client.get("/away")) == []


@pytest.mark.parametrize("version, names", [((0, 13), {ASKING, OF_DRAFTS}), ((1, 0), {ASKING})])
@pytest.mark.parametrize("line", ["", "Header always set %s true" % OF_DRAFTS])
def test_the_name_of_the_drafts_goes_with_drafts_alone(redirecting, version, names, line):
    site = redirecting(ON, 'Redirect "/away" ' + AWAY, line)
    response = site.client(offered_version=version).bound_get("/away")
    assert {name for name in (ASKING, OF_DRAFTS) if response.values(name) == ["true"]} == names
    assert response.values(OF_DRAFTS) in ([], ["true"])


def test_a_script_may_redirect(redirecting):
    site = redirecting(ON, 'ScriptAlias "/away" "cgi-bin/away"')
    script = site.server.directory / "cgi-bin/away"
    script.write_text("#!/bin/sh\nprintf 'Status: 302\\r\\nLocation: %s\\r\\n\\r\\n'\n" % AWAY)
    script.chmod(0o755)
    assert asked(site.client().bound_get("/away")) == ["true"]


@pytest.mark.parametrize("from_the_backend", [[], ["Header set %s true" % ASKING],
                                              ["Header always set %s true" % ASKING]])
def test_a_backend_may_redirect_and_ask_itself(start, fleet, from_the_backend):
    behind = VHost("plain.test", None).add('Redirect "/away" ' + AWAY, *from_the_backend)
    front = VHost("a.test").add(ON, 'ProxyPass "/away" "http://127.0.0.1:${PLAIN_PORT}/away"',
                                "ProxyPreserveHost Off")
    client = start(site_of("event", [front, behind], fleet.backend.port)).client()
    assert asked(client.bound_get("/away")) == ["true"]


@pytest.mark.parametrize("line", ["Header set %s true", "Header always set %s true",
                                  "Header add %s true", "Header always add %s TRUE"])
def test_an_administrator_who_asks_too_does_not_ask_twice(redirecting, line):
    site = redirecting(ON, 'Redirect "/away" ' + AWAY, line % ASKING)
    assert len(asked(site.client().bound_get("/away"))) == 1


def test_only_where_it_is_on(redirecting):
    site = redirecting('Redirect "/away" ' + AWAY, 'Redirect "/aside" ' + AWAY,
                       '<Location "/away">', ON, "</Location>")
    client = site.client()
    assert asked(client.bound_get("/away")) == ["true"]
    assert asked(client.bound_get("/aside")) == []


def test_a_location_may_switch_it_off(redirecting):
    site = redirecting(ON, 'Redirect "/away" ' + AWAY, '<Location "/away">',
                       "TokenBindingIncludeReferred Off", "</Location>")
    assert asked(site.client().bound_get("/away")) == []


def test_htaccess_may_ask(redirecting):
    site = redirecting('<Directory "/">', "AllowOverride AuthConfig FileInfo", "</Directory>",
                       pages={"own/page": "", "own/.htaccess": "%s\nRedirect /own/page %s\n" % (ON, AWAY)})
    assert asked(site.client().bound_get("/own/page")) == ["true"]


@pytest.mark.parametrize("path, status", [("/exact", 200), ("/missing", 404), ("/gone", 410)])
def test_nothing_but_a_redirect_asks(redirecting, path, status):
    response = redirecting(ON, "Redirect gone /gone").client().bound_get(path)
    assert response.status == status
    assert response.values(ASKING) == []


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_not_modified_is_no_redirect(redirecting, protocol):
    client = redirecting(ON).client(protocol=protocol)
    tag = client.bound_get("/exact").value("ETag")
    response = client.bound_get("/exact", [("If-None-Match", tag)])
    assert response.status == 304
    assert response.values(ASKING) == []


def test_an_invalid_message_is_not_asked(redirecting):
    site = redirecting(ON, 'Redirect "/away" ' + AWAY, "TokenBindingInvalidAction ignore")
    client = site.client()
    assert asked(client.send_message("/away", client.key.binding(bytes(32)))) == []
    assert asked(site.client(offer=None).bound_get("/away")) == []
