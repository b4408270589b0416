# The real-server tests need a httpd, Python and its packages, so they are not part of `make check`.
check-integration: all mod_tb_witness.la
	TB_TEST_OUTPUT=$(abs_builddir) \
	TOKEN_BINDING_MODULE=$(abs_builddir)/.libs/mod_token_binding.so \
	TOKBIND=$(abs_builddir)/tokbind \
	$(SHELL) $(srcdir)/test/integration/run $(PYTEST_ARGS)
.PHONY: check-integration

EXTRA_DIST += test/integration test/tokens test/demo test/summarize.py
dist-hook:
	find $(distdir) -name __pycache__ -type d -prune -exec rm -rf {} +
