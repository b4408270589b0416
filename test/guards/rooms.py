#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a file includes what its room may not include.

usage: rooms.py [SOURCE-TREE]
"""

import os
import re
import sys
from pathlib import Path

MAY_INCLUDE = {
    "core": set(),
    "ossl": {"core"},
    "tls": {"core", "ossl"},
    "verify": {"core", "ossl", "tls"},
    "bind": {"core", "ossl", "verify"},
    "policy": {"core", "tls", "verify"},
    "prove": {"core", "ossl", "tls"},
    "client": {"core", "ossl", "tls", "verify", "prove"},
    "cli": {"client", "bind", "verify", "prove", "core"},
    "httpd": {"core", "ossl", "tls", "verify", "prove", "bind", "policy"},
}

# Whose headers, and the rooms that may see them.
LIBRARIES = [
    (r"openssl/", {"ossl", "tls", "verify", "prove", "bind", "client", "cli", "httpd"}),
    (r"(httpd|mod_\w+|http_\w+|ap_\w+|apr_\w+|scoreboard|mpm_common|util_\w+)\.h$", {"httpd"}),
    (r"cjose/", {"bind"}),
    (r"jansson\.h$", {"verify", "bind", "cli"}),
    (r"curl/|libpsl\.h$", {"client", "cli"}),
]

# The headers that let a proof be made: who has one could export what nobody verified.
PRIVATE = {"verify/verified_bindings_maker.h": {"verify"},
           "verify/proved_key_maker.h": {"verify", "bind"}}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def faults_of(room: str, name: str) -> str | None:
    if room not in PRIVATE.get(name, {room}):
        return f"{name} is private to {', '.join(sorted(PRIVATE[name]))}"
    target = name.split("/")[0]
    if "/" in name and target in MAY_INCLUDE:
        return None if target in {room} | MAY_INCLUDE[room] else f"{room}/ may not include {name}"
    for pattern, rooms in LIBRARIES:
        if re.match(pattern, name) and room not in rooms:
            return f"{room}/ may not include <{name}>"
    return None


def main() -> int:
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("srcdir", "."))
    failed = 0
    files = sorted(p for p in (tree / "src").rglob("*") if p.suffix in {".h", ".cpp"})
    for path in files:
        room = path.relative_to(tree / "src").parts[0]
        if room not in MAY_INCLUDE:
            print(f"{path}: {room}/ is no room; add it to {Path(__file__).name}")
            failed += 1
            continue
        for name in INCLUDE.findall(path.read_text()):
            fault = faults_of(room, name)
            if fault:
                print(f"{path}: {fault}")
                failed += 1
    for path in sorted((tree / "include").rglob("*.h")):
        for name in INCLUDE.findall(path.read_text()):
            if name.split("/")[0] in MAY_INCLUDE:
                print(f"{path}: installed headers include nothing of src/")
                failed += 1
    print(f"{len(files)} files, {failed} faults")
    return 1 if failed or not files else 0


sys.exit(main())
