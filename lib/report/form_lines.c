/* SPDX-License-Identifier: MIT */
/* Reading the records of a form: lines by number, others as they stand. */
#include "report/form_lines.h"

#include <stdlib.h>

#include "core/array.h"
#include "core/money.h"
#include "io/json.h"
#include "io/jsontext.h"
#include "io/number.h"

#define MEMORY_MAX ((size_t)1 << 30)

/* The members that are read: the parts of a line first. */
enum member {
	RECORD = DN_FORM_PARTS,
	AMOUNT,
	MEMBERS
};

static const char *const member_names[MEMBERS] = {
	"batch", "person", "month", "component", "clause", "record",
	"amount_fen"
};

/* The work in hand. */
struct work {
	struct dn_form_lines *lines;
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_bytes scratch;
	uint64_t number;                /* of the line */
	struct dn_err *err;
};

static int
fail(struct work *work, enum member member, enum dn_code code,
    const char *what)
{
	dn_err_set(work->err, code, "%s", what);
	dn_err_at(work->err, work->number, 0);
	return dn_err_field(work->err, member_names[member],
	    strlen(member_names[member]));
}

static int
read_amount(struct work *work, const struct dn_json_value *value,
    int64_t *fen)
{
	if (value->type == DN_JSON_NONE)
		return fail(work, AMOUNT, DN_E_MISSING_FIELD,
		    "a line has no amount_fen");
	if (value->type != DN_JSON_NUMBER ||
	    !dn_number_read_int(value->raw, fen))
		return fail(work, AMOUNT, DN_E_BAD_TYPE,
		    "amount_fen must be a whole number");
	if (!dn_money_add(work->lines->sum, *fen, &work->lines->sum))
		return fail(work, AMOUNT, DN_E_OVERFLOW,
		    "the sum does not fit 64 bits of fen");
	return 0;
}

/* A name as its number in a table. */
static int
read_part(struct work *work, const struct dn_json_value *value, int part,
    uint32_t *to)
{
	size_t number;

	*to = DN_FORM_NONE;
	if (value->type == DN_JSON_NONE || value->type == DN_JSON_NULL)
		return 0;
	if (value->type != DN_JSON_STRING)
		return fail(work, (enum member)part, DN_E_BAD_TYPE,
		    "a name must be a text");
	number = dn_names_add(work->lines->names[part],
	    dn_json_text(value, &work->scratch), NULL);
	if (number >= DN_FORM_NONE)
		return dn_err_memory(work->err);
	*to = (uint32_t)number;
	return 0;
}

static int
add_line(struct work *work, const struct dn_json_value *values)
{
	struct dn_form_lines *lines = work->lines;
	struct dn_form_line line, *grown;
	int part;

	if (read_amount(work, &values[AMOUNT], &line.fen) < 0)
		return -1;
	for (part = 0; part < DN_FORM_PARTS; part++)
		if (read_part(work, &values[part], part,
		    &line.parts[part]) < 0)
			return -1;
	grown = dn_array_grow(lines->lines, lines->count, &lines->room,
	    sizeof(*grown));
	if (grown == NULL)
		return dn_err_memory(work->err);
	lines->lines = grown;
	grown[lines->count++] = line;
	return 0;
}

static int
add_other(struct work *work, struct dn_span text)
{
	struct dn_form_lines *lines = work->lines;
	struct dn_span *grown = dn_array_grow(lines->others, lines->other_count,
	    &lines->other_room, sizeof(*grown));
	struct dn_span copy = dn_arena_copy(&lines->arena, text);

	if (grown != NULL)
		lines->others = grown;
	if (grown == NULL || copy.ptr == NULL)
		return dn_err_memory(work->err);
	grown[lines->other_count++] = copy;
	return 0;
}

/* One line, behind which the scanner may look. */
static int
read_line(struct work *work, struct dn_span text)
{
	struct dn_json_value values[MEMBERS];

	work->number++;
	if (text.len == 0)
		return 0;
	if (dn_json_scan(work->json, text, values, work->err) < 0) {
		work->err->line = work->number;
		return -1;
	}
	if (values[RECORD].type != DN_JSON_STRING)
		return fail(work, RECORD, DN_E_MISSING_FIELD,
		    "not a record of dn-ledger");
	if (dn_span_is(dn_json_text(&values[RECORD], &work->scratch), "line"))
		return add_line(work, values);
	return add_other(work, text);
}

/* All lines; the last ones from a copy, with bytes behind it to look at. */
static int
read_lines(struct work *work, struct dn_span text, bool padded)
{
	static const char padding[DN_JSON_PADDING];
	struct dn_bytes tail;
	const char *stop;
	int result = 0;

	while (result == 0 && text.len > 0) {
		size_t len;

		stop = memchr(text.ptr, '\n', text.len);
		len = stop != NULL ? (size_t)(stop - text.ptr) : text.len;
		if (!padded && text.len - len < DN_JSON_PADDING)
			break;
		result = read_line(work, (struct dn_span){ text.ptr, len });
		len += stop != NULL;
		text.ptr += len;
		text.len -= len;
	}
	if (result < 0 || padded || text.len == 0)
		return result;
	dn_bytes_init(&tail, SIZE_MAX);
	dn_bytes_add_span(&tail, text);
	dn_bytes_add(&tail, padding, sizeof(padding));
	result = dn_bytes_check(&tail, work->err);
	if (result == 0)
		result = read_lines(work, (struct dn_span){ tail.data,
		    text.len }, true);
	dn_bytes_release(&tail);
	return result;
}

int
dn_form_lines_read(struct dn_form_lines *lines, struct dn_span jsonl,
    struct dn_err *err)
{
	struct work work = { .lines = lines, .err = err };
	int result = -1, part;

	*lines = (struct dn_form_lines){ .count = 0 };
	dn_arena_init(&lines->arena, MEMORY_MAX);
	dn_bytes_init(&work.scratch, SIZE_MAX / 2);
	for (part = 0; part < DN_FORM_PARTS; part++) {
		lines->names[part] = dn_names_new();
		if (lines->names[part] == NULL) {
			dn_err_memory(err);
			goto out;
		}
	}
	work.fields = dn_json_fields_new(member_names, MEMBERS, err);
	if (work.fields == NULL)
		goto out;
	work.json = dn_json_new(work.fields, DN_JSON_STRICT);
	if (work.json == NULL)
		dn_err_memory(err);
	else
		result = read_lines(&work, jsonl, false);
	if (result == 0 && work.scratch.failed != DN_E_NONE)
		result = dn_err_memory(err);
out:
	dn_json_free(work.json);
	dn_json_fields_free(work.fields);
	dn_bytes_release(&work.scratch);
	return result;
}

void
dn_form_lines_release(struct dn_form_lines *lines)
{
	int part;

	for (part = 0; part < DN_FORM_PARTS; part++)
		dn_names_free(lines->names[part]);
	dn_arena_release(&lines->arena);
	free(lines->lines);
	free(lines->others);
	*lines = (struct dn_form_lines){ .count = 0 };
}

struct dn_span
dn_form_name(const struct dn_form_lines *lines,
    const struct dn_form_line *line, enum dn_form_part part)
{
	if (line->parts[part] == DN_FORM_NONE)
		return (struct dn_span){ NULL, 0 };
	return dn_names_get(lines->names[part], line->parts[part]);
}
