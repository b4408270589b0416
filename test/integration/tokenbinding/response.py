# SPDX-License-Identifier: Apache-2.0
"""A response, the same for HTTP/1.1 and HTTP/2."""

import json
from dataclasses import dataclass


@dataclass
class Response:
    """`headers` keeps order and repetition, with names in lower case."""

    status: int
    headers: list
    body: bytes

    def values(self, name: str) -> list[str]:
        return [value for field, value in self.headers if field == name.lower()]

    def value(self, name: str) -> str | None:
        found = self.values(name)
        assert len(found) < 2, "%s came %d times" % (name, len(found))
        return found[0] if found else None

    def environment(self) -> dict[str, str]:
        """What the CGI of the site saw: its body is the output of `env -0`."""
        entries = self.body.decode("latin-1").split("\0")
        return dict(entry.split("=", 1) for entry in entries if "=" in entry)

    def as_backend_saw_it(self) -> "SeenRequest":
        seen = json.loads(self.body)
        return SeenRequest(**seen)


@dataclass
class SeenRequest:
    """A request as it arrived at the backend behind mod_proxy, header fields as they stood."""

    method: str
    path: str
    headers: list
    body: str

    def values(self, name: str) -> list[str]:
        return [value for field, value in self.headers if field.lower() == name.lower()]

    def value(self, name: str) -> str | None:
        found = self.values(name)
        assert len(found) < 2, "%s arrived %d times" % (name, len(found))
        return found[0] if found else None

    def names(self) -> set[str]:
        return {field.lower() for field, _ in self.headers}
