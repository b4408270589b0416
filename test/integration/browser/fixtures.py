# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests with a real browser."""

import pytest

from . import chromium


@pytest.fixture(scope="session")
def chrome(fleet):
    if chromium.binaries() is None:
        pytest.skip("the browser's tests left out: no chromium and chromedriver")
    driver = chromium.Driver(fleet.directory, fleet.authority.path("shared.pem"))
    yield driver
    driver.stop()


@pytest.fixture
def chromium_browser(chrome):
    """A browser with a fresh profile: device-bound sessions outlive their cookies."""
    opened = chrome.browser()
    yield opened
    opened.close()
