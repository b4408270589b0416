# SPDX-License-Identifier: Apache-2.0
"""Bound cookies: sealed on the way out, opened for the same client only on the way in.

The application is a backend that sets what it is asked to and tells what it got, and knows nothing
of Token Binding. The seals are judged by another implementation of JWE.
"""

import re

import pytest

from cookie_site import (COOKIE_STATUS, CookieSite, cookie_configuration, cookie_seen, log_in,
                         payload_for, set_cookies, start_cookie_site, thief_of)
from expectations import THEFT, base64url_hash
from server.configuration import VHost
from server.site import site_of
from tokenbinding import wire
from tokenbinding.keys import key_for
from tokenbinding.sealed import CookieKey, header_of, value_of, write_keys

WAYS = [("event", "h1"), ("event", "h2"), ("worker", "h1"), ("worker", "h2"), ("prefork", "h1")]


@pytest.fixture(scope="module")
def cookie_sites(fleet, tmp_path_factory):
    running: dict[str, CookieSite] = {}

    def site_on(mpm: str) -> CookieSite:
        if mpm not in running:
            keys = tmp_path_factory.mktemp("keys") / "cookies.jwk"
            running[mpm] = start_cookie_site(fleet.start, mpm, fleet.backend.port, keys)
        return running[mpm]

    yield site_on
    for bound in running.values():
        bound.site.end()


@pytest.fixture(params=WAYS, ids="-".join)
def visit(request, cookie_sites):
    """(site, client): one way to reach the site."""
    mpm, protocol = request.param
    bound = cookie_sites(mpm)
    yield bound, bound.client(protocol)
    bound.site.check()


@pytest.fixture
def bound_site(cookie_sites):
    """The site under one MPM, for what no MPM can change."""
    bound = cookie_sites("event")
    yield bound
    bound.site.check()


# --- on the way out

def test_cookie_of_a_backend_is_sealed_and_its_attributes_stay(visit):
    bound, client = visit
    [field] = set_cookies(client, "sid=s3cret;  Path=/ ;HttpOnly; SameSite=lax")
    name, _, rest = field.partition("=")
    assert name == "sid"
    assert rest.endswith(";  Path=/ ;HttpOnly; SameSite=lax; Secure")
    sealed = value_of(field)
    header = header_of(sealed)
    assert (header["alg"], header["enc"], header["kid"]) == ("dir", "A256GCM", "first")
    assert bound.key.open(sealed) == {"name": "sid", "value": "s3cret",
                                      "cnf": {"tbh": base64url_hash(client.key.id)}}


@pytest.mark.parametrize("path, status", [
    ("/sets", 200), ("/missing", 404), ("/elsewhere", 302), ("/fails/", 403)])
def test_cookie_is_sealed_on_successes_errors_and_redirects(visit, path, status):
    bound, client = visit
    bound.site.log.tolerate("AH01630: client denied")
    response = client.bound_get(path)
    assert response.status == status
    [field] = response.values("Set-Cookie")
    assert bound.key.open(value_of(field))["value"] == "s3cret"
    assert field.endswith("; Path=/; HttpOnly; Secure")


def test_cookie_that_rewriting_sets_on_a_refused_request_is_sealed_on_its_page(
        start, fleet, tmp_path):
    """The page is in a section that binds nothing; the earlier requests' rules hold."""
    key = write_and_keep(tmp_path / "cookies.jwk")
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % (tmp_path / "cookies.jwk"))
    host.location("/closed", "TokenBindingCookie sid", "RewriteEngine On",
                  "RewriteRule ^ - [CO=sid:s3cret:a.test,F]", "ErrorDocument 403 /cgi/env")
    site = start(site_of("event", [host], fleet.backend.port))
    site.log.tolerate("AH01630")
    response = site.client().bound_get("/closed")
    assert response.status == 403 and "REDIRECT_STATUS" in response.body.decode()
    [field] = response.values("Set-Cookie")
    assert key.open(value_of(field))["value"] == "s3cret"


def test_other_cookies_go_out_as_they_are(bound_site):
    cookies = ["theme=dark; Path=/", "SID=1", "sidx=1", "nameless", "=x"]
    assert set_cookies(bound_site.client(), *cookies) == cookies


def test_deletion_is_sealed_with_its_attributes_and_an_empty_value_stays(bound_site):
    """A deletion by one clock is none by another: what has a value is sealed."""
    attributes = ["; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; Secure",
                  "; Expires=Thu, 01 Jun 2039 10:00:00 GMT; Secure", "; Max-Age=0; Secure"]
    fields = set_cookies(bound_site.client(), *("sid=s3cret" + one for one in attributes))
    for field, after in zip(fields, attributes, strict=True):
        assert field.endswith(after)
        assert bound_site.key.open(value_of(field))["value"] == "s3cret"
    empty = ["sid=; Path=/", 'sid=""; Max-Age=0']
    assert set_cookies(bound_site.client(), *empty) == empty


def test_bound_cookie_in_a_folded_field_is_sealed(bound_site):
    """.NET and Java take such a field apart, browsers do not."""
    folded = "user=alice; Expires=Thu, 01 Jun 2039 10:00:00 GMT, sid=s3cret; Path=/"
    user, sid = set_cookies(bound_site.client(), folded)
    assert user == "user=alice; Expires=Thu, 01 Jun 2039 10:00:00 GMT"
    assert bound_site.key.open(value_of(sid))["value"] == "s3cret"
    assert sid.endswith("; Path=/; Secure")


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_set_cookie2_is_withheld(start, fleet, tmp_path, protocol):
    key = CookieKey("first")
    write_keys(tmp_path / "cookies.jwk", key)
    configuration = cookie_configuration("event", fleet.backend.port, tmp_path / "cookies.jwk")
    for always in ("", "always "):
        configuration.vhosts[0].location(
            "/sets", 'Header %sset Set-Cookie2 "sid=s3cret; Version=1"' % always)
    response = start(configuration).client(protocol=protocol).bound_get("/sets")
    assert response.status == 200 and response.values("Set-Cookie2") == []
    assert "s3cret" not in repr(response.headers)


def test_each_of_several_cookies_is_judged_and_their_order_stays(bound_site):
    fields = set_cookies(bound_site.client(), "sid=1", "a=2", "app_x=\"3\"", "sid=", "sid=4; Secure")
    assert [field.split("=")[0] for field in fields] == ["sid", "a", "app_x", "sid", "sid"]
    payloads = [bound_site.key.open(value_of(fields[place])) for place in (0, 2, 4)]
    assert [payload["value"] for payload in payloads] == ["1", '"3"', "4"]
    assert fields[4].count("Secure") == 1


def test_sections_add_cookies_and_none_resets(bound_site):
    def sealed_at(path: str) -> list[bool]:
        fields = bound_site.client().bound_get(path).values("Set-Cookie")
        return ["." in value_of(field) for field in fields]
    assert sealed_at("/free/sets") == [False]
    assert sealed_at("/more") == [True, True]
    assert sealed_at("/free/more") == [False, True]


# --- on the way in

def test_application_gets_the_original_value_and_all_other_cookies(visit):
    _, client = visit
    cookie = "a=1; %s;b=\"2\"; nameless;  c=" % log_in(client)
    expected = "a=1; sid=s3cret; b=\"2\"; nameless; c="
    assert cookie_seen(client, cookie) == expected
    environment = client.bound_get("/cgi/env", [("Cookie", cookie)]).environment()
    assert environment["HTTP_COOKIE"] == expected
    assert environment[COOKIE_STATUS] == "opened"


@pytest.mark.rows("S-24", "O-11")
def test_session_survives_reconnects_of_the_same_client(visit):
    bound, client = visit
    protocol = "h2" if client.tls.socket and type(client.http).__name__ == "Http2" else "h1"
    cookie = log_in(client)
    for version in ("1.2", "1.3"):
        again = bound.client(protocol, key=client.key, tls=version)
        assert cookie_seen(again, cookie) == "sid=s3cret"


@pytest.mark.rows("S-24", "O-11")
def test_stolen_cookie_is_removed(visit):
    bound, client = visit
    cookie = "a=1; %s; b=2" % log_in(client)
    thief = thief_of(bound)
    assert cookie_seen(thief, cookie) == "a=1; b=2"
    bound.site.log.wait_for(r"cookie: sid was removed.*\(other-id\)")
    environment = thief.bound_get("/cgi/env", [("Cookie", cookie)]).environment()
    assert environment["HTTP_COOKIE"] == "a=1; b=2"
    assert environment[COOKIE_STATUS] == "refused"
    assert "eyJ" not in bound.site.log.text()


@pytest.mark.rows("S-24", "O-11")
def test_cookie_is_removed_without_a_binding(visit):
    bound, client = visit
    bound.site.log.tolerate(THEFT)
    cookie = log_in(client)
    assert cookie_seen(client, cookie, bound=False) is None
    assert cookie_seen(bound.client(offer=None), cookie, bound=False) is None
    assert cookie_seen(bound.site.plain_client(), cookie, bound=False) is None
    bound.site.log.wait_for(r"cookie: sid was removed.*\(unbound\)")


@pytest.mark.rows("S-17", "S-23")
def test_replayed_header_and_cookie_on_another_connection_are_refused(bound_site):
    client = bound_site.client()
    cookie, header = log_in(client), client.header()
    replay = bound_site.client(key=client.key)
    assert replay.get("/backend/", [header, ("Cookie", cookie)]).status == 400
    bound_site.site.log.wait_for("verify: ")


FORGERIES = {
    "another-name": lambda key, client: key.seal(payload_for(client, "x", name="app_x")),
    "another-key": lambda key, client: CookieKey("first").seal(payload_for(client, "x")),
    "unknown-kid": lambda key, client: CookieKey("other").seal(payload_for(client, "x")),
    "another-enc": lambda key, client: key.seal(payload_for(client, "x"), enc="A128GCM"),
    "another-alg": lambda key, client: key.seal(payload_for(client, "x"), alg="A256KW"),
    "no-cnf": lambda key, client: key.seal({"name": "sid", "value": "x"}),
    "empty-tbh": lambda key, client: key.seal({"name": "sid", "value": "x", "cnf": {"tbh": ""}}),
    "value-missing": lambda key, client: key.seal({**payload_for(client, "x"), "value": None}),
    "tag-cut": lambda key, client: key.seal(payload_for(client, "x"))[:-6],
    "tag-gone": lambda key, client: key.seal(payload_for(client, "x")).rpartition(".")[0] + ".",
}


@pytest.mark.rows("S-26")
@pytest.mark.parametrize("forgery", FORGERIES)
def test_forgery_is_removed(bound_site, forgery):
    bound_site.site.log.tolerate(THEFT)
    client = bound_site.client()
    client.bound_get("/sets")
    sealed = FORGERIES[forgery](bound_site.key, client)
    assert cookie_seen(client, "a=1; sid=%s" % sealed) == "a=1"


def test_seal_of_another_implementation_opens(bound_site):
    """Also the proof that the forgeries above fail for the reason they are named after."""
    client = bound_site.client()
    client.bound_get("/sets")
    assert cookie_seen(client, "sid=" + bound_site.sealed_for(client, "v\u00e9")) == "sid=v\u00e9"


@pytest.mark.rows("S-25")
def test_unsealed_cookie_passes_where_allowed_and_not_where_refused(visit):
    bound, client = visit
    environment = client.bound_get("/cgi/env", [("Cookie", "sid=raw; a=1")]).environment()
    assert environment["HTTP_COOKIE"] == "sid=raw; a=1"
    assert environment[COOKIE_STATUS] == "unsealed"
    strict = bound.client(host="b.test", key=client.key)
    for bound_request in (True, False):
        assert cookie_seen(strict, "sid=raw; a=1", bound_request) == "a=1"


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("cookie", [
    "\xa0sid=bare", "\xc2\xa0sid\xa0=bare", "\tsid\t= bare", "a=1, sid =bare"])
def test_name_in_the_white_space_of_an_application_is_the_same_name(bound_site, cookie):
    """Python strips a no-break space off a name; who knows commas knows blanks before the `=`."""
    strict = bound_site.client(host="b.test")
    assert "bare" not in (cookie_seen(strict, cookie) or "")


def test_unbound_client_gets_the_bare_cookie_where_allowed_and_none_where_refused(visit):
    bound, client = visit
    assert set_cookies(client, "sid=1; Path=/", "a=2", bound=False) == ["sid=1; Path=/", "a=2"]
    strict = bound.client(host="b.test")
    assert set_cookies(strict, "sid=1; Path=/", "a=2", "sid=", bound=False) == ["a=2", "sid="]
    [field] = set_cookies(strict, "sid=1")
    assert bound.key.open(value_of(field))["value"] == "1"


@pytest.mark.parametrize("path, fields, status", [
    ("/backend/", [("Max-Forwards", "0")], 405), ("/backend/", [], 405), ("/sets", [], 200)])
def test_no_response_to_trace_shows_the_opened_cookie(visit, path, fields, status):
    """httpd answers for its own files before it has looked at the directory: with the seal."""
    bound, client = visit
    response = client.http.request(
        "TRACE", path, [client.header(), ("Cookie", log_in(client)), *fields])
    assert response.status == status and b"s3cret" not in response.body


def test_several_cookie_fields_are_one(visit):
    """HTTP/2 clients send a field a cookie (RFC 9113 8.2.3)."""
    _, client = visit
    cookie = log_in(client)
    response = client.bound_get("/backend/", [("Cookie", "a=1"), ("Cookie", cookie), ("Cookie", "b=2")])
    assert response.as_backend_saw_it().value("Cookie") == "a=1; sid=s3cret; b=2"


def test_cookies_of_one_name_are_judged_each(bound_site):
    client = bound_site.client()
    good = log_in(client)
    bad = "sid=" + CookieKey("first").seal(payload_for(client, "x"))
    assert cookie_seen(client, "; ".join([bad, good, "sid=raw"])) == "sid=s3cret; sid=raw"


def test_more_cookies_than_the_limit_are_removed_unopened(bound_site):
    bound_site.site.log.expect(r"\(too-many-cookies\)")
    client = bound_site.client()
    client.bound_get("/sets")
    cookie = "; ".join("sid=" + bound_site.sealed_for(client, str(n)) for n in range(20))
    assert cookie_seen(client, cookie) == "; ".join("sid=%d" % n for n in range(16))
    line = bound_site.site.log.wait_for(r"cookie: sid was removed: .*\(too-many-cookies\)")
    assert line.level == "warn"


def test_cookies_of_this_client_are_opened_before_any_others(bound_site):
    """What another site of the same domain plants does not push them out."""
    bound_site.site.log.tolerate(THEFT)
    bound_site.site.log.tolerate(r"\(too-many-cookies\)")
    client = bound_site.client()
    own, planted = log_in(client), log_in(thief_of(bound_site), "strange")
    assert cookie_seen(client, "; ".join([planted] * 20 + [own])) == "sid=s3cret"


def test_what_is_not_sent_to_a_client_has_a_sentence_of_its_own(bound_site):
    strict = bound_site.client(host="b.test")
    assert set_cookies(strict, "sid=s3cret", bound=False) == []
    line = bound_site.site.log.wait_for("cookie: sid of the response was not sent: the client proves")
    assert line.level == "info" and line.text.endswith("TokenBindingCookieUnbound is refuse (unbound)")


def test_access_control_sees_the_opened_cookie(visit):
    bound, client = visit
    cookie = log_in(client)
    assert client.bound_get("/guarded", [("Cookie", cookie)]).status == 404
    bound.site.log.tolerate("AH01630: client denied")
    assert thief_of(bound).bound_get("/guarded", [("Cookie", cookie)]).status == 403


@pytest.mark.parametrize("path", ["/absent", "/files/", "/rewritten/page", "/included"])
def test_detours_open_a_cookie_once(visit, path):
    bound, client = visit
    strict = bound.client(host="b.test", key=client.key)
    cookie = log_in(strict)
    environment = strict.bound_get(path, [("Cookie", cookie + "; sid=raw")]).environment()
    assert environment["HTTP_COOKIE"] == "sid=s3cret"


def test_value_with_what_parts_cookies_survives_a_detour(bound_site):
    """The second look at the field must not take it apart."""
    strict = bound_site.client(host="b.test")
    strict.bound_get("/sets")
    for value in ("lang=en,sid=dark", "a, app_y=1", "a sid=b"):
        cookie = "x=1; app_x=" + bound_site.sealed_for(strict, value, "app_x")
        environment = strict.bound_get("/rewritten/page", [("Cookie", cookie)]).environment()
        assert environment["HTTP_COOKIE"] == "x=1; app_x=" + value
        assert environment[COOKIE_STATUS] == "opened"


def test_many_refused_cookies_are_told_in_few_lines(bound_site):
    strict = bound_site.client(host="b.test")
    assert cookie_seen(strict, "; ".join(["sid=raw"] * 500)) is None
    bound_site.site.log.wait_for("cookie: 492 more were removed")
    assert bound_site.site.log.text().count("cookie: sid was removed") == 8


@pytest.mark.parametrize("pattern", ["CakeCookie[User]", "CakeCookie[*", "CakeCookie*"])
def test_cookie_with_brackets_in_its_name_goes_there_and_back(start, fleet, tmp_path, pattern):
    keys = tmp_path / "cookies.jwk"
    key = write_and_keep(keys)
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % keys, "TokenBindingCookie " + pattern,
                               "TokenBindingCookieUnbound refuse")
    site = start(site_of("event", [host], fleet.backend.port))
    client = site.client()
    [field] = set_cookies(client, "CakeCookie[User]=s3cret")
    assert key.open(value_of(field))["value"] == "s3cret"
    cookie = field.partition(";")[0]
    assert cookie_seen(client, "a=1; " + cookie) == "a=1; CakeCookie[User]=s3cret"
    site.log.expect(THEFT)
    assert cookie_seen(site.client(key=key_for(wire.ECDSAP256, "thief")), "a=1; " + cookie) == "a=1"


def test_no_log_line_tells_what_a_client_sent(start, fleet, tmp_path):
    keys = tmp_path / "cookies.jwk"
    write_and_keep(keys)
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % keys, "TokenBindingCookie *",
                               "TokenBindingCookieUnbound refuse")
    site = start(site_of("event", [host], fleet.backend.port))
    cookie = "topsecret1; =topsecret2; topsecret3=topsecret4; topsecret5 =topsecret6"
    assert cookie_seen(site.client(), cookie) is None
    site.log.wait_for(r"cookie: \* was removed")
    assert "topsecret" not in site.log.text()


@pytest.mark.parametrize("path", ["/indexed/", "/listed/"])
def test_unchanged_field_is_judged_once_a_request(start, fleet, tmp_path, path):
    """A DirectoryIndex of three files, of which the last is there; and a listing of 300 files."""
    keys = tmp_path / "cookies.jwk"
    key = write_and_keep(keys)
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % keys, "TokenBindingCookie sid",
                               "TokenBindingCookieUnbound refuse")
    host.add('<Directory "/">', "Options +Indexes", "DirectoryIndex absent missing there",
             "</Directory>", "IndexOptions FancyIndexing")
    pages = {"indexed/there": "", **{"listed/%d.txt" % n: "" for n in range(300)}}
    site = start(site_of("event", [host], fleet.backend.port, pages=pages, modules=("autoindex",)))
    client = site.client()
    client.bound_get("/exact")
    cookie = "sid=%s%sa=" % (key.seal(payload_for(client, "s3cret")), ";" * 6000)
    assert client.bound_get(path, [("Cookie", cookie)]).status == 200
    line = site.log.wait_for(r"cookie: (\d+) octets read and (\d+) cookies opened so far")
    octets, opened = map(int, re.search(r"(\d+) octets read and (\d+)", line.text).groups())
    assert octets < 2 * len(cookie) and opened == 1
    assert site.log.text().count("octets read") == 1


# --- in operation

def counters(client) -> dict[str, int]:
    lines = client.get("/server-status?auto").body.decode().splitlines()
    return {name: int(value) for name, value in (line.split(": ") for line in lines
                                                 if line.startswith("TokenBinding"))}


def test_counters_tell_what_became_of_cookies(start, fleet, tmp_path):
    keys = tmp_path / "cookies.jwk"
    key = write_and_keep(keys)
    configuration = cookie_configuration("event", fleet.backend.port, keys)
    configuration.vhosts[0].location("/server-status", "SetHandler server-status")
    bound = CookieSite(start(configuration), keys, key)
    client = bound.client()
    cookie = log_in(client)
    cookie_seen(client, cookie)
    cookie_seen(client, "sid=raw")
    cookie_seen(thief_of(bound), cookie)
    seen = counters(client)
    assert {name: seen["TokenBindingCookies" + name]
            for name in ("Sealed", "Opened", "Unsealed", "Refused")} == {
                "Sealed": 1, "Opened": 1, "Unsealed": 1, "Refused": 1}
    assert seen["TokenBindingRejected"] == 0
    assert seen["TokenBindingCookiesRefused-other-id"] == 1


def write_and_keep(path, *more: CookieKey) -> CookieKey:
    key = CookieKey("first")
    write_keys(path, key, *more)
    return key


def test_sessions_survive_a_restart_and_the_rotation_of_keys(start, fleet, tmp_path):
    keys = tmp_path / "cookies.jwk"
    bound = start_cookie_site(start, "event", fleet.backend.port, keys)
    client = bound.client()
    cookie, key = log_in(client), client.key
    new = CookieKey("second")
    write_keys(keys, new, bound.key)
    bound.site.hang_up()
    bound.site.server.restart_gracefully()
    again = bound.client(key=key)
    assert cookie_seen(again, cookie) == "sid=s3cret"
    rotated = log_in(again)
    assert header_of(value_of(rotated))["kid"] == "second"
    write_keys(keys, new)
    bound.site.hang_up()
    bound.site.server.restart_gracefully()
    last = bound.client(key=key)
    assert cookie_seen(last, rotated) == "sid=s3cret"
    assert cookie_seen(last, cookie) is None
    bound.site.log.wait_for(r"\(key-unknown\)")


def test_servers_with_the_same_keys_serve_the_same_sessions(start, fleet, tmp_path):
    keys = tmp_path / "cookies.jwk"
    one = start_cookie_site(start, "event", fleet.backend.port, keys)
    other = start(cookie_configuration("worker", fleet.backend.port, keys))
    client = one.client()
    cookie = log_in(client)
    assert cookie_seen(other.client(key=client.key), cookie) == "sid=s3cret"


def test_cookie_too_long_to_come_back_is_not_sent(bound_site):
    bound_site.site.log.expect(r"cookie: sid of the response was not sent.*\(cookie-too-long\)")
    client = bound_site.client()
    get = client.bound_get("/backend/", [("X-Set", '["a=1", "sid=%s"]' % ("v" * 6500))])
    assert get.values("Set-Cookie") == ["a=1"]
