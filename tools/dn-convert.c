/* SPDX-License-Identifier: MIT */
/* dn-convert - any annotation format to any other, through the record. */
#include <string.h>

#include "app/run.h"
#include "formats/convert.h"

static struct dn_convert_settings settings;

static const struct dn_opt options[] = {
	DN_CONVERT_ROWS(settings),
	DN_OPT_LATER(0, "frame", "FRAME", "of coordinates in space"),
	DN_OPT_LATER(0, "calib", "FILE", "calibration of sensors"),
	DN_OPT_LATER(0, "deidentify", NULL, "remove who the patient is"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-convert",
	"convert between annotation formats", "[PATH]...", options, NULL };

static void
note(void *run, const char *text)
{
	dn_run_note(run, "%s", text);
}

static int
reject(void *run, const struct dn_err *err, struct dn_span raw)
{
	return dn_run_reject(run, err, raw) ? 0 : -1;
}

static int
reject_part(void *run, const struct dn_err *err, struct dn_span raw)
{
	return dn_run_reject_part(run, err, raw) ? 0 : -1;
}

/* Open what is written; false after an error, which was said. */
static bool
open_output(struct dn_run *run, struct dn_convert *convert,
    struct dn_err *err)
{
	bool folder = dn_convert_writes_folder(convert, run->output);
	struct dn_sink *loss;

	if (folder && (run->output == NULL ||
	    strcmp(run->output, "-") == 0)) {
		dn_run_usage(run, "this format is written as a folder: "
		    "say -o FOLDER");
		return false;
	}
	if (folder && !dn_run_replaces(run, run->output))
		return false;
	loss = dn_run_side_output(run, settings.loss);
	if (settings.loss != NULL && loss == NULL)
		return false;
	if (!folder && dn_convert_writes(convert) && !dn_run_output(run))
		return false;
	if (dn_convert_open(convert, run->out, run->output, loss, err) == 0)
		return true;
	dn_run_fail(run, err);
	return false;
}

/* Read and convert all; false after an error, which was said. */
static bool
read_all(struct dn_run *run, struct dn_convert *convert, struct dn_err *err)
{
	int failed = 0;

	if (!dn_convert_reads_records(convert)) {
		dn_run_reasons(run, dn_convert_drops, dn_convert_ignores);
		failed = dn_convert_read(convert, run->max_record,
		    &run->counts, err);
	} else if (!dn_run_loop(run, dn_convert_loop(convert),
	    dn_convert_passes(convert))) {
		return false;
	}
	if (failed == 0 && dn_convert_gather(convert, &run->counts, err) == 0)
		return true;
	if (err->code != DN_E_NONE)
		dn_run_fail(run, err);
	return false;
}

/* Print --list, or what is to be told at the end. */
static void
tell(struct dn_run *run, const struct dn_convert *convert)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	if (convert == NULL) {
		dn_format_list(&text);
		(void)!dn_run_write(run, dn_bytes_span(&text));
	} else {
		dn_convert_summary(convert, &text);
		dn_run_summary(run, "annotations", dn_bytes_text(&text));
		dn_bytes_clear(&text);
		dn_convert_tell(convert, run->counts.used, &text);
		if (text.len > 0)
			dn_run_note(run, "%s", dn_bytes_text(&text));
	}
	dn_bytes_release(&text);
}

static void
convert_all(struct dn_run *run)
{
	const struct dn_convert_host host = { run, note, reject, reject_part,
		dn_run_keeps_rejects(run) };
	struct dn_err err = DN_ERR_INIT;
	struct dn_convert *convert = dn_convert_new(&settings, &host,
	    run->files, run->file_count, &err);
	int refused = 0;

	if (convert == NULL) {
		dn_run_fail(run, &err);
		return;
	}
	if (open_output(run, convert, &err) && read_all(run, convert, &err))
		refused = dn_convert_finish(convert, &err);
	if (refused < 0)
		dn_run_fail(run, &err);
	tell(run, convert);
	if (refused == 0 && dn_run_judge(run) && dn_convert_put(convert, &err))
		dn_run_fail(run, &err);
	dn_convert_free(convert);
	if (refused <= 0)
		return;
	dn_sink_abort(run->out);
	run->out = NULL;
	dn_run_no(run, "--strict: something is lost, so nothing is written");
}

int
main(int argc, char **argv)
{
	struct dn_run run;

	if (dn_run_start(&run, &tool, argc, argv)) {
		if (settings.list)
			tell(&run, NULL);
		else if (dn_run_side_input(&run, settings.alter.labels) &&
		    dn_run_side_input(&run, settings.media.sizes))
			convert_all(&run);
	}
	return dn_run_finish(&run);
}
