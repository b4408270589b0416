# SPDX-License-Identifier: Apache-2.0
"""Rows, and the table and JSON that are made of them."""

import json
import os
import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Row:
    """One figure; `baseline` is what it is compared with and `limit` the most it may be.

    The limit is on the ratio to the baseline where there is one, else on the value.
    """

    group: str
    name: str
    value: float
    unit: str
    baseline: float | None = None
    limit: float | None = None
    allocations: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def met(self) -> bool | None:
        if self.limit is None:
            return None
        return (self.value if self.baseline is None else self.ratio) <= self.limit


def cells(row: Row) -> list[str]:
    limit = "" if row.limit is None else "%g" % row.limit if row.baseline is None else (
        "%.2f ×" % row.limit)
    return [row.name, "{:,.0f} {}".format(row.value, row.unit),
            "" if row.ratio is None else "%.3f ×" % row.ratio, limit,
            {None: "", True: "yes", False: "no"}[row.met],
            "" if row.allocations is None else "%g" % row.allocations]


def line(row: Row) -> str:
    name, value, ratio, limit, met, allocations = cells(row)
    return "%-58s %18s %10s %8s %4s %8s" % ("%s: %s" % (row.group, name), value, ratio, limit, met,
                                           allocations)


def markdown(rows: list[Row]) -> str:
    lines = [machine(), ""]
    for group in dict.fromkeys(row.group for row in rows):
        lines += ["", "| %s | | ratio | at most | reached | allocations |" % group,
                  "|---|--:|--:|--:|---|--:|"]
        lines += ["| %s |" % " | ".join(cells(row)) for row in rows if row.group == group]
    return "\n".join(lines) + "\n"


def machine() -> str:
    cpu = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    openssl = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=False)
    return "%s, %d cores, Linux %s, %s" % (
        cpu[1] if cpu else platform.machine(), os.cpu_count() or 0, platform.release(),
        " ".join(openssl.stdout.split()[:2]))


def write(rows: list[Row]) -> None:
    output = Path(os.environ.get("BENCH_OUTPUT", "."))
    (output / "bench.md").write_text(markdown(rows))
    described = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in rows]
    (output / "bench.json").write_text(
        json.dumps({"machine": machine(), "rows": described}, indent=1) + "\n")
