# SPDX-License-Identifier: Apache-2.0
"""A bound cookie or token on a request that does not prove its key: the alarm in the error log."""

import re
import time

import pytest

from cookie_site import cookie_seen, log_in, start_cookie_site, thief_of
from expectations import THEFT
from test_bearer import asks, assert_refused, bearer_configuration, bound_to
from tokenbinding import wire
from tokenbinding.keys import key_for


@pytest.mark.parametrize("bound", [True, False], ids=["other-key", "no-proof"])
def test_theft_of_a_cookie_is_logged_with_the_address_once_a_second(start, fleet, tmp_path, bound):
    bounded = start_cookie_site(start, "event", fleet.backend.port, tmp_path / "cookies.jwk")
    log = bounded.site.log
    log.expect(THEFT)
    cookie = log_in(bounded.client())
    thief = thief_of(bounded)
    begin = time.monotonic()
    while (left_out := "more were left out" not in log.text()) and time.monotonic() < begin + 5:
        for _ in range(5):
            assert cookie_seen(thief, "; ".join([cookie] * 10), bound) is None
        time.sleep(0.3)
    assert not left_out
    warnings = [line.text for line in log.of_module() if line.grave]
    assert len(warnings) <= 2 + (time.monotonic() - begin)
    reason = "other-id" if bound else "unbound"
    for text in warnings:
        assert re.search(r"cookie: sid was removed: .* \(%s\), sent by 127.0.0.1" % reason, text)
    left = [int(n) for n in re.findall(r"\((\d+) more were left out\)", "\n".join(warnings))]
    assert all(n > 10 for n in left)
    assert "eyJ" not in log.text()


@pytest.mark.parametrize("bound", [True, False], ids=["other-key", "no-proof"])
def test_theft_of_a_token_is_logged_with_the_address(start, fleet, bound):
    site = start(bearer_configuration("event", fleet))
    site.log.expect(THEFT)
    client, thief = site.client(), site.client(key=key_for(wire.ECDSAP256, "thief"))
    token = bound_to(client)
    for _ in range(20):
        assert_refused(asks(thief, "optional", token, bound))
    [first, *_] = warnings = [line for line in site.log.of_module() if line.grave]
    reason = "bound to another key" if bound else "bound to a key that this request does not prove"
    assert first.text.endswith("bearer: The access token is %s, sent by 127.0.0.1" % reason)
    assert len(warnings) < 5 and token not in site.log.text()
