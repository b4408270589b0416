noinst_LTLIBRARIES += libtbhttpd.la
libtbhttpd_la_CPPFLAGS = $(APACHE_CPPFLAGS) $(AM_CPPFLAGS) $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)
libtbhttpd_la_SOURCES = \
	src/httpd/api.cpp \
	src/httpd/authz.cpp \
	src/httpd/bearer.cpp \
	src/httpd/cache.cpp src/httpd/cache.h \
	src/httpd/certificate.cpp src/httpd/certificate.h \
	src/httpd/config.cpp src/httpd/config.h \
	src/httpd/connection.cpp src/httpd/connection.h \
	src/httpd/cookie_keys.cpp src/httpd/cookie_keys.h \
	src/httpd/cookie_rules.cpp src/httpd/cookie_rules.h \
	src/httpd/cookie_state.h \
	src/httpd/cookies.cpp src/httpd/cookies.h \
	src/httpd/counters.cpp src/httpd/counters.h \
	src/httpd/crossing.cpp \
	src/httpd/denial.h \
	src/httpd/device.cpp src/httpd/device.h \
	src/httpd/directives.cpp src/httpd/directives.h \
	src/httpd/dpop.cpp src/httpd/dpop.h \
	src/httpd/entries.h \
	src/httpd/expose.cpp \
	src/httpd/exposure.h \
	src/httpd/hooks.h \
	src/httpd/host_counters.cpp src/httpd/host_counters.h \
	src/httpd/log.h \
	src/httpd/metrics.cpp \
	src/httpd/metrics_text.cpp src/httpd/metrics_text.h \
	src/httpd/module.h \
	src/httpd/module_state.cpp src/httpd/module_state.h \
	src/httpd/navigation.h \
	src/httpd/outgoing.cpp \
	src/httpd/outgoing_key.cpp src/httpd/outgoing_key.h \
	src/httpd/pool.h \
	src/httpd/rate_limited_log.h \
	src/httpd/replay_memory.cpp src/httpd/replay_memory.h \
	src/httpd/request.cpp src/httpd/request.h \
	src/httpd/response.cpp \
	src/httpd/scrub.cpp src/httpd/scrub.h \
	src/httpd/session_url.cpp src/httpd/session_url.h \
	src/httpd/set_cookies.cpp src/httpd/set_cookies.h \
	src/httpd/status.cpp \
	src/httpd/subnet.cpp src/httpd/subnet.h \
	src/httpd/theft_log.h \
	src/httpd/trailers.cpp \
	src/httpd/tunnels.cpp \
	src/httpd/trusted_proxy.cpp src/httpd/trusted_proxy.h

# For other modules; it includes nothing of src/.
token_bindingincludedir = $(includedir)/token_binding
token_bindinginclude_HEADERS = include/token_binding/mod_token_binding.h

mod_LTLIBRARIES += mod_token_binding.la
mod_token_binding_la_CPPFLAGS = $(APACHE_CPPFLAGS) $(AM_CPPFLAGS) $(CJOSE_CFLAGS) $(JANSSON_CFLAGS)
mod_token_binding_la_SOURCES = src/httpd/module.cpp
mod_token_binding_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--version-script=$(srcdir)/src/httpd/exports.map
mod_token_binding_la_DEPENDENCIES = $(mod_token_binding_rooms) src/httpd/exports.map
mod_token_binding_rooms = libtbhttpd.la libtbprove.la libtbbind.la libtbpolicy.la libtbverify.la libtbtls.la \
	libtbossl.la libtbcore.la
mod_token_binding_la_LIBADD = $(mod_token_binding_rooms) $(OPENSSL_LIBS)
EXTRA_DIST += src/httpd/exports.map

# httpd loads the .so alone; libtool's archive would only trouble distributions.
install-data-hook:
	rm -f $(DESTDIR)$(moddir)/mod_token_binding.la
uninstall-hook:
	rm -f $(DESTDIR)$(moddir)/mod_token_binding.so
	-rmdir $(DESTDIR)$(token_bindingincludedir)
