/* SPDX-License-Identifier: MIT */
/* What a component pays for one unit, and tables of dated amounts. */
#include "ledger/policy_read.h"

#include <stdlib.h>

#define PARTS_MAX 1200
#define RATIO_MAX 1000000       /* a hundred times */

struct raw_pays {
	struct dn_policy_pays pays;
	const struct dn_yaml_node *levels, *level_fens;
	struct dn_span table;
	int of;
};

#define PAYS(member) offsetof(struct raw_pays, member)

static const char *const of_names[] = { "amount", NULL };

static const struct dn_yaml_row pays_rows[] = {
	FEN("fixed", MAY, PAYS(pays.fixed_fen), 1, FEN_MAX),
	NODE("by_level", MAY, PAYS(levels)),
	NODE("by_level_fen", MAY, PAYS(level_fens)),
	FEN("per_unit", MAY, PAYS(pays.per_unit_fen), 1, FEN_MAX),
	INT("ratio_bp", MAY, PAYS(pays.ratio_bp), 1, RATIO_MAX),
	CHOICE("of", MAY, PAYS(of), of_names),
	TEXT("of_table", MAY, PAYS(table)),
	FEN("total", MAY, PAYS(pays.total_fen), 1, FEN_MAX),
	INT("parts", MAY, PAYS(pays.parts), 1, PARTS_MAX),
	END
};

static const struct dn_policy_key keys[] = {
	{ "by_level", UNIT(CERTIFICATE), 0 },
	{ "by_level_fen", UNIT(CERTIFICATE), 0 },
	{ "per_unit", UNIT(HOUR) | UNIT(DAY) | UNIT(ENTERPRISE_YEAR), 0 },
	{ "per_unit_fen", UNIT(HOUR) | UNIT(DAY) | UNIT(ENTERPRISE_YEAR), 0 },
	{ "of", MONTHS | UNIT(CERTIFICATE), 0 },
	{ "parts", UNIT(PERSON_MONTH), 0 },
	{ NULL, 0, 0 }
};

/* ---- levels ---- */

/* Read the amounts of levels: names that the policy chooses. */
static int
read_levels(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    bool yuan, struct dn_policy_pays *pays, struct dn_err *err)
{
	const struct dn_yaml_node *child;

	if (node->kind != DN_YAML_MAPPING || node->first == NULL)
		return dn_yaml_error(yaml, node, err,
		    "%s must be a mapping of levels to amounts",
		    node->key.ptr);
	pays->levels = calloc(dn_yaml_count(node), sizeof(*pays->levels));
	if (pays->levels == NULL)
		return dn_err_memory(err);
	for (child = node->first; child != NULL; child = child->next) {
		/* A row of the key's own name reads yuan, any other fen. */
		const struct dn_yaml_row row = {
			yuan ? child->key.ptr : "", DN_YAML_FEN, MUST, 0, 1,
			FEN_MAX, NULL, NULL
		};
		struct dn_policy_named *level =
		    &pays->levels[pays->level_count++];

		level->name = child->key;
		if (dn_yaml_read_value(yaml, child, &row, &level->value,
		    err) < 0)
			return -1;
	}
	return 0;
}

/* ---- pays ---- */

/* A share is of one thing. */
static int
read_share(const struct dn_policy *policy, const struct dn_yaml_node *node,
    struct raw_pays *raw, struct dn_err *err)
{
	struct dn_policy_pays *pays = &raw->pays;
	bool total = pays->total_fen > 0, table = raw->table.ptr != NULL;
	bool of = dn_yaml_get(node, "of") != NULL;

	if ((int)total + (int)table + (int)of != (pays->ratio_bp > 0))
		return dn_yaml_error(policy->yaml, node, err, "ratio_bp goes "
		    "with one of total_fen, of_table, of, and these with it");
	if (pays->parts > 0 && !total)
		return dn_yaml_error(policy->yaml, node, err,
		    "parts go with total_fen");
	if (total)
		pays->figure = DN_FIGURE_OF_TOTAL;
	if (of)
		pays->figure = DN_FIGURE_OF_AMOUNT;
	if (!table)
		return 0;
	pays->figure = DN_FIGURE_OF_TABLE;
	pays->table = dn_policy_table(policy, raw->table);
	if (pays->table == NULL)
		return dn_yaml_error(policy->yaml,
		    dn_yaml_get(node, "of_table"), err,
		    "no table has this name");
	return 0;
}

int
dn_policy_read_pays(const struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_policy_component *component,
    struct dn_err *err)
{
	const struct dn_yaml *yaml = policy->yaml;
	struct raw_pays raw = { .of = 0 };
	const struct dn_yaml_node *levels;
	int figures;

	if (dn_yaml_read(yaml, node, pays_rows, &raw, err) < 0 ||
	    dn_policy_check_keys(yaml, node, keys, component->unit,
	    err) < 0)
		return -1;
	levels = raw.levels != NULL ? raw.levels : raw.level_fens;
	figures = (raw.levels != NULL) + (raw.level_fens != NULL) +
	    (raw.pays.per_unit_fen > 0) + (raw.pays.ratio_bp > 0);
	if (figures > 1 || figures + (raw.pays.fixed_fen > 0) == 0)
		return dn_yaml_error(yaml, node, err, "pays is fixed_fen, or "
		    "one of by_level_fen, per_unit_fen, ratio_bp, or both");
	if (raw.pays.per_unit_fen > 0)
		raw.pays.figure = DN_FIGURE_PER_UNIT;
	if (levels != NULL)
		raw.pays.figure = DN_FIGURE_BY_LEVEL;
	if (read_share(policy, node, &raw, err) < 0)
		return -1;
	component->pays = raw.pays;
	return levels != NULL ? read_levels(yaml, levels, raw.levels != NULL,
	    &component->pays, err) : 0;
}

/* ---- tables ---- */

struct raw_dated {
	int32_t from;
	int64_t fen;
};

static const struct dn_yaml_row dated_rows[] = {
	{ "from", DN_YAML_DATE, MUST, offsetof(struct raw_dated, from), 0, 0,
	    NULL, NULL },
	FEN("amount", MUST, offsetof(struct raw_dated, fen), 0, FEN_MAX),
	END
};

static int
read_table(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    struct dn_policy_table *table, struct dn_err *err)
{
	static const struct dn_yaml_row row = NODE(NULL, MUST, 0);
	const struct dn_yaml_node *node;
	struct raw_dated raw;

	if (dn_policy_list(yaml, list, &row, &node, err) < 0)
		return -1;
	table->name = list->key;
	table->rows = calloc(dn_yaml_count(list) + 1, sizeof(*table->rows));
	if (table->rows == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next) {
		if (dn_yaml_read(yaml, node, dated_rows, &raw, err) < 0)
			return -1;
		if (table->count > 0 &&
		    raw.from <= table->rows[table->count - 1].from)
			return dn_yaml_error(yaml, node, err, "rows of a "
			    "table must stand in the order of their days");
		table->rows[table->count++] =
		    (struct dn_policy_dated){ raw.from, raw.fen };
	}
	return table->count > 0 ? 0 :
	    dn_yaml_error(yaml, list, err, "a table must not be empty");
}

int
dn_policy_read_tables(struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_err *err)
{
	const struct dn_yaml_node *child;

	if (node == NULL)
		return 0;
	if (node->kind != DN_YAML_MAPPING)
		return dn_yaml_error(policy->yaml, node, err,
		    "tables must be a mapping of names to lists");
	policy->tables = calloc(dn_yaml_count(node) + 1,
	    sizeof(*policy->tables));
	if (policy->tables == NULL)
		return dn_err_memory(err);
	for (child = node->first; child != NULL; child = child->next)
		if (read_table(policy->yaml, child,
		    &policy->tables[policy->table_count++], err) < 0)
			return -1;
	return 0;
}

const struct dn_policy_table *
dn_policy_table(const struct dn_policy *policy, struct dn_span name)
{
	size_t i;

	for (i = 0; i < policy->table_count; i++)
		if (dn_span_equal(policy->tables[i].name, name))
			return &policy->tables[i];
	return NULL;
}
