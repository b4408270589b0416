# SPDX-License-Identifier: Apache-2.0
"""Bare cookies under `TokenBindingCookieUnbound refuse`, as real applications read the field.

Each of these applications takes one of the disguises for its session cookie.
"""

import json
import sys

import pytest

from cookie_site import COOKIE_STATUS
from server import php
from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding.sealed import CookieKey, write_keys

PYTHON_APPLICATION = """#!%s
import json, os
from http.cookies import SimpleCookie
print("Content-Type: application/json\\n")
cookies = SimpleCookie(os.environ.get("HTTP_COOKIE", ""))
print(json.dumps({name: cookie.value for name, cookie in cookies.items()}))
""" % sys.executable
PHP_APPLICATION = """<?php
header('Content-Type: application/json');
echo json_encode((object)$_COOKIE);
"""


@pytest.fixture
def disguised(start, fleet, tmp_path):
    """Starts a site, and gives what an application there sees of a Cookie field."""
    keys = write_keys(tmp_path / "cookies.jwk", CookieKey("first"))

    def start_it(unbound: str, **more):
        host = VHost("a.test").add(
            "TokenBindingCookie session my_session ASP.NET_SessionId",
            'TokenBindingCookieKeys "%s"' % keys, "TokenBindingCookieUnbound " + unbound)
        site = start(site_of("event", [host], fleet.backend.port, **more))
        script = site.server.directory / "cgi-bin" / "application"
        script.write_text(PYTHON_APPLICATION)
        script.chmod(0o755)

        def seen(path: str, cookie: str) -> dict:
            response = site.client(offer=None).get(path, [("Cookie", cookie)])
            assert response.status == 200
            return json.loads(response.body)
        return site, seen
    return start_it


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("cookie", [
    "session=bare", "x=1 session=bare", "x=1\tsession=bare", 'x="a" session=bare',
    "x=1 session = bare"])
def test_python_finds_no_bare_session_behind_a_blank(disguised, cookie):
    _, seen = disguised("allow")
    assert seen("/cgi/application", "a=1; " + cookie)["session"] == "bare"
    _, seen = disguised("refuse")
    assert seen("/cgi/application", "a=1; " + cookie) == {"a": "1"}


@pytest.mark.rows("S-25")
def test_php_finds_no_bare_session_under_a_name_that_it_makes_one(disguised, fleet, tmp_path):
    if php.fpm_binary() is None:
        pytest.skip("PHP left out: no php-fpm")
    directory = fleet.directory / ("php-%s" % tmp_path.name)
    directory.mkdir(mode=0o755)
    php.make_session_folder(directory)
    application = {"main": php.fpm_lines(directory), "modules": ("proxy_fcgi",),
                   "pages": {"application.php": PHP_APPLICATION}}
    (_, lax), (_, strict) = disguised("allow", **application), disguised("refuse", **application)
    fpm = php.Fpm(directory)
    try:
        for name in ("my_session", "my.session", "my session", "my[session", " my.session"):
            cookie = "a=1; %s=bare; b=2" % name
            assert lax("/application.php", cookie)["my_session"] == "bare", name
            assert strict("/application.php", cookie) == {"a": "1", "b": "2"}, name
        assert lax("/application.php", "session[x]=bare")["session"] == {"x": "bare"}
        assert strict("/application.php", "session[x]=bare") == {}
    finally:
        fpm.stop()


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("cookie", ["asp.net_sessionid=bare", "%73ession=bare", "SESSION=bare"])
def test_names_without_regard_to_case_and_in_the_spelling_of_urls_are_the_same(disguised, cookie):
    site, _ = disguised("refuse")
    told = site.client(offer=None).get(ENVIRONMENT, [("Cookie", cookie)]).environment()
    assert "HTTP_COOKIE" not in told and told[COOKIE_STATUS] == "refused"
    site, _ = disguised("allow")
    told = site.client(offer=None).get(ENVIRONMENT, [("Cookie", cookie)]).environment()
    assert told["HTTP_COOKIE"] == cookie and told[COOKIE_STATUS] == "unsealed"


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("cookie", [
    "%u0073ession=bare", "a[session=bare", "=session=bare", "x(session=bare", "x/session=bare",
    "a&/session=bare", "$:session=bare", "x=Thu, 01-Jan-1970 00:00:00 GMTsession=bare",
    '"sess\\ion"=bare', '"\\163ession"=bare', "session%00,x=bare", "bare", "=bare"])
def test_no_other_parser_finds_a_bare_session_either(disguised, cookie):
    """Perl, WebOb, Tomcat, ASP.NET Core, Undertow: nothing that is not canonical goes on."""
    site, _ = disguised("refuse")
    told = site.client(offer=None).get(ENVIRONMENT, [("Cookie", cookie)]).environment()
    assert "HTTP_COOKIE" not in told and told[COOKIE_STATUS] == "refused"


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("cookie", [
    'prefs={"theme":"dark","columns":[1,2],"session":1}', "name=J\xfcrgen M\xc3\xbcller",
    'quoted="a b"', "query=%7B%22a%22%3A1%7D", "dates=Thu, 01 Jun 2039", "session_id=1",
    "XSESSION=1", "range=a,b=c"])
def test_what_real_applications_send_passes_as_it_is(disguised, cookie):
    site, _ = disguised("refuse")
    told = site.client(offer=None).get(ENVIRONMENT, [("Cookie", cookie + "; b=2")]).environment()
    assert told["HTTP_COOKIE"] == cookie + "; b=2" and COOKIE_STATUS not in told


@pytest.mark.rows("S-25")
def test_cookie2_reaches_no_application_where_cookies_are_bound(start, fleet, tmp_path):
    """httpd's own mod_session_cookie reads it."""
    keys = write_keys(tmp_path / "cookies.jwk", CookieKey("first"))
    host = VHost("a.test").add(
        "TokenBindingCookie session", 'TokenBindingCookieKeys "%s"' % keys,
        "TokenBindingCookieUnbound refuse", "Session On", "SessionEnv On",
        "SessionCookieName session path=/")
    site = start(site_of("event", [host], fleet.backend.port,
                         modules=("session", "session_cookie")))
    for name in ("Cookie", "Cookie2"):
        told = site.client(offer=None).get(ENVIRONMENT, [(name, "session=user=bare")])
        assert "bare" not in repr(told.environment())


@pytest.mark.rows("S-25", "P-4")
@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_included_application_inherits_no_variable_of_the_page(start, fleet, tmp_path, protocol):
    """mod_include gives its page the CGI variables, and httpd copies them for each inclusion."""
    keys = write_keys(tmp_path / "cookies.jwk", CookieKey("first"))
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % keys, "ErrorDocument 500 /cgi/env")
    host.location("/page", "Options +Includes", "SetOutputFilter INCLUDES",
                  "TokenBindingPassVar provided context")
    host.location("/cgi/", "TokenBindingCookie session", "TokenBindingCookieUnbound refuse",
                  "TokenBindingPassVar none")
    host.location("/cgi/fails", "TokenBindingCookie none", "TokenBindingPassVar provided context")
    site = start(site_of("event", [host], fleet.backend.port, pages={
        "page": '<!--#include virtual="/cgi/env" -->'}))
    failing = site.server.directory / "cgi-bin" / "fails"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    site.log.tolerate("End of script output before headers")
    client = site.client(protocol=protocol)
    for path in ("/page", "/cgi/fails"):
        told = client.bound_get(path, [("Cookie", "session=bare")]).environment()
        assert told[COOKIE_STATUS] == "refused", path
        told = {name: value for name, value in told.items() if not name.endswith("_HASH")}
        assert "bare" not in repr(told), path
        assert client.id not in told.values(), told
        assert not [name for name in told if "CONTEXT" in name.upper() and "BINDING" in name.upper()]
