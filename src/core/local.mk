noinst_LTLIBRARIES += libtbcore.la
libtbcore_la_SOURCES = \
	src/core/base64url.cpp src/core/base64url.h \
	src/core/bytes.h \
	src/core/cause.cpp src/core/cause.h \
	src/core/confirmation.h \
	src/core/message.cpp src/core/message.h \
	src/core/parameters.cpp src/core/parameters.h \
	src/core/rate_limit.h \
	src/core/reader.cpp src/core/reader.h \
	src/core/result.h \
	src/core/text.h \
	src/core/types.cpp src/core/types.h \
	src/core/writer.h
