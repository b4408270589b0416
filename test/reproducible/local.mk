# For a release: it builds everything several times. Only what is committed is looked at.
check-reproducible:
	$(SHELL) $(srcdir)/test/reproducible/run.sh $(abs_srcdir) $(abs_builddir)/reproducible
.PHONY: check-reproducible
EXTRA_DIST += test/reproducible/run.sh
