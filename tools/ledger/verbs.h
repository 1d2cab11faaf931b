/* SPDX-License-Identifier: MIT */
/* The verbs of dn-ledger, a file each, and what they were asked with. */
#ifndef DN_TOOLS_LEDGER_VERBS_H
#define DN_TOOLS_LEDGER_VERBS_H

#include <stddef.h>
#include <stdint.h>

#include "app/run.h"
#include "ledger/policy.h"
#include "ledger/standing.h"

/* The options that take a text, in the order of the table in dn-ledger.c. */
enum option {
	OPTION_POLICY,
	OPTION_AS_OF,
	OPTION_BY,
	OPTION_CALENDAR,
	OPTION_CUT,
	OPTION_DIR,
	OPTION_FORMAT,
	OPTION_ID,
	OPTION_KEY,
	OPTION_KIND,
	OPTION_LANG,
	OPTION_MANY,
	OPTION_MAP,
	OPTION_MONTHS,
	OPTION_PROOF,
	OPTION_RECORDED,
	OPTION_SINCE,
	TEXT_OPTIONS,
	/* Those of other kinds, in the order of the table as well. */
	OPTION_BOM = TEXT_OPTIONS,
	OPTION_MISSING,
	OPTION_PUB,
	OPTION_WHAT_IF,
	OPTIONS
};

/* A set of options. */
#define ASKS(option) (1u << OPTION_##option)

/* The values that were given, NULL for an option that was not. */
struct asked {
	const struct dn_opt *rows;      /* of the options */
	const char *text[TEXT_OPTIONS];
	bool bom, missing;
	struct dn_opt_list pub;
	struct dn_opt_list what_if;
};

/* What a verb does; declared for each row of verbs.def. */
#define LATER(name)
#define VERB(name, function, must, may, least, most) \
void verb_##function(struct dn_run *run, const struct asked *asked);
#include "tools/ledger/verbs.def"
#undef VERB
#undef LATER

/*
 * Does no output stand where the ledger keeps its own files, nor where an
 * option's file is read?  False, and said so, where one does: a journal that
 * was written over is gone.
 */
bool asked_spares(struct dn_run *run, const struct asked *asked);

/*
 * The day that an option gives: true, or false and said so, where it is no
 * date.
 */
bool asked_day(struct dn_run *run, const struct asked *asked,
    enum option option, int32_t *day);

/*
 * The number that an option gives, from `least` to `most`; `*count` stays
 * without it.  False, and said so, where it is none.
 */
bool asked_count(struct dn_run *run, const struct asked *asked,
    enum option option, uint64_t least, uint64_t most, uint64_t *count);

/* The month that an operand is; false, and said so, where it is none. */
bool asked_month(struct dn_run *run, const char *text, int32_t *month);

/*
 * The day that events are recorded: that of --recorded, else today in
 * Shanghai, all year eight hours before UTC: the only clock there is.  False,
 * and said so, where the option is no date.
 */
bool asked_recorded(struct dn_run *run, const struct asked *asked,
    int32_t *day);

/*
 * Which of the NULL-ended words an option gives; `*to` stays without it.
 * False, and said so, for another word.
 */
bool asked_word(struct dn_run *run, const struct asked *asked,
    enum option option, const char *const *words, int *to);

/* The policy of --policy, *new*; NULL, and said so, where it is none. */
struct dn_policy *asked_policy(struct dn_run *run, const struct asked *asked);

/* Say what was found on the way, each kind with its number. */
void tell_findings(struct dn_run *run, const struct dn_findings *findings);

#endif
