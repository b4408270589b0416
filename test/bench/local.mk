# Built by `make bench` alone. See test/bench/README.md.
EXTRA_PROGRAMS += microbench
microbench_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/test/bench $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)
microbench_LDADD = libtbbind.la libtbverify.la libtbtls.la libtbossl.la libtbcore.la \
	$(CJOSE_LIBS) $(JANSSON_LIBS) $(OPENSSL_LIBS)
microbench_SOURCES = \
	test/bench/micro/allocations.cpp \
	test/bench/micro/bench.cpp test/bench/micro/bench.h \
	test/bench/micro/bind_rows.cpp \
	test/bench/micro/decode_rows.cpp \
	test/bench/micro/judge.h \
	test/bench/micro/main.cpp \
	test/bench/micro/signer.cpp test/bench/micro/signer.h \
	test/bench/micro/verify_rows.cpp

bench: all microbench
	TOKEN_BINDING_MODULE=$(abs_builddir)/.libs/mod_token_binding.so \
	MICROBENCH=$(abs_builddir)/microbench BENCH_OUTPUT=$(abs_builddir) \
	$(SHELL) $(srcdir)/test/bench/run $(BENCH_ARGS)
.PHONY: bench

EXTRA_DIST += test/bench/README.md test/bench/run test/bench/measure
CLEANFILES += microbench bench.json bench.md
