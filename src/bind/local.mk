noinst_LTLIBRARIES += libtbbind.la
libtbbind_la_SOURCES = \
	src/bind/authorization.cpp src/bind/authorization.h \
	src/bind/token_confirmation.cpp src/bind/token_confirmation.h \
	src/bind/bound_cookies.cpp src/bind/bound_cookies.h \
	src/bind/cookie_header.cpp src/bind/cookie_header.h \
	src/bind/cookie_keys.cpp src/bind/cookie_keys.h \
	src/bind/cookie_pieces.cpp src/bind/cookie_pieces.h \
	src/bind/cookie_names.cpp src/bind/cookie_names.h \
	src/bind/device_session.cpp src/bind/device_session.h \
	src/bind/device_tokens.cpp src/bind/device_tokens.h \
	src/bind/json.cpp src/bind/json.h \
	src/bind/json_text.cpp src/bind/json_text.h \
	src/bind/jwe_header.cpp src/bind/jwe_header.h \
	src/bind/jws_likeness.cpp src/bind/jws_likeness.h \
	src/bind/owned.h \
	src/bind/proof_order.h \
	src/bind/request_cookies.cpp src/bind/request_cookies.h \
	src/bind/same_text.h \
	src/bind/seal.cpp src/bind/seal.h \
	src/bind/sealed_cookie.cpp src/bind/sealed_cookie.h \
	src/bind/session_url.cpp src/bind/session_url.h \
	src/bind/set_cookie.cpp src/bind/set_cookie.h
libtbbind_la_CPPFLAGS = $(AM_CPPFLAGS) $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)
libtbbind_la_LIBADD = $(CJOSE_LIBS) $(JANSSON_LIBS)
