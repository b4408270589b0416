#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a Check test would never run: a START_TEST in no suite, a suite in no program, a file
in no build.

usage: suites.py [SOURCE-TREE]
"""

import os
import re
import sys
from pathlib import Path

FOLDERS = ["unit", "tls", "httpd", "client"]
SUITE = re.compile(r"^Suite\* (?:tb::testing::)?(\w+)\(\) \{", re.MULTILINE)


def unlisted_tests(path: Path) -> list[str]:
    text = path.read_text()
    tests = re.findall(r"START_TEST\((\w+)\)", text)
    listed = set(re.findall(r"\w+", text[text.rfind("END_TEST"):]))  # the suite stands at the end
    faults = [f"{path}: {test} is in no suite" for test in tests if test not in listed]
    faults += [f"{path}: {test} stands twice" for test in {t for t in tests if tests.count(t) > 1}]
    if not tests:
        faults.append(f"{path}: no test")
    return faults


def folder_faults(folder: Path) -> list[str]:
    faults = []
    build = "".join(path.read_text() for path in folder.glob("*.mk"))
    mains = "".join(path.read_text() for path in folder.glob("*_tests.cpp"))
    for path in sorted(folder.glob("check_*.cpp")):
        faults += unlisted_tests(path)
        if path.name not in build:
            faults.append(f"{path}: in no {folder.name}/*.mk")
        for suite in SUITE.findall(path.read_text()):
            if f"{suite}()" not in mains:
                faults.append(f"{path}: {suite} is run by no {folder.name}/*_tests.cpp")
    return faults


def main() -> int:
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))
    faults = []
    for name in FOLDERS:
        faults += folder_faults(tree / "test" / name)
    print("\n".join(faults) or "every test is in a suite, every suite in a program")
    return 1 if faults else 0


sys.exit(main())
