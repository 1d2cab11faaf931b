/* SPDX-License-Identifier: MIT */
/* Workers find and hash what names things; in order they are then counted. */
#include "agree/gather.h"

#include <stdlib.h>

#include "agree/classes.h"
#include "agree/item_name.h"
#include "agree/memo.h"
#include "io/jsontext.h"

/* The members asked for; the first three have names of the user's own. */
enum member {
	ITEM,
	ANNOTATOR,
	LABEL,
	FIELD,
	BBOX,
	SPAN,
	START,
	END,
	TYPE,
	AT,
	ID,
	SPLIT,
	ANNOTATIONS,
	MEMBER_COUNT
};

static const char *const member_names[MEMBER_COUNT] = {
	NULL, NULL, NULL, "field", "bbox", "span", "start", "end", "type",
	"at", "id", "split", "annotations"
};

enum reason {
	OTHER_RECORD,
	MISSING_LABEL,
	OTHER_ANNOTATOR,
	GEOMETRY,
	NO_ANNOTATIONS,
	OTHER_KIND,
	WITH_TARGET,
	PREDICTION
};

static const char *const reasons[] = {
	"other-record", "missing-label", "other-annotator", "geometry",
	"no-annotations", "kind", "target", "prediction", NULL
};

/* A member's value in its line; a `len` of 0 is none. */
struct place {
	uint32_t at, len;
};

/* What map leaves to fold; of an item record only its name. */
struct note {
	struct dn_hash item;            /* and field, hashed, of a rating */
	struct place name, split, annotator, label, field;
	bool is_item;
};

struct worker {
	const struct dn_gather *gather;
	struct dn_bytes text, key;      /* a name, and all that names an item */
};

struct dn_gather_fold {
	const char *fields[MEMBER_COUNT];
	struct worker own;              /* the folding thread's */
	struct dn_names *keys;          /* of items, where they are kept */
	struct dn_classes classes;
	struct dn_hash *added;          /* items that this record rates */
	size_t added_count, added_cap;
	struct dn_span pair[2];         /* of --between */
	struct dn_memo annotators;
};

/* ---- values -------------------------------------------------------- */

static bool
is_there(const struct dn_json_value *value)
{
	return value->type != DN_JSON_NONE && value->type != DN_JSON_NULL;
}

static struct place
place_of(const struct dn_record *record, const struct dn_json_value *value)
{
	if (!is_there(value))
		return (struct place){ 0, 0 };
	return (struct place){ (uint32_t)(value->raw.ptr - record->line.ptr),
		(uint32_t)value->raw.len };
}

static struct dn_json_value
value_at(const struct dn_record *record, struct place place)
{
	return dn_json_value_of(
	    (struct dn_span){ record->line.ptr + place.at, place.len });
}

/* Say which member of the record is meant, and what stands there. */
static int
about(const struct dn_record *record, const struct dn_json_value *value,
    const char *member, struct dn_err *err)
{
	if (value->raw.ptr >= record->line.ptr &&
	    value->raw.ptr < record->line.ptr + record->line.len)
		dn_err_at(err, record->number, 1 +
		    (uint64_t)(value->raw.ptr - record->line.ptr));
	dn_err_field(err, member, strlen(member));
	return dn_err_excerpt(err, value->raw.ptr, value->raw.len);
}

/* A name must be there, as a string or a number. */
static int
check_name(const struct dn_record *record, const struct dn_json_value *value,
    const char *member, struct dn_err *err)
{
	if (value->type == DN_JSON_STRING || value->type == DN_JSON_NUMBER)
		return 0;
	if (!is_there(value)) {
		dn_err_set(err, DN_E_MISSING_FIELD, "a needed member is not "
		    "there");
		return dn_err_field(err, member, strlen(member));
	}
	dn_err_set(err, DN_E_BAD_TYPE, "neither a string nor a number");
	return about(record, value, member, err);
}

/* A field or split may be absent; else it is a string. */
static int
check_text(const struct dn_record *record, const struct dn_json_value *value,
    const char *member, struct dn_err *err)
{
	if (!is_there(value) || value->type == DN_JSON_STRING)
		return 0;
	dn_err_set(err, DN_E_BAD_TYPE, "not a string");
	return about(record, value, member, err);
}

/*
 * Hash, or else number, all that tells an item and field from others.  The
 * parts are texts; those that are absent leave no trace.
 */
static int
name_item(struct worker *worker, struct dn_names *keys,
    const struct dn_json_value *name, const struct dn_json_value *split,
    const struct dn_json_value *field, struct dn_hash *hash,
    struct dn_err *err)
{
	struct dn_span key = dn_class_name(name, &worker->text);
	size_t number;

	if (is_there(split) || is_there(field)) {
		dn_bytes_clear(&worker->key);
		dn_bytes_add_span(&worker->key, key);
		if (is_there(split)) {
			dn_bytes_add_byte(&worker->key, DN_ITEM_NAME_SPLIT);
			dn_bytes_add_span(&worker->key,
			    dn_json_text(split, &worker->text));
		}
		if (is_there(field)) {
			dn_bytes_add_byte(&worker->key, DN_ITEM_NAME_FIELD);
			dn_bytes_add_span(&worker->key,
			    dn_json_text(field, &worker->text));
		}
		key = dn_bytes_span(&worker->key);
	}
	if (worker->text.failed != DN_E_NONE ||
	    worker->key.failed != DN_E_NONE)
		return dn_err_memory(err);
	if (keys == NULL) {
		*hash = dn_hash_bytes(key.ptr, key.len);
		return 0;
	}
	number = dn_names_add(keys, key, NULL);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	*hash = dn_item_name_hash(number);
	return 0;
}

const struct dn_names *
dn_gather_keys(const struct dn_gather *gather)
{
	return gather->fold->keys;
}

/* ---- mapping ------------------------------------------------------- */

static int
ignore(struct dn_result *result, enum reason reason)
{
	result->verdict = DN_IGNORE;
	result->reason = reason;
	return 0;
}

/* Is it one of the two that count? */
static bool
is_wanted(const struct dn_gather *gather, struct dn_span annotator)
{
	const struct dn_span *pair = gather->fold->pair;

	return gather->spec.between == NULL ||
	    dn_span_equal(annotator, pair[0]) ||
	    dn_span_equal(annotator, pair[1]);
}

/* A member that says where, unless the user has it say something else. */
static bool
is_place(const struct dn_gather *gather, const struct dn_record *record,
    enum member member)
{
	const struct dn_gather_spec *spec = &gather->spec;
	const char *name = member_names[member];

	return is_there(&record->fields[member]) &&
	    strcmp(name, spec->item) != 0 &&
	    strcmp(name, spec->annotator) != 0 &&
	    strcmp(name, spec->label) != 0;
}

/* Does the rating stand for a place in the item? */
static bool
has_geometry(const struct dn_gather *gather, const struct dn_record *record)
{
	return is_place(gather, record, BBOX) ||
	    is_place(gather, record, SPAN) ||
	    (is_place(gather, record, START) &&
	    is_place(gather, record, END));
}

static int
map_rating(struct worker *worker, const struct dn_record *record,
    struct note *note, struct dn_result *result, struct dn_err *err)
{
	const struct dn_gather *gather = worker->gather;
	const struct dn_json_value *values = record->fields;
	struct dn_span annotator;

	if (check_name(record, &values[ITEM], gather->spec.item, err) < 0 ||
	    (gather->as == NULL && check_name(record, &values[ANNOTATOR],
	    gather->spec.annotator, err) < 0) ||
	    check_text(record, &values[FIELD], "field", err) < 0 ||
	    check_text(record, &values[SPLIT], "split", err) < 0)
		return -1;
	if (values[LABEL].type == DN_JSON_NONE) {
		dn_err_set(err, DN_E_MISSING_FIELD, "a rating has no label");
		return dn_err_field(err, gather->spec.label,
		    strlen(gather->spec.label));
	}
	if (has_geometry(gather, record))
		return ignore(result, GEOMETRY);
	annotator = dn_class_name(&values[ANNOTATOR], &worker->text);
	if (!is_wanted(gather, annotator))
		return ignore(result, OTHER_ANNOTATOR);
	if (values[LABEL].type == DN_JSON_NULL)
		return ignore(result, MISSING_LABEL);
	result->verdict = DN_USED;
	note->name = place_of(record, &values[ITEM]);
	note->split = place_of(record, &values[SPLIT]);
	note->annotator = place_of(record, &values[ANNOTATOR]);
	note->label = place_of(record, &values[LABEL]);
	note->field = place_of(record, &values[FIELD]);
	if (gather->fold->keys != NULL)
		return 0;
	return name_item(worker, NULL, &values[ITEM], &values[SPLIT],
	    &values[FIELD], &note->item, err);
}

static int
map_item(const struct dn_record *record, struct note *note,
    struct dn_result *result, struct dn_err *err)
{
	const struct dn_json_value *values = record->fields;

	if (check_name(record, &values[ID], "id", err) < 0 ||
	    check_text(record, &values[SPLIT], "split", err) < 0)
		return -1;
	result->verdict = DN_USED;
	note->is_item = true;
	note->name = place_of(record, &values[ID]);
	note->split = place_of(record, &values[SPLIT]);
	return 0;
}

/* A line without `record` is what its members make of it (dn-record(5)). */
static int
map(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	const struct dn_json_value *values = record->fields;
	bool item = is_there(&values[ITEM]);
	bool annotator = is_there(&values[ANNOTATOR]);

	if (record->line.len > UINT32_MAX)
		return dn_err_set(err, DN_E_TOO_LONG, "a record of 4 GiB");
	if (record->record.type == DN_JSON_STRING) {
		struct dn_span kind = dn_json_text(&record->record,
		    &worker->text);

		if (dn_span_is(kind, "rating"))
			return map_rating(worker, record, note, result, err);
		if (dn_span_is(kind, "item"))
			return map_item(record, note, result, err);
		return ignore(result, OTHER_RECORD);
	}
	if (item && annotator)
		return map_rating(worker, record, note, result, err);
	if (is_there(&values[TYPE]) && is_there(&values[AT]))
		return ignore(result, OTHER_RECORD);
	/* A rating that lacks one of the two is told so, not taken for more. */
	if ((item || annotator) && !is_there(&values[ANNOTATIONS]))
		return map_rating(worker, record, note, result, err);
	if (!is_there(&values[ID]) && !is_there(&values[ANNOTATIONS]))
		return map_rating(worker, record, note, result, err);
	return map_item(record, note, result, err);
}

/* ---- folding ------------------------------------------------------- */

static int
number_name(struct dn_names *names, struct dn_span name, uint32_t *number,
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
	if (number_name(gather->annotators, name, number, err) < 0)
		return -1;
	dn_memo_keep(memo, &key, *number);
	return 0;
}

static int
number_field(struct dn_gather *gather, const struct dn_json_value *field,
    uint32_t *number, struct dn_err *err)
{
	*number = 0;
	if (!is_there(field))
		return 0;
	if (number_name(gather->fields,
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
		return about(record, label, gather->spec.label, err);
	return dn_ratings_add(gather->ratings, item, number, rating, err);
}

static int
fold_rating(struct dn_gather *gather, const struct dn_record *record,
    struct note *note, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_json_value name = value_at(record, note->name);
	struct dn_json_value split = value_at(record, note->split);
	struct dn_json_value annotator = value_at(record, note->annotator);
	struct dn_json_value label = value_at(record, note->label);
	struct dn_json_value field = value_at(record, note->field);

	if (fold->keys != NULL && name_item(&fold->own, fold->keys, &name,
	    &split, &field, &note->item, err) < 0)
		return -1;
	if (count_rating(gather, record, note->item,
	    dn_class_name(&annotator, &fold->own.text), &label, &field,
	    err) == 0)
		return 0;
	return err->code == DN_E_REPEATED ?
	    about(record, &annotator, gather->spec.annotator, err) : -1;
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
    const struct note *note, struct dn_class *class, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_json_value id = value_at(record, note->name);
	struct dn_json_value split = value_at(record, note->split);
	struct dn_hash item;

	if (check_text(record, &class->field, "field", err) < 0 ||
	    name_item(&fold->own, fold->keys, &id, &split, &class->field,
	    &item, err) < 0)
		return -1;
	if (count_rating(gather, record, item, class->annotator,
	    &class->label, &class->field, err) < 0)
		return err->code == DN_E_REPEATED ?
		    about(record, &id, "id", err) : -1;
	return remember(fold, item, err);
}

/* Why an annotation is no rating to count. */
static enum reason
reason_of(const struct dn_class *class)
{
	switch (class->state) {
	case DN_CLASS_MISSING:
		return MISSING_LABEL;
	case DN_CLASS_KIND:
		return OTHER_KIND;
	case DN_CLASS_TARGET:
		return WITH_TARGET;
	case DN_CLASS_PREDICTION:
		return PREDICTION;
	default:
		return OTHER_ANNOTATOR;
	}
}

/* All annotations of an item record, each used or left out by a reason. */
static int
fold_classes(struct dn_gather *gather, const struct dn_record *record,
    const struct note *note, uint64_t ignored[DN_REASONS_MAX],
    enum reason *first, struct dn_err *err)
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
		    is_wanted(gather, class.annotator)) {
			if (fold_class(gather, record, note, &class,
			    err) < 0)
				return -1;
			continue;
		}
		if (*first == NO_ANNOTATIONS)
			*first = reason_of(&class);
		ignored[reason_of(&class)]++;
	}
	return got;
}

/* An item record counts as a whole, or is bad and does not count at all. */
static int
fold_item(struct dn_gather *gather, const struct dn_record *record,
    const struct note *note, struct dn_result *result, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	uint64_t ignored[DN_REASONS_MAX] = { 0 };
	enum reason first = NO_ANNOTATIONS;

	fold->added_count = 0;
	if (fold_classes(gather, record, note, ignored, &first, err) < 0) {
		while (fold->added_count > 0)
			dn_ratings_take_back(gather->ratings,
			    fold->added[--fold->added_count]);
		return -1;
	}
	gather->annotations_used += fold->added_count;
	for (size_t i = 0; reasons[i] != NULL; i++)
		gather->annotations_ignored[i] += ignored[i];
	return fold->added_count > 0 ? 0 : ignore(result, first);
}

static int
fold_record(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_gather *gather = state;
	struct note *own = note;

	if (result->verdict == DN_IGNORE)
		return 0;
	return own->is_item ? fold_item(gather, record, own, result, err) :
	    fold_rating(gather, record, own, err);
}

/* Item records have their hashes made later. */
static void
ahead(void *state, const void *note)
{
	const struct dn_gather *gather = state;
	const struct note *own = note;

	dn_ratings_ahead(gather->ratings, own->item);
}

/* ---- life ---------------------------------------------------------- */

static void
init_worker(struct worker *worker, const struct dn_gather *gather)
{
	worker->gather = gather;
	dn_bytes_init(&worker->text, SIZE_MAX / 2);
	dn_bytes_init(&worker->key, SIZE_MAX / 2);
}

static void
release_worker(struct worker *worker)
{
	dn_bytes_release(&worker->text);
	dn_bytes_release(&worker->key);
}

static void *
new_worker(void *state)
{
	struct worker *worker = malloc(sizeof(*worker));

	if (worker != NULL)
		init_worker(worker, state);
	return worker;
}

static void
free_worker(void *state)
{
	if (state != NULL)
		release_worker(state);
	free(state);
}

/* Split --between A,B and give the two their numbers. */
static int
name_pair(struct dn_gather *gather, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	const char *between = gather->spec.between, *comma;
	uint32_t number;

	if (between == NULL)
		return 0;
	comma = strchr(between, ',');
	if (comma == NULL || comma == between || comma[1] == '\0' ||
	    strchr(comma + 1, ',') != NULL)
		return dn_err_set(err, DN_E_USAGE, "--between: \"%s\" is not "
		    "two annotators with a comma between", between);
	fold->pair[0] = (struct dn_span){ between, (size_t)(comma - between) };
	fold->pair[1] = dn_span_of(comma + 1);
	if (dn_span_equal(fold->pair[0], fold->pair[1]))
		return dn_err_set(err, DN_E_USAGE, "--between: \"%s\" is one "
		    "annotator", between);
	if (number_name(gather->annotators, fold->pair[0], &number, err) < 0)
		return -1;
	return number_name(gather->annotators, fold->pair[1], &number, err);
}

/* The names of the members; ours give way to those of the user. */
static void
name_members(struct dn_gather *gather)
{
	const char **fields = gather->fold->fields;

	memcpy(fields, member_names, sizeof(member_names));
	fields[ITEM] = gather->spec.item;
	fields[ANNOTATOR] = gather->spec.annotator;
	fields[LABEL] = gather->spec.label;
}

int
dn_gather_init(struct dn_gather *gather, const struct dn_gather_spec *spec,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = calloc(1, sizeof(*fold));

	*gather = (struct dn_gather){ .spec = *spec, .fold = fold };
	gather->ratings = dn_ratings_new();
	gather->categories = dn_categories_new();
	gather->annotators = dn_names_new();
	gather->fields = dn_names_new();
	if (fold == NULL || gather->ratings == NULL ||
	    gather->categories == NULL || gather->annotators == NULL ||
	    gather->fields == NULL)
		return dn_err_memory(err);
	init_worker(&fold->own, gather);
	dn_classes_init(&fold->classes);
	if (spec->exact || !dn_hash_available()) {
		fold->keys = dn_names_new();
		if (fold->keys == NULL)
			return dn_err_memory(err);
	}
	name_members(gather);
	gather->loop = (struct dn_loop){ .fields = fold->fields,
		.field_count = MEMBER_COUNT, .note_size = sizeof(struct note),
		.ignores = reasons, .state = gather,
		.worker_new = new_worker, .worker_free = free_worker,
		.map = map, .fold = fold_record, .ahead = ahead };
	if (name_pair(gather, err) < 0)
		return -1;
	if (spec->categories == NULL || dn_categories_declare(
	    gather->categories, spec->categories, err) == 0)
		return 0;
	return err->code != DN_E_USAGE ? -1 : dn_err_set(err, DN_E_USAGE,
	    "--categories: %s", err->text);
}

void
dn_gather_release(struct dn_gather *gather)
{
	struct dn_gather_fold *fold = gather->fold;

	dn_ratings_free(gather->ratings);
	dn_categories_free(gather->categories);
	dn_names_free(gather->annotators);
	dn_names_free(gather->fields);
	if (fold != NULL) {
		release_worker(&fold->own);
		dn_names_free(fold->keys);
		dn_classes_release(&fold->classes);
		free(fold->added);
		free(fold);
	}
	*gather = (struct dn_gather){ .fold = NULL };
}
