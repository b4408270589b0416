# How many instructions hostile input costs.
check_PROGRAMS += judge_bearer judge_cookies
judge_bearer_SOURCES = test/steps/judge_bearer.cpp
judge_bearer_LDADD = libtbbind.la libtbossl.la libtbcore.la $(OPENSSL_LIBS)
judge_cookies_SOURCES = test/steps/judge_cookies.cpp
judge_cookies_CPPFLAGS = $(AM_CPPFLAGS) $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)
judge_cookies_LDADD = libtbbind.la libtbverify.la libtbtls.la libtbossl.la libtbcore.la $(OPENSSL_LIBS)
EXTRA_DIST += test/steps/linear.py
if HAVE_PYTHON
TESTS += test/steps/linear.py
test/steps/linear.log: judge_bearer judge_cookies
endif
