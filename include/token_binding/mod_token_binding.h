// SPDX-License-Identifier: Apache-2.0
#ifndef TOKEN_BINDING_MOD_TOKEN_BINDING_H
#define TOKEN_BINDING_MOD_TOKEN_BINDING_H

/**
 * What mod_token_binding tells other modules, in C or C++, of a request's Token Binding
 * (RFC 8471 to 8473). A module that includes this header need not be linked with
 * mod_token_binding, nor need that be loaded: it asks for the functions it wants once the
 * configuration is read, in a post_config or optional_fn_retrieve hook, and copes with NULL.
 *
 *     static APR_OPTIONAL_FN_TYPE(token_binding_provided_id) *provided_id;
 *     provided_id = APR_RETRIEVE_OPTIONAL_FN(token_binding_provided_id);
 *     ...
 *     apr_size_t length;
 *     const unsigned char *id = provided_id ? provided_id(r, &length) : NULL;
 *
 * Every function may be called from any hook after post_read_request has begun, from any MPM's
 * threads, on HTTP/1.1 and HTTP/2. On a subrequest or after an internal redirect each answers for
 * the request that the client sent. No directive of TokenBindingPass* limits the answers.
 *
 * Octets that a function returns are read only and live as long as the request that the client
 * sent (its pool): longer than a subrequest's. A Token Binding ID is the whole TokenBindingID of
 * RFC 8471 3, to be compared as octets and otherwise opaque: 68 of them for ecdsap256, about 265
 * for RSA, at most 65538.
 *
 * Functions may be added to this header. Those that are here keep their names and meaning.
 */

#include <apr_optional.h>
#include <httpd.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What token_binding_status() returns; the words are the values of TOKEN_BINDING_STATUS. */
#define TOKEN_BINDING_NONE 0    /**< "none": the connection did not negotiate Token Binding */
#define TOKEN_BINDING_ABSENT 1  /**< "absent": it did, but the request has no message */
#define TOKEN_BINDING_VALID 2   /**< "valid": the request's message was verified here */
#define TOKEN_BINDING_INVALID 3 /**< "invalid": it has one, but not a valid one */
#define TOKEN_BINDING_PROXIED 4 /**< "proxied": a TokenBindingTrustedProxy vouches for its IDs */

/**
 * token_binding_status returns one of the values above. There is a provided ID if and only if it
 * is TOKEN_BINDING_VALID or TOKEN_BINDING_PROXIED.
 */
APR_DECLARE_OPTIONAL_FN(int, token_binding_status, (request_rec *r));

/**
 * token_binding_provided_id returns the verified ID of the key that the client uses with this
 * server, and sets *length to its number of octets; or NULL and 0 when the request is not bound.
 */
APR_DECLARE_OPTIONAL_FN(const unsigned char *, token_binding_provided_id,
                        (request_rec *r, apr_size_t *length));

/**
 * token_binding_referred_id returns the verified ID of the key that the client uses with the
 * server that sent it here, likewise; or NULL and 0 when the client did not tell.
 */
APR_DECLARE_OPTIONAL_FN(const unsigned char *, token_binding_referred_id,
                        (request_rec *r, apr_size_t *length));

/**
 * token_binding_other_id returns the verified ID number `index`, counted from 0, among those of
 * types that RFC 8471 does not define. It sets *type to its TokenBindingType, 2 to 255, and
 * *length to its number of octets; or returns NULL and sets both to 0 past the last.
 */
APR_DECLARE_OPTIONAL_FN(const unsigned char *, token_binding_other_id,
                        (request_rec *r, apr_size_t index, int *type, apr_size_t *length));

/**
 * token_binding_version returns the TB_ProtocolVersion that the connection negotiated, major * 256
 * + minor: 0x0100 for 1.0. It returns -1 when that is unknown, as for TOKEN_BINDING_NONE and
 * TOKEN_BINDING_PROXIED.
 */
APR_DECLARE_OPTIONAL_FN(int, token_binding_version, (request_rec *r));

/**
 * token_binding_key_parameters returns the TokenBindingKeyParameters that the connection
 * negotiated: 0 for rsa2048_pkcs1.5, 1 for rsa2048_pss, 2 for ecdsap256. It returns -1 when
 * token_binding_version() does.
 */
APR_DECLARE_OPTIONAL_FN(int, token_binding_key_parameters, (request_rec *r));

/**
 * token_binding_proof returns the kinds of proof that the request has given by now, comma
 * separated: "token-binding", "certificate", "device", "dpop"; the empty string for none. A client
 * certificate may be asked for as late as the access check. Never NULL.
 */
APR_DECLARE_OPTIONAL_FN(const char *, token_binding_proof, (request_rec *r));

/**
 * token_binding_proof_hash returns the hash of the key that was proved in one of these ways, as 43
 * characters of base64url: of the provided Token Binding ID (`tbh`), of the certificate
 * (`x5t#S256`, RFC 8705 3.1) or of the JWK (`jkt`, RFC 7638); or NULL when there is no such proof.
 */
APR_DECLARE_OPTIONAL_FN(const char *, token_binding_proof_hash, (request_rec *r, const char *kind));

#ifdef __cplusplus
}
#endif

#endif
