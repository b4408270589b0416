# SPDX-License-Identifier: Apache-2.0
"""What server-status?auto counts: each event once, summed over all children."""

import re

import pytest

from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER, header_of

STATUS = "/server-status"


@pytest.fixture
def counting(start, fleet):
    def start_it(mpm: str = "event"):
        host = VHost("a.test").location(STATUS, "SetHandler server-status")
        host.location(ENVIRONMENT + "/bound", "Require token-binding")
        return start(site_of(mpm, [host, VHost("plain.test", None).location(
            STATUS, "SetHandler server-status")], fleet.backend.port))
    return start_it


def counters(site) -> dict[str, int]:
    """Asked over plain HTTP, so that asking counts nothing."""
    text = site.plain_client().get(STATUS + "?auto").body.decode()
    lines = re.findall(r"^TokenBinding(\S+): (\d+)$", text, re.MULTILINE)
    assert len(lines) == len(dict(lines)), "a name comes twice"
    return {name: int(number) for name, number in lines}


def what_happened(site, before: dict[str, int]) -> dict[str, int]:
    """The main events that were counted since; versions and causes are broken down elsewhere."""
    after = counters(site)
    return {name: after[name] - before[name] for name in after
            if after[name] != before[name] and "-" not in name}


def test_every_counter_begins_at_zero(counting):
    found = counters(counting())
    assert found and not any(found.values()), found


@pytest.mark.parametrize("mpm", ["event", "worker", "prefork"])
def test_each_event_is_counted_once(counting, mpm):
    site = counting(mpm)
    before = counters(site)
    client = site.client()
    header = client.header()
    for _ in range(3):
        client.get(ENVIRONMENT, [header])
    client.get(ENVIRONMENT)
    client.get(ENVIRONMENT, [header_of(client.key.message(bytes(32)))])
    assert what_happened(site, before) == {
        "Offered": 1, "Negotiated": 1, "Verified": 1, "Recognized": 2, "Absent": 1, "Rejected": 1}


def test_offer_that_leads_to_nothing_is_counted_as_offer_only(counting):
    site = counting()
    before = counters(site)
    site.client(offered_version=(0, 9)).get(ENVIRONMENT)
    site.client(offer=None).get(ENVIRONMENT)
    assert what_happened(site, before) == {"Offered": 1}


def test_refusals_are_counted_by_their_cause(counting):
    site = counting()
    before = counters(site)
    for value in ("AAA", "!", "AAA,AAA"):
        site.client().get(ENVIRONMENT, [(HEADER, value)])
    after = counters(site)
    causes = [after[name] - before[name] for name in after if name.startswith("Rejected-")]
    assert sum(causes) == 3 == after["Rejected"] - before["Rejected"]
    assert max(causes) == 1


def test_denied_requests_are_counted(counting):
    site = counting()
    site.log.tolerate("AH01630")
    before = counters(site)
    assert site.client().get(ENVIRONMENT + "/bound").status == 403
    happened = what_happened(site, before)
    assert happened["Denied"] == 1


def test_negotiations_are_broken_down_by_version_and_key_parameters(counting):
    site = counting()
    before = counters(site)
    for version, kp in (((1, 0), wire.ECDSAP256), ((0, 13), wire.RSA2048_PSS)):
        site.client(offered_version=version, offered_key_parameters=[kp]).get(ENVIRONMENT)
    after = counters(site)
    grown = {name for name in after if name.startswith("Negotiated-") or "-" in name
             if after[name] - before[name] == 1}
    assert grown == {"NegotiatedVersion-1.0", "NegotiatedVersion-0.13",
                     "NegotiatedKeyParameters-ecdsap256", "NegotiatedKeyParameters-rsa2048_pss"}


@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_counters_go_on_after_a_graceful_restart(counting, mpm):
    site = counting(mpm)
    site.client().bound_get(ENVIRONMENT)
    before = counters(site)
    site.hang_up()
    site.server.restart_gracefully()
    site.client().bound_get(ENVIRONMENT)
    after = counters(site)
    assert (before["Verified"], after["Verified"]) == (1, 2)


def test_page_for_people_tells_no_id(counting):
    site = counting()
    client = site.client()
    client.bound_get(ENVIRONMENT)
    page = client.get(STATUS).body.decode()
    assert "Token Binding" in page
    assert client.id not in page
