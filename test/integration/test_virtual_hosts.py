# SPDX-License-Identifier: Apache-2.0
"""The handshake chose one virtual host, the request names another.

What was negotiated comes from the connection and the policy from the host of the request; the
request is bound only if both agree.
"""

import pytest

from expectations import assert_nothing_exported, assert_nothing_forwarded, exported
from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of

PROVIDED = "Sec-Provided-Token-Binding-ID"


@pytest.mark.rows("H-15", "H-41")
def test_message_is_good_for_another_host_with_token_binding(visit):
    client = visit.client("a.test", authority="d.test")
    environment = client.bound_get(ENVIRONMENT).environment()
    assert environment["SERVER_NAME"] == "d.test"
    assert exported(environment, PROVIDED) == client.id


@pytest.mark.rows("H-15", "H-41", "P-13")
def test_message_is_ignored_by_a_host_where_the_module_is_off(visit):
    client = visit.client("a.test", authority="b.test")
    assert client.negotiated
    environment = client.bound_get(ENVIRONMENT).environment()
    assert environment["SERVER_NAME"] == "b.test"
    assert_nothing_exported(environment)
    assert_nothing_forwarded(client.bound_get(BACKEND).as_backend_saw_it())


@pytest.mark.rows("H-15", "H-41")
def test_connection_made_where_the_module_is_off_binds_nothing(visit):
    client = visit.client("b.test", authority="a.test")
    assert client.negotiated is None
    environment = client.bound_get(ENVIRONMENT).environment()
    assert_nothing_exported(environment)
    assert environment["TOKEN_BINDING_STATUS"] == "none"


@pytest.mark.rows("H-41")
def test_host_with_another_certificate_is_misdirected(visit):
    visit.log.expect("AH02032")
    client = visit.client("a.test", authority="c.test")
    assert client.bound_get(ENVIRONMENT).status == 421


@pytest.mark.rows("H-15")
def test_key_parameters_that_the_host_does_not_accept_bind_nothing(start, fleet):
    hosts = [VHost("a.test"), VHost("b.test").add("TokenBindingKeyParameters rsa2048_pss")]
    site = start(site_of("event", hosts, fleet.backend.port))
    client = site.client("a.test", authority="b.test")
    assert client.negotiated == ((1, 0), 2)
    response = client.bound_get(ENVIRONMENT)
    assert response.status == 200
    assert_nothing_exported(response.environment())


@pytest.mark.rows("H-15")
def test_version_that_the_host_does_not_accept_binds_nothing(start, fleet):
    hosts = [VHost("a.test"), VHost("b.test").add("TokenBindingVersions 1.0")]
    site = start(site_of("event", hosts, fleet.backend.port))
    client = site.client("a.test", authority="b.test", offered_version=(0, 13))
    assert client.negotiated == ((0, 13), 2)
    assert_nothing_exported(client.bound_get(ENVIRONMENT).environment())
    own = site.client("b.test", offered_version=(0, 13))
    assert own.negotiated is None
