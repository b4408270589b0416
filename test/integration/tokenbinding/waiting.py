# SPDX-License-Identifier: Apache-2.0
"""How long to wait: valgrind and sanitizers slow the server down, so every time-out stretches."""

import os
import time

_FACTOR = float(os.environ.get("TOKEN_BINDING_TIME_FACTOR", "1"))


def seconds(ordinary: float) -> float:
    return ordinary * _FACTOR


def until(holds, ordinary: float, pause: float = 0.02) -> bool:
    """Whether `holds()` came true in time; the last look is after the last pause."""
    deadline = time.monotonic() + seconds(ordinary)
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
