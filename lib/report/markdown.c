/* SPDX-License-Identifier: MIT */
/* Metric lines drawn as tables in Markdown. */
#include "report/markdown.h"

#include <math.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/names.h"
#include "core/utf8.h"
#include "io/cells.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "io/splice.h"
#include "model/kind.h"
#include "report/table.h"

#define MEMORY_MAX ((size_t)1 << 30)
#define TEXT_COLUMNS 60         /* of what comes from data */

/* The members that are drawn; those up to APART_COUNT count things apart. */
enum member {
	GROUP, FIELD, ITEM, SPLIT, KIND, MEDIA, BUCKET, LABEL, ANNOTATOR,
	STATISTIC, APART_COUNT,
	METRIC = APART_COUNT, VALUE, OF, N, UNIT, CI, SE, REASON, WEIGHTS,
	SCALE, ANNOTATORS, MEMBER_COUNT
};

static const char *const member_names[MEMBER_COUNT] = {
	"group", "field", "item", "split", "kind", "media", "bucket", "label",
	"annotator", "statistic", "metric", "value", "of", "n", "unit", "ci",
	"se", "reason", "weights", "scale", "annotators"
};

static const char *const ignores[] = { "not-metric", NULL };

/* A line; values are absent where it has no such member. */
struct row {
	struct dn_json_value values[MEMBER_COUNT];
	struct row *next;
};

/* Lines that go into one table. */
struct group {
	struct row *first, **last;
	bool has[MEMBER_COUNT];         /* by any of its lines */
	bool plain, coefficients;
	size_t columns;
};

struct dn_markdown {
	struct dn_loop loop;
	enum dn_lang lang;
	struct dn_arena arena;
	struct dn_names *keys;          /* what tables are told apart by */
	struct group *groups;           /* by the number of the key */
	size_t cap;
	struct dn_bytes scratch;
};

/* ---- gathering ----------------------------------------------------------- */

/* The members of a metric line, in memory that lasts. */
static struct row *
read_row(struct dn_markdown *markdown, struct dn_span line)
{
	struct row *row = dn_arena_take(&markdown->arena, sizeof(*row));
	struct dn_span copy = dn_arena_copy(&markdown->arena, line), name;
	struct dn_json_children walk;
	struct dn_json_value whole, child;
	int at;

	if (row == NULL || copy.ptr == NULL)
		return NULL;
	whole = dn_splice_whole(copy);
	for (walk = dn_json_children(&whole);
	    dn_json_child(&walk, &name, &child);)
		for (at = 0; at < MEMBER_COUNT; at++)
			if (dn_kind_name_is(name, member_names[at]))
				row->values[at] = child;
	return row;
}

static bool
is_there(const struct row *row, enum member member)
{
	return row->values[member].type != DN_JSON_NONE;
}

static bool
is_coefficient(const struct row *row)
{
	return is_there(row, CI) || is_there(row, SE) ||
	    is_there(row, REASON);
}

/* What tells the table of a line: nothing, or its metric and what is apart. */
static void
write_key(const struct row *row, struct dn_bytes *key)
{
	bool plain = true;
	int at;

	dn_bytes_clear(key);
	if (is_coefficient(row)) {
		dn_bytes_add_byte(key, 'c');
		return;
	}
	for (at = 0; at < APART_COUNT; at++)
		if (is_there(row, (enum member)at)) {
			plain = false;
			dn_bytes_add_format(key, "%d ", at);
		}
	if (!plain)
		dn_bytes_add_span(key, row->values[METRIC].raw);
}

/* The table numbered `index`, made when it is new; NULL without memory. */
static struct group *
need_group(struct dn_markdown *markdown, size_t index, bool fresh)
{
	struct group *more;
	size_t cap = markdown->cap, at;

	if (index >= cap) {
		cap = cap == 0 ? 16 : cap * 2;
		more = calloc(cap, sizeof(*more));
		if (more == NULL)
			return NULL;
		for (at = 0; at < markdown->cap; at++) {
			more[at] = markdown->groups[at];
			if (more[at].first == NULL)
				more[at].last = &more[at].first;
		}
		free(markdown->groups);
		markdown->groups = more;
		markdown->cap = cap;
	}
	if (fresh)
		markdown->groups[index].last =
		    &markdown->groups[index].first;
	return &markdown->groups[index];
}

static int
add_row(struct dn_markdown *markdown, struct row *row)
{
	struct group *group;
	int fresh, at;
	size_t index;

	write_key(row, &markdown->scratch);
	if (markdown->scratch.failed != DN_E_NONE)
		return -1;
	index = dn_names_add(markdown->keys,
	    dn_bytes_span(&markdown->scratch), &fresh);
	if (index == DN_NAMES_NONE)
		return -1;
	group = need_group(markdown, index, fresh);
	if (group == NULL)
		return -1;
	group->plain = markdown->scratch.len == 0;
	group->coefficients = is_coefficient(row);
	for (at = 0; at < MEMBER_COUNT; at++)
		group->has[at] |= is_there(row, (enum member)at);
	*group->last = row;
	group->last = &row->next;
	return 0;
}

static int
fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_markdown *markdown = state;
	struct row *row;

	(void)note;
	result->verdict = DN_USED;
	if (!dn_kind_text_is(&record->record, "metric")) {
		result->verdict = DN_IGNORE;
		return 0;
	}
	row = read_row(markdown, record->line);
	if (row == NULL)
		return dn_err_memory(err);
	if (row->values[METRIC].type != DN_JSON_STRING) {
		dn_err_set(err, DN_E_MISSING_FIELD,
		    "a metric line needs its name in \"metric\"");
		return dn_err_field(err, "metric", strlen("metric"));
	}
	return add_row(markdown, row) < 0 ? dn_err_memory(err) : 0;
}

struct dn_markdown *
dn_markdown_new(enum dn_lang lang)
{
	struct dn_markdown *markdown = calloc(1, sizeof(*markdown));

	if (markdown == NULL)
		return NULL;
	markdown->lang = lang;
	dn_arena_init(&markdown->arena, MEMORY_MAX);
	dn_bytes_init(&markdown->scratch, SIZE_MAX / 2);
	markdown->keys = dn_names_new();
	if (markdown->keys == NULL) {
		dn_markdown_free(markdown);
		return NULL;
	}
	markdown->loop = (struct dn_loop){ .keep_fields = true,
		.ignores = ignores, .state = markdown, .fold = fold };
	return markdown;
}

const struct dn_loop *
dn_markdown_loop(const struct dn_markdown *markdown)
{
	return &markdown->loop;
}

void
dn_markdown_free(struct dn_markdown *markdown)
{
	if (markdown == NULL)
		return;
	dn_arena_release(&markdown->arena);
	dn_bytes_release(&markdown->scratch);
	dn_names_free(markdown->keys);
	free(markdown->groups);
	free(markdown);
}

/* ---- cells --------------------------------------------------------------- */

/* Text that comes from data: shown safely, then escaped. */
static void
add_text(struct dn_bytes *out, struct dn_span text)
{
	struct dn_bytes shown;

	dn_bytes_init(&shown, SIZE_MAX / 2);
	dn_utf8_show(&shown, text.ptr, text.len, TEXT_COLUMNS);
	dn_cells_escape(out, dn_bytes_span(&shown));
	if (shown.failed != DN_E_NONE)
		out->failed = shown.failed;
	dn_bytes_release(&shown);
}

/* A whole number as it stands, another one with at most four decimals. */
static void
add_number(struct dn_bytes *out, struct dn_span raw)
{
	char text[DN_NUMBER_TEXT];
	double value;

	if (memchr(raw.ptr, '.', raw.len) == NULL &&
	    memchr(raw.ptr, 'e', raw.len) == NULL &&
	    memchr(raw.ptr, 'E', raw.len) == NULL) {
		dn_bytes_add_span(out, raw);
	} else if (dn_number_read(raw, &value)) {
		if (fabs(value) < 1e11)
			value = round(value * 1e4) / 1e4 + 0.0; /* no -0 */
		dn_bytes_add(out, text, dn_number_write(value, text));
	}
}

/* A value; `known`: its text may be a word of ours. */
static void
add_value(struct dn_markdown *markdown, struct dn_bytes *out,
    const struct dn_json_value *value, bool known)
{
	struct dn_json_children walk;
	struct dn_json_value child;
	const char *between = "";
	struct dn_span name;

	switch (value->type) {
	case DN_JSON_NONE:
		return;
	case DN_JSON_NULL:
		dn_bytes_add_text(out, "\u2013");
		return;
	case DN_JSON_NUMBER:
		add_number(out, value->raw);
		return;
	case DN_JSON_STRING:
		name = dn_json_text(value, &markdown->scratch);
		if (!known || !dn_word_write(out, markdown->lang, name))
			add_text(out, name);
		return;
	case DN_JSON_ARRAY:
		for (walk = dn_json_children(value);
		    dn_json_child(&walk, &name, &child); between = ", ") {
			dn_bytes_add_text(out, between);
			if (child.type == DN_JSON_NUMBER)
				add_number(out, child.raw);
			else
				add_text(out, child.raw);
		}
		return;
	default:
		add_text(out, value->raw);
	}
}

/* The names in a list, as one text. */
static void
add_names(struct dn_markdown *markdown, struct dn_bytes *out,
    const struct dn_json_value *list)
{
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_bytes names;
	struct dn_span unused;

	if (list->type != DN_JSON_ARRAY)
		return;
	dn_bytes_init(&names, SIZE_MAX / 2);
	for (walk = dn_json_children(list);
	    dn_json_child(&walk, &unused, &child);) {
		if (names.len > 0)
			dn_bytes_add_text(&names, ", ");
		dn_bytes_add_span(&names, child.type == DN_JSON_STRING ?
		    dn_json_text(&child, &markdown->scratch) : child.raw);
	}
	add_text(out, dn_bytes_span(&names));
	if (names.failed != DN_E_NONE)
		out->failed = names.failed;
	dn_bytes_release(&names);
}

/* A word of ours; all of them are known. */
static void
add_word(struct dn_markdown *markdown, struct dn_bytes *out, const char *key)
{
	if (!dn_word_write(out, markdown->lang, dn_span_of(key)))
		dn_bytes_add_text(out, key);
}

/* value / of in percent; a dash where there is none. */
static void
add_share(struct dn_bytes *out, const struct row *row)
{
	const struct dn_json_value *value = &row->values[VALUE];
	const struct dn_json_value *of = &row->values[OF];
	int64_t part, whole, tenths;

	if (of->type == DN_JSON_NONE)
		return;
	if (value->type != DN_JSON_NUMBER || of->type != DN_JSON_NUMBER ||
	    !dn_number_read_int(value->raw, &part) ||
	    !dn_number_read_int(of->raw, &whole) || whole <= 0 ||
	    part < 0 || part > INT64_MAX / 2000 || whole > INT64_MAX / 2) {
		dn_bytes_add_text(out, "\u2013");
		return;
	}
	tenths = (part * 2000 + whole) / (2 * whole);
	dn_bytes_add_int(out, tenths / 10);
	dn_bytes_add_byte(out, '.');
	dn_bytes_add_int(out, tenths % 10);
	dn_bytes_add_text(out, " %");
}

/* Why there is no value, or how it was weighed and scaled. */
static void
add_remark(struct dn_bytes *out, const struct row *row)
{
	static const enum member members[] = { REASON, WEIGHTS, SCALE };
	const char *between = "";
	size_t at;

	for (at = 0; at < sizeof(members) / sizeof(members[0]); at++) {
		const struct dn_json_value *value = &row->values[members[at]];

		if (value->type != DN_JSON_STRING ||
		    dn_kind_text_is(value, "identity"))
			continue;
		dn_bytes_add_text(out, between);
		add_text(out, (struct dn_span){ value->raw.ptr + 1,
		    value->raw.len - 2 });
		between = ", ";
	}
}

/* ---- tables -------------------------------------------------------------- */

/* One column: its head and how its cells are made. */
struct column {
	const char *head;
	enum member member;
	enum { AS_VALUE, AS_WORD, AS_SHARE, AS_NAMES, AS_REMARK } as;
	bool right;
};

static size_t
add_column(struct column *columns, size_t count, struct column column)
{
	columns[count] = column;
	return count + 1;
}

/* The columns of a table, in order; returns how many. */
static size_t
choose_columns(const struct group *group, struct column *columns)
{
	size_t count = 0;
	int at;

	if (group->coefficients || group->plain)
		count = add_column(columns, count, (struct column){
		    group->coefficients ? "coefficient" : "metric", METRIC,
		    AS_WORD, false });
	for (at = 0; at < APART_COUNT; at++)
		if (group->has[at])
			count = add_column(columns, count, (struct column){
			    member_names[at], (enum member)at,
			    at == STATISTIC || at == BUCKET ? AS_WORD :
			    AS_VALUE, false });
	count = add_column(columns, count, (struct column){ "value", VALUE,
	    AS_VALUE, true });
	if (group->has[OF]) {
		count = add_column(columns, count, (struct column){ "of", OF,
		    AS_VALUE, true });
		count = add_column(columns, count, (struct column){ "share",
		    OF, AS_SHARE, true });
	}
	if (group->has[CI])
		count = add_column(columns, count, (struct column){ "ci", CI,
		    AS_VALUE, true });
	if (group->has[N])
		count = add_column(columns, count, (struct column){ "n", N,
		    AS_VALUE, true });
	if (group->coefficients && group->has[ANNOTATORS])
		count = add_column(columns, count, (struct column){
		    "annotator", ANNOTATORS, AS_NAMES, false });
	if (group->coefficients)
		count = add_column(columns, count, (struct column){ "remark",
		    REASON, AS_REMARK, false });
	return count;
}

static void
add_cell(struct dn_markdown *markdown, struct dn_table *table,
    const struct row *row, const struct column *column)
{
	struct dn_bytes *out = dn_table_text(table);

	if (column->as == AS_SHARE)
		add_share(out, row);
	else if (column->as == AS_NAMES)
		add_names(markdown, out, &row->values[ANNOTATORS]);
	else if (column->as == AS_REMARK)
		add_remark(out, row);
	else
		add_value(markdown, out, &row->values[column->member],
		    column->as == AS_WORD);
	dn_table_end(table);
}

/* "## Overview", "## annotations: label", with the unit. */
static void
add_title(struct dn_markdown *markdown, const struct group *group,
    struct dn_bytes *out)
{
	const struct row *row = group->first;
	const char *between = ": ";
	int at;

	dn_bytes_add_text(out, "## ");
	if (group->plain || group->coefficients) {
		add_word(markdown, out, group->plain ? "overview" :
		    "agreement");
		dn_bytes_add_text(out, "\n\n");
		return;
	}
	add_value(markdown, out, &row->values[METRIC], true);
	for (at = 0; at < APART_COUNT; at++)
		if (group->has[at]) {
			dn_bytes_add_text(out, between);
			add_word(markdown, out, member_names[at]);
			between = ", ";
		}
	if (is_there(row, UNIT)) {
		dn_bytes_add_text(out, " (");
		add_value(markdown, out, &row->values[UNIT], true);
		dn_bytes_add_byte(out, ')');
	}
	dn_bytes_add_text(out, "\n\n");
}

static int
write_group(struct dn_markdown *markdown, const struct group *group,
    struct dn_bytes *out, struct dn_err *err)
{
	struct column columns[DN_TABLE_COLUMNS];
	size_t count = choose_columns(group, columns), at;
	struct dn_table table;
	const struct row *row;
	int failed;

	add_title(markdown, group, out);
	dn_table_init(&table, count);
	for (at = 0; at < count; at++) {
		table.right[at] = columns[at].right;
		add_word(markdown, dn_table_text(&table), columns[at].head);
		dn_table_end(&table);
	}
	for (row = group->first; row != NULL; row = row->next)
		for (at = 0; at < count; at++)
			add_cell(markdown, &table, row, &columns[at]);
	failed = dn_table_markdown(&table, out, err);
	dn_table_release(&table);
	return failed;
}

int
dn_markdown_write(struct dn_markdown *markdown, struct dn_bytes *out,
    struct dn_err *err)
{
	size_t count = dn_names_count(markdown->keys), at;

	for (at = 0; at < count; at++) {
		if (at > 0)
			dn_bytes_add_byte(out, '\n');
		if (write_group(markdown, &markdown->groups[at], out,
		    err) < 0)
			return -1;
	}
	return 0;
}
