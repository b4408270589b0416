# SPDX-License-Identifier: Apache-2.0
"""mod_auth_openidc and a real OpenID Provider, both behind the module.

The module only tells them which keys it has verified. That a token is bound, and refused to who
does not hold the key, is their doing: these tests say that what they are told suffices for it.
"""

import pytest

from expectations import base64url_hash
from federation.browser import INCLUDE_REFERRED, Browser
from federation.site import ENFORCED, url
from federation.steps import (PAGE, SESSION, access_token, call_api, id_token, is_sent_to_log_in,
                              log_in, log_in_without_the_referred_binding)
from tokenbinding import wire
from tokenbinding.keys import EcKey

STOLEN = "stored in the session doesn't match"
WRONG_KEY = "hash of provided token binding ID environment variable does not match"
REFUSED_TOKEN = "could not be validated"


def assert_login_refused(federation, leg, browser, host) -> None:
    """mod_auth_openidc says so in a page of its own, with the status 200."""
    assert leg.path == "/callback" and b"OpenID Connect Provider error" in leg.response.body, leg
    assert browser.cookie(host, SESSION) is None
    assert federation.site.backend.requests == federation.requests_before


def test_id_token_is_bound_to_the_key_used_with_the_application(federation, browser, own):
    page = log_in(federation, browser, own)
    assert page.response.status == 200
    token = id_token(page)
    assert token["sub"] == "alice"
    assert token["cnf"] == {"tbh": base64url_hash(wire.from_base64url(browser.id_for(own)))}


@pytest.mark.rows("S-33")
def test_application_asks_for_the_referred_binding_once_and_gets_it_once(federation, browser, own):
    log_in(federation, browser, own)
    asking = [leg for leg in browser.legs if leg.response.values(INCLUDE_REFERRED)]
    revealing = [leg for leg in browser.legs if leg.referred]
    assert [leg.path for leg in asking] == [PAGE]
    assert [(leg.path, leg.referred) for leg in revealing] == [("/auth", own)]


@pytest.mark.rows("S-33")
def test_two_modules_that_ask_for_the_referred_binding_ask_once(federation, browser, own):
    leg = browser.step(url(own, federation.port, "/asked-twice"))
    assert leg.response.status == 302
    assert leg.response.values(INCLUDE_REFERRED) == ["true"]


@pytest.mark.rows("S-33")
def test_client_without_token_binding_is_not_asked(federation, own):
    leg = Browser(bound=False).step(url(own, federation.port, "/asked-twice"))
    assert leg.response.status == 302
    assert leg.response.values(INCLUDE_REFERRED) == []


def test_session_lives_on_new_connections_of_the_same_browser(federation, browser, own):
    log_in(federation, browser, own)
    for path in (PAGE, "/private/again"):
        leg = browser.step(url(own, federation.port, path))  # a connection a request
        assert leg.response.status == 200
        assert leg.response.as_backend_saw_it().path == path


@pytest.mark.parametrize("thief_is_bound", [True, False], ids=["other-key", "no-token-binding"])
@pytest.mark.rows("S-24")
def test_stolen_session_cookie_is_worthless(federation, browser, own, thief_is_bound):
    log_in(federation, browser, own)
    thief = browser.thief(bound=thief_is_bound)
    federation.log.expect(STOLEN)
    before = federation.site.backend.requests
    assert is_sent_to_log_in(federation, thief.step(url(own, federation.port, PAGE)))
    assert federation.site.backend.requests == before
    thief.close()


@pytest.mark.rows("S-24")
def test_id_token_for_another_key_is_refused(federation, way, own):
    browser = Browser(*way)
    browser.reveals = EcKey()
    federation.log.expect(WRONG_KEY)
    federation.log.expect(REFUSED_TOKEN)
    assert_login_refused(federation, log_in(federation, browser, own), browser, own)


@pytest.mark.rows("S-25")
def test_unbound_id_token_is_refused(federation, browser, own):
    federation.log.expect(REFUSED_TOKEN)
    leg = log_in_without_the_referred_binding(federation, browser, own)
    assert_login_refused(federation, leg, browser, own)


@pytest.mark.rows("S-25")
def test_browser_without_token_binding_cannot_log_in(federation, own):
    federation.log.expect(REFUSED_TOKEN)
    plain = Browser(bound=False)
    assert_login_refused(federation, log_in(federation, plain, own), plain, own)


@pytest.mark.rows("S-24")
def test_access_token_is_good_for_its_own_key_alone(federation, agent, way, own):
    token = access_token(federation, agent, own)
    assert call_api(federation, agent, own, token).response.status == 200
    federation.log.expect(WRONG_KEY)
    assert call_api(federation, Browser(*way), own, token).response.status == 401


def test_bound_access_token_without_token_binding(federation, agent, way, own):
    """What `required` lets through here is why the example says `enforced`."""
    token = access_token(federation, agent, own)
    leg = call_api(federation, Browser(*way, bound=False), own, token)
    assert leg.response.status == (401 if own == ENFORCED else 200)


@pytest.mark.rows("S-25")
def test_unbound_access_token_from_a_bound_client_is_refused(federation, agent, own):
    token = access_token(federation, agent, None)
    assert call_api(federation, agent, own, token).response.status == 401
