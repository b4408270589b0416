if BUILD_TOKBIND
dist_man_MANS += src/cli/tokbind.1
completiondir = $(datadir)/bash-completion/completions
dist_completion_DATA = src/cli/completion/tokbind

bin_PROGRAMS += tokbind
tokbind_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(PSL_CFLAGS) $(CJOSE_CFLAGS) \
	$(JANSSON_CFLAGS)
tokbind_CXXFLAGS = $(AM_CXXFLAGS) $(PIE_FLAGS)
tokbind_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
tokbind_SOURCES = \
	src/cli/bench.cpp \
	src/cli/check.cpp \
	src/cli/commands.h \
	src/cli/connection_options.cpp src/cli/connection_options.h \
	src/cli/console.cpp src/cli/console.h \
	src/cli/cookie_key.cpp src/cli/cookie_key.h \
	src/cli/decode.cpp \
	src/cli/doctor.cpp src/cli/doctor.h \
	src/cli/id.cpp \
	src/cli/input.cpp src/cli/input.h \
	src/cli/key_choice.cpp src/cli/key_choice.h \
	src/cli/json_text.h \
	src/cli/keys.cpp \
	src/cli/main.cpp \
	src/cli/options.cpp src/cli/options.h \
	src/cli/printable.cpp src/cli/printable.h \
	src/cli/probes_echo.cpp \
	src/cli/probes_messages.cpp \
	src/cli/probes_negotiation.cpp \
	src/cli/report.cpp src/cli/report.h \
	src/cli/request.cpp \
	src/cli/terminal.cpp src/cli/terminal.h
tokbind_LDADD = libtbclient.la libtbbind.la libtbverify.la libtbprove.la libtbtlsclient.la \
	libtbtls.la libtbossl.la libtbcore.la $(CURL_LIBS) $(PSL_LIBS) $(JANSSON_LIBS) $(OPENSSL_LIBS) -lpthread
endif
