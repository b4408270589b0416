# SPDX-License-Identifier: Apache-2.0
"""The federation again, with a mod_auth_openidc that knows nothing of Token Binding, as it is from
2.4.15 on: TokenBindingCookie seals its session, and expressions and TokenBindingBearer hold what the
provider has issued against the client's key."""

import pytest

from expectations import THEFT, base64url_hash
from federation.browser import INCLUDE_REFERRED, Browser
from federation.site import SEALED, url
from federation.steps import (PAGE, SESSION, access_token, call_api, id_token, is_sent_to_log_in,
                              log_in, log_in_without_the_referred_binding)
from tokenbinding import wire
from tokenbinding.keys import EcKey

REFUSED_BY_EXPRESSION = "AH01629: authorization failure"


def test_id_token_is_bound_to_the_key_used_with_the_application(federation, browser):
    page = log_in(federation, browser, SEALED)
    assert page.response.status == 200
    expected = base64url_hash(wire.from_base64url(browser.id_for(SEALED)))
    assert id_token(page)["cnf"] == {"tbh": expected}


@pytest.mark.rows("S-33")
def test_only_the_redirect_to_the_provider_asks_for_the_referred_binding(federation, browser):
    log_in(federation, browser, SEALED)
    asking = [leg for leg in browser.legs if leg.response.values(INCLUDE_REFERRED)]
    assert [leg.path for leg in asking] == [PAGE]
    assert [leg.path for leg in browser.legs if leg.referred] == ["/auth"]


def test_browser_holds_the_session_sealed_and_the_application_sees_it_open(federation, browser):
    page = log_in(federation, browser, SEALED)
    sealed = browser.cookie(SEALED, SESSION)
    assert sealed.count(".") == 4  # a JWE
    seen = page.response.as_backend_saw_it().value("Cookie")
    assert SESSION + "=" in seen and sealed not in seen


def test_session_lives_on_new_connections_of_the_same_browser(federation, browser):
    log_in(federation, browser, SEALED)
    for path in (PAGE, "/private/again"):
        leg = browser.step(url(SEALED, federation.port, path))  # a connection a request
        assert leg.response.status == 200
        assert leg.response.as_backend_saw_it().path == path


@pytest.mark.parametrize("thief_is_bound", [True, False], ids=["other-key", "no-token-binding"])
@pytest.mark.rows("S-24")
def test_stolen_session_cookie_is_worthless(federation, browser, thief_is_bound):
    """mod_auth_openidc never sees it: a visitor who is not logged in."""
    federation.log.tolerate(THEFT)
    log_in(federation, browser, SEALED)
    thief = browser.thief(bound=thief_is_bound)
    before = federation.site.backend.requests
    assert is_sent_to_log_in(federation, thief.step(url(SEALED, federation.port, PAGE)))
    assert federation.site.backend.requests == before
    thief.close()


@pytest.mark.parametrize("thief_is_bound", [True, False], ids=["other-key", "no-token-binding"])
@pytest.mark.rows("S-24")
def test_thief_of_the_whole_jar_is_asked_for_a_password_by_the_provider(
        federation, browser, thief_is_bound):
    """The provider's own session would get its thief a token for another key."""
    federation.log.tolerate(THEFT)
    log_in(federation, browser, SEALED)
    thief = browser.thief(bound=thief_is_bound)
    assert thief.get(url(SEALED, federation.port, PAGE)).path.startswith("/login/")
    thief.close()
    browser.forget(SEALED)  # but its owner is not asked again
    assert browser.get(url(SEALED, federation.port, PAGE)).path == PAGE


@pytest.mark.rows("S-24", "S-26")
def test_opened_session_cookie_is_worthless(federation, browser):
    """What the application saw is not what a browser may send."""
    page = log_in(federation, browser, SEALED)
    seen = page.response.as_backend_saw_it().value("Cookie")
    plain = Browser(bound=False)
    leg = plain.step(url(SEALED, federation.port, PAGE), headers=[("Cookie", seen)])
    assert is_sent_to_log_in(federation, leg)


@pytest.mark.rows("S-24")
def test_id_token_for_another_key_is_refused(federation, way):
    browser = Browser(*way)
    browser.reveals = EcKey()
    federation.log.expect(REFUSED_BY_EXPRESSION)
    leg = log_in(federation, browser, SEALED)
    assert (leg.path, leg.response.status) == (PAGE, 401)
    assert federation.site.backend.requests == federation.requests_before


@pytest.mark.rows("S-25")
def test_unbound_id_token_is_refused(federation, browser):
    federation.log.expect(REFUSED_BY_EXPRESSION)
    leg = log_in_without_the_referred_binding(federation, browser, SEALED)
    assert (leg.path, leg.response.status) == (PAGE, 401)
    assert federation.site.backend.requests == federation.requests_before


@pytest.mark.rows("S-25")
def test_browser_without_token_binding_cannot_log_in(federation):
    """It is given no cookie, so mod_auth_openidc does not know whom it has sent away."""
    federation.log.expect("oidc_.* state")
    leg = log_in(federation, Browser(bound=False), SEALED)
    assert leg.path == "/callback"
    assert federation.site.backend.requests == federation.requests_before


@pytest.mark.rows("S-24")
def test_access_token_is_good_for_its_own_key_alone(federation, agent, way):
    federation.log.tolerate(THEFT)
    token = access_token(federation, agent, SEALED)
    assert call_api(federation, agent, SEALED, token).response.status == 200
    for thief in (Browser(*way), Browser(*way, bound=False)):
        refused = call_api(federation, thief, SEALED, token).response
        assert refused.status == 401
        assert 'error="invalid_token"' in refused.values("WWW-Authenticate")[0]


@pytest.mark.rows("S-25")
def test_unbound_access_token_is_refused(federation, agent):
    token = access_token(federation, agent, None)
    assert call_api(federation, agent, SEALED, token).response.status == 401
