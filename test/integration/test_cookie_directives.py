# SPDX-License-Identifier: Apache-2.0
"""What `httpd -t` says of the directives for cookies and tokens, and of the file with the keys."""

import pytest


@pytest.mark.parametrize("line, value, remedy", [
    ('TokenBindingCookie "two words"', "two words", ["none"]),
    ("TokenBindingCookie a=b", "a=b", ["none"]),
    *(("TokenBindingCookie sid " + pattern, pattern, ["whole name", "beginning", "trailing *"])
      for pattern in ("*_session", "*SESSID", "SESS*ID", "^PHPSESSID$", "a|b")),
    ("TokenBindingCookieUnbound maybe", "maybe", ["allow", "refuse"]),
    ("TokenBindingBearer always", "always", ["off", "optional", "required"]),
])
def test_directive_names_itself_the_value_and_the_remedy(syntax_of, line, value, remedy):
    status, output = syntax_of(line)
    assert status != 0
    for word in (line.split()[0], value, *remedy):
        assert word in output.split(":\n", 1)[-1], output


BAD_FILES = {
    "missing": (None, 0o600, "no such file"),
    "open-to-others": ('{"keys":[]}', 0o644, "chmod 600"),
    "group-writable": ('{"keys":[]}', 0o660, "chmod 600"),
    "malformed": ('{"keys":', 0o600, "offset 8"),
    "no-keys": ('{"keys":[]}', 0o600, "jwk-count"),
    "too-short": ('{"keys":[{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAA"}]}', 0o600,
                  "32 octets"),
    "no-kid": ('{"keys":[{"kty":"oct","k":"%s"}]}' % ("A" * 43), 0o600, "kid"),
    "not-a-file": ("directory", 0o700, "not a file"),
    "too-large": (" " * 70000, 0o600, "too large"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_key_file_with_a_fault_is_refused_by_name_and_with_a_remedy(syntax_of, tmp_path, case):
    content, mode, words = BAD_FILES[case]
    path = tmp_path / "cookies.jwk"
    if content == "directory":
        path.mkdir()
    elif content is not None:
        path.write_text(content)
        path.chmod(mode)
    status, output = syntax_of('TokenBindingCookieKeys "%s"' % path)
    assert status != 0
    message = output.split(":\n", 1)[-1]
    assert "TokenBindingCookieKeys" in message and str(path) in message and words in message


def test_cookies_without_keys_are_refused(syntax_of):
    for lines in (["TokenBindingCookie sid"],
                  ['<Location "/app">', "TokenBindingCookie sid", "</Location>"]):
        status, output = syntax_of(*lines)
        assert status != 0
        assert "TokenBindingCookieKeys" in output and "a.test" in output
    assert syntax_of("TokenBindingCookie none") == (0, "Syntax OK\n")
