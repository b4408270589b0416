# SPDX-License-Identifier: Apache-2.0
"""What people and agents do in a federation, step by step."""

import json

from tokenbinding import wire

from .browser import Browser, Leg
from .site import LOGIN, SECRET, Federation, url

PAGE = "/private"
SESSION = "mod_auth_openidc_session"


def log_in(federation: Federation, browser, host: str) -> Leg:
    """From the first request to the application's page; the legs stay in the browser."""
    form = browser.get(url(host, federation.port, PAGE))
    assert form.path.startswith("/login/"), form
    return browser.post(form.url, {"login": "alice"})


def log_in_without_the_referred_binding(federation: Federation, browser, host: str) -> Leg:
    """As if somebody had removed Include-Referred-Token-Binding-ID on its way."""
    asking = browser.step(url(host, federation.port, PAGE))
    form = browser.get(asking.leads_to)
    return browser.post(form.url, {"login": "alice"})


def is_sent_to_log_in(federation: Federation, leg: Leg) -> bool:
    return leg.response.status == 302 and leg.leads_to.startswith(url(LOGIN, federation.port))


def id_token(leg: Leg) -> dict:
    """As mod_auth_openidc hands it to the application."""
    return json.loads(leg.response.as_backend_saw_it().value("OIDC_id_token_payload"))


def access_token(federation: Federation, agent: Browser, host: str | None) -> str:
    """For the key that the agent uses with `host`, or for none."""
    leg = agent.step(url(LOGIN, federation.port, "/token"),
                     {"grant_type": "client_credentials", "scope": "read"}, referred=host,
                     headers=[_basic("agent", SECRET)])
    assert leg.response.status == 200, leg
    return json.loads(leg.response.body)["access_token"]


def call_api(federation: Federation, client: Browser, host: str, token: str) -> Leg:
    return client.step(url(host, federation.port, "/api/things"),
                       headers=[("Authorization", "Bearer " + token)])


def _basic(name: str, secret: str) -> tuple[str, str]:
    pair = wire.base64.b64encode(("%s:%s" % (name, secret)).encode()).decode()
    return "Authorization", "Basic " + pair
