# SPDX-License-Identifier: Apache-2.0
"""The session ID of a bound cookie does not come in by the URL, nor is it handed out in one."""

import json

import pytest

from server.configuration import VHost
from server.site import BACKEND, site_of
from tokenbinding.sealed import CookieKey, write_keys

BARE = "bare1d"


@pytest.fixture
def site(start, fleet, tmp_path):
    keys = write_keys(tmp_path / "cookies.jwk", CookieKey("first"))
    backend = "http://127.0.0.1:%d/" % fleet.backend.port

    def host(name: str, unbound: str) -> VHost:
        bound = ["TokenBindingCookie JSESSIONID SESS*", "TokenBindingCookieUnbound " + unbound]
        host = VHost(name).add('TokenBindingCookieKeys "%s"' % keys, "RewriteEngine On",
                               "RewriteRule ^/moved/(.*)$ /backend/$1 [PT]",
                               "RewriteCond %{QUERY_STRING} (.+)",
                               "RewriteRule ^/queried$ /backend/seen-%1? [PT]",
                               "RewriteCond %{THE_REQUEST} bare1d",
                               "RewriteRule ^/line - [F]")
        for place in ("/backend", "/app", "/moved", "/queried", "/line", "/exact"):
            host.location(place, *bound)
        host.location("/exact", 'Header always set Location "/a;jsessionid=%s?b=1;SESSION=2#c"' % BARE,
                      'Header set Content-Location "/a;x=1;JSESSIONID=%s"' % BARE,
                      'Header set Refresh "0; url=/a/;%%%%6asessionid=%s/b"' % BARE)
        host.location("/cgi", *bound)
        host.add('<Directory "htdocs/directory">', *bound, "FallbackResource /directory/page",
                 "</Directory>")
        return host.add('ProxyPassMatch "^/((app|else).*)$" "%s$1"' % backend)
    site = start(site_of("event", [host("a.test", "refuse"), host("b.test", "allow")],
                         fleet.backend.port, pages={"directory/page": "", "line": ""}))
    yield site
    site.check()


def path_seen(site, path: str, host: str = "a.test", **way) -> str:
    return site.client(host=host, offer=None, **way).get(path).as_backend_saw_it().path


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("protocol", ["h1", "h2"])
@pytest.mark.parametrize("sent, seen", [
    (";jsessionid=bare1d", ""), (";JSESSIONID=bare1d", ""), ("%3Bjsessionid=bare1d", ""),
    ("%3bjSessionId=bare1d", ""), (";%6asessionid=bare1d", ""), (";jsessi%6fnid%3Dbare1d", ""),
    (";v=1;jsessionid=bare1d;w=2", ";v=1;w=2"), ("x;jsessionid=bare1d/y", "x/y"),
    (";sessX=bare1d", ""), (";a,jsessionid=bare1d", ""), ("?JSESSIONID=bare1d", ""),
    ("?a=1&jsessionid=bare1d&b=2", "?a=1&b=2"), ("?a=1;JSESSIONID=bare1d", "?a=1"),
    ("?a=1&%4aSESSIONID=bare1d", "?a=1"), ("?+JSESSIONID=bare1d", ""),
    ("?JSESSIONID%00x=bare1d", ""), (";jsessionid=bare1d?jsessionid=bare1d", "")])
def test_bare_session_id_in_the_url_is_removed(site, protocol, sent, seen):
    assert path_seen(site, BACKEND + sent, protocol=protocol) == "/" + seen
    assert BARE not in site.log.text()
    line = site.log.wait_for("was removed from the URL")
    assert line.level == "info" and site.log.text().count("removed from the URL") == 1


@pytest.mark.parametrize("path", [
    ";v=1", "?a=1&b=2", "?a", ";", "x;y=1/z?q=jsessionid", "?my=JSESSIONID=1", "?a=b%3Dc",
    "?filter[id]=1", "?jsessionid_=1"])
def test_what_else_a_url_holds_stays(site, path):
    assert path_seen(site, BACKEND + path) == "/" + path


@pytest.mark.parametrize("path", [";jsessionid=bare1d", "?JSESSIONID=bare1d"])
def test_where_bare_cookies_are_allowed_so_are_they_in_the_url(site, path):
    assert path_seen(site, BACKEND + path, "b.test") == "/" + path


@pytest.mark.rows("S-25")
def test_a_location_is_found_as_a_servlet_container_maps_the_url(site):
    """<Location "/app"> does not match "/app;jsessionid=...", but the container does."""
    assert path_seen(site, "/app;jsessionid=bare1d") == "/app"
    assert path_seen(site, "/app;x=1/page;jsessionid=bare1d") == "/app;x=1/page"
    assert path_seen(site, "/else;jsessionid=bare1d") == "/else;jsessionid=bare1d"


@pytest.mark.rows("S-25")
def test_rewriting_sees_the_cleaned_url(site):
    assert path_seen(site, "/moved/x;jsessionid=bare1d") == "/x"
    assert path_seen(site, "/queried?a=1&jsessionid=bare1d") == "/seen-a=1"
    client = site.client(offer=None)
    assert client.get("/line?jsessionid=bare1d").status == 200
    assert site.client(host="b.test", offer=None).get("/line?jsessionid=bare1d").status == 403


@pytest.mark.rows("S-25")
def test_no_variable_of_an_application_has_the_session_id(site):
    told = site.client(offer=None).get("/cgi/env/x;jsessionid=bare1d?jsessionid=bare1d&b=2")
    environment = told.environment()
    assert environment["QUERY_STRING"] == "b=2" and environment["PATH_INFO"] == "/x"
    assert environment["REQUEST_URI"] == "/cgi/env/x?b=2"
    assert BARE not in json.dumps(environment)


@pytest.mark.parametrize("bound, host, removed", [
    (True, "a.test", True), (False, "a.test", True), (True, "b.test", True), (False, "b.test", False)])
def test_no_response_hands_out_a_session_id_in_a_url(site, bound, host, removed):
    client = site.client(host=host)
    response = (client.bound_get if bound else client.get)("/exact")
    fields = [response.value(name) for name in ("Location", "Content-Location", "Refresh")]
    if removed:
        assert fields == ["/a?b=1;SESSION=2#c", "/a;x=1", "0; url=/a//b"]
    else:
        assert BARE in fields[0] and BARE in fields[1] and BARE in fields[2]
