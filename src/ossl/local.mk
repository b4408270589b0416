noinst_LTLIBRARIES += libtbossl.la
libtbossl_la_SOURCES = \
	src/ossl/digest.cpp src/ossl/digest.h \
	src/ossl/error_queue.h \
	src/ossl/owned.h \
	src/ossl/secret.h
