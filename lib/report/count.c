/* SPDX-License-Identifier: MIT */
/* What one thread counts in records. */
#include "report/count.h"

#include "core/utf8.h"
#include "io/jsontext.h"
#include "io/number.h"

const char *const dn_count_fields[DN_COUNT_FIELDS] = {
	"id", "split", "/media/type", "/media/text", "/media/units", "work",
	"annotations", "label", "labels", DN_KIND_FIELDS
};

/* The members of an annotation that are counted. */
struct annotation {
	struct dn_json_value kind, label, labels, annotator, set, bbox;
};

void
dn_count_init(struct dn_count *count)
{
	*count = (struct dn_count){ .annotations = 0 };
	dn_bytes_init(&count->name, SIZE_MAX / 2);
}

void
dn_count_release(struct dn_count *count)
{
	dn_tally_release(&count->kinds);
	dn_tally_release(&count->labels);
	dn_tally_release(&count->annotators);
	dn_tally_release(&count->rated);
	dn_tally_release(&count->raters);
	dn_bytes_release(&count->name);
}

int
dn_count_merge(struct dn_count *count, const struct dn_count *other)
{
	size_t at;

	for (at = 0; at <= DN_KIND_OTHER; at++)
		count->records[at] += other->records[at];
	for (at = 0; at < DN_AREA_COUNT; at++)
		count->areas[at] += other->areas[at];
	count->annotations += other->annotations;
	count->ratings += other->ratings;
	if (dn_tally_merge(&count->kinds, &other->kinds) < 0 ||
	    dn_tally_merge(&count->labels, &other->labels) < 0 ||
	    dn_tally_merge(&count->annotators, &other->annotators) < 0 ||
	    dn_tally_merge(&count->rated, &other->rated) < 0)
		return -1;
	return dn_tally_merge(&count->raters, &other->raters);
}

struct dn_span
dn_count_name(const struct dn_json_value *value, struct dn_bytes *scratch)
{
	if (value->type == DN_JSON_NONE)
		return DN_SPAN("null");
	/* A string without escapes is spelled in the one way already. */
	if (value->type == DN_JSON_STRING && !value->escaped)
		return value->raw;
	dn_bytes_clear(scratch);
	dn_json_canonical(value, scratch);
	return dn_bytes_span(scratch);
}

/* Count a value by its name. */
static int
tally(struct dn_count *count, struct dn_tally *tally,
    const struct dn_json_value *value)
{
	struct dn_span name = dn_count_name(value, &count->name);

	if (name.ptr == count->name.data && count->name.failed != DN_E_NONE)
		return -1;
	return dn_tally_add(tally, name, 1);
}

/* Count a label, or each of several. */
static int
tally_labels(struct dn_count *count, struct dn_tally *to,
    const struct dn_json_value *label, const struct dn_json_value *labels)
{
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name;

	if (label->type != DN_JSON_NONE || labels->type != DN_JSON_ARRAY)
		return tally(count, to, label);
	for (walk = dn_json_children(labels);
	    dn_json_child(&walk, &name, &child);)
		if (tally(count, to, &child) < 0)
			return -1;
	return 0;
}

/* ---- boxes --------------------------------------------------------------- */

/* The bucket of [x, y, width, height] in pixels. */
static int
area_of(const struct dn_json_value *bbox)
{
	struct dn_json_children walk = dn_json_children(bbox);
	struct dn_json_value child;
	double numbers[4], area;
	struct dn_span name;
	size_t at;

	for (at = 0; dn_json_child(&walk, &name, &child); at++)
		if (at == 4 || child.type != DN_JSON_NUMBER ||
		    !dn_number_read(child.raw, &numbers[at]))
			return DN_AREA_UNKNOWN;
	if (at != 4 || numbers[2] < 0 || numbers[3] < 0)
		return DN_AREA_UNKNOWN;
	area = numbers[2] * numbers[3];
	return area < 32 * 32 ? DN_AREA_SMALL :
	    area < 96 * 96 ? DN_AREA_MEDIUM : DN_AREA_LARGE;
}

/* Count a box, if the annotation is one. */
static void
count_area(struct dn_count *count, const struct annotation *annotation,
    bool fraction)
{
	if (!dn_kind_text_is(&annotation->kind, "box"))
		return;
	if (fraction || annotation->bbox.type != DN_JSON_ARRAY)
		count->areas[DN_AREA_UNKNOWN]++;
	else
		count->areas[area_of(&annotation->bbox)]++;
}

/* ---- annotations --------------------------------------------------------- */

/* Find the members that are counted. */
static struct annotation
read_annotation(const struct dn_json_value *value)
{
	struct annotation found = { .kind = { .type = DN_JSON_NONE } };
	const struct { const char *name; struct dn_json_value *to; } all[] = {
		{ "kind", &found.kind }, { "label", &found.label },
		{ "labels", &found.labels },
		{ "annotator", &found.annotator }, { "set", &found.set },
		{ "bbox", &found.bbox },
	};
	struct dn_json_children walk = dn_json_children(value);
	struct dn_json_value child;
	struct dn_span name;
	size_t at;

	while (dn_json_child(&walk, &name, &child))
		for (at = 0; at < sizeof(all) / sizeof(all[0]); at++)
			if (dn_kind_name_is(name, all[at].name))
				*all[at].to = child;
	return found;
}

/* The member `name` of an object. */
static struct dn_json_value
member(const struct dn_json_value *object, const char *name)
{
	struct dn_json_value found = { .type = DN_JSON_NONE }, child;
	struct dn_json_children walk;
	struct dn_span raw;

	if (object->type != DN_JSON_OBJECT)
		return found;
	for (walk = dn_json_children(object);
	    dn_json_child(&walk, &raw, &child);)
		if (dn_kind_name_is(raw, name))
			found = child;
	return found;
}

/* Are the two the same JSON value? */
static bool
same_value(const struct dn_json_value *a, const struct dn_json_value *b)
{
	struct dn_bytes one, two;
	bool same;

	if (!a->escaped && !b->escaped && a->type == DN_JSON_STRING)
		return dn_span_equal(a->raw, b->raw);
	dn_bytes_init(&one, SIZE_MAX / 2);
	dn_bytes_init(&two, SIZE_MAX / 2);
	same = dn_span_equal(dn_count_name(a, &one), dn_count_name(b, &two));
	dn_bytes_release(&one);
	dn_bytes_release(&two);
	return same;
}

/* Who made it: its annotator, or that of its set. */
static struct dn_json_value
annotator_of(const struct annotation *annotation,
    const struct dn_json_value *work)
{
	struct dn_json_children walk;
	struct dn_json_value child, set;
	struct dn_span name;

	if (annotation->annotator.type != DN_JSON_NONE ||
	    annotation->set.type == DN_JSON_NONE ||
	    work->type != DN_JSON_ARRAY)
		return annotation->annotator;
	for (walk = dn_json_children(work);
	    dn_json_child(&walk, &name, &child);) {
		set = member(&child, "set");
		if (set.type != DN_JSON_NONE &&
		    same_value(&set, &annotation->set))
			return member(&child, "annotator");
	}
	return annotation->annotator;
}

static int
count_annotation(struct dn_count *count, const struct dn_record *record,
    const struct dn_json_value *value)
{
	const struct dn_json_value *fields = record->fields;
	struct annotation annotation = read_annotation(value);
	struct dn_json_value annotator = annotator_of(&annotation,
	    &fields[DN_COUNT_WORK]);

	count->annotations++;
	count_area(count, &annotation,
	    dn_kind_text_is(&fields[DN_COUNT_UNITS], "fraction"));
	if (tally(count, &count->kinds, &annotation.kind) < 0 ||
	    tally(count, &count->annotators, &annotator) < 0)
		return -1;
	return tally_labels(count, &count->labels, &annotation.label,
	    &annotation.labels);
}

/* Are the annotations an array of objects?  *any: there is one. */
static int
check_annotations(const struct dn_record *record, bool *any,
    struct dn_err *err)
{
	const struct dn_json_value *all =
	    &record->fields[DN_COUNT_ANNOTATIONS];
	const struct dn_json_value *wrong = all;
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name;

	*any = false;
	if (all->type == DN_JSON_NONE || all->type == DN_JSON_NULL)
		return 0;
	if (all->type == DN_JSON_ARRAY) {
		wrong = NULL;
		for (walk = dn_json_children(all); wrong == NULL &&
		    dn_json_child(&walk, &name, &child); *any = true)
			wrong = child.type == DN_JSON_OBJECT ? NULL : &child;
	}
	if (wrong == NULL)
		return 0;
	dn_err_set(err, DN_E_BAD_TYPE,
	    "annotations must be an array of objects");
	dn_err_at(err, 0, (uint64_t)(wrong->raw.ptr - record->line.ptr) + 1);
	return dn_err_field(err, "annotations", strlen("annotations"));
}

/* ---- records ------------------------------------------------------------- */

/* What is left for the count of items. */
static int
note_item(struct dn_count *count, const struct dn_record *record,
    bool annotated, struct dn_count_note *note, struct dn_err *err)
{
	const struct dn_json_value *fields = record->fields;
	const struct dn_json_value *work = &fields[DN_COUNT_WORK];
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name, text;
	int named;

	note->is_item = true;
	note->split = fields[DN_COUNT_SPLIT].raw;
	note->media = fields[DN_COUNT_MEDIA].raw;
	note->covered = annotated;
	if (work->type == DN_JSON_ARRAY) {
		walk = dn_json_children(work);
		note->covered |= dn_json_child(&walk, &name, &child);
	}
	text = dn_json_text(&fields[DN_COUNT_TEXT], &count->name);
	if (fields[DN_COUNT_TEXT].escaped &&
	    dn_bytes_check(&count->name, err) < 0)
		return -1;
	note->has_text = text.ptr != NULL;
	if (note->has_text)
		note->points = dn_utf8_count(text.ptr, text.len);
	named = dn_kind_item_key(&fields[DN_COUNT_ID],
	    &fields[DN_COUNT_SPLIT], &count->name, &note->item, err);
	note->named = named == 1;
	return named < 0 ? -1 : 0;
}

static int
count_item(struct dn_count *count, const struct dn_record *record,
    struct dn_count_note *note, struct dn_err *err)
{
	const struct dn_json_value *all =
	    &record->fields[DN_COUNT_ANNOTATIONS];
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name;
	bool any;

	if (check_annotations(record, &any, err) < 0 ||
	    note_item(count, record, any, note, err) < 0)
		return -1;
	if (!any)
		return 0;
	for (walk = dn_json_children(all);
	    dn_json_child(&walk, &name, &child);)
		if (count_annotation(count, record, &child) < 0)
			return dn_err_memory(err);
	return 0;
}

static int
count_rating(struct dn_count *count, const struct dn_record *record,
    struct dn_err *err)
{
	const struct dn_json_value *fields = record->fields;

	count->ratings++;
	if (tally(count, &count->raters, &fields[DN_COUNT_ANNOTATOR]) < 0 ||
	    tally_labels(count, &count->rated, &fields[DN_COUNT_LABEL],
	    &fields[DN_COUNT_LABELS]) < 0)
		return dn_err_memory(err);
	return 0;
}

int
dn_count_record(struct dn_count *count, const struct dn_record *record,
    struct dn_count_note *note, struct dn_err *err)
{
	enum dn_kind kind = dn_kind_of(&record->record,
	    &record->fields[DN_COUNT_KIND]);

	if (kind == DN_KIND_ITEM && count_item(count, record, note, err) < 0)
		return -1;
	if (kind == DN_KIND_RATING && count_rating(count, record, err) < 0)
		return -1;
	count->records[kind]++;
	return 0;
}
