/* SPDX-License-Identifier: MIT */
/* Rows as events: each value is read, then the event as a whole. */
#include "ledger/import_row.h"

#include <stdlib.h>

#include "core/ident.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "ledger/import_member.h"

#define SHOWN_HEAD 6    /* characters of a citizen number in messages */
#define SHOWN_TAIL 4
#define ID_HEX 32       /* hex digits of an id that is made of a row, */
#define FILE_HEX 16     /* or of the file that the row is in */

int
dn_import_sheet_init(struct dn_import_sheet *sheet,
    const struct dn_import_map *map, struct dn_err *err)
{
	*sheet = (struct dn_import_sheet){ .map = map };
	dn_bytes_init(&sheet->members, SIZE_MAX / 2);
	dn_bytes_init(&sheet->id, SIZE_MAX / 2);
	dn_bytes_init(&sheet->scratch, SIZE_MAX / 2);
	sheet->ids = dn_names_new();
	sheet->fields = dn_json_fields_new(dn_event_members,
	    DN_EVENT_MEMBERS, err);
	if (sheet->fields != NULL)
		sheet->json = dn_json_new(sheet->fields, DN_JSON_STRICT);
	return sheet->ids != NULL && sheet->json != NULL ? 0 :
	    dn_err_memory(err);
}

void
dn_import_sheet_release(struct dn_import_sheet *sheet)
{
	dn_bytes_release(&sheet->members);
	dn_bytes_release(&sheet->id);
	dn_bytes_release(&sheet->scratch);
	dn_names_free(sheet->ids);
	dn_json_free(sheet->json);
	dn_json_fields_free(sheet->fields);
	free(sheet->times);
}

/* ---- cells ---- */

int
dn_import_header(struct dn_import_sheet *sheet, const struct dn_row *row,
    size_t *lacks, struct dn_err *err)
{
	const struct dn_import_map *map = sheet->map;
	size_t twice = 0;

	*lacks = 0;
	for (size_t i = 0; i < map->column_count; i++) {
		const struct dn_import_column *column = &map->columns[i];
		size_t found = 0;

		if (column->name.ptr == NULL) {
			sheet->at[i] = column->number - 1;
			continue;
		}
		for (size_t k = 0; k < row->count; k++)
			if (dn_import_same(row->cells[k].text,
			    column->name) && found++ == 0)
				sheet->at[i] = k;
			else if (found == 2 && twice == 0)
				twice = k;
		*lacks += found == 0;
	}
	sheet->width = row->count;
	if (*lacks > 0 || twice == 0)
		return *lacks == 0;
	dn_err_set(err, DN_E_BAD_FORMAT, "two columns have a header that the "
	    "map names: say their numbers there");
	dn_err_excerpt(err, row->cells[twice].text.ptr,
	    row->cells[twice].text.len);
	return dn_err_at(err, row->cells[twice].line,
	    row->cells[twice].column);
}

struct dn_cell
dn_import_at(const struct dn_import_sheet *sheet, const struct dn_row *row,
    size_t column)
{
	struct dn_cell cell = { DN_SPAN(""), row->line, 1 };

	if (sheet->at[column] >= row->count)
		return cell;
	cell = row->cells[sheet->at[column]];
	cell.text = dn_import_trim(cell.text);
	return cell;
}

bool
dn_import_meant(const struct dn_import_sheet *sheet,
    const struct dn_row *row, const struct dn_import_rule *rule)
{
	struct dn_span text = dn_import_at(sheet, row, rule->column).text;

	if (rule->begins.ptr != NULL)
		return text.len >= rule->begins.len && memcmp(text.ptr,
		    rule->begins.ptr, rule->begins.len) == 0;
	return rule->empty ? text.len == 0 : dn_import_among(text, rule->is);
}

/* Add to an error the cell it is about, and the member. */
static int
at_cell(const struct dn_import_sheet *sheet, const struct dn_cell *cell,
    struct dn_span member, struct dn_err *err)
{
	struct dn_bytes shown;

	if (sheet->map->citizen) {
		dn_bytes_init(&shown, SIZE_MAX);
		dn_ident_mask_all(&shown, cell->text, SHOWN_HEAD, SHOWN_TAIL);
		dn_err_excerpt(err, shown.data, shown.len);
		dn_bytes_release(&shown);
	} else {
		dn_err_excerpt(err, cell->text.ptr, cell->text.len);
	}
	if (member.ptr != NULL)
		dn_err_field(err, member.ptr, member.len);
	return dn_err_at(err, cell->line, cell->column);
}

int
dn_import_fen(struct dn_import_sheet *sheet, const struct dn_row *row,
    size_t column, int64_t *fen, struct dn_err *err)
{
	struct dn_cell cell = dn_import_at(sheet, row, column);
	struct dn_import_reading reading = {
		.form = DN_IMPORT_AMOUNT, .text = cell.text
	};

	*fen = 0;
	if (cell.text.len == 0)
		return 0;
	dn_bytes_clear(&sheet->scratch);
	if (dn_import_read(&reading, &sheet->scratch, err) < 0)
		return at_cell(sheet, &cell, (struct dn_span){ NULL, 0 },
		    err);
	if (dn_bytes_check(&sheet->scratch, err) < 0)
		return -1;
	(void)dn_number_read_int(dn_bytes_span(&sheet->scratch), fen);
	return 0;
}

/* ---- values ---- */

/* What the map has for a cell; NULL, when it has not. */
static const struct dn_yaml_node *
find_value(const struct dn_import_value *value, struct dn_span text)
{
	const struct dn_yaml_node *node;

	for (node = value->values->first; node != NULL; node = node->next)
		if (dn_import_same(text, node->key))
			return node;
	return NULL;
}

static int
no_value(struct dn_err *err)
{
	return dn_err_set(err, DN_E_BAD_VALUE,
	    "the map has no value for this cell");
}

/* Append the elements of a cell, or of a piece of it. */
static int
add_elements(const struct dn_import_value *value, struct dn_span text,
    struct dn_bytes *out, struct dn_err *err)
{
	const struct dn_yaml_node *node;

	if (dn_import_whole(text, err) < 0)
		return -1;
	if (value->values == NULL) {
		dn_import_add_element(out, text);
		return 0;
	}
	node = find_value(value, text);
	if (node == NULL)
		return no_value(err);
	if (!dn_yaml_null(node))
		dn_import_add_elements(out, node);
	return 0;
}

/* Append a list that one cell holds. */
static int
read_list(const struct dn_import_value *value, struct dn_span text,
    struct dn_bytes *out, struct dn_err *err)
{
	const char *next, *end = text.ptr + text.len;
	struct dn_span piece;

	dn_bytes_add_byte(out, '[');
	while (value->split.len > 0 && (next = memmem(text.ptr, text.len,
	    value->split.ptr, value->split.len)) != NULL) {
		piece = dn_import_trim((struct dn_span){ text.ptr,
		    (size_t)(next - text.ptr) });
		if (piece.len > 0 && add_elements(value, piece, out, err) < 0)
			return -1;
		next += value->split.len;
		text = (struct dn_span){ next, (size_t)(end - next) };
	}
	piece = dn_import_trim(text);
	if ((piece.len > 0 || value->split.len == 0) &&
	    add_elements(value, piece, out, err) < 0)
		return -1;
	dn_bytes_add_byte(out, ']');
	return 0;
}

/* Append a list that several cells say yes or no to. */
static int
read_flags(const struct dn_import_sheet *sheet, const struct dn_row *row,
    const struct dn_import_value *value, struct dn_bytes *out,
    struct dn_err *err)
{
	dn_bytes_add_byte(out, '[');
	for (size_t i = 0; i < value->flag_count; i++) {
		struct dn_cell cell = dn_import_at(sheet, row,
		    value->flags[i].column);

		if (dn_import_among(cell.text, value->yes)) {
			dn_import_add_element(out, value->flags[i].element);
			continue;
		}
		if (dn_import_among(cell.text, value->no))
			continue;
		dn_err_set(err, DN_E_BAD_VALUE,
		    "the cell says neither yes nor no as the map has it");
		return at_cell(sheet, &cell, value->name, err);
	}
	dn_bytes_add_byte(out, ']');
	return 0;
}

/*
 * Append the value of a cell; 0 with nothing added where there is none to
 * be, -1 without a place.
 */
static int
read_cell(const struct dn_import_sheet *sheet, const struct dn_row *row,
    const struct dn_import_value *value, struct dn_span text,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_import_reading reading = { .form = value->form,
		.days = sheet->map->days, .shift = value->shift };
	const struct dn_yaml_node *node = NULL;

	if (value->values != NULL)
		node = find_value(value, text);
	if (text.len == 0 && node == NULL) {
		if (value->optional)
			return 0;
		if (value->empty.ptr == NULL)
			return dn_err_set(err, DN_E_MISSING_FIELD,
			    "the cell of %.*s is empty",
			    (int)value->name.len, value->name.ptr);
		text = value->empty;
	}
	if (value->form == DN_IMPORT_LIST)
		return read_list(value, text, out, err);
	if (value->values != NULL) {
		node = node != NULL ? node : find_value(value, text);
		if (node == NULL)
			return no_value(err);
		if (dn_yaml_null(node))
			return 0;
		text = dn_import_trim(node->text);
	}
	if (value->date != DN_IMPORT_NONE)
		reading.date = dn_import_at(sheet, row, value->date).text;
	reading.text = text;
	return dn_import_read(&reading, out, err);
}

/* Append `,"name":value`; nothing where there is no such member. */
static int
add_member(struct dn_import_sheet *sheet, const struct dn_row *row,
    const struct dn_import_value *value, struct dn_bytes *out,
    struct dn_err *err)
{
	size_t start = out->len, before;
	struct dn_cell cell;

	dn_bytes_add_byte(out, ',');
	dn_json_write_text(out, value->name);
	dn_bytes_add_byte(out, ':');
	before = out->len;
	if (value->constant.ptr != NULL) {
		dn_bytes_add_span(out, value->constant);
		return 0;
	}
	if (value->flags != NULL)
		return read_flags(sheet, row, value, out, err);
	cell = dn_import_at(sheet, row, value->column);
	if (read_cell(sheet, row, value, cell.text, out, err) < 0)
		return at_cell(sheet, &cell, value->name, err);
	if (out->len == before)
		out->len = start;
	return 0;
}

/* ---- ids ---- */

/* By the map's template. */
static int
fill_id(struct dn_import_sheet *sheet, const struct dn_row *row,
    struct dn_err *err)
{
	const struct dn_import_map *map = sheet->map;

	for (size_t i = 0; i < map->piece_count; i++) {
		const struct dn_import_piece *piece = &map->pieces[i];
		struct dn_cell cell;

		dn_bytes_add_span(&sheet->id, piece->text);
		if (piece->column == DN_IMPORT_NONE)
			continue;
		cell = dn_import_at(sheet, row, piece->column);
		if (cell.text.len == 0)
			dn_err_set(err, DN_E_MISSING_FIELD,
			    "the cell that the id is made of is empty");
		if (cell.text.len == 0 || dn_import_whole(cell.text, err) < 0)
			return at_cell(sheet, &cell, DN_SPAN("id"), err);
		dn_bytes_add_span(&sheet->id, cell.text);
	}
	return 0;
}

/* Does a cell that the map takes hold a citizen number? */
static bool
holds_number(const struct dn_import_sheet *sheet, const struct dn_row *row)
{
	char plain[DN_IMPORT_FOLDED], number[DN_IDENT_CITIZEN + 1];

	for (size_t i = 0; i < sheet->map->column_count; i++)
		if (dn_ident_citizen(dn_span_of(dn_import_fold(dn_import_at(
		    sheet, row, i).text, plain)), number) == DN_IDENT_GOOD)
			return true;
	return false;
}

static void
add_hex(struct dn_bytes *out, const struct dn_digest *digest, size_t digits)
{
	size_t start = out->len;

	dn_digest_write(out, digest);
	if (out->failed == DN_E_NONE)
		out->len = start + digits;
}

/* The same row again in one file is not the same event. */
static int
number_id(struct dn_import_sheet *sheet, struct dn_err *err)
{
	size_t number = dn_names_add(sheet->ids, dn_bytes_span(&sheet->id),
	    NULL);
	size_t room = sheet->times_room;
	uint32_t *times;

	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (number >= room) {
		room = room == 0 ? 64 : 2 * room;
		times = realloc(sheet->times, room * sizeof(*times));
		if (times == NULL)
			return dn_err_memory(err);
		memset(times + sheet->times_room, 0,
		    (room - sheet->times_room) * sizeof(*times));
		sheet->times = times;
		sheet->times_room = room;
	}
	if (++sheet->times[number] > 1)
		dn_bytes_add_format(&sheet->id, "-%lu",
		    (unsigned long)sheet->times[number]);
	return 0;
}

/* It begins with the type: one file may give events of several. */
static void
begin_id(struct dn_import_sheet *sheet, size_t type)
{
	static const char before[] = ",\"type\":\"";
	size_t start = sizeof(before) - 1;

	dn_bytes_add(&sheet->id, sheet->members.data + start,
	    type - start - 1);
	dn_bytes_add_byte(&sheet->id, '-');
}

/*
 * Without a template the id is the digest of what the event says.  Not where a
 * citizen number is in it: there are too few of them, and whoever reads the
 * rest in the journal could try them all.  Then it is where the row stands.
 */
static int
make_id(struct dn_import_sheet *sheet, const struct dn_row *row, size_t type,
    struct dn_err *err)
{
	struct dn_digest digest;

	begin_id(sheet, type);
	if (holds_number(sheet, row)) {
		add_hex(&sheet->id, &sheet->digest, FILE_HEX);
		dn_bytes_add_format(&sheet->id, "-%llu",
		    (unsigned long long)row->line);
		return 0;
	}
	digest = dn_digest_of(dn_bytes_span(&sheet->members));
	add_hex(&sheet->id, &digest, ID_HEX);
	return number_id(sheet, err);
}

/* ---- events ---- */

/* Append the file as a piece of evidence. */
static void
add_evidence(const struct dn_import_sheet *sheet, struct dn_bytes *out)
{
	if (sheet->map->evidence.ptr == NULL)
		return;
	dn_bytes_add_text(out, ",\"evidence\":[{\"kind\":");
	dn_json_write_text(out, sheet->map->evidence);
	dn_bytes_add_text(out, ",\"sha256\":\"");
	dn_digest_write(out, &sheet->digest);
	dn_bytes_add_byte(out, '"');
	if (sheet->name.ptr != NULL) {
		dn_bytes_add_text(out, ",\"uri\":");
		dn_json_write_text(out, sheet->name);
	}
	dn_bytes_add_text(out, "}]");
}

/* Is the line an event that the ledger takes? */
static int
check_event(struct dn_import_sheet *sheet, const struct dn_row *row,
    struct dn_span line, struct dn_err *err)
{
	struct dn_json_value members[DN_EVENT_MEMBERS];
	struct dn_event_draft draft;
	struct dn_err why = DN_ERR_INIT;
	struct dn_cell cell = { DN_SPAN(""), row->line, 1 };
	struct dn_span field;
	size_t i;

	dn_bytes_clear(&sheet->scratch);
	if (dn_json_scan(sheet->json, line, members, &why) == 0 &&
	    dn_event_read(members, line, 0, &sheet->scratch, &draft,
	    &why) == 0)
		return 0;
	field = dn_span_of(why.field);
	for (i = 0; i < sheet->map->value_count; i++)
		if (dn_span_equal(sheet->map->values[i].name, field) &&
		    sheet->map->values[i].column != DN_IMPORT_NONE)
			cell = dn_import_at(sheet, row,
			    sheet->map->values[i].column);
	dn_err_set(err, why.code, "%s", why.text);
	return at_cell(sheet, &cell, field.len > 0 ? field :
	    (struct dn_span){ NULL, 0 }, err);
}

/* An amount with a comma that is not quoted shifts the cells behind it. */
static int
check_width(const struct dn_import_sheet *sheet, const struct dn_row *row,
    struct dn_err *err)
{
	for (size_t i = sheet->width; sheet->width > 0 && i < row->count; i++)
		if (dn_import_trim(row->cells[i].text).len > 0) {
			dn_err_set(err, DN_E_BAD_FORMAT, "more cells than the "
			    "header has: an unquoted comma?");
			return at_cell(sheet, &row->cells[i],
			    (struct dn_span){ NULL, 0 }, err);
		}
	return 0;
}

int
dn_import_event(struct dn_import_sheet *sheet, const struct dn_row *row,
    struct dn_bytes *out, struct dn_err *err)
{
	const struct dn_import_map *map = sheet->map;
	struct dn_bytes *members = &sheet->members;
	size_t start = out->len, i, type;

	dn_bytes_clear(members);
	dn_bytes_clear(&sheet->id);
	if (check_width(sheet, row, err) < 0 ||
	    add_member(sheet, row, &map->values[0], members, err) < 0)
		return -1;
	type = members->len;
	for (i = 1; i < map->value_count; i++)
		if (add_member(sheet, row, &map->values[i], members, err) < 0)
			return -1;
	add_evidence(sheet, members);
	if (dn_bytes_check(members, err) < 0 || (map->piece_count > 0 ?
	    fill_id(sheet, row, err) : make_id(sheet, row, type, err)) < 0)
		return -1;
	dn_bytes_add_byte(out, '{');
	dn_bytes_add(out, members->data + 1, type - 1);
	dn_bytes_add_text(out, ",\"id\":");
	dn_json_write_text(out, dn_bytes_span(&sheet->id));
	dn_bytes_add(out, members->data + type, members->len - type);
	dn_bytes_add_text(out, "}\n");
	if (dn_bytes_reserve(out, DN_JSON_PADDING) == NULL ||
	    dn_bytes_check(&sheet->id, err) < 0)
		return dn_err_memory(err);
	return check_event(sheet, row, (struct dn_span){ out->data + start,
	    out->len - start - 1 }, err);
}
