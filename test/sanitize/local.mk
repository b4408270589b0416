# The same sources under AddressSanitizer and UndefinedBehaviorSanitizer: the unit and TLS tests, and
# the module itself in a real httpd that gets the hostile suite and tokbind's requests.
check-sanitize:
	$(SHELL) $(srcdir)/test/sanitize/run.sh $(abs_srcdir) $(abs_builddir)/sanitize
.PHONY: check-sanitize
EXTRA_DIST += test/sanitize/run.sh
