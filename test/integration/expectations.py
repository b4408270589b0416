# SPDX-License-Identifier: Apache-2.0
"""What the module promises to export, said once for all tests.

A CGI sees `Sec-Provided-Token-Binding-ID` from subprocess_env with underscores, and the request
header of the same name once more with HTTP_ before it.
"""

import hashlib

from tokenbinding import wire

RESULT_FIELDS = ("Sec-Provided-Token-Binding-ID", "Sec-Referred-Token-Binding-ID",
                 "Sec-Other-Token-Binding-ID", "Sec-Token-Binding-Context",
                 "TB_SSL_CLIENT_CERT_FINGERPRINT")


# What the log says of a cookie or token on a request that does not prove its key: once a second in
# each child, and so not for every test.
THEFT = r"(cookie|bearer): .* sent by [0-9a-f.:]+( \(\d+ more were left out\))?$"


def in_environment(name: str) -> str:
    return name.replace("-", "_")


def as_header(name: str) -> str:
    return "HTTP_" + name.replace("-", "_").upper()


def base64url_hash(octets: bytes) -> str:
    """The `tbh` of an ID, and with a certificate its x5t#S256."""
    return wire.base64url(hashlib.sha256(octets).digest())


def exported(environment: dict, name: str) -> str | None:
    """The value both as variable and as header, which must agree."""
    variable = environment.get(in_environment(name))
    header = environment.get(as_header(name))
    assert variable == header, "%s: variable %r, header %r" % (name, variable, header)
    return variable


def assert_nothing_exported(environment: dict) -> None:
    """No ID under any spelling, neither as variable nor as header."""
    leaked = {name: value for name, value in environment.items()
              if "token_binding" in name.lower() and not _is_harmless(name)}
    assert not leaked, leaked


def _is_harmless(name: str) -> bool:
    """What tells about the connection but names no key; httpd renames it on each redirect."""
    while name.startswith("REDIRECT_"):
        name = name.removeprefix("REDIRECT_")
    return name.startswith("TOKEN_BINDING_") and not name.endswith("_HASH")


def assert_nothing_forwarded(seen) -> None:
    """What the backend saw has no trace of Token Binding in any spelling."""
    leaked = {name for name in seen.names() if "tokenbinding" in letters(name)}
    assert not leaked, leaked


def letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
