/* SPDX-License-Identifier: MIT */
/* dn-report - count what is there, and draw it for people. */
#include <string.h>

#include "app/run.h"
#include "report/markdown.h"
#include "report/stats.h"

static const char *format;
static const char *const languages[] = { "en", "zh", NULL };
static int language = DN_LANG_EN;

static const struct dn_opt options[] = {
	DN_OPT_TEXT(0, "format", "FORMAT", &format,
	    "with render: how to draw, md"),
	DN_OPT_CHOICE(0, "lang", "LANG", &language, languages,
	    "with render: en or zh [en]"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-report",
	"count what is there, and draw it for people",
	"[stats|render] [FILE]...", options, NULL };

/* Refuse what is planned: a command or a format. */
static void
refuse(struct dn_run *run, const char *what, const char *name)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_set(&err, DN_E_NOT_BUILT, "%s %s is not built yet", what, name);
	dn_run_fail(run, &err);
}

/* Is `name` in the list? */
static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/* Take the command, the first operand; without one it is stats. */
static bool
take_verb(struct dn_run *run)
{
	static const char *const built[] = { "stats", "render", NULL };
	static const char *const planned[] = {
		"quality", "progress", "cost", "delivery", "diff", "plan", NULL
	};

	run->verb = "stats";
	if (run->file_count == 0)
		return true;
	if (is_one_of(run->files[0], planned)) {
		refuse(run, "the command", run->files[0]);
		return false;
	}
	if (is_one_of(run->files[0], built)) {
		run->verb = run->files[0];
		run->files++;
		run->file_count--;
	}
	return true;
}

/* Do the options go with the command? */
static bool
options_fit(struct dn_run *run, bool render)
{
	static const char *const planned[] = {
		"html", "csv", "jira", "term", NULL
	};

	if (!render && (format != NULL || language != DN_LANG_EN))
		dn_run_usage(run, "--format and --lang go with render");
	else if (render && format == NULL)
		dn_run_usage(run, "say with --format how to draw: md");
	else if (render && is_one_of(format, planned))
		refuse(run, "--format", format);
	else if (render && strcmp(format, "md") != 0)
		dn_run_usage(run, "--format: \"%s\" is not one of: md",
		    format);
	else
		return true;
	return false;
}

/* Count the records; `out` gets the metric lines. */
static bool
stats(struct dn_run *run, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_stats *all = dn_stats_new(err);
	bool done = false;

	if (all == NULL)
		dn_run_fail(run, err);
	else if (dn_run_loop(run, dn_stats_loop(all), false)) {
		/* The threads ended with the run: now the counts are whole. */
		done = dn_stats_write(all, out, err) == 0;
		if (!done)
			dn_run_fail(run, err);
	}
	dn_stats_free(all);
	return done;
}

/* Draw metric lines. */
static bool
render(struct dn_run *run, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_markdown *all = dn_markdown_new((enum dn_lang)language);
	bool done = false;

	if (all == NULL) {
		dn_err_memory(err);
		dn_run_fail(run, err);
	} else if (dn_run_loop(run, dn_markdown_loop(all), false)) {
		done = dn_markdown_write(all, out, err) == 0;
		if (!done)
			dn_run_fail(run, err);
	}
	dn_markdown_free(all);
	return done;
}

int
main(int argc, char **argv)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	struct dn_run run;
	bool draws;

	if (!dn_run_start(&run, &tool, argc, argv) || !take_verb(&run))
		return dn_run_finish(&run);
	dn_bytes_init(&out, SIZE_MAX / 2);
	draws = strcmp(run.verb, "render") == 0;
	if (options_fit(&run, draws) && (draws ? render(&run, &out, &err) :
	    stats(&run, &out, &err)) &&
	    !dn_run_write(&run, dn_bytes_span(&out)) && dn_run_intact(&run))
		run.status = DN_FAILED;
	dn_bytes_release(&out);
	return dn_run_finish(&run);
}
