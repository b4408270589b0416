# SPDX-License-Identifier: Apache-2.0
"""Every directive: what it accepts, what it refuses at `httpd -t` and in which words."""

import pytest

from server.configuration import Configuration, VHost
from server.site import site_of

ACCEPTED = [
    "TokenBindingEnabled On", "TokenBindingEnabled off", "TokenBindingEnabled ON",
    "TokenBindingKeyParameters ecdsap256", "TokenBindingKeyParameters rsa2048_pss ecdsap256",
    "TokenBindingKeyParameters rsa2048_pkcs1.5 rsa2048_pss ecdsap256",
    "TokenBindingVersions 0.10", "TokenBindingVersions 0.13 1.0", "TokenBindingVersions 0.10 0.10",
    "TokenBindingVersions 1.0 1.0",
    "TokenBindingTLSProtocols TLSv1.2", "TokenBindingTLSProtocols tlsv1.3 TLSv1.2",
    "TokenBindingInvalidAction reject", "TokenBindingInvalidAction ignore",
    "TokenBindingProvidedEnvVar X", "TokenBindingReferredEnvVar Token-Binding-ID-Referred",
    "TokenBindingContextEnvVar Token-Binding-Context",
    "TokenBindingPassVar none", "TokenBindingPassVar provided",
    "TokenBindingPassVar provided referred other context fingerprint message",
    "TokenBindingPassAs both", "TokenBindingPassAs headers", "TokenBindingPassAs environment",
    "TokenBindingIncludeReferred On", "TokenBindingIncludeReferred off",
    "TokenBindingTrustedProxy 192.0.2.1", "TokenBindingTrustedProxy 192.0.2.0/24 2001:db8::/32",
    "TokenBindingTrustedProxy ::ffff:192.0.2.1", "TokenBindingMetricsFrom 192.0.2.7 2001:db8::/32",
]

# The line, the value that the message must quote, and words of the remedy.
REFUSED = [
    ("TokenBindingEnabled maybe", "maybe", ["On", "Off"]),
    ("TokenBindingKeyParameters ecdsap384", "ecdsap384",
     ["ecdsap256", "rsa2048_pss", "rsa2048_pkcs1.5"]),
    ("TokenBindingKeyParameters ecdsap256 ecdsap256", "ecdsap256", ["once"]),
    ("TokenBindingVersions 0.9", "0.9", ["0.10", "1.0"]),
    ("TokenBindingVersions 1.1", "1.1", ["0.10", "1.0"]),
    ("TokenBindingVersions 0.10 0.20", "0.20", ["0.19", "1.0"]),
    ("TokenBindingVersions 1.0 0.13", "1.0 0.13", ["lowest"]),
    ("TokenBindingVersions one", "one", ["0.10", "1.0"]),
    ("TokenBindingVersions 0.010", "0.010", []),
    ("TokenBindingTLSProtocols TLSv1.1", "TLSv1.1", ["TLSv1.2", "TLSv1.3"]),
    ("TokenBindingTLSProtocols TLSv1.2 TLSv1.2", "TLSv1.2", ["once"]),
    ("TokenBindingInvalidAction drop", "drop", ["reject", "ignore"]),
    ('TokenBindingProvidedEnvVar "two words"', "two words", []),
    ('TokenBindingProvidedEnvVar ""', "", []),
    ('TokenBindingReferredEnvVar "a=b"', "a=b", []),
    ("TokenBindingPassVar everything", "everything",
     ["provided", "referred", "other", "context", "fingerprint", "message", "none"]),
    ("TokenBindingPassVar none provided", "none", []),
    ("TokenBindingPassAs cookies", "cookies", ["both", "headers", "environment"]),
    ("TokenBindingIncludeReferred perhaps", "perhaps", ["On", "Off"]),
    ("TokenBindingTrustedProxy 192.0.2.0/33", "192.0.2.0/33", []),
    ("TokenBindingTrustedProxy proxy.example", "proxy.example", []),
    ("TokenBindingTrustedProxy 10", "10", ["whole"]),
    ("TokenBindingTrustedProxy 127.1", "127.1", ["whole"]),
    ("TokenBindingTrustedProxy 192.0.2/24", "192.0.2/24", ["whole"]),
    ("TokenBindingTrustedProxy 10.0.0.0/255.0.255.0", "10.0.0.0/255.0.255.0", ["PREFIX"]),
    ("TokenBindingTrustedProxy 192.0.2.1/", "192.0.2.1/", ["PREFIX"]),
    ("TokenBindingTrustedProxy ::ffff:192.0.2.0/24", "::ffff:192.0.2.0/24", []),
    ("TokenBindingMetricsFrom all", "all", ["ADDRESS"]),
]

SERVER_ONLY = [
    "TokenBindingEnabled On", "TokenBindingKeyParameters ecdsap256", "TokenBindingVersions 0.10",
    "TokenBindingTLSProtocols TLSv1.2",
    "TokenBindingInvalidAction ignore", "TokenBindingProvidedEnvVar X",
    "TokenBindingReferredEnvVar X", "TokenBindingContextEnvVar X",
    "TokenBindingTrustedProxy 192.0.2.1",
]
ALSO_IN_DIRECTORIES = [
    "TokenBindingPassVar provided", "TokenBindingPassAs headers", "TokenBindingIncludeReferred On",
]
TAKE_ARGUMENTS = [
    "TokenBindingEnabled", "TokenBindingKeyParameters", "TokenBindingVersions",
    "TokenBindingTLSProtocols",
    "TokenBindingInvalidAction", "TokenBindingProvidedEnvVar", "TokenBindingReferredEnvVar",
    "TokenBindingContextEnvVar", "TokenBindingPassVar", "TokenBindingPassAs",
    "TokenBindingIncludeReferred", "TokenBindingTrustedProxy", "TokenBindingMetricsFrom",
]


@pytest.mark.parametrize("line", ACCEPTED)
def test_directive_accepts(syntax_of, line):
    status, output = syntax_of(line)
    assert (status, output) == (0, "Syntax OK\n")


@pytest.mark.parametrize("line, value, remedy", REFUSED, ids=[line for line, *_ in REFUSED])
def test_directive_refuses_and_names_itself_the_value_and_the_remedy(
        syntax_of, line, value, remedy):
    status, output = syntax_of(line)
    assert status != 0
    # The first line is httpd's and quotes the file; the message of the directive follows.
    message = output.split(":\n", 1)[-1]
    for word in (line.split()[0], value, *remedy):
        assert word in message, message


@pytest.mark.parametrize("directive", TAKE_ARGUMENTS)
def test_directive_without_argument_is_refused_by_name(syntax_of, directive):
    status, output = syntax_of(directive)
    assert status != 0
    assert directive in output.split(":\n", 1)[-1]


@pytest.mark.parametrize("line", SERVER_ONLY)
def test_directive_of_the_server_is_refused_in_a_location(syntax_of, line):
    status, output = syntax_of('<Location "/">', line, "</Location>")
    assert status != 0
    assert line.split()[0] in output


@pytest.mark.parametrize("line", ALSO_IN_DIRECTORIES)
def test_directive_of_a_directory_is_accepted_in_a_location(syntax_of, line):
    assert syntax_of('<Location "/">', line, "</Location>")[0] == 0


@pytest.mark.parametrize("line", ["Require token-binding", "Require token-binding referred",
                                  "Require not token-binding"])
def test_requirement_is_accepted(syntax_of, line):
    lines = ["<RequireAll>", "Require all granted", line, "</RequireAll>"]
    assert syntax_of('<Location "/">', *lines, "</Location>")[0] == 0


def test_requirement_of_something_else_is_refused(syntax_of):
    status, output = syntax_of('<Location "/">', "Require token-binding provided", "</Location>")
    assert status != 0
    assert "provided" in output and "referred" in output


def test_configuration_of_the_predecessor_passes_unchanged(syntax_of):
    status, output = syntax_of("TokenBindingEnabled On",
                               "TokenBindingProvidedEnvVar Sec-Provided-Token-Binding-ID",
                               "TokenBindingReferredEnvVar Sec-Referred-Token-Binding-ID",
                               "TokenBindingContextEnvVar Sec-Token-Binding-Context",
                               "TokenBindingPassVar provided referred context")
    assert (status, output) == (0, "Syntax OK\n")


def test_module_loads_without_mod_ssl_in_use(fleet):
    """A server of plain HTTP only: nothing to negotiate, still something to scrub."""
    configuration = Configuration("event", [VHost("plain.test", None)])
    assert fleet.prepare(configuration).check_syntax() == (0, "Syntax OK\n")


def test_enabled_without_mod_ssl_is_warned_of(start, fleet):
    """Once, however many hosts inherit it and however often httpd reads its configuration."""
    hosts = [VHost("plain%d.test" % number, None) for number in range(3)]
    site = start(site_of("event", hosts, fleet.backend.port,
                         main=["TokenBindingEnabled On"], with_mod_ssl=False))
    site.log.expect("TokenBindingEnabled On has no effect without mod_ssl")
    site.log.wait_for("resuming normal operations")
    assert site.log.text().count("without mod_ssl") == 1


def test_tier_that_trusts_a_proxy_needs_no_mod_ssl(start, fleet):
    site = start(site_of("event", [VHost("plain.test", None)], fleet.backend.port,
                         main=["TokenBindingEnabled On", "TokenBindingTrustedProxy 192.0.2.1"],
                         with_mod_ssl=False))
    site.log.wait_for("resuming normal operations")
    assert "without mod_ssl" not in site.log.text()


@pytest.mark.parametrize("arguments, named", [("refered", "'refered'"),
                                              ("referred provided", "'provided'")])
def test_require_names_the_word_that_is_wrong(syntax_of, arguments, named):
    status, output = syntax_of('<Location "/">', "Require token-binding " + arguments,
                               "</Location>")
    assert status != 0
    assert "Require token-binding: %s is not valid here" % named in output
