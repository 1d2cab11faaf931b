/* SPDX-License-Identifier: MIT */
/* The options that all tools have. */
#include "app/common.h"

#include "config.h"
#include "core/thread.h"

#define MEBIBYTE ((uint64_t)1 << 20)

void
dn_common_init(struct dn_common *common)
{
	const struct dn_opt rows[] = {
		DN_OPT_TEXT('o', "output", "FILE", &common->output,
		    "write FILE, whole or not at all"),
		DN_OPT_COUNT('j', "threads", "N", &common->threads, 1, 1024,
		    "worker threads (default: all processors)"),
		DN_OPT_LATER(0, "memory", "SIZE",
		    "spill to $TMPDIR past SIZE"),
		DN_OPT_TEXT(0, "rejects", "FILE", &common->rejects,
		    "write bad records to FILE and go on"),
		DN_OPT_TEXT(0, "max-rejects", "N|P%", &common->max_rejects,
		    "fail when there are more bad records"),
		DN_OPT_SIZE(0, "max-record", "SIZE", &common->max_record, 2,
		    4095 * MEBIBYTE, "longest record (default: 256M)"),
		DN_OPT_TEXT(0, "summary", "FILE", &common->summary,
		    "write the counts of the run to FILE"),
		DN_OPT_LATER(0, "trailer", NULL, "write an end line"),
		DN_OPT_LATER(0, "need-trailer", NULL, "demand an end line"),
		DN_OPT_FLAG('q', "quiet", &common->quiet,
		    "say nothing but errors"),
		DN_OPT_LATER(0, "progress", "WHEN", "show a bar"),
		DN_OPT_FLAG(0, "help", &common->help, "print this help"),
		DN_OPT_FLAG(0, "version", &common->version,
		    "print the version"),
		DN_OPT_END
	};

	memset(common, 0, sizeof(*common));
	common->threads = dn_thread_processors();
	common->max_record = 256 * MEBIBYTE;
	common->reject_limit = common->reject_millionths = UINT64_MAX;
	memcpy(common->rows, rows, sizeof(rows));
}

void
dn_common_look_ahead(struct dn_common *common, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0)
			common->help = true;
		else if (strcmp(argv[i], "--version") == 0)
			common->version = true;
		else if (strcmp(argv[i], "--list-options") == 0)
			common->list = true;
	}
}

/* Read "12.5%" as 125000 millionths; false when it is no such share. */
static bool
read_share(const char *text, uint64_t *millionths)
{
	uint64_t value = 0, unit = 10000;
	const char *p = text;

	for (; *p >= '0' && *p <= '9'; p++) {
		value = value * 10 + (uint64_t)(*p - '0');
		if (value > 100)
			return false;
	}
	value *= unit;
	if (p > text && *p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++) {
			unit /= 10;
			value += unit * (uint64_t)(*p - '0');
		}
	*millionths = value;
	return p > text && strcmp(p, "%") == 0 && value <= 1000000;
}

int
dn_common_limits(struct dn_common *common, struct dn_err *err)
{
	const char *text = common->max_rejects;

	if (text == NULL)
		return 0;
	if (common->rejects == NULL)
		return dn_err_set(err, DN_E_USAGE,
		    "--max-rejects goes with --rejects");
	if (dn_opt_read_count(text, &common->reject_limit) ||
	    read_share(text, &common->reject_millionths))
		return 0;
	return dn_err_set(err, DN_E_USAGE,
	    "--max-rejects: \"%s\" is neither a whole number nor a share "
	    "such as 2.5%%", text);
}

void
dn_common_help(const struct dn_tool *tool, const struct dn_opt *const *tables,
    struct dn_bytes *out)
{
	dn_bytes_add_format(out, "usage: %s ", tool->name);
	if (tool->verbs != NULL) {
		for (const char *const *v = tool->verbs; *v != NULL; v++)
			if (**v != '!')
				dn_bytes_add_format(out, "%s%s",
				    v == tool->verbs ? "" : "|", *v);
		dn_bytes_add_byte(out, ' ');
	}
	dn_bytes_add_format(out, "[OPTION]... %s\n%s\n\n", tool->operands,
	    tool->purpose);
	dn_opt_help(tables, out);
	dn_bytes_add_format(out, "\nmore: man %s; man dn\n", tool->name);
}

void
dn_common_version(const struct dn_tool *tool, struct dn_bytes *out)
{
	dn_bytes_add_format(out, "%s %s\n", tool->name, PACKAGE_VERSION);
}
