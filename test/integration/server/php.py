# SPDX-License-Identifier: Apache-2.0
"""PHP behind httpd: a pool of php-fpm of our own, or mod_php in the server under test."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from tokenbinding.waiting import seconds, until

from . import installation

POOL = """[global]
error_log = {directory}/fpm.log
[www]
{identity}
listen = {directory}/php.sock
listen.mode = 0666
pm = static
pm.max_children = 2
php_admin_value[session.save_path] = {directory}/sessions
"""


def fpm_binary() -> str | None:
    names = ["php-fpm", *(path.name for path in Path("/usr/sbin").glob("php-fpm*"))]
    return next(filter(None, map(shutil.which, names)), None)


def php_module() -> Path | None:
    return next(installation.modules_directory().glob("libphp*.so"), None)


def make_session_folder(directory: Path) -> None:
    """For the user that the children run as."""
    folder = directory / "sessions"
    folder.mkdir(mode=0o700)
    if not os.geteuid():
        shutil.chown(folder, _user())


def module_lines(directory: Path) -> list[str]:
    return ['LoadModule php_module "%s"' % php_module(),
            'php_admin_value session.save_path "%s/sessions"' % directory,
            "<FilesMatch \\.php$>", "SetHandler application/x-httpd-php", "</FilesMatch>"]


def fpm_lines(directory: Path) -> list[str]:
    return ["<FilesMatch \\.php$>",
            'SetHandler "proxy:unix:%s/php.sock|fcgi://localhost/"' % directory, "</FilesMatch>"]


class Fpm:
    """A php-fpm in the foreground, in a directory that all may enter."""

    def __init__(self, directory: Path):
        user = _user()
        identity = "" if os.geteuid() else "user = %s\ngroup = %s" % (
            user, pwd.getpwnam(user).pw_gid)
        pool = directory / "fpm.conf"
        pool.write_text(POOL.format(directory=directory, identity=identity))
        self._process = subprocess.Popen(
            [fpm_binary(), "--nodaemonize", "--no-php-ini", "--fpm-config", str(pool)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        socket = directory / "php.sock"
        assert until(socket.exists, 20), (directory / "fpm.log").read_text()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(seconds(10))


def _user() -> str:
    return installation.identity_lines()[0].split()[1]
