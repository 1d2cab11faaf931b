/* SPDX-License-Identifier: MIT */
/* Changes in a JSON line. */
#include "io/splice.h"

#include <stdint.h>
#include <stdlib.h>

#define OPEN SIZE_MAX   /* the end of what is still being said */

void
dn_splice_init(struct dn_splice *splice)
{
	*splice = (struct dn_splice){ .count = 0 };
	dn_bytes_init(&splice->texts, SIZE_MAX / 2);
}

void
dn_splice_release(struct dn_splice *splice)
{
	dn_bytes_release(&splice->texts);
	free(splice->edits);
	dn_splice_init(splice);
}

void
dn_splice_begin(struct dn_splice *splice, struct dn_span line)
{
	splice->line = line;
	splice->count = 0;
	splice->failed = false;
	dn_bytes_clear(&splice->texts);
}

/* What was said last is now complete. */
static void
end_last(struct dn_splice *splice)
{
	struct dn_splice_edit *last;

	if (splice->count == 0)
		return;
	last = &splice->edits[splice->count - 1];
	if (last->end == OPEN)
		last->end = splice->texts.len;
}

struct dn_bytes *
dn_splice_replace(struct dn_splice *splice, struct dn_span old)
{
	struct dn_splice_edit *more;
	size_t cap = splice->cap;

	if (splice->count == cap) {
		cap = cap == 0 ? 16 : cap * 2;
		more = reallocarray(splice->edits, cap, sizeof(*more));
		if (more == NULL) {
			splice->failed = true;
			return &splice->texts;
		}
		splice->edits = more;
		splice->cap = cap;
	}
	end_last(splice);
	splice->edits[splice->count++] = (struct dn_splice_edit){
		.at = (size_t)(old.ptr - splice->line.ptr), .len = old.len,
		.text = splice->texts.len, .end = OPEN };
	return &splice->texts;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Go to the end of a container, behind a comma where it has children. */
static struct dn_bytes *
at_end(struct dn_splice *splice, const struct dn_json_value *container)
{
	struct dn_json_children children = dn_json_children(container);
	struct dn_json_value child;
	struct dn_span name, place;
	struct dn_bytes *text;

	place.ptr = container->raw.ptr + container->raw.len - 1;
	place.len = 0;
	while (is_space(place.ptr[-1]))
		place.ptr--;
	text = dn_splice_replace(splice, place);
	if (dn_json_child(&children, &name, &child))
		dn_bytes_add_byte(text, ',');
	return text;
}

struct dn_bytes *
dn_splice_member(struct dn_splice *splice, const struct dn_json_value *object,
    const char *name)
{
	struct dn_bytes *text = at_end(splice, object);

	dn_bytes_add_byte(text, '"');
	dn_bytes_add_text(text, name);
	dn_bytes_add_text(text, "\":");
	return text;
}

struct dn_bytes *
dn_splice_element(struct dn_splice *splice, const struct dn_json_value *array)
{
	return at_end(splice, array);
}

bool
dn_splice_empty(const struct dn_splice *splice)
{
	return splice->count == 0 && !splice->failed;
}

static int
by_place(const void *a, const void *b)
{
	const struct dn_splice_edit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if ((x->len == 0) != (y->len == 0))
		return x->len == 0 ? -1 : 1;
	return x->text < y->text ? -1 : x->text > y->text;
}

int
dn_splice_write(struct dn_splice *splice, struct dn_bytes *out,
    struct dn_err *err)
{
	const char *line = splice->line.ptr;
	size_t at = 0, i;

	if (splice->failed)
		return dn_err_memory(err);
	if (dn_bytes_check(&splice->texts, err) < 0)
		return -1;
	end_last(splice);
	if (splice->count > 1)
		qsort(splice->edits, splice->count, sizeof(*splice->edits),
		    by_place);
	for (i = 0; i < splice->count; i++) {
		const struct dn_splice_edit *edit = &splice->edits[i];

		dn_bytes_add(out, line + at, edit->at - at);
		if (edit->end > edit->text)
			dn_bytes_add(out, splice->texts.data + edit->text,
			    edit->end - edit->text);
		at = edit->at + edit->len;
	}
	dn_bytes_add(out, line + at, splice->line.len - at);
	return dn_bytes_check(out, err);
}

struct dn_json_value
dn_splice_whole(struct dn_span line)
{
	struct dn_json_value value;

	while (line.len > 0 && is_space(*line.ptr)) {
		line.ptr++;
		line.len--;
	}
	while (line.len > 0 && is_space(line.ptr[line.len - 1]))
		line.len--;
	value = (struct dn_json_value){ .raw = line };
	if (line.len > 0)
		value.type = dn_json_begins[(unsigned char)*line.ptr];
	return value;
}
