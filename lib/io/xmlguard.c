/* SPDX-License-Identifier: MIT */
/* Following the lexical structure of XML, a state and a byte at a time. */
#include "io/xmlguard.h"

#include <stdbool.h>

enum state {
	TEXT,
	LESS,           /* behind < */
	BANG,           /* behind <!, until it is clear what it is */
	TAG,            /* in a start tag */
	VALUE,          /* in a quoted value of a start tag */
	MARKUP,         /* in an end tag, or what the parser will refuse */
	DOCTYPE,
	LITERAL,        /* in a quoted literal of a DOCTYPE */
	SKIP,           /* in a comment, CDATA or instruction */
	ENTITY          /* behind &, of a text or a value */
};

/* Outside of any <...>. */
static void
end_markup(struct dn_xmlguard *guard)
{
	guard->state = TEXT;
	guard->tag = 0;
}

/* Skip to `quote`, `count` times or more, and '>'. */
static void
begin_skip(struct dn_xmlguard *guard, char quote, size_t count)
{
	guard->state = SKIP;
	guard->quote = quote;
	guard->attributes = count;
	guard->recent_len = 0;
	guard->tag = 0;
}

static void
step_skip(struct dn_xmlguard *guard, char byte)
{
	if (byte == '>' && guard->recent_len >= guard->attributes)
		guard->state = TEXT;
	else if (byte != guard->quote)
		guard->recent_len = 0;
	else if (guard->recent_len < guard->attributes)
		guard->recent_len++;
}

static void
step_text(struct dn_xmlguard *guard, char byte)
{
	if (byte == '&') {
		guard->outer = guard->state;
		guard->state = ENTITY;
		guard->recent_len = 0;
	} else if (byte == '<') {
		guard->state = LESS;
		guard->tag = 1;
		guard->tag_line = guard->line;
		guard->tag_column = guard->column;
		guard->attributes = 0;
		guard->recent_len = 0;
	}
}

static void
step_less(struct dn_xmlguard *guard, char byte)
{
	if (byte == '!')
		guard->state = BANG;
	else if (byte == '?')
		begin_skip(guard, '?', 1);
	else if (byte == '/')
		guard->state = MARKUP;
	else
		guard->state = TAG;
}

static void
step_bang(struct dn_xmlguard *guard, char byte)
{
	static const struct dn_span words[] = {
		DN_SPAN("--"), DN_SPAN("[CDATA["), DN_SPAN("DOCTYPE")
	};
	size_t len = guard->recent_len + 1, i;

	guard->recent[guard->recent_len++] = byte;
	for (i = 0; i < 3; i++)
		if (len <= words[i].len &&
		    memcmp(words[i].ptr, guard->recent, len) == 0)
			break;
	if (i == 3)
		guard->state = MARKUP;
	else if (len < words[i].len)
		return;
	else if (i == 2)
		guard->state = DOCTYPE;
	else
		begin_skip(guard, i == 0 ? '-' : ']', 2);
}

static const char *
step_tag(struct dn_xmlguard *guard, char byte)
{
	if (byte == '>') {
		end_markup(guard);
	} else if (byte == '"' || byte == '\'') {
		guard->state = VALUE;
		guard->quote = byte;
	} else if (byte == '=' &&
	    ++guard->attributes > DN_XML_MAX_ATTRIBUTES) {
		return "an element with more than 1024 attributes";
	}
	return NULL;
}

static void
step_value(struct dn_xmlguard *guard, char byte)
{
	if (byte == guard->quote)
		guard->state = guard->state == VALUE ? TAG : DOCTYPE;
	else if (byte == '&' && guard->state == VALUE)
		step_text(guard, byte);
}

static const char *
step_doctype(struct dn_xmlguard *guard, char byte)
{
	if (byte == '[')
		return "a DOCTYPE with declarations of its own is not read";
	if (byte == '>') {
		end_markup(guard);
	} else if (byte == '"' || byte == '\'') {
		guard->state = LITERAL;
		guard->quote = byte;
	}
	return NULL;
}

static const char *
step_entity(struct dn_xmlguard *guard, char byte)
{
	static const char *const five[] = { "amp", "lt", "gt", "quot", "apos" };
	struct dn_span name = { guard->recent, guard->recent_len };
	size_t i;

	if (byte == '#' && name.len == 0) {
		guard->state = guard->outer;
		return NULL;
	}
	if (byte == ';') {
		for (i = 0; i < sizeof(five) / sizeof(five[0]); i++)
			if (dn_span_is(name, five[i])) {
				guard->state = guard->outer;
				return NULL;
			}
	} else if (byte >= 'a' && byte <= 'z' && name.len < 4) {
		guard->recent[guard->recent_len++] = byte;
		return NULL;
	}
	return "& begins none of the entities amp, lt, gt, quot, apos";
}

/* Take one byte in; what is wrong with it, or NULL. */
static const char *
step(struct dn_xmlguard *guard, char byte)
{
	switch ((enum state)guard->state) {
	case TEXT:
		step_text(guard, byte);
		return NULL;
	case LESS:
		step_less(guard, byte);
		return NULL;
	case BANG:
		step_bang(guard, byte);
		return NULL;
	case TAG:
		return step_tag(guard, byte);
	case VALUE:
	case LITERAL:
		step_value(guard, byte);
		return NULL;
	case MARKUP:
		if (byte == '>')
			end_markup(guard);
		return NULL;
	case DOCTYPE:
		return step_doctype(guard, byte);
	case SKIP:
		step_skip(guard, byte);
		return NULL;
	case ENTITY:
		return step_entity(guard, byte);
	}
	return NULL;
}

/* Move the place behind the byte; characters count, not their bytes. */
static void
advance(struct dn_xmlguard *guard, unsigned char byte)
{
	if (byte == '\n') {
		guard->line++;
		guard->column = 1;
	} else if ((byte & 0xC0) != 0x80) {
		guard->column++;
	}
}

static bool
is_control(unsigned char byte)
{
	return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

int
dn_xmlguard_look(struct dn_xmlguard *guard, struct dn_span text, size_t *good,
    struct dn_err *err)
{
	const char *problem;
	size_t i;

	for (i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (guard->tag > 0 && guard->tag++ == DN_XML_MAX_TAG) {
			*good = i;
			dn_err_set(err, DN_E_BAD_XML, "a tag over 8 MiB");
			return dn_err_at(err, guard->tag_line,
			    guard->tag_column);
		}
		problem = is_control(byte) ? "a control byte" :
		    step(guard, (char)byte);
		if (problem != NULL) {
			*good = i;
			dn_err_set(err, DN_E_BAD_XML, "%s", problem);
			return dn_err_at(err, guard->line,
			    guard->column - (guard->state == ENTITY ?
			    guard->recent_len + 1 : 0));
		}
		advance(guard, byte);
	}
	*good = text.len;
	return 0;
}
