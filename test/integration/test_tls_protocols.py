# SPDX-License-Identifier: Apache-2.0
"""TokenBindingTLSProtocols, and the clients that need it: those that know Token Binding for TLS 1.2
alone and offer it on TLS 1.3 too, as google/token_bind and what is built on it do."""

import json

import pytest

from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.tls import TlsError
from tokenbinding.waiting import until
from tool import REFUSED_ANSWER, url, visiting

SERVED = "a client of TLS 1.2 days is served"
AGREED = ((1, 0), wire.ECDSAP256)


@pytest.mark.parametrize("protocols, on_1_2, on_1_3", [
    ("TLSv1.2", AGREED, None), ("TLSv1.3", None, AGREED), ("TLSv1.3 TLSv1.2", AGREED, AGREED)])
def test_negotiation_is_confined_to_these_versions_of_tls(site_with, protocols, on_1_2, on_1_3):
    site = site_with("TokenBindingTLSProtocols " + protocols)
    for tls, agreed in (("1.2", on_1_2), ("1.3", on_1_3)):
        client = site.client(tls=tls)
        assert client.negotiated == agreed
        environment = client.bound_get(ENVIRONMENT).environment()
        assert environment["TOKEN_BINDING_STATUS"] == ("valid" if agreed else "none")


def test_each_virtual_host_is_confined_by_itself(start, fleet):
    main = ["TokenBindingTLSProtocols TLSv1.2"]
    both = VHost("b.test").add("TokenBindingTLSProtocols TLSv1.2 TLSv1.3")
    site = start(site_of("event", [VHost("a.test"), both], fleet.backend.port, main=main))
    assert site.client("a.test").negotiated is None, "inherited from the main server"
    assert site.client("a.test", until_tls_1_2=True).get(ENVIRONMENT).status == 200
    assert site.client("b.test").negotiated == AGREED


def test_a_client_that_gives_up_at_the_answer_on_tls_1_3_is_logged_once_a_second_and_counted(
        start, fleet):
    watch = VHost("watch.test", None).location("/server-status", "SetHandler server-status")
    site = start(site_of("event", [VHost("a.test"), watch], fleet.backend.port))
    site.log.expect(REFUSED_ANSWER)
    for _ in range(20):
        with pytest.raises(TlsError):
            site.client(until_tls_1_2=True)
    line = site.log.wait_for(REFUSED_ANSWER)
    assert line.level == "warn"
    assert "a.test" in line.text and "127.0.0.1" in line.text
    assert "TokenBindingTLSProtocols TLSv1.2" in line.text
    logged = [each for each in site.log.of_module() if each.text.count("ended the handshake")]
    assert len(logged) < 10

    def counted() -> bool:
        page = site.plain_client("watch.test").get("/server-status?auto").body.decode()
        return all("TokenBinding%s\n" % number in page
                   for number in ("AnswerRefused: 20", "Offered: 20", "Negotiated: 0"))

    assert until(counted, 5)


def test_check_says_what_such_a_client_would_meet(start, fleet, tmp_path):
    confined = VHost("b.test").add("TokenBindingTLSProtocols TLSv1.2")
    site = start(site_of("event", [VHost("a.test"), confined], fleet.backend.port))
    tokbind = visiting(site, tmp_path)
    rows = {}
    for host in ("a.test", "b.test"):
        done = tokbind.run("check", *tokbind.always, "--json", url(site, host))
        rows[host] = {row["probe"]: row for row in json.loads(done.out)["probes"]}[SERVED]
    assert rows["a.test"]["result"] == "note"
    assert "cannot connect" in rows["a.test"]["found"]
    assert "TokenBindingTLSProtocols TLSv1.2" in rows["a.test"]["remedy"]
    assert rows["b.test"]["result"] == "ok"
    assert rows["b.test"]["found"] == "served on TLSv1.3, without Token Binding"
    told = tokbind.run("check", *tokbind.always, url(site)).out
    assert "note       " + SERVED in told and "0 not ok, 5 not tried, 1 to note" in told
