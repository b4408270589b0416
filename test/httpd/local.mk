# The room that speaks to httpd, without httpd: stub.cpp stands in for what it calls there.
if HAVE_CHECK
check_PROGRAMS += httpd_tests
TESTS += httpd_tests
httpd_tests_CPPFLAGS = $(APACHE_CPPFLAGS) $(TEST_CPPFLAGS) -I$(top_srcdir)/test/httpd $(CHECK_CFLAGS) \
	$(CJOSE_CFLAGS) $(JANSSON_CFLAGS)
httpd_tests_LDADD = libtbtesting.la libtbhttpd.la libtbprove.la $(ROOM_LIBS) $(OPENSSL_LIBS) $(CHECK_LIBS) \
	$(JANSSON_LIBS) $(APR_LIBS) -lpthread
httpd_tests_SOURCES = \
	test/httpd/check_config.cpp \
	test/httpd/check_counters.cpp \
	test/httpd/check_directives.cpp \
	test/httpd/check_expose.cpp \
	test/httpd/check_metrics.cpp \
	test/httpd/check_scrub.cpp \
	test/httpd/httpd_tests.cpp \
	test/httpd/stub.cpp test/httpd/stub.h \
	test/httpd/suites.h
endif
