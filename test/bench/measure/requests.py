# SPDX-License-Identifier: Apache-2.0
"""Instructions a request and a connection: the module against the same httpd without it."""

from collections.abc import Iterator
from contextlib import ExitStack

from server.fleet import Fleet

from .report import Row
from .servers import Counted
from .visitor import Visitor

REQUESTS, CONNECTIONS = 200, 60
UNIT = "instr."
PLAIN_LIMIT, BOUND_LIMIT, CONNECTION_LIMIT = 1.01, 1.03, 1.12


def rows() -> Iterator[Row]:
    fleet = Fleet()
    try:
        for certificate, name in (("shared", "P-256"), ("other", "RSA-2048")):
            with ExitStack() as ends:
                without, using = (Counted(fleet, module, certificate) for module in (False, True))
                ends.callback(without.end)
                ends.callback(using.end)
                if certificate == "shared":
                    for protocol in ("h1", "h2"):
                        yield from _requests(without, using, protocol)
                yield from _connections(without, using, name)
    finally:
        fleet.end()


def _requests(without: Counted, using: Counted, protocol: str) -> Iterator[Row]:
    group = {"h1": "HTTP/1.1 keep-alive request", "h2": "HTTP/2 request"}[protocol]
    stranger = Visitor(without.site, protocol)
    plain = without.instructions(stranger.plain, REQUESTS)
    header = without.instructions(stranger.repeat, REQUESTS)
    yield Row(group, "without the module", plain, UNIT)
    yield Row(group, "without the module, with the header", header, UNIT)
    client = Visitor(using.site, protocol)
    yield Row(group, "plain client", using.instructions(client.plain, REQUESTS), UNIT, plain,
              PLAIN_LIMIT)
    bound = Visitor(using.site, protocol, offers=True)
    ignored = Visitor(using.site, protocol, offers=True, host="d.test")
    for name, operation, limit in (
            ("negotiated, no header", bound.plain, None),
            ("bound, the same header", bound.repeat, BOUND_LIMIT),
            ("bound, a fresh signature", bound.fresh, None),
            ("rejected as malformed (ignore)", ignored.malformed, None),
            ("rejected for its signature (ignore)", ignored.forged, None)):
        baseline = plain if operation == bound.plain else header
        yield Row(group, name, using.instructions(operation, REQUESTS), UNIT, baseline, limit)
    for visitor in (stranger, client, bound, ignored):
        visitor.end()


def _connections(without: Counted, using: Counted, name: str) -> Iterator[Row]:
    group = "new connection, TLS 1.3, %s certificate" % name
    stranger = Visitor(without.site)
    plain = without.instructions(stranger.new_connection, CONNECTIONS)
    yield Row(group, "without the module", plain, UNIT)
    client = Visitor(using.site)
    yield Row(group, "plain client", using.instructions(client.new_connection, CONNECTIONS), UNIT,
              plain, PLAIN_LIMIT)
    bound = Visitor(using.site, offers=True)
    for what, operation, limit in (
            ("negotiated, no header", bound.new_connection, None),
            ("bound", lambda: bound.new_connection(bound=True), CONNECTION_LIMIT),
            ("rejected as malformed", lambda: bound.new_connection(
                header=("Sec-Token-Binding", "AAAA"), status=400), None)):
        yield Row(group, what, using.instructions(operation, CONNECTIONS), UNIT, plain, limit)
    for visitor in (stranger, client, bound):
        visitor.end()
