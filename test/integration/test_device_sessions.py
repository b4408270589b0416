# SPDX-License-Identifier: Apache-2.0
"""Device-bound sessions in the real Chromium, in front of an unchanged PHP application."""

import json

import pytest

from browser.shop import PAGE, Shop, state_of
from server import php


@pytest.fixture
def shop(fleet, chrome):
    if php.fpm_binary() is None:
        pytest.skip("PHP left out: no php-fpm")
    made = Shop(fleet)
    fpm = php.Fpm(made.directory)
    yield made
    fpm.stop()


NAVIGATION = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
FETCH = [("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Site", "same-origin")]


def proof_in(browser) -> dict | None:
    return next((cookie for name, cookie in browser.cookies().items()
                 if name.startswith("__Host-TokenBinding-")), None)


def log_in(browser, site) -> dict:
    """Logs in by the form, and returns what the application saw once the cookie is bound."""
    page = "https://a.test:%d%s" % (site.server.port, PAGE)
    browser.go(page)
    browser.click("#login button")
    browser.wait_for(lambda: "ada" in browser.text())
    browser.wait_for(lambda: any(event.get("creationEventDetails") for event in
                                 browser.session_events()))
    return state_of(browser.go(page))


def user_seen(client, jar: str) -> str | None:
    """Whom the application takes the sender of these cookies for."""
    return json.loads(client.get(PAGE + "?json", [("Cookie", jar)]).body)["user"]


def jar_of(browser) -> str:
    return "; ".join("%s=%s" % (name, cookie["value"])
                     for name, cookie in browser.cookies().items())


def test_session_of_an_unchanged_application_is_its_browsers_own(start, shop, chromium_browser):
    browser, site = chromium_browser, start(shop.configuration)
    seen = log_in(browser, site)
    assert (seen["user"], seen["proof"]) == ("ada", "device")
    bound = shop.opened(browser.cookies()["PHPSESSID"])
    assert bound["cnf"] == {"jkt": seen["device"]}
    assert seen["cookie"] == "PHPSESSID=" + bound["value"] and seen["fields"] == []

    site.log.expect(r"PHPSESSID was removed: .* \(unbound\)")
    thief = site.client()
    assert user_seen(thief, "PHPSESSID=" + browser.cookies()["PHPSESSID"]["value"]) is None
    stolen = ("Cookie", "PHPSESSID=" + browser.cookies()["PHPSESSID"]["value"])
    at_a_stranger = thief.get(PAGE + "?json", [stolen, *FETCH])
    assert at_a_stranger.status == 200
    assert at_a_stranger.values("Set-Cookie") == [], "it would overwrite the session"
    for site_name in ("cross-site", "same-site"):
        crossing = thief.get(PAGE, [stolen, ("Sec-Fetch-Site", site_name), *NAVIGATION])
        assert b'http-equiv="refresh"' in crossing.body
        assert crossing.value("Cache-Control") == "no-store"
    from_here = thief.get(PAGE, [stolen, ("Sec-Fetch-Site", "same-origin"), *NAVIGATION])
    assert b'http-equiv="refresh"' not in from_here.body
    assert from_here.values("Set-Cookie"), "the person may log in anew"
    assert user_seen(thief, jar_of(browser)) == "ada", "a jar with a proof works until that expires"

    browser.delete_cookie(proof_in(browser))
    page = "https://a.test:%d%s" % (site.server.port, PAGE)
    assert state_of(browser.go(page))["user"] == "ada", "the browser refreshes, nobody else can"
    assert proof_in(browser)
