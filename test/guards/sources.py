#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails on a source without its licence line, on a path of somebody's machine, and on a file that
has grown too long to be read at once.

usage: sources.py [SOURCE-TREE]
"""

import os
import re
import sys
from pathlib import Path

LICENSED = {".h", ".cpp", ".py", ".sh"}
FOLDERS = ["src", "include", "test", "conf", "debian", "redhat", ".ci", "docs"]
LONGEST_FILE = 500
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:home|root|work|Users)/\w|(?<![\w/])\.\./shared\b")


def faults_of(path: Path, text: str) -> list[str]:
    lines = text.splitlines()
    faults = []
    if path.suffix in LICENSED:
        if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(lines[:2]):
            faults.append("no SPDX line at the top")
        if len(lines) > LONGEST_FILE:
            faults.append(f"{len(lines)} lines")
    for number, line in enumerate(lines, 1):
        if MACHINE_PATH.search(line) and path.name != "sources.py":
            faults.append(f"line {number} names a path of a machine")
    return faults


def main() -> int:
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))
    paths = [p for folder in FOLDERS for p in sorted((tree / folder).rglob("*")) if p.is_file()]
    paths += [p for p in sorted(tree.glob("*")) if p.suffix in {".md", ".ac", ".am", ".sh"}]
    paths = [p for p in paths if "corpus" not in p.parts and "__pycache__" not in p.parts]
    failed = 0
    for path in paths:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for fault in faults_of(path, text):
            print(f"{path}: {fault}")
            failed += 1
    print(f"{len(paths)} files, {failed} faults")
    return 1 if failed or not paths else 0


sys.exit(main())
