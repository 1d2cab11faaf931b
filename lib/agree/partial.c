/* SPDX-License-Identifier: MIT */
/* The counts of a run as JSON lines. */
#include "agree/partial.h"

#include "agree/view.h"
#include "io/jsontext.h"

/* ---- options --------------------------------------------------------- */

static void
add_texts(struct dn_bytes *out, const char *name, const char *text)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	if (text == NULL)
		dn_bytes_add_text(out, "null");
	else
		dn_json_write_text(out, dn_span_of(text));
}

void
dn_partial_options(const struct dn_gather *gather, bool source,
    struct dn_bytes *out)
{
	const struct dn_gather_spec *spec = &gather->spec;
	size_t declared = dn_categories_declared(gather->categories);

	if (source) {
		dn_bytes_add_format(out, "{\"predictions\":%s",
		    spec->predictions ? "true" : "false");
		add_texts(out, "group-by", spec->group_by);
		dn_bytes_add_byte(out, '}');
		return;
	}
	dn_bytes_add_format(out, "{\"unit\":\"%s\",\"repeat\":\"%s\"",
	    spec->transcripts ? "transcript" : "label",
	    dn_gather_repeats[spec->repeat]);
	add_texts(out, "between", spec->between);
	dn_bytes_add_text(out, ",\"categories\":");
	if (declared == 0)
		dn_bytes_add_text(out, "null");
	for (uint32_t i = 0; i < declared; i++) {
		dn_bytes_add_byte(out, i == 0 ? '[' : ',');
		dn_bytes_add_span(out, dn_categories_text(gather->categories,
		    i));
	}
	dn_bytes_add_text(out, declared == 0 ? "}" : "]}");
}

/* How every line begins. */
static void
begin_line(const struct dn_gather *gather, struct dn_bytes *out)
{
	dn_bytes_add_text(out, "{\"record\":\"counts\",\"options\":");
	dn_partial_options(gather, false, out);
	dn_bytes_add_text(out, ",\"source\":");
	dn_partial_options(gather, true, out);
}

/* ---- the account ------------------------------------------------------ */

/* ,"ignored":{reason:n}. */
static void
add_ignored(const struct dn_gather *gather, const uint64_t *ignored,
    struct dn_bytes *out)
{
	const char *before = "";

	dn_bytes_add_text(out, ",\"ignored\":{");
	for (size_t i = 0; gather->loop.ignores[i] != NULL; i++)
		if (ignored[i] > 0) {
			dn_bytes_add_format(out, "%s\"%s\":%llu", before,
			    gather->loop.ignores[i],
			    (unsigned long long)ignored[i]);
			before = ",";
		}
	dn_bytes_add_byte(out, '}');
}

static void
write_account(const struct dn_gather *gather, const struct dn_counts *counts,
    struct dn_bytes *out)
{
	begin_line(gather, out);
	dn_bytes_add_format(out, ",\"account\":{\"in\":%llu,\"rejected\":%llu,"
	    "\"used\":%llu", (unsigned long long)counts->in,
	    (unsigned long long)counts->rejected,
	    (unsigned long long)counts->used);
	add_ignored(gather, counts->ignored, out);
	dn_bytes_add_format(out, ",\"annotations\":{\"used\":%llu",
	    (unsigned long long)gather->annotations_used);
	add_ignored(gather, gather->annotations_ignored, out);
	dn_bytes_add_text(out, "}}}\n");
}

/* ---- counts ----------------------------------------------------------- */

static void
add_names(const struct dn_gather *gather, const struct dn_agree_view *view,
    struct dn_bytes *out)
{
	dn_bytes_add_text(out, ",\"annotators\":[");
	for (size_t i = 0; i < view->annotator_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, dn_names_get(gather->annotators,
		    view->annotators[i]));
	}
	dn_bytes_add_text(out, "],\"labels\":[");
	for (size_t i = 0; i < view->label_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, dn_categories_text(gather->categories,
		    view->labels[i]));
	}
	dn_bytes_add_byte(out, ']');
}

/* [items,[annotator,label],...]. */
static void
add_row(const struct dn_agree_row *row, struct dn_bytes *out)
{
	dn_bytes_add_format(out, "[%llu", (unsigned long long)row->items);
	for (size_t i = 0; i < row->size; i++)
		dn_bytes_add_format(out, ",[%u,%u]",
		    row->ratings[i].annotator, row->ratings[i].label);
	dn_bytes_add_byte(out, ']');
}

static void
write_view(const struct dn_gather *gather, const struct dn_agree_view *view,
    struct dn_bytes *out)
{
	begin_line(gather, out);
	if (view->group.ptr != NULL) {
		dn_bytes_add_text(out, ",\"group\":");
		dn_json_write_text(out, view->group);
	}
	if (view->field.ptr != NULL) {
		dn_bytes_add_text(out, ",\"field\":");
		dn_json_write_text(out, view->field);
	}
	add_names(gather, view, out);
	dn_bytes_add_text(out, ",\"rows\":[");
	for (size_t i = 0; i < view->table->row_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		add_row(&view->table->rows[i], out);
	}
	dn_bytes_add_text(out, "]}\n");
}

int
dn_partial_write(struct dn_gather *gather, const struct dn_counts *counts,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_agree_views *views = dn_agree_views_new(gather, true, err);
	struct dn_agree_view view;
	int got = -1;

	write_account(gather, counts, out);
	if (views != NULL)
		dn_agree_views_keep_annotators(views);
	while (views != NULL &&
	    (got = dn_agree_views_next(views, &view, err)) == 1) {
		if (view.table->row_count > 0)
			write_view(gather, &view, out);
		dn_agree_view_release(&view);
	}
	dn_agree_views_free(views);
	return got < 0 ? -1 : dn_bytes_check(out, err);
}
