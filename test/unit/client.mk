if HAVE_CHECK
if BUILD_TOKBIND
check_PROGRAMS += client_tests
TESTS += client_tests
client_tests_CPPFLAGS = $(TEST_CPPFLAGS) $(CHECK_CFLAGS) $(CURL_CFLAGS)
client_tests_LDADD = libtbtesting.la libtbclient.la libtbverify.la libtbtlsclient.la \
	libtbtls.la libtbossl.la libtbcore.la $(CURL_LIBS) $(PSL_LIBS) $(OPENSSL_LIBS) $(CHECK_LIBS) -lpthread
client_tests_SOURCES = \
	test/unit/check_client_binder.cpp \
	test/unit/check_client_dissect.cpp \
	test/unit/check_client_extension.cpp \
	test/unit/check_client_key.cpp \
	test/unit/check_client_key_scope.cpp \
	test/unit/check_client_key_store.cpp \
	test/unit/check_client_message.cpp \
	test/unit/client_suites.h \
	test/unit/client_tests.cpp \
	test/unit/support/tls_pair.cpp test/unit/support/tls_pair.h
endif
endif
