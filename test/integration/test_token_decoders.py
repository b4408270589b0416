# SPDX-License-Identifier: Apache-2.0
"""TokenBindingBearer against decoders that others wrote (python3-jwcrypto, PyJWT, cjose, jose,
jsonwebtoken): what any of them still reads as a stolen token does not pass."""

import itertools
import json
import string
import urllib.parse

import pytest
from jwcrypto import jwk, jws

from expectations import THEFT, base64url_hash
from server.configuration import VHost
from server.site import site_of
from tokenbinding import token_decoders, wire
from tokenbinding.keys import key_for

VICTIM = {"sub": "victim", "n": 1, "cnf": {"tbh": base64url_hash(b"victim's")}}
KEY = jwk.JWK.generate(kty="EC", crv="P-256")
# One of each kind, a few of base64url, and of those that decoders take for blanks or padding.
CHARACTERS = "Ae-_+/=.!%"
ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def signed(claims: dict, **header) -> str:
    token = jws.JWS(json.dumps(claims))
    token.add_signature(KEY, alg="ES256", protected=json.dumps({"alg": "ES256", **header}))
    return token.serialize(compact=True)


def of_every_length(claims: dict) -> list[str]:
    """Payloads whose last character has no, two and four unused bits."""
    tokens = {len(token.split(".")[1]) % 4: token for token in (
        signed(claims | {"pad": "x" * count}) for count in range(3))}
    assert sorted(tokens) == [0, 2, 3]
    return list(tokens.values())


@pytest.fixture(scope="module")
def site(fleet):
    host = VHost("a.test")
    for mode in ("optional", "required"):
        host.location("/cgi/env/" + mode, "TokenBindingBearer " + mode)
    running = fleet.start(site_of("event", [host], fleet.backend.port))
    yield running
    running.end()


class Asker:
    """Asks again on a new connection where httpd has ended the old one with a 400."""

    def __init__(self, site, key: str):
        self._site, self.key, self._client = site, key_for(wire.ECDSAP256, key), None

    def status(self, mode: str, field: str) -> int:
        if self._client is None:
            self._client = self._site.client(key=self.key)
        status = self._client.bound_get("/cgi/env/" + mode, [("Authorization", field)]).status
        if status == 400:
            self._client = None
        return status


def changed_by_one(token: str):
    for at, character in itertools.product(range(len(token) + 1), CHARACTERS):
        yield token[:at] + character + token[at:]
        yield token[:at] + character + token[at + 1:]
    for at in range(len(token)):
        yield token[:at] + token[at + 1:]


def last_characters_changed(token: str):
    for end in itertools.accumulate(len(part) + 1 for part in token.split(".")):
        for character, tail in itertools.product(ALPHABET, ("", "=", "==")):
            yield token[:end - 2] + character + tail + token[end - 1:]


def joined(token: str, own: str):
    for before, after in itertools.product(
            ("", "x.", "x", "=", "token=", "..", "%20", own + ".", own + "~", own + "|", own + ";"),
            ("", "=", "==", "=.x", ".x", ".", "~", "~~", "~" + own, "." + own, "|" + own, "!")):
        yield before + token + after
    header, claims, signature = token.split(".")
    yield from (dot.join((header, claims, signature)) for dot in ("%2E", "%2e", "..", ".=."))
    yield from (".".join((header, claims + tail, signature)) for tail in ("=", "==", "!!!!", "\t"))
    yield ".".join((header, claims, ""))


def extracted(field: str):
    """What applications have been seen to take out of a field."""
    credentials = field.split(" ", 1)[-1]
    yield from {credentials, credentials.split(" ")[-1], credentials.split(",")[-1],
                credentials.split("~")[0], credentials.split("~")[-1], credentials.split("=")[-1],
                credentials.strip('"='), urllib.parse.unquote(credentials),
                credentials.replace("Bearer", "").strip(), credentials.split('"')[-1],
                *credentials.replace('"', ",").split(","), *credentials.split("|"), *credentials.split(";")}


def still_read(fields: set[str], claims: dict) -> tuple[set[str], dict[str, int]]:
    """The fields in which a decoder finds these claims, and how many each finds."""
    pieces = {field: set(extracted(field)) for field in fields}
    readers = token_decoders.readers_of(sorted(set().union(*pieces.values())), claims)
    anybody = set().union(*readers.values())
    return ({field for field, found in pieces.items() if found & anybody},
            {name: len(read) for name, read in readers.items()})


def claims_of(token: str) -> dict:
    return json.loads(jws.base64url_decode(token.split(".")[1]))


def assert_none_pass(site, fields: set[str], modes: tuple[str, ...]) -> None:
    site.log.tolerate(THEFT)
    thief = Asker(site, "thief")
    assert [(mode, field) for mode in modes for field in sorted(fields)
            if thief.status(mode, field) not in (400, 401)] == []


def test_no_change_of_one_character_makes_a_stolen_token_pass_that_somebody_reads(site):
    token = of_every_length(VICTIM)[0]
    fields = {"Bearer " + text for text in changed_by_one(token)} - {"Bearer " + token}
    read, counts = still_read(fields, claims_of(token))
    # Each of them is lenient in something: that is what makes them worth asking.
    assert all(count > 100 for count in counts.values()), counts
    assert_none_pass(site, read, ("optional",))


@pytest.mark.parametrize("length", range(3))
def test_unused_bits_and_padding_do_not_either(site, length):
    token = of_every_length(VICTIM)[length]
    fields = {"Bearer " + text for text in last_characters_changed(token)} - {"Bearer " + token}
    read, _ = still_read(fields, claims_of(token))
    assert len(read) > 100
    assert_none_pass(site, read, ("optional",))


@pytest.mark.parametrize("scheme", ["Bearer ", "DPoP ", "JWT ", "Token token=", 'X a="b", c=', ""])
def test_no_prefix_suffix_or_second_token_makes_a_stolen_token_pass(site, scheme):
    own = signed({"cnf": {"tbh": base64url_hash(key_for(wire.ECDSAP256, "thief").id)}})
    token = of_every_length(VICTIM)[0]
    fields = {scheme + text for text in joined(token, own)}
    fields |= {scheme + own + ", Bearer " + token, scheme + token + ", Bearer " + own,
               "Bearer " + own + " " + scheme + token, scheme + '"' + token + '"'}
    read, _ = still_read(fields, claims_of(token))
    assert len(read) > 20
    assert_none_pass(site, read, ("optional", "required"))


def test_a_token_of_the_rightful_client_that_all_read_passes(site):
    client = Asker(site, "rightful")
    confirmation = {"cnf": {"tbh": base64url_hash(client.key.id)}}
    some = [{}, {"deep": [[[[[[[[1]]]]]]]], "text": "é\u20ac\U0001f600"}, {"number": 2 ** 64},
            {"\u0000": 1, "a.b": "~"}, {"aud": ["x", "y"], "nothing": None}, {"sub": "x" * 3000}]
    for claims in (more | confirmation for more in some):
        for token in of_every_length(claims)[:1]:
            readers = token_decoders.readers_of([token], claims_of(token))
            if not all(readers.values()):
                continue
            for mode in ("optional", "required"):
                assert client.status(mode, "Bearer " + token) == 200, claims
                assert client.status(mode, "JWT " + token) == 200, claims
    assert all(token_decoders.readers_of([signed(confirmation)], confirmation).values())


def test_npm_decoders_are_among_them():
    if (missing := token_decoders.node_missing()) is not None:
        pytest.skip("npm's decoders left out: " + missing)
    readers = token_decoders.readers_of([signed(VICTIM)], VICTIM)
    assert {"jose", "jsonwebtoken"} <= {name for name, read in readers.items() if read}
