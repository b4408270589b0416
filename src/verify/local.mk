noinst_LTLIBRARIES += libtbverify.la
libtbverify_la_SOURCES = \
	src/verify/asserted.cpp src/verify/asserted.h \
	src/verify/certificate.cpp src/verify/certificate.h \
	src/verify/verifier_pool.cpp src/verify/verifier_pool.h \
	src/verify/dpop.cpp src/verify/dpop.h \
	src/verify/dpop_nonce.cpp src/verify/dpop_nonce.h \
	src/verify/ecdsa_signature.cpp src/verify/ecdsa_signature.h \
	src/verify/http_uri.cpp src/verify/http_uri.h \
	src/verify/id_hash.cpp src/verify/id_hash.h \
	src/verify/import.cpp src/verify/import.h \
	src/verify/json.cpp src/verify/json.h \
	src/verify/jwk.cpp src/verify/jwk.h \
	src/verify/jws.cpp src/verify/jws.h \
	src/verify/verify_message.cpp src/verify/verify_message.h \
	src/verify/proofs.h \
	src/verify/proved_key.h \
	src/verify/proved_key_maker.h \
	src/verify/public_key.cpp src/verify/public_key.h \
	src/verify/recognized.cpp src/verify/recognized.h \
	src/verify/signature.cpp src/verify/signature.h \
	src/verify/verified_bindings_maker.cpp src/verify/verified_bindings.h \
	src/verify/verified_bindings_maker.h
libtbverify_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
libtbverify_la_LIBADD = $(JANSSON_LIBS)
