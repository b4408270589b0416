noinst_LTLIBRARIES += libtbprove.la
libtbprove_la_SOURCES = \
	src/prove/key.cpp src/prove/key.h \
	src/prove/key_file.cpp src/prove/key_file.h \
	src/prove/key_uri.cpp src/prove/key_uri.h \
	src/prove/make_message.cpp src/prove/make_message.h
