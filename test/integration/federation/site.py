# SPDX-License-Identifier: Apache-2.0
"""The servers of a federation: the configurations of conf/examples, filled in for loopback.

libcurl, which mod_auth_openidc and tokbind use, takes every name below `localhost` for loopback, and
each is a registered domain of its own: the browser has another key for each.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from server.configuration import Configuration
from server.fleet import Fleet, Site
from server.httpd import free_ports
from tokenbinding import wire

from .installation import EXAMPLES
from .provider import Provider

LOGIN = "login.localhost"
REQUIRED = "required.localhost"
ENFORCED = "enforced.localhost"
OWN_BINDING = (REQUIRED, ENFORCED)
SEALED = "sealed.localhost"
SECRET = "known-to-app-and-provider"
MODULES = ("auth_openidc", "authz_user")
ASKED_TWICE = ('<Location "/asked-twice">', "TokenBindingIncludeReferred On", "</Location>")


@dataclass
class Example:
    """One of conf/examples as a virtual host; `values` are what an operator would fill in."""

    file: str
    values: dict = field(default_factory=dict)
    certificate = "federation"

    def text(self, port: int, keys: Path) -> str:
        values = {"FEDERATION": "1", "LISTEN": "127.0.0.1:%d" % port,
                  "CERTIFICATE": keys / "federation.pem",
                  "CERTIFICATE_KEY": keys / "federation.key",
                  "OP_URL": url(LOGIN, port), "CLIENT_SECRET": SECRET, "PASSPHRASE": "for tests",
                  **self.values}
        lines = ['Define %s "%s"' % pair for pair in values.items()]
        return "\n".join([*lines, 'Include "%s"' % (EXAMPLES / self.file)])


def url(host: str, port: int, path: str = "") -> str:
    return "https://%s:%d%s" % (host, port, path)


class Federation:
    """One httpd with all virtual hosts, and the provider behind it."""

    def __init__(self, fleet: Fleet, applications: list[Example]):
        op_port = free_ports(1)[0]
        hosts = [example.values["APP_HOST"] for example in applications]
        fleet.authority.issue("federation", (LOGIN, *hosts))
        for example in applications:
            example.values.setdefault("APP_BACKEND", "127.0.0.1:%d" % fleet.backend.port)
        provider = Example("openid-provider.conf",
                           {"OP_HOST": LOGIN, "OP_BACKEND": "127.0.0.1:%d" % op_port,
                            "COOKIE_KEYS": cookie_keys(fleet)})
        configuration = Configuration(
            vhosts=[provider, *applications], modules=MODULES,
            main=['OIDCCABundlePath "%s"' % fleet.authority.path("ca.pem"), *ASKED_TWICE])
        server = fleet.prepare(configuration)
        self.port = server.port
        callbacks = [url(host, self.port, "/callback") for host in hosts]
        self.provider = Provider(server.directory / "logs/provider", op_port,
                                 url(LOGIN, self.port), SECRET, callbacks)
        try:
            server.start()
        except Exception:
            self.provider.stop()
            raise
        self.site = Site(server, fleet.backend, configuration.mpm)
        self.log.tolerate("OAuth 2.0 Resource Server functionality is deprecated")
        self.log.check()

    @property
    def log(self):
        return self.site.log

    def check(self) -> None:
        self.site.check()
        self.provider.check()

    def end(self) -> None:
        try:
            self.site.end()
        finally:
            self.provider.stop()


def own_binding() -> list[Example]:
    """mod_auth_openidc under both policies that insist on something."""
    return [Example("mod_auth_openidc.conf",
                    {"APP_HOST": host, "BINDING_POLICY": host.split(".")[0]})
            for host in OWN_BINDING]


def bound_cookie(fleet: Fleet) -> Example:
    return Example("mod_auth_openidc-bound-cookie.conf",
                   {"APP_HOST": SEALED, "COOKIE_KEYS": cookie_keys(fleet)})


def cookie_keys(fleet: Fleet) -> Path:
    """One file for all."""
    keys = fleet.authority.path("cookie-keys.json")
    if not keys.exists():
        secret = wire.base64url(os.urandom(32))
        keys.write_text(json.dumps({"keys": [{"kty": "oct", "kid": "one", "k": secret}]}))
        keys.chmod(0o600)
    return keys
