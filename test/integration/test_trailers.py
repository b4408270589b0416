# SPDX-License-Identifier: Apache-2.0
"""`MergeTrailers On`, where trailers come at an odd time: before the handler, or with a fault.

test_scrubbing.py has those that come with the body that a handler reads.
"""

import pytest

from expectations import assert_nothing_exported, assert_nothing_forwarded
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding.client import HEADER

PROVIDED = "Sec-Provided-Token-Binding-ID"
FORGERIES = [(name, "forged") for name in (PROVIDED, "Sec_Referred_Token_Binding_ID", HEADER)]
CREDENTIALS = [("Cookie", "sid=bare"), ("Authorization", "Bearer stolen")]

FORM = b"httpd_username=me&httpd_password=password"
FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded")
FORM_MODULES = ("auth_form", "authn_file", "authz_user", "request", "session", "session_cookie")


def certificate_lines(_directory) -> list[str]:
    return ["SSLVerifyClient optional"]


def password_lines(directory) -> list[str]:
    users = directory / "users"
    users.write_text("me:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n")
    users.chmod(0o644)
    return ["AuthType Form", "AuthName here", "AuthFormProvider file", "Require valid-user",
            'AuthUserFile "%s"' % users, "Session On", "SessionCookieName session"]


@pytest.fixture(params=[
    (certificate_lines, "1.2", "h1"), (certificate_lines, "1.3", "h1"),
    (password_lines, "1.3", "h1"), (password_lines, "1.3", "h2")])
def client(request, start, fleet):
    """Of a site where mod_ssl reads the body before it asks for a certificate, or mod_auth_form
    for what was typed in."""
    lines, tls, protocol = request.param
    host = VHost("a.test").add('SSLCACertificateFile "%s/ca.pem"' % fleet.directory)
    for room in (ENVIRONMENT, BACKEND):
        host.location(room, *lines(fleet.directory))
    site = start(site_of("event", [host], fleet.backend.port, main=["MergeTrailers On"],
                         modules=FORM_MODULES))
    return site.client(tls=tls, protocol=protocol, post_handshake_auth=True)


def posted(client, room: str):
    trailers = [*FORGERIES, *CREDENTIALS, ("X-Other-Trailer", "harmless")]
    response = client.http.request("POST", room, [FORM_TYPE], FORM, trailers)
    assert response.status == 200
    return response


@pytest.mark.rows("S-30", "H-31", "P-7")
def test_trailers_read_before_a_script_starts_are_not_in_its_environment(client):
    environment = posted(client, ENVIRONMENT).environment()
    assert_nothing_exported(environment)
    assert "HTTP_COOKIE" not in environment
    assert environment["HTTP_X_OTHER_TRAILER"] == "harmless"


@pytest.mark.rows("S-30", "H-31", "P-7")
def test_trailers_read_before_a_backend_is_asked_do_not_reach_it(client):
    seen = posted(client, BACKEND).as_backend_saw_it()
    assert_nothing_forwarded(seen)
    assert seen.names().isdisjoint({"cookie", "authorization"})
    assert seen.value("X-Other-Trailer") == "harmless"


@pytest.mark.rows("S-30", "H-31", "P-7")
def test_trailers_before_a_malformed_one_do_not_reach_the_error_document(start, fleet):
    names = [name for name, _ in (*FORGERIES, *CREDENTIALS)]
    host = VHost("a.test").add("ErrorDocument 400 /exact").location("/exact", *(
        'Header always set X-Late-%s "expr=%%{req:%s}"' % (name, name) for name in names))
    site = start(site_of("event", [host], fleet.backend.port, main=["MergeTrailers On"]))
    site.log.expect("AH01095: prefetch request body failed")
    client = site.client()
    lines = "".join("%s: %s\r\n" % pair for pair in (*FORGERIES, *CREDENTIALS))
    client.tls.send(("POST %s HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "1\r\nx\r\n0\r\n%smalformed\r\n\r\n" % (BACKEND, lines)).encode())
    response = client.http.response()
    assert response.status == 400
    assert not any(response.value("X-Late-" + name) for name in names)


@pytest.mark.rows("P-17", "H-37", "H-31")
def test_connection_in_trailers_names_none_of_our_fields(start, fleet):
    """A script reads the body and fails, and its error page comes from a backend."""
    host = VHost("a.test").add("ErrorDocument 500 " + BACKEND)
    site = start(site_of("event", [host], fleet.backend.port, main=["MergeTrailers On"]))
    site.log.expect("End of script output before headers")
    script = site.server.directory / "cgi-bin/fails"
    script.write_text("#!/bin/sh\ncat >/dev/null\n")
    script.chmod(0o755)
    client = site.client()
    response = client.http.request("POST", "/cgi/fails",
                                   [client.header(), ("Connection", "keep-alive")], b"body",
                                   trailers=[("Connection", PROVIDED)])
    assert response.as_backend_saw_it().value(PROVIDED) == client.id
