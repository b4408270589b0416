# SPDX-License-Identifier: Apache-2.0
"""Drives a real server for as many requests as SOAK_REQUESTS says, and restarts it all the time.

Good, replayed, forged and plain clients on both protocols; every answer is checked against what
the client knows it must be. Ends with 1 when one was wrong or a child died.

SOAK_REQUESTS (60000), SOAK_WORKERS (2), SOAK_MPM (event), SOAK_RESTART (4: seconds between graceful
restarts, 0 for none), SOAK_SEED (1).
"""

import multiprocessing
import os
import re
import sys
import time
from pathlib import Path

from server.configuration import VHost
from server.fleet import Fleet
from server.site import standard
from visitor import Tally, Visitor


def number(name: str, default: float) -> float:
    return float(os.environ.get(name, default))


def work(port: int, seed: int, http2: bool, wanted: int, results) -> None:
    visitor = Visitor(port, seed, http2)
    while visitor.tally.requests < wanted and visitor.tally.wrong < 100:
        visitor.visit()
    results.put(visitor.tally)


def start(fleet: Fleet):
    mpm = os.environ.get("SOAK_MPM", "event")
    configuration = standard(mpm, fleet.backend.port)
    configuration.main = ["LogLevel notice token_binding:warn"]
    if mpm == "prefork":
        configuration.mpm_lines = ("StartServers 4", "MaxRequestWorkers 32")
    status = VHost("watch.test", None).location("/server-status", "SetHandler server-status")
    configuration.vhosts.append(status)
    return fleet.start(configuration)


def resident(pid: int) -> int:
    """In kB; 0 for a process that is gone."""
    try:
        status = Path("/proc/%d/status" % pid).read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) if found else 0


def children_of(pid: int) -> list[int]:
    listing = Path("/proc/%d/task/%d/children" % (pid, pid)).read_text()
    return [int(child) for child in listing.split()]


class Memory:
    """Resident memory of the parent and of its largest child, in kB."""

    def __init__(self, parent: int):
        self.parent = resident(parent)
        self.child = max(map(resident, children_of(parent)), default=0)


def counters(site) -> list[str]:
    body = site.plain_client("watch.test").get("/server-status?auto").body.decode()
    return [line for line in body.splitlines()
            if line.startswith("TokenBinding") and not line.endswith(": 0")]


def watch(site, workers) -> tuple[int, list[Memory]]:
    """Restarts the server while the workers work."""
    interval, restarts = number("SOAK_RESTART", 4), 0
    seen: list[Memory] = []
    next_restart = time.monotonic() + interval
    while any(worker.is_alive() for worker in workers):
        time.sleep(0.5)
        if interval and time.monotonic() >= next_restart:
            seen.append(Memory(site.server.pid))
            site.server.restart_gracefully()
            restarts += 1
            next_restart = time.monotonic() + interval
    seen.append(Memory(site.server.pid))
    return restarts, seen


def soak(site) -> bool:
    workers_wanted = int(number("SOAK_WORKERS", 2))
    share = int(number("SOAK_REQUESTS", 60000)) // workers_wanted
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    workers = [context.Process(target=work, args=(
        site.server.port, int(number("SOAK_SEED", 1)) * 1000 + worker, site.speaks_http2, share,
        results))
        for worker in range(workers_wanted)]
    begun = time.monotonic()
    for worker in workers:
        worker.start()
    restarts, memory = watch(site, workers)
    if any(worker.exitcode for worker in workers):
        print("a client of ours died: see above")
        return False
    tallies = [results.get() for _ in workers]
    return report(site, tallies, restarts, memory, time.monotonic() - begun)


def report(site, tallies: list[Tally], restarts: int, memory: list[Memory], took: float) -> bool:
    total = Tally(*(sum(getattr(tally, name) for tally in tallies)
                    for name in ("requests", "connections", "lost_connections", "wrong")))
    early = memory[min(2, len(memory) - 1)]  # the first restarts fill OpenSSL's and APR's pools
    crashes = len(re.findall(r"exit signal", site.log.text()))
    print("requests            %d in %d s on %s" % (total.requests, took, site.mpm))
    print("wrong answers       %d" % total.wrong)
    print("connections         %d, lost in a restart %d" % (total.connections,
                                                           total.lost_connections))
    print("graceful restarts   %d" % restarts)
    print("child crashes       %d" % crashes)
    print("parent, kB          %d at the start, %d after the third restart, %d at the end"
          % (memory[0].parent, early.parent, memory[-1].parent))
    print("largest child, kB   %d at the start, %d most, %d at the end"
          % (memory[0].child, max(one.child for one in memory), memory[-1].child))
    print("\n".join(["counters"] + ["  " + line for line in counters(site)]))
    for example in [text for tally in tallies for text in tally.examples]:
        print("wrong: " + example)
    return total.wrong == 0 and crashes == 0


def main() -> int:
    fleet = Fleet()
    try:
        site = start(fleet)
        try:
            good = soak(site)
        finally:
            site.hang_up()
            site.server.stop()
    finally:
        fleet.end()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
