# SPDX-License-Identifier: Apache-2.0
"""Requests that do not go straight from their header to one handler.

test_redirects.py follows internal redirects; here are the ways around them: what httpd refuses
while it reads, subrequests with settings of their own, errors of backends, connections that change
their protocol, bodies that wait for permission, and a cache in front.
"""

import socket
import threading

import pytest

from expectations import assert_nothing_exported, assert_nothing_forwarded, exported
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of
from tokenbinding import wire
from tokenbinding.client import HEADER, header_of
from tokenbinding.http import request_bytes
from tokenbinding.keys import key_for
from tokenbinding.response import Response

PROVIDED = "Sec-Provided-Token-Binding-ID"
STATUS = "TOKEN_BINDING_STATUS"
FORGED = [(PROVIDED, "forged"), (HEADER, "forged"), ("Sec_Provided_Token_Binding_ID", "forged")]
ERRORS_TO_THE_BACKEND = ["ErrorDocument %d %s" % (status, BACKEND) for status in (400, 417)]


def fields(*pairs) -> str:
    return "".join("%s: %s\r\n" % pair for pair in (*FORGED, *pairs)) + "\r\n"


@pytest.mark.parametrize("request_head", [
    "GET / HTTP/1.1\r\n" + fields(),
    "GET / HTTP/1.1\r\n" + fields(("Host", "a/b@@!")),
    "GET / HTTP/1.1\r\n" + fields(("Host", "a.test"), ("Expect", "nothing"))],
    ids=["no Host", "bad Host", "unknown expectation"])
@pytest.mark.rows("P-7", "P-13", "H-36")
def test_error_document_of_what_httpd_itself_refused_sees_no_forgery(start, fleet, request_head):
    """httpd gives these up before any module sees them, and then runs the ErrorDocument."""
    host = VHost("a.test").add(*ERRORS_TO_THE_BACKEND)
    client = start(site_of("event", [host], fleet.backend.port)).client()
    client.tls.send(request_head.encode())
    assert_nothing_forwarded(client.http.response().as_backend_saw_it())


@pytest.fixture
def including(start, fleet):
    """A page that includes what the backend sees in rooms with settings of their own."""
    def start_it(page: str, *lines: str):
        host = VHost("a.test").location("/page", "Options +Includes", "SetOutputFilter INCLUDES",
                                        *lines)
        for room in ("silent", "silent2"):
            host.add('ProxyPass "/%s/" "http://127.0.0.1:%d/"' % (room, fleet.backend.port))
            host.location("/%s/" % room, "TokenBindingPassVar none")
        host.add('ProxyPass "/telling/" "http://127.0.0.1:%d/"' % fleet.backend.port)
        host.location("/telling/", "TokenBindingPassVar provided context")
        return start(site_of("event", [host], fleet.backend.port, pages={"page": page}))
    return start_it


def include(*paths: str) -> str:
    return "".join('<!--#include virtual="%s" -->\n' % path for path in paths)


def documents(response) -> list:
    """What the backend saw of each subrequest: one line of JSON each."""
    assert response.status == 200
    return [type(response)(200, [], line).as_backend_saw_it()
            for line in response.body.splitlines()]


@pytest.mark.rows("P-4", "H-40")
def test_subrequests_tell_what_their_own_room_lets_through(including):
    page = include("/backend/", "/silent/", "/silent2/", "/telling/", "/silent/", "/backend/")
    client = including(page).client()
    for _ in range(2):
        seen = [document.value(PROVIDED) for document in documents(client.bound_get("/page"))]
        assert seen == [client.id, None, None, client.id, None, client.id]


@pytest.mark.rows("P-4", "H-40", "P-19")
def test_subrequests_of_a_silent_page_may_tell_without_making_the_next_tell(including):
    page = include("/telling/", "/silent/", "/telling/", "/silent2/")
    client = including(page, "TokenBindingPassVar none").client()
    seen = documents(client.bound_get("/page"))
    assert [document.value(PROVIDED) for document in seen] == [client.id, None, client.id, None]
    context = wire.base64url(bytes([1, 0, 2]) + client.tls.ekm)
    assert [document.value("Sec-Token-Binding-Context") for document in seen] == [
        context, None, context, None]


@pytest.mark.rows("P-4", "P-19")
def test_subrequest_of_a_telling_subrequest_is_silent_in_a_silent_room(start, fleet):
    """The page is silent, what it includes tells, and what that includes is silent again."""
    host = VHost("a.test").location("/pages/", "Options +Includes", "SetOutputFilter INCLUDES",
                                    "TokenBindingPassVar none")
    host.location("/pages/telling", "TokenBindingPassVar provided context")
    host.location("/cgi/", "TokenBindingPassVar none")
    host.location(BACKEND, "TokenBindingPassVar none")
    pages = {"pages/page": include("/pages/telling"),
             "pages/telling": include(BACKEND) + "|" + include(ENVIRONMENT)}
    client = start(site_of("event", [host], fleet.backend.port, pages=pages)).client()
    seen, _, environment = client.bound_get("/pages/page").body.partition(b"|")
    assert_nothing_forwarded(Response(200, [], seen).as_backend_saw_it())
    told = Response(200, [], environment).environment()
    assert exported(told, PROVIDED) is None
    assert exported(told, "Sec-Token-Binding-Context") is None
    assert told[STATUS] == "valid"


@pytest.mark.parametrize("passed", ["provided", "none"])
@pytest.mark.rows("P-4", "H-40")
def test_subrequest_that_is_rewritten_is_told_what_a_request_would_be(start, fleet, passed):
    host = VHost("a.test").location("/page", "Options +Includes", "SetOutputFilter INCLUDES")
    host.add('<Directory "/">', "AllowOverride All", "Options +FollowSymLinks", "</Directory>")
    host.location("/cgi/", "TokenBindingPassVar " + passed)
    pages = {"page": include("/rewritten/there"),
             "rewritten/.htaccess": "RewriteEngine On\nRewriteRule ^there$ %s\n" % ENVIRONMENT}
    client = start(site_of("event", [host], fleet.backend.port, pages=pages)).client()
    for path in ("/rewritten/there", "/page"):
        environment = client.bound_get(path).environment()
        assert exported(environment, PROVIDED) == (client.id if passed == "provided" else None)
        assert environment[STATUS] == "valid"
        assert "REDIRECT_Sec_Provided_Token_Binding_ID" not in environment


def test_page_itself_knows_the_status(including):
    client = including('<!--#echo var="%s" -->' % STATUS).client()
    assert client.bound_get("/page").body == b"valid"
    assert client.get("/page").body == b"absent"


def test_index_file_with_settings_of_its_own_is_told_by_them(start, fleet):
    host = VHost("a.test").add(
        '<DirectoryMatch "/htdocs/indexed">', "Options +Includes", "SetOutputFilter INCLUDES",
        "DirectoryIndex page.shtml", '<Files "page.shtml">', "TokenBindingPassVar none", "</Files>",
        "</DirectoryMatch>")
    page = '<!--#echo var="%s" -->' % PROVIDED
    site = start(site_of("event", [host], fleet.backend.port, pages={"indexed/page.shtml": page}))
    client = site.client()
    for path in ("/indexed/", "/indexed/page.shtml"):
        assert client.bound_get(path).body == b"(none)", path


def test_request_header_of_the_administrator_has_the_last_word(start, fleet):
    host = VHost("a.test").add('<DirectoryMatch "/htdocs/indexed">', "DirectoryIndex " + BACKEND,
                               "</DirectoryMatch>",
                               "RequestHeader set %s of-the-administrator" % PROVIDED)
    client = start(site_of("event", [host], fleet.backend.port,
                           pages={"indexed/other": ""})).client()
    for path in (BACKEND, "/indexed/"):
        seen = client.bound_get(path).as_backend_saw_it()
        assert seen.value(PROVIDED) == "of-the-administrator", path


@pytest.mark.parametrize("protocol", ["h1", "h2"])
@pytest.mark.rows("H-40", "P-4")
def test_error_of_a_backend_leads_to_our_page_with_the_same_id(start, fleet, protocol):
    host = VHost("a.test").add("ProxyErrorOverride On", "ErrorDocument 503 " + ENVIRONMENT,
                               'ProxyPass "/gone/" "http://127.0.0.1:1/"')
    site = start(site_of("event", [host], fleet.backend.port))
    for _ in range(2):
        site.log.tolerate("AH00957|AH01114|AH00959")
        client = site.client(protocol=protocol)
        response = client.bound_get("/gone/")
        assert response.status == 503
        assert exported(response.environment(), PROVIDED) == client.id


@pytest.mark.rows("H-39", "P-9")
def test_bad_message_gets_no_permission_to_send_its_body(visit):
    if visit.protocol == "h2":
        pytest.skip("Expect: 100-continue is of HTTP/1.1 here")
    client = visit.client()
    expecting = [("Expect", "100-continue"), ("Content-Length", "4")]
    for header, first_line in ((client.header(), b"HTTP/1.1 100"), (
            header_of(client.key.message(bytes(32))), b"HTTP/1.1 400")):
        client.tls.send(request_bytes("POST", BACKEND, "a.test", [header, *expecting]))
        assert client.tls.receive().startswith(first_line)
        if first_line.endswith(b"100"):
            client.tls.send(b"body")
            seen = client.http.response().as_backend_saw_it()
            assert (seen.value(PROVIDED), seen.body) == (client.id, "body")


class Echo:
    """A backend that switches protocols, tells the head it got, and then repeats what comes."""

    def __init__(self):
        self.contacted = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self._socket, self._socket.accept()[0] as connection:
            self.contacted = True
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(4096)
            connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               b"Connection: Upgrade\r\n\r\n" + head)
            while octets := connection.recv(4096):
                connection.sendall(octets)


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.rows("P-4", "P-7", "P-17", "H-42")
def test_websocket_backend_gets_the_id_with_the_handshake(start, fleet, tls):
    echo = Echo()
    host = VHost("a.test").add('ProxyPass "/socket" "http://127.0.0.1:%d/" upgrade=websocket'
                               % echo.port)
    client = start(site_of("event", [host], fleet.backend.port)).client(tls=tls)
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade, " + PROVIDED),
               ("Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw=="), ("Sec-WebSocket-Version", "13")]
    client.http.send("GET", "/socket", [client.header(), *FORGED[:1], *upgrade])
    assert client.http.response().status == 101
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.tls.receive()
    told = [line for line in head.decode().split("\r\n") if "token-binding" in line.lower()]
    assert told == ["%s: %s" % (PROVIDED, client.id)]
    client.tls.send(b"through")
    assert client.tls.receive() == b"through"


@pytest.mark.rows("P-9", "H-42")
def test_websocket_handshake_with_a_bad_message_reaches_no_backend(start, fleet):
    echo = Echo()
    host = VHost("a.test").add('ProxyPass "/socket" "http://127.0.0.1:%d/" upgrade=websocket'
                               % echo.port)
    client = start(site_of("event", [host], fleet.backend.port)).client()
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade"),
               ("Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw=="), ("Sec-WebSocket-Version", "13")]
    assert client.get("/socket", [(HEADER, "AAA"), *upgrade]).status == 400
    assert not echo.contacted


def test_offer_to_switch_to_http2_is_declined_and_changes_nothing(event_site):
    """httpd speaks h2 over TLS by ALPN; a field that asks for it is only a field."""
    client = event_site.client()
    asking = [("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"),
              ("HTTP2-Settings", "AAMAAABkAAQAAP__")]
    environment = client.bound_get(ENVIRONMENT, asking).environment()
    assert exported(environment, PROVIDED) == client.id


def test_plain_connection_that_switches_to_http2_exports_nothing(event_site):
    client = event_site.plain_client()
    asking = [("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"),
              ("HTTP2-Settings", "AAMAAABkAAQAAP__")]
    response = client.get(ENVIRONMENT, [*FORGED, *asking])
    assert response.status in (101, 200)
    if response.status == 200:
        assert_nothing_exported(response.environment())


@pytest.mark.parametrize("quick", ["On", "Off"])
@pytest.mark.rows("P-9", "S-22")
def test_bad_message_is_refused_also_by_a_cache(start, fleet, quick):
    """mod_cache answers from its quick handler before any access control, or else after it."""
    host = VHost("a.test").add("CacheQuickHandler " + quick, "CacheSocache shmcb",
                               "CacheIgnoreNoLastMod On", "CacheDefaultExpire 600",
                               "CacheEnable socache " + BACKEND)
    site = start(site_of("event", [host], fleet.backend.port, modules=("cache", "cache_socache")))
    assert site.client().bound_get(BACKEND).status == 200
    before = fleet.backend.requests
    for bad in ("malformed", "doubled"):
        client = site.client()  # httpd closes an HTTP/1.1 connection after a 400
        headers = [(HEADER, "AAA")] if bad == "malformed" else [client.header()] * 2
        assert client.bound_get(BACKEND).as_backend_saw_it().value(HEADER) is None
        assert client.get(BACKEND).status == 200
        assert client.get(BACKEND, headers).status == 400
    assert fleet.backend.requests == before, "nothing came from the cache"


@pytest.mark.parametrize("quick", ["On", "Off"])
@pytest.mark.rows("P-15")
def test_cache_that_varies_by_the_provided_id_serves_nobody_anothers_response(start, fleet, quick):
    """By Sec-Token-Binding it could not: that is gone from the request when mod_cache looks."""
    host = VHost("a.test").add("CacheQuickHandler " + quick, "CacheSocache shmcb",
                               "CacheIgnoreNoLastMod On", "CacheDefaultExpire 600",
                               "CacheEnable socache " + BACKEND)
    host.location(BACKEND, "Header merge Vary " + PROVIDED)
    site = start(site_of("event", [host], fleet.backend.port, modules=("cache", "cache_socache")))
    clients = [site.client(), site.client(key=key_for(wire.ECDSAP256, "other"))]
    before = fleet.backend.requests
    for _ in range(2):
        for client in clients:
            assert client.bound_get(BACKEND).as_backend_saw_it().value(PROVIDED) == client.id
        unbound = clients[0].get(BACKEND).as_backend_saw_it()
        assert unbound.value(PROVIDED) is None
    assert fleet.backend.requests == before + 3, "the second round came from the cache"


@pytest.mark.rows("S-16", "S-36")
def test_streams_that_are_reset_midway_take_nothing_with_them(event_site):
    """Only streams on their way to a handler: when a stream that was refused at once is reset, a
    stock mod_http2 ends the connection with GOAWAY, for its own refusals as for ours. And few on
    each connection: many resets of streams that have not begun, as on a busy machine, annoy it."""
    for _ in range(10):
        client = event_site.client(protocol="h2")
        bad = header_of(client.key.message(bytes(32)))
        for path in (BACKEND, ENVIRONMENT):
            client.http.reset(client.http.send("GET", path, [client.header()]))
        refused = client.http.send("GET", ENVIRONMENT, [bad])
        environment = client.bound_get(ENVIRONMENT).environment()
        assert exported(environment, PROVIDED) == client.id
        assert client.http.response(refused).status == 400


def test_tunnel_that_no_hook_sees_is_warned_about_at_start(start, fleet):
    line = "ProxyWebsocketFallbackToProxyHttp %s"
    for setting, warned in (("Off", True), ("On", False)):
        host = VHost("a.test").location("/socket", line % setting)
        site = start(site_of("event", [host], fleet.backend.port, modules=("proxy_wstunnel",)))
        assert (line % "Off" in site.log.text()) == warned
        if warned:
            site.log.expect(r"%s \(.*httpd.conf:\d+\)" % (line % "Off"))
