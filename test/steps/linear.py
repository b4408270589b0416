#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when four times as long a field costs much more than four times the work.

It counts instructions, under valgrind, so that a busy machine makes no difference. Run where make
has built judge_bearer and judge_cookies.
"""

import base64
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

SHORT, LONG = 4000, 16000
MOST = 4.4  # times the work of the short one


def b64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def token(claims: str) -> str:
    return "Bearer " + ".".join((b64('{"alg":"none"}'), b64(claims), "AAAA"))


# What a hostile client may choose, each of about so many octets.
FIELDS = {
    "opaque": lambda n: "Bearer " + "A" * n,
    "dots": lambda n: "Bearer " + "." * n,
    "empty objects": lambda n: "Bearer " + "e30." * (n // 4),
    "headers": lambda n: "Bearer " + "eyJ.A" * (n // 5),
    "escapes": lambda n: "Bearer " + "%25" * (n // 3),
    "escaped dots": lambda n: "Bearer " + "%2E" * (n // 3),
    "parts of an SD-JWT": lambda n: token("{}") + "~" * n,
    "parameters": lambda n: "X " + "a=b," * (n // 4) + "a=b",
    "quotes": lambda n: 'X a="' + '\\"' * (n // 2) + '"',
    "blanks": lambda n: "X" + " " * n,
    "depth": lambda n: token('{"a":' + "[" * (n // 3) + "]" * (n // 3) + "}"),
    "unfinished depth": lambda n: token('{"a":' + '{"":' * (n // 6)),
    "members": lambda n: token('{"a":1' + ',"a":1' * (n // 8) + "}"),
    "confirmations": lambda n: token('{"cnf":{}' + ',"cnf":{}' * (n // 12) + "}"),
    "members of one": lambda n: token('{"cnf":{"tbh":1' + ',"tbh":1' * (n // 10) + "}}"),
    "escaped name": lambda n: token('{"' + "\\u0063" * (n // 8) + '":1}'),
    "number": lambda n: token('{"a":' + "1" * (n * 3 // 4) + "}"),
}


SEAL = "eyJ0eXAiOiJ0Yi1jb29raWUiLCJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiYSJ9..A.A.A"
COOKIES = {
    "empty pieces": lambda n: "a=1" + ";" * n,
    "pairs": lambda n: "a=;" * (n // 3),
    "bare cookies": lambda n: "sid=a;" * (n // 6),
    "seals": lambda n: ("sid=" + SEAL + ";") * (n // (len(SEAL) + 5)),
    "first pieces": lambda n: ("sid=~9~" + SEAL + "A" * 16 + ";") * (n // (len(SEAL) + 24)),
    "later pieces": lambda n: "sid--tb1=~AAAAAAAAAAAAAAAAA;" * (n // 28),
    "joined fields": lambda n: "a=1,sid=b," * (n // 10),
    "pieces of joined fields": lambda n: "sid=,;" * (n // 6),
    "quotes": lambda n: 'a="' + '\\"' * (n // 2),
    "escapes": lambda n: "a" + "%73" * (n // 3),
    "names": lambda n: "a" * n + "=1",
    "parameters": lambda n: "/;sid=1" * (n // 7),
    "escaped parameters": lambda n: "%3Bsid%3D1" * (n // 10),
    "a query": lambda n: "?" + "&%73id=1" * (n // 8),
}


def instructions(program: str, field: str) -> int:
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program],
        input=field, capture_output=True, text=True, check=False, timeout=120)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found:
        sys.exit(done.stderr)
    return int(found[1])


def main() -> int:
    if shutil.which("valgrind") is None:
        print("left out: no valgrind")
        return 77
    failed = 0
    for program, fields in (("./judge_bearer", FIELDS), ("./judge_cookies", COOKIES)):
        least = instructions(program, "")
        with ThreadPoolExecutor(2) as pool:
            counts = {size: pool.map(partial(instructions, program),
                                     [make(size) for make in fields.values()])
                      for size in (SHORT, LONG)}
        for name, short, long in zip(fields, counts[SHORT], counts[LONG], strict=True):
            ratio = (long - least) / (short - least)
            failed += ratio > MOST
            print(f"{'FAILED' if ratio > MOST else 'ok'}: {name}: {(long - least) / LONG:.0f}"
                  f" instructions an octet, {ratio:.2f} times the work of a quarter of it")
    return 1 if failed else 0


sys.exit(main())
