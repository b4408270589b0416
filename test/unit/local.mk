EXTRA_DIST += test/vectors/README.md test/vectors/published.json \
	test/vectors/keys/ec.pem test/vectors/keys/ec_other.pem \
	test/vectors/keys/ec_zero_x.pem test/vectors/keys/ec_zero_y.pem \
	test/vectors/keys/rsa1024.pem test/vectors/keys/rsa2047.pem \
	test/vectors/keys/rsa2048.pem test/vectors/keys/rsa2048_e3.pem \
	test/vectors/keys/rsa2048_other.pem test/vectors/keys/rsa3072.pem \
	test/vectors/keys/rsa4096.pem

# Each passed test gets its line in the log: test/rfc asks whether a test it names was run.
AM_TESTS_ENVIRONMENT = CK_VERBOSITY=verbose; export CK_VERBOSITY;

TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/test/unit
ROOM_LIBS = libtbbind.la libtbpolicy.la libtbverify.la libtbtls.la libtbossl.la libtbcore.la

# What the tests, and the fuzzers, share.
check_LTLIBRARIES += libtbtesting.la
libtbtesting_la_CPPFLAGS = $(TEST_CPPFLAGS)
libtbtesting_la_SOURCES = \
	test/unit/support/check.h \
	test/unit/support/claims.h \
	test/unit/support/connection.h \
	test/unit/support/cookies.h \
	test/unit/support/files.h \
	test/unit/support/judge.h \
	test/unit/support/jws.cpp test/unit/support/jws.h \
	test/unit/support/octets.cpp test/unit/support/octets.h \
	test/unit/support/parts.h \
	test/unit/support/private_key.cpp test/unit/support/private_key.h \
	test/unit/support/reference.cpp test/unit/support/reference.h \
	test/unit/support/verified.h

# The unit tests and nothing else: seconds after a clone. CK_RUN_SUITE names one suite.
check-unit: unit_tests
	srcdir=$(srcdir) ./unit_tests
.PHONY: check-unit

if HAVE_CHECK
check_PROGRAMS += unit_tests
TESTS += unit_tests
unit_tests_CPPFLAGS = $(TEST_CPPFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
unit_tests_LDADD = libtbtesting.la $(ROOM_LIBS) $(OPENSSL_LIBS) $(CHECK_LIBS) $(JANSSON_LIBS) -lpthread
unit_tests_SOURCES = \
	test/unit/check_asserted.cpp \
	test/unit/check_base64url.cpp \
	test/unit/check_bind_bearer.cpp \
	test/unit/check_bind_bound_cookies.cpp \
	test/unit/check_bind_session_url.cpp \
	test/unit/check_bind_cookie_header.cpp \
	test/unit/check_bind_cookie_keys.cpp \
	test/unit/check_bind_device.cpp \
	test/unit/check_bind_json_text.cpp \
	test/unit/check_bind_sealed_cookie.cpp \
	test/unit/check_bind_set_cookie.cpp \
	test/unit/check_cause.cpp \
	test/unit/check_verifier_pool.cpp \
	test/unit/check_digest.cpp \
	test/unit/check_dpop.cpp \
	test/unit/check_dpop_nonce.cpp \
	test/unit/check_http_uri.cpp \
	test/unit/check_jwk.cpp \
	test/unit/check_jws.cpp \
	test/unit/check_message.cpp \
	test/unit/check_message_key.cpp \
	test/unit/check_parameters.cpp \
	test/unit/check_policy_decision.cpp \
	test/unit/check_policy_exports.cpp \
	test/unit/check_policy_reserved_names.cpp \
	test/unit/check_proofs.cpp \
	test/unit/check_public_key.cpp \
	test/unit/check_rate_limit.cpp \
	test/unit/check_reader.cpp \
	test/unit/check_recognized.cpp \
	test/unit/check_signature.cpp \
	test/unit/check_signature_rsa.cpp \
	test/unit/check_types.cpp \
	test/unit/check_vectors.cpp \
	test/unit/check_verify_message.cpp \
	test/unit/check_verify_types.cpp \
	test/unit/suites.h \
	test/unit/unit_tests.cpp
endif
