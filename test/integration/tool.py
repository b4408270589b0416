# SPDX-License-Identifier: Apache-2.0
"""tokbind as its users run it: a process with a home of its own."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# What the log says of a client that knows Token Binding for TLS 1.2 alone.
REFUSED_ANSWER = r"negotiate: a client offered Token Binding to .* ended the handshake at the answer"

HOSTS = ("a.test", "b.test", "c.test", "d.test", "e.test")


def program() -> str:
    return os.environ.get("TOKBIND", "./tokbind")


@dataclass
class Done:
    status: int
    out: str
    err: str

    def remark(self, word: str) -> str:
        """What a line `* Token Binding: WORD ...` of --verbose says."""
        found = self.remarks(word)
        assert found, "no %r in:\n%s" % (word, self.err)
        return found[-1]

    def remarks(self, word: str) -> list[str]:
        start = "* Token Binding: " + word
        return [line[len(start):].strip() for line in self.err.splitlines()
                if line.startswith(start)]


@dataclass
class Tokbind:
    """`home` is where its key store will be; `always` goes with each request."""

    home: Path
    always: list = field(default_factory=list)

    def run(self, *arguments, stdin: str = "", **environment) -> Done:
        done = subprocess.run([program(), *map(str, arguments)], input=stdin, timeout=60, text=True,
                              capture_output=True, check=False,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.home),
                                   "TERM": "xterm", **environment})
        return Done(done.returncode, done.stdout, done.stderr)

    def request(self, *arguments, **more) -> Done:
        return self.run("request", *self.always, *arguments, **more)

    @property
    def store(self) -> Path:
        return self.home / ".local/share/tokbind"


def visiting(site, home: Path, *more) -> Tokbind:
    """A tokbind that finds the hosts of a site and trusts its certificates."""
    port = site.server.port
    found = ["--resolve=%s:%d:127.0.0.1" % (host, port) for host in HOSTS]
    site.log.tolerate(REFUSED_ANSWER)  # one of the rows of `tokbind check`
    authority = site.server.directory.parent / "ca.pem"
    return Tokbind(home, ["--cacert", authority, *found, *more])


def url(site, host: str = "a.test", path: str = "/exact") -> str:
    return "https://%s:%d%s" % (host, site.server.port, path)
