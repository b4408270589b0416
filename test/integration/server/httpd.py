# SPDX-License-Identifier: Apache-2.0
"""One httpd process in the foreground, in a directory of its own, on free loopback ports."""

import random
import re
import signal
import socket
import subprocess
from pathlib import Path

from tokenbinding.waiting import seconds, until

from . import installation
from .configuration import Configuration
from .log import ErrorLog

CGI = """#!/bin/sh
[ "$REQUEST_METHOD" = POST ] && cat >/dev/null
printf 'Content-Type: application/octet-stream\\r\\nX-Script: env\\r\\n\\r\\n'
exec env -0
"""


# How valgrind and the sanitizers begin what they have to say.
_COMPLAINTS = re.compile(r"ERROR SUMMARY: [1-9]|Sanitizer|runtime error:")


class PortTaken(Exception):
    """A port was free when it was chosen, and is not any more."""


class Httpd:
    """Made with a directory and a configuration; `start` and `stop` are for the fixtures."""

    def __init__(self, directory: Path, configuration: Configuration, keys: Path):
        self.directory = directory
        self.port, self.plain_port = free_ports(2)
        self.log = ErrorLog(directory / "logs/error_log")
        self._process: subprocess.Popen | None = None
        self._keys = keys
        self._lay_out(configuration)

    def _lay_out(self, configuration: Configuration) -> None:
        for name in ("logs", "run", "htdocs", "cgi-bin", "reports"):
            (self.directory / name).mkdir()
        (self.directory / "reports").chmod(0o777)  # valgrind writes there as the children's user
        script = self.directory / "cgi-bin/env"
        script.write_text(CGI)
        script.chmod(0o755)
        text = configuration.text(self.port, self.plain_port, self._keys)
        (self.directory / "httpd.conf").write_text(text)
        for path, content in configuration.pages.items():
            self._write_page(path, content)

    def _write_page(self, path: str, text: str) -> None:
        file = self.directory / "htdocs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def check_syntax(self) -> tuple[int, str]:
        """`httpd -t`: the exit status and all that it printed."""
        done = subprocess.run([*installation.command(self.directory), "-t"],
                              env=installation.environment(), timeout=seconds(30), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def start(self) -> None:
        with (self.directory / "logs/output").open("wb") as output:
            self._process = subprocess.Popen(
                [*installation.command(self.directory), "-DFOREGROUND"], stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, env=installation.environment(),
                start_new_session=True)
        until(lambda: self._times_resumed() or self._ended(), 20)
        if self._ended() or not self._times_resumed():
            self.stop()
            if "Address already in use" in self._output():
                raise PortTaken
            raise RuntimeError("httpd did not start:\n%s\n%s" % (self._output(), self.log.text()))

    def restart_gracefully(self) -> None:
        before = self._times_resumed()
        self._process.send_signal(signal.SIGUSR1)
        assert until(lambda: self._times_resumed() > before, 20), "no graceful restart"

    @property
    def pid(self) -> int:
        """The parent, which outlives its children and each restart."""
        return self._process.pid

    def reconfigure(self, configuration: Configuration) -> None:
        """Writes another httpd.conf; it takes effect with the next restart."""
        text = configuration.text(self.port, self.plain_port, self._keys)
        (self.directory / "httpd.conf").write_text(text)

    def stop(self) -> None:
        """Ends the server gracefully, for on SIGTERM mpm_event closes sockets under its workers'
        hands: stock httpd then logs bad descriptors or crashes, once in some fifty stops."""
        if not self._ended():
            self._process.send_signal(signal.SIGWINCH)
            until(lambda: "caught SIGWINCH" in self._error_log() or self._ended(), 5)
        if not until(self._ended_when_prodded, 20):
            self._process.kill()
            self._process.wait(seconds(5))
            raise RuntimeError("httpd had to be killed")

    def _ended_when_prodded(self) -> bool:
        """A stopping httpd looks for its children once a second; a signal cuts the pause short."""
        if not self._ended():
            self._process.send_signal(signal.SIGUSR1)
        return self._ended()

    def check_after_stop(self) -> None:
        """What httpd said on its terminal must be nothing."""
        self.log.check()
        assert self._output() == "", self._output()
        for report in (self.directory / "reports").iterdir():
            assert not re.search(_COMPLAINTS, report.read_text()), report.read_text()

    def children(self) -> set[int]:
        """The processes that have logged a request."""
        lines = (self.directory / "logs/access_log").read_text().splitlines()
        return {int(line.split()[0]) for line in lines}

    def _times_resumed(self) -> int:
        """How often the parent said it is ready; it listens before that, and may yet fail."""
        return self._error_log().count("resuming normal operations")

    def _error_log(self) -> str:
        log = self.directory / "logs/error_log"
        return log.read_text(errors="replace") if log.exists() else ""

    def _ended(self) -> bool:
        return self._process.poll() is not None

    def _output(self) -> str:
        return (self.directory / "logs/output").read_text(errors="replace")


def free_ports(count: int) -> list[int]:
    """Below the range the kernel takes client ports from, lest a client of ours sits there."""
    found: list[int] = []
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free port on loopback")
