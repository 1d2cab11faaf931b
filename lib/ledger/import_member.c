/* SPDX-License-Identifier: MIT */
/* Members of a map: what they are read as, and from where. */
#include "ledger/import_member.h"

#include "io/jsontext.h"
#include "io/number.h"
#include "io/yamlmap.h"

#define MONTHS_MOST 120         /* that one may be shifted by */

/* ---- columns and words ---- */

/* The index of a column that was spoken of before, else a new one. */
static int
note_column(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_import_column column, size_t *index, struct dn_err *err)
{
	size_t i;

	for (i = 0; i < map->column_count; i++)
		if (map->columns[i].number == column.number &&
		    (column.number > 0 ||
		    dn_import_same(map->columns[i].name, column.name)))
			break;
	if (i == DN_IMPORT_COLUMNS_MAX)
		return dn_yaml_error(map->yaml, node, err,
		    "more than %d columns", DN_IMPORT_COLUMNS_MAX);
	if (i == map->column_count)
		map->columns[map->column_count++] = column;
	*index = i;
	return 0;
}

int
dn_import_add_column(struct dn_import_map *map,
    const struct dn_yaml_node *node, struct dn_span name, size_t *index,
    struct dn_err *err)
{
	struct dn_import_column column = { .name = name };

	int64_t number;

	/* Without a header there are only numbers; "1e1" is none. */
	if (map->header == DN_IMPORT_HEADER_NONE &&
	    memchr(name.ptr, 'e', name.len) == NULL &&
	    dn_number_read_int(name, &number) && number >= 1)
		column = (struct dn_import_column){
			.number = (size_t)number };
	return note_column(map, node, column, index, err);
}

int
dn_import_take_column(struct dn_import_map *map,
    const struct dn_yaml_node *node, size_t *index, struct dn_err *err)
{
	int64_t number;

	if (node->kind != DN_YAML_SCALAR || node->text.len == 0)
		return dn_yaml_error(map->yaml, node, err,
		    "a column is the text of its header, or a number");
	if (!dn_yaml_int(node, &number))
		return note_column(map, node, (struct dn_import_column){
		    .name = node->text }, index, err);
	if (number < 1)
		return dn_yaml_error(map->yaml, node, err,
		    "columns are numbered from 1");
	return note_column(map, node, (struct dn_import_column){
	    .number = (size_t)number }, index, err);
}

int
dn_import_check_words(const struct dn_import_map *map,
    const struct dn_yaml_node *node, struct dn_err *err)
{
	const struct dn_yaml_node *word;

	if (node->kind == DN_YAML_SCALAR)
		return 0;
	for (word = node->first; word != NULL; word = word->next)
		if (node->kind != DN_YAML_SEQUENCE ||
		    word->kind != DN_YAML_SCALAR)
			return dn_yaml_error(map->yaml, word, err,
			    "here stands a text or a list of texts");
	return 0;
}

bool
dn_import_among(struct dn_span text, const struct dn_yaml_node *words)
{
	const struct dn_yaml_node *word;

	if (words == NULL)
		return false;
	if (words->kind == DN_YAML_SCALAR)
		return dn_import_same(text, words->text);
	for (word = words->first; word != NULL; word = word->next)
		if (dn_import_same(text, word->text))
			return true;
	return false;
}

/* ---- members ---- */

/* How the members of events are read where a map does not say. */
static const struct {
	const char *name;
	enum dn_import_form form;
} known[] = {
	{ "amount_fen", DN_IMPORT_AMOUNT }, { "at", DN_IMPORT_DATE },
	{ "bank_ref", DN_IMPORT_TEXT }, { "batch", DN_IMPORT_TEXT },
	{ "budget_fen", DN_IMPORT_AMOUNT }, { "by", DN_IMPORT_TEXT },
	{ "due", DN_IMPORT_DATE }, { "effective", DN_IMPORT_DATE },
	{ "employer", DN_IMPORT_TEXT }, { "end", DN_IMPORT_DATE },
	{ "failed", DN_IMPORT_LIST }, { "hours", DN_IMPORT_NUMBER },
	{ "in", DN_IMPORT_TIME },
	{ "insurance", DN_IMPORT_LIST }, { "kind", DN_IMPORT_TEXT },
	{ "kinds", DN_IMPORT_LIST }, { "last_day", DN_IMPORT_DATE },
	{ "level", DN_IMPORT_TEXT }, { "month", DN_IMPORT_MONTH },
	{ "name", DN_IMPORT_TEXT }, { "note", DN_IMPORT_TEXT },
	{ "on", DN_IMPORT_DATE }, { "out", DN_IMPORT_TIME },
	{ "paid_on", DN_IMPORT_DATE }, { "passed", DN_IMPORT_LIST },
	{ "payment", DN_IMPORT_TEXT }, { "person", DN_IMPORT_TEXT },
	{ "planned", DN_IMPORT_NUMBER }, { "programme", DN_IMPORT_TEXT },
	{ "reason", DN_IMPORT_TEXT }, { "rec", DN_IMPORT_DATE },
	{ "receipt", DN_IMPORT_TEXT }, { "report", DN_IMPORT_TEXT },
	{ "result", DN_IMPORT_TEXT }, { "sample_size", DN_IMPORT_NUMBER },
	{ "scope", DN_IMPORT_TEXT }, { "score", DN_IMPORT_NUMBER },
	{ "serial", DN_IMPORT_TEXT }, { "session", DN_IMPORT_TEXT },
	{ "start", DN_IMPORT_DATE }, { "statement", DN_IMPORT_TEXT },
	{ "step", DN_IMPORT_TEXT }, { "target", DN_IMPORT_NUMBER },
	{ "trade", DN_IMPORT_TEXT }, { "type", DN_IMPORT_TEXT },
	{ "url", DN_IMPORT_TEXT },
	{ "verdict", DN_IMPORT_TEXT }, { "void", DN_IMPORT_TEXT },
	{ "with", DN_IMPORT_TEXT }
};

/* Members that import or the journal writes itself. */
static const char *const kept[] = {
	"cut", "evidence", "id", "prev", "record", "seq", "type", "v", NULL
};

/* What a member says, as it stands. */
struct raw_value {
	const struct dn_yaml_node *column, *constant, *date, *values, *flags;
	const struct dn_yaml_node *yes, *no;
	struct dn_span split, empty;
	int form;
	bool optional;
	int64_t shift;
};

#define AT(member) offsetof(struct raw_value, member)
#define NODE(k, m) { k, DN_YAML_NODE, 0, AT(m), 0, 0, NULL, NULL }

static const struct dn_yaml_row value_rows[] = {
	NODE("column", column),
	NODE("constant", constant),
	NODE("flags", flags),
	{ "as", DN_YAML_CHOICE, 0, AT(form), 0, 0, dn_import_forms, NULL },
	NODE("date", date),
	NODE("values", values),
	{ "split", DN_YAML_TEXT, 0, AT(split), 0, 0, NULL, NULL },
	{ "empty", DN_YAML_TEXT, 0, AT(empty), 0, 0, NULL, NULL },
	{ "optional", DN_YAML_BOOL, 0, AT(optional), 0, 0, NULL, NULL },
	{ "shift", DN_YAML_INT, 0, AT(shift), -MONTHS_MOST, MONTHS_MOST,
	    NULL, NULL },
	NODE("yes", yes),
	NODE("no", no),
	{ NULL, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
};

/* The form of a member that is known, else that of none. */
static int
form_of(struct dn_span name)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (dn_span_is(name, known[i].name))
			return (int)known[i].form;
	return DN_IMPORT_FORMS;
}

void
dn_import_add_element(struct dn_bytes *out, struct dn_span text)
{
	if (out->len > 0 && out->data[out->len - 1] != '[')
		dn_bytes_add_byte(out, ',');
	dn_json_write_text(out, text);
}

void
dn_import_add_elements(struct dn_bytes *out, const struct dn_yaml_node *node)
{
	const struct dn_yaml_node *element;

	if (node->kind == DN_YAML_SCALAR)
		dn_import_add_element(out, node->text);
	for (element = node->first; element != NULL; element = element->next)
		dn_import_add_element(out, element->text);
}

/* Append what stands in the map as a value of that form. */
static int
write_fixed(const struct dn_import_map *map, const struct dn_yaml_node *node,
    const struct dn_import_value *value, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_import_reading reading = { .form = value->form,
		.days = map->days, .shift = value->shift };
	struct dn_err why = DN_ERR_INIT;

	if (value->form == DN_IMPORT_LIST) {
		if (dn_import_check_words(map, node, err) < 0)
			return -1;
		dn_bytes_add_byte(out, '[');
		dn_import_add_elements(out, node);
		dn_bytes_add_byte(out, ']');
		return 0;
	}
	if (node->kind != DN_YAML_SCALAR)
		return dn_yaml_error(map->yaml, node, err,
		    "one text is wanted here");
	reading.text = dn_import_trim(node->text);
	if (reading.text.len == 0)
		return dn_yaml_error(map->yaml, node, err, "a text is empty");
	if (dn_import_read(&reading, out, &why) < 0)
		return dn_yaml_error(map->yaml, node, err, "%s", why.text);
	return 0;
}

static int
take_constant(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_import_value *value, struct dn_err *err)
{
	struct dn_bytes text;
	int taken;

	dn_bytes_init(&text, SIZE_MAX / 2);
	taken = write_fixed(map, node, value, &text, err);
	if (taken == 0)
		taken = dn_bytes_check(&text, err);
	if (taken == 0) {
		value->constant = dn_arena_copy(&map->arena,
		    dn_bytes_span(&text));
		if (value->constant.ptr == NULL)
			taken = dn_err_memory(err);
	}
	dn_bytes_release(&text);
	return taken;
}

/* What cells are written for: each of the member's form, or null. */
static int
check_values(const struct dn_import_map *map,
    const struct dn_yaml_node *values, const struct dn_import_value *value,
    struct dn_err *err)
{
	const struct dn_yaml_node *node;
	struct dn_bytes text;
	int good = 0;

	if (values->kind != DN_YAML_MAPPING)
		return dn_yaml_error(map->yaml, values, err,
		    "values must be a mapping of cells to values");
	dn_bytes_init(&text, SIZE_MAX / 2);
	for (node = values->first; good == 0 && node != NULL;
	    node = node->next) {
		dn_bytes_clear(&text);
		if (!dn_yaml_null(node))
			good = write_fixed(map, node, value, &text, err);
	}
	dn_bytes_release(&text);
	return good;
}

/* Columns that say yes or no, each to an element of the list. */
static int
take_flags(struct dn_import_map *map, const struct raw_value *raw,
    struct dn_import_value *value, struct dn_err *err)
{
	const struct dn_yaml_node *node = raw->flags;
	struct dn_import_flag *flags;
	size_t count = dn_yaml_count(node);

	if (node->kind != DN_YAML_MAPPING || value->form != DN_IMPORT_LIST ||
	    raw->yes == NULL || raw->no == NULL)
		return dn_yaml_error(map->yaml, node, err, "flags must be a "
		    "mapping of columns to elements of a list, with yes and "
		    "no beside it");
	if (dn_import_check_words(map, raw->yes, err) < 0 ||
	    dn_import_check_words(map, raw->no, err) < 0)
		return -1;
	flags = dn_arena_take_many(&map->arena, count, sizeof(*flags));
	if (flags == NULL)
		return dn_err_memory(err);
	value->flags = flags;
	value->flag_count = count;
	value->yes = raw->yes;
	value->no = raw->no;
	for (node = node->first; node != NULL; node = node->next, flags++) {
		if (node->kind != DN_YAML_SCALAR || node->text.len == 0)
			return dn_yaml_error(map->yaml, node, err,
			    "one text is wanted here");
		flags->element = node->text;
		if (dn_import_add_column(map, node, node->key,
		    &flags->column, err) < 0)
			return -1;
	}
	return 0;
}

/* What is asked of a column goes with how it is read. */
static int
check_extras(const struct dn_import_map *map, const struct dn_yaml_node *node,
    const struct raw_value *raw, const struct dn_import_value *value,
    struct dn_err *err)
{
	const char *what = NULL;

	if (raw->column == NULL && (raw->date != NULL || raw->values != NULL ||
	    raw->split.ptr != NULL || raw->empty.ptr != NULL || raw->optional))
		what = "date, values, split, empty and optional go with a "
		    "column";
	else if (raw->date != NULL && value->form != DN_IMPORT_TIME)
		what = "date goes with times";
	else if (raw->split.ptr != NULL && value->form != DN_IMPORT_LIST)
		what = "split goes with lists";
	else if (raw->shift != 0 && value->form != DN_IMPORT_MONTH)
		what = "shift goes with months";
	else if (raw->optional && raw->empty.ptr != NULL)
		what = "a cell is optional, or stands for something if empty";
	else if (raw->flags == NULL && (raw->yes != NULL || raw->no != NULL))
		what = "yes and no go with flags";
	return what == NULL ? 0 : dn_yaml_error(map->yaml, node, err, "%s",
	    what);
}

/* Read a member that is a mapping. */
static int
take_mapping(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_import_value *value, struct dn_err *err)
{
	struct raw_value raw = { .form = (int)value->form };

	if (dn_yaml_read(map->yaml, node, value_rows, &raw, err) < 0)
		return -1;
	if ((raw.column != NULL) + (raw.constant != NULL) +
	    (raw.flags != NULL) != 1)
		return dn_yaml_error(map->yaml, node, err,
		    "a member has one of column, constant and flags");
	value->form = (enum dn_import_form)raw.form;
	value->values = raw.values;
	value->split = raw.split;
	value->empty = raw.empty;
	value->optional = raw.optional;
	value->shift = raw.shift;
	if (value->form == DN_IMPORT_FORMS)
		return dn_yaml_error(map->yaml, node, err, "\"%.40s\" is no "
		    "member that is known: say with \"as\" how it is read",
		    node->key.ptr);
	if (check_extras(map, node, &raw, value, err) < 0)
		return -1;
	if (raw.constant != NULL)
		return take_constant(map, raw.constant, value, err);
	if (raw.flags != NULL)
		return take_flags(map, &raw, value, err);
	if (raw.date != NULL && dn_import_take_column(map, raw.date,
	    &value->date, err) < 0)
		return -1;
	if (raw.values != NULL && check_values(map, raw.values, value,
	    err) < 0)
		return -1;
	return dn_import_take_column(map, raw.column, &value->column, err);
}

/* Read a member: a column alone, or a mapping. */
static int
take_value(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_span name, struct dn_err *err)
{
	struct dn_import_value *value;

	if (map->value_count == DN_IMPORT_VALUES_MAX)
		return dn_yaml_error(map->yaml, node, err,
		    "more than %d members", DN_IMPORT_VALUES_MAX);
	value = &map->values[map->value_count++];
	*value = (struct dn_import_value){ .name = name,
		.column = DN_IMPORT_NONE, .date = DN_IMPORT_NONE,
		.form = (enum dn_import_form)form_of(name) };
	if (node->kind == DN_YAML_MAPPING) {
		if (take_mapping(map, node, value, err) < 0)
			return -1;
	} else if (value->form == DN_IMPORT_FORMS) {
		return dn_yaml_error(map->yaml, node, err, "\"%.40s\" is no "
		    "member that is known: say with {column: ..., as: ...} "
		    "how it is read", node->key.ptr);
	} else if (dn_import_take_column(map, node, &value->column,
	    err) < 0) {
		return -1;
	}
	map->citizen = map->citizen || value->form == DN_IMPORT_CITIZEN;
	return 0;
}

/* ---- the type ---- */

static const char *const types[] = {
#define DN_EVENT(id, name, needs) name,
#include "ledger/event.def"
#undef DN_EVENT
	NULL
};

/* Is it a type that may be imported? */
static int
check_type(const struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	struct dn_span type = node->text;
	size_t i;

	for (i = 0; types[i] != NULL; i++)
		if (node->kind == DN_YAML_SCALAR && dn_span_is(type,
		    types[i]))
			break;
	if (types[i] == NULL)
		return dn_yaml_error(map->yaml, node, err,
		    "this is no type of events");
	if (dn_span_is(type, "statement") || dn_span_is(type, "settlement"))
		return dn_yaml_error(map->yaml, node, err,
		    "a %s is issued, not imported", type.ptr);
	return 0;
}

/* The type: a text for all rows, or by the words in a column. */
static int
take_type(struct dn_import_map *map, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	const struct dn_yaml_node *values, *child;
	struct dn_import_value *value = &map->values[0];

	if (node->kind == DN_YAML_SCALAR) {
		*value = (struct dn_import_value){ .name = DN_SPAN("type"),
			.form = DN_IMPORT_TEXT, .column = DN_IMPORT_NONE,
			.date = DN_IMPORT_NONE };
		map->value_count = 1;
		return check_type(map, node, err) < 0 ? -1 :
		    take_constant(map, node, value, err);
	}
	values = dn_yaml_get(node, "values");
	if (values == NULL)
		return dn_yaml_error(map->yaml, node, err, "event must be a "
		    "type, or {column: ..., values: {word: type, ...}}");
	for (child = values->first; child != NULL; child = child->next)
		if (check_type(map, child, err) < 0)
			return -1;
	return take_value(map, node, DN_SPAN("type"), err);
}

int
dn_import_take_members(struct dn_import_map *map,
    const struct dn_yaml_node *event, const struct dn_yaml_node *members,
    struct dn_err *err)
{
	const struct dn_yaml_node *node;

	if (take_type(map, event, err) < 0)
		return -1;
	if (members->kind != DN_YAML_MAPPING)
		return dn_yaml_error(map->yaml, members, err,
		    "members must be a mapping of members to columns");
	for (node = members->first; node != NULL; node = node->next) {
		for (size_t i = 0; kept[i] != NULL; i++)
			if (dn_span_is(node->key, kept[i]))
				return dn_yaml_error(map->yaml, node, err,
				    "%s is no member for a map", kept[i]);
		if (take_value(map, node, node->key, err) < 0)
			return -1;
	}
	if (dn_yaml_get(members, "at") == NULL)
		return dn_yaml_error(map->yaml, members, err,
		    "the member \"at\" is missing: since when it is true");
	return 0;
}
