# SPDX-License-Identifier: Apache-2.0
"""The site whose cookie `sid` is bound, and what its tests say of it."""

import json
from dataclasses import dataclass
from pathlib import Path

from expectations import THEFT, base64url_hash
from server.configuration import Configuration, VHost
from server.fleet import Site
from server.site import site_of
from tokenbinding import wire
from tokenbinding.keys import key_for
from tokenbinding.sealed import CookieKey, value_of, write_keys

SETS = 'Header add Set-Cookie "sid=s3cret; Path=/; HttpOnly"'
COOKIE_STATUS = "TOKEN_BINDING_COOKIE_STATUS"


@dataclass
class CookieSite:
    """A running site, the file with its keys and the key that seals."""

    site: Site
    keys: Path
    key: CookieKey

    def client(self, protocol: str = "h1", **options):
        return self.site.client(protocol=protocol, **options)

    def sealed_for(self, client, value: str, name: str = "sid") -> str:
        return self.key.seal(payload_for(client, value, name))


def thief_of(bound: CookieSite, protocol: str = "h1", **options):
    """A client with a key of its own, whose theft the log may tell."""
    bound.site.log.tolerate(THEFT)
    return bound.client(protocol, key=key_for(wire.ECDSAP256, "thief"), **options)


def payload_for(client, value: str, name: str = "sid") -> dict:
    return {"name": name, "value": value, "cnf": {"tbh": base64url_hash(client.key.id)}}


def cookie_configuration(mpm: str, backend_port: int, keys: Path) -> Configuration:
    """All rooms bind `sid` and `app_*`; b.test refuses what is not bound; plain.test is a tier."""
    lines = ['TokenBindingCookieKeys "%s"' % keys, "TokenBindingCookie sid app_*"]
    hosts = [with_cookie_rooms(VHost("a.test").add(*lines)),
             with_cookie_rooms(VHost("b.test").add(*lines, "TokenBindingCookieUnbound refuse")),
             with_cookie_rooms(VHost("plain.test", None).add(
                 *lines, "TokenBindingTrustedProxy 192.0.2.1"))]
    pages = {
        "sets": "", "fails/index.html": "", "more": "", "free/sets": "", "free/more": "",
        "files/.htaccess": "DirectoryIndex /cgi/env\n",
        "rewritten/.htaccess": "RewriteEngine On\nRewriteRule ^page$ /cgi/env\n",
        "included": '<!--#include virtual="/cgi/env" -->',
    }
    return site_of(mpm, hosts, backend_port, pages=pages)


def with_cookie_rooms(host: VHost) -> VHost:
    host.add("ErrorDocument 404 /cgi/env", "RewriteEngine On",
             '<Directory "/">', "AllowOverride All", "Options +FollowSymLinks", "</Directory>")
    host.location("/sets", SETS)
    host.location("/missing", SETS.replace("Header", "Header always"), "ErrorDocument 404 default")
    host.location("/elsewhere", SETS.replace("Header", "Header always"),
                  'Redirect 302 "/elsewhere" "/sets"')
    host.location("/fails", SETS.replace("Header", "Header always"), "Require all denied",
                  "ErrorDocument 403 /free/error")
    host.location("/free", "TokenBindingCookie none", 'Redirect 503 "/free/error"',
                  "ErrorDocument 503 default")
    host.location("/free/sets", SETS)
    host.location("/free/more", "TokenBindingCookie other",
                  'Header add Set-Cookie "sid=s3cret"', 'Header add Set-Cookie "other=s3cret"')
    host.location("/more", "TokenBindingCookie other",
                  'Header add Set-Cookie "sid=s3cret"', 'Header add Set-Cookie "other=s3cret"')
    host.location("/guarded", 'Require expr "%{req:Cookie} =~ /^sid=s3cret$/"')
    return host.location("/included", "Options +Includes", "SetOutputFilter INCLUDES")


def set_cookies(client, *cookies: str, bound: bool = True) -> list[str]:
    """The Set-Cookie fields of a response whose backend sets these cookies."""
    get = client.bound_get if bound else client.get
    return get("/backend/", [("X-Set", json.dumps(cookies))]).values("Set-Cookie")


def log_in(client, value: str = "s3cret") -> str:
    """The Cookie field that a browser would send after the backend set `sid`."""
    [field] = set_cookies(client, "sid=%s; Path=/" % value)
    return "sid=" + value_of(field)


def cookie_seen(client, cookie: str, bound: bool = True) -> str | None:
    """What the backend gets for a Cookie field."""
    get = client.bound_get if bound else client.get
    return get("/backend/", [("Cookie", cookie)]).as_backend_saw_it().value("Cookie")


def start_cookie_site(start_site, mpm: str, backend_port: int, keys: Path) -> CookieSite:
    key = CookieKey("first")
    write_keys(keys, key)
    return CookieSite(start_site(cookie_configuration(mpm, backend_port, keys)), keys, key)
