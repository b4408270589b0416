# SPDX-License-Identifier: Apache-2.0
"""tokbind as the browser: `request --location` with a cookie jar and a key store."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tokenbinding.response import Response
from tokenbinding.waiting import seconds

from . import installation
from .browser import ACCEPT, Leg

sys.path.append(str(installation.SOURCES / "test/federation"))
import legs as told  # noqa: E402  what the demonstration prints legs with


class TokbindBrowser:
    """The same as Browser, but for what no honest client can be told to do."""

    def __init__(self, authority: Path, tls: str, protocol: str, bound: bool = True):
        self.authority, self.tls, self.protocol, self.bound = authority, tls, protocol, bound
        self.legs: list[Leg] = []
        self._ids: dict[str, str] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="tokbind-"))

    @staticmethod
    def missing() -> bool:
        return not os.access(_program(), os.X_OK)

    def get(self, url: str) -> Leg:
        return self._run(url, "--location")

    def post(self, url: str, form: dict) -> Leg:
        return self._run(url, "--location", "--data", urlencode(form))

    def step(self, url: str) -> Leg:
        return self._run(url)

    def id_for(self, host: str) -> str:
        return self._ids[host]

    def cookie(self, host: str, name: str) -> str | None:
        for line in self._jar_lines():
            domain, _, _, _, _, cookie, value = line.split("\t")
            if (domain.removeprefix("#HttpOnly_").lstrip("."), cookie) == (host, name):
                return value
        return None

    def thief(self, bound: bool) -> "TokbindBrowser":
        """Someone who holds all cookies and none of the keys."""
        other = TokbindBrowser(self.authority, self.tls, self.protocol, bound)
        shutil.copy(self._jar, other._jar)
        return other

    def forget(self, host: str) -> None:
        """Its cookies, not its key."""
        kept = [line for line in self._jar_lines() if host not in line.split("\t")[0]]
        self._jar.write_text("\n".join([*kept, ""]))

    def close(self) -> None:
        shutil.rmtree(self._folder)

    @property
    def _jar(self) -> Path:
        return self._folder / "cookies"

    def _jar_lines(self) -> list[str]:
        lines = self._jar.read_text().splitlines() if self._jar.exists() else []
        return [line for line in lines if line.count("\t") == 6]

    def _options(self) -> list[str]:
        ways = {"h1": "--http1.1", "h2": "--http2"}
        self._jar.touch()
        return ["--verbose", "--cacert", str(self.authority), "--max-time", str(seconds(20)),
                "--key-store", str(self._folder / "keys"), ways[self.protocol],
                "--tlsv" + self.tls, "--tls-max", self.tls, "--header", "%s: %s" % ACCEPT,
                "--cookie", str(self._jar), "--cookie-jar", str(self._jar),
                *([] if self.bound else ["--no-token-binding"])]

    def _run(self, url: str, *options: str) -> Leg:
        done = subprocess.run([_program(), "request", *self._options(), *options, url],
                              capture_output=True, check=False, timeout=seconds(30))
        trace = done.stderr.decode("latin-1")
        assert done.returncode == 0, trace
        for leg in told.parse(trace.splitlines()):
            self._add(leg)
        self.legs[-1].response.body = done.stdout
        return self.legs[-1]

    def _add(self, leg: told.Leg) -> None:
        if leg.provided:
            self._ids[urlsplit(leg.url).hostname] = leg.provided
        owners = [host for host, text in self._ids.items() if text == leg.referred]
        self.legs.append(Leg(leg.url, Response(leg.status, leg.headers, b""),
                             owners[0] if leg.referred else None))


def _program() -> str:
    return os.environ.get("TOKBIND", "./tokbind")
