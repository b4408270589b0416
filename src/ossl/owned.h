// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/ssl.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

#include <memory>

namespace tb::ossl {

// Deleter names, for each type, the function that frees it.
template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <typename T>
struct DeleterOf;
template <>
struct DeleterOf<BIGNUM> : Deleter<BN_free> {};
template <>
struct DeleterOf<BIO> : Deleter<BIO_free_all> {};
template <>
struct DeleterOf<ECDSA_SIG> : Deleter<ECDSA_SIG_free> {};
template <>
struct DeleterOf<EVP_MD> : Deleter<EVP_MD_free> {};
template <>
struct DeleterOf<EVP_MD_CTX> : Deleter<EVP_MD_CTX_free> {};
template <>
struct DeleterOf<EVP_PKEY> : Deleter<EVP_PKEY_free> {};
template <>
struct DeleterOf<EVP_PKEY_CTX> : Deleter<EVP_PKEY_CTX_free> {};
template <>
struct DeleterOf<OSSL_PARAM> : Deleter<OSSL_PARAM_free> {};
template <>
struct DeleterOf<OSSL_PARAM_BLD> : Deleter<OSSL_PARAM_BLD_free> {};
template <>
struct DeleterOf<OSSL_STORE_CTX> : Deleter<OSSL_STORE_close> {};
template <>
struct DeleterOf<OSSL_STORE_INFO> : Deleter<OSSL_STORE_INFO_free> {};
template <>
struct DeleterOf<SSL> : Deleter<SSL_free> {};
template <>
struct DeleterOf<SSL_CTX> : Deleter<SSL_CTX_free> {};
template <>
struct DeleterOf<SSL_SESSION> : Deleter<SSL_SESSION_free> {};
template <>
struct DeleterOf<X509> : Deleter<X509_free> {};

// Owned is an OpenSSL object that is freed with its owner.
template <typename T>
using Owned = std::unique_ptr<T, DeleterOf<T>>;

}  // namespace tb::ossl
