#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a row of table.txt is missing, or names a file, a test or a case that does not exist,
or names neither a test nor a reason. Given the results of a program, it also fails when a test of
that program did not run, or did not pass; when a case did not run over both versions of TLS and of
HTTP; and when the tests of a hostile input left out one of them.

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

TLS, HTTP = {"1.2", "1.3"}, {"h1", "h2"}
WAYS = {f"{tls}-{protocol}" for tls in TLS for protocol in HTTP}
BEFORE_HTTP = {f"H-{n}" for n in range(1, 16)}
ONLY_BEFORE_TLS_1_3 = {"H-7", "H-8", "H-9", "H-10", "H-11", "H-13", "H-14"}
NOT_MADE_BY = {"H-42": {"h2"}}  # Upgrade is of HTTP/1.1, and httpd opens no tunnels in streams


def texts(pattern: str) -> str:
    return "\n".join(path.read_text() for path in sorted((TREE / "test").glob(pattern)))


def existing_tests() -> dict[str, str]:
    """Each test, and the name of the results in which it must stand."""
    tests = {test: "integration"
             for test in re.findall(r"def (test_\w+)\(", texts("integration/**/test_*.py"))}
    for folder in ("unit", "tls", "httpd", "client"):
        for test in re.findall(r"START_TEST\((\w+)\)", texts(f"{folder}/check_*.cpp")):
            tests[test] = f"{folder}_tests"
    return tests


def parameters_by_test(result: Path) -> dict[str, list[str]]:
    """The tests that passed, as Check or pytest reports them, and with which parameters."""
    if result.suffix != ".xml":
        log = result.read_text(errors="replace")
        return {test: [] for test in re.findall(r"^\S+:\d+:P:[^:]*:(\w+):\d+: ", log, re.MULTILINE)}
    passed: dict[str, list[str]] = {}
    for case in ElementTree.parse(result).getroot().iter("testcase"):
        if not any(case.find(bad) is not None for bad in ("failure", "error", "skipped")):
            test, _, parameters = case.get("name", "").rstrip("]").partition("[")
            passed.setdefault(test, []).append(parameters)
    return passed


def split(parameters: str) -> tuple[str, str]:
    """`1.2-h1-sig-0` is the case sig-0 over one of four ways."""
    parts = parameters.split("-")
    return ("-".join(part for part in parts if part in TLS | HTTP),
            "-".join(part for part in parts if part not in TLS | HTTP))


def is_written(case: str, text: str) -> bool:
    """In quotes, whole or but for what families of cases have in common before a dash."""
    return any(f'"{case[start:]}"' in text for start, character in enumerate(case)
               if start == 0 or character == "-")


class Judge:
    def __init__(self, results: list[Path]) -> None:
        self.program_of = existing_tests()
        self.integration = texts("integration/**/*.py")
        self.passed = {result.stem: parameters_by_test(result) for result in results}

    def parameters(self, test: str) -> list[str] | None:
        """With which ones it passed; None when its program has left no results."""
        program = self.passed.get(self.program_of[test])
        return None if program is None else program.get(test, [])

    def test_faults(self, test: str, cases: list[str]) -> list[str]:
        if test not in self.program_of:
            return [f"no test is called {test}"]
        program = self.passed.get(self.program_of[test])
        if program is not None and test not in program:
            return [f"{test} did not run, or did not pass"]
        return [fault for case in cases for fault in self.case_faults(test, case)]

    def case_faults(self, test: str, case: str) -> list[str]:
        if not is_written(case, self.integration):
            return [f"no case is called {case}"]
        parameters = self.parameters(test)
        if parameters is None:
            return []
        missing = WAYS - {way for way, name in map(split, parameters) if name == case}
        return [f"{test}[{case}] did not pass over {way}" for way in sorted(missing)]

    def way_faults(self, row: str, tests: list[str]) -> list[str]:
        """A hostile input must have met the server over everything over which it can come."""
        if not row.startswith("H-"):
            return []
        found = [self.parameters(test) for test in tests
                 if self.program_of.get(test) == "integration"]
        if not found:
            return ["no test sends it to a server"]
        if row in ONLY_BEFORE_TLS_1_3 or None in found:
            return []
        met = {part for parameters in found for each in parameters for part in each.split("-")}
        missing = (TLS if row in BEFORE_HTTP else TLS | HTTP) - met - NOT_MADE_BY.get(row, set())
        return [f"no test over {way}" for way in sorted(missing)]

    def faults(self, row: str, words: str, files: str, proof: str) -> list[str]:
        faults = [] if words else ["says nothing"]
        if proof.startswith("waived: ") and len(proof) > len("waived: "):
            return faults
        if not proof or proof.startswith("waived"):
            return faults + ["names neither a test nor a reason"]
        faults += [f"no file {name}" for name in files.split() if not (TREE / name).is_file()]
        named = [word.rstrip("]").partition("[")[::2] for word in proof.split()]
        for test, cases in named:
            faults += self.test_faults(test, cases.split(",") if cases else [])
        return faults + self.way_faults(row, [test for test, _ in named])


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
        faults += [f"{row}: {fault}" for fault in judge.faults(row, *cells)]
    names = ", ".join(result.name for result in results) or "no results"
    print("\n".join(faults + [f"{len(rows)} rows, {len(faults)} faults; {names}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
