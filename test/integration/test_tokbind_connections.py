# SPDX-License-Identifier: Apache-2.0
"""tokbind's message belongs to the connection that carries it: a new one after a lost connection,
none over plain HTTP, one behind a proxy. And cookies, which outlive connections."""

import json
import re

import pytest

from bad_server import KEPT_ALIVE, RESPONSE
from tool import Tokbind, url, visiting

ANSWER = "01000102"
BOTH = pytest.mark.parametrize("tls", ["1.2", "1.3"])


@pytest.fixture
def tokbind(fleet, tmp_path):
    return Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])


def address(server, path: str = "/") -> str:
    return "https://localhost:%d%s" % (server.port, path)


def messages(request: str) -> list[str]:
    return re.findall(r"^sec-token-binding: *(.*)\r$", request, re.MULTILINE | re.IGNORECASE)


def redirect(to: str) -> bytes:
    return (b"HTTP/1.1 302 Found\r\nLocation: %s\r\nInclude-Referred-Token-Binding-ID: true\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n" % to.encode())


@BOTH
@pytest.mark.rows("C-4")
def test_a_request_that_is_sent_again_is_signed_for_its_new_connection(bad_server, tokbind, tls):
    """The server reads the second request and hangs up, so libcurl sends it once more."""
    server = bad_server(tls, ANSWER, responses=(KEPT_ALIVE,))
    done = tokbind.request("-v", address(server), address(server))
    assert done.status == 0, done.err
    assert len(server.requests) == 3
    assert len(set(server.keying_material)) == 2
    for request, material in zip(server.requests, server.keying_material):
        (message,) = messages(request)
        assert tokbind.run("decode", "--ekm", material, message).status == 0


@pytest.mark.rows("C-4", "C-7")
def test_a_redirect_to_plain_http_carries_no_message(bad_server, fleet, tokbind):
    server = bad_server("1.3", ANSWER,
                        responses=(redirect("http://localhost:%d/" % fleet.backend.port),))
    done = tokbind.request("-L", address(server))
    assert done.status == 0, done.err
    assert len(messages(server.requests[0])) == 1
    assert "token-binding" not in done.out.lower()


@pytest.mark.rows("C-4", "C-7")
def test_a_redirect_to_a_server_without_it_carries_no_message(bad_server, tokbind):
    other = bad_server("1.3", None)
    server = bad_server("1.3", ANSWER, responses=(redirect(address(other)),))
    assert tokbind.request("-L", address(server)).status == 0
    assert messages(other.requests[0]) == []


@pytest.mark.rows("C-4")
def test_a_request_that_waits_for_100_continue_is_bound_once(event_site, tmp_path):
    tokbind = visiting(event_site, tmp_path, "--http1.1", "-HExpect: 100-continue")
    content = tmp_path / "content"
    content.write_text("x" * 2_000_000)
    done = tokbind.request("-v", "-d", "@%s" % content, url(event_site, path="/backend/"))
    assert done.status == 0, done.err
    assert "< HTTP/1.1 100 Continue" in done.err
    seen = {name.lower(): value for name, value in json.loads(done.out)["headers"]}
    assert seen["sec-provided-token-binding-id"] == done.remark("provided ID")


def test_an_empty_message_can_be_replayed(bad_server, tokbind):
    server = bad_server("1.3", ANSWER)
    assert tokbind.request("--replay", "", address(server)).status == 0
    assert messages(server.requests[0]) == [""]


@pytest.mark.rows("C-8")
def test_a_host_with_other_letters_has_a_key_under_its_ascii_name(event_site, tmp_path):
    port = event_site.server.port
    tokbind = visiting(event_site, tmp_path, "-k", "--resolve",
                       "xn--bcher-kva.test:%d:127.0.0.1" % port)
    done = tokbind.request("-v", "https://www.bücher.test:%d/exact" % port, "--connect-to",
                           "::127.0.0.1:%d" % port, LC_ALL="C.UTF-8")
    assert done.status == 0, done.err
    assert done.remark("key of") == "xn--bcher-kva.test"
    shown = tokbind.run("keys", "show", "bücher.test", LC_ALL="C.UTF-8")
    assert done.remark("provided ID") in shown.out


def cookie_file(tmp_path):
    file = tmp_path / "cookies"
    file.write_text("# Netscape HTTP Cookie File\nlocalhost\tFALSE\t/\tTRUE\t0\tc\t1\n")
    return file


def test_a_cookie_that_the_server_deletes_stays_deleted(bad_server, tokbind, tmp_path):
    server = bad_server(responses=(
        KEPT_ALIVE.replace(b"\r\n\r\n", b"\r\nSet-Cookie: c=; Max-Age=0; Path=/\r\n\r\n", 1),
        KEPT_ALIVE, RESPONSE))
    done = tokbind.request("-b", cookie_file(tmp_path), *[address(server)] * 3)
    assert done.status == 0, done.err
    assert ["Cookie: c=1" in request for request in server.requests] == [True, False, False]


def test_a_cookie_of_one_response_goes_with_the_next_request(bad_server, tokbind, tmp_path):
    server = bad_server(responses=(
        KEPT_ALIVE.replace(b"\r\n\r\n", b"\r\nSet-Cookie: d=2; Path=/\r\n\r\n", 1), RESPONSE))
    for options in (["-b", tmp_path / "missing"], ["-c", tmp_path / "jar"]):
        assert tokbind.request(*options, address(server), address(server)).status == 0
        assert "Cookie: d=2" in server.requests[-1]
    assert "d\t2" in (tmp_path / "jar").read_text()


def test_a_jar_that_cannot_be_written_is_told(bad_server, tokbind):
    done = tokbind.request("-c", "/nonexistent/jar", address(bad_server()))
    assert done.status == 23
    assert "/nonexistent/jar" in done.err
