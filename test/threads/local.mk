# Built apart, for a thread sanitizer wants every file of the program to be its own.
shared_connection_files = \
	test/threads/shared_connection.cpp \
	test/tls/peers.cpp test/unit/support/octets.cpp test/unit/support/private_key.cpp \
	src/httpd/counters.cpp \
	$(libtbcore_la_SOURCES) $(libtbossl_la_SOURCES) $(libtbtls_la_SOURCES) \
	$(libtbverify_la_SOURCES)

shared_connection_tsan: $(shared_connection_files)
	$(AM_V_CXXLD)sources=; for file in $(shared_connection_files); do \
	  case $$file in *.cpp) sources="$$sources $(srcdir)/$$file" ;; esac; done; \
	$(CXX) $(CXX20_FLAG) -fsanitize=thread -g -O1 -I$(srcdir)/src -I$(srcdir)/test/unit \
	  -I$(srcdir)/test/tls $(OPENSSL_CFLAGS) $(CHECK_CFLAGS) -o $@ $$sources \
	  $(OPENSSL_LIBS) $(CHECK_LIBS) -lpthread

# Data races: in what connections and children share, and in a real server.
check-threads: shared_connection_tsan
	srcdir=$(srcdir) ./shared_connection_tsan
check-drd: all
	TB_TEST_OUTPUT=$(abs_builddir)/drd \
	TOKEN_BINDING_MODULE=$(abs_builddir)/.libs/mod_token_binding.so \
	$(SHELL) $(srcdir)/test/threads/drd.sh drd

# Memory errors in a real server that gets hostile input, and whose virtual hosts disagree about
# Token Binding: with OpenSSL's extension tables it matters that all of them have the extension.
check-valgrind: all
	TOKEN_BINDING_WRAP='valgrind --num-callers=25 --log-file={reports}/%p' \
	TOKEN_BINDING_TIME_FACTOR=10 TB_TEST_OUTPUT=$(abs_builddir)/valgrind \
	TOKEN_BINDING_MODULE=$(abs_builddir)/.libs/mod_token_binding.so \
	$(SHELL) $(srcdir)/test/integration/run -k '$(VALGRIND_TESTS)'
VALGRIND_TESTS = test_mixture or (test_virtual_hosts and event) or test_subrequests \
	or (test_request_that_outlives_a_restart and event) \
	or ((test_message_meets_its_fate or test_other_spelling or test_value_that_is_no_message) \
	and 1.3-h2) or test_malformed_extension or test_extension_sent_twice \
	or (test_trailers_have_no and event)
.PHONY: check-threads check-drd check-valgrind

EXTRA_DIST += test/threads
CLEANFILES += shared_connection_tsan
