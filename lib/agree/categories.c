/* SPDX-License-Identifier: MIT */
/* Numbering labels: first by how they are written, then by what they are. */
#include "agree/categories.h"

#include <math.h>
#include <stdlib.h>

#include "agree/memo.h"
#include "core/names.h"
#include "io/jsontext.h"
#include "io/number.h"

/*
 * Most labels are written one way all along, so the text as it stands is
 * looked up first, and only a new one is brought to its canonical form.
 */
struct dn_categories {
	struct dn_names *texts;         /* every way to write one */
	struct dn_names *values;        /* canonical, a label each */
	uint32_t *label_of;             /* the label of each text */
	uint32_t *shown;                /* the text to show of each label */
	size_t text_cap, label_cap;
	size_t declared;
	struct dn_bytes scratch;
	struct dn_memo memo;            /* of texts, with their labels */
};

struct dn_categories *
dn_categories_new(void)
{
	struct dn_categories *set = calloc(1, sizeof(*set));

	if (set == NULL)
		return NULL;
	dn_bytes_init(&set->scratch, SIZE_MAX / 2);
	set->texts = dn_names_new();
	set->values = dn_names_new();
	if (set->texts == NULL || set->values == NULL) {
		dn_categories_free(set);
		return NULL;
	}
	return set;
}

void
dn_categories_free(struct dn_categories *set)
{
	if (set == NULL)
		return;
	dn_names_free(set->texts);
	dn_names_free(set->values);
	free(set->label_of);
	free(set->shown);
	dn_bytes_release(&set->scratch);
	free(set);
}

/* Shorter, or as long and before in byte order. */
static bool
is_plainer(struct dn_span a, struct dn_span b)
{
	return a.len != b.len ? a.len < b.len : dn_span_compare(a, b) < 0;
}

/* *array with room for an element at `at`; -1 without memory. */
static int
make_room(uint32_t **array, size_t *cap, size_t at)
{
	size_t more = *cap == 0 ? 64 : *cap * 2;
	uint32_t *grown;

	if (at < *cap)
		return 0;
	grown = reallocarray(*array, more, sizeof(**array));
	if (grown == NULL)
		return -1;
	*array = grown;
	*cap = more;
	return 0;
}

static int
refuse(const struct dn_json_value *value, struct dn_err *err)
{
	dn_err_set(err, DN_E_BAD_VALUE, "a label that is not among those "
	    "declared");
	return dn_err_excerpt(err, value->raw.ptr, value->raw.len);
}

/* A new way to write a label, which may itself be new. */
static int
add_text(struct dn_categories *set, const struct dn_json_value *value,
    uint32_t *number, struct dn_err *err)
{
	size_t text, label;
	int added = 0;

	dn_bytes_clear(&set->scratch);
	dn_json_canonical(value, &set->scratch);
	if (dn_bytes_check(&set->scratch, err) < 0)
		return -1;
	label = dn_names_find(set->values, dn_bytes_span(&set->scratch));
	if (label == DN_NAMES_NONE && set->declared > 0)
		return refuse(value, err);
	if (dn_names_count(set->texts) >= UINT32_MAX - 1 ||
	    make_room(&set->label_of, &set->text_cap,
	    dn_names_count(set->texts)) < 0 ||
	    make_room(&set->shown, &set->label_cap,
	    dn_names_count(set->values)) < 0)
		return dn_err_memory(err);
	label = dn_names_add(set->values, dn_bytes_span(&set->scratch),
	    &added);
	text = label == DN_NAMES_NONE ? DN_NAMES_NONE :
	    dn_names_add(set->texts, value->raw, NULL);
	if (text == DN_NAMES_NONE)
		return dn_err_memory(err);
	set->label_of[text] = (uint32_t)label;
	if (added || (label >= set->declared &&
	    is_plainer(value->raw, dn_categories_text(set, (uint32_t)label))))
		set->shown[label] = (uint32_t)text;
	*number = (uint32_t)label;
	return 0;
}

int
dn_categories_add(struct dn_categories *set, const struct dn_json_value *value,
    uint32_t *number, struct dn_err *err)
{
	struct dn_memo_entry key;
	size_t text;

	if (dn_memo_find(&set->memo, value->raw, &key, number))
		return 0;
	text = dn_names_find(set->texts, value->raw);
	if (text != DN_NAMES_NONE)
		*number = set->label_of[text];
	else if (add_text(set, value, number, err) < 0)
		return -1;
	dn_memo_keep(&set->memo, &key, *number);
	return 0;
}

/* Add every element of a scanned array as a label. */
static int
declare_all(struct dn_categories *set, const struct dn_json_value *array,
    struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(array);
	struct dn_json_value element;
	struct dn_span name;
	uint32_t number;
	size_t count = 0;

	while (dn_json_child(&walk, &name, &element)) {
		if (element.type == DN_JSON_NULL)
			return dn_err_set(err, DN_E_USAGE,
			    "null is a missing rating, not a label");
		if (dn_categories_add(set, &element, &number, err) < 0)
			return -1;
		if (number != count++)
			return dn_err_set(err, DN_E_USAGE,
			    "the label %.*s is there twice",
			    (int)(element.raw.len < 80 ? element.raw.len :
			    80), element.raw.ptr);
	}
	if (count == 0)
		return dn_err_set(err, DN_E_USAGE, "there is no label");
	set->declared = count;
	return 0;
}

int
dn_categories_declare(struct dn_categories *set, const char *json,
    struct dn_err *err)
{
	static const char padding[DN_JSON_PADDING];
	struct dn_json *scanner = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_json_value array;
	struct dn_bytes text;
	size_t used;
	int result = -1;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_add_text(&text, json);
	dn_bytes_add(&text, padding, sizeof(padding));
	if (scanner == NULL || dn_bytes_check(&text, err) < 0) {
		dn_err_memory(err);
		goto out;
	}
	array.raw = (struct dn_span){ text.data, text.len - sizeof(padding) };
	if (dn_json_scan(scanner, array.raw, NULL, err) < 0) {
		err->code = DN_E_USAGE;
		goto out;
	}
	if (dn_json_scan_prefix(scanner, array.raw, true, &array, &used,
	    err) != 1 || array.type != DN_JSON_ARRAY) {
		dn_err_set(err, DN_E_USAGE, "not a JSON array of labels");
		goto out;
	}
	result = declare_all(set, &array, err);
out:
	dn_json_free(scanner);
	dn_bytes_release(&text);
	return result;
}

size_t
dn_categories_count(const struct dn_categories *set)
{
	return dn_names_count(set->values);
}

size_t
dn_categories_declared(const struct dn_categories *set)
{
	return set->declared;
}

struct dn_span
dn_categories_text(const struct dn_categories *set, uint32_t number)
{
	return dn_names_get(set->texts, set->shown[number]);
}

/* ---- order -------------------------------------------------------- */

/* A label to be sorted. */
struct ranked {
	uint32_t number;
	enum dn_json_type type;
	double value;                   /* of a number */
	struct dn_span canonical;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return dn_span_compare(x->canonical, y->canonical);
}

static struct ranked
rank(const struct dn_categories *set, uint32_t number)
{
	struct dn_span text = dn_categories_text(set, number);
	struct ranked ranked = { number,
		dn_json_begins[(unsigned char)text.ptr[0]], 0,
		dn_names_get(set->values, number) };

	/* What no double holds is larger than all the others, or smaller. */
	if (ranked.type == DN_JSON_NUMBER &&
	    !dn_number_read(text, &ranked.value))
		ranked.value = text.ptr[0] == '-' ? -INFINITY : INFINITY;
	return ranked;
}

uint32_t *
dn_categories_sorted(const struct dn_categories *set)
{
	size_t count = dn_categories_count(set);
	uint32_t *sorted = calloc(count + 1, sizeof(*sorted));
	struct ranked *ranked = calloc(count + 1, sizeof(*ranked));

	if (sorted == NULL || ranked == NULL) {
		free(sorted);
		free(ranked);
		return NULL;
	}
	for (uint32_t i = 0; i < count; i++)
		ranked[i] = rank(set, i);
	if (set->declared == 0)
		qsort(ranked, count, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < count; i++)
		sorted[i] = ranked[i].number;
	free(ranked);
	return sorted;
}
