/* SPDX-License-Identifier: MIT */
/* Which columns of a CoNLL file have its tokens and spans. */
#include <stdio.h>

#include "core/utf8.h"
#include "formats/conll.h"

#define MANY 1000       /* lines that columns are told by */
#define WIDE 10         /* fields of a numbered token without any tag */

size_t
dn_conll_column(const struct dn_conll_layer *layer, size_t count)
{
	if (layer->column == DN_CONLL_LAST)
		return count > 0 ? count - 1 : count;
	return layer->column < count ? layer->column : count;
}

bool
dn_conll_is_special(const struct dn_conll_layout *layout, size_t index,
    size_t count)
{
	for (size_t i = 0; i < layout->layer_count; i++)
		if (dn_conll_column(&layout->layers[i], count) == index)
			return true;
	return index == layout->token;
}

bool
dn_conll_is_plain(const struct dn_conll_layout *layout)
{
	return layout->token == 0 && layout->layer_count == 1 &&
	    layout->layers[0].kind == DN_CONLL_TAGS &&
	    layout->layers[0].column == DN_CONLL_LAST;
}

/* ---- what the first lines show --------------------------------------- */

/* The first lines of a file. */
struct sight {
	struct dn_span names[DN_CONLL_FIELDS];  /* of "# global.columns" */
	size_t name_count;
	struct dn_span fields[DN_CONLL_FIELDS]; /* of the first token */
	size_t field_count;
	bool begins;                            /* "#begin document" */
	size_t tokens, least, most;             /* fewest fields of one, most */
	size_t tags[DN_CONLL_FIELDS];           /* tokens with one there */
	bool labelled[DN_CONLL_FIELDS];         /* and one with a label */
	bool last;                              /* one stood in the last */
	size_t number;                          /* of the token before */
	bool miscounted;                        /* the first is no count */
	bool all;                               /* there are no others */
};

/* "# global.columns = ID FORM ..." */
static void
look_at_names(struct sight *sight, struct dn_span line)
{
	static const char start[] = "# global.columns =";
	static const struct dn_conll_layout blanks = { .tabs = false };
	struct dn_span gaps[DN_CONLL_FIELDS], tail;
	size_t len = sizeof(start) - 1;

	if (line.len <= len || memcmp(line.ptr, start, len) != 0)
		return;
	sight->name_count = dn_conll_fields(&blanks, (struct dn_span){
	    line.ptr + len, line.len - len }, gaps, sight->names,
	    DN_CONLL_FIELDS, &tail);
}

/* "1", "1-2" or "0.1", as CoNLL-U numbers tokens. */
static bool
is_number(struct dn_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.ptr[i] < '0' || text.ptr[i] > '9') && (i == 0 ||
		    (text.ptr[i] != '-' && text.ptr[i] != '.')))
			return false;
	return text.len > 0;
}

/* The number of a line that says more of tokens beside it. */
static bool
is_beside(struct dn_span text)
{
	return is_number(text) && (memchr(text.ptr, '-', text.len) != NULL ||
	    memchr(text.ptr, '.', text.len) != NULL);
}

/* Does the text say just this number? */
static bool
says_number(struct dn_span text, size_t number)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%zu", number);

	return text.len == (size_t)len && memcmp(text.ptr, digits,
	    text.len) == 0;
}

/* What the fields of a token's line are. */
static void
look_at_fields(struct sight *sight, const struct dn_span *fields,
    size_t count)
{
	if (count < 2 || is_beside(fields[0]))
		return;
	if (sight->tokens++ == 0 || count < sight->least)
		sight->least = count;
	sight->miscounted |= !says_number(fields[0], ++sight->number);
	for (size_t i = 0; i < count; i++) {
		struct dn_conll_tag tag = dn_conll_tag(DN_CONLL_TAGS,
		    fields[i]);
		bool is_tag = dn_span_is(fields[i], "O") ||
		    (tag.part != DN_CONLL_BARE && tag.label.len > 0);

		sight->tags[i] += is_tag;
		sight->labelled[i] |= is_tag && tag.label.len > 0;
		sight->last |= is_tag && i + 1 == count;
	}
}

/* One of the first lines. */
static void
look_at_line(struct sight *sight, const struct dn_conll_layout *layout,
    struct dn_span line)
{
	struct dn_span gaps[DN_CONLL_FIELDS], fields[DN_CONLL_FIELDS], tail;
	size_t count;

	if (dn_conll_is_blank(line) || dn_conll_is_start(line)) {
		sight->begins |= sight->tokens == 0 &&
		    dn_conll_is_start(line) && line.ptr[0] == '#';
		sight->number = 0;
		return;
	}
	if (sight->tokens == 0)
		look_at_names(sight, line);
	if (line.len > 1 && line.ptr[0] == '#' &&
	    (line.ptr[1] == ' ' || line.ptr[1] == '\t'))
		return;
	count = dn_conll_fields(layout, line, gaps, fields, DN_CONLL_FIELDS,
	    &tail);
	if (sight->tokens == 0) {
		memcpy(sight->fields, fields, sizeof(fields));
		sight->field_count = count;
	}
	if (count > sight->most)
		sight->most = count;
	look_at_fields(sight, fields, count);
}

static void
look(struct sight *sight, const struct dn_conll_layout *layout,
    struct dn_span head)
{
	for (int i = 0; i < MANY && head.len > 0; i++) {
		const char *end = memchr(head.ptr, '\n', head.len);
		struct dn_span line = head;

		if (end != NULL)
			line.len = (size_t)(end - head.ptr);
		head.ptr += line.len + (end != NULL);
		head.len -= line.len + (end != NULL);
		look_at_line(sight, layout, line);
	}
	sight->all = head.len == 0;
}

bool
dn_conll_is_aside(const struct dn_conll_layout *layout, struct dn_span line)
{
	struct dn_span gaps[2], fields[2], tail;

	/* The first of two is the first of any number of fields. */
	return layout->numbered && line.len > 0 && dn_conll_fields(layout,
	    line, gaps, fields, 2, &tail) == 2 && is_beside(fields[0]);
}

/* ---- choosing -------------------------------------------------------- */

/* Add a layer; its field is told by its place among the layers. */
static void
add_layer(struct dn_conll_layout *layout, enum dn_conll_kind kind,
    size_t column, struct dn_span name)
{
	struct dn_conll_layer *layer = &layout->layers[layout->layer_count];

	*layer = (struct dn_conll_layer){ .kind = kind, .column = column };
	if (kind == DN_CONLL_CHAINS)
		snprintf(layer->field, sizeof(layer->field), "coref");
	else if (layout->layer_count > 0 && name.len > 0 && name.len <
	    sizeof(layer->field) && dn_utf8_valid(name.ptr, name.len) ==
	    name.len)
		memcpy(layer->field, name.ptr, name.len);
	else if (layout->layer_count > 0 && column == DN_CONLL_LAST)
		snprintf(layer->field, sizeof(layer->field), "column-last");
	else if (layout->layer_count > 0)
		snprintf(layer->field, sizeof(layer->field), "column-%zu",
		    column + 1);
	layout->layer_count++;
}

/* The column whose name is, or ends behind ":" in, one of `words`. */
static size_t
find_name(const struct sight *sight, const char *const *words)
{
	for (; *words != NULL; words++)
		for (size_t i = 0; i < sight->name_count; i++) {
			struct dn_span name = sight->names[i];
			size_t len = strlen(*words);

			if (name.len < len || (name.len > len &&
			    name.ptr[name.len - len - 1] != ':'))
				continue;
			if (strncasecmp(name.ptr + name.len - len, *words,
			    len) == 0)
				return i;
		}
	return SIZE_MAX;
}

/* By names: the form, and tags where a column is called so. */
static void
choose_by_names(struct dn_conll_layout *layout, const struct sight *sight)
{
	static const char *const forms[] = { "FORM", "WORD", "TOKEN", NULL };
	static const char *const tags[] = { "NER", "NE", "ENTITY", "IOB",
		"BIO", "TAG", "LABEL", NULL };
	static const char *const ids[] = { "ID", NULL };
	size_t form = find_name(sight, forms), tag = find_name(sight, tags);

	layout->token = form != SIZE_MAX ? form : 0;
	layout->numbered = find_name(sight, ids) == 0 && layout->token > 0;
	if (tag != SIZE_MAX && tag != layout->token)
		add_layer(layout, DN_CONLL_TAGS, tag, sight->names[tag]);
}

/* Are tokens numbered in each sentence, with tags or much else behind? */
static bool
is_counted(const struct sight *sight)
{
	bool any = sight->least >= WIDE;

	for (size_t i = 2; i < sight->least; i++)
		any |= sight->tags[i] == sight->tokens;
	return any && !sight->miscounted && sight->tokens > 1 &&
	    sight->least > 2;
}

/* Numbered tokens: all columns behind them that have nothing but tags. */
static void
choose_counted(struct dn_conll_layout *layout, const struct sight *sight)
{
	layout->token = 1;
	layout->numbered = true;
	for (size_t i = 2; i < sight->least &&
	    layout->layer_count < DN_CONLL_LAYERS; i++)
		if (sight->tags[i] == sight->tokens)
			add_layer(layout, DN_CONLL_TAGS, i,
			    (struct dn_span){ NULL, 0 });
}

/* The last column, unless just one has tags and that is another. */
static size_t
find_tags(const struct sight *sight)
{
	size_t found = DN_CONLL_LAST;

	for (size_t i = 1; i < sight->least && !sight->last; i++) {
		if (sight->tags[i] != sight->tokens || !sight->labelled[i])
			continue;
		if (found != DN_CONLL_LAST)
			return DN_CONLL_LAST;
		found = i;
	}
	return found;
}

/* By what is usual for files that look so. */
static void
choose_by_looks(struct dn_conll_layout *layout, const struct sight *sight)
{
	size_t count = sight->field_count;
	struct dn_span none = { NULL, 0 };

	layout->layer_count = layout->token = 0;
	layout->numbered = false;
	if (sight->begins) {
		/* CoNLL-2012: document, part, number, word, ..., chains. */
		layout->token = count > 4 ? 3 : count > 3 ? 2 : 0;
		if (count > 11)
			add_layer(layout, DN_CONLL_BRACKETS, 10, none);
		add_layer(layout, DN_CONLL_CHAINS, DN_CONLL_LAST, none);
	} else if (sight->name_count > 0) {
		choose_by_names(layout, sight);
	} else if (layout->tabs && count == 10 &&
	    is_number(sight->fields[0]) && !is_number(sight->fields[1]) &&
	    (dn_span_is(sight->fields[9], "_") ||
	    !dn_conll_is_tag(DN_CONLL_TAGS, sight->fields[9]))) {
		/* CoNLL-U: number, form, ... */
		layout->token = 1;
		layout->numbered = true;
	} else if (is_counted(sight)) {
		choose_counted(layout, sight);
	} else {
		add_layer(layout, DN_CONLL_TAGS, find_tags(sight), none);
	}
}

/* ---- --columns ------------------------------------------------------- */

static int
refuse(struct dn_err *err, struct dn_span part, const char *why)
{
	return dn_err_set(err, DN_E_USAGE, "--columns: \"%.*s\": %s",
	    (int)(part.len < 40 ? part.len : 40), part.ptr, why);
}

/* A name, a number from 1, or "last"; false for none. */
static bool
find_column(const struct sight *sight, struct dn_span text, size_t *column)
{
	size_t number = 0;

	for (size_t i = 0; i < sight->name_count; i++)
		if (dn_span_equal(text, sight->names[i])) {
			*column = i;
			return true;
		}
	*column = DN_CONLL_LAST;
	if (dn_span_is(text, "last") || dn_span_is(text, "-1"))
		return true;
	for (size_t i = 0; i < text.len && number <= DN_CONLL_FIELDS; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		number = number * 10 + (size_t)(text.ptr[i] - '0');
	}
	*column = number - 1;
	return number > 0 && number < DN_CONLL_FIELDS;
}

/* One "ROLE=COLUMN". */
static int
take_told(struct dn_conll_layout *layout, const struct sight *sight,
    struct dn_span part, bool *token, struct dn_err *err)
{
	static const char *const roles[] = { "tag", "bracket", "coref" };
	const char *equal = memchr(part.ptr, '=', part.len);
	struct dn_span role = part, text = part;
	size_t column, kind = 0;

	if (equal != NULL) {
		role.len = (size_t)(equal - part.ptr);
		text = (struct dn_span){ equal + 1, part.len - role.len - 1 };
	}
	while (kind < 3 && !dn_span_is(role, roles[kind]))
		kind++;
	if (kind == 3 && !dn_span_is(role, "token"))
		return refuse(err, part,
		    "not one of token, tag, bracket and coref");
	if (!find_column(sight, text, &column) || (sight->all &&
	    sight->tokens > 0 && column != DN_CONLL_LAST &&
	    column >= sight->most))
		return refuse(err, part, "there is no such column");
	if (kind == 3) {
		if (*token || column == DN_CONLL_LAST)
			return refuse(err, part, "one column, by its number");
		*token = true;
		layout->token = column;
		return 0;
	}
	for (size_t i = 0; i < layout->layer_count; i++)
		if (layout->layers[i].column == column)
			return refuse(err, part, "a column of its own");
	if (layout->layer_count == DN_CONLL_LAYERS)
		return refuse(err, part, "too many columns of spans");
	add_layer(layout, (enum dn_conll_kind)kind, column,
	    column < sight->name_count ? sight->names[column] :
	    (struct dn_span){ NULL, 0 });
	return 0;
}

static int
choose_as_told(struct dn_conll_layout *layout, const struct sight *sight,
    const char *told, struct dn_err *err)
{
	bool token = false;

	layout->layer_count = 0;
	while (*told != '\0') {
		size_t len = strcspn(told, ",");

		if (take_told(layout, sight, (struct dn_span){ told, len },
		    &token, err) < 0)
			return -1;
		told += len + (told[len] == ',');
	}
	for (size_t i = 0; i < layout->layer_count; i++)
		if (layout->layers[i].column == layout->token)
			return dn_err_set(err, DN_E_USAGE, "--columns: the "
			    "token has a column of its own");
	layout->numbered = layout->token > 0 && sight->field_count > 0 &&
	    is_number(sight->fields[0]);
	return 0;
}

int
dn_conll_choose(struct dn_conll_layout *layout, struct dn_span head,
    const char *told, struct dn_err *err)
{
	struct sight sight = { .name_count = 0 };

	look(&sight, layout, head);
	choose_by_looks(layout, &sight);
	return told != NULL ? choose_as_told(layout, &sight, told, err) : 0;
}

/* ---- tags in lower case ---------------------------------------------- */

/* Cells that may be such tags, and those that are for sure. */
struct small {
	bool possible[DN_CONLL_LAYERS];
	size_t sure[DN_CONLL_LAYERS];
};

static void
look_at_case(struct small *small, size_t layer, struct dn_span cell)
{
	struct dn_conll_tag tag = dn_conll_tag(DN_CONLL_LOWER, cell);
	bool lower = cell.len > 0 && cell.ptr[0] >= 'a';

	if (tag.part == DN_CONLL_BARE || (tag.part != DN_CONLL_OUTSIDE &&
	    !lower))
		small->possible[layer] = false;
	else if (tag.part == DN_CONLL_OUTSIDE)
		small->sure[layer] += dn_span_is(cell, "o");
	else
		small->sure[layer] += tag.label.len > 0;
}

/* The cells of a line; true while some column may have such tags. */
static bool
look_at_cases(struct small *small, const struct dn_conll_layout *layout,
    struct dn_span line)
{
	struct dn_span gaps[DN_CONLL_FIELDS], fields[DN_CONLL_FIELDS], tail;
	bool any = false;
	size_t count;

	if (dn_conll_is_blank(line) || dn_conll_is_start(line) ||
	    dn_conll_is_end(line) || dn_conll_is_aside(layout, line))
		return true;
	count = dn_conll_fields(layout, line, gaps, fields, DN_CONLL_FIELDS,
	    &tail);
	for (size_t i = 0; i < layout->layer_count; i++) {
		size_t column = dn_conll_column(&layout->layers[i], count);

		if (line.ptr[0] != '#' && count > 1 && column < count &&
		    small->possible[i])
			look_at_case(small, i, fields[column]);
		any = any || small->possible[i];
	}
	return any;
}

void
dn_conll_find_case(struct dn_conll_layout *layout, struct dn_span head)
{
	struct small small = { .sure = { 0 } };
	struct dn_span line;
	bool any = false;

	for (size_t i = 0; i < layout->layer_count; i++) {
		small.possible[i] = layout->layers[i].kind == DN_CONLL_TAGS;
		any = any || small.possible[i];
	}
	while (any && dn_span_cut_line(&head, &line))
		any = look_at_cases(&small, layout, line);
	for (size_t i = 0; i < layout->layer_count; i++)
		if (small.possible[i] && small.sure[i] > 0)
			layout->layers[i].kind = DN_CONLL_LOWER;
}

/* The kind of a column, as it is told. */
static const char *
kind_name(enum dn_conll_kind kind)
{
	return kind == DN_CONLL_LOWER ? "tags in lower case" :
	    dn_conll_kinds[kind];
}

void
dn_conll_tell_columns(const struct dn_conll_layout *layout,
    struct dn_bytes *out)
{
	dn_bytes_add_format(out, "tokens stand in column %zu, ",
	    layout->token + 1);
	if (layout->layer_count == 0)
		dn_bytes_add_text(out, "spans in none");
	for (size_t i = 0; i < layout->layer_count; i++) {
		const struct dn_conll_layer *layer = &layout->layers[i];

		dn_bytes_add_format(out, "%s%s in ", i > 0 ? ", " : "",
		    kind_name(layer->kind));
		if (layer->column == DN_CONLL_LAST)
			dn_bytes_add_text(out, "the last");
		else
			dn_bytes_add_uint(out, layer->column + 1);
	}
}
