/* SPDX-License-Identifier: MIT */
/* units - read the annotations of an item in a text as units, in the tests. */
#ifndef DN_TESTS_UNITS_H
#define DN_TESTS_UNITS_H

#include "match/unit.h"
#include "records.h"

#define UNITS_MOST 64

/* What was read, and all that it borrows from. */
struct units {
	struct record_text record;
	struct dn_item item;
	struct dn_answers answers;
	struct dn_arena arena;
	struct dn_unit unit[UNITS_MOST];
	size_t count, skipped;
	struct dn_err err;
	int failed;
};

/* Read all annotations of the item; those that are not compared are counted. */
static inline void
units_read(struct units *units, const char *text)
{
	struct dn_annotation annotation;
	struct dn_node *node;
	int got = 0;

	*units = (struct units){ .err = DN_ERR_INIT };
	record_read(&units->record, &units->item, text);
	dn_answers_init(&units->answers);
	dn_arena_init(&units->arena, SIZE_MAX / 2);
	got = dn_answers_begin(&units->answers, &units->item.tree,
	    &units->err);
	node = dn_item_first_annotation(&units->item);
	for (; got >= 0 && node != NULL; node = node->next) {
		got = dn_annotation_read(&units->item, node, &annotation,
		    &units->err);
		if (got < 0)
			break;
		ck_assert_uint_lt(units->count, UNITS_MOST);
		got = dn_unit_read(&units->unit[units->count],
		    &units->arena, &units->item, &units->answers, &annotation,
		    &units->err);
		units->count += got > 0;
		units->skipped += got == 0;
	}
	units->failed = got < 0;
}

/* The annotations alone, separated by commas. */
static inline void
units_of(struct units *units, const char *annotations)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_add_text(&text, "{\"id\":\"i\",\"annotations\":[");
	dn_bytes_add_text(&text, annotations);
	dn_bytes_add_text(&text, "]}");
	units_read(units, dn_bytes_text(&text));
	dn_bytes_release(&text);
}

/* The record as a rating. */
static inline int
units_rating(struct units *units, const struct dn_unit_names *names,
    const char *text)
{
	int got;

	*units = (struct units){ .err = DN_ERR_INIT };
	record_scan(&units->record, text);
	dn_item_init(&units->item);
	dn_answers_init(&units->answers);
	dn_arena_init(&units->arena, SIZE_MAX / 2);
	ck_assert_ptr_nonnull(dn_tree_read(&units->item.tree,
	    &units->record.value));
	got = dn_unit_read_rating(&units->unit[0], &units->arena,
	    &units->item, &units->answers, names, &units->err);
	units->count = got > 0;
	return got;
}

static inline void
units_end(struct units *units)
{
	dn_arena_release(&units->arena);
	dn_answers_release(&units->answers);
	record_end(&units->record, &units->item);
}

#endif
