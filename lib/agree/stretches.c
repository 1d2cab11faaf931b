/* SPDX-License-Identifier: MIT */
/* Units are read in order, and only counted when all of a record are good. */
#include "agree/stretches.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree/item_name.h"
#include "agree/stretch_store.h"
#include "core/opt.h"
#include "io/jsontext.h"
#include "match/unit.h"

#define FARTHEST 4e9            /* ends beyond are no seconds nor points */
#define NANO 1e9

enum member { ITEM, ANNOTATOR, TYPE, AT, ID, SPLIT, ANNOTATIONS,
	MEMBER_COUNT };

static const char *const member_names[MEMBER_COUNT] = {
	NULL, NULL, "type", "at", "id", "split", "annotations"
};

enum reason { OTHER_RECORD, MISSING_LABEL, OTHER_ANNOTATOR, NO_ANNOTATIONS,
	OTHER_KIND, PREDICTION };

static const char *const reasons[] = {
	"other-record", "missing-label", "other-annotator", "no-annotations",
	"kind", "prediction", NULL
};

struct dn_stretches_fold {
	struct dn_stretches_spec spec;
	const char *fields[MEMBER_COUNT];
	struct dn_item item;            /* the record at hand */
	struct dn_answers answers;
	struct dn_arena arena;
	struct dn_bytes text;           /* scratch */
	struct dn_names *units;         /* all that were met, as bytes */
	struct dn_stretch_list fresh;   /* of the record at hand */
	struct dn_stretch_store store;
	bool bounded;                   /* by --continuum: */
	int64_t begin, end;
};

/* ---- what is met ------------------------------------------------------- */

/* Is the annotator one who counts?  If so, their number. */
static int
find_annotator(struct dn_gather *gather, struct dn_span name, bool *wanted,
    uint32_t *number, struct dn_err *err)
{
	size_t at = gather->spec.between != NULL ?
	    dn_names_find(gather->annotators, name) :
	    dn_names_add(gather->annotators, name, NULL);

	*wanted = at != DN_NAMES_NONE;
	if (!*wanted && gather->spec.between == NULL)
		return dn_err_memory(err);
	*number = (uint32_t)at;
	return 0;
}

static int
find_field(struct dn_gather *gather, struct dn_span name, uint32_t *number,
    struct dn_err *err)
{
	size_t at;

	*number = 0;
	if (name.ptr == NULL)
		return 0;
	at = dn_names_add(gather->fields, name, NULL);
	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	*number = (uint32_t)at + 1;
	return 0;
}

/* The number of a label, which may be an interval's text; or it has none. */
static int
find_label(struct dn_stretches *stretches, const struct dn_unit *unit,
    uint32_t *number, struct dn_err *err)
{
	struct dn_bytes *text = &stretches->fold->text;
	struct dn_span label = unit->label;
	struct dn_json_value value;

	*number = DN_STRETCH_NONE;
	if (label.ptr == NULL && unit->kind == DN_UNIT_INTERVAL &&
	    unit->text.len > 0) {
		dn_bytes_clear(text);
		dn_json_write_text(text, unit->text);
		if (dn_bytes_check(text, err) < 0)
			return -1;
		label = dn_bytes_span(text);
	}
	value = dn_json_value_of(label);
	if (label.ptr == NULL || value.type <= DN_JSON_NULL)
		return 0;
	return dn_categories_add(stretches->gather.categories, &value, number,
	    err);
}

static int
add_fresh(struct dn_stretches_fold *fold, struct dn_stretch_entry entry,
    struct dn_err *err)
{
	return dn_stretch_list_add(&fold->fresh, entry, err);
}

/* One piece of a unit, in nanoseconds or such of a code point. */
static int
add_piece(struct dn_stretches_fold *fold, struct dn_stretch_entry entry,
    double start, double end, struct dn_err *err)
{
	if (!(fabs(start) <= FARTHEST && fabs(end) <= FARTHEST))
		return dn_err_set(err, DN_E_BAD_VALUE, "a unit past 4e9");
	entry.start = (int64_t)llround(start * NANO);
	entry.end = (int64_t)llround(end * NANO);
	if (entry.start >= entry.end)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a unit without length");
	if (fold->bounded && (entry.start < fold->begin ||
	    entry.end > fold->end))
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a unit outside of --continuum");
	return add_fresh(fold, entry, err);
}

static bool
is_kind(const struct dn_stretches_fold *fold, const struct dn_unit *unit)
{
	return (unit->kind == DN_UNIT_INTERVAL &&
	    fold->spec.kind != DN_STRETCH_SPAN) ||
	    (unit->kind == DN_UNIT_SPAN &&
	    fold->spec.kind != DN_STRETCH_INTERVAL);
}

/*
 * A unit that was read, or why it is none.  `limit` is the text's length, or
 * below 0.
 */
static int
take_unit(struct dn_stretches *stretches, const struct dn_unit *unit,
    uint32_t item, double limit, enum reason *reason, bool *used,
    struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	struct dn_stretch_entry entry = { .item = item };

	*used = false;
	if (find_annotator(&stretches->gather, unit->annotator, used,
	    &entry.annotator, err) < 0)
		return -1;
	*reason = OTHER_ANNOTATOR;
	if (!*used)
		return 0;
	*used = false;
	if (find_field(&stretches->gather, unit->field, &entry.field,
	    err) < 0 || find_label(stretches, unit, &entry.label, err) < 0)
		return -1;
	*reason = MISSING_LABEL;
	if (entry.label == DN_STRETCH_NONE)
		return add_fresh(fold, entry, err);
	*used = true;
	if (unit->kind == DN_UNIT_INTERVAL)
		return add_piece(fold, entry, unit->start, unit->end, err);
	for (size_t i = 0; i < unit->range_count; i++) {
		if (limit >= 0 && (double)unit->ranges[i].end > limit)
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "a span beyond the text");
		if (add_piece(fold, entry, (double)unit->ranges[i].start,
		    (double)unit->ranges[i].end, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- a record ---------------------------------------------------------- */

static bool
is_there(const struct dn_json_value *value)
{
	return value->type != DN_JSON_NONE && value->type != DN_JSON_NULL;
}

/* The number of the item that a name and a split make. */
static int
find_item(struct dn_stretches *stretches, const struct dn_json_value *name,
    const struct dn_json_value *split, const char *member, uint32_t *number,
    struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	struct dn_bytes scratch;
	struct dn_span text;
	int failed = 0;

	dn_bytes_init(&scratch, SIZE_MAX / 2);
	text = dn_answer_name(name, &scratch);
	if (text.ptr == NULL) {
		dn_err_set(err, is_there(name) ? DN_E_BAD_TYPE :
		    DN_E_MISSING_FIELD, is_there(name) ?
		    "neither a string nor a number" :
		    "a needed member is not there");
		failed = dn_err_field(err, member, strlen(member));
	} else if (is_there(split) && split->type != DN_JSON_STRING) {
		dn_err_set(err, DN_E_BAD_TYPE, "not a string");
		failed = dn_err_field(err, "split", 5);
	} else {
		dn_bytes_clear(&fold->text);
		dn_bytes_add_span(&fold->text, text);
		if (is_there(split)) {
			dn_bytes_add_byte(&fold->text, DN_ITEM_NAME_SPLIT);
			dn_bytes_add_span(&fold->text,
			    dn_json_text(split, &scratch));
		}
		failed = dn_bytes_check(&fold->text, err) < 0 ||
		    dn_stretch_store_item(&fold->store,
		    dn_bytes_span(&fold->text), number, err) < 0 ? -1 : 0;
	}
	dn_bytes_release(&scratch);
	return failed;
}

/* Make a tree of the record, whatever it is. */
static struct dn_json_value
object_of(const struct dn_record *record)
{
	struct dn_json_value object = { .type = DN_JSON_OBJECT,
		.raw = record->line };

	while (*object.raw.ptr != '{') {
		object.raw.ptr++;
		object.raw.len--;
	}
	return object;
}

static int
ignore(struct dn_result *result, enum reason reason)
{
	result->verdict = DN_IGNORE;
	result->reason = reason;
	return 0;
}

/* All units of the record are good: none may have been there before. */
static int
keep_fresh(struct dn_stretches_fold *fold, struct dn_err *err)
{
	struct dn_stretch_list *fresh = &fold->fresh;
	int added;

	dn_stretch_list_sort(fresh);
	for (size_t i = 0; i < fresh->count; i++) {
		struct dn_span key = { (const char *)&fresh->entries[i],
			sizeof(fresh->entries[i]) };

		if (fresh->entries[i].label == DN_STRETCH_NONE)
			continue;
		if (dn_names_find(fold->units, key) != DN_NAMES_NONE ||
		    (i > 0 && memcmp(key.ptr, &fresh->entries[i - 1],
		    key.len) == 0))
			return dn_err_set(err, DN_E_REPEATED,
			    "the annotator has marked the same unit before");
	}
	for (size_t i = 0; i < fresh->count; i++) {
		if (dn_stretch_list_add(&fold->store.entries,
		    fresh->entries[i], err) < 0)
			return -1;
		if (fresh->entries[i].label != DN_STRETCH_NONE &&
		    dn_names_add(fold->units, (struct dn_span){
		    (const char *)&fresh->entries[i],
		    sizeof(fresh->entries[i]) }, &added) == DN_NAMES_NONE)
			return dn_err_memory(err);
	}
	return 0;
}

static int
fold_rating(struct dn_stretches *stretches, const struct dn_record *record,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	const struct dn_gather_spec *names = &stretches->gather.spec;
	struct dn_json_value object = object_of(record);
	struct dn_stretch_entry entry = { .label = DN_STRETCH_NONE };
	enum reason reason;
	struct dn_unit unit;
	bool used;

	if (find_item(stretches, &record->fields[ITEM],
	    &record->fields[SPLIT], names->item, &entry.item, err) < 0)
		return -1;
	dn_tree_clear(&fold->item.tree);
	if (dn_tree_read(&fold->item.tree, &object) == NULL)
		return dn_err_memory(err);
	if (dn_answers_begin(&fold->answers, &fold->item.tree, err) < 0 ||
	    dn_unit_read_rating(&unit, &fold->arena, &fold->item,
	    &fold->answers, &(struct dn_unit_names){ names->annotator,
	    names->label }, err) < 0)
		return -1;
	if (unit.kind == DN_UNIT_CLASS && unit.label.ptr == NULL) {
		if (find_annotator(&stretches->gather, unit.annotator, &used,
		    &entry.annotator, err) < 0 ||
		    find_field(&stretches->gather, unit.field, &entry.field,
		    err) < 0)
			return -1;
		if (!used)
			return ignore(result, OTHER_ANNOTATOR);
		result->verdict = DN_USED;
		return add_fresh(fold, entry, err) < 0 ? -1 :
		    keep_fresh(fold, err);
	}
	if (!is_kind(fold, &unit))
		return ignore(result, OTHER_KIND);
	if (take_unit(stretches, &unit, entry.item, -1, &reason, &used,
	    err) < 0 || keep_fresh(fold, err) < 0)
		return -1;
	result->verdict = DN_USED;
	return used ? 0 : ignore(result, reason);
}

/* Those of `work` have been at the item, in every field. */
static int
note_work(struct dn_stretches *stretches, uint32_t item, struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	size_t count = dn_answers_count(&fold->answers);
	bool wanted;

	for (size_t i = 0; i < count; i++) {
		struct dn_answer answer = dn_answers_get(&fold->answers, i);
		struct dn_stretch_entry entry = { .item = item,
			.field = DN_STRETCH_NONE, .label = DN_STRETCH_NONE };

		if ((answer.model && !stretches->gather.spec.predictions) ||
		    answer.annotator.ptr == NULL)
			continue;
		if (find_annotator(&stretches->gather, answer.annotator,
		    &wanted, &entry.annotator, err) < 0 ||
		    (wanted && add_fresh(fold, entry, err) < 0))
			return -1;
	}
	return 0;
}

/* The name of an interval's tier. */
static struct dn_span
tier_of(struct dn_stretches_fold *fold, const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &fold->item.tree;
	struct dn_node *tier = dn_node_first(tree, dn_node_get(tree,
	    fold->item.root, "tiers"));
	int64_t number;

	if (annotation->members[DN_MEMBER_TIER] == NULL ||
	    !dn_node_int(annotation->members[DN_MEMBER_TIER], &number))
		return (struct dn_span){ NULL, 0 };
	while (tier != NULL && number-- > 0)
		tier = tier->next;
	return dn_node_text(tree, tier == NULL ? NULL :
	    dn_node_get(tree, tier, "name"));
}

/* How long the item is, by its text or recording; below 0: not said. */
static int
measure(struct dn_stretches_fold *fold, double *text, uint32_t item,
    struct dn_err *err)
{
	struct dn_tree *tree = &fold->item.tree;
	struct dn_points points;
	struct dn_media media;
	double length = -1;

	*text = -1;
	if (dn_item_media(&fold->item, &media, err) < 0)
		return -1;
	if (media.text.ptr != NULL) {
		if (dn_points_init(&points, media.text, err) < 0)
			return -1;
		length = *text = (double)points.count;
		dn_points_release(&points);
	} else if (dn_node_real(dn_node_get(tree, fold->item.media,
	    "duration"), &length) && !(length >= 0 && length <= FARTHEST)) {
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a duration that none can be");
	}
	if (length >= 0)
		dn_stretch_store_extent(&fold->store, item,
		    (int64_t)llround(length * NANO));
	return 0;
}

/* One annotation; *used or the reason why not. */
static int
fold_annotation(struct dn_stretches *stretches, struct dn_node *node,
    uint32_t item, double text, enum reason *reason, bool *used,
    struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	struct dn_annotation annotation;
	struct dn_unit unit;
	int got;

	*used = false;
	*reason = OTHER_KIND;
	if (dn_annotation_read(&fold->item, node, &annotation, err) < 0)
		return -1;
	if (annotation.kind != DN_ANNOTATION_INTERVAL &&
	    annotation.kind != DN_ANNOTATION_SPAN)
		return 0;
	got = dn_unit_read(&unit, &fold->arena, &fold->item, &fold->answers,
	    &annotation, err);
	if (got <= 0 || !is_kind(fold, &unit))
		return got < 0 ? -1 : 0;
	*reason = PREDICTION;
	if (unit.prediction && !stretches->gather.spec.predictions)
		return 0;
	if (unit.annotator.ptr == NULL)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "nothing says whose it is");
	if (unit.field.ptr == NULL)
		unit.field = tier_of(fold, &annotation);
	if (take_unit(stretches, &unit, item, text, reason, used, err) == 0)
		return 0;
	if (err->field[0] == '\0') {
		struct dn_bytes pointer;

		dn_bytes_init(&pointer, 4096);
		dn_node_pointer(node, &pointer);
		dn_err_field(err, dn_bytes_text(&pointer), pointer.len);
		dn_bytes_release(&pointer);
	}
	return -1;
}

static int
fold_item(struct dn_stretches *stretches, const struct dn_record *record,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	struct dn_gather *gather = &stretches->gather;
	struct dn_json_value object = object_of(record);
	uint64_t ignored[DN_REASONS_MAX] = { 0 }, used_count = 0;
	enum reason first = NO_ANNOTATIONS, reason;
	uint32_t item;
	double text;
	bool used;

	if (find_item(stretches, &record->fields[ID], &record->fields[SPLIT],
	    "id", &item, err) < 0 ||
	    dn_item_read(&fold->item, &object, err) < 0 ||
	    dn_answers_begin(&fold->answers, &fold->item.tree, err) < 0 ||
	    note_work(stretches, item, err) < 0 ||
	    measure(fold, &text, item, err) < 0)
		return -1;
	for (struct dn_node *node = dn_item_first_annotation(&fold->item);
	    node != NULL; node = node->next) {
		if (fold_annotation(stretches, node, item, text, &reason,
		    &used, err) < 0)
			return -1;
		if (!used && first == NO_ANNOTATIONS)
			first = reason;
		if (used)
			used_count++;
		else
			ignored[reason]++;
	}
	if (keep_fresh(fold, err) < 0)
		return -1;
	gather->annotations_used += used_count;
	for (size_t i = 0; reasons[i] != NULL; i++)
		gather->annotations_ignored[i] += ignored[i];
	result->verdict = DN_USED;
	return used_count > 0 || (first == NO_ANNOTATIONS &&
	    fold->fresh.count > 0) ? 0 : ignore(result, first);
}

/* What a line without `record` is, dn-record(5) says. */
static bool
is_rating(const struct dn_json_value *values)
{
	bool item = is_there(&values[ITEM]);
	bool annotator = is_there(&values[ANNOTATOR]);

	return (item && annotator) || (!is_there(&values[ANNOTATIONS]) &&
	    (item || annotator || !is_there(&values[ID])));
}

static int
fold_record(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_stretches *stretches = state;
	struct dn_stretches_fold *fold = stretches->fold;
	const struct dn_json_value *values = record->fields;
	bool rating = is_rating(values);

	(void)note;
	fold->fresh.count = 0;
	dn_arena_clear(&fold->arena);
	if (record->record.type == DN_JSON_STRING) {
		struct dn_span kind = dn_json_text(&record->record,
		    &fold->text);

		rating = dn_span_is(kind, "rating");
		if (!rating && !dn_span_is(kind, "item"))
			return ignore(result, OTHER_RECORD);
	} else if (is_there(&values[TYPE]) && is_there(&values[AT]) &&
	    !(is_there(&values[ITEM]) && is_there(&values[ANNOTATOR]))) {
		return ignore(result, OTHER_RECORD);
	}
	return rating ? fold_rating(stretches, record, result, err) :
	    fold_item(stretches, record, result, err);
}

/* ---- life -------------------------------------------------------------- */

/* --continuum BEGIN,LENGTH. */
static int
read_continuum(struct dn_stretches_fold *fold, struct dn_err *err)
{
	const char *text = fold->spec.continuum, *comma;
	double begin, length;
	char number[64];

	if (text == NULL)
		return 0;
	comma = strchr(text, ',');
	if (comma != NULL && (size_t)(comma - text) < sizeof(number)) {
		memcpy(number, text, (size_t)(comma - text));
		number[comma - text] = '\0';
		if (dn_opt_read_real(number, &begin) &&
		    dn_opt_read_real(comma + 1, &length) &&
		    fabs(begin) <= FARTHEST && length > 0 &&
		    length <= FARTHEST) {
			fold->bounded = true;
			fold->begin = (int64_t)llround(begin * NANO);
			fold->end = fold->begin +
			    (int64_t)llround(length * NANO);
			return 0;
		}
	}
	return dn_err_set(err, DN_E_USAGE, "--continuum: \"%.80s\" is not "
	    "BEGIN,LENGTH", text);
}

int
dn_stretches_init(struct dn_stretches *stretches,
    const struct dn_stretches_spec *spec, struct dn_err *err)
{
	struct dn_stretches_fold *fold = calloc(1, sizeof(*fold));

	*stretches = (struct dn_stretches){ .fold = fold };
	if (fold == NULL)
		return dn_err_memory(err);
	fold->spec = *spec;
	dn_item_init(&fold->item);
	dn_answers_init(&fold->answers);
	dn_arena_init(&fold->arena, SIZE_MAX / 2);
	dn_bytes_init(&fold->text, SIZE_MAX / 2);
	fold->units = dn_names_new();
	if (fold->units == NULL ||
	    dn_stretch_store_init(&fold->store, err) < 0)
		return dn_err_memory(err);
	if (dn_gather_init(&stretches->gather, &spec->ratings, err) < 0)
		return -1;
	memcpy(fold->fields, member_names, sizeof(member_names));
	fold->fields[ITEM] = spec->ratings.item;
	fold->fields[ANNOTATOR] = spec->ratings.annotator;
	stretches->gather.loop = (struct dn_loop){ .fields = fold->fields,
		.field_count = MEMBER_COUNT, .keep_fields = true,
		.ignores = reasons, .state = stretches, .fold = fold_record };
	return read_continuum(fold, err);
}

void
dn_stretches_release(struct dn_stretches *stretches)
{
	struct dn_stretches_fold *fold = stretches->fold;

	if (fold == NULL)
		return;
	if (stretches->gather.fold != NULL)
		dn_gather_release(&stretches->gather);
	dn_item_release(&fold->item);
	dn_answers_release(&fold->answers);
	dn_arena_release(&fold->arena);
	dn_bytes_release(&fold->text);
	dn_names_free(fold->units);
	free(fold->fresh.entries);
	dn_stretch_store_release(&fold->store);
	free(fold);
	stretches->fold = NULL;
}

int
dn_stretches_close(struct dn_stretches *stretches, struct dn_err *err)
{
	return dn_stretch_store_close(&stretches->fold->store,
	    &stretches->gather, err);
}

uint32_t
dn_stretches_fields(const struct dn_stretches *stretches)
{
	return (uint32_t)dn_names_count(stretches->gather.fields) + 1;
}

int
dn_stretches_view(struct dn_stretches *stretches, uint32_t field,
    struct dn_agree_view *view, struct dn_continua *set, struct dn_err *err)
{
	struct dn_stretches_fold *fold = stretches->fold;
	int64_t bounds[2] = { fold->begin, fold->end };

	return dn_stretch_store_view(&fold->store, &stretches->gather, field,
	    fold->bounded ? bounds : NULL, view, set, err);
}
