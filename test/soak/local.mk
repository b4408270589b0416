# A campaign, not a test: make soak SOAK_REQUESTS=1000000
soak: all
	TOKEN_BINDING_MODULE=$(abs_builddir)/.libs/mod_token_binding.so \
	$(SHELL) $(srcdir)/test/soak/run
.PHONY: soak

EXTRA_DIST += test/soak
