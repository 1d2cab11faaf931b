/* SPDX-License-Identifier: MIT */
/* dn-clean - find and mend what is not fit to annotate. */
#include "app/run.h"
#include "clean/clean.h"
#include "clean/rule.h"
#include "io/yaml.h"

#define MESSAGE_MAX ((size_t)1 << 20)

static const char *file, *profile, *field, *dropped;
static struct dn_opt_list settings;
static bool list;

static const struct dn_opt options[] = {
	DN_OPT_TEXT('r', "rules", "FILE", &file,
	    "read rules from FILE (YAML)"),
	DN_OPT_TEXT(0, "profile", "NAME", &profile,
	    "switch a set of rules on: text"),
	DN_OPT_LIST(0, "set", "RULE.PARAM=VALUE", &settings,
	    "set a parameter, or RULE.action=drop|fix|flag|off"),
	DN_OPT_TEXT(0, "text", "FIELD", &field,
	    "where the text is [text, else /media/text]"),
	DN_OPT_TEXT(0, "dropped", "FILE", &dropped,
	    "write dropped records to FILE, with reasons"),
	DN_OPT_FLAG(0, "list-rules", &list,
	    "print every rule with its defaults"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-clean",
	"find and mend what is not fit to annotate", "[FILE]...", options,
	NULL };

/* The rules as profile, file and settings, in this order, have them. */
static int
read_rules(struct dn_rules *rules, struct dn_err *err)
{
	struct dn_yaml *yaml;
	size_t at;
	int failed;

	dn_rules_init(rules);
	if (profile != NULL && dn_rules_profile(rules, profile, err) < 0)
		return -1;
	if (file != NULL) {
		yaml = dn_yaml_load(file, err);
		failed = yaml == NULL ? -1 : dn_rules_read(rules, yaml, err);
		dn_yaml_free(yaml);
		if (failed < 0)
			return -1;
	}
	for (at = 0; at < settings.count; at++)
		if (dn_rules_set(rules, settings.values[at], err) < 0)
			return -1;
	return 0;
}

/* Answer --list-rules. */
static void
list_rules(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, MESSAGE_MAX);
	dn_rules_list(&out);
	if (dn_bytes_check(&out, &err) < 0)
		dn_run_fail(run, &err);
	else if (!dn_run_write(run, dn_bytes_span(&out)) &&
	    dn_run_intact(run))
		run->status = DN_FAILED;
	dn_bytes_release(&out);
}

/* Tell by rule how many records were mended and marked. */
static void
tell(struct dn_run *run, const struct dn_clean *clean)
{
	struct dn_bytes out;

	dn_bytes_init(&out, MESSAGE_MAX);
	dn_clean_table(clean, DN_RULE_FIX, &out);
	dn_run_summary(run, "fixed", dn_bytes_text(&out));
	dn_bytes_clear(&out);
	dn_clean_table(clean, DN_RULE_FLAG, &out);
	dn_run_summary(run, "flagged", dn_bytes_text(&out));
	dn_bytes_clear(&out);
	dn_clean_tell(clean, &out);
	if (out.len > 0 && dn_run_intact(run))
		dn_run_note(run, "%s", dn_bytes_text(&out));
	dn_bytes_release(&out);
}

/* Look at all records by the rules. */
static void
clean_all(struct dn_run *run, const struct dn_rules *rules)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink = dn_run_side_output(run, dropped);
	struct dn_clean *clean;

	if (sink == NULL && dropped != NULL)
		return;
	clean = dn_clean_new(rules, field, sink, &err);
	if (clean == NULL)
		dn_run_fail(run, &err);
	else if (dn_run_loop(run, dn_clean_loop(clean), true) ||
	    run->status == DN_BAD)
		tell(run, clean);
	dn_clean_free(clean);
}

int
main(int argc, char **argv)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_rules rules;
	struct dn_run run;

	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	if (list)
		list_rules(&run);
	else if (dn_run_side_input(&run, file) &&
	    read_rules(&rules, &err) < 0)
		dn_run_fail(&run, &err);
	else if (dn_run_intact(&run))
		clean_all(&run, &rules);
	return dn_run_finish(&run);
}
