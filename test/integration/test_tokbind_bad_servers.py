# SPDX-License-Identifier: Apache-2.0
"""tokbind against servers that break RFC 8472: it aborts, or goes on unbound, as section 4 says."""

import pytest

from bad_server import HelloServer
from tokenbinding import hello
from tokenbinding.waiting import until
from tool import Tokbind

BOTH = pytest.mark.parametrize("tls", ["1.2", "1.3"])
OFFER = ["--key-parameters", "ecdsap256,rsa2048_pss"]


@pytest.fixture
def visit_it(fleet, tmp_path):
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem"), *OFFER])
    return lambda server, *more: tokbind.request(
        "-v", *more, "https://localhost:%d/" % server.port)


@BOTH
@pytest.mark.rows("C-2")
@pytest.mark.parametrize("answer, token", [
    ("01010102", "version-too-high"), ("ffff0102", "version-too-high"),
    ("0100020201", "not-offered"), ("01000100", "not-offered"), ("01000163", "not-offered")])
def test_an_answer_beyond_the_offer_aborts_the_handshake(bad_server, visit_it, tls, answer, token):
    server = bad_server(tls, answer)
    done = visit_it(server)
    assert done.status == 35
    assert "(%s, RFC 8472 4)" % token in done.err
    assert until(lambda: server.alerts, 5) and server.alerts == ["unsupported_extension"]
    assert server.requests == []


@pytest.mark.rows("C-2")
def test_on_tls_1_2_an_answer_without_extended_master_secret_aborts(bad_server, visit_it):
    server = bad_server("1.2", "01000102", extended_master_secret=False)
    done = visit_it(server)
    assert done.status == 35
    assert "no-ems" in done.err
    assert until(lambda: server.alerts, 5) and server.alerts == ["unsupported_extension"]
    assert server.requests == []


@pytest.fixture
def by_hand():
    running: list[HelloServer] = []

    def start_one(*extensions: bytes) -> HelloServer:
        running.append(HelloServer(*extensions))
        return running[-1]

    yield start_one
    for server in running:
        server.stop()


ANSWER = hello.token_binding(bytes.fromhex("01000102"))
FIT = (hello.MASTER_SECRET_ANSWER, hello.RENEGOTIATION_ANSWER)


@pytest.mark.rows("C-2")
@pytest.mark.parametrize("extensions, options, alerts", [
    ((*FIT, ANSWER), ["--no-token-binding"], ["unsupported_extension"]),
    ((*FIT, ANSWER, ANSWER), [], ["illegal_parameter"]),
    # OpenSSL 3 refuses such a server whatever it says.
    ((FIT[0], ANSWER), [], ["unsupported_extension", "handshake_failure"]),
    ((hello.SUPPORTED_VERSIONS_1_3, ANSWER), [], ["illegal_parameter", "unsupported_extension"])],
    ids=["unsolicited", "twice", "no renegotiation_info", "in the clear on TLS 1.3"])
def test_an_answer_out_of_place_aborts_the_handshake(by_hand, visit_it, extensions, options, alerts):
    server = by_hand(*extensions)
    assert visit_it(server, *options).status == 35
    assert until(lambda: server.alerts, 5) and server.alerts[0] in alerts


@BOTH
@pytest.mark.parametrize("answer", ["", "01", "010000", "0100010202"])
def test_a_malformed_answer_aborts_the_handshake(bad_server, visit_it, tls, answer):
    server = bad_server(tls, answer)
    assert visit_it(server).status == 35
    assert until(lambda: server.alerts, 5) and server.alerts == ["decode_error"]


@BOTH
@pytest.mark.rows("C-3", "C-4")
@pytest.mark.parametrize("answer", ["00050102", "00090102", None])
def test_what_is_below_the_offer_leaves_the_request_unbound(bad_server, visit_it, tls, answer):
    server = bad_server(tls, answer)
    done = visit_it(server)
    assert done.status == 0, done.err
    assert done.remark("not negotiated")
    assert "token-binding" not in server.requests[0].lower()


@BOTH
@pytest.mark.rows("C-1", "C-4", "C-5")
@pytest.mark.parametrize("answer, words", [("01000102", "version 1.0, ecdsap256"),
                                           ("000a0101", "version 0.10, rsa2048_pss")])
def test_a_good_answer_gets_exactly_one_message(bad_server, visit_it, tls, answer, words):
    server = bad_server(tls, answer)
    done = visit_it(server)
    assert done.status == 0, done.err
    assert words in done.err
    assert server.requests[0].lower().count("\r\nsec-token-binding: ") == 1


@BOTH
@pytest.mark.rows("C-4")
def test_no_offer_no_message(bad_server, visit_it, tls):
    server = bad_server(tls, "01000102")
    done = visit_it(server, "--no-token-binding")
    assert done.status == 0, done.err
    assert "token-binding" not in server.requests[0].lower()
