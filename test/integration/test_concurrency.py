# SPDX-License-Identifier: Apache-2.0
"""Hundreds of HTTP/2 streams on few connections, whose messages are the same, different or bad.

The streams of a connection run in worker threads and share what the connection knows: what it
negotiated, and the last message that verified on it.
"""

import random

import pytest

from server.site import EXACT
from tokenbinding import wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.keys import key_for

CONNECTIONS, STREAMS, AT_ONCE = 4, 300, 90


def questions_for(client, stranger_ekm: bytes, chance: random.Random) -> list:
    """Header fields, with the status and the ID that they must lead to."""
    mine = client.header()
    others = [key_for(wire.ECDSAP256, "stream %d" % number) for number in range(8)]
    every = [
        lambda: ([mine], 200, client.id),
        lambda: ([client.header()], 200, client.id),
        lambda: other_key(chance.choice(others)),
        lambda: ([header_of(client.key.message(stranger_ekm))], 400, None),
        lambda: ([(HEADER, wire.base64url(chance.randbytes(139)))], 400, None),
        lambda: ([mine, mine], 400, None),
        lambda: ([], 200, "(null)"),
    ]

    def other_key(key):
        return [header_of(key.message(client.tls.ekm))], 200, wire.base64url(key.id)

    return [chance.choice(every)() for _ in range(STREAMS)]


@pytest.mark.parametrize("mpm", ["event", "worker"])
@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.rows("S-36", "S-17", "S-16")
def test_parallel_streams_are_judged_each_by_its_own_message(standard_sites, mpm, tls):
    site = standard_sites(mpm)
    chance = random.Random(tls + mpm)
    clients = [site.client(tls=tls, protocol="h2") for _ in range(CONNECTIONS)]
    plans = [questions_for(client, clients[number - 1].tls.ekm, chance)
             for number, client in enumerate(clients)]
    for start in range(0, STREAMS, AT_ONCE):
        sent = [[client.http.send("GET", EXACT, headers)
                 for headers, _, _ in plan[start:start + AT_ONCE]]
                for client, plan in zip(clients, plans)]
        for client, plan, streams in zip(clients, plans, sent):
            for stream, (_, status, identity) in zip(streams, plan[start:]):
                response = client.http.response(stream)
                seen = response.status, response.value("X-Provided")
                assert seen[0] == status and (status == 400 or seen[1] == identity)
    site.check()


@pytest.mark.rows("S-36", "H-34")
def test_message_of_one_connection_is_refused_on_another_at_the_same_time(event_site):
    """Each connection is asked with its neighbour's header while the neighbour uses it."""
    clients = [event_site.client(protocol="h2") for _ in range(CONNECTIONS)]
    headers = [client.header() for client in clients]
    for _ in range(5):
        streams = [(client.http.send("GET", EXACT, [headers[number]]),
                    client.http.send("GET", EXACT, [headers[number - 1]]))
                   for number, client in enumerate(clients)]
        for client, (own, foreign) in zip(clients, streams):
            assert client.http.response(own).value("X-Provided") == client.id
            assert client.http.response(foreign).status == 400
