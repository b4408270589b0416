# SPDX-License-Identifier: Apache-2.0
"""A plain HTTP backend that answers each request with the request, as JSON.

It counts, so that "the backend was not contacted" can be asserted, and on paths below /says/ its
responses have header fields that only requests may have. It sets the cookies that a request asks
for in X-Set, a JSON list.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORGED_RESPONSE_FIELDS = ("Sec-Token-Binding", "Sec-Provided-Token-Binding-ID",
                          "Sec-Referred-Token-Binding-ID", "Sec-Other-Token-Binding-ID")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self) -> None:
        seen = {"method": self.command, "path": self.path, "headers": self.headers.items(),
                "body": self._read_body().decode("latin-1")}
        self.server.count()
        content = json.dumps(seen).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.path.startswith("/says/"):
            for name in FORGED_RESPONSE_FIELDS:
                self.send_header(name, "from-the-backend")
        for cookie in json.loads(self.headers.get("X-Set", "[]")):
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = answer

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _read_chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while (line := self.rfile.readline().strip()):
            body += b"\ntrailer: " + line
        return body

    def log_message(self, *_arguments) -> None:
        """Says nothing."""


class Backend(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self._lock = threading.Lock()
        self.requests = 0
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def count(self) -> None:
        with self._lock:
            self.requests += 1

    def stop(self) -> None:
        self.shutdown()
        self._thread.join(5)
        self.server_close()
