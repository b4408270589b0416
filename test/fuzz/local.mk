# One source a target. The ordinary compiler builds each with a main that replays its corpus in
# `make check`; `make fuzz` builds them with clang and libFuzzer and lets them run.
FUZZ_TARGETS = \
	fuzz_base64url fuzz_parameters fuzz_message \
	fuzz_public_key fuzz_verify fuzz_signature \
	fuzz_asserted fuzz_reserved_names fuzz_cookies \
	fuzz_set_cookie fuzz_bearer
check_PROGRAMS += $(FUZZ_TARGETS)
TESTS += $(FUZZ_TARGETS)
EXTRA_DIST += test/fuzz/corpus test/fuzz/make_corpus.py test/fuzz/run.sh

# The main that replays, once for all.
check_LTLIBRARIES += libtbreplay.la
libtbreplay_la_SOURCES = test/fuzz/property.h test/fuzz/standalone.cpp

FUZZ_LIBS = libtbreplay.la libtbtesting.la $(ROOM_LIBS) $(OPENSSL_LIBS)
FUZZ_CPPFLAGS = $(TEST_CPPFLAGS) $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)

fuzz_base64url_SOURCES = test/fuzz/fuzz_base64url.cpp
fuzz_base64url_LDADD = $(FUZZ_LIBS)
fuzz_base64url_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_parameters_SOURCES = test/fuzz/fuzz_parameters.cpp
fuzz_parameters_LDADD = $(FUZZ_LIBS)
fuzz_parameters_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_message_SOURCES = test/fuzz/fuzz_message.cpp
fuzz_message_LDADD = $(FUZZ_LIBS)
fuzz_message_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_public_key_SOURCES = test/fuzz/fuzz_public_key.cpp
fuzz_public_key_LDADD = $(FUZZ_LIBS)
fuzz_public_key_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_verify_SOURCES = test/fuzz/fuzz_verify.cpp
fuzz_verify_LDADD = $(FUZZ_LIBS)
fuzz_verify_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_signature_SOURCES = test/fuzz/fuzz_signature.cpp
fuzz_signature_LDADD = $(FUZZ_LIBS)
fuzz_signature_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_asserted_SOURCES = test/fuzz/fuzz_asserted.cpp
fuzz_asserted_LDADD = $(FUZZ_LIBS)
fuzz_asserted_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_reserved_names_SOURCES = test/fuzz/fuzz_reserved_names.cpp
fuzz_reserved_names_LDADD = $(FUZZ_LIBS)
fuzz_reserved_names_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_cookies_SOURCES = test/fuzz/fuzz_cookies.cpp
fuzz_cookies_LDADD = $(FUZZ_LIBS)
fuzz_cookies_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_set_cookie_SOURCES = test/fuzz/fuzz_set_cookie.cpp
fuzz_set_cookie_LDADD = $(FUZZ_LIBS)
fuzz_set_cookie_CPPFLAGS = $(FUZZ_CPPFLAGS)
fuzz_bearer_SOURCES = test/fuzz/fuzz_bearer.cpp
fuzz_bearer_LDADD = $(FUZZ_LIBS)
fuzz_bearer_CPPFLAGS = $(FUZZ_CPPFLAGS)

# Each target for so many seconds, one after the other.
FUZZ_SECONDS = 60
FUZZ_CXX = clang++
fuzz:
	CXX="$(FUZZ_CXX)" CPPFLAGS="-I$(abs_top_srcdir)/src -I$(abs_top_srcdir)/test/unit \
	  $(OPENSSL_CFLAGS) $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)" \
	LIBS="$(OPENSSL_LIBS) $(CJOSE_LIBS) $(JANSSON_LIBS)" \
	$(SHELL) $(srcdir)/test/fuzz/run.sh $(srcdir) $(FUZZ_SECONDS) $(FUZZ_TARGETS)
.PHONY: fuzz
