#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints which part of the lines of each file the tests have run, and fails below the floor.

usage: report.py BUILD FLOOR    BUILD: a tree built with --enable-coverage whose tests have run
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOMS = ["core", "tls", "verify", "policy", "bind"]


def lines_of(notes: list[Path]) -> dict[str, dict[int, bool]]:
    """By source file, each line that can run and whether it did, over all objects."""
    lines: dict[str, dict[int, bool]] = defaultdict(dict)
    for note in notes:
        command = [os.environ.get("GCOV", "gcov"), "--json-format", "--stdout", str(note)]
        out = subprocess.run(command, capture_output=True, check=True, cwd=note.parent).stdout
        for report in out.splitlines():
            for entry in json.loads(report)["files"]:
                name = entry["file"].rpartition("src/")[2]
                for line in entry["lines"]:
                    seen = lines[name].get(line["line_number"], False)
                    lines[name][line["line_number"]] = seen or line["count"] > 0
    return lines


def missed(lines: dict[int, bool]) -> str:
    numbers = [str(number) for number, run in sorted(lines.items()) if not run]
    return " ".join(numbers[:12] + (["..."] if len(numbers) > 12 else []))


def main() -> int:
    build, floor = Path(sys.argv[1]).resolve(), float(sys.argv[2])
    # Of what was compiled, not of what ran: a file that no test reaches counts as well.
    notes = [note for room in ROOMS for note in sorted((build / "src" / room).rglob("*.gcno"))]
    lines = {name: found for name, found in lines_of(notes).items()
             if name.split("/")[0] in ROOMS}
    total = run = 0
    for room in ROOMS:
        for name in sorted(name for name in lines if name.startswith(room + "/")):
            done = sum(lines[name].values())
            total, run = total + len(lines[name]), run + done
            print(f"{100 * done / len(lines[name]):6.1f}%  {done:4}/{len(lines[name]):4}  "
                  f"{name:32}{missed(lines[name])}")
    share = 100 * run / total if total else 0.0
    print(f"{share:6.1f}%  {run:4}/{total:4}  all; at least {floor:g}% are asked for")
    return 0 if share >= floor else 1


sys.exit(main())
