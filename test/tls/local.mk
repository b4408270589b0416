if HAVE_CHECK
check_PROGRAMS += tls_tests
TESTS += tls_tests
tls_tests_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/test/tls $(CHECK_CFLAGS)
tls_tests_LDADD = libtbtesting.la $(ROOM_LIBS) $(OPENSSL_LIBS) $(CHECK_LIBS)
tls_tests_SOURCES = \
	test/tls/check_binding.cpp \
	test/tls/check_later_handshakes.cpp \
	test/tls/check_negotiation.cpp \
	test/tls/check_raw_hello.cpp \
	test/tls/check_virtual_hosts.cpp \
	test/tls/peers.cpp test/tls/peers.h \
	test/tls/suites.h \
	test/tls/tls_tests.cpp
endif
