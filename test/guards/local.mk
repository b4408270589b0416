# What a compiler cannot complain about. Each takes the tree, or the module, as its argument too.
TEST_EXTENSIONS = .py .sh
PY_LOG_COMPILER = $(PYTHON)
SH_LOG_COMPILER = $(SHELL)

GUARDS = test/guards/rooms.py test/guards/sources.py test/guards/suites.py
EXTRA_DIST += $(GUARDS) test/guards/module_symbols.sh
TESTS += test/guards/module_symbols.sh
if HAVE_PYTHON
TESTS += $(GUARDS)
endif
test/guards/module_symbols.log: mod_token_binding.la
