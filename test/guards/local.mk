# What a compiler cannot complain about. Each takes the tree, or the module, as its argument too.
TEST_EXTENSIONS = .py .sh
PY_LOG_COMPILER = $(PYTHON)
SH_LOG_COMPILER = $(SHELL)

GUARDS = test/guards/directives.py test/guards/documentation.py test/guards/guide.py test/guards/rooms.py test/guards/sources.py \
	test/guards/suites.py test/rfc/rows.py
EXTRA_DIST += $(GUARDS) test/guards/module_symbols.sh test/guards/hardening.sh \
	test/guards/version.sh test/rfc/table.txt test/README.md
TESTS += test/guards/module_symbols.sh test/guards/version.sh
if HARDENING
TESTS += test/guards/hardening.sh
test/guards/hardening.log: mod_token_binding.la $(bin_PROGRAMS)
endif
if HAVE_PYTHON
TESTS += $(GUARDS)
endif
test/guards/module_symbols.log: mod_token_binding.la

# rows.py asks whether the tests that it names ran.
logs_of_check =
if HAVE_CHECK
logs_of_check += unit_tests.log tls_tests.log httpd_tests.log
if BUILD_TOKBIND
logs_of_check += client_tests.log
endif
endif
test/rfc/rows.log: $(logs_of_check)

# The same, of all tests: after `make check` and `make check-integration`.
check-rows:
	srcdir=$(srcdir) $(PYTHON) $(srcdir)/test/rfc/rows.py *_tests.log integration.xml
.PHONY: check-rows
