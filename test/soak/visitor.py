# SPDX-License-Identifier: Apache-2.0
"""A client of the soak: it connects, asks in bulk, and knows what every answer must be."""

import random
from dataclasses import dataclass, field

from h2.exceptions import ProtocolError

from server.site import EXACT
from tokenbinding import wire
from tokenbinding.client import HEADER, BoundClient, header_of
from tokenbinding.h2c import StreamWasReset
from tokenbinding.http import request_bytes
from tokenbinding.keys import key_for
from tokenbinding.tls import TlsError

BULK = 40
# What a restart may do to a connection; the last when frames follow the server's GOAWAY.
GONE = (TlsError, StreamWasReset, OSError, ProtocolError)
FORGED = ("Sec-Provided-Token-Binding-ID", "forged")


@dataclass(frozen=True)
class Answer:
    """What tells one outcome from another: /exact shows ID and status in response fields."""

    status: int
    provided: str | None = "(null)"
    judged: str | None = None


REFUSED = Answer(400, None, None)
ABSENT, UNBOUND, IGNORED = (Answer(200, judged=status) for status in ("absent", "none", "invalid"))


@dataclass
class Tally:
    """What one worker saw. `examples` are the first wrong answers in words."""

    requests: int = 0
    connections: int = 0
    lost_connections: int = 0
    wrong: int = 0
    examples: list = field(default_factory=list)

    def check(self, expected: Answer, got: Answer) -> None:
        self.requests += 1
        if got != expected:
            self.wrong += 1
            self.examples = [*self.examples, "expected %s, got %s" % (expected, got)][:5]


class Visitor:
    """Headers that were good on earlier connections are kept, to be replayed on later ones."""

    def __init__(self, port: int, seed: int, http2: bool):
        self._port = port
        self._ways = [("1.2", "h1"), ("1.3", "h1"), ("1.3", "h1")] + [("1.3", "h2")] * http2
        self._chance = random.Random(seed)
        self._captured = [(HEADER, "AAA")]
        self.tally = Tally()

    def visit(self) -> None:
        """One connection with one bulk of requests on it."""
        tls, protocol = self._chance.choice(self._ways)
        host = self._chance.choice(["a.test", "a.test", "b.test", "d.test"])
        options = {"offer": None} if self._chance.random() < 0.15 else {}
        try:
            client = BoundClient(self._port, host, tls=tls, protocol=protocol, **options)
        except GONE:
            self.tally.lost_connections += 1
            return
        self.tally.connections += 1
        questions = self._questions(client, host, protocol)
        try:
            (ask_streams if protocol == "h2" else ask_pipelined)(client, questions, self.tally)
        except GONE:
            self.tally.lost_connections += 1
        finally:
            client.close()

    def _questions(self, client, host: str, protocol: str) -> list:
        """Pairs of header fields and the answer to expect."""
        if client.negotiated is None:
            return [([*self._headers(client, kind), FORGED], UNBOUND)
                    for kind in self._kinds(("good", "absent", "replayed"))]
        kinds = self._kinds(("good", "good", "good", "fresh", "other", "absent"))
        bad = self._kinds(("replayed", "forged", "doubled"))
        if host == "d.test":
            kinds += [kind for kind in bad if kind != "doubled"]
        elif protocol == "h2":
            kinds += bad[:BULK // 4]
        self._chance.shuffle(kinds)
        if protocol == "h1":
            kinds.append("doubled")  # httpd ends an HTTP/1.1 connection with a 400: the last one
        good = client.header()
        questions = [([good] if kind == "good" else self._headers(client, kind),
                      self._expected(client, host, kind)) for kind in kinds]
        self._captured = [*self._captured, good][-20:]
        return questions

    def _kinds(self, all_kinds) -> list:
        return self._chance.choices(all_kinds, k=BULK)

    def _headers(self, client, kind: str) -> list:
        if kind == "absent":
            return [FORGED]
        if kind == "replayed":
            return [self._chance.choice(self._captured)]
        if kind == "other":
            return [header_of(another_key().message(client.tls.ekm))]
        if kind == "forged":
            return [header_of(client.key.message(self._chance.randbytes(32)))]
        return [client.header()] * (2 if kind == "doubled" else 1)

    @staticmethod
    def _expected(client, host: str, kind: str) -> Answer:
        if kind in ("good", "fresh"):
            return Answer(200, client.id, "valid")
        if kind == "other":
            return Answer(200, wire.base64url(another_key().id), "valid")
        if kind == "absent":
            return ABSENT
        return IGNORED if host == "d.test" and kind != "doubled" else REFUSED


def another_key():
    return key_for(wire.ECDSAP256, "another")


def ask_pipelined(client, questions, tally: Tally) -> None:
    client.tls.send(b"".join(request_bytes("GET", EXACT, client.http.host, headers)
                             for headers, _ in questions))
    for _, expected in questions:
        tally.check(expected, answer_in(client.http.response()))


def ask_streams(client, questions, tally: Tally) -> None:
    streams = [client.http.send("GET", EXACT, headers) for headers, _ in questions]
    for stream, (_, expected) in zip(streams, questions):
        tally.check(expected, answer_in(client.http.response(stream)))


def answer_in(response) -> Answer:
    if response.status == 400:
        return REFUSED
    return Answer(response.status, response.value("X-Provided"), response.value("X-Status"))
