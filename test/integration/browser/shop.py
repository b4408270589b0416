# SPDX-License-Identifier: Apache-2.0
"""An unchanged PHP application with a login, and the site that binds its cookie to browsers."""

import json
import tempfile
from pathlib import Path

from server import php
from server.configuration import VHost
from server.site import site_of
from tokenbinding.sealed import CookieKey, write_keys

# The id is renewed at the login, as PHP's manual asks for; `mode` chooses what else may happen.
APPLICATION = """<?php
session_start();
if (isset($_POST['user'])) {
  session_regenerate_id(true);
  $_SESSION['user'] = $_POST['user'];
  $_SESSION['log'] = [];
  header('Location: /application.php', true, 303);
  exit;
}
if (isset($_GET['logout'])) {
  $_SESSION = [];
  session_destroy();
  setcookie(session_name(), '', time() - 3600, '/');
}
if (isset($_GET['renew'])) session_regenerate_id(true);
if (isset($_POST['note'])) $_SESSION['log'][] = $_POST['note'];
if (isset($_GET['theme'])) setcookie('theme', $_GET['theme']);
$state = ['user' => $_SESSION['user'] ?? null, 'log' => $_SESSION['log'] ?? [],
          'cookie' => $_SERVER['HTTP_COOKIE'] ?? '',
          'proof' => $_SERVER['TOKEN_BINDING_PROOF'] ?? null,
          'device' => $_SERVER['TOKEN_BINDING_DEVICE_HASH'] ?? null,
          'fields' => array_values(array_filter(array_keys($_SERVER),
              fn($name) => str_contains($name, 'SECURE_SESSION')))];
if (isset($_GET['json'])) { header('Content-Type: application/json'); echo json_encode($state); exit; }
?><!DOCTYPE html><title>Shop</title><pre><?= htmlspecialchars(json_encode($state)) ?></pre>
<form method="post" id="login"><input name="user" value="ada"><button>Log in</button></form>
<form method="post" id="note"><input name="note" value="a note"><button>Keep</button></form>
"""
PAGE = "/application.php"
LINES = ("TokenBindingCookie PHPSESSID", "TokenBindingCookieProof device",
         "TokenBindingCookieUnbound refuse")


class Shop:
    """The configuration, which can be started several times, and what it needs around."""

    def __init__(self, fleet, *lines: str, mpm: str = "event", modules=(), hosts=("a.test",)):
        self.directory = Path(tempfile.mkdtemp(prefix="shop-", dir=fleet.directory))
        self.directory.chmod(0o755)
        php.make_session_folder(self.directory)
        self.key = CookieKey("first")
        self.keys = write_keys(self.directory / "keys.jwk", self.key)
        vhosts = [VHost(name).add('TokenBindingCookieKeys "%s"' % self.keys, *LINES, *lines,
                                  *php.fpm_lines(self.directory)) for name in hosts]
        self.configuration = site_of(
            mpm, vhosts, fleet.backend.port, pages={"application.php": APPLICATION},
            modules=("proxy_fcgi", *modules))

    def opened(self, cookie: dict) -> dict:
        """What is sealed in a cookie of the browser's."""
        return self.key.open(cookie["value"])


def state_of(page: str) -> dict:
    """What the application told about a request, in a page's text."""
    return json.loads(page.splitlines()[0])
