# SPDX-License-Identifier: Apache-2.0
"""mod_cache: what it stores holds no value of a bound cookie, and hands nobody's cookie to others."""

import json
from pathlib import Path

import pytest

from cookie_site import log_in
from server.configuration import VHost
from server.site import site_of
from tokenbinding import wire
from tokenbinding.keys import key_for
from tokenbinding.sealed import CookieKey, write_keys


@pytest.fixture(params=["On", "Off"], ids=["quick-handler", "normal-handler"])
def cached(request, start, fleet, tmp_path):
    """(site, directory of the cache): everything may be stored, and named by its URL alone."""
    directory = fleet.directory / ("cache-%s" % tmp_path.name)
    directory.mkdir(mode=0o777)
    directory.chmod(0o777)
    keys = write_keys(tmp_path / "cookies.jwk", CookieKey("first"))
    host = VHost("a.test").add(
        'TokenBindingCookieKeys "%s"' % keys, 'CacheRoot "%s"' % directory, "CacheEnable disk /",
        "CacheQuickHandler " + request.param, "CacheStorePrivate On", "CacheStoreNoStore On",
        "CacheIgnoreNoLastMod On", 'Header set Cache-Control "max-age=600"')
    host.location("/backend", "TokenBindingCookie sid")
    host.location("/page", "Options +Includes", "SetOutputFilter INCLUDES")
    site = start(site_of("event", [host], fleet.backend.port, modules=("cache", "cache_disk"),
                         pages={"page": '<!--#include virtual="/backend/included" -->'}))
    yield site, directory
    site.check()


def stored(directory: Path, names: str = "*") -> bytes:
    return b"".join(path.read_bytes() for path in directory.rglob(names) if path.is_file())


def asks(client, path: str, *fields):
    response = client.bound_get(path, list(fields))
    assert response.status == 200
    return response


@pytest.mark.rows("S-25")
def test_response_that_sets_a_bound_cookie_is_not_stored(cached):
    site, directory = cached
    client, other = site.client(), site.client(key=key_for(wire.ECDSAP256, "other"))
    for cookie in ("sid=s3cret; Path=/", "a=1; Expires=Thu, 01 Jun 2039 10:00:00 GMT, sid=s3cret"):
        response = asks(client, "/backend/x", ("X-Set", json.dumps([cookie])))
        assert any("sid=eyJ" in field for field in response.values("Set-Cookie"))
        assert response.value("Expires") is None and response.value("Cache-Control") == "max-age=600"
    assert asks(other, "/backend/x").values("Set-Cookie") == []
    unbound = site.client(offer=None)
    assert unbound.get("/backend/y", [("X-Set", '["sid=s3cret"]')]).values("Set-Cookie") == ["sid=s3cret"]
    assert b"s3cret" not in stored(directory)


@pytest.mark.rows("S-25")
@pytest.mark.parametrize("path", ["/backend/x", "/page"])
def test_request_whose_cookie_was_opened_leaves_nothing_in_the_cache(cached, path):
    site, directory = cached
    client = site.client()
    cookie = log_in(client, "s3cret")
    assert "s3cret" in asks(client, path, ("Cookie", cookie)).body.decode()
    site.log.wait_for("cookies opened so far")
    assert b"s3cret" not in stored(directory, "*.header")
    if path != "/page":  # whose text is the included application's, for mod_include to judge
        assert b"s3cret" not in stored(directory)
        assert "s3cret" not in asks(client, path).body.decode()


def test_what_has_to_do_with_no_bound_cookie_is_stored_and_served(cached):
    site, directory = cached
    client = site.client()
    before = site.backend.requests
    for _ in range(3):
        response = asks(client, "/backend/x", ("X-Set", '["theme=dark"]'), ("Cookie", "a=1"))
        assert response.values("Set-Cookie") == ["theme=dark"]
    assert site.backend.requests == before + 1
    assert b"theme=dark" in stored(directory)


@pytest.mark.rows("S-25")
def test_cookie_stored_before_it_was_bound_goes_to_nobody(cached):
    """As if TokenBindingCookie were new in the configuration."""
    site, directory = cached
    client = site.client()
    asks(client, "/backend/x", ("X-Set", '["xid=s3cret"]'))
    for path in directory.rglob("*.header"):
        path.write_bytes(path.read_bytes().replace(b"xid=s3cret", b"sid=s3cret"))
    response = asks(client, "/backend/x")
    assert response.values("Set-Cookie") == []
    site.log.wait_for("sid of a cached response was not sent")
