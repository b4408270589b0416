# SPDX-License-Identifier: Apache-2.0
"""The error log as a witness: what a test did not announce must not be in it.

A line at warn or above, a child that died of a signal, or a line that httpd did not format (glibc,
a sanitizer) fails the test that runs, unless `expect` announced it. What was announced and did not
come fails it as well, and so does any line that tells an ID, an EKM, a key or the value of a header.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from tokenbinding import confidential
from tokenbinding.waiting import until

_LINE = re.compile(r"\[[^\]]+\] \[(?P<module>[\w-]*):(?P<level>\w+)\] \[pid [^\]]+\] (?P<text>.*)")
_GRAVE = ("warn", "error", "crit", "alert", "emerg")
_DEATH = re.compile(r"AH0005[12]:|exit signal")
# mod_ssl was built with a newer OpenSSL than this machine has: what apt-get installs on a machine
# that is not up to date, and no fault of what is tested.
_OF_THE_MACHINE = "AH01882"


@dataclass(frozen=True)
class Line:
    module: str
    level: str
    text: str

    @property
    def grave(self) -> bool:
        return self.level in _GRAVE or bool(_DEATH.search(self.text))


def parse(line: str) -> Line:
    found = _LINE.match(line)
    return Line(**found.groupdict()) if found else Line("", "emerg", line)


class ErrorLog:
    def __init__(self, path: Path):
        self._path = path
        self._seen = 0
        self._announced: list[str] = []
        self._tolerated: list[str] = []

    def expect(self, pattern: str) -> None:
        """Announces grave lines, for this test only. At least one must come."""
        self._announced.append(pattern)

    def tolerate(self, pattern: str) -> None:
        """For this test only, grave lines that may come or not: those that depend on timing."""
        self._tolerated.append(pattern)

    def lines(self) -> list[Line]:
        """What came since the last check, without the half line httpd may be writing."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._seen)
            whole = file.read().rpartition(b"\n")[0]
        return [parse(line) for line in whole.decode("utf-8", "replace").split("\n") if line]

    def of_module(self) -> list[Line]:
        return [line for line in self.lines() if line.module == "token_binding"]

    def wait_for(self, pattern: str) -> Line:
        """The first line that matches; the module may log after the response is out."""
        found: list[Line] = []

        def came() -> bool:
            found[:] = [line for line in self.lines() if re.search(pattern, line.text)]
            return bool(found)

        assert until(came, 5), "no line matches %r in:\n%s" % (pattern, self.text())
        return found[0]

    def text(self) -> str:
        return "\n".join("%s:%s %s" % (line.module, line.level, line.text)
                         for line in self.lines())

    def forget(self) -> None:
        """Starts anew at the end of the log."""
        self._announced, self._tolerated = [], []
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._seen)
                self._seen += file.read().rfind(b"\n") + 1

    def check(self) -> None:
        allowed = [_OF_THE_MACHINE, *self._announced, *self._tolerated]
        try:
            for pattern in self._announced:
                self.wait_for(pattern)
            unannounced = [line.text for line in self.lines() if line.grave
                           and not any(re.search(pattern, line.text) for pattern in allowed)]
            assert not unannounced, "in the error log:\n" + "\n".join(unannounced)
            told = confidential.told_in(self.text())
            assert told is None, "%r in the error log:\n%s" % (told, self.text())
        finally:
            self.forget()
