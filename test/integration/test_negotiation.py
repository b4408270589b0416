# SPDX-License-Identifier: Apache-2.0
"""Extension 24 (RFC 8472): which version and key parameters the server picks, and when none."""

import pytest

from server.site import BACKEND, ENVIRONMENT
from tokenbinding import hello, openssl, wire
from tokenbinding.client import EVERY_KEY_PARAMETERS, HEADER
from tokenbinding.http import request_bytes
from tokenbinding.tls import TlsError

PROVIDED = "Sec-Provided-Token-Binding-ID"
BOTH = pytest.mark.parametrize("tls", ["1.2", "1.3"])


def negotiated_for(site, tls: str, version=(1, 0), key_parameters=EVERY_KEY_PARAMETERS, **options):
    """A backend is told the ID if and only if something was negotiated."""
    client = site.client(tls=tls, offered_version=version,
                         offered_key_parameters=key_parameters, **options)
    assert_told_if_negotiated(client)
    return client.negotiated


def assert_told_if_negotiated(client) -> None:
    seen = client.bound_get(BACKEND).as_backend_saw_it()
    assert seen.value(PROVIDED) == (client.id if client.negotiated else None)
    assert seen.value(HEADER) is None


def raw_answer(site, *extensions: bytes, **options) -> hello.Answer:
    return hello.ask(site.server.port, hello.client_hello(*extensions, **options))


OFFER = hello.token_binding(wire.negotiation())


@BOTH
@pytest.mark.rows("S-1")
def test_no_offer_no_answer(event_site, tls):
    client = event_site.client(tls=tls, offer=None)
    assert client.negotiated is None
    assert client.get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "none"
    assert raw_answer(event_site).token_binding is None


@pytest.mark.rows("S-3", "T-1")
def test_answer_stands_in_encrypted_extensions_on_tls_1_3(site):
    client = site.client(tls="1.3")
    assert [where for where, _ in client.tls.answers] == [openssl.EXT_TLS1_3_ENCRYPTED_EXTENSIONS]


@pytest.mark.rows("S-6", "T-1")
def test_answer_stands_in_the_server_hello_on_tls_1_2(site):
    client = site.client(tls="1.2")
    assert client.tls.answers == [(openssl.EXT_TLS1_2_SERVER_HELLO, bytes([1, 0, 1, 2]))]
    assert raw_answer(site, OFFER).token_binding == bytes([1, 0, 1, 2])


@BOTH
@pytest.mark.parametrize("offered, picked", [
    ((1, 0), (1, 0)), ((0, 10), (0, 10)), ((0, 13), (0, 13)), ((0, 16), (0, 16)),
    ((0, 18), (0, 18)), ((0, 19), (0, 19)), ((0, 20), (0, 19)), ((0, 255), (0, 19)), ((1, 1), (1, 0)),
    ((2, 7), (1, 0)), ((255, 255), (1, 0))])
@pytest.mark.rows("S-4", "H-6")
def test_version_is_the_lower_of_both_highest(event_site, tls, offered, picked):
    assert negotiated_for(event_site, tls, offered) == (picked, wire.ECDSAP256)


@BOTH
@pytest.mark.parametrize("offered", [(0, 9), (0, 5), (0, 1), (0, 0)])
@pytest.mark.rows("S-5", "H-6")
def test_version_below_our_lowest_is_not_answered(event_site, tls, offered):
    assert negotiated_for(event_site, tls, offered) is None


@BOTH
@pytest.mark.parametrize("offered", [
    [0, 1, 2], [2, 1, 0], [0x63, 0xFF, 2], [0, 0, 2, 2], [*range(1, 256)], [2] * 255])
@pytest.mark.rows("S-6", "S-7", "S-8", "H-4")
def test_key_parameters_are_the_servers_choice_among_the_known(event_site, tls, offered):
    assert negotiated_for(event_site, tls, key_parameters=offered) == ((1, 0), wire.ECDSAP256)


@BOTH
@pytest.mark.parametrize("offered, picked", [([2, 0, 1], 1), ([2, 0], 0), ([1], 1)])
@pytest.mark.rows("S-7", "S-8")
def test_key_parameters_not_configured_are_not_picked(event_site, tls, offered, picked):
    """c.test is configured for RSA only."""
    assert negotiated_for(event_site, tls, key_parameters=offered, host="c.test")[1] == picked


@BOTH
@pytest.mark.parametrize("offered", [[0x63], [3], [*range(3, 256)]])
@pytest.mark.rows("S-9", "H-4")
def test_no_common_key_parameters_no_answer(event_site, tls, offered):
    assert negotiated_for(event_site, tls, key_parameters=offered) is None
    assert negotiated_for(event_site, tls, key_parameters=[2], host="c.test") is None


MALFORMED = [b"", b"\1", b"\1\0", b"\1\0\0", b"\1\0\2\2", b"\1\0\1\2\0", b"\1\0\xff\2",
             wire.negotiation() * 2]


@BOTH
@pytest.mark.parametrize("contents", MALFORMED, ids=lambda octets: octets.hex() or "empty")
@pytest.mark.rows("S-11", "H-1", "H-2", "H-3")
def test_malformed_extension_ends_the_handshake_with_decode_error(event_site, tls, contents):
    with pytest.raises(TlsError) as failure:
        event_site.client(tls=tls, offer=contents)
    assert failure.value.alert == "decode_error"


@BOTH
@pytest.mark.parametrize("contents", MALFORMED, ids=lambda octets: octets.hex() or "empty")
@pytest.mark.rows("S-11", "H-1", "H-2", "H-3")
def test_malformed_extension_is_refused_in_a_hello_by_hand(event_site, tls, contents):
    answer = raw_answer(event_site, hello.token_binding(contents), tls=tls)
    assert answer.alert == "decode_error"


@pytest.mark.rows("S-11")
def test_malformed_extension_is_not_looked_at_where_the_module_is_off(event_site):
    answer = raw_answer(event_site, hello.token_binding(b"\1"), host="b.test")
    assert answer.alert is None and answer.token_binding is None


@BOTH
@pytest.mark.rows("H-5")
def test_extension_sent_twice_is_illegal(event_site, tls):
    assert raw_answer(event_site, OFFER, OFFER, tls=tls).alert == "illegal_parameter"


@pytest.mark.rows("S-2", "H-7")
def test_tls_1_2_without_extended_master_secret_is_not_answered(site):
    client = site.client(tls="1.2", extended_master_secret=False)
    assert client.negotiated is None
    assert client.bound_get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "none"
    assert_told_if_negotiated(client)
    answer = raw_answer(site, OFFER, extended_master_secret=False)
    assert answer.alert is None and answer.token_binding is None


@pytest.mark.rows("S-2", "H-8")
def test_tls_1_2_without_secure_renegotiation_is_not_answered(site):
    answer = raw_answer(site, OFFER, renegotiation=None)
    assert answer.alert is None and answer.token_binding is None
    assert hello.RENEGOTIATION_INFO not in answer.extensions


@pytest.mark.rows("S-2", "H-8")
def test_signalling_cipher_suite_counts_as_secure_renegotiation(site):
    assert raw_answer(site, OFFER, renegotiation="scsv").token_binding == bytes([1, 0, 1, 2])


@BOTH
@pytest.mark.rows("S-1", "P-13")
def test_virtual_host_with_the_module_off_does_not_answer(site, tls):
    client = site.client("b.test", tls=tls)
    assert client.negotiated is None
    assert client.bound_get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "none"


@BOTH
def test_client_without_server_name_gets_the_default_virtual_host(site, tls):
    client = site.client(None, tls=tls, authority="a.test")
    assert client.negotiated == ((1, 0), wire.ECDSAP256)
    assert client.bound_get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "valid"


@pytest.mark.rows("T-5", "T-6")
def test_tickets_do_not_invite_early_data(site):
    client = site.client()
    client.bound_get(ENVIRONMENT)
    assert openssl.early_data_allowed_by(client.tls.session()) == 0


@pytest.mark.rows("T-5")
def test_early_data_is_refused_and_token_binding_goes_on(site):
    """From a client that sends some though nobody invited it to."""
    before = site.client()
    before.bound_get(ENVIRONMENT)
    request = request_bytes("GET", "/cgi/env/early", "a.test", [before.header()])
    client = site.client(session=before.tls.session(), early_data=request)
    assert client.tls.resumed and client.tls.early_data_was_refused
    assert client.bound_get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "valid"
    assert "/cgi/env/early" not in (site.server.directory / "logs/access_log").read_text()
