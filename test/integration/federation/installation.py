# SPDX-License-Identifier: Apache-2.0
"""What the federation needs beyond httpd, and the one line that says what is missing."""

import os
import subprocess
from functools import lru_cache
from pathlib import Path

from server import installation

SOURCES = Path(__file__).resolve().parents[3]
EXAMPLES = SOURCES / "conf/examples"
_SKIP = 77


def build_folder() -> Path:
    return Path(os.environ.get("TB_TEST_OUTPUT", "."))


@lru_cache(maxsize=None)
def missing() -> str | None:
    """Why there can be no federation here, or None. Installs the provider when first asked."""
    if not _mod_auth_openidc().is_file():
        return "mod_auth_openidc is not here (Debian: libapache2-mod-auth-openidc)"
    done = subprocess.run([SOURCES / "test/federation/prepare.sh", build_folder()],
                          capture_output=True, text=True, check=False, timeout=120)
    if done.returncode not in (0, _SKIP):
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout.strip() or None


@lru_cache(maxsize=None)
def has_own_binding() -> bool:
    """mod_auth_openidc 2.4.15 dropped Token Binding."""
    path = _mod_auth_openidc()
    return path.is_file() and b"OIDCTokenBindingPolicy" in path.read_bytes()


def provider_program() -> Path:
    return build_folder() / "federation/provider.mjs"


def _mod_auth_openidc() -> Path:
    return installation.modules_directory() / "mod_auth_openidc.so"
