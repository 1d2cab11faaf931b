/* SPDX-License-Identifier: MIT */
/* What a record is to agreement, and where in it the parts of a rating are. */
#include <string.h>

#include "agree/gathering.h"
#include "io/jsontext.h"

int
dn_gather_ignore(struct dn_result *result, enum dn_gather_reason reason)
{
	result->verdict = DN_IGNORE;
	result->reason = reason;
	return 0;
}

bool
dn_gather_names_late(const struct dn_gather *gather)
{
	return gather->fold->keys != NULL || gather->fold->present != NULL ||
	    gather->spec.repeat == DN_GATHER_INTRA;
}

/* Is it one of the two that count, or who is right? */
bool
dn_gather_is_wanted(const struct dn_gather *gather, struct dn_span annotator)
{
	const struct dn_span *pair = gather->fold->pair;

	return gather->spec.between == NULL || gather->as != NULL ||
	    (gather->spec.gold != NULL &&
	    dn_span_is(annotator, gather->spec.gold)) ||
	    dn_span_equal(annotator, pair[0]) ||
	    dn_span_equal(annotator, pair[1]);
}

/* A member that says where, unless the user has it say something else. */
static bool
is_place(const struct dn_gather *gather, const struct dn_record *record,
    enum dn_gather_member member)
{
	const struct dn_gather_spec *spec = &gather->spec;
	const char *name = dn_gather_members[member];

	return dn_gather_is_there(&record->fields[member]) &&
	    strcmp(name, spec->item) != 0 &&
	    strcmp(name, spec->annotator) != 0 &&
	    strcmp(name, spec->label) != 0;
}

/* Does the rating stand for a place in the item? */
static bool
has_geometry(const struct dn_gather *gather, const struct dn_record *record)
{
	return is_place(gather, record, DN_GATHER_BBOX) ||
	    is_place(gather, record, DN_GATHER_SPAN) ||
	    (is_place(gather, record, DN_GATHER_START) &&
	    is_place(gather, record, DN_GATHER_END));
}

/* What a rating says: of a transcript without a label, its text. */
static const struct dn_json_value *
label_of(const struct dn_gather *gather, const struct dn_record *record)
{
	const struct dn_json_value *label = &record->fields[DN_GATHER_LABEL];

	return gather->spec.transcripts && label->type == DN_JSON_NONE ?
	    &record->fields[DN_GATHER_TEXT] : label;
}

static int
map_rating(struct dn_gather_worker *worker, const struct dn_record *record,
    struct dn_gather_note *note, struct dn_result *result, struct dn_err *err)
{
	const struct dn_gather *gather = worker->gather;
	const struct dn_json_value *values = record->fields;
	const struct dn_json_value *label = label_of(gather, record);
	struct dn_gather_name name;
	struct dn_span annotator;

	if (dn_gather_check_name(record, &values[DN_GATHER_ITEM],
	    gather->spec.item, err) < 0 ||
	    (gather->as == NULL && dn_gather_check_name(record,
	    &values[DN_GATHER_ANNOTATOR], gather->spec.annotator, err) < 0) ||
	    dn_gather_check_text(record, &values[DN_GATHER_FIELD], "field",
	    err) < 0 || dn_gather_check_text(record,
	    &values[DN_GATHER_SPLIT], "split", err) < 0 ||
	    dn_gather_check_group(gather, record, err) < 0)
		return -1;
	if (label->type == DN_JSON_NONE) {
		dn_err_set(err, DN_E_MISSING_FIELD, "a rating has no label");
		return dn_err_field(err, gather->spec.label,
		    strlen(gather->spec.label));
	}
	if (has_geometry(gather, record))
		return dn_gather_ignore(result, DN_GATHER_GEOMETRY);
	annotator = dn_class_name(&values[DN_GATHER_ANNOTATOR], &worker->text);
	if (!dn_gather_is_wanted(gather, annotator))
		return dn_gather_ignore(result, DN_GATHER_OTHER_ANNOTATOR);
	if (label->type == DN_JSON_NULL)
		return dn_gather_ignore(result, DN_GATHER_MISSING_LABEL);
	result->verdict = DN_USED;
	note->name = dn_gather_place_of(record, &values[DN_GATHER_ITEM]);
	note->split = dn_gather_place_of(record, &values[DN_GATHER_SPLIT]);
	note->annotator = dn_gather_place_of(record,
	    &values[DN_GATHER_ANNOTATOR]);
	note->label = dn_gather_place_of(record, label);
	note->field = dn_gather_place_of(record, &values[DN_GATHER_FIELD]);
	name = (struct dn_gather_name){ .id = values[DN_GATHER_ITEM],
		.split = values[DN_GATHER_SPLIT],
		.field = values[DN_GATHER_FIELD],
		.group = dn_gather_group(gather, record) };
	note->group = dn_gather_place_of(record, &name.group);
	if (dn_gather_names_late(gather))
		return 0;
	return dn_gather_name_item(worker, NULL, &name, &note->item, err);
}

static int
map_item(const struct dn_gather *gather, const struct dn_record *record,
    struct dn_gather_note *note, struct dn_result *result, struct dn_err *err)
{
	const struct dn_json_value *values = record->fields;
	struct dn_json_value group;

	if (dn_gather_check_name(record, &values[DN_GATHER_ID], "id",
	    err) < 0 || dn_gather_check_text(record,
	    &values[DN_GATHER_SPLIT], "split", err) < 0 ||
	    dn_gather_check_group(gather, record, err) < 0)
		return -1;
	group = dn_gather_group(gather, record);
	note->group = dn_gather_place_of(record, &group);
	result->verdict = DN_USED;
	note->is_item = true;
	note->name = dn_gather_place_of(record, &values[DN_GATHER_ID]);
	note->split = dn_gather_place_of(record, &values[DN_GATHER_SPLIT]);
	return 0;
}

/* A line without `record` is what its members make of it (dn-record(5)). */
int
dn_gather_map(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_gather_worker *worker = state;
	const struct dn_gather *gather = worker->gather;
	const struct dn_json_value *values = record->fields;
	bool item = dn_gather_is_there(&values[DN_GATHER_ITEM]);
	bool annotator = dn_gather_is_there(&values[DN_GATHER_ANNOTATOR]);

	if (record->line.len > UINT32_MAX)
		return dn_err_set(err, DN_E_TOO_LONG, "a record of 4 GiB");
	if (record->record.type == DN_JSON_STRING) {
		struct dn_span kind = dn_json_text(&record->record,
		    &worker->text);

		if (dn_span_is(kind, "rating"))
			return map_rating(worker, record, note, result, err);
		if (dn_span_is(kind, "item"))
			return map_item(gather, record, note, result, err);
		return dn_gather_ignore(result, DN_GATHER_OTHER_RECORD);
	}
	if (item && annotator)
		return map_rating(worker, record, note, result, err);
	if (dn_gather_is_there(&values[DN_GATHER_TYPE]) &&
	    dn_gather_is_there(&values[DN_GATHER_AT]))
		return dn_gather_ignore(result, DN_GATHER_OTHER_RECORD);
	/* A rating that lacks one of the two is told so, not taken for more. */
	if ((item || annotator) &&
	    !dn_gather_is_there(&values[DN_GATHER_ANNOTATIONS]))
		return map_rating(worker, record, note, result, err);
	if (!dn_gather_is_there(&values[DN_GATHER_ID]) &&
	    !dn_gather_is_there(&values[DN_GATHER_ANNOTATIONS]))
		return map_rating(worker, record, note, result, err);
	return map_item(gather, record, note, result, err);
}

