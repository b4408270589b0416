# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the federation tests, which run on these ways and with these browsers."""

import pytest

from . import installation
from .browser import Browser
from .site import OWN_BINDING, Federation, bound_cookie, own_binding
from .tokbind import TokbindBrowser

WAYS = [("1.2", "h1"), ("1.3", "h1"), ("1.3", "h2")]


@pytest.fixture(scope="session")
def running_federation(fleet):
    """The servers, once for all tests; skips them where they cannot be had."""
    if reason := installation.missing():
        pytest.skip("federation left out: " + reason)
    applications = [bound_cookie(fleet)]
    if installation.has_own_binding():
        applications += own_binding()
    federation = Federation(fleet, applications)
    yield federation
    federation.end()


@pytest.fixture
def federation(running_federation):
    before = running_federation.site.backend.requests
    running_federation.requests_before = before
    yield running_federation
    running_federation.check()


@pytest.fixture(params=OWN_BINDING)
def own(request, running_federation):
    """A host where mod_auth_openidc does the binding: one for each policy."""
    if not installation.has_own_binding():
        pytest.skip("federation in part: this mod_auth_openidc no longer knows Token Binding")
    return request.param


@pytest.fixture(params=WAYS, ids="-".join)
def way(request):
    return request.param


@pytest.fixture(params=["python", "tokbind"])
def browser(request, fleet, way):
    """Two that know nothing of each other: the tests' own, and the project's."""
    if request.param == "tokbind" and TokbindBrowser.missing():
        pytest.skip("tokbind was not built")
    found = (Browser(*way) if request.param == "python"
             else TokbindBrowser(fleet.authority.path("ca.pem"), *way))
    yield found
    found.close()


@pytest.fixture
def agent(way):
    """Not a browser: it decides itself which key to reveal."""
    return Browser(*way)
