/* SPDX-License-Identifier: MIT */
/* Finding an XML document's encoding, and turning it into UTF-8 by iconv. */
#include "io/xmltext.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#include "core/utf8.h"

#define RAW_SIZE 32768          /* bytes as stored, read at once */
#define HEAD_SIZE 1024          /* where a declaration must have ended */
#define NAME_SIZE 41            /* of an encoding, with its NUL */

struct dn_xmltext {
	struct dn_src *src;
	struct dn_span before;  /* of the source, read by somebody else */
	iconv_t conversion;
	bool converts;          /* else the bytes are UTF-8 already */
	bool declared;          /* the encoding stood in a declaration */
	bool started, ended;    /* the first piece was given; no more to read */
	char name[NAME_SIZE];   /* of the encoding */
	size_t used, have;      /* bytes of `raw`: given out, and there */
	char raw[RAW_SIZE];
	char out[2 * RAW_SIZE];
};

struct dn_xmltext *
dn_xmltext_new(struct dn_src *src, struct dn_span before, struct dn_err *err)
{
	struct dn_xmltext *text = calloc(1, sizeof(*text));

	if (text == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	text->src = src;
	text->before = before;
	return text;
}

void
dn_xmltext_free(struct dn_xmltext *text)
{
	if (text == NULL)
		return;
	if (text->converts)
		iconv_close(text->conversion);
	free(text);
}

/* Read from the source, or take of what was read before. */
static int
read_source(struct dn_xmltext *text, char *to, size_t size, size_t *got,
    struct dn_err *err)
{
	if (text->before.len == 0 && text->src == NULL)
		return 0;
	if (text->before.len == 0)
		return dn_src_read(text->src, to, size, got, err);
	*got = text->before.len < size ? text->before.len : size;
	memcpy(to, text->before.ptr, *got);
	text->before.ptr += *got;
	text->before.len -= *got;
	return 1;
}

/* Move what was not used to the front and read more behind it. */
static int
fill(struct dn_xmltext *text, struct dn_err *err)
{
	size_t got = 0;
	int more;

	if (text->have > text->used)
		memmove(text->raw, text->raw + text->used,
		    text->have - text->used);
	text->have -= text->used;
	text->used = 0;
	if (text->ended || text->have == sizeof(text->raw))
		return 0;
	more = read_source(text, text->raw + text->have,
	    sizeof(text->raw) - text->have, &got, err);
	if (more < 0)
		return -1;
	text->ended = more == 0;
	text->have += got;
	return 0;
}

/* ---- which encoding ---- */

/* A letter, then letters, digits and . _ - as XML 1.0 has it. */
static bool
is_name(const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return name[len] == '\0' && strchr("0123456789._-", name[0]) == NULL;
}

/*
 * Copy the value of `encoding=` from a declaration, if there is one.  How well
 * formed the rest is, the parser will say.
 */
static void
read_declaration(const char *head, size_t len, char name[NAME_SIZE])
{
	const char *end = memmem(head, len, "?>", 2), *at;
	char quote;

	*name = '\0';
	if (end == NULL || memcmp(head, "<?xml", 5) != 0)
		return;
	at = memmem(head, (size_t)(end - head), "encoding", 8);
	if (at == NULL)
		return;
	for (at += 8; at < end && strchr(" \t\r\n=", *at) != NULL; at++)
		continue;
	quote = *at;
	if (quote != '"' && quote != '\'')
		return;
	for (len = 0, at++; at < end && *at != quote; at++)
		if (len < NAME_SIZE - 1)
			name[len++] = *at;
	name[len] = '\0';
}

/* Prepare the conversion from the encoding called `name`. */
static int
set_encoding(struct dn_xmltext *text, const char *name, struct dn_err *err)
{
	bool chinese = strcasecmp(name, "gb2312") == 0;

	memcpy(text->name, name, strlen(name) + 1);
	if (*name == '\0' || strcasecmp(name, "utf-8") == 0 ||
	    strcasecmp(name, "utf8") == 0)
		return 0;
	text->conversion = is_name(name) ?
	    iconv_open("UTF-8", chinese ? "GB18030" : name) : (iconv_t)-1;
	if (text->conversion != (iconv_t)-1) {
		text->converts = true;
		return 0;
	}
	if (errno == ENOMEM)
		return dn_err_memory(err);
	return dn_err_set(err, DN_E_BAD_XML,
	    "encoding \"%s\" is not known here", name);
}

/* The marks and first bytes of appendix F; longer ones come first. */
static const struct {
	const char bytes[5], *name;
	size_t len, skip;
} shapes[] = {
	{ "\xFF\xFE\0\0", "UTF-32LE", 4, 4 },
	{ "\0\0\xFE\xFF", "UTF-32BE", 4, 4 },
	{ "<\0\0\0", "UTF-32LE", 4, 0 },
	{ "\0\0\0<", "UTF-32BE", 4, 0 },
	{ "<\0?\0", "UTF-16LE", 4, 0 },
	{ "\0<\0?", "UTF-16BE", 4, 0 },
	{ "\xEF\xBB\xBF", "UTF-8", 3, 3 },
	{ "\xFF\xFE", "UTF-16LE", 2, 2 },
	{ "\xFE\xFF", "UTF-16BE", 2, 2 },
};

/* Read the head of the document and decide. */
static int
start(struct dn_xmltext *text, struct dn_err *err)
{
	char name[NAME_SIZE];
	size_t i;

	do
		if (fill(text, err) < 0)
			return -1;
	while (text->have < HEAD_SIZE && !text->ended);
	text->started = true;
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (text->have >= shapes[i].len &&
		    memcmp(text->raw, shapes[i].bytes, shapes[i].len) == 0) {
			text->used = shapes[i].skip;
			return set_encoding(text, shapes[i].name, err);
		}
	if (text->have < 5)
		return 0;
	read_declaration(text->raw, text->have < HEAD_SIZE ? text->have :
	    HEAD_SIZE, name);
	text->declared = *name != '\0';
	return set_encoding(text, name, err);
}

/* ---- the pieces ---- */

/* Whole characters at the front of UTF-8; `bad` when an illegal one follows. */
static struct dn_span
take_utf8(struct dn_xmltext *text, bool *bad)
{
	const char *from = text->raw + text->used;
	size_t len = text->have - text->used;
	size_t good = dn_utf8_valid(from, len);

	/* A character that is only cut will be whole after the next read. */
	*bad = good < len &&
	    (text->ended || good < dn_utf8_floor(from, len));
	text->used += good;
	return (struct dn_span){ from, good };
}

/* The same for what iconv makes of another encoding. */
static struct dn_span
take_converted(struct dn_xmltext *text, bool *bad)
{
	char *from = text->raw + text->used, *to = text->out;
	size_t len = text->have - text->used, room = sizeof(text->out), made;
	size_t done = iconv(text->conversion, &from, &len, &to, &room);

	*bad = done == (size_t)-1 && (errno == EILSEQ ||
	    (errno == EINVAL && text->ended));
	text->used = text->have - len;
	made = sizeof(text->out) - room;
	if (dn_utf8_valid(text->out, made) < made) {
		made = dn_utf8_valid(text->out, made);
		*bad = true;
	}
	return (struct dn_span){ text->out, made };
}

static int
fail_bytes(const struct dn_xmltext *text, struct dn_err *err)
{
	size_t left = text->have - text->used;

	if (text->converts)
		dn_err_set(err, DN_E_BAD_XML, "bytes that are not %s",
		    text->name);
	else
		dn_err_set(err, DN_E_BAD_UTF8, text->declared ?
		    "not UTF-8, which is declared" :
		    "not UTF-8, and no other encoding is declared, as by "
		    "<?xml version=\"1.0\" encoding=\"GBK\"?>");
	return dn_err_excerpt(err, text->raw + text->used,
	    left < 4 ? left : 4);
}

int
dn_xmltext_next(struct dn_xmltext *text, struct dn_span *piece,
    struct dn_err *err)
{
	bool bad = false, first = !text->started;

	if (first && start(text, err) < 0)
		return -1;
	do {
		if (!first && fill(text, err) < 0)
			return -1;
		if (text->used == text->have && text->ended)
			return 0;
		*piece = text->converts ? take_converted(text, &bad) :
		    take_utf8(text, &bad);
		if (first && text->declared && (piece->len < 5 ||
		    memcmp(piece->ptr, "<?xml", 5) != 0))
			return dn_err_set(err, DN_E_BAD_XML,
			    "labelled %s, but it is not", text->name);
		first = false;
		if (piece->len > 0)
			return 1;
	} while (!bad);
	return fail_bytes(text, err);
}
