# SPDX-License-Identifier: Apache-2.0
"""Runs the chosen measurements, all of them by default, and reports."""

import sys

from . import connections, micro, report, requests

PARTS = {"micro": micro.rows, "requests": requests.rows, "connections": connections.rows}


def main() -> int:
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        print("unknown: %s; choose among %s" % (", ".join(unknown), " ".join(PARTS)))
        return 2
    found = []
    for part in chosen:
        for row in PARTS[part]():
            print(report.line(row), flush=True)
            found.append(row)
    report.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
