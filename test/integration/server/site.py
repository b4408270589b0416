# SPDX-License-Identifier: Apache-2.0
"""The site that most tests visit, the same under each MPM.

a.test has Token Binding with the defaults and is the default virtual host; b.test has the same
certificate and the module Off; d.test ignores bad messages; c.test has another certificate and
wants RSA only. Plain HTTP answers on a second port. All have the same rooms: /cgi/env prints the
environment, /backend/ is proxied, /exact tells variables under their exact names.
"""

from .configuration import Configuration, VHost

ENVIRONMENT = "/cgi/env"
BACKEND = "/backend/"
EXACT = "/exact"
FORWARDING = "/backend/says/"

EXACT_VARIABLES = {
    "X-Provided": "Sec-Provided-Token-Binding-ID",
    "X-Referred": "Sec-Referred-Token-Binding-ID",
    "X-Other": "Sec-Other-Token-Binding-ID",
    "X-Context": "Sec-Token-Binding-Context",
    "X-Status": "TOKEN_BINDING_STATUS",
}


def with_rooms(host: VHost, backend_port: int) -> VHost:
    """The lines that every virtual host of ours has in common."""
    host.add('DocumentRoot "htdocs"', 'ScriptAlias "/cgi/" "cgi-bin/"',
             'ProxyPass "%s" "http://127.0.0.1:%d/"' % (BACKEND, backend_port))
    shown = ['Header always set %s "%%{%s}e"' % pair for pair in EXACT_VARIABLES.items()]
    return host.location(EXACT, *shown)


def standard(mpm: str, backend_port: int) -> Configuration:
    hosts = [
        VHost("a.test"),
        VHost("b.test").add("TokenBindingEnabled Off"),
        VHost("c.test", "other").add("TokenBindingKeyParameters rsa2048_pss rsa2048_pkcs1.5"),
        VHost("d.test").add("TokenBindingInvalidAction ignore"),
        VHost("plain.test", None),
    ]
    return site_of(mpm, hosts, backend_port)


def site_of(mpm: str, hosts, backend_port: int, **more) -> Configuration:
    """These virtual hosts, each with our rooms."""
    pages = {"exact": "", **more.pop("pages", {})}
    return Configuration(mpm, [with_rooms(host, backend_port) for host in hosts], pages=pages,
                         **more)
