# SPDX-License-Identifier: Apache-2.0
"""Decoders of JWTs that others wrote: what they take for the claims of a text, right or wrong.

None of them is asked to verify: what it reads at all counts.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import jwt
from jwcrypto import jws

TESTS = Path(__file__).resolve().parents[2]
_CJOSE = Path(__file__).with_name("cjose_claims.py")
_SKIP = 77


def _by_jwcrypto(text: str) -> object:
    token = jws.JWS()
    token.deserialize(text)
    return json.loads(token.objects["payload"])


def _by_pyjwt(text: str) -> object:
    return jwt.decode(text, options={"verify_signature": False})


_IN_PYTHON: dict[str, Callable[[str], object]] = {
    "python3-jwcrypto": _by_jwcrypto, "python3-jwt": _by_pyjwt}


def _attempt(decode: Callable[[str], object], text: str) -> object:
    try:
        return decode(text)
    except Exception:  # noqa: BLE001  # each has its own, and any is a no
        return None


def _in_cjose(texts: list[str]) -> list:
    done = subprocess.run([sys.executable, _CJOSE], input=json.dumps(texts), capture_output=True,
                          text=True, check=True, timeout=120)
    payloads = map(json.loads, done.stdout.splitlines())
    return [payload and _attempt(json.loads, payload) for payload in payloads]


@lru_cache(maxsize=None)
def node_missing() -> str | None:
    """Why npm's decoders are not here, or None. Installs them when first asked."""
    done = subprocess.run([TESTS / "federation/prepare.sh", _build_folder(), "tokens"],
                          capture_output=True, text=True, check=False, timeout=120)
    if done.returncode not in (0, _SKIP):
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout.strip() or None


def _build_folder() -> Path:
    return Path(os.environ.get("TB_TEST_OUTPUT", "."))


def _in_node(texts: list[str]) -> dict[str, list]:
    if node_missing() is not None:
        return {}
    done = subprocess.run(["node", _build_folder() / "tokens/decode.mjs"], input=json.dumps(texts),
                          capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


def readers_of(texts: Iterable[str], claims: dict) -> dict[str, set[str]]:
    """The texts that each decoder takes for a token with these claims."""
    texts = list(texts)
    read = {name: [_attempt(decode, text) for text in texts] for name, decode in _IN_PYTHON.items()}
    read |= {"cjose": _in_cjose(texts)} | _in_node(texts)
    return {name: {text for text, found in zip(texts, results, strict=True) if found == claims}
            for name, results in read.items()}
