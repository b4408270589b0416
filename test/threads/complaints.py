# SPDX-License-Identifier: Apache-2.0
"""What valgrind's tools say about this module, out of all they say about a httpd.

Usage: complaints.py DIRECTORY. Each file in it is one process's report. httpd, APR and OpenSSL
synchronise by atomic operations that DRD and helgrind do not know, so of their many complaints only
those count whose access is ours: made in the module, or in a library that the module called.
"""

import re
import sys
from pathlib import Path

_RECORD_END = re.compile(r"^==\d+== *$", re.MULTILINE)
_OURS = re.compile(r"mod_token_binding\.so|\btb::")
_A_COMPLAINT = re.compile(r"\b(?:at|by) 0x")
_LIBRARY = re.compile(r"vgpreload_|/lib(?:c|stdc\+\+|crypto|ssl)\b[^/]*\.so|\([\w.+-]+\.(?:h|c|S):\d+\)")


def complaints_in(report: str) -> list[str]:
    records = _RECORD_END.split(report)
    return [record for record in records if _A_COMPLAINT.search(record)]


def is_ours(record: str) -> bool:
    """By the innermost frame of the record's first stack that is in no library."""
    for line in record.splitlines():
        if _A_COMPLAINT.search(line) and (_OURS.search(line) or not _LIBRARY.search(line)):
            return bool(_OURS.search(line))
    return False


def main(directory: str) -> int:
    files = [file for file in Path(directory).iterdir() if file.is_file()]
    if not files:
        print("no report in " + directory)
        return 1
    every = [record for file in files for record in complaints_in(file.read_text(errors="replace"))]
    ours = [record for record in every if is_ours(record)]
    print("%d processes, %d complaints about httpd and its libraries, %d about the module"
          % (len(files), len(every) - len(ours), len(ours)))
    for record in ours[:10]:
        print(record)
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
