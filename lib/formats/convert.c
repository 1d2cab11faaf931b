/* SPDX-License-Identifier: MIT */
/* The hub: a reader or the record loop on one side, a writer on the other. */
#include "formats/convert.h"

#include <stdlib.h>

#include "core/names.h"
#include "model/check.h"

const char *const dn_convert_ids[] = { "stem", "path", NULL };

enum { DROP_MEDIUM };
enum { IGNORE_FILE, IGNORE_RECORD };

const char *const dn_convert_drops[] = { "medium", NULL };
const char *const dn_convert_ignores[] = { "file", "record", NULL };

struct dn_convert {
	const struct dn_convert_settings *settings;
	const struct dn_convert_host *host;
	const struct dn_format *from, *to;      /* `to` NULL: --check */
	const char *const *paths;
	size_t path_count;
	struct dn_format_run run;
	struct dn_reading reading;
	struct dn_writing writing;
	struct dn_loop loop;
	void *reader, *writer;
	struct dn_names *ids;           /* of items read so far */
	struct dn_bytes key;
	struct dn_item item;            /* what is being converted */
	bool stopped;                   /* the host was told, and ended it */
	struct dn_sink *out, *spool;    /* of --strict: nothing goes early */
};

/* ---- set-up ---------------------------------------------------------- */

/* What a reader or writer says goes on to the host. */
static void
pass_note(void *state, const char *text)
{
	const struct dn_convert *convert = state;

	convert->host->note(convert->host->state, text);
}

static int
pass_reject(void *state, const struct dn_err *err, struct dn_span raw)
{
	struct dn_convert *convert = state;

	if (convert->host->reject_part(convert->host->state, err, raw) == 0)
		return 0;
	convert->stopped = true;
	return -1;
}

/* The two formats, or an error that names what is wrong with them. */
static int
choose_formats(struct dn_convert *convert, struct dn_err *err)
{
	const struct dn_convert_settings *settings = convert->settings;
	const char *from = settings->from != NULL ? settings->from : "dn";
	const char *to = settings->to != NULL ? settings->to : "dn";

	if (strcmp(from, "auto") != 0)
		convert->from = dn_format_find(from, err);
	else if (convert->path_count == 0 ||
	    strcmp(convert->paths[0], "-") == 0)
		dn_err_set(err, DN_E_USAGE,
		    "-f auto needs a PATH, not standard input");
	else
		convert->from = dn_format_guess(convert->paths[0], err);
	if (convert->from == NULL)
		return -1;
	if (convert->from->reads == 0)
		return dn_err_set(err, DN_E_USAGE,
		    "format %s can only be written", convert->from->name);
	if (settings->check)
		return settings->to == NULL ? 0 : dn_err_set(err, DN_E_USAGE,
		    "--check writes nothing: -t is out of place");
	convert->to = dn_format_find(to, err);
	if (convert->to != NULL && convert->to->writes == 0)
		return dn_err_set(err, DN_E_USAGE,
		    "format %s can only be read", to);
	return convert->to != NULL ? 0 : -1;
}

struct dn_convert *
dn_convert_new(const struct dn_convert_settings *settings,
    const struct dn_convert_host *host, const char *const *paths,
    size_t path_count, struct dn_err *err)
{
	struct dn_convert *convert = calloc(1, sizeof(*convert));

	if (convert == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	convert->settings = settings;
	convert->host = host;
	convert->paths = paths;
	convert->path_count = path_count;
	convert->run = (struct dn_format_run){ .options = &settings->format,
		.state = convert, .note = pass_note, .reject = pass_reject };
	dn_item_init(&convert->item);
	dn_bytes_init(&convert->key, SIZE_MAX / 2);
	convert->ids = dn_names_new();
	convert->writing.run = &convert->run;
	convert->writing.labels = dn_labels_new();
	if (convert->ids == NULL || convert->writing.labels == NULL)
		dn_err_memory(err);
	else if (choose_formats(convert, err) == 0)
		return convert;
	dn_convert_free(convert);
	return NULL;
}

void
dn_convert_free(struct dn_convert *convert)
{
	if (convert == NULL)
		return;
	if (convert->reader != NULL)
		convert->from->read_close(convert->reader);
	if (convert->writer != NULL)
		convert->to->write_close(convert->writer);
	dn_outdir_abort(convert->writing.folder);
	if (convert->spool != NULL)
		dn_sink_abort(convert->spool);
	dn_labels_free(convert->writing.labels);
	dn_loss_free(convert->writing.loss);
	dn_names_free(convert->ids);
	dn_bytes_release(&convert->key);
	dn_item_release(&convert->item);
	free(convert);
}

static bool
has_flag(const struct dn_format *format, unsigned flag)
{
	return format != NULL && (format->flags & flag) != 0;
}

bool
dn_convert_reads_records(const struct dn_convert *convert)
{
	return has_flag(convert->from, DN_FORMAT_RECORDS);
}

bool
dn_convert_passes(const struct dn_convert *convert)
{
	return dn_convert_reads_records(convert) &&
	    has_flag(convert->to, DN_FORMAT_RECORDS);
}

bool
dn_convert_writes_folder(const struct dn_convert *convert)
{
	return has_flag(convert->to, DN_FORMAT_FOLDERS);
}

bool
dn_convert_writes(const struct dn_convert *convert)
{
	return convert->to != NULL;
}

int
dn_convert_open(struct dn_convert *convert, struct dn_sink *out,
    const char *path, struct dn_sink *loss, struct dn_err *err)
{
	struct dn_writing *writing = &convert->writing;

	if (convert->to == NULL)
		return 0;
	writing->out = out;
	writing->loss = dn_loss_new(convert->to->name, convert->to->writes,
	    convert->to->degrades, loss);
	if (writing->loss == NULL)
		return dn_err_memory(err);
	if (convert->settings->strict && out != NULL &&
	    !dn_convert_passes(convert)) {
		convert->out = out;
		convert->spool = writing->out = dn_sink_spool(err);
		if (convert->spool == NULL)
			return -1;
	}
	if (dn_convert_writes_folder(convert)) {
		writing->folder = dn_outdir_open(path,
		    convert->settings->force, err);
		if (writing->folder == NULL)
			return -1;
	}
	convert->writer = convert->to->write_open(writing, err);
	return convert->writer != NULL ? 0 : -1;
}

/* ---- one item -------------------------------------------------------- */

/* Set `annotator` where neither that nor a set is named. */
static bool
stamp(struct dn_tree *tree, struct dn_node *object, struct dn_span name)
{
	if (dn_node_type(dn_node_get(tree, object, "annotator")) >
	    DN_JSON_NULL ||
	    dn_node_type(dn_node_get(tree, object, "set")) > DN_JSON_NULL ||
	    dn_node_type(object) != DN_JSON_OBJECT)
		return false;
	dn_node_set_text(tree, object, "annotator", name);
	return true;
}

/*
 * --as: annotations and relations that say of nobody, and the item itself,
 * which was looked at even where nothing was found.
 */
static bool
stamp_item(const struct dn_convert *convert, struct dn_item *item)
{
	struct dn_span name = dn_span_of(convert->settings->annotator);
	struct dn_tree *tree = &item->tree;
	struct dn_node *node, *work;
	bool changed = false;

	if (name.ptr == NULL || item->header)
		return false;
	for (node = dn_item_first_annotation(item); node != NULL;
	    node = node->next)
		changed |= stamp(tree, node, name);
	for (node = dn_item_first_relation(item); node != NULL;
	    node = node->next)
		changed |= stamp(tree, node, name);
	if (item->annotations == NULL || dn_node_type(dn_node_get(tree,
	    item->root, "work")) > DN_JSON_NULL)
		return changed;
	work = dn_node_set_array(tree, item->root, "work");
	dn_node_set_text(tree, dn_node_add_object(tree, work), "annotator",
	    name);
	return true;
}

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

/* ---- records --------------------------------------------------------- */

/* What a thread keeps, and leaves of each record to fold. */
struct worker {
	const struct dn_convert *convert;
	struct dn_item item;
};

struct note {
	uint64_t annotations;
	bool is_item;
};

static void *
worker_new(void *state)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	worker->convert = state;
	dn_item_init(&worker->item);
	return worker;
}

static void
worker_free(void *state)
{
	struct worker *worker = state;

	if (worker == NULL)
		return;
	dn_item_release(&worker->item);
	free(worker);
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

/* In parallel: count, check and stamp; what is not changed passes. */
static int
map(void *state, const struct dn_record *record, void *left,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	const struct dn_convert *convert = worker->convert;
	struct dn_json_value line = whole_line(record);
	struct note *note = left;

	note->is_item = is_item(record);
	if (!note->is_item)
		return 0;
	if (record->fields[4].type == DN_JSON_ARRAY)
		note->annotations = count_children(&record->fields[4]);
	if (!convert->settings->check &&
	    (convert->settings->annotator == NULL ||
	    !dn_convert_passes(convert)))
		return 0;
	if (dn_item_read(&worker->item, &line, err) < 0 ||
	    (convert->settings->check &&
	    dn_item_check(&worker->item, err) < 0))
		return -1;
	if (!stamp_item(convert, &worker->item))
		return 0;
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
	if (dn_convert_passes(convert) || convert->to == NULL) {
		counts->out += note->annotations;
		if (convert->to == NULL)
			result->verdict = DN_USED;
		return 0;
	}
	if (!note->is_item) {
		result->verdict = DN_IGNORE;
		result->reason = IGNORE_RECORD;
		return 0;
	}
	if (dn_item_read(&convert->item, &line, err) == 0) {
		stamp_item(convert, &convert->item);
		written = write_item(convert, &convert->item, err);
	} else {
		counts->rejected += note->annotations;
	}
	result->verdict = written == 0 ? DN_DROP : DN_WRITE;
	result->reason = DROP_MEDIUM;
	return written < 0 ? -1 : 0;
}

/* Headers are merged for the writer, and go nowhere themselves. */
static int
take_header(void *state, const struct dn_record *record,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_convert *convert = state;
	struct dn_json_value line = whole_line(record);

	result->verdict = DN_USED;
	if (dn_item_read(&convert->item, &line, err) < 0)
		return -1;
	return dn_labels_header(convert->writing.labels, &convert->item,
	    record->source, record->number, err);
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
		.header = dn_convert_passes(convert) ? NULL : take_header,
	};
	return &convert->loop;
}

/* ---- other formats --------------------------------------------------- */

/* Two items of one run must not have the same split and id. */
static int
claim_id(struct dn_convert *convert, struct dn_err *err)
{
	const struct dn_item *item = &convert->item;
	struct dn_bytes *key = &convert->key;
	int added;

	dn_bytes_clear(key);
	dn_bytes_add_span(key, item->split);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, item->id);
	if (dn_bytes_check(key, err) < 0)
		return -1;
	if (dn_names_add(convert->ids, dn_bytes_span(key), &added) ==
	    DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added)
		return 0;
	dn_err_set(err, DN_E_ID_CLASH, "a second item \"%.*s\"%s",
	    item->id.len < 100 ? (int)item->id.len : 100, item->id.ptr,
	    convert->settings->id == 0 ? " (--id path keeps suffixes)" : "");
	return -1;
}

/* A header or an item that was read. */
static int
take_item(struct dn_convert *convert, struct dn_counts *counts,
    struct dn_err *err)
{
	struct dn_item *item = &convert->item;
	int written;

	if (item->header && convert->to == NULL)
		return 0;
	if (item->header && !has_flag(convert->to, DN_FORMAT_RECORDS))
		return dn_labels_header(convert->writing.labels, item,
		    convert->reading.source, convert->reading.line, err);
	if (item->header)
		return write_item(convert, item, err) < 0 ? -1 : 0;
	if (claim_id(convert, err) < 0) {
		convert->run.annotations.rejected += dn_node_count(
		    &item->tree, item->annotations);
		return -1;
	}
	stamp_item(convert, item);
	written = write_item(convert, item, err);
	if (written < 0)
		return -1;
	counts->in++;
	if (written == 0)
		counts->dropped[DROP_MEDIUM]++;
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
	if (err->source == NULL) {
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
		.max_value = max_value,
		.keep_suffix = convert->settings->id == 1 };
	convert->reader = convert->from->read_open(&convert->reading, err);
	if (convert->reader == NULL)
		return -1;
	while (got != 0) {
		struct dn_err why = DN_ERR_INIT;

		got = next_item(convert, &raw, counts, &why);
		if (got >= 0)
			continue;
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
	counts->ignored[IGNORE_FILE] += convert->reading.ignored;
	return 0;
}

/* ---- the end --------------------------------------------------------- */

/* What headers said, where the target has no place for it at all. */
static int
judge_headers(struct dn_convert *convert, struct dn_err *err)
{
	static const char *const infos[] = { "info", "licenses", "meta" };
	struct dn_labels *labels = convert->writing.labels;
	struct dn_loss *loss = convert->writing.loss;
	size_t declared = 0;

	if (has_flag(convert->to, DN_FORMAT_RECORDS))
		return 0;
	for (size_t i = 0; i < dn_labels_count(labels); i++)
		declared += dn_labels_node(labels, i) != NULL;
	if (declared > 0 && !dn_loss_carries(loss, DN_CAP_LABEL_SET) &&
	    dn_loss_dropped(loss, NULL, NULL, DN_CAP_LABEL_SET, err,
	    "%zu labels of headers", declared) < 0)
		return -1;
	for (int i = 0; i < 3 && !dn_loss_carries(loss, DN_CAP_INFO); i++)
		if (dn_node_type(dn_labels_member(labels, infos[i], NULL)) >
		    DN_JSON_NULL && dn_loss_dropped(loss, NULL, NULL,
		    DN_CAP_INFO, err, "%s of headers", infos[i]) < 0)
			return -1;
	return 0;
}

/* A piece of what was held back goes out. */
static int
give(void *state, const char *data, size_t len, struct dn_err *err)
{
	return dn_sink_write(state, data, len, err);
}

int
dn_convert_finish(struct dn_convert *convert, struct dn_err *err)
{
	struct dn_outdir *folder = convert->writing.folder;

	if (convert->to == NULL)
		return 0;
	if (judge_headers(convert, err) < 0 ||
	    convert->to->write_end(convert->writer, err) < 0)
		return -1;
	if (convert->settings->strict &&
	    dn_loss_count(convert->writing.loss) > 0)
		return 1;
	if (convert->spool != NULL)
		return dn_sink_replay(convert->spool, give, convert->out,
		    err) == 0 ? 0 : -1;
	if (folder == NULL)
		return 0;
	convert->writing.folder = NULL;
	return dn_outdir_commit(folder, err);
}

void
dn_convert_summary(const struct dn_convert *convert, struct dn_bytes *out)
{
	const struct dn_annotation_counts *counts = &convert->run.annotations;

	dn_bytes_add_format(out, "{\"in\":%llu,\"out\":%llu,"
	    "\"rejected\":%llu,\"dropped\":%llu,\"ignored\":%llu}",
	    (unsigned long long)counts->in, (unsigned long long)counts->out,
	    (unsigned long long)counts->rejected,
	    (unsigned long long)counts->dropped,
	    (unsigned long long)counts->ignored);
}

void
dn_convert_tell(const struct dn_convert *convert, uint64_t good,
    struct dn_bytes *out)
{
	const struct dn_annotation_counts *counts = &convert->run.annotations;
	bool checked = convert->to == NULL && good + counts->in > 0;

	if (checked)
		dn_bytes_add_format(out, "%llu records are good; ",
		    (unsigned long long)good);
	if (checked || counts->rejected > 0 || counts->dropped > 0)
		dn_bytes_add_format(out, "annotations: %llu in, %llu out, "
		    "%llu rejected, %llu dropped",
		    (unsigned long long)counts->in,
		    (unsigned long long)counts->out,
		    (unsigned long long)counts->rejected,
		    (unsigned long long)counts->dropped);
	if (convert->writing.loss == NULL ||
	    dn_loss_count(convert->writing.loss) == 0)
		return;
	dn_bytes_add_text(out, out->len > 0 ? "; lost: " : "lost: ");
	dn_loss_tell(convert->writing.loss, out);
}
