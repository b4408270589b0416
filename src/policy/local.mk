noinst_LTLIBRARIES += libtbpolicy.la
libtbpolicy_la_SOURCES = \
	src/policy/bearer_decision.cpp src/policy/bearer_decision.h \
	src/policy/decision.cpp src/policy/decision.h \
	src/policy/exports.cpp src/policy/exports.h \
	src/policy/reserved_names.cpp src/policy/reserved_names.h \
	src/policy/settings.h
