# A module in C that uses the installed header, and nothing else of this project. It is built here
# and loaded by test/integration/test_api.py.
check_LTLIBRARIES += mod_tb_witness.la
mod_tb_witness_la_SOURCES = test/api/mod_tb_witness.c
mod_tb_witness_la_CPPFLAGS = -I$(top_srcdir)/include $(APACHE_CPPFLAGS)
mod_tb_witness_la_CFLAGS = -Wall -Wextra
mod_tb_witness_la_LDFLAGS = -module -avoid-version -shared -rpath $(abs_builddir)
