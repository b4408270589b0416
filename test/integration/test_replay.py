# SPDX-License-Identifier: Apache-2.0
"""A message is good on its own connection only, and only until the keying material changes.

httpd closes an HTTP/1.1 connection after a 400, so what must be seen on one connection is looked
at on d.test, where bad messages are ignored.

The predecessor kept a cache of verified messages for the whole server; a header captured on one
connection was then valid on each other connection, and some forgeries were too.
"""

import pytest

from expectations import exported
from server.configuration import Configuration
from server.site import BACKEND, ENVIRONMENT, EXACT, standard
from tokenbinding import wire
from tokenbinding.client import header_of
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"


def status_of(client, headers) -> str:
    return client.get(EXACT, headers).value("X-Status")


@pytest.mark.rows("S-17", "H-34")
def test_header_of_another_connection_is_refused(visit):
    """Both connections are served by one child where the MPM has threads."""
    first, second = visit.client(), visit.client()
    captured = first.header()
    assert first.get(ENVIRONMENT, [captured]).status == 200
    assert exported(second.bound_get(ENVIRONMENT).environment(), PROVIDED) == second.id
    before = visit.backend.requests
    assert second.get(BACKEND, [captured]).status == 400
    assert visit.backend.requests == before
    assert exported(first.get(ENVIRONMENT, [captured]).environment(), PROVIDED) == first.id


@pytest.mark.rows("S-17", "H-34")
def test_header_of_a_connection_that_is_gone_is_refused(visit):
    first = visit.client()
    captured = first.header()
    assert first.get(ENVIRONMENT, [captured]).status == 200
    session = first.tls.session()
    first.close()
    assert visit.client().get(ENVIRONMENT, [captured]).status == 400
    resumed = visit.client(session=session)
    assert resumed.tls.resumed
    assert resumed.get(ENVIRONMENT, [captured]).status == 400


def one_child(mpm: str, backend_port: int) -> Configuration:
    configuration = standard(mpm, backend_port)
    if mpm == "prefork":
        configuration.mpm_lines = ("StartServers 1", "ServerLimit 1", "MaxRequestWorkers 1")
    return configuration


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.parametrize("mpm", ["event", "worker", "prefork"])
@pytest.mark.rows("S-17", "H-34")
def test_replay_is_refused_in_the_very_child_that_verified(start, fleet, mpm, tls):
    site = start(one_child(mpm, fleet.backend.port))
    site.log.tolerate("AH00161")  # a single prefork child is soon the most there may be
    first = site.client(tls=tls)
    captured = first.header()
    assert first.get(ENVIRONMENT, [captured]).status == 200
    first.close()
    second = site.client(tls=tls)
    assert second.get(ENVIRONMENT, [captured]).status == 400
    assert len(site.server.children()) == 1


@pytest.mark.rows("S-17", "H-34")
def test_message_with_the_id_of_another_key_under_a_verified_signature_is_refused(visit):
    client = visit.client()
    signature = client.key.signature(client.tls.ekm)
    honest = client.key.binding(client.tls.ekm, signature=signature)
    assert client.send_message(ENVIRONMENT, honest).status == 200
    victim = key_for(wire.ECDSAP256, "victim")
    forged = client.key.binding(client.tls.ekm, identity=victim.id, signature=signature)
    assert client.send_message(ENVIRONMENT, forged).status == 400


@pytest.mark.parametrize("tls, protocol", [("1.2", "h1"), ("1.3", "h1"), ("1.3", "h2")])
@pytest.mark.rows("S-16", "S-17")
def test_each_byte_of_a_verified_message_matters(event_site, tls, protocol):
    client = event_site.client("d.test", tls=tls, protocol=protocol)
    honest = client.key.message(client.tls.ekm)
    assert status_of(client, [header_of(honest)]) == "valid"
    for position in range(len(honest)):
        changed = bytearray(honest)
        changed[position] ^= 1
        status = status_of(client, [header_of(bytes(changed))])
        assert status == "invalid", "byte %d does not matter" % position
    assert status_of(client, [header_of(honest)]) == "valid"


@pytest.mark.rows("S-17")
def test_beginning_or_extension_of_a_verified_header_is_not_it(visit):
    client = visit.client("d.test")
    name, value = client.header()
    assert status_of(client, [(name, value)]) == "valid"
    for similar in (value[:-1], value[:-4], value + "AAAA", value + value, value[:4]):
        assert status_of(client, [(name, similar)]) == "invalid", similar


@pytest.mark.rows("H-32", "S-36")
def test_requests_in_a_row_are_judged_one_by_one(visit):
    """Pipelined on HTTP/1.1, streams at the same time on HTTP/2."""
    client = visit.client("d.test")
    bad = header_of(client.key.message(bytes(32)))
    rows = ([client.header()], [bad], [client.header()], [])
    answers = responses_to(client, rows)
    seen = [answer.environment() for answer in answers]
    assert [environment["TOKEN_BINDING_STATUS"] for environment in seen] == [
        "valid", "invalid", "valid", "absent"]
    for environment, expected in zip(seen, (client.id, None, client.id, None)):
        assert exported(environment, PROVIDED) == expected


def responses_to(client, rows_of_headers, path: str = ENVIRONMENT) -> list:
    """All requests are sent before any answer is read."""
    sent = [client.http.send("GET", path, headers) for headers in rows_of_headers]
    return [client.http.response(*([stream] if stream else [])) for stream in sent]


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.rows("H-32", "S-36")
def test_refused_stream_does_no_harm_to_its_neighbours(event_site, tls):
    client = event_site.client(tls=tls, protocol="h2")
    bad = header_of(client.key.message(bytes(32)))
    before = event_site.backend.requests
    answers = responses_to(client, ([client.header()], [bad], [client.header()], []), BACKEND)
    assert [answer.status for answer in answers] == [200, 400, 200, 200]
    told = [answers[number].as_backend_saw_it().value(PROVIDED) for number in (0, 2, 3)]
    assert told == [client.id, client.id, None]
    assert event_site.backend.requests == before + 3


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.rows("H-32")
def test_refused_request_ends_a_pipeline(site, tls):
    """httpd's rule for any 400: what follows on the connection is not read."""
    client = site.client(tls=tls)
    bad = header_of(client.key.message(bytes(32)))
    before = site.backend.requests
    for headers in ([client.header()], [bad], [client.header()]):
        client.http.send("GET", BACKEND, headers)
    assert client.http.response().status == 200
    assert client.http.response().status == 400
    assert client.http.closed_by_server()
    assert site.backend.requests == before + 1


@pytest.mark.rows("S-36")
def test_streams_with_different_keys_do_not_mix(event_site):
    client = event_site.client(protocol="h2")
    keys = [key_for(wire.ECDSAP256, "stream %d" % number) for number in range(12)]
    streams = [client.http.send("GET", ENVIRONMENT, [header_of(key.message(client.tls.ekm))])
               for key in keys]
    client.http.reset(streams[5])
    for key, stream in zip(keys, streams):
        if stream != streams[5]:
            environment = client.http.response(stream).environment()
            assert exported(environment, PROVIDED) == wire.base64url(key.id)
