/* SPDX-License-Identifier: MIT */
/* Spans that borrow bytes, and buffers that own them and never pass a bound. */
#ifndef DN_CORE_BYTES_H
#define DN_CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/err.h"

/* Bytes that belong to someone else.  `ptr` is NULL when there is nothing. */
struct dn_span {
	const char *ptr;
	size_t len;
};

/* A span of a literal string. */
#define DN_SPAN(literal) ((struct dn_span){ "" literal, sizeof(literal) - 1 })

/* A span of a NUL-ended string; NULL gives the absent span. */
static inline struct dn_span
dn_span_of(const char *text)
{
	return (struct dn_span){ text, text != NULL ? strlen(text) : 0 };
}

/*
 * True when both texts of `len` bytes, not 0, are the same.  Most are short,
 * and compared by their first and their last few bytes, which may overlap.
 */
static inline bool
dn_bytes_same(const char *a, const char *b, size_t len)
{
	uint64_t first[2], last[2];
	uint32_t head[2], tail[2];

	if (*a != *b || len > 2 * sizeof(first[0]))
		return *a == *b && memcmp(a, b, len) == 0;
	if (len >= sizeof(first[0])) {
		memcpy(&first[0], a, sizeof(first[0]));
		memcpy(&first[1], b, sizeof(first[0]));
		memcpy(&last[0], a + len - sizeof(last[0]), sizeof(last[0]));
		memcpy(&last[1], b + len - sizeof(last[0]), sizeof(last[0]));
		return first[0] == first[1] && last[0] == last[1];
	}
	if (len < sizeof(head[0]))
		return a[len / 2] == b[len / 2] && a[len - 1] == b[len - 1];
	memcpy(&head[0], a, sizeof(head[0]));
	memcpy(&head[1], b, sizeof(head[0]));
	memcpy(&tail[0], a + len - sizeof(tail[0]), sizeof(tail[0]));
	memcpy(&tail[1], b + len - sizeof(tail[0]), sizeof(tail[0]));
	return head[0] == head[1] && tail[0] == tail[1];
}

/* True when both hold the same bytes; an absent span equals an empty one. */
static inline bool
dn_span_equal(struct dn_span a, struct dn_span b)
{
	return a.len == b.len && (a.len == 0 ||
	    dn_bytes_same(a.ptr, b.ptr, a.len));
}

/* True when the span holds just the bytes of the NUL-ended `text`. */
static inline bool
dn_span_is(struct dn_span span, const char *text)
{
	return dn_span_equal(span, dn_span_of(text));
}

/* Byte order: <0, 0, >0 as memcmp, a prefix before what it begins. */
int dn_span_compare(struct dn_span a, struct dn_span b);

/*
 * Cut the first line off a text: `line` without its LF; false when nothing is
 * left.  Or without its end, be it LF or CR LF.
 */
bool dn_span_cut_line(struct dn_span *text, struct dn_span *line);
bool dn_span_next_line(struct dn_span *text, struct dn_span *line);

/*
 * A growing buffer with a maximum.  Start it with dn_bytes_init, end it with
 * dn_bytes_release.  `data` is NULL only while nothing was ever added; the
 * bytes are not NUL-ended unless dn_bytes_text is called.
 *
 * Adding is sticky: after one failure (no memory, or past `max`) every
 * further addition does nothing, and dn_bytes_check tells.  So a writer adds
 * freely and asks once.
 */
struct dn_bytes {
	char *data;
	size_t len, cap, max;
	enum dn_code failed;    /* DN_E_NONE, DN_E_NO_MEMORY, DN_E_TOO_LONG */
};

/* An empty buffer that holds at most `max` bytes; SIZE_MAX: no bound. */
void dn_bytes_init(struct dn_bytes *bytes, size_t max);

/* Free what it holds; it may be used again as after dn_bytes_init. */
void dn_bytes_release(struct dn_bytes *bytes);

/* Forget the content and any failure, keep the memory. */
static inline void
dn_bytes_clear(struct dn_bytes *bytes)
{
	bytes->len = 0;
	bytes->failed = DN_E_NONE;
}

/* What dn_bytes_reserve does where there is not the room yet. */
char *dn_bytes_reserve_slowly(struct dn_bytes *bytes, size_t more);

/*
 * Make room for `more` bytes and return where they go, NULL on failure.  The
 * caller writes there and then raises `len` itself.
 */
static inline char *
dn_bytes_reserve(struct dn_bytes *bytes, size_t more)
{
	if (more > bytes->cap - bytes->len || bytes->data == NULL ||
	    bytes->failed != DN_E_NONE)
		return dn_bytes_reserve_slowly(bytes, more);
	return bytes->data + bytes->len;
}

/* What dn_bytes_add does where the bytes do not fit as it stands. */
void dn_bytes_add_slowly(struct dn_bytes *bytes, const void *data, size_t len);

/*
 * Append bytes, which must not lie in the buffer itself.  Inline, since every
 * writer stands on it; a `len` of 0 wraps and so takes the other way, where
 * NULL is told from bytes.
 */
static inline void
dn_bytes_add(struct dn_bytes *bytes, const void *data, size_t len)
{
	if (len - 1 >= bytes->cap - bytes->len || bytes->failed != DN_E_NONE) {
		dn_bytes_add_slowly(bytes, data, len);
		return;
	}
	memcpy(bytes->data + bytes->len, data, len);
	bytes->len += len;
}

/* Append one byte. */
static inline void
dn_bytes_add_byte(struct dn_bytes *bytes, char byte)
{
	dn_bytes_add(bytes, &byte, 1);
}

/* Append a span. */
static inline void
dn_bytes_add_span(struct dn_bytes *bytes, struct dn_span span)
{
	dn_bytes_add(bytes, span.ptr, span.len);
}

/* Append a NUL-ended string. */
static inline void
dn_bytes_add_text(struct dn_bytes *bytes, const char *text)
{
	dn_bytes_add(bytes, text, strlen(text));
}

/* Append a decimal integer. */
void dn_bytes_add_int(struct dn_bytes *bytes, int64_t value);
void dn_bytes_add_uint(struct dn_bytes *bytes, uint64_t value);

/* Append as printf does.  No floating point: io/number.h writes doubles. */
void dn_bytes_add_format(struct dn_bytes *bytes, const char *format, ...)
    DN_PRINTF(2, 3);

/* What dn_bytes_check says of a buffer that failed: -1. */
int dn_bytes_tell(const struct dn_bytes *bytes, struct dn_err *err);

/* 0 when every addition so far was made; else -1 and `err` says why. */
DN_MUST_CHECK static inline int
dn_bytes_check(const struct dn_bytes *bytes, struct dn_err *err)
{
	return bytes->failed == DN_E_NONE ? 0 : dn_bytes_tell(bytes, err);
}

/* The content, borrowed until the next change; `ptr` NULL if none ever was. */
static inline struct dn_span
dn_bytes_span(const struct dn_bytes *bytes)
{
	return (struct dn_span){ bytes->data, bytes->len };
}

/* The content with a NUL behind it, borrowed; "" when empty or failed. */
const char *dn_bytes_text(struct dn_bytes *bytes);

/*
 * Hand over the content as *new* memory with a NUL behind it (`len` may be
 * NULL) and leave the buffer empty.  NULL when an addition had failed.
 */
char *dn_bytes_detach(struct dn_bytes *bytes, size_t *len);

#endif
