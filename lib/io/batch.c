/* SPDX-License-Identifier: MIT */
/* A block of lines between reading and writing. */
#include "io/batch.h"

#include <stdlib.h>

#include "io/number.h"

/* Asked for after the tool's own fields. */
enum { FIELD_RECORD, FIELD_DN, FIELD_OURS };

#define SPANS_AT_ONCE 512

struct dn_json_fields *
dn_batch_fields(const struct dn_loop *spec, struct dn_err *err)
{
	size_t count = spec->field_count;
	const char **names = calloc(count + FIELD_OURS, sizeof(*names));
	struct dn_json_fields *fields;

	if (names == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		names[i] = spec->fields[i];
	names[count + FIELD_RECORD] = "record";
	names[count + FIELD_DN] = "dn";
	fields = dn_json_fields_new(names, count + FIELD_OURS, err);
	free(names);
	return fields;
}

int
dn_mapper_init(struct dn_mapper *mapper, const struct dn_loop *spec,
    const struct dn_json_fields *fields, bool working)
{
	bool makes = working && spec->worker_new != NULL;

	mapper->worker = makes ? spec->worker_new(spec->state) :
	    working ? spec->state : NULL;
	mapper->json = dn_json_new(fields, DN_JSON_STRICT);
	mapper->values = calloc(spec->field_count + FIELD_OURS,
	    sizeof(*mapper->values));
	if (makes && mapper->worker == NULL)
		return -1;
	return mapper->json != NULL && mapper->values != NULL ? 0 : -1;
}

void
dn_mapper_release(struct dn_mapper *mapper, const struct dn_loop *spec)
{
	if (spec->worker_new != NULL && mapper->worker != NULL)
		spec->worker_free(mapper->worker);
	dn_json_free(mapper->json);
	free(mapper->values);
}

void
dn_batch_init(struct dn_batch *batch, const struct dn_loop *spec,
    uint64_t max_record)
{
	memset(batch, 0, sizeof(*batch));
	batch->spec = spec;
	batch->max_record = max_record;
	dn_bytes_init(&batch->mapped, SIZE_MAX / 2);
	dn_bytes_init(&batch->folded, SIZE_MAX / 2);
}

void
dn_batch_release(struct dn_batch *batch)
{
	dn_block_release(&batch->block);
	dn_bytes_release(&batch->mapped);
	dn_bytes_release(&batch->folded);
	free(batch->lines);
	free(batch->notes);
	free(batch->fields);
	free(batch->failures);
	free(batch->pieces);
}

/* ---- mapping ------------------------------------------------------ */

/* *data grown to hold `count` things of `size`, a size of 0 none at all. */
static bool
grow(void *data, size_t count, size_t size)
{
	void *more, **at = data;

	if (size == 0)
		return true;
	more = reallocarray(*at, count, size);
	if (more == NULL)
		return false;
	*at = more;
	return true;
}

/* Values that fold is to see, a line. */
static size_t
kept_fields(const struct dn_loop *spec)
{
	return spec->keep_fields ? spec->field_count + FIELD_OURS : 0;
}

/* One more line with room for its note and fields; NULL without memory. */
static struct dn_line *
add_line(struct dn_batch *batch)
{
	const struct dn_loop *spec = batch->spec;
	size_t at = batch->line_count, cap = batch->line_cap;

	if (at == cap) {
		cap = cap == 0 ? 1024 : cap * 2;
		if (!grow(&batch->lines, cap, sizeof(*batch->lines)) ||
		    !grow(&batch->notes, cap, spec->note_size) ||
		    !grow(&batch->fields, cap,
		    kept_fields(spec) * sizeof(*batch->fields))) {
			batch->no_memory = true;
			return NULL;
		}
		batch->line_cap = cap;
	}
	batch->line_count++;
	if (spec->note_size > 0)
		memset(batch->notes + at * spec->note_size, 0,
		    spec->note_size);
	batch->lines[at] = (struct dn_line){ .kind = DN_LINE_RECORD };
	return &batch->lines[at];
}

/* Keep why a line is bad. */
static void
add_failure(struct dn_batch *batch, struct dn_line *line,
    const struct dn_err *err)
{
	if (batch->failure_count == batch->failure_cap) {
		size_t cap = batch->failure_cap == 0 ? 4 :
		    batch->failure_cap * 2;

		if (!grow(&batch->failures, cap, sizeof(*batch->failures))) {
			batch->no_memory = true;
			return;
		}
		batch->failure_cap = cap;
	}
	batch->failures[batch->failure_count++] = *err;
	line->failure = batch->failure_count;
}

static bool
is_blank(struct dn_span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] != ' ' && line.ptr[i] != '\t' &&
		    line.ptr[i] != '\r')
			return false;
	return true;
}

/* Is a line that was scanned an object of a version that we know? */
static int
check_line(struct dn_span text, const struct dn_mapper *mapper,
    size_t field_count, struct dn_err *err)
{
	const struct dn_json_value *version =
	    &mapper->values[field_count + FIELD_DN];
	const char *p = text.ptr;
	int64_t number;

	while (*p == ' ' || *p == '\t')
		p++;
	if (*p != '{') {
		dn_err_set(err, DN_E_NOT_OBJECT, "a record must be an object");
		return dn_err_excerpt(err, text.ptr, text.len);
	}
	if (version->type == DN_JSON_NUMBER &&
	    dn_number_read_int(version->raw, &number) && number > 1) {
		dn_err_set(err, DN_E_VERSION, "records of version %lld are "
		    "newer than this program", (long long)number);
		return dn_err_field(err, "dn", 2);
	}
	return 0;
}

/* What the member "record" makes of a line. */
static enum dn_line_kind
kind_of(const struct dn_json_value *record)
{
	if (record->type == DN_JSON_STRING) {
		if (dn_span_is(record->raw, "\"dataset\""))
			return DN_LINE_HEADER;
		if (dn_span_is(record->raw, "\"end\""))
			return DN_LINE_END;
	}
	return DN_LINE_RECORD;
}

/* The record that was scanned last with this mapper. */
static void
fill_record(const struct dn_batch *batch, const struct dn_line *line,
    const struct dn_json_value *values, struct dn_record *record)
{
	*record = (struct dn_record){ .line = dn_batch_text(batch, line),
		.kind = line->kind, .source = batch->block.source,
		.number = batch->block.line + line->number,
		.byte = batch->block.byte + line->at };
	if (values != NULL) {
		record->fields = values;
		record->record =
		    values[batch->spec->field_count + FIELD_RECORD];
	}
}

/* Look at a line that was scanned and, if it is a record, ask the tool. */
static int
map_line(struct dn_batch *batch, struct dn_line *line,
    struct dn_mapper *mapper, struct dn_err *err)
{
	const struct dn_loop *spec = batch->spec;
	size_t index = batch->line_count - 1, kept = kept_fields(spec);
	struct dn_result result = { DN_PASS, 0, &batch->mapped };
	struct dn_record record;

	if (check_line(dn_batch_text(batch, line), mapper, spec->field_count,
	    err) < 0)
		return -1;
	line->kind =
	    (uint8_t)kind_of(&mapper->values[spec->field_count +
	    FIELD_RECORD]);
	if (line->kind != DN_LINE_RECORD)
		return 0;
	if (kept > 0)
		memcpy(batch->fields + index * kept, mapper->values,
		    kept * sizeof(*mapper->values));
	if (spec->map != NULL) {
		fill_record(batch, line, mapper->values, &record);
		line->text = batch->mapped.len;
		line->read = true;
		if (spec->map(mapper->worker, &record,
		    dn_batch_note(batch, index), &result, err) < 0)
			return -1;
		line->text_len = batch->mapped.len - line->text;
		if (batch->mapped.failed != DN_E_NONE)
			return dn_bytes_check(&batch->mapped, err);
	}
	line->verdict = (uint8_t)result.verdict;
	line->reason = (uint16_t)result.reason;
	return 0;
}

/* A line longer than the cap: there is nothing of it to look at. */
static void
map_oversize(struct dn_batch *batch)
{
	struct dn_line *line = add_line(batch);
	struct dn_err err = DN_ERR_INIT;

	if (line == NULL)
		return;
	dn_err_set(&err, DN_E_TOO_LONG, "a record longer than %llu bytes",
	    (unsigned long long)batch->max_record);
	add_failure(batch, line, &err);
}

/*
 * Scan the line at *p and move there to the next.  Most lines are good, and
 * their scan has found their end; only the others are searched for it.
 */
static int
scan_line(struct dn_mapper *mapper, struct dn_line *line, const char **p,
    const char *end, struct dn_err *err)
{
	struct dn_span text = { *p, (size_t)(end - *p) };
	size_t len;
	bool good = dn_json_scan_line(mapper->json, text, mapper->values, &len);
	const char *newline = good ? *p + len : memchr(*p, '\n', text.len);

	*p = newline + 1;
	text.len = (size_t)(newline - text.ptr);
	if (text.len > 0 && newline[-1] == '\r')
		text.len--;
	line->len = text.len;
	line->blank = !good && is_blank(text);
	return good || line->blank ? 0 :
	    dn_json_scan(mapper->json, text, mapper->values, err);
}

void
dn_batch_map(struct dn_batch *batch, struct dn_mapper *mapper, bool strict)
{
	const struct dn_block *block = &batch->block;
	const char *p = block->data, *end = p + block->len;
	struct dn_err err = DN_ERR_INIT;

	batch->line_count = batch->failure_count = 0;
	batch->no_memory = false;
	dn_bytes_clear(&batch->mapped);
	if (block->oversize) {
		map_oversize(batch);
		return;
	}
	for (uint32_t number = 0; p < end; number++) {
		struct dn_line *line = add_line(batch);

		if (line == NULL)
			return;
		line->number = number;
		line->at = (size_t)(p - block->data);
		if (scan_line(mapper, line, &p, end, &err) < 0 ||
		    (!line->blank && map_line(batch, line, mapper, &err) < 0)) {
			add_failure(batch, line, &err);
			if (strict)
				return;
			err = (struct dn_err)DN_ERR_INIT;
		}
	}
}

int
dn_batch_scan(struct dn_batch *batch, const struct dn_line *line,
    struct dn_mapper *mapper, struct dn_record *record, struct dn_err *err)
{
	if (dn_json_scan(mapper->json, dn_batch_text(batch, line),
	    mapper->values, err) < 0 ||
	    check_line(dn_batch_text(batch, line), mapper,
	    batch->spec->field_count, err) < 0)
		return -1;
	fill_record(batch, line, mapper->values, record);
	return 0;
}

void
dn_batch_record(const struct dn_batch *batch, size_t index,
    struct dn_record *record)
{
	const struct dn_line *line = &batch->lines[index];
	size_t kept = kept_fields(batch->spec);

	fill_record(batch, line,
	    kept > 0 ? batch->fields + index * kept : NULL, record);
	if (line->text_len > 0)
		record->mapped = (struct dn_span){
			batch->mapped.data + line->text, line->text_len };
}

void *
dn_batch_note(const struct dn_batch *batch, size_t index)
{
	size_t size = batch->spec->note_size;

	return size > 0 ? batch->notes + index * size : NULL;
}

struct dn_span
dn_batch_text(const struct dn_batch *batch, const struct dn_line *line)
{
	if (batch->block.oversize)
		return (struct dn_span){ NULL, 0 };
	return (struct dn_span){ batch->block.data + line->at, line->len };
}

void
dn_batch_place(const struct dn_batch *batch, const struct dn_line *line,
    struct dn_err *err)
{
	err->source = batch->block.source;
	err->line = batch->block.line + line->number;
	err->byte = batch->block.byte + line->at;
	if (err->column == 0)
		err->column = 1;
}

/* ---- output ------------------------------------------------------- */

/* Append a stretch, joined to the last one where they touch. */
static void
add_piece(struct dn_batch *batch, const char *ptr, size_t at, size_t len)
{
	struct dn_piece *last = batch->piece_count == 0 ? NULL :
	    &batch->pieces[batch->piece_count - 1];

	if (last != NULL && ptr != NULL && last->ptr != NULL &&
	    last->ptr + last->len == ptr) {
		last->len += len;
		return;
	}
	if (batch->piece_count == batch->piece_cap) {
		size_t cap = batch->piece_cap == 0 ? 256 :
		    batch->piece_cap * 2;

		if (!grow(&batch->pieces, cap, sizeof(*batch->pieces))) {
			batch->no_memory = true;
			return;
		}
		batch->piece_cap = cap;
	}
	batch->pieces[batch->piece_count++] = (struct dn_piece){ ptr, at, len };
}

void
dn_batch_pass(struct dn_batch *batch, const struct dn_line *line)
{
	const char *text = batch->block.data + line->at;
	bool plain = text[line->len] == '\n';

	add_piece(batch, text, 0, line->len + plain);
	if (!plain)
		add_piece(batch, "\n", 0, 1);
}

void
dn_batch_write(struct dn_batch *batch, const struct dn_line *line,
    size_t from)
{
	if (batch->folded.len > from)
		add_piece(batch, NULL, from, batch->folded.len - from);
	else if (line->text_len > 0)
		add_piece(batch, batch->mapped.data + line->text, 0,
		    line->text_len);
}

int
dn_batch_flush(struct dn_batch *batch, struct dn_sink *sink,
    struct dn_err *err)
{
	struct dn_span spans[SPANS_AT_ONCE];
	size_t done = 0, count;
	int failed = 0;

	if (dn_bytes_check(&batch->folded, err) < 0)
		return -1;
	if (batch->no_memory)
		return dn_err_memory(err);
	while (sink != NULL && done < batch->piece_count && failed == 0) {
		for (count = 0; count < SPANS_AT_ONCE &&
		    done < batch->piece_count; count++, done++) {
			const struct dn_piece *piece = &batch->pieces[done];

			spans[count].ptr = piece->ptr != NULL ? piece->ptr :
			    batch->folded.data + piece->at;
			spans[count].len = piece->len;
		}
		failed = dn_sink_write_spans(sink, spans, count, err);
	}
	batch->piece_count = 0;
	dn_bytes_clear(&batch->folded);
	return failed;
}
