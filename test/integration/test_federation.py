# SPDX-License-Identifier: Apache-2.0
"""mod_auth_openidc and a real OpenID Provider, both behind the module.

The module only tells them which keys it has verified. That a token is bound, and refused to who
does not hold the key, is their doing: these tests say that what they are told suffices for it.
"""

import json

import pytest

from expectations import base64url_hash
from federation import installation
from federation.browser import INCLUDE_REFERRED, Browser
from federation.site import (ENFORCED, LOGIN, OWN_BINDING, REQUIRED, SECRET, Federation, url,
                             with_its_own_binding)
from federation.tokbind import TokbindBrowser
from tokenbinding import wire
from tokenbinding.keys import EcKey

WAYS = [("1.2", "h1"), ("1.3", "h1"), ("1.3", "h2")]
PAGE = "/private"
SESSION = "mod_auth_openidc_session"
STOLEN = "stored in the session doesn't match"
WRONG_KEY = "hash of provided token binding ID environment variable does not match"
REFUSED_TOKEN = "could not be validated"


@pytest.fixture(scope="module")
def running(fleet):
    """The servers, once for all tests; skips them where they cannot be had."""
    if reason := installation.missing_for_its_own_binding():
        pytest.skip("federation left out: " + reason)
    federation = Federation(fleet, with_its_own_binding())
    yield federation
    federation.end()


@pytest.fixture
def federation(running):
    running.requests_before = running.site.backend.requests
    yield running
    running.check()


@pytest.fixture(params=WAYS, ids="-".join)
def way(request):
    return request.param


@pytest.fixture(params=["python", "tokbind"])
def browser(request, fleet, way):
    """Two that know nothing of each other: the tests' own, and the project's."""
    if request.param == "tokbind" and TokbindBrowser.missing():
        pytest.skip("tokbind was not built")
    found = (Browser(*way) if request.param == "python"
             else TokbindBrowser(fleet.authority.path("ca.pem"), *way))
    yield found
    found.close()


@pytest.fixture
def agent(way):
    """Not a browser: it decides itself which key to reveal."""
    return Browser(*way)


def log_in(federation, browser, host, path=PAGE):
    """From the first request to the application's page; the legs stay in the browser."""
    form = browser.get(url(host, federation.port, path))
    assert form.path.startswith("/login/"), form
    return browser.post(form.url, {"login": "alice"})


def assert_login_refused(federation, leg, browser, host) -> None:
    """mod_auth_openidc says so in a page of its own, with the status 200."""
    assert leg.path == "/callback" and b"OpenID Connect Provider error" in leg.response.body, leg
    assert browser.cookie(host, SESSION) is None
    assert federation.site.backend.requests == federation.requests_before


def id_token(leg) -> dict:
    return json.loads(leg.response.as_backend_saw_it().value("OIDC_id_token_payload"))


@pytest.mark.parametrize("host", OWN_BINDING)
def test_id_token_is_bound_to_the_key_used_with_the_application(federation, browser, host):
    page = log_in(federation, browser, host)
    assert page.response.status == 200
    token = id_token(page)
    assert token["sub"] == "alice"
    assert token["cnf"] == {"tbh": base64url_hash(wire.from_base64url(browser.id_for(host)))}


@pytest.mark.parametrize("host", OWN_BINDING)
@pytest.mark.rows("S-33")
def test_application_asks_for_the_referred_binding_once_and_gets_it_once(federation, browser, host):
    log_in(federation, browser, host)
    asking = [leg for leg in browser.legs if leg.response.values(INCLUDE_REFERRED)]
    revealing = [leg for leg in browser.legs if leg.referred]
    assert [leg.path for leg in asking] == [PAGE]
    assert [(leg.path, leg.referred) for leg in revealing] == [("/auth", host)]


@pytest.mark.rows("S-33")
def test_two_modules_that_ask_for_the_referred_binding_ask_once(federation, browser):
    leg = browser.step(url(REQUIRED, federation.port, "/asked-twice"))
    assert leg.response.status == 302
    assert leg.response.values(INCLUDE_REFERRED) == ["true"]


def test_client_without_token_binding_is_not_asked(federation):
    leg = Browser(bound=False).step(url(REQUIRED, federation.port, "/asked-twice"))
    assert leg.response.status == 302
    assert leg.response.values(INCLUDE_REFERRED) == []


@pytest.mark.parametrize("host", OWN_BINDING)
def test_session_lives_on_new_connections_of_the_same_browser(federation, browser, host):
    log_in(federation, browser, host)
    for path in (PAGE, "/private/again"):
        leg = browser.step(url(host, federation.port, path))  # a connection a request
        assert leg.response.status == 200
        assert leg.response.as_backend_saw_it().path == path


@pytest.mark.parametrize("thief_is_bound", [True, False], ids=["other-key", "no-token-binding"])
@pytest.mark.parametrize("host", OWN_BINDING)
@pytest.mark.rows("S-24")
def test_stolen_session_cookie_is_worthless(federation, browser, host, thief_is_bound):
    log_in(federation, browser, host)
    thief = browser.thief(bound=thief_is_bound)
    federation.log.expect(STOLEN)
    before = federation.site.backend.requests
    leg = thief.step(url(host, federation.port, PAGE))
    thief.close()
    assert leg.response.status == 302 and leg.leads_to.startswith(url(LOGIN, federation.port))
    assert federation.site.backend.requests == before


@pytest.mark.parametrize("host", OWN_BINDING)
@pytest.mark.rows("S-24")
def test_id_token_for_another_key_is_refused(federation, way, host):
    browser = Browser(*way)
    browser.reveals = EcKey()
    federation.log.expect(WRONG_KEY)
    federation.log.expect(REFUSED_TOKEN)
    assert_login_refused(federation, log_in(federation, browser, host), browser, host)


@pytest.mark.parametrize("host", OWN_BINDING)
@pytest.mark.rows("S-25")
def test_unbound_id_token_is_refused(federation, browser, host):
    """Who drops Include-Referred-Token-Binding-ID on its way gains nothing."""
    federation.log.expect(REFUSED_TOKEN)
    asking = browser.step(url(host, federation.port, PAGE))
    form = browser.get(asking.leads_to)  # without the referred binding
    leg = browser.post(form.url, {"login": "alice"})
    assert_login_refused(federation, leg, browser, host)


@pytest.mark.parametrize("host", OWN_BINDING)
@pytest.mark.rows("S-25")
def test_browser_without_token_binding_cannot_log_in(federation, host):
    federation.log.expect(REFUSED_TOKEN)
    plain = Browser(bound=False)
    assert_login_refused(federation, log_in(federation, plain, host), plain, host)


def access_token(federation, agent, host: str | None) -> str:
    """For the key that the agent uses with `host`, or for none."""
    leg = agent.step(url(LOGIN, federation.port, "/token"),
                     {"grant_type": "client_credentials", "scope": "read"}, referred=host,
                     headers=[basic("agent", SECRET)])
    assert leg.response.status == 200, leg
    return json.loads(leg.response.body)["access_token"]


def basic(name: str, secret: str) -> tuple[str, str]:
    pair = wire.base64.b64encode(("%s:%s" % (name, secret)).encode()).decode()
    return "Authorization", "Basic " + pair


def call_api(federation, client, host: str, token: str) -> int:
    leg = client.step(url(host, federation.port, "/api/things"),
                      headers=[("Authorization", "Bearer " + token)])
    return leg.response.status


@pytest.mark.parametrize("host", OWN_BINDING)
def test_access_token_is_good_for_its_own_key_alone(federation, agent, host):
    token = access_token(federation, agent, host)
    assert call_api(federation, agent, host, token) == 200
    federation.log.expect(WRONG_KEY)
    thief = Browser(agent.tls, agent.protocol)
    assert call_api(federation, thief, host, token) == 401


@pytest.mark.parametrize("host, status", [(ENFORCED, 401), (REQUIRED, 200)])
def test_bound_access_token_without_token_binding(federation, agent, host, status):
    """What `required` lets through here is why the example says `enforced`."""
    token = access_token(federation, agent, host)
    plain = Browser(agent.tls, agent.protocol, bound=False)
    assert call_api(federation, plain, host, token) == status


@pytest.mark.parametrize("host", OWN_BINDING)
def test_unbound_access_token_from_a_bound_client_is_refused(federation, agent, host):
    token = access_token(federation, agent, None)
    assert call_api(federation, agent, host, token) == 401
