/* SPDX-License-Identifier: MIT */
/* Ratings are counted in the order of the input, one at a time. */
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

static int
number_field(struct dn_gather *gather, const struct dn_json_value *field,
    uint32_t *number, struct dn_err *err)
{
	*number = 0;
	if (!dn_gather_is_there(field))
		return 0;
	if (dn_gather_number(gather->fields,
	    dn_json_text(field, &gather->fold->own.text), number, err) < 0)
		return -1;
	++*number;
	return 0;
}

/* Count one rating; an item named by a hash, all else by its own text. */
static int
count_rating(struct dn_gather *gather, const struct dn_record *record,
    struct dn_hash item, struct dn_span annotator,
    const struct dn_json_value *label, const struct dn_json_value *field,
    struct dn_err *err)
{
	struct dn_rating rating;
	uint32_t number;

	if (gather->as != NULL)
		annotator = dn_span_of(gather->as);
	if (number_annotator(gather, annotator, &rating.annotator,
	    err) < 0 || number_field(gather, field, &number, err) < 0)
		return -1;
	if (dn_categories_add(gather->categories, label, &rating.label,
	    err) < 0)
		return dn_gather_about(record, label, gather->spec.label, err);
	return dn_ratings_add(gather->ratings, item, number, rating, err);
}

static int
fold_rating(struct dn_gather *gather, const struct dn_record *record,
    struct dn_gather_note *note, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_json_value name = dn_gather_value_at(record, note->name);
	struct dn_json_value split = dn_gather_value_at(record, note->split);
	struct dn_json_value annotator = dn_gather_value_at(record,
	    note->annotator);
	struct dn_json_value label = dn_gather_value_at(record, note->label);
	struct dn_json_value field = dn_gather_value_at(record, note->field);

	if (fold->keys != NULL && dn_gather_name_item(&fold->own, fold->keys,
	    &name, &split, &field, &note->item, err) < 0)
		return -1;
	if (count_rating(gather, record, note->item,
	    dn_class_name(&annotator, &fold->own.text), &label, &field,
	    err) == 0)
		return 0;
	return err->code != DN_E_REPEATED ? -1 : dn_gather_about(record,
	    &annotator, gather->spec.annotator, err);
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

/* Count a judgement of the item. */
static int
fold_class(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_note *note, struct dn_class *class,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_json_value id = dn_gather_value_at(record, note->name);
	struct dn_json_value split = dn_gather_value_at(record, note->split);
	struct dn_hash item;

	if (dn_gather_check_text(record, &class->field, "field", err) < 0 ||
	    dn_gather_name_item(&fold->own, fold->keys, &id, &split,
	    &class->field, &item, err) < 0)
		return -1;
	if (count_rating(gather, record, item, class->annotator,
	    &class->label, &class->field, err) < 0)
		return err->code == DN_E_REPEATED ?
		    dn_gather_about(record, &id, "id", err) : -1;
	return remember(fold, item, err);
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
    const struct dn_gather_note *note, uint64_t ignored[DN_REASONS_MAX],
    enum dn_gather_reason *first, struct dn_err *err)
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
		if (class.state == DN_CLASS_RATING &&
		    dn_gather_is_wanted(gather, class.annotator)) {
			if (fold_class(gather, record, note, &class,
			    err) < 0)
				return -1;
			continue;
		}
		if (*first == DN_GATHER_NO_ANNOTATIONS)
			*first = reason_of(&class);
		ignored[reason_of(&class)]++;
	}
	return got;
}

/* An item record counts as a whole, or is bad and does not count at all. */
static int
fold_item(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_note *note, struct dn_result *result,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	uint64_t ignored[DN_REASONS_MAX] = { 0 };
	enum dn_gather_reason first = DN_GATHER_NO_ANNOTATIONS;

	fold->added_count = 0;
	if (fold_classes(gather, record, note, ignored, &first, err) < 0) {
		while (fold->added_count > 0)
			dn_ratings_take_back(gather->ratings,
			    fold->added[--fold->added_count]);
		return -1;
	}
	gather->annotations_used += fold->added_count;
	for (size_t i = 0; dn_gather_reasons[i] != NULL; i++)
		gather->annotations_ignored[i] += ignored[i];
	return fold->added_count > 0 ? 0 : dn_gather_ignore(result, first);
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
	    fold_rating(gather, record, own, err);
}
