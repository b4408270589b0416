# SPDX-License-Identifier: Apache-2.0
"""What belongs into requests only never leaves in a response, whoever put it there."""

import socket
import threading

import pytest

from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, FORWARDING, site_of
from tokenbinding.client import HEADER
from tokenbinding.sealed import CookieKey, write_keys

NAMES = (HEADER, "Sec-Provided-Token-Binding-ID", "Sec-Referred-Token-Binding-ID",
         "Sec-Other-Token-Binding-ID", "Sec-Token-Binding-Context",
         "Sec-Provided-Token-Binding-Hash", "Sec-Referred-Token-Binding-Hash",
         "Sec-Token-Binding-Version", "Sec-Token-Binding-Key-Parameters",
         "TB_SSL_CLIENT_CERT_FINGERPRINT")
EVERYTHING = ("TokenBindingPassVar provided referred other context fingerprint message hash "
              "parameters")


def leaked(response) -> list:
    return [name for name in NAMES if response.values(name)]


@pytest.mark.parametrize("protocol", ["h1", "h2"])
@pytest.mark.parametrize("table", ["", "always "])
def test_fields_that_an_administrator_sets_are_removed(start, fleet, protocol, table):
    lines = ["Header %sset %s oops" % (table, name) for name in NAMES]
    host = VHost("a.test").add(*lines, 'Redirect "/away" https://elsewhere.test/')
    client = start(site_of("event", [host], fleet.backend.port)).client(protocol=protocol)
    for path in ("/exact", ENVIRONMENT, BACKEND, "/away", "/missing"):
        assert leaked(client.bound_get(path)) == [], path
        assert leaked(client.get(path)) == [], path


def test_fields_of_a_backend_are_removed_where_the_module_is_off_and_on_plain_http(event_site):
    assert leaked(event_site.client("b.test").bound_get(FORWARDING)) == []
    assert leaked(event_site.plain_client().get(FORWARDING)) == []


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_a_refused_message_leaves_nothing_in_its_error_page(event_site, protocol):
    client = event_site.client(protocol=protocol)
    name, value = client.header()
    for path in ("/exact", BACKEND):
        response = client.get(path, [(name, value[:-4])])
        assert response.status == 400
        assert leaked(response) == []
        assert value[:40] not in response.body.decode()
        client = event_site.client(protocol=protocol)
        name, value = client.header()


@pytest.mark.parametrize("path", ["/exact", BACKEND])
def test_trace_shows_nothing_of_ours(start, fleet, path):
    """Its answer is the request as it was received, and scripts may read answers."""
    host = VHost("a.test").add("TraceEnable on", EVERYTHING)
    client = start(site_of("event", [host], fleet.backend.port)).client()
    text = client.http.request("TRACE", path, [client.header(), ("X-Mine", "1")]).body.decode()
    assert client.id not in text
    assert "token-binding" not in text.lower() and "fingerprint" not in text.lower()
    assert "X-Mine" in text or path == BACKEND


def answer_with_trailers(listener) -> None:
    """One response whose fields of ours, and whose cookie, come after its body."""
    connection = listener.accept()[0]
    connection.recv(65536)
    trailers = "".join("%s: oops\r\n" % name for name in (*NAMES, "Set-Cookie"))
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"
                       b"X-Trailer: fine\r\n" + trailers.encode() + b"\r\n")
    connection.close()


@pytest.mark.parametrize("protocol", ["h1", "h2"])
def test_trailers_of_a_backend_do_not_carry_them_out(start, fleet, protocol, tmp_path):
    """Over HTTP/2 httpd hands a backend's trailers on."""
    keys = write_keys(tmp_path / "cookies.jwk", CookieKey("first"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        threading.Thread(target=answer_with_trailers, args=[listener], daemon=True).start()
        host = VHost("a.test").add("TokenBindingCookie sid", 'TokenBindingCookieKeys "%s"' % keys,
                                   'ProxyPass "/late/" "http://127.0.0.1:%d/"'
                                   % listener.getsockname()[1])
        client = start(site_of("event", [host], fleet.backend.port)).client(protocol=protocol)
        response = client.bound_get("/late/")
    assert (response.status, response.body) == (200, b"hi")
    assert leaked(response) == []
    assert response.values("Set-Cookie") == []
    assert response.values("X-Trailer") == (["fine"] if protocol == "h2" else [])
