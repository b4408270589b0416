# SPDX-License-Identifier: Apache-2.0
"""Functions of the module without a server: what microbench prints, against the floors in it."""

import os
import subprocess
from collections.abc import Iterator

from .report import Row

FLOORS = {name: "floor: " + name for name in ("ecdsap256", "rsa2048_pss", "rsa2048_pkcs1.5")}
VERIFY_LIMITS = {"new key": {"ecdsap256": 1.10, "rsa": 1.7},
                 "key seen before": {"ecdsap256": 1.10, "rsa": 1.15}}
NANOSECONDS = {"verify: already verified on this connection": 100}
REFUSAL = 1000


def rows() -> Iterator[Row]:
    command = [os.environ.get("MICROBENCH", "./microbench"), os.environ.get("BENCH_ROUNDS", "31")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # The lower quartile: what disturbs a turn can only add to it.
    table = {name: (float(quartile), float(allocations)) for name, _, quartile, allocations in (
        text.split("\t") for text in printed.splitlines())}
    for name, (nanoseconds, allocations) in table.items():
        group, rest = name.split(": ", 1)
        baseline, limit = _compared(group, rest, table)
        yield Row(group, rest, nanoseconds, "ns", baseline, limit, allocations)


def _compared(group: str, rest: str, table: dict) -> tuple[float | None, float | None]:
    if group == "refuse":
        return None, None if "forged" in rest else REFUSAL
    if "%s: %s" % (group, rest) in NANOSECONDS:
        return None, NANOSECONDS["%s: %s" % (group, rest)]
    key, _, how = rest.partition(", ")
    if group != "verify" or key not in FLOORS:
        return None, None
    limit = VERIFY_LIMITS.get(how, {}).get("rsa" if key.startswith("rsa") else key)
    return table[FLOORS[key]][0], limit
