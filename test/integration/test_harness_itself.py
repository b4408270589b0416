# SPDX-License-Identifier: Apache-2.0
"""The witness is awake: what the error log of a test must not hold fails it."""

import pytest

from server.log import ErrorLog
from tokenbinding import confidential, hello, wire
from tokenbinding.http import chunked, request_bytes
from tokenbinding.keys import key_for

HEAD = "[Mon Nov 23 16:12:10.439751 2026] [%s] [pid 1:tid 2] "
CALM = HEAD % "core:notice" + "AH00094: Command line\n"
GRAVE = HEAD % "ssl:warn" + "AH01909: something to look at\n"
DEATH = HEAD % "core:notice" + "AH00052: child pid 3 exit signal Segmentation fault (11)\n"


@pytest.fixture
def log(tmp_path):
    (tmp_path / "error_log").write_text(CALM)
    return ErrorLog(tmp_path / "error_log")


def write(log: ErrorLog, text: str) -> None:
    with log._path.open("a") as file:
        file.write(text)


def test_calm_log_passes(log):
    log.check()


@pytest.mark.parametrize("line", [GRAVE, DEATH, "free(): invalid pointer\n"],
                         ids=["warning", "death of a child", "line of another"])
def test_unannounced_line_fails_once(log, line):
    write(log, line)
    with pytest.raises(AssertionError):
        log.check()
    log.check()


def test_announced_line_passes_for_one_test_only(log):
    log.expect("AH01909")
    write(log, GRAVE)
    log.check()
    write(log, GRAVE)
    with pytest.raises(AssertionError):
        log.check()


def test_announced_line_that_does_not_come_fails(log, monkeypatch):
    monkeypatch.setattr("server.log.until", lambda holds, _seconds: holds())
    log.expect("AH01909")
    with pytest.raises(AssertionError):
        log.check()


@pytest.mark.rows("S-35", "P-19")
@pytest.mark.parametrize("write_down", [str, str.upper, lambda text: "<%s...>" % text[5:36]],
                         ids=["whole", "in capitals", "a part"])
def test_line_that_tells_what_a_client_sent_fails(log, write_down):
    value = key_for(wire.ECDSAP256).message(bytes(32)).hex()
    confidential.keep_fields([("sec_TOKEN-binding", value), ("Accept", CALM)])
    write(log, CALM)
    log.check()
    write(log, HEAD % "token_binding:debug" + write_down(value) + "\n")
    with pytest.raises(AssertionError, match="in the error log"):
        log.check()


@pytest.mark.rows("S-35", "P-19")
def test_clients_enter_what_they_use_as_confidential(event_site):
    client = event_site.client()
    value = client.header()[1]
    client.get("/exact", [("Token_Binding", value)])
    for text in (value, client.id, client.key.id.hex(), client.tls.ekm.hex()):
        assert confidential.told_in("[%s]" % text)


def test_line_being_written_waits_for_its_end(log):
    write(log, GRAVE[:40])
    log.check()
    write(log, GRAVE[40:])
    with pytest.raises(AssertionError):
        log.check()


def test_builders_write_what_the_rfcs_print():
    """RFC 8472 section 2 and the sizes that RFC 8471 section 3 implies."""
    assert wire.negotiation((1, 0), (2, 1, 0)).hex() == "010003020100"
    assert wire.negotiation((1, 0), (2,), list_length=9).hex() == "01000902"
    assert len(wire.token_binding_id(2, wire.ec_key(bytes(64)))) == 68
    assert chunked(b"ab", [("X", "1")]) == b"2\r\nab\r\n0\r\nX: 1\r\n\r\n"
    assert request_bytes("GET", "/", "a") == b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    assert hello.client_hello()[:3] == b"\x16\3\1"
