/* SPDX-License-Identifier: MIT */
/* BRAT standoff: a text and a file of annotations beside it. */
#include "formats/brat.h"

#include "core/utf8.h"
#include "formats/files.h"

#define ESCAPED_MOST 1024       /* bytes of a type that is looked into */

/* ---- type names ------------------------------------------------------ */

static bool
is_legal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The character that "_xHEX_" at `at` stands for, and its length; else 0. */
static size_t
escape_at(struct dn_span text, size_t at, uint32_t *point)
{
	uint32_t value = 0;
	size_t i = at + 2;

	if (text.len - at < 4 || text.ptr[at] != '_' ||
	    text.ptr[at + 1] != 'x')
		return 0;
	for (; i < text.len && text.ptr[i] != '_'; i++) {
		char c = text.ptr[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return 0;
		value = value << 4 | (uint32_t)(c <= '9' ? c - '0' :
		    c - 'a' + 10);
		if (value > 0x10ffff)
			return 0;
	}
	if (i == text.len || i == at + 2 || (value & 0x1ff800) == 0xd800)
		return 0;
	*point = value;
	return i + 1 - at;
}

static bool
has_escape(struct dn_span text)
{
	uint32_t point;

	for (size_t i = 0; i < text.len; i++)
		if (escape_at(text, i, &point) > 0)
			return true;
	return false;
}

/* Undo every escape. */
static void
unescape(struct dn_bytes *out, struct dn_span type)
{
	char utf8[DN_UTF8_MAX];
	uint32_t point;
	size_t len;

	for (size_t i = 0; i < type.len; i += len) {
		len = escape_at(type, i, &point);
		if (len > 0) {
			dn_bytes_add(out, utf8, dn_utf8_encode(point, utf8));
			continue;
		}
		dn_bytes_add_byte(out, type.ptr[i]);
		len = 1;
	}
}

/* Escape what no type may hold, and "_" where an escape could begin. */
static void
escape(struct dn_bytes *out, struct dn_span name)
{
	uint32_t point;
	size_t len;

	for (size_t i = 0; i < name.len; i += len) {
		bool begins = name.ptr[i] == '_' && i + 1 < name.len &&
		    name.ptr[i + 1] == 'x';

		len = dn_utf8_decode(name.ptr + i, name.len - i, &point);
		if (len == 0) {
			len = 1;
			point = 0xfffd;
		}
		if (len == 1 && is_legal(name.ptr[i]) && !begins)
			dn_bytes_add_byte(out, name.ptr[i]);
		else
			dn_bytes_add_format(out, "_x%x_", point);
	}
}

/* Is this type just what a name would be escaped as? */
static bool
is_escaped(struct dn_span type)
{
	struct dn_bytes name, again;
	bool same;

	if (type.len > ESCAPED_MOST || !has_escape(type))
		return false;
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_init(&again, SIZE_MAX / 2);
	unescape(&name, type);
	dn_brat_encode(&again, dn_bytes_span(&name));
	same = dn_span_equal(dn_bytes_span(&again), type);
	dn_bytes_release(&name);
	dn_bytes_release(&again);
	return same;
}

/*
 * With is_escaped this goes round, but on ever shorter texts: unescaping takes
 * four bytes at least, and ESCAPED_MOST bounds the first.
 */
void
dn_brat_encode(struct dn_bytes *out, struct dn_span name)
{
	bool legal = name.len > 0;

	for (size_t i = 0; i < name.len; i++)
		legal = legal && is_legal(name.ptr[i]);
	if (name.len == 0)
		dn_bytes_add_text(out, "_x_");
	else if (legal && !is_escaped(name) && !dn_span_is(name, "_x_"))
		dn_bytes_add_span(out, name);
	else
		escape(out, name);
}

void
dn_brat_decode(struct dn_bytes *out, struct dn_span type)
{
	if (dn_span_is(type, "_x_"))
		return;
	if (is_escaped(type))
		unescape(out, type);
	else
		dn_bytes_add_span(out, type);
}

/* ---- the descriptor -------------------------------------------------- */

/* A line that begins as a standoff line does. */
static int
probe(const struct dn_probe *file)
{
	struct dn_span head = file->head;
	size_t i = 1;

	if (!dn_files_suffix(dn_span_of(file->name), ".ann") &&
	    !dn_files_suffix(dn_span_of(file->name), ".a1") &&
	    !dn_files_suffix(dn_span_of(file->name), ".a2"))
		return 0;
	if (head.len == 0)
		return 50;
	if (strchr("TERAMN#*", head.ptr[0]) == NULL || head.ptr[0] == '\0')
		return 0;
	while (i < head.len && head.ptr[i] >= '0' && head.ptr[i] <= '9')
		i++;
	return i < head.len && head.ptr[i] == '\t' ? 90 : 0;
}

#define CARRIED (DN_CAP_BIT(SPAN) | DN_CAP_BIT(DISCONTINUOUS) | \
	DN_CAP_BIT(RELATION) | DN_CAP_BIT(EVENT) | DN_CAP_BIT(ATTRIBUTES) | \
	DN_CAP_BIT(NOTES) | DN_CAP_BIT(REFERENCES) | \
	DN_CAP_BIT(LABEL_SET) | DN_CAP_BIT(TEXT) | DN_CAP_BIT(EMPTY) | \
	DN_CAP_BIT(UNANNOTATED))

extern const struct dn_format dn_format_brat;

const struct dn_format dn_format_brat = {
	.name = "brat",
	.title = "BRAT standoff: a text and its .ann file",
	.reads = CARRIED,
	.writes = CARRIED,
	.flags = DN_FORMAT_FOLDERS,
	.probe = probe,
	.read_open = dn_brat_read_open,
	.read_next = dn_brat_read_next,
	.read_close = dn_brat_read_close,
	.write_open = dn_brat_write_open,
	.write_item = dn_brat_write_item,
	.write_end = dn_brat_write_end,
	.write_close = dn_brat_write_close,
};
