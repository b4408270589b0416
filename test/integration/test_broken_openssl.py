# SPDX-License-Identifier: Apache-2.0
"""An OpenSSL that lacks what the module needs: the operator's fault, and said as that."""

import os
import shutil
import subprocess

import pytest

from server.configuration import VHost
from server.site import ENVIRONMENT, site_of
from tokenbinding import wire

PROVIDED = "Sec-Provided-Token-Binding-ID"
WITHOUT_DIGESTS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/evp.h>
#include <string.h>

EVP_MD *EVP_MD_fetch(OSSL_LIB_CTX *context, const char *algorithm, const char *properties)
{
    Dl_info caller;
    if (dladdr(__builtin_return_address(0), &caller)
        && strstr(caller.dli_fname, "mod_token_binding"))
        return NULL;
    EVP_MD *(*original)(OSSL_LIB_CTX *, const char *, const char *) =
        dlsym(RTLD_NEXT, "EVP_MD_fetch");
    return original(context, algorithm, properties);
}
"""


@pytest.fixture
def without_digests(tmp_path, monkeypatch):
    """Servers started from here on have an OpenSSL that gives the module no SHA-256."""
    compiler = shutil.which("cc")
    if compiler is None or "TOKEN_BINDING_PRELOAD" in os.environ:
        pytest.skip("needs cc, and a server that preloads nothing else")
    (tmp_path / "without.c").write_text(WITHOUT_DIGESTS)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", tmp_path / "without.so",
                    tmp_path / "without.c", "-ldl"], check=True, timeout=60)
    monkeypatch.setenv("TOKEN_BINDING_PRELOAD", str(tmp_path / "without.so"))


def test_a_fault_of_openssl_is_told_as_the_operators(without_digests, start, fleet):
    """A client gets the 400 that its message would get; it cannot bring this line about."""
    back = VHost("plain.test", None).add("TokenBindingTrustedProxy 127.0.0.1")
    site = start(site_of("event", [VHost("a.test"), back], fleet.backend.port))
    site.log.expect("the cryptographic library failed")
    client = site.client()
    assert client.bound_get(ENVIRONMENT).status == 400
    identity = wire.base64url(client.key.id)
    assert site.plain_client().get(ENVIRONMENT, [(PROVIDED, identity)]).status == 400
    lines = [line for line in site.log.of_module() if "(library, offset 0)" in line.text]
    assert [line.level for line in lines] == ["error", "error"]
