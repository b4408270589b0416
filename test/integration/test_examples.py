# SPDX-License-Identifier: Apache-2.0
"""conf/ as it is shipped: the reference loads as it stands, each example is started and used.

An example's Define block is for its operator to fill in; a test defines the name that guards the
block, and fills in loopback instead. test_federation.py logs in through the two examples with
mod_auth_openidc and a provider; here they only have to do what needs no Node.js.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cookie_site import cookie_seen, set_cookies
from expectations import THEFT
from federation.installation import has_own_binding
from server.configuration import Configuration, VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.keys import EcKey, key_for
from tokenbinding.sealed import CookieKey, write_keys

CONF = Path(__file__).resolve().parents[2] / "conf"
REFERENCE = CONF / "token_binding.conf"
PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"
ASKING = "Include-Referred-Token-Binding-ID"


@dataclass
class Example:
    """A file of conf/examples in place of a virtual host; `values` are what an operator fills in."""

    file: str
    guard: str
    values: dict = field(default_factory=dict)
    certificate = "shared"

    def text(self, port: int, keys: Path) -> str:
        values = {self.guard: "1", "LISTEN": "127.0.0.1:%d" % port,
                  "CERTIFICATE": keys / "shared.pem", "CERTIFICATE_KEY": keys / "shared.key",
                  "APP_HOST": "a.test", **self.values}
        lines = ['Define %s "%s"' % pair for pair in values.items()]
        return "\n".join([*lines, 'Include "%s"' % (CONF / "examples" / self.file)])


@pytest.fixture
def example(start, fleet):
    """Starts one example in front of the backend that tells what it saw."""
    def start_it(file: str, guard: str, modules=(), main=(), **values):
        values.setdefault("APP_BACKEND", "127.0.0.1:%d" % fleet.backend.port)
        return start(Configuration(vhosts=[Example(file, guard, values)], modules=modules,
                                   main=list(main)))
    return start_it


def test_reference_loads_as_it_stands_and_changes_nothing(start, fleet):
    site = start(site_of("event", [VHost("a.test")], fleet.backend.port,
                         main=['Include "%s"' % REFERENCE]))
    client = site.client()
    assert client.negotiated == ((1, 0), wire.ECDSAP256)
    environment = client.bound_get(ENVIRONMENT).environment()
    assert environment["Sec_Provided_Token_Binding_ID"] == client.id
    assert client.send_message(ENVIRONMENT, client.key.binding(bytes(32))).status == 400


def test_reference_is_skipped_where_the_module_is_not_loaded(fleet):
    server = fleet.prepare(Configuration(vhosts=[VHost("a.test")], with_module=False,
                                         main=['Include "%s"' % REFERENCE]))
    assert server.check_syntax() == (0, "Syntax OK\n")


def test_advice_on_caches_is_a_configuration(start, fleet):
    """The commented block at the reference's end."""
    lines = [line[5:].strip() for line in REFERENCE.read_text().splitlines()
             if line.startswith("#     ") and "Header merge" in line]
    assert len(lines) == 2
    host = VHost("a.test").location("/exact", *lines)
    client = start(site_of("event", [host], fleet.backend.port)).client()
    bound, unbound = client.bound_get("/exact"), client.get("/exact")
    assert (bound.value("Cache-Control"), bound.value("Vary")) == ("private", PROVIDED)
    assert (unbound.value("Cache-Control"), unbound.value("Vary")) == (None, PROVIDED)


def test_rollout_begins_by_looking(example):
    site = example("mixed-rollout.conf", "MIXED_ROLLOUT")
    client = site.client()
    assert client.bound_get("/account").as_backend_saw_it().value(PROVIDED) == client.id
    bad = client.send_message("/account", client.key.binding(bytes(32)))
    assert bad.status == 200
    assert bad.as_backend_saw_it().value(PROVIDED) is None
    client.get("/account")
    log = (site.server.directory / "logs/rollout.log").read_text()
    assert [line.split("tb=")[1].split()[0] for line in log.splitlines()] == [
        "valid", "invalid", "absent"][:len(log.splitlines())]


def test_rollout_goes_on_to_refuse_bad_messages(example):
    client = example("mixed-rollout.conf", "MIXED_ROLLOUT", ROLLOUT_REJECT="1").client()
    assert client.get("/account").status == 200
    assert client.send_message("/account", client.key.binding(bytes(32))).status == 400


def test_rollout_ends_with_a_requirement(example):
    site = example("mixed-rollout.conf", "MIXED_ROLLOUT", ROLLOUT_REJECT="1", ROLLOUT_REQUIRE="1")
    site.log.tolerate("AH01630")
    client = site.client()
    assert client.bound_get("/account").status == 200
    assert client.get("/account").status == 403
    assert client.get("/elsewhere").status == 200


def test_legacy_application_gets_a_session_that_cannot_be_stolen(example, tmp_path):
    keys = write_keys(tmp_path / "cookie-keys.json", CookieKey("first"))
    site = example("legacy-application.conf", "LEGACY_APPLICATION", COOKIE_KEYS=keys)
    site.log.tolerate("AH01630")
    site.log.tolerate(THEFT)
    client, thief, unbound = site.client(), site.client(key=EcKey()), site.client(offer=None)
    session = "PHPSESSID=s3cret; Path=/"
    [sealed] = set_cookies(client, session)
    assert "s3cret" not in sealed and "Secure" in sealed
    cookie = sealed.split(";")[0]
    assert cookie_seen(client, cookie) == "PHPSESSID=s3cret"
    assert cookie_seen(thief, cookie) is None
    assert cookie_seen(unbound, cookie) is None
    assert set_cookies(unbound, session) == [session]
    assert client.bound_get("/page").as_backend_saw_it().value(PROVIDED) is None
    assert (client.bound_get("/admin").status, unbound.get("/admin").status) == (200, 403)


def test_provider_behind_the_proxy_receives_referred_ids(example, fleet, tmp_path):
    site = example("openid-provider.conf", "FEDERATION", OP_HOST="a.test",
                   COOKIE_KEYS=write_keys(tmp_path / "cookie-keys.json", CookieKey("first")),
                   OP_BACKEND="127.0.0.1:%d" % fleet.backend.port)
    client = site.client()
    other = key_for(wire.ECDSAP256, "at the relying party")
    forged = [(REFERRED, "forged"), ("Sec_Referred_Token_Binding_ID", "forged")]
    headers = [client.header(client.referred(other)), *forged]
    seen = client.get("/authorize", headers).as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id
    assert seen.value(REFERRED) == wire.base64url(other.id)
    unbound = client.get("/authorize", forged).as_backend_saw_it()
    assert "forged" not in dict(unbound.headers).values()


@pytest.mark.skipif(not has_own_binding(),
                    reason="no mod_auth_openidc that knows Token Binding (up to 2.4.14) is here")
@pytest.mark.parametrize("also", [[], ["TokenBindingIncludeReferred On"]])
def test_relying_party_asks_for_the_referred_binding_once(start, fleet, also):
    """mod_auth_openidc asks by itself; that the module may be told to ask too changes nothing."""
    provider = "https://localhost:${TLS_PORT}"
    metadata = {"issuer": "op", "authorization_endpoint": "https://op.test/authorize",
                "token_endpoint": "https://op.test/token", "jwks_uri": "https://op.test/jwks",
                "response_types_supported": ["code"]}
    party = Example("mod_auth_openidc.conf", "FEDERATION",
                    {"OP_URL": provider, "CLIENT_SECRET": "s", "PASSPHRASE": "for tests",
                     "BINDING_POLICY": "optional", "APP_BACKEND": "127.0.0.1:9"})
    stub = VHost("localhost").add('DocumentRoot "htdocs"')
    site = start(Configuration(vhosts=[party, stub], modules=("auth_openidc", "authz_user"),
                               main=['OIDCCABundlePath "%s"' % fleet.authority.path("ca.pem"), *also],
                               pages={".well-known/openid-configuration": json.dumps(metadata)}))
    site.log.tolerate("OAuth 2.0 Resource Server functionality is deprecated")
    client = site.client()
    html = ("Accept", "text/html")
    redirect = client.bound_get("/account", [html])
    assert redirect.status == 302
    assert redirect.values(ASKING) == ["true"]
    assert client.get("/account", [html]).values(ASKING) == []
