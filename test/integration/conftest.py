# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the real-server tests.

`visit` is what most tests take: a site, a TLS version and a protocol out of the whole matrix, and
`visit.client()` connects that way. `site` leaves the way open; `start` makes servers for one test.
When a test ends, a good request on a fresh connection must succeed, and the error log of the
server is checked.
"""

from collections import Counter
from dataclasses import dataclass

import pytest

from bad_server import BadServer
from server import installation
from server.configuration import Configuration, VHost
from server.fleet import Fleet, Site
from server.site import site_of, standard

pytest_plugins = ["browser.fixtures", "federation.fixtures"]

MPMS = ("event", "worker", "prefork")
WAYS = [(mpm, tls, protocol) for mpm in MPMS for tls in ("1.2", "1.3") for protocol in ("h1", "h2")
        if (mpm, protocol) != ("prefork", "h2")]

REMARKS: list[str] = []


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "rows(*rows): the rows of the conformance table that this test proves")
    config.addinivalue_line("markers", "hostile: it proves a row of hostile inputs")


def is_hostile(test) -> bool:
    return any(row.startswith("H-") for mark in test.iter_markers("rows") for row in mark.args)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Lets `-k hostile` choose all that proves a row of hostile inputs."""
    for item in items:
        if is_hostile(item):
            item.add_marker("hostile")


def pytest_terminal_summary(terminalreporter):
    """What tests had to remark; what was left out and why, in one line for each reason."""
    for line in REMARKS:
        terminalreporter.write_line(line)
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ")
                      for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in reasons.items():
        terminalreporter.write_line("%d tests skipped: %s" % (tests, reason))


@pytest.fixture
def remark():
    """Takes a line to print when all is over."""
    return REMARKS.append


@pytest.fixture(scope="session")
def fleet():
    """Ends the run at once when there is no module to test."""
    try:
        installation.module_under_test()
    except RuntimeError as error:
        pytest.exit(str(error), returncode=2)
    ships = Fleet()
    yield ships
    ships.end()


@pytest.fixture(scope="session")
def standard_sites(fleet):
    """The standard site by MPM, started when first asked for."""
    running: dict[str, Site] = {}

    def site_on(mpm: str) -> Site:
        if mpm not in running:
            running[mpm] = fleet.start(standard(mpm, fleet.backend.port))
        return running[mpm]

    yield site_on
    for site in running.values():
        site.end()


@dataclass
class Visit:
    """One way to reach the standard site."""

    site: Site
    tls: str
    protocol: str

    def client(self, host: str = "a.test", **options):
        return self.site.client(host, tls=self.tls, protocol=self.protocol, **options)

    @property
    def backend(self):
        return self.site.backend

    @property
    def log(self):
        return self.site.log


@pytest.fixture(params=WAYS, ids="-".join)
def visit(request, standard_sites):
    mpm, tls, protocol = request.param
    site = standard_sites(mpm)
    yield Visit(site, tls, protocol)
    site.still_serves(tls=tls, protocol=protocol)
    site.check()


@pytest.fixture(params=[way[1:] for way in WAYS if way[0] == "event"], ids="-".join)
def event_visit(request, standard_sites):
    """Both TLS versions and both protocols, under one MPM."""
    site = standard_sites("event")
    yield Visit(site, *request.param)
    site.still_serves(tls=request.param[0], protocol=request.param[1])
    site.check()


@pytest.fixture(params=MPMS)
def site(request, standard_sites):
    """The standard site under each MPM."""
    found = standard_sites(request.param)
    yield found
    found.still_serves()
    found.check()


@pytest.fixture
def event_site(standard_sites):
    """The standard site under one MPM, for what no MPM can change."""
    found = standard_sites("event")
    yield found
    found.still_serves()
    found.check()


@pytest.fixture
def start(fleet, request):
    """Starts servers that live as long as the test, and outlive it where it is hostile."""
    running: list[Site] = []

    def start_one(configuration: Configuration) -> Site:
        running.append(fleet.start(configuration))
        return running[-1]

    yield start_one
    for site in running:
        if is_hostile(request.node):
            site.still_serves()
        site.end()


@pytest.fixture
def bad_server(fleet):
    """Starts servers for `localhost` that answer extension 24 with these octets, or not at all."""
    running: list[BadServer] = []

    def start_one(tls: str = "1.3", answer: str | None = None, **more) -> BadServer:
        octets = None if answer is None else bytes.fromhex(answer)
        running.append(BadServer(fleet.authority.path("shared.pem"),
                                 fleet.authority.path("shared.key"), tls, octets, **more))
        return running[-1]

    yield start_one
    for server in running:
        server.stop()


@pytest.fixture
def site_with(start, fleet):
    """Starts a site whose only virtual host has these lines."""
    def start_it(*lines: str, mpm: str = "event", **more):
        return start(site_of(mpm, [VHost("a.test").add(*lines)], fleet.backend.port, **more))
    return start_it


@pytest.fixture
def syntax_of(fleet):
    """`httpd -t` over a virtual host with these lines."""
    def check(*lines: str):
        configuration = Configuration("event", [VHost("a.test").add(*lines)])
        return fleet.prepare(configuration).check_syntax()
    return check
