# SPDX-License-Identifier: Apache-2.0
"""Internal redirects and subrequests carry what the original request proved, and judge nothing.

httpd runs post_read_request again for each of them, when the header is gone and the environment
renamed to REDIRECT_*: a module that judged again would say "absent".
"""

import pytest

from expectations import assert_nothing_exported, exported
from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
WAYS = pytest.mark.parametrize("mpm, tls, protocol", [
    ("event", "1.2", "h1"), ("event", "1.3", "h2"), ("worker", "1.3", "h1"),
    ("prefork", "1.2", "h1")])
TO_THE_ENVIRONMENT = ["/missing", "/indexed/", "/rewritten/page", "/falls/back/to", "/included"]


@pytest.fixture
def redirecting(start, fleet):
    """Starts a site all of whose errors and detours lead to the CGI."""
    def start_it(mpm: str):
        host = VHost("a.test").add(
            "ErrorDocument 404 " + ENVIRONMENT, "ErrorDocument 400 " + ENVIRONMENT,
            '<Directory "/">', "AllowOverride All", "Options +FollowSymLinks", "</Directory>")
        host.location("/included", "Options +Includes", "SetOutputFilter INCLUDES")
        pages = {
            "indexed/.htaccess": "DirectoryIndex %s\n" % ENVIRONMENT,
            "rewritten/.htaccess": "RewriteEngine On\nRewriteRule ^page$ %s\n" % ENVIRONMENT,
            "falls/.htaccess": "FallbackResource %s\n" % ENVIRONMENT,
            "included": '<!--#include virtual="%s" -->' % ENVIRONMENT}
        return start(site_of(mpm, [host], fleet.backend.port, pages=pages))
    return start_it


@WAYS
@pytest.mark.rows("H-40")
def test_detours_keep_the_result_of_the_original_request(redirecting, mpm, tls, protocol):
    client = redirecting(mpm).client(tls=tls, protocol=protocol)
    for path in TO_THE_ENVIRONMENT:
        response = client.bound_get(path)
        assert response.status == (404 if path == "/missing" else 200), path
        environment = response.environment()
        assert exported(environment, PROVIDED) == client.id, path
        assert environment["TOKEN_BINDING_STATUS"] == "valid", path
        assert "HTTP_SEC_TOKEN_BINDING" not in environment, path


@WAYS
@pytest.mark.rows("H-40")
def test_detours_of_unbound_requests_stay_unbound(redirecting, mpm, tls, protocol):
    site = redirecting(mpm)
    for client, status in ((site.client(tls=tls, protocol=protocol), "absent"),
                           (site.client(tls=tls, protocol=protocol, offer=None), "none")):
        for path in TO_THE_ENVIRONMENT:
            environment = client.get(path, [(PROVIDED, "forged")]).environment()
            assert_nothing_exported(environment)
            assert environment["TOKEN_BINDING_STATUS"] == status, path


@WAYS
@pytest.mark.rows("H-40")
def test_error_document_of_a_refused_message_sees_no_id(redirecting, mpm, tls, protocol):
    site = redirecting(mpm)
    for headers in ([header_of(key_for(wire.ECDSAP256).message(bytes(32)))], [(HEADER, "AAA")],
                    [(HEADER, "AAA"), (HEADER, "AAA")]):
        response = site.client(tls=tls, protocol=protocol).get("/missing", headers)
        assert response.status == 400
        assert_nothing_exported(response.environment())
        assert response.environment()["TOKEN_BINDING_STATUS"] == "invalid"


@pytest.mark.rows("H-40")
def test_nothing_is_verified_twice(redirecting):
    site = redirecting("event")
    client = site.client()
    client.send_message("/missing", client.key.binding(bytes(32)))
    site.log.wait_for("verify: ")
    told = [line for line in site.log.of_module() if line.level == "info"]
    assert len(told) == 1, told


@pytest.mark.rows("H-40")
def test_options_for_the_whole_server_are_judged_too(event_site):
    client = event_site.client()
    good, bad = client.header(), (HEADER, wire.base64url(bytes(2)))
    assert client.http.request("OPTIONS", "*", [good]).status == 200
    assert client.http.request("OPTIONS", "*", [bad]).status == 400


@pytest.mark.rows("H-36", "H-40", "P-7")
@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_request_refused_before_any_hook_forges_nothing_through_its_error_document(redirecting,
                                                                                   mpm):
    """httpd refuses a request without Host before post_read_request; the error document's internal
    redirect is then the first that the module sees of it."""
    client = redirecting(mpm).client()
    header = client.header()
    client.tls.send(("GET / HTTP/1.1\r\n%s: forged\r\nSec_Provided_Token_Binding_ID: forged\r\n"
                            "%s: %s\r\n\r\n" % (PROVIDED, *header)).encode())
    response = client.http.response()
    assert response.status == 400
    assert_nothing_exported(response.environment())
    assert response.environment()["TOKEN_BINDING_STATUS"] == "none"
