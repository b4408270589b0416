# SPDX-License-Identifier: Apache-2.0
"""tokbind request against the module: what is sent, when, and with which key."""

import json
import shutil
import subprocess

import pytest

from server.authority import Authority
from server.configuration import VHost
from server.httpd import free_ports
from server.site import site_of
from tokenbinding.waiting import until
from tool import Tokbind, url, visiting

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"
WISH = 'Header always set Include-Referred-Token-Binding-ID "true"'
KEY_PARAMETERS = ("ecdsap256", "rsa2048_pss", "rsa2048_pkcs1.5")


@pytest.fixture
def tokbind(event_site, tmp_path):
    return visiting(event_site, tmp_path)


def backend_headers(done) -> dict:
    assert done.status == 0, done.err
    return {name.lower(): value for name, value in json.loads(done.out)["headers"]}


def seen_id(done, name: str = PROVIDED) -> str | None:
    return backend_headers(done).get(name.lower())


def options(visit) -> list[str]:
    http = {"h1": "--http1.1", "h2": "--http2"}[visit.protocol]
    return [http, "--tlsv" + visit.tls, "--tls-max", visit.tls]


@pytest.mark.rows("C-1", "C-4", "C-5")
def test_the_backend_sees_the_id_of_the_key_that_the_store_holds(visit, tmp_path):
    tokbind = visiting(visit.site, tmp_path, *options(visit))
    done = tokbind.request("-v", url(visit.site, path="/backend/"))
    shown = tokbind.run("id", "--key", tokbind.store / "a.test.ecdsap256.pem").out
    assert seen_id(done) == done.remark("provided ID") in shown
    assert "version 1.0, ecdsap256 (TLSv%s)" % visit.tls in done.err


@pytest.mark.rows("C-4")
def test_several_urls_go_over_one_connection_each_with_its_message(visit, tmp_path):
    tokbind = visiting(visit.site, tmp_path, *options(visit))
    target = url(visit.site)
    done = tokbind.request("-v", "-i", target, target, target)
    assert done.status == 0, done.err
    assert done.out.lower().count("x-status: valid") == 3
    assert done.err.count("Connected to") == 1
    assert len(done.remarks("provided ID")) == 3


@pytest.mark.rows("C-14")
def test_a_resumed_connection_is_bound_anew(visit, tmp_path):
    tokbind = visiting(visit.site, tmp_path, *options(visit))
    target = url(visit.site)
    done = tokbind.request("-v", "-i", "--fresh-connection", target, target)
    assert done.out.lower().count("x-status: valid") == 2
    assert done.err.count("Connected to") == 2
    assert "(TLSv%s, resumed)" % visit.tls in done.err


@pytest.mark.rows("C-16")
def test_after_a_renegotiation_the_new_keying_material_is_signed(start, fleet, tmp_path):
    host = VHost("a.test").add('SSLCACertificateFile "%s"' % fleet.authority.path("ca.pem"))
    host.location("/exact", "SSLVerifyClient require")
    site = start(site_of("event", [host], fleet.backend.port))
    tokbind = visiting(site, tmp_path, "--http1.1", "--tls-max", "1.2", "--cert",
                       fleet.authority.path("client.pem"), "--cert-key",
                       fleet.authority.path("client.key"))
    done = tokbind.request("-v", "-i", "--show-ekm", url(site), url(site))
    assert done.status == 0, done.err
    assert done.out.lower().count("x-status: valid") == 2
    assert done.err.count("Connected to") == 1
    assert len(set(done.remarks("EKM"))) == 2


@pytest.mark.parametrize("name", KEY_PARAMETERS)
def test_the_key_parameters_offered_are_the_ones_used(event_site, tokbind, name):
    done = tokbind.request("-v", "--key-parameters", name, url(event_site, path="/backend/"))
    assert "version 1.0, %s" % name in done.err
    assert seen_id(done) == done.remark("provided ID")
    assert (tokbind.store / ("a.test.%s.pem" % name)).stat().st_mode & 0o777 == 0o600


@pytest.mark.rows("C-1")
@pytest.mark.parametrize("offer, found", [("0.10", "0.10"), ("0.10-0.13", "0.13"),
                                          ("0.10-1.0", "1.0"), ("0.5-2.0", "1.0")])
def test_the_version_offered_bounds_the_one_used(event_site, tokbind, offer, found):
    done = tokbind.request("-v", "-i", "--token-binding-versions", offer, url(event_site))
    assert "Token Binding: version %s," % found in done.err
    assert "x-status: valid" in done.out.lower()


@pytest.mark.rows("C-3", "C-4")
def test_a_version_of_the_servers_that_is_too_low_means_no_message(event_site, tokbind):
    done = tokbind.request("-v", "-i", "--token-binding-versions", "1.1-2.0", url(event_site))
    assert done.status == 0
    assert done.remark("not negotiated")
    assert "sec-token-binding:" not in done.err.lower()
    assert "x-status: absent" in done.out.lower()


@pytest.mark.rows("C-8")
def test_each_domain_has_its_own_key(event_site, tokbind):
    ids = [seen_id(tokbind.request(url(event_site, host, "/backend/")))
           for host in ("a.test", "d.test", "a.test")]
    assert ids[0] != ids[1]
    assert ids[0] == ids[2]


@pytest.mark.rows("C-10")
def test_an_ephemeral_key_is_new_each_time_and_leaves_no_file(event_site, tokbind):
    ids = {seen_id(tokbind.request("--ephemeral", url(event_site, path="/backend/")))
           for _ in range(2)}
    assert len(ids) == 2
    assert not tokbind.store.exists()


def test_a_key_file_serves_every_host(event_site, tokbind, tmp_path):
    tokbind.run("keys", "new", "somewhere.test")
    file = tokbind.store / "somewhere.test.ecdsap256.pem"
    ids = {seen_id(tokbind.request("--key", file, url(event_site, host, "/backend/")))
           for host in ("a.test", "d.test")}
    assert len(ids) == 1


def test_a_key_that_fits_nothing_offered_is_refused_at_once(event_site, tokbind):
    tokbind.run("keys", "new", "somewhere.test")
    file = tokbind.store / "somewhere.test.ecdsap256.pem"
    done = tokbind.request("--key", file, "--key-parameters", "rsa2048_pss", url(event_site))
    assert done.status == 58
    assert str(file) in done.err
    assert tokbind.request("--key", file, url(event_site)).status == 0


@pytest.mark.rows("C-4", "C-12")
def test_nothing_is_sent_where_nothing_was_negotiated(event_site, tokbind):
    plain = "http://127.0.0.1:%d/exact" % event_site.server.plain_port
    for arguments in (["--no-token-binding", url(event_site)], [url(event_site, "b.test")],
                      [plain]):
        done = tokbind.request("-v", *arguments)
        assert done.status == 0, done.err
        assert "sec-token-binding:" not in done.err.lower()


def test_a_body_arrives_with_its_method_and_type(event_site, tokbind, tmp_path):
    (tmp_path / "lines").write_text("one\ntwo\n")
    target = url(event_site, path="/backend/")
    sent = json.loads(tokbind.request("-d", "a=1", "-d", "@%s/lines" % tmp_path, target).out)
    assert (sent["method"], sent["body"]) == ("POST", "a=1&onetwo")
    sent = json.loads(tokbind.request("-X", "PUT", "--data-binary", "@%s/lines" % tmp_path,
                                      "-HContent-Type: text/plain", target).out)
    assert (sent["method"], sent["body"]) == ("PUT", "one\ntwo\n")
    assert ["Content-Type", "text/plain"] in sent["headers"]


def test_head_and_include_print_the_head_and_output_goes_to_a_file(event_site, tokbind, tmp_path):
    assert tokbind.request("-I", url(event_site)).out.startswith("HTTP/")
    file = tmp_path / "out"
    done = tokbind.request("-o", file, "-i", url(event_site))
    assert done.out == ""
    assert "x-status: valid" in file.read_text().lower()


def test_a_cookie_jar_carries_cookies_from_one_run_to_the_next(start, fleet, tmp_path):
    host = VHost("a.test").location("/exact", 'Header always set Set-Cookie "c=1; Secure"')
    site = start(site_of("event", [host], fleet.backend.port))
    tokbind = visiting(site, tmp_path)
    jar = tmp_path / "jar"
    assert tokbind.request("-c", jar, url(site)).status == 0
    assert backend_headers(tokbind.request("-b", jar, url(site, path="/backend/")))["cookie"] == "c=1"
    assert backend_headers(tokbind.request("-b", "d=2", url(site, path="/backend/")))["cookie"] == "d=2"
    both = tokbind.request("-c", jar, "-o", tmp_path / "out", url(site), url(site, path="/backend/"))
    assert both.status == 0
    assert "c=1" in (tmp_path / "out").read_text()


@pytest.fixture
def consumer(start, fleet, tmp_path):
    """a.test refers to d.test, and there to the next path with or without a wish of its own."""
    consumer, provider = VHost("a.test"), VHost("d.test")
    for path, next_path in (("/asks", "/backend/"), ("/asks-twice", "/on")):
        consumer.add("RewriteEngine On",
                     'RewriteRule "^%s$" "https://d.test:%%{SERVER_PORT}%s" [R=302,L]'
                     % (path, next_path))
        consumer.location(path, WISH)
    consumer.add('RewriteRule "^/silent$" "https://d.test:%{SERVER_PORT}/backend/" [R=302,L]')
    consumer.add('RewriteRule "^/see-other$" "https://d.test:%{SERVER_PORT}/backend/" [R=303,L]')
    consumer.location("/see-other", WISH)
    provider.add("RewriteEngine On",
                 'RewriteRule "^/on$" "https://d.test:%{SERVER_PORT}/backend/" [R=302,L]')
    site = start(site_of("event", [consumer, provider], fleet.backend.port))
    return site, visiting(site, tmp_path)


@pytest.mark.rows("C-6", "C-7")
@pytest.mark.parametrize("way", [("--http1.1", "--tls-max", "1.2"), ("--http1.1",), ("--http2",)],
                         ids="".join)
@pytest.mark.parametrize("path", ["/asks", "/see-other"])
def test_a_redirect_that_asks_is_told_the_consumers_id(consumer, path, way):
    site, tokbind = consumer
    done = tokbind.request("-v", "-L", *way, url(site, path=path))
    first, second = done.remarks("provided ID")
    assert seen_id(done) == second
    assert seen_id(done, REFERRED) == first == done.remark("referred ID")


@pytest.mark.rows("C-7")
def test_only_the_first_hop_is_told(consumer):
    site, tokbind = consumer
    done = tokbind.request("-v", "-L", url(site, path="/asks-twice"))
    assert len(done.remarks("provided ID")) == 3
    assert len(done.remarks("referred ID")) == 1
    assert seen_id(done, REFERRED) is None


@pytest.mark.rows("C-7")
def test_a_redirect_that_does_not_ask_is_told_nothing(consumer):
    site, tokbind = consumer
    done = tokbind.request("-v", "-L", url(site, path="/silent"))
    assert seen_id(done, REFERRED) is None


@pytest.mark.rows("C-7")
def test_an_unbound_request_refers_nobody(consumer):
    site, tokbind = consumer
    done = tokbind.request("-v", "-L", "--no-token-binding", url(site, path="/asks"))
    assert seen_id(done, REFERRED) is None
    assert seen_id(done) is None


def test_without_location_a_redirect_is_the_answer(consumer):
    site, tokbind = consumer
    assert "302" in tokbind.request("-i", url(site, path="/asks")).out.split("\n")[0]
    assert tokbind.request("-L", "--max-redirs", "1", url(site, path="/asks-twice")).status == 47


def test_a_printed_header_is_refused_when_replayed(visit, tmp_path):
    tokbind = visiting(visit.site, tmp_path, *options(visit))
    header = tokbind.request("--print-header", "-o", "/dev/null", url(visit.site)).out.strip()
    assert len(header) == 186
    assert tokbind.request("-f", "--replay", header, url(visit.site)).status == 22
    assert "400" in tokbind.request("-i", "--replay", header, url(visit.site)).out.split("\n")[0]


def test_two_replayed_values_are_two_header_fields(event_site, tokbind, tmp_path):
    (tmp_path / "one").write_text("AAA\n")
    done = tokbind.request("-v", "--http1.1", "-f", "--replay", "@%s/one" % tmp_path, "--replay",
                           "BBB", url(event_site))
    assert done.status == 22
    assert done.err.count("> Sec-Token-Binding: ") == 2


def test_a_message_of_ones_own_needs_the_option_for_it(event_site, tokbind):
    done = tokbind.request("-H", "sec-token-binding: AAA", url(event_site))
    assert done.status == 2
    assert "--replay" in done.err
    done = tokbind.request("--no-token-binding", "-H", "Sec-Token-Binding: AAA", "-i",
                           url(event_site))
    assert done.status == 0
    assert "x-status: none" in done.out.lower()


def test_the_exit_status_is_curls(event_site, tokbind, tmp_path):
    assert tokbind.request("-f", url(event_site, path="/missing")).status == 22
    untrusting = Tokbind(tmp_path, tokbind.always[2:])
    assert untrusting.request(url(event_site)).status == 60
    assert untrusting.request("--insecure", url(event_site)).status == 0
    (port,) = free_ports(1)
    assert tokbind.request("https://127.0.0.1:%d/" % port).status == 7
    assert tokbind.request("https://nowhere.invalid/").status == 6
    assert tokbind.request("ftp://127.0.0.1/").status == 1
    for wrong in (["--nonsense", "x"], [], ["--tls-max", "9", "x"], ["--key-parameters", "x", "y"],
                  ["--proxy", "https://127.0.0.1:1", "x"]):
        assert tokbind.request(*wrong).status == 2


def test_a_required_binding_that_is_missing_keeps_the_request_back(event_site, tokbind):
    before = event_site.backend.requests
    done = tokbind.request("--require-token-binding", url(event_site, "b.test", "/backend/"))
    assert done.status == 35
    assert "nothing was sent" in done.err
    assert event_site.backend.requests == before
    done = tokbind.request("--require-token-binding", url(event_site, path="/backend/"))
    assert done.status == 0


def test_a_key_that_others_may_read_is_not_used(event_site, tokbind):
    assert tokbind.request(url(event_site)).status == 0
    file = tokbind.store / "a.test.ecdsap256.pem"
    for path, mode in ((file, 0o644), (tokbind.store, 0o755)):
        right = path.stat().st_mode
        path.chmod(mode)
        done = tokbind.request(url(event_site))
        assert done.status == 58
        assert "chmod go= '%s'" % path in done.err
        path.chmod(right)
    assert tokbind.request(url(event_site)).status == 0


def proxy_to(start, fleet, site) -> list:
    """The options that lead through a new proxy, which connects to this site alone."""
    proxy = start(site_of("event", [VHost("plain.test", None).add(
        "ProxyRequests On", "AllowCONNECT %d" % site.server.port)], fleet.backend.port,
        modules=("proxy_connect",)))
    return ["--proxy", "http://127.0.0.1:%d" % proxy.server.plain_port]


def test_a_proxy_is_told_no_message(start, event_site, fleet, tmp_path):
    tokbind = visiting(event_site, tmp_path, *proxy_to(start, fleet, event_site))
    done = tokbind.request("-v", "-i", "https://localhost:%d/exact" % event_site.server.port)
    assert done.status == 0, done.err
    assert "x-status: valid" in done.out.lower()
    heads = done.err.lower().split("> connect ")[1].split("> get ")
    assert "sec-token-binding" not in heads[0].split("\n> \n")[0]


@pytest.mark.rows("C-7")
def test_a_proxy_on_the_way_to_the_provider_makes_no_difference(start, fleet, tmp_path):
    """Its answer to CONNECT comes between the consumer's response and the provider's request."""
    localhost = VHost("localhost")
    localhost.location("/asks", WISH)
    localhost.add("RewriteEngine On", 'RewriteRule "^/asks$" '
                  '"https://127.0.0.1:%{SERVER_PORT}/backend/" [R=302,L]')
    site = start(site_of("event", [localhost], fleet.backend.port))
    tokbind = visiting(site, tmp_path, *proxy_to(start, fleet, site), "--insecure")
    done = tokbind.request("-v", "-L", url(site, "localhost", "/asks"))
    assert done.err.count("> CONNECT ") == 2, done.err
    assert seen_id(done, REFERRED) == done.remarks("provided ID")[0]


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl s_server")
@pytest.mark.parametrize("tls", ["-tls1_2", "-tls1_3"])
def test_a_server_that_never_heard_of_it_is_no_trouble(tmp_path, tls):
    certificate, key = Authority(tmp_path).issue("s", ("localhost",))
    (port,) = free_ports(1)
    server = subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:%d" % port, "-www", tls,
                               "-cert", certificate, "-key", key, "-quiet"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    tokbind = Tokbind(tmp_path, ["--cacert", tmp_path / "ca.pem"])
    try:
        target = "https://localhost:%d/" % port
        assert until(lambda: tokbind.request(target).status == 0, 10)
        done = tokbind.request("-v", target)
        assert done.remark("not negotiated")
        assert "sec-token-binding" not in done.err.lower()
    finally:
        server.kill()
        server.wait()
