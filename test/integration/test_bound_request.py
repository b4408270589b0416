# SPDX-License-Identifier: Apache-2.0
"""What a request gets: the table of outcomes, on each MPM, TLS version and protocol."""

import pytest

from expectations import (assert_nothing_exported, assert_nothing_forwarded, base64url_hash,
                          exported)
from server.site import BACKEND, ENVIRONMENT, EXACT, FORWARDING
from tokenbinding import wire
from tokenbinding.client import HEADER
from tokenbinding.keys import key_for

PROVIDED = "Sec-Provided-Token-Binding-ID"
REFERRED = "Sec-Referred-Token-Binding-ID"


@pytest.mark.rows("S-27", "P-2", "T-2", "S-36")
def test_valid_message_gives_the_provided_id_to_the_application(visit):
    client = visit.client()
    environment = client.bound_get(ENVIRONMENT).environment()
    assert exported(environment, PROVIDED) == client.id
    assert exported(environment, REFERRED) is None
    assert environment["TOKEN_BINDING_STATUS"] == "valid"
    assert environment["TOKEN_BINDING_VERSION"] == "1.0"
    assert environment["TOKEN_BINDING_KEY_PARAMETERS"] == "ecdsap256"
    assert environment["TOKEN_BINDING_PROVIDED_HASH"] == base64url_hash(client.key.id)
    assert "HTTP_SEC_TOKEN_BINDING" not in environment


@pytest.mark.rows("P-3", "P-4", "P-5", "S-27")
def test_valid_message_gives_the_provided_id_to_the_backend(visit):
    client = visit.client()
    seen = client.bound_get(BACKEND).as_backend_saw_it()
    assert seen.value(PROVIDED) == client.id
    assert seen.value(HEADER) is None
    assert seen.value(REFERRED) is None


@pytest.mark.rows("S-27")
def test_variables_have_their_exact_names(visit):
    client = visit.client()
    response = client.bound_get(EXACT)
    assert response.value("X-Provided") == client.id
    assert response.value("X-Referred") == "(null)"
    assert response.value("X-Status") == "valid"


@pytest.mark.parametrize("key_parameters, name", [
    (wire.RSA2048_PKCS1_5, "rsa2048_pkcs1.5"), (wire.RSA2048_PSS, "rsa2048_pss"),
    (wire.ECDSAP256, "ecdsap256")])
@pytest.mark.rows("S-32", "S-27")
def test_each_kind_of_key_is_verified(visit, key_parameters, name):
    client = visit.client(offered_key_parameters=[key_parameters])
    environment = client.bound_get(ENVIRONMENT).environment()
    assert exported(environment, PROVIDED) == client.id
    assert environment["TOKEN_BINDING_KEY_PARAMETERS"] == name


@pytest.mark.parametrize("key_parameters", [0, 1, 2])
@pytest.mark.rows("S-15", "P-5", "H-64")
def test_referred_id_is_exported_whatever_its_key_parameters(visit, key_parameters):
    client = visit.client()
    other = key_for(key_parameters, "referred")
    response = client.send_message(ENVIRONMENT, client.referred(other),
                                   client.key.binding(client.tls.ekm))
    environment = response.environment()
    assert exported(environment, PROVIDED) == client.id
    assert exported(environment, REFERRED) == wire.base64url(other.id)
    assert environment["TOKEN_BINDING_REFERRED_HASH"] == base64url_hash(other.id)


@pytest.mark.rows("H-20")
def test_absent_message_is_no_error(visit):
    client = visit.client()
    environment = client.get(ENVIRONMENT).environment()
    assert_nothing_exported(environment)
    assert environment["TOKEN_BINDING_STATUS"] == "absent"
    assert_nothing_forwarded(client.get(BACKEND).as_backend_saw_it())


@pytest.mark.rows("S-13", "H-30", "P-8")
def test_message_without_negotiation_is_removed_and_ignored(visit):
    client = visit.client(offer=None)
    environment = client.bound_get(ENVIRONMENT).environment()
    assert_nothing_exported(environment)
    assert environment["TOKEN_BINDING_STATUS"] == "none"
    assert_nothing_forwarded(client.bound_get(BACKEND).as_backend_saw_it())


@pytest.mark.rows("S-16", "P-9", "H-73")
def test_bad_signature_is_refused_before_the_backend_hears_of_it(visit):
    client = visit.client()
    before = visit.backend.requests
    response = client.send_message(BACKEND, client.key.binding(b"another connection's EKM........"))
    assert response.status == 400
    assert visit.backend.requests == before
    assert client.id not in response.body.decode()


@pytest.mark.rows("H-73")
def test_refusal_is_one_info_line_that_says_where_and_why(visit):
    client = visit.client()
    client.send_message(ENVIRONMENT, client.key.binding(bytes(32)))
    visit.log.wait_for(r"verify: .*\(\w+, offset \d+\)")
    told = [line for line in visit.log.of_module() if line.level == "info"]
    assert len(told) == 1, told


@pytest.mark.parametrize("second", ["equal", "different"])
@pytest.mark.rows("S-22", "H-21")
def test_doubled_header_is_refused(visit, second):
    client = visit.client()
    again = client.header() if second == "equal" else (HEADER, "AAA")
    before = visit.backend.requests
    assert client.get(BACKEND, [client.header(), again]).status == 400
    assert visit.backend.requests == before


@pytest.mark.rows("S-22", "H-21", "H-22")
def test_doubled_header_is_refused_also_without_negotiation(visit):
    before = visit.backend.requests
    for host in ("a.test", "b.test"):
        client = visit.client(host, offer=None)
        assert client.get(BACKEND, [client.header(), client.header()]).status == 400, host
    assert visit.backend.requests == before


@pytest.mark.rows("H-22")
def test_comma_counts_as_doubled(visit):
    """Also where a bad message would have been ignored, or not looked at."""
    before = visit.backend.requests
    for host, options in (("a.test", {}), ("d.test", {}), ("a.test", {"offer": None}), ("b.test", {})):
        client = visit.client(host, **options)
        name, value = client.header()
        assert client.get(BACKEND, [(name, value + "," + value)]).status == 400, (host, options)
    assert visit.backend.requests == before


def test_bad_message_is_ignored_where_the_administrator_says_so(visit):
    client = visit.client("d.test")
    response = client.send_message(ENVIRONMENT, client.key.binding(bytes(32)))
    assert response.status == 200
    assert_nothing_exported(response.environment())
    assert response.environment()["TOKEN_BINDING_STATUS"] == "invalid"


@pytest.mark.rows("S-22")
def test_doubled_header_is_refused_even_where_bad_messages_are_ignored(visit):
    client = visit.client("d.test")
    assert client.get(ENVIRONMENT, [client.header(), client.header()]).status == 400


@pytest.mark.rows("S-28", "H-43", "P-10")
def test_response_fields_that_only_requests_may_have_are_removed(visit):
    response = visit.client().bound_get(FORWARDING)
    assert response.status == 200
    assert not [name for name, _ in response.headers if "token-binding" in name]


@pytest.mark.rows("H-33")
def test_second_request_without_header_gets_no_id(visit):
    client = visit.client()
    assert client.bound_get(ENVIRONMENT).environment()["TOKEN_BINDING_STATUS"] == "valid"
    environment = client.get(ENVIRONMENT).environment()
    assert_nothing_exported(environment)
    assert environment["TOKEN_BINDING_STATUS"] == "absent"
    assert_nothing_forwarded(client.get(BACKEND).as_backend_saw_it())


@pytest.mark.rows("H-33")
def test_same_header_is_good_for_each_request_of_its_connection(visit):
    client = visit.client()
    header = client.header()
    for _ in range(3):
        environment = client.get(ENVIRONMENT, [header]).environment()
        assert exported(environment, PROVIDED) == client.id
