/* SPDX-License-Identifier: MIT */
/* The items of a conversion: from the record loop or a reader to the writer. */
#include "formats/convert_state.h"

#include <stdlib.h>

#include "model/check.h"

/* ---- one item -------------------------------------------------------- */

/*
 * Write an item or a header: 1, 0 when it cannot be carried, -1.  Annotations
 * of an item that fails are rejected with it.
 */
static int
write_item(struct dn_convert *convert, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_annotation_counts *counts = &convert->run.annotations;
	struct dn_annotation_counts before = *counts;
	int written;

	if (convert->to == NULL) {
		written = dn_item_check(item, err) == 0 ? 1 : -1;
		if (written > 0)
			counts->out += dn_node_count(&item->tree,
			    item->annotations);
	} else {
		written = convert->to->write_item(convert->writer, item,
		    err);
	}
	if (written < 0) {
		counts->out = before.out;
		counts->dropped = before.dropped;
		counts->rejected += dn_node_count(&item->tree,
		    item->annotations);
	}
	return written;
}

/* Two items of one run must not have the same split and id. */
static int
claim_id(struct dn_convert *convert, const struct dn_item *item,
    struct dn_err *err)
{
	struct dn_bytes *key = &convert->key;
	int added;

	dn_bytes_clear(key);
	dn_bytes_add_span(key, item->split);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, item->id);
	if (dn_bytes_check(key, err) < 0)
		return -1;
	added = dn_keys_claim(convert->ids, dn_bytes_span(key), 0, err);
	if (added != 0)
		return added < 0 ? -1 : 0;
	dn_err_set(err, DN_E_ID_CLASH, "a second item \"%.*s\"%s",
	    item->id.len < 100 ? (int)item->id.len : 100, item->id.ptr,
	    convert->settings->id == 0 ? " (--id path keeps suffixes)" : "");
	return -1;
}

/* What went with annotations that were left out is told at the end. */
static void
add_vanished(struct dn_convert *convert,
    const struct dn_vanish_counts *vanished)
{
	convert->run.annotations.dropped += vanished->annotations;
	convert->vanished.annotations += vanished->annotations;
	convert->vanished.relations += vanished->relations;
	convert->vanished.parents += vanished->parents;
}

/*
 * Change an item and write it: 1, 0 when it goes nowhere by `*reason`, -1.
 * With `once` there must be no second one of its id.
 */
static int
take(struct dn_convert *convert, struct dn_item *item, bool once,
    unsigned *reason, struct dn_err *err)
{
	struct dn_annotation_counts *counts = &convert->run.annotations;
	uint64_t all = dn_node_count(&item->tree, item->annotations);
	struct dn_vanish_counts vanished = { 0 };
	bool out = false;

	if (convert->to != NULL && (dn_media_apply(convert->finder, item,
	    &convert->media, err) < 0 || dn_alter_item(convert->alter, item,
	    &vanished, convert->unlisted, &out, err) < 0)) {
		counts->rejected += all;
		return -1;
	}
	*reason = DN_DROP_SPLIT;
	if (out) {
		counts->dropped += all;
		return 0;
	}
	add_vanished(convert, &vanished);
	if (once && claim_id(convert, item, err) < 0) {
		counts->rejected += all - vanished.annotations;
		return -1;
	}
	*reason = DN_DROP_MEDIUM;
	return write_item(convert, item, err);
}

int
dn_convert_header(struct dn_convert *convert, struct dn_item *header,
    const char *source, uint64_t line, struct dn_err *err)
{
	if (!dn_convert_has(convert->to, DN_FORMAT_RECORDS))
		return dn_labels_header(convert->writing.labels, header,
		    source, line, err);
	return write_item(convert, header, err) < 0 ? -1 : 0;
}

/* ---- records --------------------------------------------------------- */

/* What a thread keeps, and leaves of each record to fold. */
struct worker {
	struct dn_convert *convert;
	struct dn_names *unlisted;
	struct dn_item item;
};

struct note {
	uint64_t annotations;
	struct dn_vanish_counts vanished;
	struct dn_media_counts media;
	bool is_item, out;
};

/* Threads are gone when this is called: what they noted is joined. */
static void
worker_free(void *state)
{
	struct worker *worker = state;
	struct dn_names *names;

	if (worker == NULL)
		return;
	names = worker->convert->unlisted;
	/* Without memory some of the names are not told. */
	for (size_t i = 0; worker->unlisted != NULL &&
	    i < dn_names_count(worker->unlisted); i++)
		(void)dn_names_add(names, dn_names_get(worker->unlisted, i),
		    NULL);
	dn_names_free(worker->unlisted);
	dn_item_release(&worker->item);
	free(worker);
}

static void *
worker_new(void *state)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	worker->convert = state;
	worker->unlisted = dn_names_new();
	dn_item_init(&worker->item);
	if (worker->unlisted != NULL)
		return worker;
	worker_free(worker);
	return NULL;
}

/* Fields of the loop, in this order. */
static const char *const fields[] = { "item", "annotator", "type", "at",
	"annotations" };

/* An item, by dn-record(5): by its member `record`, else by what it lacks. */
static bool
is_item(const struct dn_record *record)
{
	const struct dn_json_value *have = record->fields;

	if (record->record.type == DN_JSON_STRING)
		return dn_span_is(record->record.raw, "\"item\"");
	return !(have[0].type != DN_JSON_NONE &&
	    have[1].type != DN_JSON_NONE) &&
	    !(have[2].type != DN_JSON_NONE && have[3].type != DN_JSON_NONE);
}

static uint64_t
count_children(const struct dn_json_value *value)
{
	struct dn_json_children walk = dn_json_children(value);
	struct dn_json_value child;
	struct dn_span name;
	uint64_t count = 0;

	while (dn_json_child(&walk, &name, &child))
		count++;
	return count;
}

static struct dn_json_value
whole_line(const struct dn_record *record)
{
	return (struct dn_json_value){ .raw = record->line,
		.type = DN_JSON_OBJECT };
}

/* Is there anything to be done with items as they pass? */
static bool
looks_at_items(const struct dn_convert *convert)
{
	return convert->settings->check || (convert->parts == NULL &&
	    dn_convert_passes(convert) && (dn_alter_items(convert->alter) ||
	    dn_media_asked(convert->finder)));
}

/* In parallel: count, check and change; what is not changed passes. */
static int
map(void *state, const struct dn_record *record, void *left,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	const struct dn_convert *convert = worker->convert;
	struct dn_json_value line = whole_line(record);
	struct note *note = left;
	int changed, sized = 0;

	note->is_item = is_item(record);
	if (!note->is_item)
		return 0;
	if (record->fields[4].type == DN_JSON_ARRAY)
		note->annotations = count_children(&record->fields[4]);
	if (!looks_at_items(convert))
		return 0;
	if (dn_item_read(&worker->item, &line, err) < 0)
		return -1;
	if (convert->settings->check)
		return dn_item_check(&worker->item, err);
	if (dn_media_asked(convert->finder))
		sized = dn_media_apply(convert->finder, &worker->item,
		    &note->media, err);
	if (sized < 0)
		return -1;
	changed = dn_alter_item(convert->alter, &worker->item,
	    &note->vanished, worker->unlisted, &note->out, err);
	if (note->out) {
		result->verdict = DN_DROP;
		result->reason = DN_DROP_SPLIT;
	}
	if (changed < 0 || (changed == 0 && sized == 0))
		return changed;
	result->verdict = DN_WRITE;
	return dn_item_write(&worker->item, result->out, err);
}

/* In order: the account, and writing in another format. */
static int
fold(void *state, const struct dn_record *record, void *left,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_convert *convert = state;
	struct dn_annotation_counts *counts = &convert->run.annotations;
	struct dn_json_value line = whole_line(record);
	const struct note *note = left;
	int written = -1;

	counts->in += note->annotations;
	if (convert->parts != NULL && note->is_item) {
		result->verdict = DN_USED;
		written = dn_item_read(&convert->item, &line, err);
		if (written == 0)
			written = dn_parts_add(convert->parts, &convert->item,
			    record->source, record->number, err);
		if (written < 0)
			counts->rejected += note->annotations;
		return written;
	}
	if (dn_convert_passes(convert) || convert->to == NULL) {
		add_vanished(convert, &note->vanished);
		convert->media.missing += note->media.missing;
		convert->media.broken += note->media.broken;
		if (note->out)
			counts->dropped += note->annotations;
		else
			counts->out += note->annotations -
			    note->vanished.annotations;
		if (convert->to == NULL)
			result->verdict = DN_USED;
		return 0;
	}
	if (!note->is_item) {
		result->verdict = DN_IGNORE;
		result->reason = DN_IGNORE_RECORD;
		return 0;
	}
	if (dn_item_read(&convert->item, &line, err) == 0)
		written = take(convert, &convert->item, false,
		    &result->reason, err);
	else
		counts->rejected += note->annotations;
	result->verdict = written == 0 ? DN_DROP : DN_WRITE;
	return written < 0 ? -1 : 0;
}

/* Headers are merged for the writer, or go out changed. */
static int
take_header(void *state, const struct dn_record *record,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_convert *convert = state;
	struct dn_json_value line = whole_line(record);

	result->verdict = DN_USED;
	if (dn_item_read(&convert->item, &line, err) < 0 ||
	    dn_alter_header(convert->alter, &convert->item, err) < 0)
		return -1;
	if (!dn_convert_passes(convert))
		return dn_labels_header(convert->writing.labels,
		    &convert->item, record->source, record->number, err);
	result->verdict = DN_WRITE;
	return dn_item_write(&convert->item, result->out, err);
}

const struct dn_loop *
dn_convert_loop(struct dn_convert *convert)
{
	convert->loop = (struct dn_loop){
		.fields = fields,
		.field_count = sizeof(fields) / sizeof(fields[0]),
		.note_size = sizeof(struct note),
		.drops = dn_convert_drops,
		.ignores = dn_convert_ignores,
		.state = convert,
		.worker_new = worker_new,
		.worker_free = worker_free,
		.map = map,
		.fold = fold,
		.header = dn_convert_passes(convert) &&
		    !dn_alter_headers(convert->alter) ? NULL : take_header,
	};
	return &convert->loop;
}

/* ---- other formats --------------------------------------------------- */

/* A header or an item that was read. */
static int
take_item(struct dn_convert *convert, struct dn_counts *counts,
    struct dn_err *err)
{
	struct dn_item *item = &convert->item;
	unsigned reason;
	int written;

	if (item->header && convert->to == NULL)
		return 0;
	if (item->header)
		return dn_alter_header(convert->alter, item, err) < 0 ? -1 :
		    dn_convert_header(convert, item, convert->reading.source,
		    convert->reading.line, err);
	if (convert->parts != NULL && dn_parts_add(convert->parts, item,
	    convert->reading.source, convert->reading.line, err) < 0) {
		convert->run.annotations.rejected += dn_node_count(
		    &item->tree, item->annotations);
		return -1;
	}
	written = convert->parts != NULL ? 1 : take(convert, item,
	    !convert->reading.again && !dn_convert_has(convert->from,
	    DN_FORMAT_LINES), &reason, err);
	if (written < 0)
		return -1;
	counts->in++;
	if (convert->parts != NULL) {
		counts->used++;
		return 0;
	}
	if (written == 0)
		counts->dropped[reason]++;
	else if (convert->to == NULL)
		counts->used++;
	else
		counts->out++;
	return 0;
}

/* The next of the reader: 1, 0 at the end, -1 (bad: the caller rejects). */
static int
next_item(struct dn_convert *convert, struct dn_span *raw,
    struct dn_counts *counts, struct dn_err *err)
{
	struct dn_annotation_counts *annotations = &convert->run.annotations;
	struct dn_annotation_counts before = *annotations;
	int got;

	*raw = (struct dn_span){ NULL, 0 };
	got = convert->from->read_next(convert->reader, &convert->item, raw,
	    err);
	/* What was read of an item that turns out bad goes with it. */
	if (got < 0)
		annotations->rejected = before.rejected + annotations->in -
		    before.in;
	if (got <= 0)
		return got;
	if (take_item(convert, counts, err) == 0)
		return 1;
	/* What is bad is the item, also where its file cannot be made. */
	if (err->source == NULL || dn_code_status(err->code) == 3) {
		err->source = convert->reading.source;
		err->line = convert->reading.line;
		err->column = convert->reading.column;
		err->byte = convert->reading.byte;
	}
	return -1;
}

int
dn_convert_read(struct dn_convert *convert, size_t max_value,
    struct dn_counts *counts, struct dn_err *err)
{
	struct dn_span raw;
	int got = 1;

	convert->reading = (struct dn_reading){ .run = &convert->run,
		.paths = convert->paths, .path_count = convert->path_count,
		.labels = dn_alter_labels(convert->alter),
		.max_value = max_value, .memory = dn_convert_memory(convert),
		.keep_suffix = convert->settings->id == 1,
		.early = convert->writing.out != NULL &&
		    dn_sink_is_straight(convert->writing.out),
		.finder = convert->finder };
	convert->reader = convert->from->read_open(&convert->reading, err);
	if (convert->reader == NULL)
		return -1;
	while (got != 0) {
		struct dn_err why = DN_ERR_INIT;

		got = next_item(convert, &raw, counts, &why);
		if (got >= 0)
			continue;
		/* What a list names and is not there stands in no file. */
		if (why.source == NULL)
			why.source = convert->path_count > 0 &&
			    strcmp(convert->paths[0], "-") != 0 ?
			    convert->paths[0] : "<stdin>";
		if (convert->stopped)
			return -1;
		if (dn_code_status(why.code) != 3) {
			*err = why;
			return -1;
		}
		counts->in++;
		if (convert->host->reject(convert->host->state, &why, raw) < 0)
			return -1;
	}
	counts->in += convert->reading.ignored;
	counts->ignored[DN_IGNORE_FILE] += convert->reading.ignored;
	return 0;
}

/* ---- items that were put away ---------------------------------------- */

/* Join and write the next one: 1, 0 at the end, -1 (bad: it is rejected). */
static int
next_gathered(struct dn_convert *convert, struct dn_counts *counts,
    struct dn_err *err)
{
	struct dn_item *item;
	unsigned reason;
	int got = dn_parts_next(convert->parts, &item, err);

	if (got < 0)
		convert->run.annotations.rejected +=
		    dn_parts_annotations(convert->parts);
	if (got <= 0)
		return got;
	got = take(convert, item, false, &reason, err);
	if (got < 0)
		return -1;
	counts->used--;
	if (got > 0)
		counts->out++;
	else
		counts->dropped[reason]++;
	return 1;
}

/* A line that is rejected with its item is not joined to anything. */
struct rejecting {
	struct dn_convert *convert;
	struct dn_counts *counts;
};

static int
reject_line(void *state, const struct dn_err *err, struct dn_span raw)
{
	const struct rejecting *rejecting = state;
	const struct dn_convert_host *host = rejecting->convert->host;

	rejecting->counts->used--;
	return host->reject(host->state, err, raw);
}

int
dn_convert_gather(struct dn_convert *convert, struct dn_counts *counts,
    struct dn_err *err)
{
	struct rejecting rejecting = { convert, counts };
	int got = 1;

	while (convert->parts != NULL && got != 0) {
		struct dn_err why = DN_ERR_INIT;

		got = next_gathered(convert, counts, &why);
		if (got >= 0)
			continue;
		if (dn_code_status(why.code) != 3) {
			*err = why;
			return -1;
		}
		if (dn_parts_reject(convert->parts, &why, reject_line,
		    &rejecting) != 0)
			return -1;
	}
	return 0;
}
