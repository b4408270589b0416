#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The application behind the proxy: it knows nothing of Token Binding. POST /login begins a session
with a cookie as old as the web, /account wants one, and any other page prints the request headers
that it received. Usage: backend.py PORT"""

import secrets
import sys
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

SESSIONS: dict[str, str] = {}  # identifier to user


class Application(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/account":
            user = SESSIONS.get(self.session())
            self.answer(f"Welcome back, {user}. Your balance is 1,234.56.\n" if user
                        else "Who are you? Please log in.\n")
            return
        lines = [self.requestline] + [f"{name}: {value}" for name, value in self.headers.items()]
        self.answer("\n".join(lines) + "\n")

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path != "/login":
            self.do_GET()
            return
        user = parse_qs(form).get("user", ["nobody"])[0]
        identifier = secrets.token_hex(16)
        SESSIONS[identifier] = user
        self.answer(f"Hello, {user}.\n", ("Set-Cookie", f"SID={identifier}; Path=/; HttpOnly"))

    def session(self) -> str:
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("SID")
        return cookie.value if cookie else ""

    def answer(self, text: str, *headers: tuple[str, str]) -> None:
        body = text.encode()
        self.send_response(200)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Application).serve_forever()
