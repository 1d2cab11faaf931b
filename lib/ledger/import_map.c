/* SPDX-License-Identifier: MIT */
/* The vocabulary of maps as rows, and what goes with what. */
#include "ledger/import_map.h"

#include <stdlib.h>

#include "io/yamlmap.h"
#include "ledger/import_member.h"

/* ---- rows: what a mapping may hold ---- */

/* What a map holds that is not read straight into it. */
struct raw_map {
	int64_t format;
	int encoding, delimiter, days;
	const struct dn_yaml_node *event, *id, *header, *members, *evidence;
	const struct dn_yaml_node *skip, *total;
};

struct raw_rule {
	const struct dn_yaml_node *column, *is;
	struct dn_span begins;
	bool empty;
};

struct raw_total {
	const struct dn_yaml_node *row, *column;
};

#define TEXT(k, s, m) { k, DN_YAML_TEXT, 0, offsetof(struct s, m), \
	0, 0, NULL, NULL }
#define NODE(k, f, s, m) { k, DN_YAML_NODE, f, offsetof(struct s, m), \
	0, 0, NULL, NULL }
#define CHOICE(k, s, m, c) { k, DN_YAML_CHOICE, 0, offsetof(struct s, m), \
	0, 0, c, NULL }
#define BOOL(k, s, m) { k, DN_YAML_BOOL, 0, offsetof(struct s, m), \
	0, 0, NULL, NULL }
#define END { NULL, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
#define MUST DN_YAML_REQUIRED

static const char *const delimiter_names[] = {
	"auto", "comma", "tab", "semicolon", "bar", NULL
};
static const char delimiters[] = { '\0', ',', '\t', ';', '|' };
static const char *const days_names[] = { "none", "1900", "1904", NULL };

static const struct dn_yaml_row map_rows[] = {
	{ "dn_map", DN_YAML_INT, MUST, offsetof(struct raw_map, format),
	    1, 1, NULL, NULL },
	NODE("event", MUST, raw_map, event),
	NODE("id", 0, raw_map, id),
	CHOICE("encoding", raw_map, encoding, dn_encoding_names),
	CHOICE("delimiter", raw_map, delimiter, delimiter_names),
	NODE("header", 0, raw_map, header),
	CHOICE("days", raw_map, days, days_names),
	NODE("members", MUST, raw_map, members),
	NODE("evidence", 0, raw_map, evidence),
	NODE("skip", 0, raw_map, skip),
	NODE("total", 0, raw_map, total),
	END
};

static const struct dn_yaml_row rule_rows[] = {
	NODE("column", MUST, raw_rule, column),
	NODE("is", 0, raw_rule, is),
	TEXT("begins", raw_rule, begins),
	BOOL("empty", raw_rule, empty),
	END
};

static const struct dn_yaml_row total_rows[] = {
	NODE("row", MUST, raw_total, row),
	NODE("column", MUST, raw_total, column),
	END
};

/* ---- the parts of a map ---- */

static int
take_rule(struct dn_import_map *map,
    const struct dn_yaml_node *node, struct dn_import_rule *rule,
    struct dn_err *err)
{
	struct raw_rule raw = { NULL, NULL, { NULL, 0 }, false };

	if (dn_yaml_read(map->yaml, node, rule_rows, &raw, err) < 0 ||
	    dn_import_take_column(map, raw.column, &rule->column, err) < 0 ||
	    (raw.is != NULL && dn_import_check_words(map, raw.is, err) < 0))
		return -1;
	if ((raw.is != NULL) + (raw.begins.ptr != NULL) + raw.empty != 1)
		return dn_yaml_error(map->yaml, node, err,
		    "a rule has one of is, begins and empty: true");
	rule->is = raw.is;
	rule->begins = raw.begins;
	rule->empty = raw.empty;
	return 0;
}

static int
take_rules(struct dn_import_map *map, const struct dn_yaml_node *list,
    struct dn_err *err)
{
	const struct dn_yaml_node *node;

	if (list == NULL)
		return 0;
	if (list->kind != DN_YAML_SEQUENCE)
		return dn_yaml_error(map->yaml, list, err,
		    "skip must be a list of rules");
	for (node = list->first; node != NULL; node = node->next) {
		if (map->skip_count == DN_IMPORT_RULES_MAX)
			return dn_yaml_error(map->yaml, node, err,
			    "more than %d rules", DN_IMPORT_RULES_MAX);
		if (take_rule(map, node,
		    &map->skip[map->skip_count++], err) < 0)
			return -1;
	}
	return 0;
}

static int
take_total(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	struct raw_total raw = { NULL, NULL };

	if (node == NULL)
		return 0;
	map->totalled = true;
	if (dn_yaml_read(map->yaml, node, total_rows, &raw, err) < 0 ||
	    take_rule(map, raw.row, &map->total, err) < 0)
		return -1;
	return dn_import_take_column(map, raw.column, &map->total_column,
	    err);
}

static int
take_header(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	map->header = DN_IMPORT_HEADER_AUTO;
	if (node == NULL || dn_span_is(node->text, "auto"))
		return 0;
	if (dn_span_is(node->text, "none")) {
		map->header = DN_IMPORT_HEADER_NONE;
		return 0;
	}
	if (dn_yaml_int(node, &map->header) && map->header >= 1)
		return 0;
	return dn_yaml_error(map->yaml, node, err,
	    "header must be auto, none or the number of a line");
}

/* A template: "bank-{流水号}". */
static int
take_id(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	const char *p, *end, *open, *close;
	struct dn_import_piece *piece;

	if (node == NULL)
		return 0;
	if (node->kind != DN_YAML_SCALAR || node->text.len == 0)
		return dn_yaml_error(map->yaml, node, err,
		    "id must be a text with columns as \"bank-{column}\"");
	for (p = node->text.ptr, end = p + node->text.len; p < end; p = close) {
		if (map->piece_count == DN_IMPORT_PIECES_MAX)
			return dn_yaml_error(map->yaml, node, err,
			    "more than %d columns", DN_IMPORT_PIECES_MAX);
		piece = &map->pieces[map->piece_count++];
		piece->column = DN_IMPORT_NONE;
		open = memchr(p, '{', (size_t)(end - p));
		close = open != NULL ? open : end;
		piece->text = (struct dn_span){ p, (size_t)(close - p) };
		if (open == NULL)
			break;
		close = memchr(open, '}', (size_t)(end - open));
		if (close == NULL || close == open + 1)
			return dn_yaml_error(map->yaml, node, err,
			    "a column in the id is not closed or not named");
		if (dn_import_add_column(map, node, (struct dn_span){
		    open + 1, (size_t)(close - open) - 1 }, &piece->column,
		    err) < 0)
			return -1;
		close++;
	}
	if (map->pieces[0].column == DN_IMPORT_NONE)
		return dn_yaml_error(map->yaml, node, err,
		    "the id names no column: all events would be one");
	return 0;
}

static int
take_evidence(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	map->evidence = DN_SPAN("file");
	if (node == NULL)
		return 0;
	if (node->kind != DN_YAML_SCALAR || node->text.len == 0)
		return dn_yaml_error(map->yaml, node, err,
		    "evidence must be the kind of the file, or none");
	map->evidence = node->text;
	if (node->plain && dn_span_is(node->text, "none"))
		map->evidence = (struct dn_span){ NULL, 0 };
	return 0;
}

/* Columns without names have numbers. */
static int
check_header(const struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	size_t i;

	for (i = 0; i < map->column_count; i++)
		if (map->header == DN_IMPORT_HEADER_NONE &&
		    map->columns[i].name.ptr != NULL)
			return dn_yaml_error(map->yaml, node, err, "without "
			    "a header columns have numbers, not names as "
			    "\"%.40s\"", map->columns[i].name.ptr);
	return 0;
}

static int
take_map(struct dn_import_map *map, struct dn_err *err)
{
	struct raw_map raw = { .format = 0 };

	if (dn_yaml_read(map->yaml, dn_yaml_root(map->yaml), map_rows, &raw,
	    err) < 0)
		return -1;
	map->encoding = (enum dn_encoding)raw.encoding;
	map->delimiter = delimiters[raw.delimiter];
	map->days = (enum dn_import_days)raw.days;
	if (take_header(map, raw.header, err) < 0 ||
	    take_id(map, raw.id, err) < 0 ||
	    dn_import_take_members(map, raw.event, raw.members, err) < 0 ||
	    take_evidence(map, raw.evidence, err) < 0 ||
	    take_rules(map, raw.skip, err) < 0 ||
	    take_total(map, raw.total, err) < 0)
		return -1;
	return check_header(map, raw.header, err);
}

/* A map of a tree, which it steals; NULL takes the error that is there. */
static struct dn_import_map *
map_of(struct dn_yaml *yaml, struct dn_err *err)
{
	struct dn_import_map *map;

	if (yaml == NULL)
		return NULL;
	map = calloc(1, sizeof(*map));
	if (map == NULL) {
		dn_yaml_free(yaml);
		dn_err_memory(err);
		return NULL;
	}
	map->yaml = yaml;
	dn_arena_init(&map->arena, SIZE_MAX / 2);
	if (take_map(map, err) == 0)
		return map;
	dn_import_map_free(map);
	return NULL;
}

struct dn_import_map *
dn_import_map_load(const char *path, struct dn_err *err)
{
	return map_of(dn_yaml_load(path, err), err);
}

struct dn_import_map *
dn_import_map_parse(struct dn_span text, const char *source,
    struct dn_err *err)
{
	return map_of(dn_yaml_parse(text, source, err), err);
}

void
dn_import_map_free(struct dn_import_map *map)
{
	if (map == NULL)
		return;
	dn_arena_release(&map->arena);
	dn_yaml_free(map->yaml);
	free(map);
}
