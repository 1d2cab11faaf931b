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
	struct dn_span by = dn_span_of(asked->text[OPTION_BY]);

	*form = (struct asked_form){
		.lang = DN_LANG_ZH, .bom = asked->bom
	};
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
	if (by.ptr != NULL && !dn_form_by_parse(by, &form->by))
		dn_run_usage(run, "--by: \"%s\" is none of batch, month, "
		    "person", by.ptr);
	if ((by.ptr != NULL && !form->drawn) || (form->bom &&
	    (!form->drawn || form->form != DN_FORM_CSV)))
		dn_run_usage(run, "--by goes with --format csv, md and html, "
		    "--bom with csv");
	return dn_run_intact(run);
}

/* A failure to write is said by dn_run_write. */
static int
print_piece(void *state, struct dn_span piece, struct dn_err *err)
{
	(void)err;
	return dn_run_write(state, piece) ? 0 : -1;
}

/* The title of what the policy is from; absent where it tells none. */
static struct dn_span
title_of(const struct dn_policy *policy)
{
	const struct dn_yaml_node *title = dn_yaml_get(dn_yaml_get(
	    dn_yaml_root(policy->yaml), "source"), "title");

	return title != NULL ? title->text : (struct dn_span){ NULL, 0 };
}

/* Draw records, or write them as they are. */
static int
draw(struct dn_run *run, const struct asked_form *form,
    struct dn_span records, const struct dn_policy *policy,
    struct dn_span digest, struct dn_err *err)
{
	struct dn_form_options options = {
		.lang = form->lang, .by = form->by, .bom = form->bom,
		.digest = digest, .title = form->title, .day = form->day
	};
	struct dn_bytes drawn;
	int result;

	if (!form->drawn)
		return dn_run_write(run, records) ? 0 : -1;
	if (policy != NULL) {
		options.policy = policy->id;
		options.programme = title_of(policy);
	}
	dn_bytes_init(&drawn, SIZE_MAX);
	result = dn_form_write(records, form->form, &options, &drawn, err);
	if (result == 0)
		result = dn_run_write(run, dn_bytes_span(&drawn)) ? 0 : -1;
	dn_bytes_release(&drawn);
	return result;
}

void
print_records(struct dn_run *run, const struct asked_form *form,
    struct dn_span records, const struct dn_policy *policy,
    struct dn_span digest)
{
	struct dn_err err = DN_ERR_INIT;

	if (draw(run, form, records, policy, digest, &err) < 0 &&
	    dn_run_intact(run))
		dn_run_fail(run, &err);
}

void
print_form(struct dn_run *run, const struct asked_form *form,
    const char *path, const struct dn_policy *policy, struct dn_span digest)
{
	struct dn_text_taker taker = { print_piece, run };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes records;
	int result = -1;

	dn_bytes_init(&records, SIZE_MAX);
	if (!form->drawn)
		result = dn_kept_give(path, &taker, &err);
	else if (dn_src_slurp(path, &records, &err) == 0)
		result = draw(run, form, dn_bytes_span(&records), policy,
		    digest, &err);
	if (result < 0 && dn_run_intact(run))
		dn_run_fail(run, &err);
	dn_bytes_release(&records);
}
