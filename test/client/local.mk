if HAVE_CHECK
if BUILD_TOKBIND
check_PROGRAMS += client_tests
TESTS += client_tests
client_tests_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/test/client $(CHECK_CFLAGS) $(CURL_CFLAGS)
client_tests_LDADD = libtbtesting.la libtbclient.la libtbverify.la libtbprove.la libtbtlsclient.la \
	libtbtls.la libtbossl.la libtbcore.la $(CURL_LIBS) $(PSL_LIBS) $(OPENSSL_LIBS) $(CHECK_LIBS) -lpthread
client_tests_SOURCES = \
	test/client/check_binder.cpp \
	test/client/check_dissect.cpp \
	test/client/check_extension.cpp \
	test/client/check_key.cpp \
	test/client/check_key_scope.cpp \
	test/client/check_key_store.cpp \
	test/client/check_message.cpp \
	test/client/suites.h \
	test/client/client_tests.cpp \
	test/client/tls_pair.cpp test/client/tls_pair.h
endif
endif
