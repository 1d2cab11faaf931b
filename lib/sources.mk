# SPDX-License-Identifier: MIT
# The sources of the library, one a line, in byte order.

libdn_a_SOURCES = \
	lib/app/account.c \
	lib/app/account.h \
	lib/app/common.c \
	lib/app/common.h \
	lib/app/run.c \
	lib/app/run.h \
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
	lib/io/batch.c \
	lib/io/batch.h \
	lib/io/fd.c \
	lib/io/fd.h \
	lib/io/json.c \
	lib/io/json.h \
	lib/io/jsonfields.c \
	lib/io/jsonfields.h \
	lib/io/jsonl.c \
	lib/io/jsonl.h \
	lib/io/jsontext.c \
	lib/io/jsontext.h \
	lib/io/lines.c \
	lib/io/lines.h \
	lib/io/number.c \
	lib/io/number.h \
	lib/io/place.c \
	lib/io/place.h \
	lib/io/reject.c \
	lib/io/reject.h \
	lib/io/sink.c \
	lib/io/sink.h \
	lib/io/src.c \
	lib/io/src.h \
	lib/io/tree.c \
	lib/io/tree.h \
	lib/io/xml.c \
	lib/io/xml.h \
	lib/io/xmlguard.c \
	lib/io/xmlguard.h \
	lib/io/xmltext.c \
	lib/io/xmltext.h \
	lib/io/xmltree.c
