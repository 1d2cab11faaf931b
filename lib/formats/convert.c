/* SPDX-License-Identifier: MIT */
/* The hub: a reader or the record loop on one side, a writer on the other. */
#include "formats/convert_state.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "io/store.h"

#define UNLISTED_MOST 10        /* names that are told */

const char *const dn_convert_ids[] = { "stem", "path", NULL };

const char *const dn_convert_drops[] = { "medium", "split", NULL };
const char *const dn_convert_ignores[] = { "file", "record", NULL };

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

/* -f auto, by the first input. */
static const struct dn_format *
guess_format(struct dn_convert *convert, struct dn_err *err)
{
	const struct dn_format *format;
	uint64_t start;

	if (convert->path_count > 0 && strcmp(convert->paths[0], "-") != 0)
		return dn_format_guess(convert->paths[0], err);
	if (dn_store_stdin(&start, err) < 0)
		return NULL;
	format = dn_format_guess("-", err);
	if (format != NULL && dn_store_stdin_again(start, err) < 0)
		return NULL;
	return format;
}

/* The two formats, or an error that names what is wrong with them. */
static int
choose_formats(struct dn_convert *convert, struct dn_err *err)
{
	const struct dn_convert_settings *settings = convert->settings;
	const char *from = settings->from != NULL ? settings->from : "dn";
	const char *to = settings->to != NULL ? settings->to : "dn";

	convert->from = strcmp(from, "auto") == 0 ?
	    guess_format(convert, err) : dn_format_find(from, err);
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

/* Has the format that task?  Append all that it has. */
static bool
has_task(const struct dn_format *format, const char *task,
    struct dn_bytes *out)
{
	bool has = false;

	if (format == NULL || format->tasks == NULL)
		return false;
	dn_bytes_add_format(out, "%s%s has", out->len > 0 ? "; " : "",
	    format->name);
	for (size_t i = 0; format->tasks[i] != NULL; i++) {
		dn_bytes_add_format(out, "%s %s", i > 0 ? "," : "",
		    format->tasks[i]);
		has = has || strcmp(format->tasks[i], task) == 0;
	}
	return has;
}

/* --task is of one of the formats; where neither has any it says nothing. */
static int
check_task(struct dn_convert *convert, struct dn_err *err)
{
	const char *task = convert->settings->format.task;
	struct dn_bytes known;
	bool has;

	if (task == NULL)
		return 0;
	dn_bytes_init(&known, SIZE_MAX / 2);
	has = has_task(convert->from, task, &known);
	if (convert->to != convert->from)
		has = has_task(convert->to, task, &known) || has;
	if (!has && known.len > 0)
		dn_err_set(err, DN_E_USAGE, "--task \"%.60s\": %s", task,
		    dn_bytes_text(&known));
	else
		has = true;
	dn_bytes_release(&known);
	return has ? 0 : -1;
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
		.keeps_rejects = host->keeps_rejects, .state = convert,
		.note = pass_note, .reject = pass_reject };
	dn_item_init(&convert->item);
	dn_bytes_init(&convert->key, SIZE_MAX / 2);
	convert->ids = dn_keys_new(dn_convert_memory(convert) / 8);
	convert->writing.run = &convert->run;
	convert->writing.memory = dn_convert_memory(convert);
	convert->writing.labels = dn_labels_new();
	convert->unlisted = dn_names_new();
	if (convert->ids == NULL || convert->writing.labels == NULL ||
	    convert->unlisted == NULL)
		dn_err_memory(err);
	else if (choose_formats(convert, err) == 0 &&
	    check_task(convert, err) == 0 && (convert->alter =
	    dn_alter_new(&settings->alter, err)) != NULL &&
	    (convert->finder = dn_media_open(&settings->media, err)) != NULL &&
	    (!settings->gather || convert->to == NULL ||
	    (convert->parts = dn_parts_new(err)) != NULL))
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
	dn_alter_free(convert->alter);
	dn_media_close(convert->finder);
	dn_parts_free(convert->parts);
	dn_keys_free(convert->ids);
	dn_names_free(convert->unlisted);
	dn_bytes_release(&convert->key);
	dn_item_release(&convert->item);
	free(convert);
}

size_t
dn_convert_memory(const struct dn_convert *convert)
{
	uint64_t memory = convert->settings->memory;

	return memory == 0 ? DN_CONVERT_MEMORY :
	    memory < SIZE_MAX ? (size_t)memory : SIZE_MAX;
}

bool
dn_convert_has(const struct dn_format *format, unsigned flag)
{
	return format != NULL && (format->flags & flag) != 0;
}

bool
dn_convert_reads_records(const struct dn_convert *convert)
{
	return dn_convert_has(convert->from, DN_FORMAT_RECORDS);
}

bool
dn_convert_passes(const struct dn_convert *convert)
{
	return dn_convert_reads_records(convert) &&
	    dn_convert_has(convert->to, DN_FORMAT_RECORDS);
}

bool
dn_convert_needs_folder(const struct dn_convert *convert)
{
	const struct dn_format *to = convert->to;
	const char *task = convert->settings->format.task;

	return dn_convert_has(to, DN_FORMAT_FOLDERS) || (to != NULL &&
	    to->folder_task != NULL && task != NULL &&
	    strcmp(task, to->folder_task) == 0);
}

bool
dn_convert_writes_folder(const struct dn_convert *convert, const char *path)
{
	size_t len = path == NULL ? 0 : strlen(path);
	struct stat status;

	if (!dn_convert_has(convert->to, DN_FORMAT_EITHER) || len == 0)
		return dn_convert_needs_folder(convert);
	return path[len - 1] == '/' || (stat(path, &status) == 0 &&
	    S_ISDIR(status.st_mode));
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
	writing->loss = dn_loss_new(convert->to->name,
	    convert->to->writes | convert->to->partly,
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
	if (out == NULL) {
		writing->folder = dn_outdir_open(path,
		    convert->settings->force, err);
		if (writing->folder == NULL)
			return -1;
	}
	convert->writer = convert->to->write_open(writing, err);
	if (convert->writer == NULL)
		return -1;
	if (!dn_alter_begin(convert->alter, &convert->item))
		return 0;
	if (dn_convert_header(convert, &convert->item,
	    convert->settings->alter.labels, 1, err) < 0)
		return -1;
	dn_labels_prefer(writing->labels);
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

	if (dn_convert_has(convert->to, DN_FORMAT_RECORDS))
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

/* Names that some file systems cannot tell apart. */
static void
tell_alike(const struct dn_convert *convert, const struct dn_outdir *folder)
{
	struct dn_span name;
	size_t count = dn_outdir_alike(folder, &name);

	if (count > 0)
		dn_format_note(&convert->run, "%zu names of files differ from "
		    "others only in capitals, which not every file system "
		    "tells apart; the first is \"%.*s\"", count,
		    name.len < 100 ? (int)name.len : 100, name.ptr);
}

int
dn_convert_finish(struct dn_convert *convert, struct dn_err *err)
{
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
	if (convert->writing.folder != NULL)
		tell_alike(convert, convert->writing.folder);
	return 0;
}

int
dn_convert_put(struct dn_convert *convert, struct dn_err *err)
{
	struct dn_outdir *folder = convert->writing.folder;

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

/* The labels that --labels does not list, in byte order: the first few. */
static void
tell_unlisted(const struct dn_convert *convert, struct dn_bytes *out)
{
	size_t count = dn_names_count(convert->unlisted);
	size_t *order = dn_names_sorted(convert->unlisted);

	if (order == NULL)
		return;
	dn_bytes_add_format(out, "%s%zu label%s that --labels does not list:",
	    out->len > 0 ? "; " : "", count, count == 1 ? "" : "s");
	for (size_t i = 0; i < count && i < UNLISTED_MOST; i++) {
		struct dn_span name = dn_names_get(convert->unlisted,
		    order[i]);

		dn_bytes_add_format(out, "%s \"%.*s\"", i > 0 ? "," : "",
		    name.len < 60 ? (int)name.len : 60, name.ptr);
	}
	if (count > UNLISTED_MOST)
		dn_bytes_add_text(out, " ...");
	free(order);
}

/* What went with annotations that were left out. */
static void
tell_vanished(const struct dn_convert *convert, struct dn_bytes *out)
{
	const struct dn_vanish_counts *vanished = &convert->vanished;

	if (vanished->relations > 0)
		dn_bytes_add_format(out, "; relations dropped with them: %llu",
		    (unsigned long long)vanished->relations);
	if (vanished->parents > 0)
		dn_bytes_add_format(out, "; left without their parent: %llu",
		    (unsigned long long)vanished->parents);
}

void
dn_convert_tell(const struct dn_convert *convert, uint64_t good,
    struct dn_bytes *out)
{
	const struct dn_annotation_counts *counts = &convert->run.annotations;
	bool checked = convert->to == NULL && good + counts->in > 0;

	if (checked)
		dn_bytes_add_format(out, good == 1 ? "%llu record is good; " :
		    "%llu records are good; ", (unsigned long long)good);
	if (checked || counts->rejected > 0 || counts->dropped > 0)
		dn_bytes_add_format(out, "annotations: %llu in, %llu out, "
		    "%llu rejected, %llu dropped",
		    (unsigned long long)counts->in,
		    (unsigned long long)counts->out,
		    (unsigned long long)counts->rejected,
		    (unsigned long long)counts->dropped);
	tell_vanished(convert, out);
	if (convert->parts != NULL && dn_parts_differing(convert->parts) > 0)
		dn_bytes_add_format(out, "%smembers of later lines that "
		    "differ and are left out: %llu", out->len > 0 ? "; " : "",
		    (unsigned long long)dn_parts_differing(convert->parts));
	tell_unlisted(convert, out);
	dn_media_tell(&convert->media, out);
	if (convert->writing.loss == NULL ||
	    dn_loss_count(convert->writing.loss) == 0)
		return;
	dn_bytes_add_text(out, out->len > 0 ? "; lost: " : "lost: ");
	dn_loss_tell(convert->writing.loss, out);
}
