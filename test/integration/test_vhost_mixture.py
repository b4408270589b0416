# SPDX-License-Identifier: Apache-2.0
"""Virtual hosts on one port that disagree about Token Binding, and every way to mix them up.

The client may name one host in the handshake, another in the request, a third in the next request,
one that does not exist, or none. What was negotiated comes from the handshake's host; a request
counts as bound only where its own host would have agreed to the same.
"""

import pytest

from expectations import assert_nothing_exported, exported
from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire

PROVIDED = "Sec-Provided-Token-Binding-ID"
EC, PSS = wire.ECDSAP256, wire.RSA2048_PSS
SETTINGS = {
    "a.test": [],
    "b.test": ["TokenBindingEnabled Off"],
    "d.test": ["TokenBindingKeyParameters rsa2048_pss"],
    "e.test": ["TokenBindingVersions 0.10 0.13"],
}
NEGOTIATED = {"a.test": ((1, 0), EC), "b.test": None, "d.test": ((1, 0), PSS),
              "e.test": ((0, 13), EC)}
# Which hosts would have agreed to what another one negotiated.
AGREEING = {"a.test": {"a.test"}, "b.test": set(), "d.test": {"a.test", "d.test"},
            "e.test": {"a.test", "e.test"}}
WAYS = pytest.mark.parametrize("tls, protocol", [
    ("1.2", "h1"), ("1.3", "h1"), ("1.2", "h2"), ("1.3", "h2")])


@pytest.fixture(scope="module")
def mixture(fleet):
    hosts = [VHost(name).add(*lines) for name, lines in SETTINGS.items()]
    site = fleet.start(site_of("event", hosts, fleet.backend.port))
    yield site
    site.still_serves()
    site.end()


@WAYS
@pytest.mark.parametrize("named", SETTINGS)
@pytest.mark.rows("H-15", "H-41", "S-36")
def test_mixture_judges_each_request_by_its_host_and_its_connection(mixture, tls, protocol, named):
    """All hosts are asked in turn on one connection, as browsers do with HTTP/2."""
    client = mixture.client(named, tls=tls, protocol=protocol)
    assert client.negotiated == NEGOTIATED[named]
    for _ in range(2):
        for host in SETTINGS:
            client.http.host = host
            environment = client.bound_get(ENVIRONMENT).environment()
            assert environment["SERVER_NAME"] == host
            if host in AGREEING[named]:
                assert exported(environment, PROVIDED) == client.id
                assert environment["TOKEN_BINDING_STATUS"] == "valid"
            else:
                assert_nothing_exported(environment)
                assert environment["TOKEN_BINDING_STATUS"] == "none"
    mixture.check()


@WAYS
@pytest.mark.parametrize("named", ["unknown.test", None])
@pytest.mark.rows("H-15")
def test_mixture_takes_its_default_host_for_unknown_and_missing_names(mixture, tls, protocol,
                                                                      named):
    for host in SETTINGS:
        client = mixture.client(named, tls=tls, protocol=protocol, authority=host)
        assert client.negotiated == NEGOTIATED["a.test"]
        environment = client.bound_get(ENVIRONMENT).environment()
        if host in AGREEING["a.test"]:
            assert exported(environment, PROVIDED) == client.id
        else:
            assert_nothing_exported(environment)
    mixture.check()


@pytest.mark.parametrize("first", SETTINGS)
@pytest.mark.parametrize("tls, tickets", [("1.2", True), ("1.2", False), ("1.3", True)])
@pytest.mark.rows("S-10", "H-12", "H-15")
def test_mixture_resumes_sessions_across_hosts_but_not_what_was_negotiated(mixture, tls, tickets,
                                                                          first):
    """Whether mod_ssl resumes another host's session is its affair; what is bound is not."""
    before = mixture.client(first, tls=tls, tickets=tickets)
    before.bound_get(ENVIRONMENT)
    session = before.tls.session()
    for second in SETTINGS:
        after = mixture.client(second, tls=tls, tickets=tickets, session=session)
        assert after.negotiated == NEGOTIATED[second], second
        environment = after.bound_get(ENVIRONMENT).environment()
        assert exported(environment, PROVIDED) == (after.id if after.negotiated else None)
    mixture.check()
