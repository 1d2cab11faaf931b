/* SPDX-License-Identifier: MIT */
/* Filling in an error: a code, a text that fits, and where it happened. */
#include "core/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

static const struct {
	const char *name, *meaning;
	int status;
} codes[DN_E_COUNT] = {
	[DN_E_NONE] = { "none", "nothing went wrong", 0 },
#define DN_CODE(id, name, status, meaning) \
	[DN_E_##id] = { name, meaning, status },
#include "core/err.def"
#undef DN_CODE
};

/* Copy what fits of a text and end it, never within a character. */
static void
copy_text(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		len = dn_utf8_floor(from, size - 1);
	memcpy(to, from, len);
	to[len] = '\0';
}

/*
 * The text is made apart from `err`, since the arguments may stand in it:
 * dn_err_set(err, code, "member: %s", err->text) is a usual thing to say.
 */
static int
set_text(struct dn_err *err, enum dn_code code, const char *suffix,
    const char *format, va_list args)
{
	char text[2 * sizeof(err->text)];
	char tail[sizeof(err->text) / 2];
	int made = vsnprintf(text, sizeof(text), format, args);
	size_t room, len = made < 0 ? 0 : strnlen(text, sizeof(text) - 1);

	copy_text(tail, sizeof(tail), suffix, strlen(suffix));
	room = sizeof(err->text) - strlen(tail);
	err->code = code;
	err->line = err->column = err->byte = 0;
	err->field[0] = '\0';
	err->excerpt_len = 0;
	copy_text(err->text, room, text, len);
	memcpy(err->text + strlen(err->text), tail, strlen(tail) + 1);
	return -1;
}

int
dn_err_set(struct dn_err *err, enum dn_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(err, code, "", format, args);
	va_end(args);
	return -1;
}

int
dn_err_system(struct dn_err *err, enum dn_code code, const char *format, ...)
{
	int number = errno;
	char buffer[96], reason[128];
	va_list args;

	/* strerror has one buffer for all threads; this is GNU's form of it. */
	snprintf(reason, sizeof(reason), ": %s",
	    strerror_r(number, buffer, sizeof(buffer)));
	va_start(args, format);
	set_text(err, code, reason, format, args);
	va_end(args);
	errno = number;
	return -1;
}

int
dn_err_memory(struct dn_err *err)
{
	return dn_err_set(err, DN_E_NO_MEMORY, "out of memory");
}

int
dn_err_at(struct dn_err *err, uint64_t line, uint64_t column)
{
	err->line = line;
	err->column = column;
	return -1;
}

int
dn_err_field(struct dn_err *err, const char *field, size_t len)
{
	copy_text(err->field, sizeof(err->field), len > 0 ? field : "", len);
	return -1;
}

int
dn_err_excerpt(struct dn_err *err, const void *text, size_t len)
{
	if (len > sizeof(err->excerpt))
		len = dn_utf8_floor(text, sizeof(err->excerpt));
	if (len > 0)
		memcpy(err->excerpt, text, len);
	err->excerpt_len = len;
	return -1;
}

const char *
dn_code_name(enum dn_code code)
{
	return codes[code].name;
}

const char *
dn_code_meaning(enum dn_code code)
{
	return codes[code].meaning;
}

int
dn_code_status(enum dn_code code)
{
	return codes[code].status;
}
