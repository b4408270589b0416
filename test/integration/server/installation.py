# SPDX-License-Identifier: Apache-2.0
"""What this machine has: the httpd binary, where its modules are and which are built in.

Environment: APACHE names another httpd, APXS another apxs; TOKEN_BINDING_MODULE the module under
test; TOKEN_BINDING_WRAP a command to run httpd under, in which {reports} is a directory that the
tests look through for complaints; TOKEN_BINDING_PRELOAD what to preload into httpd (a sanitizer's
runtime).

  TOKEN_BINDING_WRAP="valgrind --log-file={reports}/%p" TOKEN_BINDING_TIME_FACTOR=8 ./run
"""

import grp
import os
import pwd
import re
import shlex
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path


def _query(variable: str) -> str:
    apxs = os.environ.get("APXS") or shutil.which("apxs") or shutil.which("apxs2") or "apxs"
    # Debian's apxs warns on stderr about a default configuration that we do not use.
    done = subprocess.run([apxs, "-q", variable], capture_output=True, text=True, check=True,
                          timeout=30)
    return done.stdout.strip()


@lru_cache(maxsize=None)
def httpd() -> str:
    return os.environ.get("APACHE") or "%s/%s" % (_query("SBINDIR"), _query("PROGNAME"))


@lru_cache(maxsize=None)
def modules_directory() -> Path:
    return Path(_query("LIBEXECDIR"))


@lru_cache(maxsize=None)
def built_in_modules() -> frozenset:
    listing = subprocess.run([httpd(), "-l"], capture_output=True, text=True, check=True,
                             timeout=30).stdout
    return frozenset(re.findall(r"^\s+(?:mod_)?(\w+)\.c$", listing, re.MULTILINE))


def load_lines(names) -> list[str]:
    """LoadModule lines for those modules that are not built in."""
    return ['LoadModule %s_module "%s/mod_%s.so"' % (name, modules_directory(), name)
            for name in names if name not in built_in_modules()]


def module_under_test() -> Path:
    path = os.environ.get("TOKEN_BINDING_MODULE")
    if not path or not Path(path).is_file():
        raise RuntimeError("TOKEN_BINDING_MODULE must name mod_token_binding.so, not %r" % path)
    return Path(path).resolve()


def identity_lines() -> list[str]:
    """Who the children run as, when the suite runs as root."""
    if os.geteuid():
        return []
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(accounts[name] for name in ("www-data", "apache", "nobody") if name in accounts)
    return ["User %s" % user.pw_name, "Group %s" % grp.getgrgid(user.pw_gid).gr_name]


def command(directory: Path) -> list[str]:
    wrap = os.environ.get("TOKEN_BINDING_WRAP", "").replace("{reports}", str(directory / "reports"))
    return [*shlex.split(wrap), httpd(), "-d", str(directory), "-f", "httpd.conf"]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items()
            if name in ("PATH", "LANG", "TZ") or name.endswith("SAN_OPTIONS")}
    if preload := os.environ.get("TOKEN_BINDING_PRELOAD"):
        kept["LD_PRELOAD"] = preload
    return kept
