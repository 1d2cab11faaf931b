libdn_a_SOURCES = \
	lib/core/b.c \
	lib/core/a.c
