/* SPDX-License-Identifier: MIT */
/* Names from data as names of files, and the way back. */
#include "io/outdir.h"

#include <inttypes.h>
#include <limits.h>
#include <strings.h>

#include "core/utf8.h"

#define EXTENSION_MAX 16                /* bytes behind the dot */
#define HASH_MARK (2 + 16)              /* bytes of "%~" and a hash */

/* Length of the part that begins at `at`, which ends at '/' or the end. */
static size_t
part_length(struct dn_span name, size_t at)
{
	const char *slash = at < name.len ?
	    memchr(name.ptr + at, '/', name.len - at) : NULL;

	return slash != NULL ? (size_t)(slash - name.ptr) - at :
	    name.len - at;
}

static void
add_escaped(struct dn_bytes *out, const char *text, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t at;

	for (at = 0; at < len; at++) {
		dn_bytes_add_byte(out, '%');
		dn_bytes_add_byte(out, hex[(unsigned char)text[at] >> 4]);
		dn_bytes_add_byte(out, hex[(unsigned char)text[at] & 15]);
	}
}

/* The devices of DOS: a file of that name, whatever follows a dot, is one. */
static bool
is_reserved(struct dn_span part)
{
	static const char *const names[] = { "AUX", "CON", "CONIN$",
	    "CONOUT$", "NUL", "PRN" };
	const char *dot = memchr(part.ptr, '.', part.len);
	size_t len = dot != NULL ? (size_t)(dot - part.ptr) : part.len, at;

	while (len > 0 && part.ptr[len - 1] == ' ')
		len--;
	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++)
		if (len == strlen(names[at]) &&
		    strncasecmp(part.ptr, names[at], len) == 0)
			return true;
	if (len < 4 || (strncasecmp(part.ptr, "COM", 3) != 0 &&
	    strncasecmp(part.ptr, "LPT", 3) != 0))
		return false;
	/* Superscript digits of Latin 1 count as digits. */
	return (len == 4 && part.ptr[3] >= '0' && part.ptr[3] <= '9') ||
	    (len == 5 && part.ptr[3] == '\xC2' &&
	    memchr("\xB9\xB2\xB3", part.ptr[4], 3) != NULL);
}

/* True when the character at `at` cannot stand as it is. */
static bool
is_unsafe(struct dn_span part, size_t at, size_t len, uint32_t point)
{
	char byte = part.ptr[at];

	if (len != 1)
		return len == 0 || point < 0xA0;        /* controls of C1 */
	if (point < 0x20 || point == 0x7F ||
	    memchr("\\:*?\"<>|%", byte, 9) != NULL)
		return true;
	if (at == 0 && (memchr(".-~", byte, 3) != NULL || is_reserved(part)))
		return true;
	return at + 1 == part.len && (byte == '.' || byte == ' ');
}

static bool
is_letter_or_digit(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z');
}

/* Cut an escaped part that is too long; its hash makes up for it. */
static void
shorten(struct dn_bytes *out, size_t start, struct dn_span part)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	char *text = out->data + start, extension[EXTENSION_MAX + 2];
	size_t len = out->len - start, dot = len, kept, at;

	while (len - dot < EXTENSION_MAX && is_letter_or_digit(text[dot - 1]))
		dot--;
	dot = text[dot - 1] == '.' ? dot - 1 : len;
	/* Files that differ in it alone, a text and its marks, go together. */
	for (at = 0; at < part.len - (len - dot); at++)
		hash = (hash ^ (unsigned char)part.ptr[at]) *
		    UINT64_C(0x100000001B3);
	memcpy(extension, text + dot, len - dot);
	extension[len - dot] = '\0';
	kept = dn_utf8_floor(text, NAME_MAX - HASH_MARK - (len - dot));
	if (text[kept - 1] == '%')
		kept--;
	else if (text[kept - 2] == '%')
		kept -= 2;
	out->len = start + kept;
	dn_bytes_add_format(out, "%%~%016" PRIx64 "%s", hash, extension);
}

/* Most parts stand as they are, and nothing needs a second look. */
static bool
is_plain(struct dn_span part)
{
	size_t at;

	if (part.len == 0 || part.len > NAME_MAX ||
	    !is_letter_or_digit(part.ptr[0]) ||
	    !is_letter_or_digit(part.ptr[part.len - 1]))
		return false;
	for (at = 1; at < part.len; at++)
		if (!is_letter_or_digit(part.ptr[at]) &&
		    part.ptr[at] != '.' && part.ptr[at] != ' ' &&
		    part.ptr[at] != '_' && part.ptr[at] != '-')
			return false;
	/* Devices begin with letters of these. */
	return strchr("ACLNPaclnp", part.ptr[0]) == NULL ||
	    !is_reserved(part);
}

static void
escape_part(struct dn_bytes *out, struct dn_span part)
{
	size_t start = out->len, at, len;
	uint32_t point = 0;

	if (is_plain(part)) {
		dn_bytes_add_span(out, part);
		return;
	}
	if (part.len == 0)
		dn_bytes_add_byte(out, '%');
	for (at = 0; at < part.len; at += len > 0 ? len : 1) {
		len = dn_utf8_decode(part.ptr + at, part.len - at, &point);
		if (is_unsafe(part, at, len, point))
			add_escaped(out, part.ptr + at, len > 0 ? len : 1);
		else
			dn_bytes_add(out, part.ptr + at, len);
	}
	if (out->failed == DN_E_NONE && out->len - start > NAME_MAX)
		shorten(out, start, part);
}

static void
escape_all(struct dn_bytes *out, struct dn_span name)
{
	struct dn_span part;
	size_t at;

	for (at = 0; at < name.len; at += part.len + 1) {
		part = (struct dn_span){ name.ptr + at, part_length(name, at) };
		if (at > 0)
			dn_bytes_add_byte(out, '/');
		escape_part(out, part);
	}
	if (name.len == 0 || name.ptr[name.len - 1] == '/') {
		if (name.len > 0)
			dn_bytes_add_byte(out, '/');
		escape_part(out, (struct dn_span){ NULL, 0 });
	}
}

/* The value of a hexadecimal digit, or -1. */
static int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* True when the '%' at `at` is a part of its own: an empty one. */
static bool
is_alone(struct dn_span path, size_t at)
{
	return (at == 0 || path.ptr[at - 1] == '/') &&
	    (at + 1 == path.len || path.ptr[at + 1] == '/');
}

static void
unescape_all(struct dn_bytes *out, struct dn_span path)
{
	size_t at;
	int high, low;

	for (at = 0; at < path.len; at++) {
		high = low = -1;
		if (path.ptr[at] == '%' && path.len - at > 2) {
			high = hex_value(path.ptr[at + 1]);
			low = hex_value(path.ptr[at + 2]);
		}
		if (high >= 0 && low >= 0) {
			dn_bytes_add_byte(out, (char)(high << 4 | low));
			at += 2;
		} else if (path.ptr[at] != '%' || !is_alone(path, at)) {
			dn_bytes_add_byte(out, path.ptr[at]);
		}
	}
}

/* Is nothing in the name unsafe but '%'? */
static bool
has_only_percents(struct dn_span name)
{
	struct dn_span part;
	uint32_t point = 0;
	size_t start, at, len;

	for (start = 0; start <= name.len; start += part.len + 1) {
		part = (struct dn_span){ name.ptr + start,
			part_length(name, start) };
		if (part.len == 0 || part.len > NAME_MAX)
			return false;
		for (at = 0; at < part.len; at += len > 0 ? len : 1) {
			len = dn_utf8_decode(part.ptr + at, part.len - at,
			    &point);
			if ((len != 1 || point != '%') &&
			    is_unsafe(part, at, len, point))
				return false;
		}
	}
	return true;
}

/* Would a name that is left as it is be taken for an escaped one? */
static bool
is_escaped(struct dn_span name, struct dn_bytes *out)
{
	struct dn_bytes original, again;
	bool same;

	dn_bytes_init(&original, SIZE_MAX / 2);
	dn_bytes_init(&again, SIZE_MAX / 2);
	unescape_all(&original, name);
	escape_all(&again, dn_bytes_span(&original));
	if (original.failed != DN_E_NONE || again.failed != DN_E_NONE)
		out->failed = DN_E_NO_MEMORY;
	same = dn_span_equal(dn_bytes_span(&again), name);
	dn_bytes_release(&original);
	dn_bytes_release(&again);
	return same;
}

void
dn_outdir_escape(struct dn_bytes *out, struct dn_span name)
{
	if (name.len > 0 && memchr(name.ptr, '%', name.len) != NULL &&
	    has_only_percents(name) && !is_escaped(name, out))
		dn_bytes_add_span(out, name);
	else
		escape_all(out, name);
}

void
dn_outdir_unescape(struct dn_bytes *out, struct dn_span path)
{
	struct dn_bytes original, again;

	if (path.len == 0 || memchr(path.ptr, '%', path.len) == NULL) {
		dn_bytes_add_span(out, path);
		return;
	}
	dn_bytes_init(&original, SIZE_MAX / 2);
	dn_bytes_init(&again, SIZE_MAX / 2);
	unescape_all(&original, path);
	dn_outdir_escape(&again, dn_bytes_span(&original));
	if (original.failed != DN_E_NONE || again.failed != DN_E_NONE)
		out->failed = DN_E_NO_MEMORY;
	dn_bytes_add_span(out, dn_span_equal(dn_bytes_span(&again), path) ?
	    dn_bytes_span(&original) : path);
	dn_bytes_release(&original);
	dn_bytes_release(&again);
}
