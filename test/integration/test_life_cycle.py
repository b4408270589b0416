# SPDX-License-Identifier: Apache-2.0
"""A server that is restarted, reconfigured, upgraded and recycled while clients are being served.

A restart unloads the module and loads it again into the same parent process, while children of the
generation before still serve: nothing may crash, grow or be judged wrongly.
"""

import re
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from h2.exceptions import ProtocolError

from expectations import assert_nothing_exported, exported
from server import installation
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, EXACT, site_of, standard
from tokenbinding import wire
from tokenbinding.client import BoundClient, header_of
from tokenbinding.http import chunked
from tokenbinding.tls import TlsError
from tokenbinding.waiting import until

PROVIDED = "Sec-Provided-Token-Binding-ID"
# Room for children of several generations at a time.
ROOMY_PREFORK = ("StartServers 4", "MinSpareServers 2", "MaxSpareServers 8", "MaxRequestWorkers 24")
ROOMY = ("StartServers 1", "ServerLimit 8", "ThreadLimit 8", "ThreadsPerChild 8",
         "MinSpareThreads 1", "MaxSpareThreads 17", "MaxRequestWorkers 64")
LOST = (TlsError, OSError, ProtocolError)


class Load(threading.Thread):
    """One client after the other until told to stop. A restart may cut a connection, but no answer
    may be wrong."""

    def __init__(self, site, protocol: str):
        super().__init__(daemon=True)
        self._port, self._protocol = site.server.port, protocol
        self._over = threading.Event()
        self.answers, self.lost, self.wrong = 0, 0, []

    def run(self) -> None:
        while not self._over.is_set():
            try:
                with closing(BoundClient(self._port, protocol=self._protocol)) as client:
                    self._ask(client)
            except LOST:
                self.lost += 1

    def _ask(self, client) -> None:
        good, bad = client.header(), header_of(client.key.message(bytes(32)))
        for headers, expected in (([good], (200, client.id)), ([good], (200, client.id)),
                                  ([], (200, "(null)")), ([bad], (400, None))):
            response = client.get(EXACT, headers)
            seen = response.status, response.value("X-Provided")
            self.answers += 1
            if seen[0] != expected[0] or (seen[0] == 200 and seen != expected):
                self.wrong.append((seen, expected))

    def end(self) -> None:
        self._over.set()
        self.join(30)


def resident(pid: int) -> int:
    status = Path("/proc/%d/status" % pid).read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])


def roomy(mpm: str, backend_port: int):
    configuration = standard(mpm, backend_port)
    configuration.mpm_lines = ROOMY_PREFORK if mpm == "prefork" else ROOMY
    return configuration


@pytest.mark.parametrize("mpm", ["event", "worker", "prefork"])
def test_graceful_restarts_under_load_lose_no_judgement_and_no_memory(start, fleet, mpm):
    site = start(roomy(mpm, fleet.backend.port))
    site.log.tolerate("AH00161|AH00288|AH00484|AH03490|AH10159")  # old children still hold their slots
    loads = [Load(site, protocol) for protocol in ("h1", "h2" if mpm != "prefork" else "h1")]
    sizes = []
    try:
        for load in loads:
            load.start()
        for _ in range(20):
            answered = [load.answers for load in loads]
            site.server.restart_gracefully()
            sizes.append(resident(site.server.pid))
            assert until(lambda: all(load.answers >= before + 4 for load, before
                                     in zip(loads, answered)), 10), "nobody is served"
    finally:
        for load in loads:
            load.end()
    for load in loads:
        assert not load.wrong, load.wrong[:3]
    assert sizes[-1] - sizes[4] < 600, "the parent grows, in kB: %s" % sizes


@pytest.mark.parametrize("mpm", ["event", "worker", "prefork"])
def test_request_that_outlives_a_restart_keeps_its_result(start, fleet, mpm):
    """Its head is judged by one generation of the module; its body ends after the next has come."""
    site = start(roomy(mpm, fleet.backend.port))
    client = site.client()
    head = "POST %s HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n%s: %s\r\n\r\n"
    client.tls.send((head % (BACKEND, *client.header())).encode() + b"5\r\nfirst\r\n")
    site.server.restart_gracefully()
    assert site.client().bound_get(EXACT).status == 200
    client.tls.send(chunked(b"second", [(PROVIDED, "forged")]))
    seen = client.http.response().as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id
    assert seen.body.startswith("firstsecond")


def test_changed_directives_hold_from_the_restart_on(start, fleet):
    port = fleet.backend.port
    site = start(standard("event", port))
    assert site.client().negotiated == ((1, 0), wire.ECDSAP256)
    for line, negotiated in (("TokenBindingKeyParameters rsa2048_pss", ((1, 0), wire.RSA2048_PSS)),
                             ("TokenBindingVersions 0.10 0.13", ((0, 13), wire.ECDSAP256)),
                             ("TokenBindingEnabled Off", None),
                             ("TokenBindingProvidedEnvVar BOUND", ((1, 0), wire.ECDSAP256))):
        site.hang_up()
        site.server.reconfigure(site_of("event", [VHost("a.test").add(line)], port))
        site.server.restart_gracefully()
        client = site.client()
        assert client.negotiated == negotiated, line
    assert client.bound_get(ENVIRONMENT).environment()["BOUND"] == client.id


@pytest.mark.parametrize("tls, tickets", [("1.2", True), ("1.2", False), ("1.3", True)])
@pytest.mark.rows("S-10", "H-12", "H-34")
def test_session_resumed_after_a_restart_negotiates_anew(start, fleet, tls, tickets):
    """A restart makes new ticket keys, but the session cache in shared memory may survive it."""
    site = start(standard("event", fleet.backend.port))
    before = site.client(tls=tls, tickets=tickets)
    captured = before.header()
    assert before.get(ENVIRONMENT, [captured]).status == 200
    session = before.tls.session()
    site.server.restart_gracefully()
    after = site.client(tls=tls, tickets=tickets, session=session, offered_version=(0, 13))
    assert after.negotiated == ((0, 13), wire.ECDSAP256)
    assert exported(after.bound_get(ENVIRONMENT).environment(), PROVIDED) == after.id
    assert after.get(ENVIRONMENT, [captured]).status == 400
    without = site.client(tls=tls, tickets=tickets, session=session, offer=None)
    assert_nothing_exported(without.bound_get(ENVIRONMENT).environment())


@pytest.mark.parametrize("mpm", ["event", "worker", "prefork"])
def test_children_are_recycled_without_a_trace(start, fleet, mpm):
    configuration = roomy(mpm, fleet.backend.port)
    configuration.main = ["MaxConnectionsPerChild 5"]
    site = start(configuration)
    site.log.tolerate("AH00161|AH00288|AH00484|AH03490|AH10159")
    for _ in range(20):
        client = site.client()
        assert client.bound_get(EXACT).value("X-Provided") == client.id
        site.hang_up()
    assert len(site.server.children()) > 2


def mapped_by(pid: int, file: Path) -> bool:
    """Whether the process has the present file of that name in memory, not a deleted one."""
    inode = str(file.stat().st_ino)
    return any(inode in line.split() for line in
               Path("/proc/%d/maps" % pid).read_text().splitlines() if line.endswith(file.name))


@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_upgraded_module_is_taken_by_a_graceful_restart(start, fleet, tmp_path_factory, mpm):
    """As a package does it: another file under the old name, while connections are open."""
    module = fleet.directory / ("upgraded-%s.so" % mpm)
    shutil.copy(installation.module_under_test(), module)
    configuration = roomy(mpm, fleet.backend.port)
    configuration.with_module = False
    configuration.main = ['LoadModule token_binding_module "%s"' % module]
    site = start(configuration)
    assert mapped_by(site.server.pid, module)
    for _ in range(3):
        open_before = site.client()
        assert open_before.bound_get(EXACT).value("X-Provided") == open_before.id
        newer = module.with_suffix(".new")
        shutil.copy(installation.module_under_test(), newer)
        newer.rename(module)
        assert not mapped_by(site.server.pid, module)
        site.server.restart_gracefully()
        assert mapped_by(site.server.pid, module), "the old module was not unloaded"
        client = site.client()
        assert client.bound_get(EXACT).value("X-Provided") == client.id


def test_stopped_server_starts_again(start, fleet):
    """Shared memory and sockets of the last life must not stand in the way of the next."""
    for _ in range(3):
        site = start(standard("event", fleet.backend.port))
        client = site.client()
        assert client.bound_get(EXACT).value("X-Provided") == client.id
        site.hang_up()
        site.server.stop()
