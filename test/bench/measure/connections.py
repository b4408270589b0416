# SPDX-License-Identifier: Apache-2.0
"""Processor time by the clock, and how time and memory grow: with open connections, and with the
requests of one connection."""

import resource
import statistics
from collections.abc import Iterator
from contextlib import ExitStack

from server.fleet import Fleet, Site

from .report import Row
from .servers import child_of, cpu_seconds, memory, running
from .visitor import Visitor

ROUNDS, BATCH, CONNECTION_BATCH = 60, 30, 6
OPEN = (10, 100, 1000, 5000)
SERVED = (100, 1000, 10000)
CONNECTION_LIMIT, MEMORY_LIMIT = 1.12, 1024


def rows() -> Iterator[Row]:
    fleet = Fleet()
    try:
        yield from _times(fleet)
        yield from _growth(fleet)
        yield from _ageing(fleet)
    finally:
        fleet.end()


def _times(fleet: Fleet) -> Iterator[Row]:
    for certificate, name in (("shared", "P-256"), ("other", "RSA-2048")):
        with ExitStack() as servers:
            without, using = (servers.enter_context(running(fleet, module, certificate))
                              for module in (False, True))
            yield from _times_of(without, using, name)


def _times_of(without: Site, using: Site, certificate: str) -> Iterator[Row]:
    stranger, client, bound = Visitor(without), Visitor(using), Visitor(using, offers=True)
    requests = {"without the module, with the header": (without, stranger.repeat),
                "plain client": (using, client.plain),
                "bound, the same header": (using, bound.repeat),
                "bound, a fresh signature": (using, bound.fresh)}
    connections = {"without the module": (without, stranger.new_connection),
                   "plain client": (using, client.new_connection),
                   "bound": (using, lambda: bound.new_connection(bound=True))}
    if certificate == "P-256":
        yield from _rows("processor time of a keep-alive request", _in_turns(requests, BATCH), {})
    yield from _rows("processor time of a new connection, %s certificate" % certificate,
                     _in_turns(connections, CONNECTION_BATCH), {"bound": CONNECTION_LIMIT})
    for visitor in (stranger, client, bound):
        visitor.end()


def _rows(group: str, times: dict, limits: dict) -> Iterator[Row]:
    baseline = None
    for name, microseconds in times.items():
        yield Row(group, name, microseconds, "µs", baseline, limits.get(name))
        baseline = baseline or microseconds


def _in_turns(operations: dict, batch: int) -> dict:
    """In turns, so that what disturbs the machine disturbs all."""
    taken: dict[str, list[float]] = {name: [] for name in operations}
    for _ in range(ROUNDS):
        for name, (site, operation) in operations.items():
            taken[name].append(_microseconds(site, operation, batch))
    return {name: _typical(values) for name, values in taken.items()}


def _typical(times: list[float]) -> float:
    """The lower quartile: what disturbs a turn can only add to it."""
    return statistics.quantiles(times, n=4)[0]


def _microseconds(site: Site, operation, batch: int) -> float:
    child = child_of(site)
    before = cpu_seconds(child)
    for _ in range(batch):
        operation()
    return (cpu_seconds(child) - before) / batch * 1e6


def _growth(fleet: Fleet) -> Iterator[Row]:
    _allow_files(OPEN[-1] * 2)
    found = {}
    for name, module, bound in (("without the module", False, False), ("plain", True, False),
                                ("bound", True, True)):
        with running(fleet, module) as site:
            found[name] = _grow(site, bound)
    for count in OPEN:
        group = "with %d open connections" % count
        for name, figures in found.items():
            octets, microseconds = figures[count]
            yield Row(group, "%s: memory a connection" % name, octets, "B")
            yield Row(group, "%s: processor time of a request" % name, microseconds, "µs")
        extra = found["bound"][count][0] - found["without the module"][count][0]
        limit = MEMORY_LIMIT if count >= 1000 else None  # below, a page here or there decides
        yield Row(group, "memory that a bound connection adds", extra, "B", None, limit)


def _grow(site: Site, bound: bool) -> dict[int, tuple[float, float]]:
    """By the number of connections: memory for each, and processor time of one request."""
    busy = Visitor(site, offers=bound)
    operation = busy.repeat if bound else busy.plain
    for _ in range(BATCH):
        operation()
    child = child_of(site)
    empty, figures, waiting = memory(child), {}, []
    for count in OPEN:
        while len(waiting) < count:
            waiting.append(Visitor(site, offers=bound))
            waiting[-1].repeat() if bound else waiting[-1].plain()
        used = (memory(child) - empty) / count
        times = [_microseconds(site, operation, BATCH) for _ in range(20)]
        figures[count] = (used, _typical(times))
    for visitor in (busy, *waiting):
        visitor.end()
    return figures


def _ageing(fleet: Fleet) -> Iterator[Row]:
    """What a connection that lives long adds to memory, and to the time of its later requests."""
    for name, module, operation in (("without the module", False, Visitor.repeat),
                                    ("bound, the same header", True, Visitor.repeat),
                                    ("bound, a fresh signature each", True, Visitor.fresh)):
        with running(fleet, module) as site:
            yield from _ageing_of(site, name, Visitor(site, offers=module), operation)


def _ageing_of(site: Site, name: str, visitor: Visitor, operation) -> Iterator[Row]:
    for _ in range(BATCH):
        operation(visitor)
    child, served = child_of(site), 0
    empty = memory(child)
    for count in SERVED:
        while served < count:
            operation(visitor)
            served += 1
        group = "%s: after %d requests on one connection" % (name, count)
        yield Row(group, "memory that each added", (memory(child) - empty) / count, "B")
        times = [_microseconds(site, lambda: operation(visitor), BATCH) for _ in range(20)]
        yield Row(group, "processor time of the next", _typical(times), "µs")
    visitor.end()


def _allow_files(count: int) -> None:
    """Here and in the servers that are started from here."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(count, 1024), hard), hard))
