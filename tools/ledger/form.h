/* SPDX-License-Identifier: MIT */
/* In which form and language a record of the ledger is printed. */
#ifndef DN_TOOLS_LEDGER_FORM_H
#define DN_TOOLS_LEDGER_FORM_H

#include "report/form.h"
#include "tools/ledger/verbs.h"

/* What --format and --lang say. */
struct asked_form {
	bool drawn;             /* else the records as they are */
	enum dn_form form;
	enum dn_lang lang;
};

/* Read them: true, or false, and said so, where one is not known. */
bool asked_form(struct dn_run *run, const struct asked *asked,
    struct asked_form *form);

/*
 * Print the file of records at `path` in that form; what failed is said.
 * Policy and digest are shown where they are known; see struct
 * dn_form_options.
 */
void print_form(struct dn_run *run, const struct asked_form *form,
    const char *path, struct dn_span policy, struct dn_span digest);

#endif
