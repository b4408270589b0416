# SPDX-License-Identifier: Apache-2.0
"""Which phases of ModSecurity see the seal of a bound cookie, and which its value.

docs/howto/legacy-cookies.md has the table. Left out where mod_security2 is not installed.
"""

import pytest

from cookie_site import CookieSite, cookie_configuration, log_in, set_cookies, thief_of
from server import installation
from tokenbinding.sealed import CookieKey, write_keys

VALUE = "s3cret"
FIELDS = {1: "REQUEST_HEADERS:Cookie", 2: "REQUEST_HEADERS:Cookie", 3: "RESPONSE_HEADERS:Set-Cookie",
          4: "RESPONSE_HEADERS:Set-Cookie", 5: "RESPONSE_HEADERS:Set-Cookie"}
LOOKS = {"value": "sid=" + VALUE, "seal": "sid=eyJ"}  # a JWE begins so


def rules() -> list[str]:
    """A line `N-sees-WHAT` in the error log for each phase N."""
    lines = ["SecRuleEngine DetectionOnly", "SecRequestBodyAccess On", "SecResponseBodyAccess On",
             "SecAuditEngine Off", "SecTmpDir /tmp", "SecDataDir /tmp"]
    for number, (phase, what) in enumerate((phase, what) for phase in FIELDS for what in LOOKS):
        lines.append('SecRule %s "@contains %s" "id:%d,phase:%d,pass,log,msg:\'%d-sees-%s\'"' % (
            FIELDS[phase], LOOKS[what], number + 1, phase, phase, what))
    return lines


@pytest.fixture
def guarded(start, fleet, tmp_path):
    if not (installation.modules_directory() / "mod_security2.so").is_file():
        pytest.skip("mod_security2 (Debian: libapache2-mod-security2) is not installed")
    key = CookieKey("first")
    keys = write_keys(tmp_path / "keys.jwk", key)
    configuration = cookie_configuration("event", fleet.backend.port, keys)
    configuration.modules = (*configuration.modules, "unique_id", "security2")
    configuration.main = [*configuration.main, *rules()]
    site = start(configuration)
    site.log.tolerate("ModSecurity|security2")
    site.log.tolerate("cookie: ")
    return CookieSite(site, keys, key)


def seen(site, what: str) -> set[int]:
    return {phase for phase in FIELDS if "%d-sees-%s" % (phase, what) in site.log.text()}


def log_in_and_forget(bound: CookieSite, client) -> str:
    field = log_in(client)
    bound.site.log.wait_for("5-sees-seal")  # the last line about the login
    bound.site.log.forget()
    bound.site.log.tolerate("ModSecurity|cookie: ")
    return field


def test_phase_1_sees_the_seal_and_phase_2_the_value(guarded):
    owner = guarded.site.client()
    field = log_in_and_forget(guarded, owner)
    owner.bound_get("/backend/", [("Cookie", field)])
    assert (seen(guarded.site, "seal"), seen(guarded.site, "value")) == ({1}, {2})


def test_phase_2_sees_nothing_of_a_stolen_cookie(guarded):
    field = log_in_and_forget(guarded, guarded.site.client())
    thief_of(guarded).bound_get("/backend/", [("Cookie", field)])
    assert (seen(guarded.site, "seal"), seen(guarded.site, "value")) == ({1}, set())


def test_of_a_response_phases_3_and_4_see_the_value_and_phase_5_the_seal(guarded):
    set_cookies(guarded.site.client(), "sid=%s; Path=/" % VALUE)
    guarded.site.log.wait_for("5-sees")
    assert (seen(guarded.site, "value"), seen(guarded.site, "seal")) == ({3, 4}, {5})
