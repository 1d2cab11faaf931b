/* SPDX-License-Identifier: MIT */
/* A tool's life: the one place that prints and decides the exit status. */
#include "app/run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/account.h"
#include "app/apart.h"
#include "app/common.h"
#include "app/message.h"
#include "core/utf8.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/reject.h"

#define MESSAGE_MAX ((size_t)1 << 16)
#define SIDE_OUTPUTS 4

struct dn_run_private {
	struct dn_common common;
	const struct dn_opt *tables[3];
	struct dn_opt_parse parse;
	struct dn_sink *rejects, *sides[SIDE_OUTPUTS];
	struct dn_apart apart;                  /* the names of all outputs */
	size_t side_count;
	bool side_is_stdin;             /* an option's FILE is */
	bool refuses;                   /* records, and goes on */
	uint64_t parts;                 /* rejected, of records that are not */
	const char *const *drops, *const *ignores;
	struct dn_bytes summary;                /* further members */
};

/* ---- messages ------------------------------------------------------- */

/* Write a message to stderr in one call; nobody can be told if it fails. */
static void
say(const struct dn_bytes *message)
{
	ssize_t written = write(STDERR_FILENO, message->data, message->len);

	(void)written;
}

/* Say an error: where, its code, what is wrong, and the bytes in question. */
static void
say_error(const struct dn_run *run, const struct dn_err *err)
{
	struct dn_bytes out;

	dn_bytes_init(&out, MESSAGE_MAX * 4);
	dn_message_write(&out, run->tool->name, err);
	say(&out);
	dn_bytes_release(&out);
}

void
dn_run_fail(struct dn_run *run, const struct dn_err *err)
{
	say_error(run, err);
	if (run->status < dn_code_status(err->code))
		run->status = dn_code_status(err->code);
}

void
dn_run_refuse(struct dn_run *run, const struct dn_err *err)
{
	say_error(run, err);
	if (run->status < DN_NO)
		run->status = DN_NO;
}

/* "dn-clean: ", what kind of message it is, and its text on stderr. */
static void
say_format(const struct dn_run *run, const char *kind, const char *format,
    va_list args)
{
	struct dn_bytes out;
	char text[1024];

	vsnprintf(text, sizeof(text), format, args);
	dn_bytes_init(&out, MESSAGE_MAX);
	dn_bytes_add_format(&out, "%s: %s", run->tool->name, kind);
	dn_utf8_show(&out, text, strlen(text), sizeof(text));
	dn_bytes_add_byte(&out, '\n');
	say(&out);
	dn_bytes_release(&out);
}

void
dn_run_usage(struct dn_run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_format(run, "error[usage]: ", format, args);
	va_end(args);
	if (run->status < DN_WRONG)
		run->status = DN_WRONG;
}

void
dn_run_no(struct dn_run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_format(run, "", format, args);
	va_end(args);
	if (run->status < DN_NO)
		run->status = DN_NO;
}

void
dn_run_note(struct dn_run *run, const char *format, ...)
{
	va_list args;

	if (run->private->common.quiet)
		return;
	va_start(args, format);
	say_format(run, "", format, args);
	va_end(args);
}

/* ---- start ---------------------------------------------------------- */

/* Print what --help and its like ask for; true when that is all. */
static bool
answered(struct dn_run *run)
{
	struct dn_run_private *private = run->private;
	const struct dn_common *common = &private->common;
	struct dn_bytes out;

	if (!common->help && !common->version && !common->list)
		return false;
	dn_bytes_init(&out, MESSAGE_MAX);
	if (common->help)
		dn_common_help(run->tool, private->tables, &out);
	else if (common->version)
		dn_common_version(run->tool, &out);
	else
		dn_opt_list_rows(private->tables, &out);
	private->common.output = run->output = NULL;
	if (dn_run_output(run) && dn_run_write(run, dn_bytes_span(&out)))
		run->file_count = 0;
	dn_bytes_release(&out);
	return true;
}

/* A verb that is known, but not built yet. */
static bool
refuse_later(struct dn_run *run, const char *verb)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_set(&err, DN_E_NOT_BUILT, "%s is not built yet", verb);
	dn_run_fail(run, &err);
	return false;
}

/* Take the first operand as the verb, where the tool has verbs. */
static bool
take_verb(struct dn_run *run)
{
	if (run->tool->verbs == NULL)
		return true;
	if (run->file_count == 0) {
		dn_run_usage(run, "say what to do: see %s --help",
		    run->tool->name);
		return false;
	}
	for (const char *const *v = run->tool->verbs; *v != NULL; v++)
		if (strcmp(run->files[0], *v) == 0)
			run->verb = *v;
		else if (**v == '!' && strcmp(run->files[0], *v + 1) == 0)
			return refuse_later(run, *v + 1);
	if (run->verb == NULL) {
		dn_run_usage(run, "unknown command \"%s\": see %s --help",
		    run->files[0], run->tool->name);
		return false;
	}
	run->files++;
	run->file_count--;
	return true;
}

/* Stdin can be read once only. */
static bool
stdin_once(struct dn_run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < run->file_count; i++)
		count += strcmp(run->files[i], "-") == 0;
	if (count > 1)
		dn_run_usage(run, "standard input can be read once only");
	return count <= 1;
}

/* Two outputs must not be one file. */
static bool
claim_path(struct dn_run *run, const char *path)
{
	bool apart = dn_apart_add(&run->private->apart, path);

	if (!apart)
		dn_run_usage(run, "\"%s\" is named for two outputs", path);
	return apart;
}

/* Is an output out of the folder that -o replaces? */
static bool
stays(struct dn_run *run, const char *path)
{
	const char *folder = run->private->apart.folder;
	bool inside = folder != NULL && dn_apart_is_inside(path, folder);

	if (inside)
		dn_run_usage(run, "\"%s\" is in the folder that is written, "
		    "\"%s\"", path, folder);
	return !inside;
}

/*
 * An output beside the main one must be no input either: it would take the
 * place of what was read.  (-o may: that is how a file is mended.)
 */
static bool
claim_side_path(struct dn_run *run, const char *path)
{
	if (!dn_apart_is_read(path, run->files, run->file_count) &&
	    !dn_apart_is_input(&run->private->apart, path))
		return stays(run, path) && claim_path(run, path);
	dn_run_usage(run, "\"%s\" is an input, too", path);
	return false;
}

/* What an option names to be read: no side output may take its place. */
static bool
spare_input(struct dn_run *run, const char *path)
{
	const char *output = dn_apart_read(&run->private->apart, path,
	    run->output);

	if (output != NULL)
		dn_run_usage(run, "\"%s\" is an input, too", output);
	return output == NULL;
}

bool
dn_run_side_input(struct dn_run *run, const char *path)
{
	bool is_stdin = path != NULL && strcmp(path, "-") == 0;
	bool twice = is_stdin && (run->private->side_is_stdin ||
	    dn_apart_stdin(run->files, run->file_count));

	run->private->side_is_stdin |= is_stdin;
	if (twice)
		dn_run_usage(run, "standard input can be read once only");
	return !twice && (path == NULL || spare_input(run, path));
}

bool
dn_run_spares(struct dn_run *run, const char *path)
{
	const char *output = path == NULL ? NULL :
	    dn_apart_at(&run->private->apart, path);

	if (output != NULL)
		dn_run_usage(run, "\"%s\" would be written over \"%s\"",
		    output, path);
	return output == NULL;
}

/* What the common options name is claimed before anything is read. */
static bool
claim_common(struct dn_run *run)
{
	const struct dn_common *common = &run->private->common;

	return (run->output == NULL || claim_path(run, run->output)) &&
	    (common->rejects == NULL ||
	    claim_side_path(run, common->rejects)) &&
	    (common->summary == NULL ||
	    claim_side_path(run, common->summary));
}

bool
dn_run_start(struct dn_run *run, const struct dn_tool *tool, int argc,
    char **argv)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_run_private *private = calloc(1, sizeof(*private));

	memset(run, 0, sizeof(*run));
	run->tool = tool;
	run->private = private;
	dn_fd_hold_standard();
	/* A file at its size limit is an error to report, not to die of. */
	signal(SIGXFSZ, SIG_IGN);
	if (private == NULL) {
		dn_err_memory(&err);
		dn_run_fail(run, &err);
		return false;
	}
	dn_common_init(&private->common);
	dn_bytes_init(&private->summary, MESSAGE_MAX);
	private->tables[0] = tool->options;
	private->tables[1] = private->common.rows;
	private->parse.tables = private->tables;
	dn_common_look_ahead(&private->common, argc, argv);
	if (answered(run))
		return false;
	if (dn_opt_parse(&private->parse, argc, argv, &err) < 0 ||
	    dn_common_limits(&private->common, &err) < 0) {
		dn_run_fail(run, &err);
		return false;
	}
	run->files = private->parse.operands.values;
	run->file_count = private->parse.operands.count;
	run->threads = (size_t)private->common.threads;
	run->output = private->common.output;
	run->max_record = (size_t)private->common.max_record;
	return take_verb(run) && stdin_once(run) && claim_common(run);
}

/* ---- outputs --------------------------------------------------------- */

/* Open an output; NULL after an error, which was said. */
static struct dn_sink *
open_sink(struct dn_run *run, const char *path)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;

	sink = dn_sink_open(path, &err);
	if (sink == NULL)
		dn_run_fail(run, &err);
	return sink;
}

bool
dn_run_output(struct dn_run *run)
{
	if (run->out == NULL &&
	    (run->output != NULL || claim_path(run, "-")))
		run->out = open_sink(run, run->output);
	return run->out != NULL;
}

struct dn_sink *
dn_run_side_output(struct dn_run *run, const char *path)
{
	struct dn_run_private *private = run->private;
	struct dn_sink *sink;

	if (path == NULL || private->side_count == SIDE_OUTPUTS ||
	    !claim_side_path(run, path))
		return NULL;
	sink = open_sink(run, path);
	if (sink != NULL)
		private->sides[private->side_count++] = sink;
	return sink;
}

/* The sink of --rejects, where it is asked for; false after an error. */
static bool
open_rejects(struct dn_run *run)
{
	struct dn_run_private *private = run->private;

	if (private->common.rejects == NULL || private->rejects != NULL)
		return true;
	private->rejects = open_sink(run, private->common.rejects);
	return private->rejects != NULL;
}

bool
dn_run_replaces(struct dn_run *run, const char *folder)
{
	const char *rejects = run->private->common.rejects;

	run->private->apart.folder = folder;
	return (rejects == NULL || stays(run, rejects)) && open_rejects(run);
}

bool
dn_run_keeps_rejects(const struct dn_run *run)
{
	return run->private->common.rejects != NULL;
}

bool
dn_run_write(struct dn_run *run, struct dn_span text)
{
	struct dn_err err = DN_ERR_INIT;

	if (!dn_run_output(run))
		return false;
	if (dn_sink_write(run->out, text.ptr, text.len, &err) == 0)
		return true;
	dn_run_fail(run, &err);
	return false;
}

/* ---- the loop --------------------------------------------------------- */

/* Inputs that are missing are known before anything is written. */
static bool
inputs_there(struct dn_run *run, const char *const *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct stat st;

		if (strcmp(files[i], "-") == 0)
			continue;
		err.source = files[i];
		if (stat(files[i], &st) < 0 || access(files[i], R_OK) < 0)
			dn_err_system(&err, DN_E_NO_FILE, "cannot be read");
		else if (S_ISDIR(st.st_mode))
			dn_err_set(&err, DN_E_NO_FILE, "is a folder");
		else
			continue;
		dn_run_fail(run, &err);
		return false;
	}
	return true;
}

/* Were there more rejects than --max-rejects P% allows, or nothing else? */
static void
judge_rejects(struct dn_run *run)
{
	const struct dn_counts *counts = &run->counts;
	const struct dn_common *common = &run->private->common;
	struct dn_err err = DN_ERR_INIT;

	if (counts->rejected == 0)
		return;
	if (run->private->refuses && run->status < DN_NO)
		run->status = DN_NO;
	if (counts->rejected == counts->in &&
	    !(run->private->refuses && counts->refused > 0))
		dn_err_set(&err, DN_E_TOO_MANY, "all %llu records are bad",
		    (unsigned long long)counts->in);
	else if (common->reject_millionths != UINT64_MAX &&
	    (__extension__ (unsigned __int128)counts->rejected) * 1000000 >
	    (__extension__ (unsigned __int128)counts->in) *
	    common->reject_millionths)
		dn_err_set(&err, DN_E_TOO_MANY, "%llu of %llu records are "
		    "bad, more than %s", (unsigned long long)counts->rejected,
		    (unsigned long long)counts->in, common->max_rejects);
	else
		return;
	dn_run_fail(run, &err);
}

/* Run the loop over `files`; `counts` and sinks as the stream says. */
static bool
run_over(struct dn_run *run, const struct dn_loop *loop,
    struct dn_stream *stream, const char *const *files, size_t count,
    struct dn_counts *counts)
{
	struct dn_err err = DN_ERR_INIT;
	bool done = false;

	if (!inputs_there(run, files, count))
		return false;
	stream->threads = run->threads;
	stream->max_record = run->private->common.max_record;
	stream->lines = dn_lines_new(files, count,
	    (size_t)stream->max_record);
	if (stream->lines == NULL)
		dn_err_memory(&err);
	else
		done = dn_loop_run(loop, stream, counts, &err) == 0;
	if (!done)
		dn_run_fail(run, &err);
	dn_lines_free(stream->lines);
	return done;
}

bool
dn_run_loop(struct dn_run *run, const struct dn_loop *loop, bool writes)
{
	struct dn_stream stream = {
		.max_rejects = run->private->common.reject_limit };

	dn_run_reasons(run, loop->drops, loop->ignores);
	if (!open_rejects(run) || (writes && !dn_run_output(run)))
		return false;
	stream.out = writes ? run->out : NULL;
	stream.rejects = run->private->rejects;
	run->private->refuses = loop->refused != NULL;
	if (!run_over(run, loop, &stream, run->files, run->file_count,
	    &run->counts))
		return false;
	judge_rejects(run);
	return dn_run_intact(run);
}

bool
dn_run_side(struct dn_run *run, const struct dn_loop *loop, const char *path)
{
	struct dn_stream stream = { .max_rejects = 0 };
	struct dn_counts counts;

	return run_over(run, loop, &stream, &path, 1, &counts);
}

/* To --rejects, or the end: said, and false. */
static bool
put_away(struct dn_run *run, const struct dn_err *err, struct dn_span raw)
{
	struct dn_run_private *private = run->private;
	struct dn_err late = DN_ERR_INIT;
	struct dn_bytes line;
	bool kept;

	if (private->rejects == NULL) {
		dn_run_fail(run, err);
		return false;
	}
	dn_bytes_init(&line, SIZE_MAX / 2);
	dn_reject_write(&line, err, raw);
	kept = dn_bytes_check(&line, &late) == 0 && dn_sink_write(
	    private->rejects, line.data, line.len, &late) == 0;
	if (kept && run->counts.rejected + private->parts >
	    private->common.reject_limit) {
		dn_err_set(&late, DN_E_TOO_MANY, "more than %s bad records",
		    private->common.max_rejects);
		kept = false;
	}
	dn_bytes_release(&line);
	if (!kept)
		dn_run_fail(run, &late);
	return kept;
}

bool
dn_run_reject(struct dn_run *run, const struct dn_err *err,
    struct dn_span raw)
{
	if (dn_code_status(err->code) != DN_BAD || !open_rejects(run)) {
		dn_run_fail(run, err);
		return false;
	}
	run->counts.rejected++;
	run->counts.codes[err->code]++;
	return put_away(run, err, raw);
}

bool
dn_run_reject_part(struct dn_run *run, const struct dn_err *err,
    struct dn_span raw)
{
	if (dn_code_status(err->code) != DN_BAD || !open_rejects(run)) {
		dn_run_fail(run, err);
		return false;
	}
	run->private->parts++;
	return put_away(run, err, raw);
}

bool
dn_run_intact(const struct dn_run *run)
{
	return run->status < DN_WRONG;
}

/* ---- the end ---------------------------------------------------------- */

void
dn_run_reasons(struct dn_run *run, const char *const *drops,
    const char *const *ignores)
{
	run->private->drops = drops;
	run->private->ignores = ignores;
}

void
dn_run_summary(struct dn_run *run, const char *name, const char *json)
{
	dn_bytes_add_format(&run->private->summary, ",\"%s\":%s", name, json);
}

/* End a sink: put it in place, or leave nothing. */
static void
end_sink(struct dn_run *run, struct dn_sink *sink, bool keep)
{
	struct dn_err err = DN_ERR_INIT;

	if (sink == NULL)
		return;
	if (!keep)
		dn_sink_abort(sink);
	else if (dn_sink_commit(sink, &err) < 0)
		dn_run_fail(run, &err);
}

/* Results before a bad record stand on stdout, and only there. */
static void
end_output(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;

	if (run->out != NULL && run->status == DN_BAD &&
	    dn_sink_flush(run->out, &err) < 0)
		dn_run_fail(run, &err);
	end_sink(run, run->out, dn_run_intact(run));
	run->out = NULL;
}

/* Write --summary FILE. */
static void
write_summary(struct dn_run *run)
{
	struct dn_run_private *private = run->private;
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;
	struct dn_bytes out;

	if (private->common.summary == NULL)
		return;
	sink = open_sink(run, private->common.summary);
	if (sink == NULL)
		return;
	dn_bytes_init(&out, MESSAGE_MAX * 4);
	dn_account_write(&run->counts, run->tool->name, private->drops,
	    private->ignores, private->summary.len > 0 ?
	    dn_bytes_text(&private->summary) : "", &out);
	if (dn_bytes_check(&out, &err) < 0 ||
	    dn_sink_write(sink, out.data, out.len, &err) < 0) {
		dn_run_fail(run, &err);
		dn_sink_abort(sink);
	} else {
		end_sink(run, sink, true);
	}
	dn_bytes_release(&out);
}

/* The last line: what did not come out, and why. */
static void
tell_account(struct dn_run *run)
{
	struct dn_bytes out;

	dn_bytes_init(&out, MESSAGE_MAX);
	dn_account_tell(&run->counts, run->private->drops,
	    run->private->ignores, &out);
	if (out.len > 0)
		dn_run_note(run, "%s", dn_bytes_text(&out));
	dn_bytes_release(&out);
}

bool
dn_run_judge(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;

	if (dn_run_intact(run) && open_rejects(run))
		judge_rejects(run);
	if (dn_run_intact(run) && !dn_account_adds_up(&run->counts)) {
		dn_err_set(&err, DN_E_ACCOUNT, "the counts do not add up: "
		    "some record is unaccounted for");
		dn_run_fail(run, &err);
	}
	return dn_run_intact(run);
}

int
dn_run_finish(struct dn_run *run)
{
	struct dn_run_private *private = run->private;
	bool keep;

	if (private == NULL)
		return run->status;
	keep = dn_run_judge(run) || run->status == DN_BAD;
	end_sink(run, private->rejects, keep);
	for (size_t i = 0; i < private->side_count; i++)
		end_sink(run, private->sides[i], keep);
	/* The output itself comes last: when it is there, all is well. */
	if (dn_run_intact(run) || run->status == DN_BAD)
		write_summary(run);
	end_output(run);
	if (dn_run_intact(run) || run->status == DN_BAD)
		tell_account(run);
	dn_opt_release(&private->parse);
	dn_bytes_release(&private->summary);
	free(private);
	run->private = NULL;
	return run->status;
}
