if BUILD_TOKBIND
noinst_LTLIBRARIES += libtbclient.la
libtbclient_la_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(PSL_CFLAGS)
libtbclient_la_SOURCES = \
	src/client/binder.cpp src/client/binder.h \
	src/client/curl_options.cpp src/client/curl_options.h \
	src/client/dissect.cpp src/client/dissect.h \
	src/client/header_list.h \
	src/client/key_scope.cpp src/client/key_scope.h \
	src/client/key_store.cpp src/client/key_store.h \
	src/client/keyring.cpp src/client/keyring.h \
	src/client/place.cpp src/client/place.h \
	src/client/session.cpp src/client/session.h \
	src/client/settings.h \
	src/client/text.h
endif
