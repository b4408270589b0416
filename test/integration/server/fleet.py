# SPDX-License-Identifier: Apache-2.0
"""The servers and clients of a run: made on demand, ended in order, watched in between."""

import shutil
import tempfile
from pathlib import Path

from tokenbinding.client import BoundClient, PlainClient

from .authority import new_authority
from .backend import Backend
from .configuration import Configuration
from .httpd import Httpd, PortTaken
from .site import EXACT


class Fleet:
    """One a run: the directory, the certificates and the backend that all servers share."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="tb-"))
        self.directory.chmod(0o755)  # the children of a root httpd must get in
        self.authority = new_authority(self.directory)
        self.backend = Backend()

    def prepare(self, configuration: Configuration) -> Httpd:
        """A server's directory, not started: enough for a check of its syntax."""
        directory = Path(tempfile.mkdtemp(prefix="httpd-", dir=self.directory))
        directory.chmod(0o755)
        return Httpd(directory, configuration, self.directory)

    def start(self, configuration: Configuration) -> "Site":
        """Once more where somebody else has taken a port in between."""
        for _ in range(3):
            server = self.prepare(configuration)
            try:
                server.start()
                break
            except PortTaken:
                continue
        else:
            raise PortTaken
        return Site(server, self.backend, configuration.mpm)

    def end(self) -> None:
        self.backend.stop()
        shutil.rmtree(self.directory)


class Site:
    """A running server with the clients that visit it; `check` comes after each test."""

    def __init__(self, server: Httpd, backend: Backend, mpm: str):
        self.server = server
        self.backend = backend
        self.mpm = mpm
        self.log = server.log
        self._clients: list = []

    @property
    def speaks_http2(self) -> bool:
        return self.mpm != "prefork"

    def client(self, host: str = "a.test", **options) -> BoundClient:
        return self._keep(BoundClient(self.server.port, host, **options))

    def plain_client(self, host: str = "plain.test") -> PlainClient:
        return self._keep(PlainClient(self.server.plain_port, host))

    def _keep(self, client):
        self._clients.append(client)
        return client

    def hang_up(self) -> None:
        while self._clients:
            self._clients.pop().close()

    def still_serves(self, **way) -> None:
        """A good request on a fresh connection gets its ID, whatever came before it."""
        self.hang_up()
        client = self.client(**way)
        response = client.bound_get(EXACT)
        seen = [response.value(name) for name in ("X-Status", "X-Provided")]
        assert (response.status, seen) == (200, ["valid", client.id])

    def check(self) -> None:
        self.hang_up()
        self.log.check()

    def end(self) -> None:
        self.hang_up()
        self.server.stop()
        self.server.check_after_stop()
