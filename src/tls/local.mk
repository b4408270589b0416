noinst_LTLIBRARIES += libtbtls.la
libtbtls_la_SOURCES = \
	src/tls/answer.cpp src/tls/answer.h \
	src/tls/connection_binding.h \
	src/tls/exporter.cpp src/tls/exporter.h \
	src/tls/handshake.cpp src/tls/handshake.h \
	src/tls/proxy_extension.cpp src/tls/proxy_extension.h \
	src/tls/server_extension.cpp src/tls/server_extension.h

# The client's half is a library of its own: the module must not carry it along.
noinst_LTLIBRARIES += libtbtlsclient.la
libtbtlsclient_la_SOURCES = \
	src/tls/client_extension.cpp src/tls/client_extension.h
