# SPDX-License-Identifier: Apache-2.0
"""TokenBindingPassVar and TokenBindingPassAs where httpd lets a directory speak, and its detours.

test_passing.py has the words one by one for a whole virtual host.
"""

import pytest

from expectations import assert_nothing_exported, base64url_hash, exported
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
HASHES = ("Sec-Provided-Token-Binding-Hash", "Sec-Referred-Token-Binding-Hash")
PARAMETERS = ("Sec-Token-Binding-Version", "Sec-Token-Binding-Key-Parameters")
SHOWN = 'Header always set X-Seen "%%{%s}e"' % PROVIDED
ASKED = 'Header always set X-Asked "expr=%%{req:%s}"' % PROVIDED


@pytest.fixture
def passing(start, fleet):
    def start_it(*lines: str, **more):
        return start(site_of("event", [VHost("a.test").add(*lines)], fleet.backend.port, **more))
    return start_it


def location(path: str, *lines: str) -> tuple:
    return ('<Location "%s">' % path, *lines, "</Location>")


def with_referred(client) -> tuple:
    other = key_for(wire.ECDSAP256, "referred")
    return other, client.header(client.referred(other))


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_backend_that_gets_only_headers_may_get_hashes_and_parameters(passing, protocol):
    client = passing("TokenBindingPassVar hash parameters").client(protocol=protocol)
    other, header = with_referred(client)
    forged = [(name, "forged") for name in (*HASHES, *PARAMETERS)]
    seen = client.get(BACKEND, [header, *forged]).as_backend_saw_it()
    assert [seen.value(name) for name in HASHES] == [base64url_hash(client.key.id),
                                                    base64url_hash(other.id)]
    assert [seen.value(name) for name in PARAMETERS] == ["1.0", "ecdsap256"]
    assert seen.value(PROVIDED) is None
    bare = client.get(BACKEND, forged).as_backend_saw_it()
    assert [bare.value(name) for name in (*HASHES, *PARAMETERS)] == [None] * 4


def test_environment_has_hashes_and_parameters_under_one_name_only(passing):
    client = passing("TokenBindingPassVar hash parameters").client()
    environment = client.bound_get(ENVIRONMENT).environment()
    assert environment["TOKEN_BINDING_PROVIDED_HASH"] == base64url_hash(client.key.id)
    assert "Sec_Provided_Token_Binding_Hash" not in environment
    assert "Sec_Token_Binding_Version" not in environment


@pytest.mark.parametrize("inner, variable, header", [
    ("none", False, False), ("referred", False, False), ("provided", True, True)])
def test_location_has_its_say(passing, inner, variable, header):
    site = passing(*location(ENVIRONMENT, "TokenBindingPassVar " + inner),
                   *location(BACKEND, "TokenBindingPassVar " + inner))
    client = site.client()
    environment = client.bound_get(ENVIRONMENT).environment()
    assert ("Sec_Provided_Token_Binding_ID" in environment) == variable
    seen = client.bound_get(BACKEND).as_backend_saw_it()
    assert (seen.value(PROVIDED) is not None) == header


@pytest.mark.parametrize("line, variable, header", [
    ("TokenBindingPassVar none", "(null)", ""), ("TokenBindingPassAs headers", "(null)", "ID"),
    ("TokenBindingPassAs environment", "ID", ""), ("TokenBindingPassAs both", "ID", "ID")])
@pytest.mark.parametrize("where", ["Location", "Directory", "Files", "If", ".htaccess"])
def test_every_kind_of_section_takes_effect(passing, where, line, variable, header):
    sections = {"Location": '<Location "/own/">\n%s\n</Location>',
                "Directory": '<DirectoryMatch "/own/">\n%s\n</DirectoryMatch>',
                "Files": '<Files "page">\n%s\n</Files>',
                "If": "<If \"%%{REQUEST_URI} =~ m#own#\">\n%s\n</If>"}
    pages = {"own/page": ""}
    lines = ['<Directory "/">', "AllowOverride AuthConfig", "</Directory>", SHOWN, ASKED]
    if where == ".htaccess":
        pages["own/.htaccess"] = line + "\n"
    else:
        lines.append(sections[where] % line)
    client = passing(*lines, pages=pages).client()
    response = client.bound_get("/own/page")
    assert response.value("X-Seen") == variable.replace("ID", client.id)
    assert (response.value("X-Asked") or "") == header.replace("ID", client.id)


def test_htaccess_needs_permission(passing):
    site = passing('<Directory "/">', "AllowOverride FileInfo", "</Directory>",
                   pages={"own/page": "", "own/.htaccess": "TokenBindingPassVar none\n"})
    site.log.expect("TokenBindingPassVar not allowed here")
    assert site.client().bound_get("/own/page").status == 500


def test_redirected_request_is_told_by_its_new_room_alone(passing):
    """httpd keeps the first room's variables as REDIRECT_*: they must not say more."""
    site = passing("ErrorDocument 404 " + ENVIRONMENT,
                   *location(ENVIRONMENT, "TokenBindingPassVar none"))
    environment = site.client().bound_get("/missing").environment()
    assert_nothing_exported({name: value for name, value in environment.items()
                             if not name.startswith("TOKEN_BINDING_")})
    assert environment["TOKEN_BINDING_STATUS"] == "valid"


@pytest.mark.parametrize("outer, inner", [("none", "provided"), ("provided", "none")])
def test_looking_at_another_room_does_not_change_this_one(passing, outer, inner):
    """mod_rewrite's look-ahead and mod_autoindex make subrequests that never run."""
    look = 'RewriteCond "%{LA-U:ENV:X-Nothing}" "!."\nRewriteRule ^ - [E=looked:1]'
    site = passing("TokenBindingPassVar " + outer,
                   *location("/listed/hidden", "TokenBindingPassVar " + inner),
                   '<LocationMatch "^/(listed/|cgi/)">', "Options +Indexes", "</LocationMatch>",
                   SHOWN, ASKED, *location("/listed/seen", "RewriteEngine On",
                                           "RewriteOptions AllowAnyURI", look),
                   modules=("autoindex",), pages={"listed/hidden": "", "listed/seen": ""})
    client = site.client()
    wanted = client.id if outer == "provided" else ""
    for path in ("/listed/", "/listed/seen"):
        response = client.bound_get(path)
        assert response.status == 200
        assert (response.value("X-Asked") or "") == wanted


@pytest.mark.parametrize("name, forged", [
    ("HTTP_X_TB", "X-TB"), ("http_x_tb", "X-TB"), ("HTTP-X-TB", "x-tb"), ("TB_ID", "TB-ID"),
    ("TB_ID", "tb_id")])
def test_client_cannot_set_a_variable_of_a_chosen_name(passing, name, forged):
    client = passing("TokenBindingProvidedEnvVar " + name).client()
    for headers in ([client.header()], []):
        environment = client.get(ENVIRONMENT, [*headers, (forged, "forged")]).environment()
        assert "forged" not in environment.values()
        seen = client.get(BACKEND, [*headers, (forged, "forged")]).as_backend_saw_it()
        assert "forged" not in dict(seen.headers).values()


def test_names_of_the_module_itself_may_not_be_chosen(fleet):
    host = VHost("a.test").add("TokenBindingProvidedEnvVar TOKEN_BINDING_STATUS")
    status, output = fleet.prepare(site_of("event", [host], 9)).check_syntax()
    assert status != 0
    assert "TokenBindingProvidedEnvVar: 'TOKEN_BINDING_STATUS' is not valid here" in output


@pytest.mark.parametrize("lines", [
    ["TokenBindingProvidedEnvVar X_ID", "TokenBindingContextEnvVar x-id"],
    ["TokenBindingReferredEnvVar Sec_Provided_Token_Binding_ID"],
    ["TokenBindingContextEnvVar TB_SSL_CLIENT_CERT_FINGERPRINT"]])
def test_two_values_may_not_share_a_variable(fleet, lines):
    """Nor two that CGI makes one; the first line of a pair may be that of the main server."""
    for main, of_host in (([], lines), (lines[:-1], lines[-1:])):
        site = site_of("event", [VHost("a.test").add(*of_host)], 9, main=main)
        status, output = fleet.prepare(site).check_syntax()
        assert status != 0
        assert "has two values in the variable" in output and "a.test" in output


@pytest.mark.parametrize("name", ["mod_token_binding.c", "token_binding_module"])
def test_module_answers_to_its_names(passing, name):
    site = passing("<IfModule %s>" % name, "TokenBindingPassVar none", "</IfModule>")
    client = site.client()
    environment = client.bound_get(ENVIRONMENT).environment()
    assert exported(environment, PROVIDED) is None


def test_message_stays_in_place_whatever_the_road(passing):
    client = passing("TokenBindingPassVar message", "TokenBindingPassAs environment").client()
    name, value = client.header()
    assert client.get(BACKEND, [(name, value)]).as_backend_saw_it().value(name) == value
