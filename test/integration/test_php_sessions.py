# SPDX-License-Identifier: Apache-2.0
"""A PHP application with plain session_start() behind bound cookies.

Its sessions belong to clients then, not to whoever holds PHPSESSID: they survive reconnects,
restarts and new keys, and die in other hands.
"""

import json

import pytest

from expectations import THEFT
from server import php
from server.configuration import Configuration, VHost
from tokenbinding import wire
from tokenbinding.keys import key_for
from tokenbinding.sealed import CookieKey, header_of, value_of, write_keys

APPLICATION = """<?php
session_start();
if (isset($_GET['end'])) {
  session_destroy();
  setcookie(session_name(), '', time() - 3600, '/');
}
$_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
header('Content-Type: application/json');
echo json_encode(['visits' => $_SESSION['visits'], 'id' => session_id(),
                  'cookie' => $_SERVER['HTTP_COOKIE'] ?? null]);
"""
WAYS = [("fpm", "event", "h1"), ("fpm", "event", "h2"), ("module", "prefork", "h1")]


class Browser:
    """Keeps the cookies it is given, and its key, over all its connections."""

    def __init__(self, site, protocol: str, name: str = ""):
        self.site = site
        self.protocol = protocol
        self.key = key_for(wire.ECDSAP256, name)
        self.cookies: dict[str, str] = {}

    def visit(self, bound: bool = True, path: str = "/application.php") -> dict:
        """A visit over a new connection."""
        client = self.site.client(protocol=self.protocol, key=self.key)
        pairs = ["%s=%s" % pair for pair in self.cookies.items()]
        headers = [("Cookie", "; ".join(pairs))] if pairs else []
        response = (client.bound_get if bound else client.get)(path, headers)
        assert response.status == 200
        self.set_cookies = response.values("Set-Cookie")
        for field in self.set_cookies:
            self.cookies[field.partition("=")[0]] = value_of(field)
        return json.loads(response.body)


class Application:
    """The configuration, which can be started several times, and what it needs around."""

    def __init__(self, fleet, kind: str, mpm: str):
        self.directory = fleet.directory / ("php-%s-%s" % (kind, id(self)))
        self.directory.mkdir(mode=0o755)
        php.make_session_folder(self.directory)
        self.key = CookieKey("first")
        self.keys = write_keys(self.directory / "cookies.jwk", self.key)
        lines = (php.module_lines if kind == "module" else php.fpm_lines)(self.directory)
        host = VHost("a.test").add('DocumentRoot "htdocs"', "TokenBindingCookie PHPSESSID",
                                   'TokenBindingCookieKeys "%s"' % self.keys)
        self.configuration = Configuration(mpm, [host], main=lines, modules=("proxy_fcgi",),
                                           pages={"application.php": APPLICATION})


@pytest.fixture(params=WAYS, ids="-".join)
def running(request, fleet, start):
    """(application, site, protocol)"""
    kind, mpm, protocol = request.param
    if (php.php_module() if kind == "module" else php.fpm_binary()) is None:
        pytest.skip("PHP left out: no %s" % {"module": "mod_php", "fpm": "php-fpm"}[kind])
    application = Application(fleet, kind, mpm)
    site = start(application.configuration)
    fpm = php.Fpm(application.directory) if kind == "fpm" else None
    yield application, site, protocol
    if fpm is not None:
        fpm.stop()


def test_session_is_its_clients_own(running):
    application, site, protocol = running
    browser = Browser(site, protocol)
    session = browser.visit()["id"]
    assert application.key.open(browser.cookies["PHPSESSID"])["value"] == session
    assert browser.set_cookies[0].endswith("; path=/; Secure")
    for visits in (2, 3):
        seen = browser.visit()
        assert (seen["visits"], seen["id"]) == (visits, session)
        assert seen["cookie"] == "PHPSESSID=" + session

    site.log.tolerate(THEFT)
    thief = Browser(site, protocol, "thief")
    thief.cookies = dict(browser.cookies)
    assert thief.visit()["visits"] == 1
    thief.cookies = dict(browser.cookies)
    assert thief.visit(bound=False)["visits"] == 1
    assert browser.visit()["visits"] == 4


def test_logging_out_deletes_the_cookie(running):
    application, site, protocol = running
    browser = Browser(site, protocol)
    browser.visit()
    browser.visit(path="/application.php?end")
    [field] = browser.set_cookies
    assert "; Max-Age=0; " in field
    assert application.key.open(browser.cookies["PHPSESSID"])["value"] == "deleted"


def test_session_survives_new_keys_and_a_restart(running, start):
    application, site, protocol = running
    browser = Browser(site, protocol)
    session = browser.visit()["id"]

    new = CookieKey("second")
    write_keys(application.keys, new, application.key)
    site.hang_up()
    site.server.restart_gracefully()
    assert browser.visit()["id"] == session
    late = Browser(site, protocol, "late")
    late.visit()
    assert header_of(late.cookies["PHPSESSID"])["kid"] == "second"

    site.hang_up()
    site.server.stop()
    browser.site = late.site = start(application.configuration)
    assert (browser.visit()["visits"], late.visit()["visits"]) == (3, 2)


def test_session_from_before_the_roll_out_goes_on(running):
    """Clients without Token Binding are served as ever, and their cookies are bare."""
    _, site, protocol = running
    browser = Browser(site, protocol)
    session = browser.visit(bound=False)["id"]
    assert browser.cookies["PHPSESSID"] == session
    assert browser.visit(bound=False)["visits"] == 2
    assert browser.visit()["visits"] == 3
