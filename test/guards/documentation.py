#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails on a link of the documentation that leads nowhere, in the tree or where the packages install
it, on a page, example or picture that they leave out, on a picture that is not what its text says,
and on a README that has grown.

usage: documentation.py [SOURCE-TREE]
"""

import os
import re
import subprocess
import sys
from pathlib import Path

LONGEST_README = 120
FOR_AUTHORS = {"docs/internals.md", "docs/pictures/handshake.svg", "docs/pictures/request.svg"}  # who changes the module has the sources
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def installed(tree: Path) -> set[str]:
    text = (tree / "docs/local.mk").read_text().replace("\\\n", " ")
    (names,) = re.findall(r"^nobase_dist_doc_DATA = (.*)$", text, re.MULTILINE)
    return set(names.split())


def pages(tree: Path) -> list[str]:
    found = [*tree.glob("*.md"), *tree.glob("conf/*.md"), *tree.glob("docs/**/*.md")]
    return sorted(str(path.relative_to(tree)) for path in found)


def wanted(tree: Path) -> set[str]:
    """What the list of installed files must have."""
    more = [*tree.glob("conf/*"), *tree.glob("conf/examples/*"), *tree.glob("docs/pictures/*.svg")]
    files = {str(path.relative_to(tree)) for path in more if path.is_file()}
    return (files | {page for page in pages(tree) if page.startswith("docs/")}) - FOR_AUTHORS


def anchors(text: str) -> set[str]:
    """As forges make them."""
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def faults_of_link(tree: Path, page: str, link: str, there: set[str]):
    name, _, anchor = link.partition("#")
    target = (tree / page).parent / name if name else tree / page
    if not target.exists():
        yield "%s: %s leads nowhere" % (page, link)
        return
    path = os.path.relpath(target, tree)
    if anchor and anchor not in anchors(target.read_text()):
        yield "%s: %s has no such heading" % (page, link)
    if page in there and not any(one == path or one.startswith(path + "/") for one in there):
        yield "%s is installed, but not %s" % (page, path)


def faults(tree: Path):
    there = installed(tree)
    for name in sorted(wanted(tree) - there):
        yield "docs/local.mk: %s is missing" % name
    for page in pages(tree):
        for link in LINK.findall((tree / page).read_text()):
            if not re.match(r"\w+:", link):
                yield from faults_of_link(tree, page, link, there)
    lines = len((tree / "README.md").read_text().splitlines())
    if lines > LONGEST_README:
        yield "README.md has %d lines" % lines
    drawn = subprocess.run([sys.executable, tree / "docs/pictures/draw.py", "--check",
                            tree / "docs/pictures"], capture_output=True, text=True, check=False)
    yield from (drawn.stdout + drawn.stderr).splitlines()


def main() -> int:
    found = list(faults(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))))
    print("\n".join(found) or "the documentation holds together")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
