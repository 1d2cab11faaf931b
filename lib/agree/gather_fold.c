/* SPDX-License-Identifier: MIT */
/* Ratings are counted in the order of the input, one at a time. */
#include <stdio.h>
#include <stdlib.h>

#include "agree/gathering.h"
#include "io/jsontext.h"

int
dn_gather_number(struct dn_names *names, struct dn_span name, uint32_t *number,
    struct dn_err *err)
{
	size_t at = name.ptr == NULL ? DN_NAMES_NONE :
	    dn_names_add(names, name, NULL);

	if (at >= UINT32_MAX - 1)
		return dn_err_memory(err);
	*number = (uint32_t)at;
	return 0;
}

static int
number_annotator(struct dn_gather *gather, struct dn_span name,
    uint32_t *number, struct dn_err *err)
{
	struct dn_memo *memo = &gather->fold->annotators;
	struct dn_memo_entry key;

	if (dn_memo_find(memo, name, &key, number))
		return 0;
	if (dn_gather_number(gather->annotators, name, number, err) < 0)
		return -1;
	dn_memo_keep(memo, &key, *number);
	return 0;
}

/* Of one annotator's ratings each is a rater, by its turn. */
static int
number_turn(struct dn_gather *gather, struct dn_hash item, uint32_t *number,
    struct dn_err *err)
{
	char text[16];
	uint32_t depth;
	int len;

	if (dn_ratings_depth(gather->ratings, item, &depth, err) < 0)
		return -1;
	len = snprintf(text, sizeof(text), "%u", depth + 1);
	return number_annotator(gather, (struct dn_span){ text, (size_t)len },
	    number, err);
}

/*
 * Count one rating: 0; 1 when a rating of the same item and annotator is left
 * out, be it this one.  `item` is the place of its name where that was found
 * before; `added` says whether this one was added.
 */
static int
count_rating(struct dn_gather *gather, const struct dn_record *record,
    struct dn_gather_name *name, struct dn_span annotator,
    const struct dn_json_value *label, struct dn_hash *item, bool named,
    bool *added, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	bool intra = gather->spec.repeat == DN_GATHER_INTRA;
	struct dn_rating rating;
	uint32_t part;
	int result;

	*added = false;
	if (gather->as != NULL)
		annotator = dn_span_of(gather->as);
	if (intra)
		name->annotator = annotator;
	if (!named && fold->present == NULL &&
	    dn_gather_name_item(&fold->own, fold->keys, name, item, err) < 0)
		return -1;
	if ((intra ? number_turn(gather, *item, &rating.annotator, err) :
	    number_annotator(gather, annotator, &rating.annotator, err)) < 0 ||
	    dn_gather_part(gather, name, &part, err) < 0)
		return -1;
	if (gather->spec.transcripts && label->type != DN_JSON_STRING) {
		dn_err_set(err, DN_E_BAD_TYPE, "a transcript is no string");
		return dn_gather_about(record, label, "text", err);
	}
	if (dn_categories_add(gather->categories, label, &rating.label,
	    err) < 0)
		return dn_gather_about(record, label, gather->spec.label, err);
	if (fold->present != NULL)
		item->low = part;
	result = fold->present != NULL ?
	    dn_present_add(fold->present, part, rating, err) :
	    dn_ratings_add(gather->ratings, *item, part, rating, err);
	*added = result >= 0;
	if (result < 0 && err->code == DN_E_REPEATED &&
	    gather->spec.repeat == DN_GATHER_FIRST)
		return 1;
	return result == 1 && gather->spec.repeat == DN_GATHER_ALL ? 0 :
	    result;
}

static int
fold_rating(struct dn_gather *gather, const struct dn_record *record,
    struct dn_gather_note *note, struct dn_result *result, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_json_value annotator = dn_gather_value_at(record,
	    note->annotator);
	struct dn_json_value label = dn_gather_value_at(record, note->label);
	struct dn_gather_name name = {
		.id = dn_gather_value_at(record, note->name),
		.split = dn_gather_value_at(record, note->split),
		.group = dn_gather_value_at(record, note->group),
		.field = dn_gather_value_at(record, note->field) };
	struct dn_span who = dn_class_name(&annotator, &fold->who);
	bool added;
	int left_out = -1;

	if (!gather->spec.sorted || gather->as != NULL ||
	    dn_gather_order(gather, record, &name, gather->spec.item,
	    err) == 0)
		left_out = count_rating(gather, record, &name, who, &label,
		    &note->item, !dn_gather_names_late(gather), &added, err);
	if (left_out < 0)
		return err->code != DN_E_REPEATED ? -1 : dn_gather_about(
		    record, &annotator, gather->spec.annotator, err);
	return left_out == 0 ? 0 : dn_gather_ignore(result,
	    DN_GATHER_REPEATED);
}

/* Remember that this record rated the item, should the rest of it be bad. */
static int
remember(struct dn_gather_fold *fold, struct dn_hash item,
    struct dn_err *err)
{
	if (fold->added_count == fold->added_cap) {
		size_t cap = fold->added_cap == 0 ? 16 : fold->added_cap * 2;
		struct dn_hash *more = reallocarray(fold->added, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		fold->added = more;
		fold->added_cap = cap;
	}
	fold->added[fold->added_count++] = item;
	return 0;
}

/* Count a judgement of the item: as count_rating. */
static int
fold_class(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_note *note, struct dn_class *class,
    struct dn_err *err)
{
	struct dn_gather_name name = {
		.id = dn_gather_value_at(record, note->name),
		.split = dn_gather_value_at(record, note->split),
		.group = dn_gather_value_at(record, note->group),
		.field = class->field };
	struct dn_hash item;
	bool added;
	int result;

	if (dn_gather_check_text(record, &class->field, "field", err) < 0)
		return -1;
	result = count_rating(gather, record, &name, class->annotator,
	    &class->label, &item, false, &added, err);
	if (added && remember(gather->fold, item, err) < 0)
		return -1;
	return result < 0 && err->code == DN_E_REPEATED ?
	    dn_gather_about(record, &name.id, "id", err) : result;
}

/* Why an annotation is no rating to count. */
static enum dn_gather_reason
reason_of(const struct dn_class *class)
{
	switch (class->state) {
	case DN_CLASS_MISSING:
		return DN_GATHER_MISSING_LABEL;
	case DN_CLASS_KIND:
		return DN_GATHER_OTHER_KIND;
	case DN_CLASS_TARGET:
		return DN_GATHER_WITH_TARGET;
	case DN_CLASS_PREDICTION:
		return DN_GATHER_PREDICTION;
	default:
		return DN_GATHER_OTHER_ANNOTATOR;
	}
}

/* All annotations of an item record, each used or left out by a reason. */
static int
fold_classes(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_note *note, uint64_t *used,
    uint64_t ignored[DN_REASONS_MAX], enum dn_gather_reason *first,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_json_value object = { .type = DN_JSON_OBJECT,
		.raw = record->line };
	struct dn_class class;
	int got;

	/* Blanks may stand before the object. */
	while (*object.raw.ptr != '{') {
		object.raw.ptr++;
		object.raw.len--;
	}
	if (dn_classes_begin(&fold->classes, &object, err) < 0)
		return -1;
	while ((got = dn_classes_next(&fold->classes, &class, err)) == 1) {
		enum dn_gather_reason reason = DN_GATHER_REPEATED;
		int left_out = 1;

		if (class.state != DN_CLASS_RATING ||
		    !dn_gather_is_wanted(gather, class.annotator))
			reason = reason_of(&class);
		else
			left_out = fold_class(gather, record, note, &class,
			    err);
		if (left_out < 0)
			return -1;
		*used += left_out == 0;
		if (left_out > 0 && *first == DN_GATHER_NO_ANNOTATIONS)
			*first = reason;
		ignored[reason] += (unsigned)left_out;
	}
	return got;
}

/* Ratings of a record that turned out to be bad do not count. */
static void
take_back(struct dn_gather *gather)
{
	struct dn_gather_fold *fold = gather->fold;

	while (fold->added_count > 0) {
		struct dn_hash item = fold->added[--fold->added_count];

		if (fold->present != NULL)
			dn_present_take_back(fold->present,
			    (uint32_t)item.low);
		else
			dn_ratings_take_back(gather->ratings, item);
	}
}

/* An item record counts as a whole, or is bad and does not count at all. */
static int
fold_item(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_note *note, struct dn_result *result,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	uint64_t used = 0, ignored[DN_REASONS_MAX] = { 0 };
	enum dn_gather_reason first = DN_GATHER_NO_ANNOTATIONS;
	const struct dn_gather_name name = {
		.id = dn_gather_value_at(record, note->name),
		.split = dn_gather_value_at(record, note->split) };

	if (gather->spec.sorted && gather->as == NULL &&
	    dn_gather_order(gather, record, &name, "id", err) < 0)
		return -1;
	fold->added_count = 0;
	if (fold_classes(gather, record, note, &used, ignored, &first,
	    err) < 0) {
		take_back(gather);
		return -1;
	}
	gather->annotations_used += used;
	for (size_t i = 0; dn_gather_reasons[i] != NULL; i++)
		gather->annotations_ignored[i] += ignored[i];
	return used > 0 ? 0 : dn_gather_ignore(result, first);
}

int
dn_gather_record(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_gather *gather = state;
	struct dn_gather_note *own = note;

	if (result->verdict == DN_IGNORE)
		return 0;
	return own->is_item ? fold_item(gather, record, own, result, err) :
	    fold_rating(gather, record, own, result, err);
}
