# SPDX-License-Identifier: Apache-2.0
"""The table of troubles in docs/, provoked row by row: an administrator at night believes it."""

import json
import re
from pathlib import Path

import pytest

from cookie_site import cookie_configuration, log_in, payload_for, set_cookies
from server.configuration import VHost
from server.site import ENVIRONMENT, EXACT, site_of
from tokenbinding.client import HEADER
from tokenbinding.keys import EcKey
from tokenbinding.sealed import CookieKey, write_keys
from tokenbinding.tls import TlsError
from tool import url, visiting

TABLE = Path(__file__).resolve().parents[2] / "docs/troubleshooting.md"
ARRIVES = "the ID reaches the application"


def rows() -> list[tuple[str, str, str]]:
    """Symptom, what tells which it is, cause and remedy; an empty symptom is the one above."""
    found, symptom = [], ""
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 3 and cells[0] != "symptom":
            symptom = cells[0] or symptom
            found.append((symptom, *cells[1:]))
    return found


PROVOKED = []


def row(symptom: str, tells: str):
    """The test that follows is that row's; `tells` is how its second column begins."""
    PROVOKED.append((symptom, tells))

    def leave_as_it_is(test):
        return test
    return leave_as_it_is


def remedy(symptom: str, tells: str) -> str:
    (found,) = [cells[2] for cells in rows() if cells[0] == symptom and cells[1].startswith(tells)]
    return found


def quoted(symptom: str, tells: str) -> str:
    """The line of a log that the second column quotes, as a pattern."""
    (cells,) = [cells for cells in rows() if cells[0] == symptom and cells[1].startswith(tells)]
    text = re.match("`([^`]*)`", cells[1]).group(1)
    return re.sub(r"offset\\ \d+", r"offset \\d+", re.escape(text).replace("…", ".*"))


@pytest.fixture
def site_and_check(start, fleet, tmp_path):
    """Starts a site of these hosts, and gives what `tokbind check` says of a host of it."""
    def start_it(*hosts: VHost, **more):
        site = start(site_of("event", hosts, fleet.backend.port, **more))
        tokbind = visiting(site, tmp_path)

        def probes(host: str = "a.test", *options) -> dict:
            done = tokbind.run("check", *tokbind.always, "--json", *options, url(site, host))
            return {found["probe"]: found for found in json.loads(done.out)["probes"]}
        return site, probes
    return start_it


def status(client, headers=()) -> str:
    return client.get(EXACT, headers).value("X-Status")


@row("no ID at the backend", "the status is `valid`")
def test_an_id_that_is_not_passed_on_is_valid_and_missed_by_check(site_and_check):
    site, probes = site_and_check(VHost("a.test").add("TokenBindingPassVar none"))
    client = site.client()
    assert status(client, [client.header()]) == "valid"
    missed = probes("a.test", "--echo", url(site, path="/backend/"))[ARRIVES]
    assert missed["result"] == "not ok"
    for directive in ("TokenBindingPassVar", "TokenBindingPassAs"):
        assert directive in missed["remedy"]
        assert directive in remedy("no ID at the backend", "the status is `valid`")


@row("no ID at the backend", "`absent`")
@row("no ID at the backend", "`invalid`")
def test_the_status_tells_a_missing_message_from_a_bad_one(event_site):
    assert status(event_site.client()) == "absent"
    lax = event_site.client("d.test")
    assert status(lax, [(HEADER, "AAAA")]) == "invalid"


@row("no ID at the backend", "`none`, and rows \"negotiated on …\" are `ok`")
def test_clients_that_cannot_have_it_have_none_where_check_is_content(site_and_check):
    site, probes = site_and_check(VHost("a.test"), VHost("b.test").add("TokenBindingEnabled Off"))
    assert status(site.client(offer=None)) == "none"
    assert status(site.client(tls="1.2", extended_master_secret=False)) == "none"
    assert status(site.client("b.test", authority="a.test")) == "none"
    found = probes()
    for version in ("1.2", "1.3"):
        assert found["negotiated on TLS " + version]["result"] == "ok"


def offered(site) -> int:
    page = site.plain_client("watch.test").get("/server-status?auto").body.decode()
    return int(re.search(r"^TokenBindingOffered: (\d+)$", page, re.MULTILINE).group(1))


@row("no ID at the backend", "`none`, and they say \"not answered; the response is of …\"")
def test_a_host_without_it_raises_the_counter_and_answers_nothing(site_and_check):
    watch = VHost("watch.test", None).location("/server-status", "SetHandler server-status")
    site, probes = site_and_check(VHost("a.test"), VHost("b.test").add("TokenBindingEnabled Off"),
                                  watch)
    before = offered(site)
    missed = probes("b.test")["negotiated on TLS 1.3"]
    assert missed["result"] == "not ok"
    assert missed["found"].startswith("not answered; the response is of ")
    assert offered(site) > before


@row("TLS ends before httpd (load balancer)", "the same check")
def test_behind_a_balancer_that_ends_tls_only_httpd_itself_passes_the_check(
        site_and_check, start, fleet, tmp_path):
    watch = VHost("watch.test", None).location("/server-status", "SetHandler server-status")
    site, probes = site_and_check(VHost("a.test"), watch)
    balancer = start(site_of("event", [VHost("a.test").add(
        "ProxyPreserveHost On", 'ProxyPass "/exact" "http://127.0.0.1:%d/exact"'
        % site.server.plain_port)], fleet.backend.port, with_module=False))
    before = offered(site)
    tokbind = visiting(balancer, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", url(balancer))
    missed = {found["probe"]: found for found in json.loads(done.out)["probes"]}
    assert missed["negotiated on TLS 1.3"]["result"] == "not ok"
    assert offered(site) == before
    assert probes()["negotiated on TLS 1.3"]["result"] == "ok"


@row("a client cannot connect since the module is loaded (`bad extension`)", "a warning `negotiate: ")
def test_a_client_of_tls_1_2_days_has_the_line_that_the_table_quotes(start, fleet):
    site = start(site_of("event", [VHost("a.test")], fleet.backend.port))
    (cells,) = [cells for cells in rows() if cells[0].startswith("a client cannot connect")]
    quote = re.escape(re.search("`([^`]*)`", cells[1]).group(1)).replace("…", ".*")
    site.log.expect(quote)
    with pytest.raises(TlsError):
        site.client(until_tls_1_2=True)
    site.log.wait_for(quote)


@row("400", "`decode: … (b64-canon, offset 177)`")
@row("400", "`decode: more than one Sec-Token-Binding field")
@row("400", "`verify: a signature that does not verify")
def test_a_400_has_the_line_that_the_table_quotes(event_site):
    client = event_site.client(protocol="h2")
    name, value = client.header()
    last = value[-1]
    spoiled = value[:-1] + ("B" if last != "B" else "C")
    for headers, tells in (
            ([(name, spoiled)], "`decode: … (b64-canon"),
            ([(name, value), (name, value)], "`decode: more than one"),
            ([event_site.client().header()], "`verify: a signature")):
        assert client.get(EXACT, headers).status == 400
        event_site.log.wait_for(quoted("400", tells) + "$")


@row("connection closed after a 400", "HTTP/1.1")
def test_a_400_ends_a_connection_of_http1_and_none_of_http2(event_site):
    old, new = event_site.client(), event_site.client(protocol="h2")
    for client in (old, new):
        assert client.get(EXACT, [(HEADER, "AAAA")]).status == 400
    assert new.bound_get(EXACT).status == 200
    with pytest.raises((OSError, EOFError, AssertionError)):
        old.bound_get(EXACT)


@row("no HTTP/2", "row \"good messages accepted on HTTP/2\"")
def test_prefork_has_no_http2_and_says_so_at_start(start, fleet, tmp_path):
    site = start(site_of("prefork", [VHost("a.test")], fleet.backend.port,
                         main=["Protocols h2 http/1.1"], modules=("http2",)))
    quote = re.search("`(AH10034: [^`]*)`", remedy("no HTTP/2", "row")).group(1)
    site.log.expect(re.escape(quote))
    tokbind = visiting(site, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", url(site))
    found = {probe["probe"]: probe for probe in json.loads(done.out)["probes"]}
    assert "the server chose HTTP/1.1" in found["good messages accepted on HTTP/2"]["found"]


LOST = "logged out, or a login that does not hold"


@row(LOST, "`cookie: … (other-id)`")
@row(LOST, "`cookie: … (unbound)`")
@row(LOST, "`cookie: … (key-unknown)`")
@row(LOST, "`cookie: … (unsealed)`")
@row(LOST, "a warning `cookie: … now that it is sealed`")
def test_a_cookie_that_does_not_arrive_has_the_line_that_the_table_quotes(start, fleet, tmp_path):
    key = CookieKey("first")
    keys = write_keys(tmp_path / "cookie-keys.json", key)
    site = start(cookie_configuration("event", fleet.backend.port, keys))
    site.log.tolerate("cookie: ")
    owner, thief, plain = site.client(), site.client(key=EcKey()), site.client(offer=None)
    strict = site.client("b.test")
    field = log_in(owner)
    foreign = "sid=" + CookieKey("second").seal(payload_for(owner, "s3cret"))
    for get, cookie, tells in (
            (thief.bound_get, field, "other-id"), (plain.get, field, "unbound"),
            (owner.bound_get, foreign, "key-unknown"), (strict.bound_get, "sid=bare", "unsealed")):
        get("/backend/", [("Cookie", cookie)])
        site.log.wait_for(quoted(LOST, "`cookie: … (%s)" % tells))
    set_cookies(owner, "sid=x; Path=/%s" % ("x" * 4000))
    site.log.wait_for("cookie: .* now that it is sealed")


TIER = "behind another server with this module"


@row(TIER, "the status is `proxied`")
@row(TIER, "`verify: the Token Binding IDs")
def test_the_status_tells_a_listed_proxy_from_one_that_is_not(start, fleet):
    site = start(site_of("event", [
        VHost("a.test").add("TokenBindingTrustedProxy 127.0.0.1"),
        VHost("b.test").add("TokenBindingTrustedProxy 192.0.2.10")], fleet.backend.port))
    asserted = [("Sec-Provided-Token-Binding-ID", site.client().id)]
    assert status(site.client("a.test", offer=None), asserted) == "proxied"
    stranger = site.client("b.test", offer=None)
    assert status(stranger, asserted) == "none"
    site.log.wait_for(quoted(TIER, "`verify: the Token Binding IDs"))
    assert stranger.get("/backend/", asserted).as_backend_saw_it().value(asserted[0][0]) is None


LONG = "400 on HTTP/1.1, 431 on HTTP/2, and no line of this module"


@row(LONG, "with `LogLevel info`")
def test_a_cookie_field_that_is_too_long_for_httpd_is_named_in_its_own_line(start, fleet):
    site = start(site_of("event", [VHost("a.test")], fleet.backend.port, main=["LogLevel info"]))
    field = [("Cookie", "sid=" + "x" * 9000)]
    assert site.client(offer=None).get(EXACT, field).status == 400
    (line,) = [cells[1] for cells in rows() if cells[0] == LONG]
    site.log.wait_for(re.escape(line.split("`")[3]))
    assert site.client(offer=None, protocol="h2").get(EXACT, field).status == 431


@row("403 from `Require token-binding`", "`decide: refused")
@row("403 from `Require token-binding`", "`decide: … is met")
def test_a_403_has_the_line_that_the_table_quotes(site_with):
    site = site_with('<Location "%s">' % ENVIRONMENT, "<RequireAll>", "Require token-binding",
                     "Require ip 10.0.0.0/8", "</RequireAll>", "</Location>")
    site.log.tolerate("AH01630")  # mod_authz_core's own line about a 403
    symptom = "403 from `Require token-binding`"
    assert site.client().bound_get(ENVIRONMENT).status == 403
    site.log.wait_for(quoted(symptom, "`decide: … is met"))
    assert site.client(offer=None).get(ENVIRONMENT).status == 403
    site.log.wait_for(quoted(symptom, "`decide: refused"))


WITHOUT_TLS = "cookies pass unsealed, or `Require token-binding` refuses everybody"


@row(WITHOUT_TLS, "`negotiate: … has no TLS")
def test_a_host_without_tls_that_needs_it_has_the_line_that_the_table_quotes(start, fleet):
    plain = VHost("plain.test", None).location("/guarded", "Require token-binding")
    site = start(site_of("event", [VHost("a.test"), plain], fleet.backend.port))
    site.log.expect(quoted(WITHOUT_TLS, "`negotiate: … has no TLS"))


@row("server does not start", "`Invalid command 'TokenBinding…'`")
@row("server does not start", "any other line")
def test_a_server_that_does_not_start_says_what_to_mend(fleet):
    without = site_of("event", [VHost("a.test").add("TokenBindingEnabled On")],
                      fleet.backend.port, with_module=False)
    wrong = site_of("event", [VHost("a.test").add("TokenBindingEnabled Perhaps")],
                    fleet.backend.port)
    code, output = fleet.prepare(without).check_syntax()
    assert code != 0
    assert re.search(quoted("server does not start", "`Invalid command"), output)
    code, output = fleet.prepare(wrong).check_syntax()
    assert code != 0
    assert re.search("TokenBindingEnabled: 'Perhaps' .*: write On or Off", output)


def test_each_row_of_the_table_is_provoked_here():
    unprovoked = [cells for cells in rows()
                  if not any(cells[0] == symptom and cells[1].startswith(tells)
                             for symptom, tells in PROVOKED)]
    assert len(rows()) == len(PROVOKED) == 25
    assert not unprovoked
