# SPDX-License-Identifier: Apache-2.0
"""The optional functions of token_binding/mod_token_binding.h, asked by a module written in C."""

import pytest

from server import installation
from server.configuration import Configuration, VHost
from server.site import BACKEND, site_of
from tokenbinding import wire
from tokenbinding.keys import key_for

WITNESS = "/witness"
NONE, ABSENT, VALID, INVALID, PROXIED = ("0", "1", "2", "3", "4")


def witness_lines() -> list[str]:
    module = installation.module_under_test().parent / "mod_tb_witness.so"
    assert module.is_file(), "make mod_tb_witness.la"
    return ['LoadModule tb_witness_module "%s"' % module,
            '<Location "%s">' % WITNESS, "SetHandler token-binding-witness", "</Location>"]


@pytest.fixture
def witnessed(start, fleet):
    """Starts a site with the witness; lines are those of its virtual host."""
    def start_it(*lines: str, mpm: str = "event", **more):
        return start(site_of(mpm, [VHost("a.test").add(*lines), VHost("plain.test", None)],
                             fleet.backend.port, main=witness_lines(), **more))
    return start_it


def told_by(response) -> dict:
    assert response.status == 200, response.body
    return dict(line.split(" ") for line in response.body.decode().splitlines())


@pytest.mark.parametrize("mpm, tls, protocol", [
    ("event", "1.2", "h1"), ("event", "1.3", "h2"), ("worker", "1.3", "h2"),
    ("prefork", "1.2", "h1")])
def test_all_is_told_of_a_bound_request(witnessed, mpm, tls, protocol):
    client = witnessed(mpm=mpm).client(tls=tls, protocol=protocol)
    referred = key_for(wire.RSA2048_PSS, "referred")
    others = [key_for(wire.ECDSAP256, name) for name in ("first", "second")]
    header = client.header(client.referred(referred), client.referred(others[0], 77),
                           client.referred(others[1], 255))
    assert told_by(client.get(WITNESS, [header])) == {
        "status": VALID, "version": "256", "key-parameters": "2",
        "provided": client.key.id.hex(), "referred": referred.id.hex(),
        "other-77": others[0].id.hex(), "other-255": others[1].id.hex()}


def test_version_and_key_parameters_are_the_negotiated_ones(witnessed):
    client = witnessed().client(offered_version=(0, 13),
                                offered_key_parameters=[wire.RSA2048_PKCS1_5])
    told = told_by(client.bound_get(WITNESS))
    assert (told["version"], told["key-parameters"]) == ("13", "0")
    assert told["provided"] == client.key.id.hex()


def test_what_is_unknown_is_told_as_unknown(witnessed):
    site = witnessed("TokenBindingInvalidAction ignore")
    client = site.client()
    negotiated = {"version": "256", "key-parameters": "2"}
    nothing = {"version": "-1", "key-parameters": "-1"}
    assert told_by(client.get(WITNESS)) == {"status": ABSENT, **negotiated}
    bad = client.send_message(WITNESS, client.key.binding(bytes(32)))
    assert told_by(bad) == {"status": INVALID, **negotiated}
    assert told_by(site.client(offer=None).bound_get(WITNESS)) == {"status": NONE, **nothing}
    assert told_by(site.plain_client().get(WITNESS)) == {"status": NONE, **nothing}


def test_ids_of_a_trusted_proxy_are_told_without_its_connection(start, fleet):
    host = VHost("plain.test", None).add("TokenBindingTrustedProxy 127.0.0.1")
    site = start(site_of("event", [host], fleet.backend.port, main=witness_lines()))
    key = key_for(wire.ECDSAP256)
    fields = [("Sec-Provided-Token-Binding-ID", wire.base64url(key.id)),
              ("Sec-Other-Token-Binding-ID", "4d." + wire.base64url(key.id))]
    assert told_by(site.plain_client().get(WITNESS, fields)) == {
        "status": PROXIED, "version": "-1", "key-parameters": "-1",
        "provided": key.id.hex(), "other-77": key.id.hex()}


@pytest.mark.parametrize("protocol", ["h1", "h2"])
@pytest.mark.parametrize("path", ["/missing", "/rewritten/page", "/indexed/", "/including"])
def test_detours_are_told_the_same(witnessed, protocol, path):
    lines = ["ErrorDocument 404 " + WITNESS, "RewriteEngine On",
             "RewriteRule ^/rewritten/ %s [PT]" % WITNESS,
             '<Location "/indexed/">', "DirectoryIndex " + WITNESS, "</Location>",
             '<Location "/including">', "Options +Includes", "SetOutputFilter INCLUDES",
             "</Location>"]
    site = witnessed(*lines, pages={"indexed/other": "", "including":
                                    '<!--#include virtual="%s" -->' % WITNESS})
    client = site.client(protocol=protocol)
    response = client.bound_get(path)
    response.status = 200
    told = told_by(response)
    assert (told["status"], told["provided"]) == (VALID, client.key.id.hex())


def test_what_is_passed_to_applications_limits_nothing(witnessed):
    client = witnessed("TokenBindingPassVar none").client()
    assert told_by(client.bound_get(WITNESS))["provided"] == client.key.id.hex()


def test_functions_may_be_asked_from_post_read_request_on(witnessed):
    site = witnessed('Header always set X-Early "expr=%{note:witness-status}"')
    client = site.client()
    assert client.bound_get(BACKEND).value("X-Early") == VALID
    assert client.get(BACKEND).value("X-Early") == ABSENT


def test_functions_survive_a_graceful_restart(witnessed):
    site = witnessed()
    site.server.restart_gracefully()
    client = site.client()
    assert told_by(client.bound_get(WITNESS))["provided"] == client.key.id.hex()


def test_a_module_copes_without_mod_token_binding(start):
    host = VHost("plain.test", None).add('DocumentRoot "htdocs"')
    site = start(Configuration(vhosts=[host], main=witness_lines(), with_module=False))
    assert site.plain_client().get(WITNESS).body == b"not loaded\n"
