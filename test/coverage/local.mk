# The lines of core, tls, verify, policy and bind that tests without a server reach.
COVERAGE_FLOOR = 95
coverage:
	$(SHELL) $(srcdir)/test/coverage/run.sh $(abs_srcdir) $(abs_builddir)/coverage $(COVERAGE_FLOOR) \
	  $(check_PROGRAMS)
.PHONY: coverage
EXTRA_DIST += test/coverage/report.py test/coverage/run.sh
