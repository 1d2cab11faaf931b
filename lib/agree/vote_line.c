/* SPDX-License-Identifier: MIT */
/* Members in the order of dn-vote(1). */
#include "agree/vote_line.h"

#include <stdlib.h>

#include "agree/item_name.h"
#include "io/jsontext.h"

/* ---- labels as names ----------------------------------------------- */

/* The JSON text of a label by its place, as it was written. */
static struct dn_span
text_of(const struct dn_gather *gather, const struct dn_panel *panel,
    size_t label)
{
	return dn_categories_text(gather->categories, panel->labels[label]);
}

static bool
is_string(struct dn_span text)
{
	return text.len > 0 && text.ptr[0] == '"';
}

/* Keep the canonical texts of the labels that are no strings. */
static int
keep_others(const struct dn_gather *gather, const struct dn_panel *panel,
    struct dn_names *others, struct dn_bytes *text)
{
	for (size_t l = 0; l < panel->label_count; l++) {
		struct dn_json_value value = dn_json_value_of(
		    text_of(gather, panel, l));

		if (value.type == DN_JSON_STRING)
			continue;
		dn_bytes_clear(text);
		dn_json_canonical(&value, text);
		if (text->failed != DN_E_NONE || dn_names_add(others,
		    dn_bytes_span(text), NULL) == DN_NAMES_NONE)
			return -1;
	}
	return 0;
}

/* Does a string read as a label that is none?  -1 without memory. */
static int
is_mixed(const struct dn_gather *gather, const struct dn_panel *panel)
{
	struct dn_names *others = dn_names_new();
	struct dn_bytes text;
	int mixed = 0;

	dn_bytes_init(&text, SIZE_MAX / 2);
	if (others == NULL || keep_others(gather, panel, others, &text) < 0)
		mixed = -1;
	for (size_t l = 0; mixed == 0 && l < panel->label_count; l++) {
		struct dn_json_value value = dn_json_value_of(
		    text_of(gather, panel, l));

		mixed = value.type == DN_JSON_STRING && dn_names_find(others,
		    dn_json_text(&value, &text)) != DN_NAMES_NONE;
		if (text.failed != DN_E_NONE)
			mixed = -1;
	}
	dn_names_free(others);
	dn_bytes_release(&text);
	return mixed;
}

/* A label as the name of a member. */
static void
add_key(const struct dn_vote_lines *lines, uint32_t label,
    struct dn_bytes *out)
{
	struct dn_span text = text_of(lines->gather, lines->panel, label);
	struct dn_json_value value;
	struct dn_bytes canonical;

	if (is_string(text) && !lines->mixed) {
		dn_bytes_add_span(out, text);
		return;
	}
	value = dn_json_value_of(text);
	dn_bytes_init(&canonical, SIZE_MAX / 2);
	dn_json_canonical(&value, &canonical);
	if (canonical.failed != DN_E_NONE)
		out->failed = canonical.failed;
	else
		dn_json_write_text(out, dn_bytes_span(&canonical));
	dn_bytes_release(&canonical);
}

/* ---- life ---------------------------------------------------------- */

int
dn_vote_lines_init(struct dn_vote_lines *lines,
    const struct dn_gather *gather, const struct dn_panel *panel,
    const char *method, struct dn_err *err)
{
	int mixed = is_mixed(gather, panel);

	*lines = (struct dn_vote_lines){ .gather = gather, .panel = panel,
		.method = method, .mixed = mixed > 0,
		.scratch = calloc(panel->annotator_count + 1,
		    sizeof(*lines->scratch)) };
	return mixed < 0 || lines->scratch == NULL ? dn_err_memory(err) : 0;
}

void
dn_vote_lines_release(struct dn_vote_lines *lines)
{
	free(lines->scratch);
	lines->scratch = NULL;
}

/* ---- members ------------------------------------------------------- */

/* "name":text, the name being data. */
static void
add_text(struct dn_bytes *out, const char *name, struct dn_span text)
{
	dn_json_write_text(out, dn_span_of(name));
	dn_bytes_add_byte(out, ':');
	dn_json_write_text(out, text);
}

/* The item, with its split and field where it has one. */
static void
add_item(const struct dn_vote_lines *lines, const struct dn_ballot *ballot,
    const char *name, struct dn_bytes *out)
{
	struct dn_span item, split, field = lines->panel->field;

	dn_item_name_parts(dn_names_get(dn_gather_keys(lines->gather),
	    ballot->name), &item, &split);
	add_text(out, name, item);
	if (split.ptr != NULL) {
		dn_bytes_add_byte(out, ',');
		add_text(out, "split", split);
	}
	if (field.ptr != NULL) {
		dn_bytes_add_byte(out, ',');
		add_text(out, "field", field);
	}
}

static void
add_label(const struct dn_vote_lines *lines, uint32_t label,
    struct dn_bytes *out)
{
	if (label == DN_PANEL_NONE)
		dn_bytes_add_text(out, "null");
	else
		dn_bytes_add_span(out, text_of(lines->gather, lines->panel,
		    label));
}

/* How many said each label, in the order of labels. */
static void
add_votes(const struct dn_vote_lines *lines, const struct dn_ballot *ballot,
    struct dn_bytes *out)
{
	const struct dn_rating *votes = lines->panel->votes + ballot->first;
	uint32_t *labels = lines->scratch;

	for (size_t i = 0; i < ballot->count; i++)
		labels[i] = votes[i].label;
	dn_agree_labels_sort(labels, ballot->count);
	dn_bytes_add_text(out, ",\"votes\":{");
	for (size_t i = 0, end; i < ballot->count; i = end) {
		for (end = i; end < ballot->count &&
		    labels[end] == labels[i]; end++)
			continue;
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		add_key(lines, labels[i], out);
		dn_bytes_add_byte(out, ':');
		dn_bytes_add_uint(out, end - i);
	}
	dn_bytes_add_byte(out, '}');
}

/* Who said what, by annotator. */
static void
add_said(const struct dn_vote_lines *lines, const struct dn_ballot *ballot,
    struct dn_bytes *out)
{
	dn_bytes_add_text(out, ",\"said\":[");
	for (size_t i = 0; i < ballot->count; i++) {
		struct dn_rating vote =
		    lines->panel->votes[ballot->first + i];

		dn_bytes_add_text(out, i > 0 ? ",{" : "{");
		add_text(out, "annotator", dn_names_get(
		    lines->gather->annotators,
		    lines->panel->annotators[vote.annotator]));
		dn_bytes_add_text(out, ",\"label\":");
		add_label(lines, vote.label, out);
		dn_bytes_add_byte(out, '}');
	}
	dn_bytes_add_byte(out, ']');
}

static void
add_real(struct dn_bytes *out, const char *name, double value)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	dn_json_write_real(out, value);
}

/* ---- lines --------------------------------------------------------- */

void
dn_vote_line_write(const struct dn_vote_lines *lines,
    const struct dn_ballot *ballot, const struct dn_ruling *ruling,
    struct dn_bytes *out)
{
	dn_bytes_add_text(out, "{\"record\":\"vote\",");
	add_item(lines, ballot, "item", out);
	dn_bytes_add_text(out, ",\"label\":");
	add_label(lines, ruling->label, out);
	if (ruling->label == DN_PANEL_NONE)
		dn_bytes_add_format(out, ",\"reason\":\"%s\"",
		    dn_ruling_reasons[ruling->reason]);
	add_real(out, "confidence", ruling->confidence);
	add_votes(lines, ballot, out);
	dn_bytes_add_format(out, ",\"method\":\"%s\"}\n",
	    ruling->reason == DN_RULING_GOLD ? DN_VOTE_GOLD :
	    lines->method);
}

void
dn_vote_line_write_queue(const struct dn_vote_lines *lines,
    const struct dn_ballot *ballot, const struct dn_ruling *ruling,
    struct dn_bytes *out)
{
	const struct dn_gather_spec *names = &lines->gather->spec;

	dn_bytes_add_text(out, "{\"record\":\"rating\",");
	add_item(lines, ballot, names->item, out);
	dn_bytes_add_byte(out, ',');
	add_text(out, names->annotator, DN_SPAN(DN_VOTE_GOLD));
	dn_bytes_add_byte(out, ',');
	dn_json_write_text(out, dn_span_of(names->label));
	dn_bytes_add_format(out, ":null,\"reason\":\"%s\"",
	    dn_ruling_reasons[ruling->reason]);
	add_real(out, "dispute", ruling->dispute);
	dn_bytes_add_text(out, ",\"proposed\":");
	add_label(lines, ruling->label, out);
	add_real(out, "confidence", ruling->confidence);
	add_votes(lines, ballot, out);
	add_said(lines, ballot, out);
	dn_bytes_add_format(out, ",\"method\":\"%s\"}\n", lines->method);
}

bool
dn_vote_line_may_name(const char *member)
{
	static const char *const taken[] = { "record", "split", "field",
		"reason", "dispute", "proposed", "confidence", "votes",
		"said", "method" };

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (strcmp(member, taken[i]) == 0)
			return false;
	return member[0] != '/';
}
