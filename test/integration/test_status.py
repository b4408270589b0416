# SPDX-License-Identifier: Apache-2.0
"""What an operator sees in mod_status: each event once, over all children, across restarts."""

import re

import pytest

from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.keys import key_for

EVENTS = ("Offered", "Negotiated", "Verified", "Recognized", "Asserted", "Unlisted", "Absent", "Rejected",
          "Denied", "DPoPVerified", "DPoPRefused", "CookiesSealed", "CookiesOpened", "CookiesRefused", "CookiesUnsealed",
          "BearerRefused", "AnswerRefused", "DevicesRegistered", "DevicesRefreshed",
          "DevicesChallenged", "DevicesEnded", "DevicesRefused", "CookiesPending")
VERSIONS = tuple("0.%d" % draft for draft in range(10, 20)) + ("1.0",)
KEY_PARAMETERS = ("rsa2048_pkcs1.5", "rsa2048_pss", "ecdsap256")
GUARDED = ENVIRONMENT + "/guarded"
AGREED = {"Offered": 1, "Negotiated": 1, "NegotiatedVersion-1.0": 1,
          "NegotiatedKeyParameters-ecdsap256": 1}


class Watched:
    """A site with /server-status on its plain port, which no counter counts."""

    def __init__(self, site):
        self.site = site
        self._before = self.counters()

    def page(self, query: str = "") -> str:
        return self.site.plain_client("watch.test").get("/server-status" + query).body.decode()

    def counters(self) -> dict[str, int]:
        return {name: int(value) for name, value in
                re.findall(r"^TokenBinding(\S+): (\d+)$", self.page("?auto"), re.MULTILINE)}

    def new(self) -> dict[str, int]:
        """What was counted since the last look."""
        now = self.counters()
        grown = {name: count - self._before[name] for name, count in now.items()
                 if count != self._before[name]}
        self._before = now
        return grown


@pytest.fixture
def watched(start, fleet):
    def start_it(mpm: str = "event", **more) -> Watched:
        host = VHost("a.test").location(GUARDED, "Require token-binding")
        host.add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"),
                 "ErrorDocument 404 " + ENVIRONMENT)
        host.location(ENVIRONMENT + "/certificate", "SSLVerifyClient require", "SSLVerifyDepth 1")
        watch = VHost("watch.test", None).location("/server-status", "SetHandler server-status")
        off = VHost("b.test").add("TokenBindingEnabled Off")
        return Watched(start(site_of(mpm, [host, off, watch], fleet.backend.port, **more)))
    return start_it


def test_machines_get_every_number(watched):
    site = watched()
    names = set(site.counters())
    assert not any(site.counters().values())
    expected = {*EVENTS, *("NegotiatedVersion-" + name for name in VERSIONS),
                *("NegotiatedKeyParameters-" + name for name in KEY_PARAMETERS)}
    assert expected <= names
    assert names - expected == {name for name in names if re.fullmatch(r"(Rejected|CookiesRefused|DevicesRefused)-[\w-]+", name)}
    assert {"Rejected-signature", "Rejected-several", "CookiesRefused-other-id"} <= names
    assert "Rejected-other-id" not in names and "Rejected-file-access" not in names


def test_people_get_a_section_of_what_has_happened(watched):
    site = watched()
    page = site.page()
    assert "<h2>Token Binding</h2>" in page and "Rejected-signature" not in page
    client = site.site.client()
    client.bound_get(BACKEND)
    client.send_message(BACKEND, client.key.binding(bytes(32)))
    page = site.page()
    assert "<dt>Rejected-signature: 1</dt>" in page and client.id not in page


@pytest.mark.parametrize("mpm, protocol", [("event", "h1"), ("event", "h2"), ("prefork", "h1")])
def test_each_event_of_a_request_is_counted_once(watched, mpm, protocol):
    site = watched(mpm)
    client = site.site.client(protocol=protocol)
    client.get(ENVIRONMENT)
    assert site.new() == {**AGREED, "Absent": 1}
    good = client.header()
    for expected in ({"Verified": 1}, {"Recognized": 1}):
        client.get(ENVIRONMENT, [good])
        assert site.new() == expected
    client.get("/missing", [good])
    assert site.new() == {"Recognized": 1}, "an ErrorDocument is no second request"
    site.site.log.expect("AH01630")  # of mod_authz_core, whoever denies
    assert client.get(GUARDED).status == 403
    assert site.new() == {"Absent": 1, "Denied": 1}


@pytest.mark.parametrize("cause", ["signature", "empty", "several", "no-value"])
def test_each_refusal_is_counted_once_with_its_reason(watched, cause):
    site = watched()
    client = site.site.client()
    headers = {"signature": [header_of(client.key.message(bytes(32)))], "empty": [(HEADER, "AAA")],
               "several": [client.header()] * 2, "no-value": [(HEADER, "")]}[cause]
    assert client.get(ENVIRONMENT, headers).status == 400
    grown = site.new()
    reason = [name for name in grown if name.startswith("Rejected-")]
    assert grown == {**AGREED, "Rejected": 1, reason[0]: 1} and len(reason) == 1
    told = site.site.log.wait_for(r"(decode|verify): .*\(\S+, offset \d+\)").text
    assert "(%s," % reason[0].removeprefix("Rejected-") in told, "log and counter differ"


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.parametrize("version, key_parameters, expected", [
    ((0, 9), [2], {"Offered": 1}), ((1, 0), [99], {"Offered": 1}),
    ((0, 13), [0], {"Offered": 1, "Negotiated": 1, "NegotiatedVersion-0.13": 1,
                    "NegotiatedKeyParameters-rsa2048_pkcs1.5": 1}),
    ((0, 77), [1], {"Offered": 1, "Negotiated": 1, "NegotiatedVersion-0.19": 1,
                    "NegotiatedKeyParameters-rsa2048_pss": 1})])
def test_each_handshake_is_counted_by_what_came_of_it(watched, tls, version, key_parameters,
                                                       expected):
    site = watched()
    client = site.site.client(tls=tls, offered_version=version,
                              offered_key_parameters=key_parameters)
    client.get(BACKEND)
    absent = {"Absent": 1} if "Negotiated" in expected else {}
    assert site.new() == {**expected, **absent}


def test_requests_without_token_binding_count_nothing(watched):
    site = watched()
    for client in (site.site.client(offer=None), site.site.plain_client("a.test")):
        assert client.get(BACKEND, [(HEADER, "AAA")]).status == 200
    assert site.new() == {}


def test_offer_to_a_host_that_is_off_is_counted_as_no_more_than_that(watched):
    site = watched()
    assert site.site.client("b.test").get(BACKEND, [(HEADER, "AAA")]).status == 200
    assert site.new() == {"Offered": 1}


def test_what_follows_a_handshake_is_not_counted_as_another(watched, fleet):
    """Tickets, KeyUpdate and post-handshake authentication are handshake messages of TLS 1.3."""
    site = watched()
    certificate = fleet.authority.path("client.pem"), fleet.authority.path("client.key")
    for offer, expected in ((wire.negotiation((1, 0), [2]), {**AGREED, "Absent": 3}),
                            (wire.negotiation((0, 9), [2]), {"Offered": 1})):
        client = site.site.client(certificate=certificate, post_handshake_auth=True, offer=offer)
        client.get(BACKEND)
        client.tls.update_keys()
        client.get(BACKEND)
        assert client.get(ENVIRONMENT + "/certificate").status == 200
        assert site.new() == expected


def test_renegotiation_is_another_handshake(watched, fleet):
    site = watched()
    certificate = fleet.authority.path("client.pem"), fleet.authority.path("client.key")
    client = site.site.client(tls="1.2", certificate=certificate,
                              offered_key_parameters=[wire.ECDSAP256])
    assert client.get(ENVIRONMENT + "/certificate").status == 200
    assert site.new() == {name: 2 for name in AGREED} | {"Absent": 1}


def test_assertion_of_a_trusted_proxy_is_counted(watched):
    site = watched(main=["TokenBindingTrustedProxy 127.0.0.1"])
    identity = wire.base64url(key_for(wire.ECDSAP256).id)
    asked = site.site.plain_client("watch.test")
    assert asked.get("/exact", [("Sec-Provided-Token-Binding-ID", identity)]).status == 200
    assert site.new() == {"Asserted": 1}
    assert asked.get("/exact", [("Sec-Provided-Token-Binding-ID", "!")]).status == 400
    assert site.new()["Rejected"] == 1


@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_numbers_are_summed_over_children_and_survive_graceful_restarts(watched, mpm):
    enough = ("StartServers 8", "MinSpareServers 6", "MaxSpareServers 9", "MaxRequestWorkers 24")
    site = watched(mpm, mpm_lines=enough if mpm == "prefork" else None)
    total = 0
    for _ in range(3):
        clients = [site.site.client() for _ in range(6)]
        for client in clients:
            assert client.bound_get("/exact").status == 200
        total += len(clients)
        counted = site.counters()
        assert (counted["Offered"], counted["Verified"]) == (total, total)
        site.site.hang_up()
        site.site.server.restart_gracefully()
        assert site.counters() == counted
    assert len(site.site.server.children()) > (3 if mpm == "prefork" else 2)
