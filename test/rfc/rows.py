#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a row of table.txt is missing, or names a file or test that does not exist, or names
neither a test nor a reason. Given the results of a program, it also fails when a test of that
program did not run, or did not pass.

usage: rows.py [RESULT...]

RESULT: unit_tests.log and the like, as Check writes them when it is verbose, and integration.xml of
pytest; without any, the logs in this folder.
"""

import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TREE = Path(os.environ.get("srcdir", Path(__file__).resolve().parents[2]))
TABLE = TREE / "test/rfc/table.txt"

ROWS = ([f"S-{n}" for n in range(1, 37)] + [f"P-{n}" for n in range(1, 20)]
        + [f"T-{n}" for n in range(1, 11)] + [f"C-{n}" for n in range(1, 17)]
        + [f"H-{n}" for first, last in ((1, 15), (20, 43), (50, 67), (70, 79))
           for n in range(first, last + 1)])


def texts(pattern: str) -> str:
    return "\n".join(path.read_text() for path in sorted((TREE / "test").glob(pattern)))


def existing_tests() -> dict[str, str]:
    """Each test, and the name of the results in which it must stand."""
    tests = {test: "integration"
             for test in re.findall(r"def (test_\w+)\(", texts("integration/**/test_*.py"))}
    for folder in ("unit", "tls", "client"):
        for test in re.findall(r"START_TEST\((\w+)\)", texts(f"{folder}/check_*.cpp")):
            tests[test] = f"{folder}_tests"
    return tests


def tests_run(result: Path) -> set[str]:
    """The tests that passed, as Check or pytest reports them."""
    if result.suffix != ".xml":
        log = result.read_text(errors="replace")
        return set(re.findall(r"^\S+:\d+:P:[^:]*:(\w+):\d+: ", log, re.MULTILINE))
    cases = ElementTree.parse(result).getroot().iter("testcase")
    return {case.get("name", "").split("[")[0] for case in cases
            if not any(case.find(bad) is not None for bad in ("failure", "error", "skipped"))}


class Judge:
    def __init__(self, results: list[Path]) -> None:
        self.program_of = existing_tests()
        self.run = {result.stem: tests_run(result) for result in results}

    def test_faults(self, test: str) -> list[str]:
        if test not in self.program_of:
            return [f"no test is called {test}"]
        if test not in self.run.get(self.program_of[test], {test}):
            return [f"{test} did not run, or did not pass"]
        return []

    def faults(self, words: str, files: str, proof: str) -> list[str]:
        faults = [] if words else ["says nothing"]
        if proof.startswith("waived: ") and len(proof) > len("waived: "):
            return faults
        if not proof or proof.startswith("waived"):
            return faults + ["names neither a test nor a reason"]
        faults += [f"no file {name}" for name in files.split() if not (TREE / name).is_file()]
        return faults + [fault for test in proof.split() for fault in self.test_faults(test)]


def read_table() -> tuple[dict[str, list[str]], list[str]]:
    rows, faults = {}, []
    for line in TABLE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4 or cells[0] not in ROWS or cells[0] in rows:
            faults.append(f"cannot read, or twice: {line}")
        else:
            rows[cells[0]] = cells[1:]
    return rows, faults + [f"{row}: missing" for row in ROWS if row not in rows]


def main() -> int:
    rows, faults = read_table()
    results = [Path(name) for name in sys.argv[1:]] or sorted(Path().glob("*_tests.log"))
    judge = Judge(results)
    for row, cells in rows.items():
        faults += [f"{row}: {fault}" for fault in judge.faults(*cells)]
    names = ", ".join(result.name for result in results) or "no results"
    print("\n".join(faults + [f"{len(rows)} rows, {len(faults)} faults; {names}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
