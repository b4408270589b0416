# SPDX-License-Identifier: Apache-2.0
"""The recipes that operators copy do what their comments say."""

from pathlib import Path

import pytest

from expectations import base64url_hash
from server.configuration import VHost
from server.site import BACKEND, EXACT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER
from tokenbinding.keys import key_for

RECIPES = Path(__file__).resolve().parents[2] / "conf/examples/recipes.conf"
PAGES = {"members/page": "for members", "strict/page": "strict", "one-client/page": "for one"}


@pytest.fixture
def kitchen(start, fleet):
    known = base64url_hash(key_for(wire.ECDSAP256, "the client").id)
    host = VHost("a.test").add('Include "%s"' % RECIPES)
    site = start(site_of("event", [host], fleet.backend.port, pages=PAGES,
                         main=["Define THE_CLIENT " + known]))
    site.log.tolerate("AH01630")
    return site


def lines_of(site, log: str) -> list[str]:
    return (site.server.directory / "logs" / log).read_text().splitlines()


def test_logs_tell_clients_apart_and_list_the_refused(kitchen):
    client = kitchen.client()
    client.bound_get(EXACT)
    client.get(EXACT)
    client.get(EXACT, [(HEADER, "AAA")])
    kitchen.client(offer=None).get(EXACT)
    kitchen.hang_up()
    kitchen.server.stop()
    every = [line.split('" ')[1] for line in lines_of(kitchen, "token_binding_log")]
    assert sorted(every) == sorted([
        "200 valid 1.0 " + base64url_hash(client.key.id), "200 absent 1.0 -", "400 invalid 1.0 -",
        "200 none - -"])
    assert [line.split('" ')[1] for line in lines_of(kitchen, "refused_log")] == [
        "400 invalid 1.0 -"]


def test_rewriting_leads_unbound_clients_elsewhere(kitchen):
    client = kitchen.client()
    assert client.bound_get("/members/page").body == b"for members"
    for unbound in (client, kitchen.client(offer=None)):
        response = unbound.get("/members/page")
        assert (response.status, response.value("Location")) == (
            302, "https://a.test/how-to-join")


def test_expressions_ask_for_more_than_require_token_binding(kitchen):
    assert kitchen.client().bound_get("/strict/page").status == 200
    for options in ({"offered_key_parameters": [wire.RSA2048_PSS]}, {"offered_version": (0, 13)}):
        assert kitchen.client(**options).bound_get("/strict/page").status == 403
    assert kitchen.client().get("/strict/page").status == 403


def test_one_client_is_known_by_its_hash(kitchen):
    client = kitchen.client(key=key_for(wire.ECDSAP256, "the client"))
    assert client.bound_get("/one-client/page").status == 200
    assert kitchen.client().bound_get("/one-client/page").status == 403


def test_backend_gets_the_status_in_a_field_that_nobody_can_forge(kitchen):
    client = kitchen.client()
    forged = ("X-Token-Binding-Status", "valid")
    for response, status in ((client.bound_get(BACKEND, [forged]), "valid"),
                             (client.get(BACKEND, [forged]), "absent")):
        assert response.as_backend_saw_it().value("X-Token-Binding-Status") == status


def test_bound_responses_stay_out_of_shared_caches(kitchen):
    client = kitchen.client()
    assert client.bound_get(EXACT).value("Cache-Control") == "private"
    assert client.get(EXACT).value("Cache-Control") is None
