/* SPDX-License-Identifier: MIT */
/* Which column of a table is which member of an event: a map, as data. */
#ifndef DN_LEDGER_IMPORT_MAP_H
#define DN_LEDGER_IMPORT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "io/recode.h"
#include "io/yaml.h"
#include "ledger/import_cell.h"

#define DN_IMPORT_COLUMNS_MAX 256
#define DN_IMPORT_VALUES_MAX 64
#define DN_IMPORT_RULES_MAX 64
#define DN_IMPORT_PIECES_MAX 32

/* No column. */
#define DN_IMPORT_NONE SIZE_MAX

/* A column that the map speaks of; the map calls it by its index. */
struct dn_import_column {
	struct dn_span name;    /* of its header, or absent, and then */
	size_t number;          /* its number, from 1 */
};

/* A column that says yes or no to one element of a list. */
struct dn_import_flag {
	size_t column;
	struct dn_span element;
};

/* Where a member's value comes from: the first of these that is there. */
struct dn_import_value {
	struct dn_span name;            /* of the member */
	enum dn_import_form form;
	struct dn_span constant;        /* JSON */
	const struct dn_import_flag *flags;
	size_t flag_count;
	size_t column;

	/* Of a column: */
	size_t date;                    /* where the date of a time is */
	const struct dn_yaml_node *values;      /* cell: value, or NULL */
	struct dn_span split;           /* between the elements of a list */
	struct dn_span empty;           /* what an empty cell stands for */
	bool optional;                  /* an empty cell: no member */
	int64_t shift;
	/* Of flags: what the cells say. */
	const struct dn_yaml_node *yes, *no;
};

/* Which rows are meant: those whose cell is one of some words. */
struct dn_import_rule {
	size_t column;
	const struct dn_yaml_node *is;  /* a text or a list of them, or NULL */
	struct dn_span begins;          /* or absent */
	bool empty;
};

/* A part of an id: text, then a cell. */
struct dn_import_piece {
	struct dn_span text;
	size_t column;                  /* or DN_IMPORT_NONE */
};

/* Where the header is: in the line of that number, or */
enum { DN_IMPORT_HEADER_AUTO = 0, DN_IMPORT_HEADER_NONE = -1 };

/* A map; to be read by the modules of import. */
struct dn_import_map {
	struct dn_yaml *yaml;
	struct dn_arena arena;
	enum dn_encoding encoding;
	char delimiter;                 /* '\0': by the first row */
	int64_t header;
	enum dn_import_days days;
	struct dn_span evidence;        /* its kind, or absent: none */
	bool citizen;                   /* a member is a citizen number */

	struct dn_import_column columns[DN_IMPORT_COLUMNS_MAX];
	size_t column_count;
	struct dn_import_value values[DN_IMPORT_VALUES_MAX];
	size_t value_count;             /* the first is `type` */
	struct dn_import_piece pieces[DN_IMPORT_PIECES_MAX];
	size_t piece_count;             /* of the id; 0: made of the row */
	struct dn_import_rule skip[DN_IMPORT_RULES_MAX];
	size_t skip_count;
	bool totalled;                  /* there must be a total, */
	struct dn_import_rule total;    /* in the row that is so, */
	size_t total_column;            /* of this column */
};

/*
 * Read a map ("-": stdin): *new*.  NULL with DN_E_CONFIG, line and column, for
 * what is none: an unknown key, a member that events do not have and that does
 * not say how it is read, a constant that is not of its form, a type that is
 * not in the vocabulary of events; or as dn_yaml_load fails.
 */
struct dn_import_map *dn_import_map_load(const char *path,
    struct dn_err *err) DN_MUST_CHECK;

/* The same from text; `source` is borrowed for errors. */
struct dn_import_map *dn_import_map_parse(struct dn_span text,
    const char *source, struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_import_map_free(struct dn_import_map *map);

/* Is a cell's text one of the words, a text or a list of texts, or NULL? */
bool dn_import_among(struct dn_span text, const struct dn_yaml_node *words);

#endif
