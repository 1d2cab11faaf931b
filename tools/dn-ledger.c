/* SPDX-License-Identifier: MIT */
/* dn-ledger - what is owed to whom, by policy and recorded events. */
#include <string.h>

#include "tools/ledger/verbs.h"

static struct asked asked;

/* The text options come first, in the order of enum option. */
static const struct dn_opt options[] = {
	DN_OPT_TEXT('p', "policy", "POLICY", &asked.text[OPTION_POLICY],
	    "calculate by this policy"),
	DN_OPT_TEXT(0, "as-of", "DATE", &asked.text[OPTION_AS_OF],
	    "count what was recorded up to DATE"),
	DN_OPT_TEXT(0, "by", "WHAT", &asked.text[OPTION_BY],
	    "group by batch, month or person, with subtotals"),
	DN_OPT_TEXT(0, "calendar", "FILE", &asked.text[OPTION_CALENDAR],
	    "with days: which days are off"),
	DN_OPT_TEXT(0, "cut", "DATE", &asked.text[OPTION_CUT],
	    "the last day of a statement"),
	DN_OPT_TEXT('d', "dir", "DIR", &asked.text[OPTION_DIR],
	    "the folder of the journal"),
	DN_OPT_TEXT(0, "format", "FORMAT", &asked.text[OPTION_FORMAT],
	    "how it is printed"),
	DN_OPT_TEXT(0, "id", "ID", &asked.text[OPTION_ID],
	    "of a statement or settlement"),
	DN_OPT_TEXT(0, "key", "KEY", &asked.text[OPTION_KEY],
	    "with sign: the secret key"),
	DN_OPT_TEXT(0, "kind", "KIND", &asked.text[OPTION_KIND],
	    "with report: batch, final or retention"),
	DN_OPT_TEXT(0, "lang", "LANGUAGE", &asked.text[OPTION_LANG],
	    "what people are told is in en or zh"),
	DN_OPT_TEXT(0, "many", "N", &asked.text[OPTION_MANY],
	    "with lint: so many equal wages are a hint (30)"),
	DN_OPT_TEXT(0, "map", "FILE", &asked.text[OPTION_MAP],
	    "with import: which column is which member"),
	DN_OPT_TEXT(0, "months", "N", &asked.text[OPTION_MONTHS],
	    "with forecast: so many months ahead (12)"),
	DN_OPT_TEXT(0, "proof", "FILE", &asked.text[OPTION_PROOF],
	    "with verify: check what proof has written"),
	DN_OPT_TEXT(0, "recorded", "DATE", &asked.text[OPTION_RECORDED],
	    "the day events are recorded; today, if not said"),
	DN_OPT_TEXT(0, "since", "CHECKPOINT", &asked.text[OPTION_SINCE],
	    "check that nothing since then was cut or changed"),
	DN_OPT_FLAG(0, "bom", &asked.bom,
	    "begin CSV with a byte order mark, for Excel"),
	DN_OPT_FLAG(0, "missing", &asked.missing,
	    "with explain: just what is to be done"),
	DN_OPT_LIST(0, "pub", "KEY.pub", &asked.pub,
	    "with verify: this key must have signed"),
	DN_OPT_LIST(0, "what-if", "PATH=VALUE", &asked.what_if,
	    "with simulate: change a value of the policy"),
	DN_OPT_END
};

/* A row of verbs.def. */
static const struct verb {
	const char *name;
	void (*function)(struct dn_run *, const struct asked *);
	unsigned must, may;             /* sets of options */
	size_t least, most;             /* operands */
} verbs[] = {
#define LATER(name)
#define VERB(name, function, must, may, least, most) \
	{ name, verb_##function, must, may, least, most },
#include "tools/ledger/verbs.def"
#undef VERB
#undef LATER
};

static const char *const verb_names[] = {
#define LATER(name) "!" name,
#define VERB(name, function, must, may, least, most) name,
#include "tools/ledger/verbs.def"
#undef VERB
#undef LATER
	NULL
};

static const struct dn_tool tool = { "dn-ledger",
	"work out what is owed to whom, by policy and events", "[FILE]...",
	options, verb_names };

static bool
is_given(size_t option)
{
	if (option < TEXT_OPTIONS)
		return asked.text[option] != NULL;
	if (option == OPTION_BOM || option == OPTION_MISSING)
		return option == OPTION_BOM ? asked.bom : asked.missing;
	return option == OPTION_PUB ? asked.pub.count > 0 :
	    asked.what_if.count > 0;
}

/* Were just such options and operands given as the verb takes? */
static bool
fits(struct dn_run *run, const struct verb *verb)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		bool given = is_given(i);

		if (!given && (verb->must >> i & 1) != 0)
			dn_run_usage(run, "%s needs --%s %s", verb->name,
			    options[i].name, options[i].argument);
		else if (given && ((verb->must | verb->may) >> i & 1) == 0)
			dn_run_usage(run, "%s takes no --%s", verb->name,
			    options[i].name);
	}
	if (run->file_count < verb->least)
		dn_run_usage(run, "%s needs an operand more", verb->name);
	else if (run->file_count > verb->most)
		dn_run_usage(run, "%s takes no operand \"%s\"", verb->name,
		    run->files[verb->most]);
	return run->status == DN_OK;
}

int
main(int argc, char **argv)
{
	const struct verb *verb = verbs;
	struct dn_run run;

	asked.rows = options;
	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	while (strcmp(verb->name, run.verb) != 0)
		verb++;
	if (fits(&run, verb) && asked_spares(&run, &asked))
		verb->function(&run, &asked);
	return dn_run_finish(&run);
}
