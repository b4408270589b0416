# SPDX-License-Identifier: Apache-2.0
"""Seals that are longer than a client keeps in one cookie go out in pieces and are joined again."""

import json

import pytest

from cookie_site import cookie_seen, set_cookies, start_cookie_site, thief_of
from server.configuration import VHost
from server.site import site_of
from tokenbinding.sealed import CookieKey, value_of, write_keys


@pytest.fixture
def bound_site(start, fleet, tmp_path):
    return start_cookie_site(start, "event", fleet.backend.port, tmp_path / "cookies.jwk")


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_seal_above_what_clients_keep_goes_in_pieces_there_and_back(bound_site, protocol):
    """ASP.NET's chunks of 4,050 octets among them."""
    client, value = bound_site.client(protocol), "v" * 4050
    fields = set_cookies(client, "sid=%s; Path=/; HttpOnly" % value)
    assert [field.split("=")[0] for field in fields] == ["sid", "sid--tb1"]
    assert all(len(field) <= 4096 and field.endswith("; Path=/; HttpOnly; Secure") for field in fields)
    back = "; ".join(field.partition(";")[0] for field in fields)
    assert cookie_seen(client, "a=1; " + back) == "a=1; sid=" + value
    assert cookie_seen(thief_of(bound_site), back) is None
    assert cookie_seen(client, back.partition("; ")[0] + "; a=1") == "a=1"
    for shorter in ("sid=; Path=/; Max-Age=0", "sid=short; Path=/; Secure"):
        response = client.bound_get("/backend/", [("Cookie", back), ("X-Set", json.dumps([shorter]))])
        fields = response.values("Set-Cookie")
        assert fields[1:] == ["sid--tb1=%s; Max-Age=0" % shorter[shorter.index(";"):]]


def test_attributes_that_leave_no_room_for_a_seal_are_warned_about(bound_site):
    bound_site.site.log.expect(r"cookie: sid has \d{4} bytes .*4096")
    [field] = set_cookies(bound_site.client(), "sid=1; Path=/%s" % ("a" * 4000))
    assert bound_site.key.open(value_of(field))["value"] == "1"


def test_pieces_are_as_many_as_the_limit_of_a_field_lets_come_back(start, fleet, tmp_path):
    write_keys(tmp_path / "cookies.jwk", CookieKey("first"))
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % (tmp_path / "cookies.jwk"),
                               "TokenBindingCookie sid", "LimitRequestFieldSize 30000")
    for path, size in (("/fits", 18000), ("/exact", 23000)):
        host.location(path, 'Header add Set-Cookie "sid=%s"' % ("v" * size))
    site = start(site_of("event", [host], fleet.backend.port, pages={"fits": ""},
                         main=["LimitRequestFieldSize 30000"]))
    client = site.client()
    fields = client.bound_get("/fits").values("Set-Cookie")
    assert len(fields) == 6
    back = "; ".join(field.partition(";")[0] for field in fields)
    assert cookie_seen(client, back) == "sid=" + "v" * 18000
    site.log.expect(r"cookie: sid of the response was not sent: .*ChunkSize.*\(cookie-too-long\)")
    assert client.bound_get("/exact").values("Set-Cookie") == []


def test_chunks_of_an_application_come_back(
        start, fleet, tmp_path):
    """ASP.NET's ChunkingCookieManager: the cookie has the number, and NAMEC1, NAMEC2 the value."""
    key = CookieKey("first")
    write_keys(tmp_path / "cookies.jwk", key)
    name = ".AspNetCore.Cookies"
    host = VHost("a.test").add('TokenBindingCookieKeys "%s"' % (tmp_path / "cookies.jwk"),
                               "TokenBindingCookie %s*" % name, "TokenBindingCookieUnbound refuse")
    client = start(site_of("event", [host], fleet.backend.port)).client()
    attributes = "; path=/; secure; samesite=lax; httponly; domain=%s" % ("a" * 60)
    sent = ["%s=chunks-2" % name, *("%sC%d=%s" % (name, n, "v%d" % n * 1300) for n in (1, 2))]
    fields = set_cookies(client, *(cookie + attributes for cookie in sent))
    assert all(len(field) <= 4096 for field in fields)
    assert key.open(value_of(fields[2]))["value"] == "v2" * 1300
    back = "; ".join(field.partition(";")[0] for field in fields)
    assert cookie_seen(client, back) == "; ".join(sent)
