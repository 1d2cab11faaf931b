/* SPDX-License-Identifier: MIT */
/* dn-dedup - drop duplicates, keep the rest byte for byte. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/run.h"
#include "dedup/exact.h"

static struct dn_opt_list by;
static const char *method = "exact", *keep = "first";

static const struct dn_opt options[] = {
	DN_OPT_LIST(0, "by", "FIELD", &by,
	    "compare FIELD, not the line; may repeat"),
	DN_OPT_TEXT(0, "method", "METHOD", &method,
	    "how to compare: exact"),
	DN_OPT_TEXT(0, "keep", "WHICH", &keep,
	    "which of several stays: first"),
	DN_OPT_LATER(0, "threshold", "X", "how alike near duplicates are"),
	DN_OPT_LATER(0, "mark", NULL, "keep all, mark duplicates"),
	DN_OPT_LATER(0, "clusters", "FILE", "write what goes with what"),
	DN_OPT_LATER(0, "against", "FILE", "drop what stands in FILE"),
	DN_OPT_LATER(0, "index", "FILE", "keep signatures for the next run"),
	DN_OPT_LATER(0, "partial", NULL, "write the keys of a shard"),
	DN_OPT_LATER(0, "shard", "K/N", "which shard this is"),
	DN_OPT_LATER(0, "merge", NULL, "write the drop list of all shards"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-dedup",
	"drop duplicates, keep the rest byte for byte", "[FILE]...", options,
	NULL };

/*
 * Is the value one that is built?  `planned` are those that will be, and a
 * name that ends in ':' stands for all that begin so.
 */
static bool
is_built(struct dn_run *run, const char *option, const char *value,
    const char *built, const char *const *planned)
{
	struct dn_err err = DN_ERR_INIT;

	if (strcmp(value, built) == 0)
		return true;
	for (; *planned != NULL; planned++) {
		size_t len = strlen(*planned);

		if (strcmp(value, *planned) == 0 ||
		    ((*planned)[len - 1] == ':' &&
		    strncmp(value, *planned, len) == 0)) {
			dn_err_set(&err, DN_E_NOT_BUILT,
			    "%s %s is not built yet", option, value);
			dn_run_fail(run, &err);
			return false;
		}
	}
	dn_run_usage(run, "%s: \"%s\" is not one of: %s", option, value,
	    built);
	return false;
}

/* Are the choices all built? */
static bool
choices_fit(struct dn_run *run)
{
	static const char *const methods[] = {
		"minhash", "image", "audio", NULL
	};
	static const char *const keeps[] = {
		"last", "longest", "max:", "min:", NULL
	};

	return is_built(run, "--method", method, "exact", methods) &&
	    is_built(run, "--keep", keep, "first", keeps);
}

/* Tell what stayed because it had nothing to compare. */
static void
tell_unkeyed(struct dn_run *run, const struct dn_exact *exact)
{
	uint64_t count = dn_exact_unkeyed(exact);
	char number[24];

	snprintf(number, sizeof(number), "%" PRIu64, count);
	dn_run_summary(run, "without_field", number);
	if (count > 0 && dn_run_intact(run))
		dn_run_note(run, "%s %s without the field stayed", number,
		    count == 1 ? "record" : "records");
}

int
main(int argc, char **argv)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_exact *exact = NULL;
	struct dn_run run;

	if (!dn_run_start(&run, &tool, argc, argv) || !choices_fit(&run))
		return dn_run_finish(&run);
	exact = dn_exact_new(by.values, by.count, &err);
	if (exact == NULL)
		dn_run_fail(&run, &err);
	else if (dn_run_loop(&run, dn_exact_loop(exact), true) ||
	    run.status == DN_BAD)
		tell_unkeyed(&run, exact);
	dn_exact_free(exact);
	return dn_run_finish(&run);
}
