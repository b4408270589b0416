# SPDX-License-Identifier: Apache-2.0
"""conf/examples as they are shipped, in the folders that Debian's and Fedora's packages make.

Only what an operator must fill in is filled in: the addresses, names and files of the first block.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from federation.installation import has_own_binding
from server import installation
from server.configuration import Configuration
from server.fleet import Site
from server.site import EXACT
from tokenbinding.sealed import CookieKey, write_keys
from tokenbinding.waiting import until

TREE = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.name for path in (TREE / "conf/examples").glob("*.conf")
                  if path.name != "recipes.conf")
BASE = ("authn_core", "authz_core", "authz_host", "log_config", "mpm_event", "unixd")


@dataclass
class Layout:
    """Where a distribution has its configuration, below `root`, and its logs."""

    root: Path
    server: str
    main: str
    modules: str
    sites: str
    logs: str

    def write(self, name: str, text: str) -> Path:
        path = self.root / self.server / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def includes(self) -> list[str]:
        return ["ServerRoot %s" % (self.root / self.server),
                "IncludeOptional %s/*" % self.modules, "Include token_binding.conf",
                "IncludeOptional %s/*.conf" % self.sites]


def debian(root: Path) -> Layout:
    """APACHE_LOG_DIR comes from envvars."""
    layout = Layout(root, "etc/apache2", "apache2.conf", "mods-enabled", "sites-enabled",
                    "var/log/apache2")
    (root / layout.logs).mkdir(parents=True)
    return layout


def fedora(root: Path) -> Layout:
    """`logs` in ServerRoot is a link."""
    layout = Layout(root, "etc/httpd", "conf/httpd.conf", "conf.modules.d", "conf.d",
                    "var/log/httpd")
    (root / layout.logs).mkdir(parents=True)
    (root / layout.server).mkdir(parents=True)
    (root / layout.server / "logs").symlink_to(root / layout.logs)
    return layout


def modules_of(text: str) -> list[str]:
    """As the head of an example lists them."""
    listed = re.search(r"^# Modules: (.*?)(?:; http2|\.\n)", text, re.MULTILINE | re.DOTALL)
    names = re.findall(r"\w+", listed.group(1).replace("#", ""))
    return [name for name in names if name != "token_binding"]


def filled_in(text: str, port: int, keys: Path, backend: int) -> str:
    """The example, with loopback and files that are there."""
    for found, value in ((r"\*:443\b", "127.0.0.1:%d" % port),
                         (r"/etc/ssl/certs/\S+\.pem", keys / "shared.pem"),
                         (r"/etc/ssl/private/\S+\.key", keys / "shared.key"),
                         (r"(?:app|login)\.example\.org$", "a.test"),
                         (r"127\.0\.0\.1:(?:8080|3000)\b", "127.0.0.1:%d" % backend)):
        text = re.sub(found, str(value), text, flags=re.MULTILINE)
    return text


@pytest.fixture
def packaged(fleet):
    """Starts one example under a layout."""
    running: list[Site] = []

    def start_it(example: str, make_layout) -> tuple[Site, Layout]:
        server = fleet.prepare(Configuration())
        layout = make_layout(server.directory)
        text = (TREE / "conf/examples" / example).read_text()
        names = sorted({*BASE, *modules_of(text)}) + ["token_binding"]
        lines = installation.load_lines(names[:-1]) + [
            'LoadModule token_binding_module "%s"' % installation.module_under_test()]
        layout.write(layout.modules + "/all.load", "\n".join(lines) + "\n")
        layout.write("token_binding.conf", (TREE / "conf/token_binding.conf").read_text())
        write_keys(layout.root / layout.server / "cookie-keys.json", CookieKey("first"))
        layout.write(layout.sites + "/example.conf",
                     filled_in(text, server.port, fleet.directory, fleet.backend.port))
        own = server.directory
        layout.write(layout.main, "\n".join([
            *layout.includes()[:2], "ServerName localhost", "Listen 127.0.0.1:%d" % server.port,
            *installation.identity_lines(), "PidFile %s/run/httpd.pid" % own,
            "DefaultRuntimeDir %s/run" % own,
            'SSLSessionCache "shmcb:%s/run/sessions(512000)"' % own, "ErrorLog %s/logs/error_log" % own,
            *layout.includes()[2:], ""]))
        (own / "httpd.conf").write_text("\n".join([
            *(["Define APACHE_LOG_DIR %s" % (own / layout.logs)] if make_layout is debian else []),
            "Include %s/%s/%s" % (own, layout.server, layout.main), ""]))
        server.start()
        running.append(Site(server, fleet.backend, "event"))
        return running[-1], layout

    yield start_it
    for site in running:
        site.end()


def starts_here(example: str) -> bool:
    if "auth_openidc" not in example:
        return True
    there = (installation.modules_directory() / "mod_auth_openidc.so").exists()
    return there and (example != "mod_auth_openidc.conf" or has_own_binding())


@pytest.mark.parametrize("layout", [debian, fedora])
@pytest.mark.parametrize("example", [name for name in EXAMPLES if starts_here(name)])
def test_an_example_starts_as_it_is_shipped_and_serves_a_bound_request(packaged, example, layout):
    site, _ = packaged(example, layout)
    site.log.tolerate("OAuth 2.0 Resource Server functionality is deprecated|oidc_|AH00112")
    client = site.client()
    assert client.negotiated is not None
    assert client.bound_get(EXACT).status < 500


@pytest.mark.parametrize("layout", [debian, fedora])
@pytest.mark.parametrize("example, log", [("legacy-application.conf", "app.log"),
                                          ("mixed-rollout.conf", "rollout.log")])
def test_an_example_logs_where_the_distribution_does(packaged, example, log, layout):
    site, where = packaged(example, layout)
    assert site.client().bound_get(EXACT).status == 200
    assert until(lambda: "tb=valid" in (where.root / where.logs / log).read_text(), 5)


def test_every_example_is_tried_here_but_what_mod_auth_openidc_lacks():
    left_out = {name for name in EXAMPLES if not starts_here(name)}
    assert left_out <= {"mod_auth_openidc.conf", "mod_auth_openidc-bound-cookie.conf"}
