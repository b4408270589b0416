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

PROGRAMS = {"unit": "unit_tests.cpp", "tls": "tls_tests.cpp", "client": "client_tests.cpp"}


def unlisted_tests(path: Path) -> list[str]:
    text = path.read_text()
    tests = re.findall(r"START_TEST\((\w+)\)", text)
    listed = set(re.findall(r"\w+", text[text.rfind("END_TEST"):]))  # the suite stands at the end
    faults = [f"{path}: {test} is in no suite" for test in tests if test not in listed]
    faults += [f"{path}: {test} stands twice" for test in {t for t in tests if tests.count(t) > 1}]
    if not tests:
        faults.append(f"{path}: no test")
    return faults


def folder_faults(folder: Path, program: str) -> list[str]:
    faults = []
    build = (folder / "local.mk").read_text()
    main = (folder / program).read_text()
    for path in sorted(folder.glob("check_*.cpp")):
        faults += unlisted_tests(path)
        if path.name not in build:
            faults.append(f"{path}: not in {folder.name}/local.mk")
        for suite in re.findall(r"^Suite\* tb::testing::(\w+)\(", path.read_text(), re.MULTILINE):
            if f"{suite}()" not in main:
                faults.append(f"{path}: {suite} is not run by {program}")
    return faults


def main() -> int:
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))
    faults = []
    for name, program in PROGRAMS.items():
        faults += folder_faults(tree / "test" / name, program)
    print("\n".join(faults) or "every test is in a suite, every suite in a program")
    return 1 if faults else 0


sys.exit(main())
