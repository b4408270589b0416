/* SPDX-License-Identifier: Apache-2.0
 *
 * A module in C that asks mod_token_binding what it knows, as another module would. It answers a
 * request for its handler with a line a fact, and writes a line into the notes of requests that
 * others answer.
 *
 *     <Location "/witness">
 *         SetHandler token-binding-witness
 *     </Location>
 */
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>

#include <apr_strings.h>

#include <token_binding/mod_token_binding.h>

static APR_OPTIONAL_FN_TYPE(token_binding_status) *status;
static APR_OPTIONAL_FN_TYPE(token_binding_provided_id) *provided_id;
static APR_OPTIONAL_FN_TYPE(token_binding_referred_id) *referred_id;
static APR_OPTIONAL_FN_TYPE(token_binding_other_id) *other_id;
static APR_OPTIONAL_FN_TYPE(token_binding_version) *version;
static APR_OPTIONAL_FN_TYPE(token_binding_key_parameters) *key_parameters;

static void find_functions(void)
{
    status = APR_RETRIEVE_OPTIONAL_FN(token_binding_status);
    provided_id = APR_RETRIEVE_OPTIONAL_FN(token_binding_provided_id);
    referred_id = APR_RETRIEVE_OPTIONAL_FN(token_binding_referred_id);
    other_id = APR_RETRIEVE_OPTIONAL_FN(token_binding_other_id);
    version = APR_RETRIEVE_OPTIONAL_FN(token_binding_version);
    key_parameters = APR_RETRIEVE_OPTIONAL_FN(token_binding_key_parameters);
}

static const char *in_hex(apr_pool_t *pool, const unsigned char *octets, apr_size_t length)
{
    static const char digits[] = "0123456789abcdef";
    char *text = apr_palloc(pool, 2 * length + 1);
    apr_size_t i;

    for (i = 0; i < length; i++) {
        text[2 * i] = digits[octets[i] >> 4];
        text[2 * i + 1] = digits[octets[i] & 0xf];
    }
    text[2 * length] = '\0';
    return text;
}

static void tell_ids(request_rec *r)
{
    const unsigned char *id;
    apr_size_t length, i;
    int type;

    if ((id = provided_id(r, &length)) != NULL) {
        ap_rprintf(r, "provided %s\n", in_hex(r->pool, id, length));
    }
    if ((id = referred_id(r, &length)) != NULL) {
        ap_rprintf(r, "referred %s\n", in_hex(r->pool, id, length));
    }
    for (i = 0; (id = other_id(r, i, &type, &length)) != NULL; i++) {
        ap_rprintf(r, "other-%d %s\n", type, in_hex(r->pool, id, length));
    }
}

static int tell(request_rec *r)
{
    if (r->handler == NULL || strcmp(r->handler, "token-binding-witness") != 0) {
        return DECLINED;
    }
    ap_set_content_type(r, "text/plain");
    if (status == NULL) {
        ap_rputs("not loaded\n", r);
        return OK;
    }
    ap_rprintf(r, "status %d\nversion %d\nkey-parameters %d\n", status(r), version(r),
               key_parameters(r));
    tell_ids(r);
    return OK;
}

/* In the first hook in which the functions may be asked. */
static int note_status(request_rec *r)
{
    if (status != NULL) {
        apr_table_setn(r->notes, "witness-status", apr_itoa(r->pool, status(r)));
    }
    return DECLINED;
}

static void register_hooks(apr_pool_t *pool)
{
    (void) pool;
    ap_hook_optional_fn_retrieve(find_functions, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_read_request(note_status, NULL, NULL, APR_HOOK_LAST);
    ap_hook_handler(tell, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA tb_witness_module = {
    STANDARD20_MODULE_STUFF,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    register_hooks,
    AP_MODULE_FLAG_NONE
};
