#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tells what `tokbind request --verbose` did, leg by leg: who was asked, which binding was sent,
what came back. Reads from standard input what that wrote to stderr.
Usage: legs.py          tells all legs
       legs.py url      prints the last leg's URL
       legs.py location prints where the last leg's response leads to"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

INCLUDE_REFERRED = "include-referred-token-binding-id"
_FIRST_REMARK = re.compile(r"\* Token Binding: (version|not negotiated|none without TLS)")
_REMARK = re.compile(r"\* Token Binding: (key of|provided ID|referred ID) (\S+)")


@dataclass
class Leg:
    """One request and the head of its response; the IDs are texts, None where nothing was sent."""

    method: str = ""
    path: str = ""
    host: str = ""
    provided: str | None = None
    referred: str | None = None
    status: int = 0
    headers: list = field(default_factory=list)

    @property
    def url(self) -> str:
        return "https://%s%s" % (self.host, self.path)

    def values(self, name: str) -> list[str]:
        return [value for field_name, value in self.headers if field_name == name.lower()]


def parse(lines: Iterable[str]) -> list[Leg]:
    legs: list[Leg] = []
    for line in lines:
        if _FIRST_REMARK.match(line):
            legs.append(Leg())
        elif legs:
            _take(legs[-1], line.rstrip("\r\n"))
    return legs


def _take(leg: Leg, line: str) -> None:
    if remark := _REMARK.match(line):
        if remark[1] != "key of":
            setattr(leg, remark[1].split()[0], remark[2])
    elif request := re.match(r"> ([A-Z]+) (\S+) HTTP/", line):
        leg.method, leg.path = request[1], request[2]
    elif host := re.match(r"> host: (\S+)", line, re.IGNORECASE):
        leg.host = host[1]
    elif status := re.match(r"< HTTP/\S+ (\d+)", line):
        leg.status, leg.headers = int(status[1]), []
    elif header := re.match(r"< ([^:\s]+): *(.*)", line):
        leg.headers.append((header[1].lower(), header[2]))


class Teller:
    """Prints legs, and names keys by the host that they are used with."""

    def __init__(self):
        self._owners: dict[str, str] = {}

    def tell(self, number: int, leg: Leg) -> None:
        print("%2d  asked     %s %s" % (number, leg.method, _shorten(leg.url)))
        for kind, token_binding_id in (("provided", leg.provided), ("referred", leg.referred)):
            if token_binding_id:
                owner = self._owners.setdefault(token_binding_id, urlsplit(leg.url).hostname)
                print("    sent      %s binding, ID ...%s, the key for %s"
                      % (kind, token_binding_id[-8:], owner))
        if not leg.provided:
            print("    sent      no binding")
        print("    came back " + _response(leg))


def _response(leg: Leg) -> str:
    words = [str(leg.status)]
    words += ["sends to " + _shorten(target) for target in leg.values("location")]
    if leg.values(INCLUDE_REFERRED):
        words.append("asks for the referred binding")
    cookies = {_shorten(line.split("=")[0]) for line in leg.values("set-cookie")}
    if cookies:
        words.append("cookies " + " ".join(sorted(cookies)))
    return ", ".join(words)


def _shorten(url: str) -> str:
    before, mark, query = url.partition("?")
    names = [pair.split("=")[0] + "=..." for pair in query.split("&")] if mark else []
    parts = [part if len(part) < 40 else part[:24] + "..." for part in before.split("/")]
    return "/".join(parts) + mark + "&".join(names[:4] + ["..."] * (len(names) > 4))


def main(arguments: list[str]) -> None:
    legs = parse(sys.stdin)
    if arguments == ["url"]:
        print(legs[-1].url)
    elif arguments == ["location"]:
        print(*legs[-1].values("location"))
    else:
        teller = Teller()
        for number, leg in enumerate(legs, 1):
            teller.tell(number, leg)


if __name__ == "__main__":
    main(sys.argv[1:])
