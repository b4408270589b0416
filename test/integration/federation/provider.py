# SPDX-License-Identifier: Apache-2.0
"""The OpenID Provider: oidc-provider in a process of its own."""

import subprocess
from pathlib import Path

from tokenbinding.waiting import seconds, until

from . import installation


class Provider:
    """Runs from the constructor until `stop`."""

    def __init__(self, log: Path, port: int, issuer: str, secret: str, redirect_uris):
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["node", installation.provider_program(), str(port), issuer, secret,
                 *redirect_uris],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        until(lambda: "listening" in self._words() or self._process.poll() is not None, 20)
        if "listening" not in self._words():
            self.stop()
            raise RuntimeError("the provider did not start:\n" + self._words())

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(seconds(5))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(seconds(5))

    def check(self) -> None:
        """It has met no error of its own."""
        assert "Error" not in self._words(), self._words()

    def _words(self) -> str:
        return self._log.read_text(errors="replace")
