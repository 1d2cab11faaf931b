/* SPDX-License-Identifier: MIT */
/* What in an item stands on its text, moved when the text is mended. */
#include "clean/anchor.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "model/kind.h"

/* One call of dn_anchor_move. */
struct move {
	struct dn_anchor *anchor;
	const struct dn_anchored *what;
	const struct dn_text_fix *fix;
	struct dn_splice *splice;       /* NULL: only look whether all can */
	bool broken;                    /* a span of this annotation is */
	bool failed;                    /* memory ran out */
};

/* Where a span stands: in an annotation, or NOWHERE: among the tokens. */
struct place {
	size_t annotation, element;
};

#define NOWHERE SIZE_MAX

void
dn_anchor_init(struct dn_anchor *anchor)
{
	*anchor = (struct dn_anchor){ .torn_count = 0 };
	dn_bytes_init(&anchor->words, SIZE_MAX / 2);
	dn_bytes_init(&anchor->scratch, SIZE_MAX / 2);
	dn_bytes_init(&anchor->copy, SIZE_MAX / 2);
}

void
dn_anchor_release(struct dn_anchor *anchor)
{
	dn_bytes_release(&anchor->words);
	dn_bytes_release(&anchor->scratch);
	dn_bytes_release(&anchor->copy);
	free(anchor->torn);
	free(anchor->spans);
	dn_points_release(&anchor->points);
	dn_anchor_init(anchor);
}

/* *list grown so that one more thing of `size` fits; false without memory. */
static bool
fits(void *list, size_t count, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 16 : *cap * 2;
	void *grown, **at = list;

	if (count < *cap)
		return true;
	grown = reallocarray(*at, more, size);
	if (grown == NULL)
		return false;
	*at = grown;
	*cap = more;
	return true;
}

/* ---- spans --------------------------------------------------------------- */

/* Read [start, end]; false when it is not just that. */
static bool
read_span(const struct dn_json_value *value, struct dn_json_value ends[2],
    size_t span[2])
{
	struct dn_json_children walk = dn_json_children(value);
	struct dn_json_value child;
	struct dn_span name;
	size_t count = 0;
	int64_t number;

	if (value->type != DN_JSON_ARRAY)
		return false;
	for (; dn_json_child(&walk, &name, &child); count++) {
		if (count == 2 || child.type != DN_JSON_NUMBER ||
		    !dn_number_read_int(child.raw, &number) || number < 0)
			return false;
		ends[count] = child;
		span[count] = (size_t)number;
	}
	return count == 2;
}

/* Put a number where another stands, unless it is the same. */
static void
put_number(struct dn_splice *splice, const struct dn_json_value *old,
    size_t before, size_t now)
{
	if (before != now)
		dn_bytes_add_uint(dn_splice_replace(splice, old->raw), now);
}

/*
 * Note what cannot follow, and where it stands.  Where no place moves nothing
 * is torn, but a copy of such spans is not to be understood.
 */
static void
tear(struct move *move, const struct dn_json_value *value,
    const struct place *place)
{
	struct dn_anchor *anchor = move->anchor;
	struct dn_bytes *words = &anchor->words;
	struct dn_torn *torn;

	move->broken = true;
	if (move->fix->cut_count == 0)
		return;
	if (!fits(&anchor->torn, anchor->torn_count, &anchor->torn_cap,
	    sizeof(*anchor->torn))) {
		move->failed = true;
		return;
	}
	torn = &anchor->torn[anchor->torn_count++];
	torn->pointer = words->len;
	if (place->annotation == NOWHERE)
		dn_bytes_add_text(words, move->what->tokens_pointer);
	else
		dn_bytes_add_format(words, "/annotations/%zu/spans",
		    place->annotation);
	if (place->element != NOWHERE)
		dn_bytes_add_format(words, "/%zu", place->element);
	torn->pointer_len = words->len - torn->pointer;
	torn->value = words->len;
	dn_bytes_add_span(words, value->raw);
	torn->value_len = words->len - torn->value;
}

/* One span or token; its old ends are kept for the copy of its text. */
static void
move_span(struct move *move, const struct dn_json_value *value,
    const struct place *place)
{
	struct dn_anchor *anchor = move->anchor;
	struct dn_json_value ends[2];
	size_t old[2], now[2];

	if (!read_span(value, ends, old)) {
		tear(move, value, place);
		return;
	}
	memcpy(now, old, sizeof(now));
	if (!dn_text_move_span(move->fix, &now[0], &now[1])) {
		tear(move, value, place);
		return;
	}
	if (move->splice == NULL)
		return;
	put_number(move->splice, &ends[0], old[0], now[0]);
	put_number(move->splice, &ends[1], old[1], now[1]);
	if (!fits(&anchor->spans, anchor->span_count + 1, &anchor->span_cap,
	    sizeof(*anchor->spans))) {
		move->failed = true;
		return;
	}
	anchor->spans[anchor->span_count++] = old[0];
	anchor->spans[anchor->span_count++] = old[1];
}

/* The array of spans or tokens. */
static void
move_spans(struct move *move, const struct dn_json_value *spans,
    struct place place)
{
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name;

	move->anchor->span_count = 0;
	move->broken = false;
	if (spans->type == DN_JSON_NONE || spans->type == DN_JSON_NULL)
		return;
	if (spans->type != DN_JSON_ARRAY) {
		tear(move, spans, &place);
		return;
	}
	walk = dn_json_children(spans);
	for (place.element = 0; dn_json_child(&walk, &name, &child);
	    place.element++)
		move_span(move, &child, &place);
}

/* ---- copies of the text -------------------------------------------------- */

/*
 * Go along one span and the copy together, from byte *at of the copy; what
 * the copy becomes is appended to anchor->copy.  False where they differ.
 */
static bool
follow_span(struct move *move, const size_t span[2], struct dn_span copy,
    size_t *at)
{
	struct dn_anchor *anchor = move->anchor;
	struct dn_span text = move->what->text;
	size_t offset = dn_points_byte(&anchor->points, span[0]), place, step;
	uint32_t here = 0, there = 0;

	for (place = span[0]; place < span[1]; place++) {
		offset += dn_utf8_decode(text.ptr + offset,
		    text.len - offset, &here);
		if (*at == copy.len)
			return false;
		step = dn_utf8_decode(copy.ptr + *at, copy.len - *at, &there);
		*at += step;
		if (here != there &&
		    !(there == ' ' && dn_text_is_space(here)))
			return false;
		dn_text_move_point(move->fix, place, there, move->what->mend,
		    &anchor->copy);
	}
	return true;
}

/* Is the copy that of the spans, joined so?  Then anchor->copy is the new. */
static bool
follow(struct move *move, struct dn_span copy, bool blanks)
{
	struct dn_anchor *anchor = move->anchor;
	size_t span, at = 0;

	dn_bytes_clear(&anchor->copy);
	for (span = 0; span < anchor->span_count; span += 2) {
		if (blanks && span > 0) {
			if (at == copy.len || copy.ptr[at] != ' ')
				return false;
			dn_bytes_add_byte(&anchor->copy, ' ');
			at++;
		}
		if (!follow_span(move, anchor->spans + span, copy, &at))
			return false;
	}
	return at == copy.len;
}

/* Let the `text` of an annotation follow its spans, where it is a copy. */
static void
move_copy(struct move *move, const struct dn_json_value *value)
{
	struct dn_anchor *anchor = move->anchor;
	struct dn_err err = DN_ERR_INIT;
	struct dn_span copy, now;

	if (value->type != DN_JSON_STRING || anchor->span_count == 0)
		return;
	copy = dn_json_text(value, &anchor->scratch);
	if (value->escaped && anchor->scratch.failed != DN_E_NONE) {
		move->failed = true;
		return;
	}
	if (!anchor->pointed &&
	    dn_points_init(&anchor->points, move->what->text, &err) < 0) {
		move->failed = true;
		return;
	}
	anchor->pointed = true;
	if (!follow(move, copy, true) && !follow(move, copy, false))
		return;
	now = dn_bytes_span(&anchor->copy);
	move->failed |= anchor->copy.failed != DN_E_NONE;
	if (!dn_span_equal(now, copy))
		dn_json_write_text(dn_splice_replace(move->splice,
		    value->raw), now);
}

/* ---- items --------------------------------------------------------------- */

/* Does an annotation whose `on` is this speak of our medium? */
static bool
is_ours(struct move *move, const struct dn_json_value *on)
{
	struct dn_span wanted = move->what->on, own;

	if (on->type == DN_JSON_NONE || on->type == DN_JSON_NULL)
		return wanted.ptr == NULL;
	if (wanted.ptr == NULL || on->type != DN_JSON_STRING)
		return false;
	own = dn_json_text(on, &move->anchor->scratch);
	move->failed |= on->escaped &&
	    move->anchor->scratch.failed != DN_E_NONE;
	return dn_span_equal(own, wanted);
}

static void
move_annotation(struct move *move, const struct dn_json_value *value,
    size_t index)
{
	struct dn_json_children walk = dn_json_children(value);
	struct dn_json_value spans = { .type = DN_JSON_NONE };
	struct dn_json_value text = spans, on = spans, child;
	struct place place = { index, NOWHERE };
	struct dn_span name;

	while (dn_json_child(&walk, &name, &child))
		if (dn_kind_name_is(name, "spans"))
			spans = child;
		else if (dn_kind_name_is(name, "text"))
			text = child;
		else if (dn_kind_name_is(name, "on"))
			on = child;
	if (!is_ours(move, &on))
		return;
	move_spans(move, &spans, place);
	if (move->splice != NULL && !move->broken)
		move_copy(move, &text);
}

/* Everything, once. */
static void
move_all(struct move *move)
{
	const struct dn_json_value *annotations = move->what->annotations;
	struct place place = { NOWHERE, NOWHERE };
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name;
	size_t index = 0;

	move_spans(move, move->what->tokens, place);
	if (annotations->type != DN_JSON_ARRAY)
		return;
	walk = dn_json_children(annotations);
	for (; dn_json_child(&walk, &name, &child); index++)
		if (child.type == DN_JSON_OBJECT)
			move_annotation(move, &child, index);
}

int
dn_anchor_move(struct dn_anchor *anchor, const struct dn_anchored *what,
    const struct dn_text_fix *fix, struct dn_splice *splice,
    struct dn_err *err)
{
	struct move move = { .anchor = anchor, .what = what, .fix = fix };

	dn_bytes_clear(&anchor->words);
	dn_points_release(&anchor->points);
	anchor->torn_count = 0;
	anchor->pointed = false;
	move_all(&move);
	if (anchor->torn_count == 0) {
		move.splice = splice;
		move_all(&move);
	}
	if (move.failed || anchor->words.failed != DN_E_NONE)
		return dn_err_memory(err);
	return anchor->torn_count == 0;
}
