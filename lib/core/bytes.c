/* SPDX-License-Identifier: MIT */
/* Growing buffers: by doubling, within their bound, failing once for good. */
#include "core/bytes.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/digits.h"

#define LEAST 64                /* bytes of the first allocation */

int
dn_span_compare(struct dn_span a, struct dn_span b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	int order = least > 0 ? memcmp(a.ptr, b.ptr, least) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool
dn_span_cut_line(struct dn_span *text, struct dn_span *line)
{
	const char *end;

	if (text->len == 0)
		return false;
	*line = *text;
	end = memchr(text->ptr, '\n', text->len);
	if (end != NULL)
		line->len = (size_t)(end - text->ptr);
	text->ptr += line->len + (end != NULL);
	text->len -= line->len + (end != NULL);
	return true;
}

bool
dn_span_next_line(struct dn_span *text, struct dn_span *line)
{
	if (!dn_span_cut_line(text, line))
		return false;
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

void
dn_bytes_init(struct dn_bytes *bytes, size_t max)
{
	/* One byte more is always there for a NUL, so SIZE_MAX will not do. */
	if (max >= PTRDIFF_MAX)
		max = PTRDIFF_MAX - 1;
	*bytes = (struct dn_bytes){ .max = max };
}

void
dn_bytes_release(struct dn_bytes *bytes)
{
	free(bytes->data);
	dn_bytes_init(bytes, bytes->max);
}

/* The capacity to grow to, so that `need` (<= max) bytes fit. */
static size_t
next_capacity(const struct dn_bytes *bytes, size_t need)
{
	size_t cap = bytes->cap < LEAST / 2 ? LEAST / 2 : bytes->cap;

	if (cap > bytes->max / 2)
		return bytes->max;
	return need > 2 * cap ? need : 2 * cap;
}

char *
dn_bytes_reserve_slowly(struct dn_bytes *bytes, size_t more)
{
	char *data;
	size_t cap;

	if (bytes->failed != DN_E_NONE)
		return NULL;
	if (bytes->data != NULL && more <= bytes->cap - bytes->len)
		return bytes->data + bytes->len;
	if (more > bytes->max - bytes->len) {
		bytes->failed = DN_E_TOO_LONG;
		return NULL;
	}
	cap = next_capacity(bytes, bytes->len + more);
	data = realloc(bytes->data, cap + 1);
	if (data == NULL) {
		bytes->failed = DN_E_NO_MEMORY;
		return NULL;
	}
	bytes->data = data;
	bytes->cap = cap;
	return data + bytes->len;
}

void
dn_bytes_add_slowly(struct dn_bytes *bytes, const void *data, size_t len)
{
	char *to = dn_bytes_reserve(bytes, len);

	if (to == NULL || len == 0)
		return;
	memcpy(to, data, len);
	bytes->len += len;
}

void
dn_bytes_add_uint(struct dn_bytes *bytes, uint64_t value)
{
	char digits[DN_DIGITS_ROOM];
	size_t count;

	if (value == 0) {
		dn_bytes_add_byte(bytes, '0');
	} else if (bytes->failed == DN_E_NONE &&
	    bytes->cap - bytes->len >= sizeof(digits)) {
		bytes->len += dn_digits_spell(value,
		    bytes->data + bytes->len);
	} else {
		count = dn_digits_spell(value, digits);
		dn_bytes_add(bytes, digits, count);
	}
}

void
dn_bytes_add_int(struct dn_bytes *bytes, int64_t value)
{
	uint64_t size = (uint64_t)value;

	if (value < 0) {
		dn_bytes_add_byte(bytes, '-');
		size = 0 - size;        /* also right for INT64_MIN */
	}
	dn_bytes_add_uint(bytes, size);
}

void
dn_bytes_add_format(struct dn_bytes *bytes, const char *format, ...)
{
	char *to = dn_bytes_reserve(bytes, 0);
	va_list args, again;
	int made;

	if (to == NULL)
		return;
	va_start(args, format);
	va_copy(again, args);
	made = vsnprintf(to, bytes->cap - bytes->len + 1, format, args);
	if (made < 0) {
		bytes->failed = DN_E_TOO_LONG;
	} else if ((size_t)made <= bytes->cap - bytes->len) {
		bytes->len += (size_t)made;
	} else if ((to = dn_bytes_reserve(bytes, (size_t)made)) != NULL) {
		vsnprintf(to, (size_t)made + 1, format, again);
		bytes->len += (size_t)made;
	}
	va_end(again);
	va_end(args);
}

int
dn_bytes_tell(const struct dn_bytes *bytes, struct dn_err *err)
{
	if (bytes->failed == DN_E_NO_MEMORY)
		return dn_err_memory(err);
	return dn_err_set(err, bytes->failed, "more than %zu bytes",
	    bytes->max);
}

const char *
dn_bytes_text(struct dn_bytes *bytes)
{
	if (bytes->data == NULL || bytes->failed != DN_E_NONE)
		return "";
	bytes->data[bytes->len] = '\0';
	return bytes->data;
}

char *
dn_bytes_detach(struct dn_bytes *bytes, size_t *len)
{
	char *data = NULL, *less;

	if (dn_bytes_reserve(bytes, 0) != NULL) {
		data = bytes->data;
		data[bytes->len] = '\0';
		less = realloc(data, bytes->len + 1);
		if (less != NULL)
			data = less;
		if (len != NULL)
			*len = bytes->len;
		bytes->data = NULL;
	}
	dn_bytes_release(bytes);
	return data;
}
