#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when the guide for those who change the module is no longer true: a file that it names does
not exist, the table of rooms differs from rooms.py, the timeline differs from the hooks that module.cpp
registers, or `make` has no such target.

usage: guide.py [SOURCE-TREE]
"""

import ast
import os
import re
import sys
from pathlib import Path

PAGES = ["CONTRIBUTING.md", "docs/internals.md"]
OF_AUTOMAKE = {"check"}


def named_files(text: str) -> set[str]:
    """Code that begins with a folder of the tree; what stands behind a blank is something else."""
    code = re.findall(r"`([^`\n]+)`", text)
    return {one.split(" ")[0] for one in code if re.match(r"(src|test|conf|docs|include)/", one)}


def named_targets(text: str) -> set[str]:
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^    (.*)$", text, re.MULTILINE)
    return {name for one in code for name in re.findall(r"\bmake (?:-j\d+ )?([a-z][\w-]*)", one)}


def targets(tree: Path) -> set[str]:
    makefiles = [tree / "Makefile.am", *tree.glob("src/*/local.mk"), *tree.glob("test/*/local.mk")]
    found = set(OF_AUTOMAKE)
    for path in makefiles:
        for line in re.findall(r"^([\w -]+):", path.read_text(), re.MULTILINE):
            found |= set(line.split())
    return found


def rooms_of_guard(tree: Path) -> dict[str, set[str]]:
    for node in ast.parse((tree / "test/guards/rooms.py").read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "MAY_INCLUDE":
            return {room: set(value) for room, value in eval(  # of our own file
                compile(ast.Expression(node.value), "rooms.py", "eval")).items()}
    raise SystemExit("rooms.py has no MAY_INCLUDE")


def rooms_of_page(text: str) -> dict[str, set[str]]:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", others)) for room, others in rows}


def registered(tree: Path) -> set[str]:
    text = (tree / "src/httpd/module.cpp").read_text()
    direct = re.findall(r"\bap_hook_\w+\((\w+),", text)
    optional = re.findall(r"\bAPR_OPTIONAL_HOOK\(\w+, \w+, (\w+),", text)
    filters = re.findall(r"\bap_register_\w+_filter\(\w+, (\w+),", text)
    return set(direct + optional + filters)


def timeline(text: str) -> set[str]:
    part = text[text.index("## Timeline of a request"):text.index("## Facts that bite")]
    rows = [row for row in part.splitlines() if row.startswith("|")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def faults(tree: Path):
    texts = {name: (tree / name).read_text() for name in PAGES}
    for page, text in texts.items():
        for name in sorted(named_files(text)):
            if not (tree / name).exists():
                yield "%s names %s, which does not exist" % (page, name)
        for name in sorted(named_targets(text) - targets(tree)):
            yield "%s: make has no target %s" % (page, name)
    internals = texts["docs/internals.md"]
    guard, page = rooms_of_guard(tree), rooms_of_page(internals)
    for room in sorted(guard.keys() | page.keys()):
        if guard.get(room) != page.get(room):
            yield "docs/internals.md: the row of room %s is not what rooms.py has" % room
    for name in sorted(timeline(internals) ^ registered(tree)):
        yield "docs/internals.md and module.cpp differ in the hook %s" % name


def main() -> int:
    found = list(faults(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))))
    print("\n".join(found) or "the guide is true")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
