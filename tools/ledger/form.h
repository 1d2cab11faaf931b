/* SPDX-License-Identifier: MIT */
/* In which form and language a record of the ledger is printed. */
#ifndef DN_TOOLS_LEDGER_FORM_H
#define DN_TOOLS_LEDGER_FORM_H

#include "report/form.h"
#include "tools/ledger/verbs.h"

/* What --format, --lang, --by and --bom say. */
struct asked_form {
	bool drawn;             /* else the records as they are */
	enum dn_form form;
	enum dn_lang lang;
	enum dn_form_by by;
	bool bom;
	const char *title;      /* of a report, a word of report/words.def */
	struct dn_span day;     /* of a report */
};

/* Read them: true, or false, and said so, where one is not known. */
bool asked_form(struct dn_run *run, const struct asked *asked,
    struct asked_form *form);

/*
 * Print the file of records at `path` in that form; what failed is said.
 * The policy, or NULL, and the digest are shown; see struct dn_form_options.
 */
void print_form(struct dn_run *run, const struct asked_form *form,
    const char *path, const struct dn_policy *policy,
    struct dn_span digest);

/* The same with the records themselves. */
void print_records(struct dn_run *run, const struct asked_form *form,
    struct dn_span records, const struct dn_policy *policy,
    struct dn_span digest);

#endif
