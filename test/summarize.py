#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up what the test programs below a build folder left behind: automake's .trs files with
their logs, in which Check and others count, and the JUnit files of pytest. Prints one line and
fails when a test failed or nothing ran."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

CHECK_LINE = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.MULTILINE)


def count_automake(result: Path) -> tuple[int, int, int]:
    """One test program: what Check counted in it, or one for the whole."""
    outcome = re.search(r":global-test-result: (\w+)", result.read_text())
    verdict = outcome.group(1) if outcome else "ERROR"
    log = result.with_suffix(".log")
    lines = CHECK_LINE.findall(log.read_text(errors="replace")) if log.exists() else []
    failed = sum(int(f) + int(e) for _, f, e in lines)
    passed = sum(int(n) for n, _, _ in lines) - failed
    if not lines:
        return int(verdict == "PASS"), int(verdict not in ("PASS", "SKIP")), int(verdict == "SKIP")
    return passed, max(failed, int(verdict != "PASS")), 0


def count_junit(report: Path) -> tuple[int, int, int]:
    total = failed = skipped = 0
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return total - failed - skipped, failed, skipped


def main() -> int:
    build = Path(sys.argv[1])
    counts = [count_automake(path) for path in sorted(build.rglob("*.trs"))]
    counts += [count_junit(path) for path in sorted(build.rglob("*.xml"))]
    passed, failed, skipped = (sum(column) for column in zip(*counts, strict=True)) if counts \
        else (0, 0, 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
