# SPDX-License-Identifier: Apache-2.0
"""tokbind when something around it is wrong: what it says, and how it ends."""

import json
import os
import socket
import subprocess

import pytest

from bad_server import KEPT_ALIVE, RESPONSE
from server.httpd import free_ports
from tool import Tokbind, program, url, visiting

KEY = "a.test.ecdsap256.pem"
ESCAPES = b"\033[31m\xc2\x9b\x9b\x07"


@pytest.fixture
def tokbind(event_site, tmp_path):
    return visiting(event_site, tmp_path)


def run_into(tokbind, out, *arguments) -> tuple[int, str]:
    """What tokbind says when its standard output is `out`."""
    done = subprocess.run([program(), *map(str, arguments)], stdout=out, stderr=subprocess.PIPE,
                          timeout=60, text=True, check=False,
                          env={"PATH": os.environ["PATH"], "HOME": str(tokbind.home)})
    return done.returncode, done.stderr


def test_a_full_disk_is_told_and_ends_with_23(event_site, tokbind):
    done = tokbind.request("-o", "/dev/full", "-i", url(event_site))
    assert (done.status, done.err) == (23, "tokbind: cannot write /dev/full: "
                                           "No space left on device\n")
    tokbind.run("keys", "new", "a.test")
    with open("/dev/full", "wb") as full:
        for arguments in (["request", *tokbind.always, "-i", url(event_site)], ["--help"],
                          ["keys", "list"], ["request", "--help"], ["id", "AgBBQGto"]):
            status, err = run_into(tokbind, full, *arguments)
            if arguments[0] != "id":
                assert status == 23, arguments
                assert err.count("No space left on device") == 1, arguments


def test_a_reader_that_goes_away_is_no_crash(event_site, tokbind):
    ours, theirs = os.pipe()
    os.close(ours)
    status, err = run_into(tokbind, theirs, "request", *tokbind.always, "-i", url(event_site))
    os.close(theirs)
    assert (status, err) == (23, "tokbind: cannot write the output: Broken pipe\n")


def test_a_request_that_fails_leaves_the_output_file_alone(tokbind, event_site, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("precious")
    (port,) = free_ports(1)
    assert tokbind.request("-o", kept, "https://127.0.0.1:%d/" % port).status == 7
    assert kept.read_text() == "precious"
    assert tokbind.request("-o", kept, url(event_site)).status == 0
    assert kept.read_text() == ""


def test_silence_changes_no_exit_status(event_site, tokbind):
    assert tokbind.request(url(event_site)).status == 0
    (tokbind.store / KEY).chmod(0o644)
    for status, arguments in ((58, [url(event_site)]), (23, ["-o", "/nonexistent/x", "--ephemeral",
                                                             url(event_site)]),
                              (35, ["--require-token-binding", url(event_site, "b.test")])):
        done = tokbind.request("-s", *arguments)
        assert (done.status, done.err) == (status, ""), arguments


def test_a_file_that_cannot_be_read_ends_with_26(event_site, tokbind, tmp_path):
    for arguments in (["-d", "@/nonexistent"], ["--data-binary", "@%s" % tmp_path],
                      ["--replay", "@/nonexistent"], ["-b", tmp_path]):
        done = tokbind.request(*arguments, url(event_site))
        assert done.status == 26
        assert done.err.startswith("tokbind: cannot read "), done.err
        assert done.err.count("\n") == 1


def test_without_a_home_it_says_where_keys_could_go(event_site, tokbind, tmp_path):
    for arguments in (["request", *tokbind.always, url(event_site)], ["keys", "list"],
                      ["keys", "new", "a.test"]):
        done = tokbind.run(*arguments, HOME="")
        assert done.status == 58, arguments
        assert "--key-store DIR" in done.err
    done = tokbind.request("--key-store", tmp_path / "here", url(event_site), HOME="")
    assert done.status == 0, done.err


def test_a_key_store_may_be_named_with_a_final_slash(tokbind, tmp_path):
    for folder in ("%s/one/", "%s/two/three//"):
        store = folder % tmp_path
        done = tokbind.run("keys", "new", "a.test", "--key-store", store)
        assert done.status == 0, done.err
        assert os.stat(store).st_mode & 0o777 == 0o700


def test_a_damaged_key_is_refused_with_a_way_out(event_site, tokbind):
    assert tokbind.request(url(event_site)).status == 0
    for content in ("", "-----BEGIN PRIVATE KEY-----\nMIGH"):
        (tokbind.store / KEY).write_text(content)
        done = tokbind.request(url(event_site))
        assert done.status == 58
        assert str(tokbind.store / KEY) in done.err
        assert "tokbind keys delete" in done.err
    assert tokbind.run("keys", "delete", "a.test").status == 0
    assert tokbind.request(url(event_site)).status == 0


def test_processes_that_make_a_key_at_once_end_with_the_same(event_site, tokbind):
    command = [program(), "request", *map(str, tokbind.always), "-v", "--key-parameters",
               "rsa2048_pss", url(event_site)]
    together = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                 text=True, env={"HOME": str(tokbind.home)}) for _ in range(6)]
    said = [process.communicate(timeout=60)[1] for process in together]
    ids = {line for text in said for line in text.splitlines() if "provided ID" in line}
    assert [process.returncode for process in together] == [0] * 6, said
    assert len(ids) == 1
    assert [path.name for path in tokbind.store.iterdir()] == ["a.test.rsa2048_pss.pem"]


def test_the_pin_of_a_token_is_never_shown(tokbind):
    uri = "pkcs11:token=none;pin-value=13579;object=mine"
    for arguments in (["id", "--key", uri], ["request", "--key", uri, "https://a.test/"]):
        done = tokbind.run(*arguments)
        assert done.status == 58
        assert "13579" not in done.err
        assert "pkcs11:token=none;pin-value=...;object=mine" in done.err


@pytest.mark.parametrize("field", ["Sec-Token-Binding : x", "X\r\nSec-Token-Binding: x",
                                   "X: y\r\nSec-Token-Binding: x", ": x", "no colon",
                                   "SEC-TOKEN-BINDING;"])
@pytest.mark.rows("C-4")
def test_a_header_of_the_users_adds_no_second_message(event_site, tokbind, field):
    done = tokbind.request("-H", field, url(event_site))
    assert done.status == 2, done.err


@pytest.mark.parametrize("option", ["-A", "-b", "-X"])
def test_no_option_smuggles_in_a_header(event_site, tokbind, option):
    assert tokbind.request(option, "a=b\r\nSec-Token-Binding: x", url(event_site)).status == 2


def test_what_a_server_sends_cannot_command_the_terminal(bad_server, fleet, tmp_path):
    head = b"HTTP/1.1 200 O" + ESCAPES + b"\r\nServer: " + ESCAPES + b"\xc3\xa9\r\n"
    server = bad_server(responses=(head + RESPONSE.split(b"\r\n", 1)[1],))
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])
    target = "https://localhost:%d/" % server.port
    done = tokbind.request("-v", target)
    assert done.status == 0, done.err
    assert "\033" not in done.err and "\x9b" not in done.err and "\a" not in done.err
    assert "< Server: \\x1b[31m\\xc2\\x9b\\x9b\\x07é" in done.err
    shown = tokbind.run("check", *tokbind.always, target).out
    assert "\033" not in shown and "\x9b" not in shown
    told = json.loads(tokbind.run("check", "--json", *tokbind.always, target).out)
    assert any("\\x1b[31m" in row["found"] for row in told["probes"])


def test_where_a_server_sends_us_cannot_command_the_terminal(bad_server, fleet, tmp_path):
    location = b"HTTP/1.1 302 Found\r\nLocation: https://no" + ESCAPES + b"where.invalid/\r\n"
    server = bad_server(responses=(location + b"Content-Length: 0\r\nConnection: close\r\n\r\n",))
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])
    done = tokbind.request("-L", "https://localhost:%d/" % server.port)
    assert done.status in (3, 6)
    assert "\033" not in done.err and "\a" not in done.err


def test_json_survives_names_that_are_no_text(tokbind, tmp_path):
    store = os.fsencode(tmp_path) + b"/\xff\x1b"
    made = subprocess.run([program(), "keys", "--json", "--key-store", store, "new", "a.test"],
                          capture_output=True, timeout=60, check=True)
    (row,) = json.loads(made.stdout)
    assert row["file"].endswith("/\\xff\\x1b/" + KEY)


def test_a_server_that_hangs_up_while_it_is_written_to_is_no_crash(fleet, bad_server, tmp_path):
    content = tmp_path / "content"
    content.write_bytes(b"x" * 30_000_000)
    server = bad_server()
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])
    done = tokbind.request("-HExpect:", "--data-binary", "@%s" % content,
                           "https://localhost:%d/" % server.port)
    assert done.status in (0, 55, 56), done.err


def test_the_shortest_time_is_not_for_ever(tokbind):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        target = "https://127.0.0.1:%d/" % silent.getsockname()[1]
        assert tokbind.request("-m", "0.0001", target).status == 28


def test_check_does_not_wait_for_ever_and_takes_silence_for_no_refusal(bad_server, fleet, tmp_path):
    """It answers the first request of a connection and no second one."""
    server = bad_server(tls="1.3", answer="01000102", responses=(KEPT_ALIVE, None))
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])
    done = tokbind.run("check", "--json", "-m", "0.5", *tokbind.always,
                       "https://localhost:%d/" % server.port)
    rows = {row["probe"]: row for row in json.loads(done.out)["probes"]}
    assert rows["a tampered message is refused"]["result"] == "not ok"
    assert "timed out" in rows["a tampered message is refused"]["found"]
