/* SPDX-License-Identifier: MIT */
/* Encodings by their marks or their first bytes, turned to UTF-8 by iconv. */
#include "io/recode.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/utf8.h"

#define HEAD ((size_t)1 << 16)  /* bytes that are looked at */

const char *const dn_encoding_names[] = { "auto", "utf-8", "gb18030", NULL };

struct dn_recode {
	struct dn_src *src;
	enum dn_encoding encoding;
	iconv_t conversion;             /* (iconv_t)-1: none */
	char head[HEAD];                /* raw bytes not yet taken */
	size_t at, len;
	bool ended;
	bool marked;
};

/* Fill the buffer behind what is left in it. */
static int
fill(struct dn_recode *recode, struct dn_err *err)
{
	size_t got;
	int more = 1;

	memmove(recode->head, recode->head + recode->at,
	    recode->len - recode->at);
	recode->len -= recode->at;
	recode->at = 0;
	while (more > 0 && recode->len < HEAD) {
		more = dn_src_read(recode->src, recode->head + recode->len,
		    HEAD - recode->len, &got, err);
		if (more > 0)
			recode->len += got;
	}
	recode->ended = more == 0;
	return more < 0 ? -1 : 0;
}

/*
 * Is a text legal in that encoding, but for a character cut at its end, where
 * it goes on?
 */
static bool
is_legal(struct dn_span text, bool whole, const char *name)
{
	char *from = (char *)(uintptr_t)text.ptr;
	size_t left = text.len, done = 0;
	iconv_t conversion = iconv_open("UTF-8", name);

	if (conversion == (iconv_t)-1)
		return false;
	while (left > 0 && done != (size_t)-1) {
		char scratch[1024], *to = scratch;
		size_t room = sizeof(scratch);

		done = iconv(conversion, &from, &left, &to, &room);
		if (done == (size_t)-1 && errno == E2BIG)
			done = 0;
	}
	iconv_close(conversion);
	return left == 0 || (errno == EINVAL && !whole);
}

/* The encoding by a byte order mark, which is passed over; else AUTO. */
static enum dn_encoding
read_mark(struct dn_recode *recode)
{
	const unsigned char *p = (const unsigned char *)recode->head;

	if (recode->len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf) {
		recode->at = 3;
		return DN_ENCODING_UTF8;
	}
	/* That of UTF-16 is left for iconv, to which it tells the order. */
	if (recode->len >= 2 && ((p[0] == 0xff && p[1] == 0xfe) ||
	    (p[0] == 0xfe && p[1] == 0xff)))
		return DN_ENCODING_UTF16;
	return DN_ENCODING_AUTO;
}

/* Is it UTF-8 but for a few bytes?  By chance that is none in GB18030. */
static bool
is_spoilt(struct dn_span text)
{
	size_t good = 0, bad = 0, len;
	uint32_t point;

	for (size_t at = 0; at < text.len; at += len) {
		len = dn_utf8_decode(text.ptr + at, text.len - at, &point);
		good += len > 1;
		bad += len == 0;
		len += len == 0;
	}
	return good > bad * 2;
}

/* What a text is, or its first bytes are. */
static enum dn_encoding
guess(struct dn_span text, bool whole)
{
	size_t len = whole ? text.len : dn_utf8_floor(text.ptr, text.len);

	if (dn_utf8_valid(text.ptr, len) == len || is_spoilt(text) ||
	    !is_legal(text, whole, "GB18030"))
		return DN_ENCODING_UTF8;
	return DN_ENCODING_GB18030;
}

struct dn_recode *
dn_recode_new(struct dn_src *src, enum dn_encoding encoding,
    struct dn_err *err)
{
	struct dn_recode *recode = calloc(1, sizeof(*recode));
	enum dn_encoding marked;

	if (recode == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	recode->src = src;
	recode->conversion = (iconv_t)-1;
	if (fill(recode, err) < 0) {
		dn_recode_free(recode);
		return NULL;
	}
	marked = read_mark(recode);
	recode->marked = marked != DN_ENCODING_AUTO;
	recode->encoding = recode->marked ? marked :
	    encoding != DN_ENCODING_AUTO ? encoding : guess((struct dn_span){
	    recode->head + recode->at, recode->len - recode->at },
	    recode->ended);
	if (recode->encoding == DN_ENCODING_UTF8)
		return recode;
	recode->conversion = iconv_open("UTF-8",
	    recode->encoding == DN_ENCODING_UTF16 ? "UTF-16" : "GB18030");
	if (recode->conversion != (iconv_t)-1)
		return recode;
	dn_err_system(err, DN_E_SYSTEM, "the encoding cannot be read");
	dn_recode_free(recode);
	return NULL;
}

void
dn_recode_free(struct dn_recode *recode)
{
	if (recode == NULL)
		return;
	if (recode->conversion != (iconv_t)-1)
		iconv_close(recode->conversion);
	free(recode);
}

bool
dn_recode_marked(const struct dn_recode *recode)
{
	return recode->marked;
}

enum dn_encoding
dn_recode_encoding(const struct dn_recode *recode)
{
	return recode->encoding;
}

/* Bytes as they are: those looked at first, then the source's. */
static int
read_plain(struct dn_recode *recode, char *data, size_t size, size_t *got,
    struct dn_err *err)
{
	size_t left = recode->len - recode->at;

	if (left == 0)
		return recode->ended ? 0 : dn_src_read(recode->src, data,
		    size, got, err);
	*got = left < size ? left : size;
	memcpy(data, recode->head + recode->at, *got);
	recode->at += *got;
	return 1;
}

int
dn_recode_read(struct dn_recode *recode, char *data, size_t size,
    size_t *got, struct dn_err *err)
{
	char *from, *to = data;
	size_t left, room = size;

	if (recode->conversion == (iconv_t)-1)
		return read_plain(recode, data, size, got, err);
	while (room == size) {
		if (!recode->ended && recode->len - recode->at < HEAD / 2 &&
		    fill(recode, err) < 0)
			return -1;
		from = recode->head + recode->at;
		left = recode->len - recode->at;
		if (left == 0)
			return 0;
		if (iconv(recode->conversion, &from, &left, &to, &room) ==
		    (size_t)-1 && errno != E2BIG && room == size)
			return dn_err_set(err, DN_E_BAD_UTF8,
			    "bytes that are no %s", recode->encoding ==
			    DN_ENCODING_UTF16 ? "UTF-16" : "GB18030");
		recode->at = (size_t)(from - recode->head);
	}
	*got = size - room;
	return 1;
}

/* A whole text in GB18030, appended to `out` as UTF-8. */
static int
add_converted(struct dn_bytes *out, struct dn_span text, struct dn_err *err)
{
	iconv_t conversion = iconv_open("UTF-8", "GB18030");
	char *from = (char *)(uintptr_t)text.ptr;
	size_t left = text.len;

	if (conversion == (iconv_t)-1)
		return dn_err_system(err, DN_E_SYSTEM,
		    "the encoding cannot be read");
	while (left > 0 && out->failed == DN_E_NONE) {
		char piece[4096], *to = piece;
		size_t room = sizeof(piece);
		size_t done = iconv(conversion, &from, &left, &to, &room);

		dn_bytes_add(out, piece, sizeof(piece) - room);
		if (done == (size_t)-1 && errno != E2BIG)
			break;
	}
	iconv_close(conversion);
	if (dn_bytes_check(out, err) < 0)
		return -1;
	return left == 0 ? 0 : dn_err_set(err, DN_E_BAD_UTF8,
	    "bytes that are no GB18030");
}

int
dn_recode_bytes(struct dn_bytes *text, enum dn_encoding *encoding,
    struct dn_err *err)
{
	struct dn_bytes out;
	int failed;

	if (*encoding == DN_ENCODING_AUTO)
		*encoding = text->len == 0 ? DN_ENCODING_UTF8 :
		    guess(dn_bytes_span(text), true);
	if (*encoding != DN_ENCODING_GB18030 || text->len == 0)
		return 0;
	dn_bytes_init(&out, text->max);
	failed = add_converted(&out, dn_bytes_span(text), err);
	if (failed == 0) {
		dn_bytes_clear(text);
		dn_bytes_add_span(text, dn_bytes_span(&out));
		failed = dn_bytes_check(text, err);
	}
	dn_bytes_release(&out);
	return failed;
}
