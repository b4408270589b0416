# SPDX-License-Identifier: Apache-2.0
"""Mistakes of an operator that would otherwise show in nothing: each leaves a line, or a number."""

import os
import re

import pytest

from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.keys import key_for
from tokenbinding.sealed import CookieKey, write_keys

PROVIDED = "Sec-Provided-Token-Binding-ID"
ID = wire.base64url(key_for(wire.ECDSAP256).id)
NO_TLS = "has no TLS to work on"
COOKIES = ("TokenBindingCookie sid", "TokenBindingCookieKeys keys.json")
GUARD = ('<Location "/guarded">', "Require token-binding", "</Location>")


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "keys.json"
    write_keys(path, CookieKey("k1"))
    return path


def with_keys(lines, keys):
    return [line.replace("keys.json", '"%s"' % keys) for line in lines]


@pytest.mark.parametrize("lines, directive", [(COOKIES, "TokenBindingCookie"),
                                              (GUARD, "Require token-binding")])
def test_a_virtual_host_without_tls_that_needs_it_is_warned_of_by_its_place(start, fleet, keys, lines,
                                                                            directive):
    site = start(site_of("event", [VHost("a.test"), VHost("plain.test", None)
                                   .add(*with_keys(lines, keys))], fleet.backend.port))
    site.log.expect(NO_TLS)
    told = [line.text for line in site.log.of_module() if NO_TLS in line.text]
    assert len(told) == 1
    assert re.search(r"negotiate: %s of plain\.test \(\S+:\d+\) " % directive, told[0])


@pytest.mark.parametrize("lines", [COOKIES, GUARD])
def test_with_tls_there_is_no_warning(start, fleet, keys, lines):
    start(site_of("event", [VHost("a.test").add(*with_keys(lines, keys))], fleet.backend.port))


def test_a_port_80_that_inherits_global_cookies_is_not_warned_of(start, fleet, keys):
    start(site_of("event", [VHost("a.test"), VHost("plain.test", None)], fleet.backend.port,
                  main=with_keys(COOKIES, keys)))


def test_a_tier_behind_trusted_proxies_is_not_warned_of(start, fleet, keys):
    start(site_of("event", [VHost("a.test"), VHost("plain.test", None).add(
        "TokenBindingTrustedProxy 192.0.2.1", *with_keys(COOKIES, keys))], fleet.backend.port))


def unlisted(site) -> int:
    page = site.plain_client("plain.test").get("/server-status?auto").body.decode()
    return int(re.search(r"^TokenBindingUnlisted: (\d+)$", page, re.MULTILINE).group(1))


@pytest.fixture
def tier(start, fleet):
    def start_it(*lines: str):
        host = VHost("plain.test", None).location("/server-status", "SetHandler server-status")
        return start(site_of("event", [VHost("a.test"), host.add(*lines)], fleet.backend.port))
    return start_it


def test_ids_from_an_unlisted_peer_are_removed_with_a_line_that_names_it_and_a_number(tier):
    site = tier("TokenBindingTrustedProxy 192.0.2.1")
    response = site.plain_client("plain.test").get(BACKEND, [(PROVIDED, ID)])
    assert response.as_backend_saw_it().value(PROVIDED) is None
    line = site.log.wait_for("TokenBindingTrustedProxy does not list").text
    assert "127.0.0.1 asserts" in line and ID not in line
    assert unlisted(site) == 1
    assert site.plain_client("plain.test").get(ENVIRONMENT).status == 200
    assert unlisted(site) == 1


@pytest.mark.parametrize("lines", [(), ("TokenBindingTrustedProxy 127.0.0.1",)])
def test_where_nobody_is_trusted_or_the_peer_is_nothing_is_unlisted(tier, lines):
    site = tier(*lines)
    site.plain_client("plain.test").get(ENVIRONMENT, [(PROVIDED, ID)])
    assert unlisted(site) == 0 and "does not list" not in site.log.text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_of_somebody_else_is_warned_of_by_his_number(syntax_of, keys):
    lines = with_keys(COOKIES, keys)
    os.chown(keys, 4711, -1)
    status, output = syntax_of(*lines)
    assert status == 0
    assert re.search(r"TokenBindingCookieKeys: .*keys.json': the file belongs to .* 4711", output)
    os.chown(keys, 0, -1)
    assert syntax_of(*lines) == (0, "Syntax OK\n")


@pytest.mark.parametrize("member", ['"use": "sig"', '"alg": "HS256"', '"alg": "A256KW"'])
def test_a_key_that_was_made_for_something_else_is_refused(syntax_of, keys, member):
    lines = with_keys(COOKIES, keys)
    keys.write_text(keys.read_text().replace('"kty"', member + ', "kty"', 1))
    status, output = syntax_of(*lines)
    assert status != 0 and "(jwk-use, key 1)" in output
