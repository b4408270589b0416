# How many instructions hostile input costs.
check_PROGRAMS += judge_bearer
judge_bearer_SOURCES = test/steps/judge_bearer.cpp
judge_bearer_LDADD = libtbbind.la libtbossl.la libtbcore.la $(OPENSSL_LIBS)
EXTRA_DIST += test/steps/linear.py
if HAVE_PYTHON
TESTS += test/steps/linear.py
test/steps/linear.log: judge_bearer
endif
