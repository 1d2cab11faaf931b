# SPDX-License-Identifier: MIT
# The sources of the library, one a line, in byte order.

libdn_a_SOURCES = \
	lib/core/arena.c \
	lib/core/arena.h \
	lib/core/bytes.c \
	lib/core/bytes.h \
	lib/core/err.c \
	lib/core/err.def \
	lib/core/err.h \
	lib/core/opt.c \
	lib/core/opt.h \
	lib/core/stat.c \
	lib/core/stat.h \
	lib/core/thread.c \
	lib/core/thread.h \
	lib/core/utf8.c \
	lib/core/utf8.h \
	lib/io/number.c \
	lib/io/number.h
