# SPDX-License-Identifier: Apache-2.0
"""Many clients at the same time: nobody gets another's ID, and nothing breaks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from expectations import exported
from server.site import ENVIRONMENT, EXACT, standard
from tokenbinding import wire
from tokenbinding.client import BoundClient, header_of
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
CLIENTS, REQUESTS = 8, 12


def visit_often(port: int, number: int, protocol: str) -> None:
    """Good requests, requests without message and a stranger's message, in turn, on d.test."""
    client = BoundClient(port, "d.test", tls=("1.2", "1.3")[number % 2], protocol=protocol,
                         key=key_for(wire.ECDSAP256, "client %d" % number))
    try:
        for turn in range(REQUESTS):
            headers, status, identity = (
                ([client.header()], "valid", client.id), ([], "absent", "(null)"),
                ([header_of(client.key.message(bytes(32)))], "invalid", "(null)"))[turn % 3]
            response = client.get(EXACT, headers)
            seen = response.value("X-Status"), response.value("X-Provided")
            assert seen == (status, identity), (number, turn)
    finally:
        client.close()


def all_at_once(work, arguments) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(work, *each) for each in arguments]:
            done.result(timeout=120)


@pytest.mark.parametrize("protocol", ["h1", "h2"])
@pytest.mark.parametrize("mpm", ["event", "worker"])
@pytest.mark.rows("S-36", "S-17")
def test_clients_of_threads_do_not_mix(standard_sites, mpm, protocol):
    site = standard_sites(mpm)
    all_at_once(visit_often, [(site.server.port, number, protocol) for number in range(CLIENTS)])
    site.check()


@pytest.mark.rows("S-36")
def test_streams_of_one_connection_run_at_once(event_site):
    """The worker threads of HTTP/2 share the state of one connection."""
    client = event_site.client("d.test", protocol="h2")
    rows = [[client.header()], [header_of(client.key.message(bytes(32)))], []] * 20
    streams = [client.http.send("GET", EXACT, headers) for headers in rows]
    seen = [client.http.response(stream).value("X-Status") for stream in streams]
    assert seen == ["valid", "invalid", "absent"] * 20


def test_clients_come_while_the_server_restarts(start, fleet):
    site = start(standard("event", fleet.backend.port))
    for _ in range(3):
        visitors = [site.client() for _ in range(4)]
        for client in visitors:
            environment = client.bound_get(ENVIRONMENT).environment()
            assert exported(environment, PROVIDED) == client.id
        site.server.restart_gracefully()
        site.hang_up()
