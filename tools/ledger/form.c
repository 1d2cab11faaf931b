/* SPDX-License-Identifier: MIT */
/* Printing what was issued, as it is or drawn as a form. */
#include "tools/ledger/form.h"

#include "io/src.h"
#include "ledger/kept.h"

bool
asked_form(struct dn_run *run, const struct asked *asked,
    struct asked_form *form)
{
	struct dn_span format = dn_span_of(asked->text[OPTION_FORMAT]);
	struct dn_span lang = dn_span_of(asked->text[OPTION_LANG]);

	*form = (struct asked_form){ .lang = DN_LANG_ZH };
	if (format.ptr != NULL && !dn_span_is(format, "jsonl")) {
		form->drawn = true;
		if (!dn_form_parse(format, &form->form))
			dn_run_usage(run, "--format: \"%s\" is none of jsonl, "
			    "csv, md, html", format.ptr);
	}
	if (lang.ptr != NULL && dn_span_is(lang, "en"))
		form->lang = DN_LANG_EN;
	else if (lang.ptr != NULL && !dn_span_is(lang, "zh"))
		dn_run_usage(run, "--lang: \"%s\" is none of zh, en",
		    lang.ptr);
	return dn_run_intact(run);
}

/* A failure to write is said by dn_run_write. */
static int
print_piece(void *state, struct dn_span piece, struct dn_err *err)
{
	(void)err;
	return dn_run_write(state, piece) ? 0 : -1;
}

void
print_form(struct dn_run *run, const struct asked_form *form,
    const char *path, struct dn_span policy, struct dn_span digest)
{
	const struct dn_form_options options = {
		.lang = form->lang, .policy = policy, .digest = digest
	};
	struct dn_text_taker taker = { print_piece, run };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes records, drawn;
	int result = -1;

	dn_bytes_init(&records, SIZE_MAX);
	dn_bytes_init(&drawn, SIZE_MAX);
	if (!form->drawn)
		result = dn_kept_give(path, &taker, &err);
	else if (dn_src_slurp(path, &records, &err) == 0 &&
	    dn_form_write(dn_bytes_span(&records), form->form, &options,
	    &drawn, &err) == 0)
		result = dn_run_write(run, dn_bytes_span(&drawn)) ? 0 : -1;
	if (result < 0 && dn_run_intact(run))
		dn_run_fail(run, &err);
	dn_bytes_release(&records);
	dn_bytes_release(&drawn);
}
