# SPDX-License-Identifier: Apache-2.0
"""Servers to measure: one child that keeps its threads, without logging of the module."""

import glob
import os
import re
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from server.configuration import Configuration, VHost
from server.fleet import Fleet, Site
from tokenbinding.client import BoundClient

ONE_CHILD = ("StartServers 1", "ServerLimit 1", "ThreadLimit 16", "ThreadsPerChild 16",
             "MinSpareThreads 1", "MaxSpareThreads 17", "MaxRequestWorkers 16",
             "AsyncRequestWorkerFactor 1000")


def configuration(with_module: bool, certificate: str = "shared") -> Configuration:
    """a.test, and d.test where bad messages are ignored; both serve a page of 1,000 octets."""
    hosts = [VHost("a.test", certificate).add('DocumentRoot "htdocs"'),
             VHost("d.test", certificate).add('DocumentRoot "htdocs"')]
    if with_module:
        hosts[1].add("TokenBindingInvalidAction ignore")
    return Configuration(vhosts=hosts, mpm_lines=ONE_CHILD, with_module=with_module,
                         main=["LogLevel warn", "KeepAliveTimeout 900", "Timeout 900"],
                         pages={"index.html": "x" * 999 + "\n"})


@contextmanager
def running(fleet: Fleet, with_module: bool, certificate: str = "shared"):
    site = fleet.start(configuration(with_module, certificate))
    try:
        yield site
    finally:
        _end(site)


class Counted:
    """Instructions that one server executes in user mode, counted by callgrind.

    callgrind writes down what it has counted, and starts anew, before httpd answers OPTIONS: that
    request is the mark between two measurements. What itself costs is measured and subtracted.
    """

    WRAP = ("valgrind -q --tool=callgrind --dump-before=ap_send_http_options "
            "--callgrind-out-file=%s/%%p")

    def __init__(self, fleet: Fleet, with_module: bool, certificate: str = "shared"):
        self._directory = tempfile.TemporaryDirectory(prefix="tb-callgrind-")
        os.chmod(self._directory.name, 0o777)  # the child that writes is not root
        with _environment("TOKEN_BINDING_WRAP", self.WRAP % self._directory.name):
            self.site: Site = fleet.start(configuration(with_module, certificate))
        self._marker = BoundClient(self.site.server.port, offer=None)
        self._marks = 0

    def instructions(self, operation, times: int) -> float:
        """For one operation, on the average."""
        for _ in range(5):
            operation()
        self._mark()
        nothing = self._mark()
        for _ in range(times):
            operation()
        return (self._mark() - nothing) / times

    def _mark(self) -> int:
        assert self._marker.http.request("OPTIONS", "/index.html").status == 200
        self._marks += 1
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for name in glob.glob("%s/*.%d" % (self._directory.name, self._marks)):
                if total := re.search(r"^totals: (\d+)", Path(name).read_text(), re.MULTILINE):
                    return int(total[1])
            time.sleep(0.02)
        raise RuntimeError("callgrind wrote nothing down")

    def end(self) -> None:
        self._marker.close()
        _end(self.site)
        self._directory.cleanup()


def _end(site: Site) -> None:
    site.log.tolerate("AH01909")  # the RSA certificate is another host's: nobody looks
    site.log.tolerate("AH00484")  # one child is all there is
    site.end()


@contextmanager
def _environment(name: str, value: str):
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def child_of(site: Site) -> int:
    """The process that serves; there is one."""
    parent = site.server._process.pid
    children = [int(pid) for pid in Path(
        "/proc/%d/task/%d/children" % (parent, parent)).read_text().split()]
    # mod_cgid has a child as well, with a single thread.
    return max(children, key=lambda pid: len(os.listdir("/proc/%d/task" % pid)))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, by its scheduler statistics: exact to the nanosecond."""
    total = 0
    for task in glob.glob("/proc/%d/task/*/schedstat" % pid):
        total += int(Path(task).read_text().split()[0])
    return total / 1e9


def memory(pid: int) -> int:
    """Proportional set size, in octets."""
    rollup = Path("/proc/%d/smaps_rollup" % pid).read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)[1]) * 1024
