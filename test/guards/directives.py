#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when the directives of the source, of conf/token_binding.conf and of docs/reference.md differ.

The source is right about which there are and where they may stand. The reference has a section for
each, with all the fields of httpd's documentation, and the line below it says the default.

usage: directives.py [SOURCE-TREE]
"""

import os
import re
import sys
from pathlib import Path

FIELDS = ["Description", "Syntax", "Default", "Context", "Status", "Example", "Pitfalls"]
CONTEXTS = {"RSRC_CONF": "server config, virtual host",
            "kMainServer": "server config",
            "kAlsoDirectory": "server config, virtual host, directory, .htaccess",
            "kNotHtaccess": "server config, virtual host, directory"}
IN_TABLE = {"server config": "server", "virtual host": "vhost", "directory": "directory",
             ".htaccess": ".htaccess"}


def in_source(tree: Path) -> dict:
    """Name to context."""
    text = (tree / "src/httpd/directives.cpp").read_text()
    rows = re.findall(r'AP_INIT_\w+\(\s*"(\w+)",[^"]*?(%s),\s*"' % "|".join(CONTEXTS), text)
    assert len(rows) == text.count("AP_INIT_"), "cannot read every row of the command table"
    return {name: CONTEXTS[context] for name, context in rows}


def in_reference(tree: Path) -> dict:
    """Name to what stands below its heading."""
    text = (tree / "conf/token_binding.conf").read_text()
    parts = re.split(r"^## (TokenBinding\w+|Require .*)$", text, flags=re.MULTILINE)
    return {name: body for name, body in zip(parts[1::2], parts[2::2])
            if name.startswith("TokenBinding")}


def in_table(tree: Path) -> dict:
    """Name to the cells of its row."""
    rows = re.findall(r"^\| `(TokenBinding\w+)` \|(.*)\|$", (tree / "docs/reference.md").read_text(),
                      re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split(" | ")] for name, cells in rows}


def faults_of_section(name: str, body: str, context: str):
    fields = dict(re.findall(r"^# (\w+): +(.*)$", body, re.MULTILINE))
    if list(fields) != FIELDS:
        yield "%s has the fields %s, not %s" % (name, list(fields), FIELDS)
        return
    if fields["Context"] != context:
        yield "%s is for '%s', but its section says '%s'" % (name, context, fields["Context"])
    written = re.findall(r"^(%s .*)$" % name, body, re.MULTILINE)
    wanted = [] if fields["Default"] == "none" else [fields["Default"]]
    if written != wanted:
        yield "%s has the default '%s', but the line below is %s" % (name, fields["Default"], written)


def faults_of_row(name: str, cells: list, context: str):
    wanted = ", ".join(IN_TABLE[part] for part in context.split(", "))
    if cells[-1] != wanted:
        yield "docs/reference.md: %s is for '%s', not '%s'" % (name, wanted, cells[-1])


def faults(tree: Path):
    source, reference, table = in_source(tree), in_reference(tree), in_table(tree)
    for what, found in (("conf/token_binding.conf", reference), ("docs/reference.md", table)):
        for name in sorted(source.keys() ^ found.keys()):
            yield "%s %s %s" % (what, "lacks" if name in source else "knows an unknown", name)
    for name, context in source.items():
        if name in reference:
            yield from faults_of_section(name, reference[name], context)
        if name in table:
            yield from faults_of_row(name, table[name], context)


def main() -> int:
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))
    found = list(faults(tree))
    print("\n".join(found) or "directives: source, reference and table agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
