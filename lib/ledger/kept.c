/* SPDX-License-Identifier: MIT */
/* Reading back what was issued: hashed and taken apart in one go. */
#include "ledger/kept.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/date.h"
#include "io/fd.h"
#include "io/json.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "io/outdir.h"
#include "io/sink.h"
#include "io/src.h"

#define PIECE ((size_t)1 << 20)
#define NAME_MAX_BYTES ((size_t)200)    /* of an id as a file's name */

/* ---- places ---- */

/* Append an id as one name: what is left of '/' is escaped as well. */
static void
add_name(struct dn_bytes *out, struct dn_span id)
{
	struct dn_digest digest = dn_digest_of(id);
	struct dn_bytes escaped;
	size_t i, from = out->len;

	dn_bytes_init(&escaped, SIZE_MAX);
	dn_outdir_escape(&escaped, id);
	for (i = 0; i < escaped.len; i++)
		if (escaped.data[i] == '/')
			dn_bytes_add_text(out, "%2F");
		else
			dn_bytes_add_byte(out, escaped.data[i]);
	if (escaped.failed != DN_E_NONE)
		out->failed = escaped.failed;
	dn_bytes_release(&escaped);
	if (out->failed != DN_E_NONE || out->len - from <= NAME_MAX_BYTES)
		return;
	out->len = from;
	dn_bytes_add_text(out, "%~");
	dn_digest_write(out, &digest);
}

char *
dn_kept_path(const struct dn_journal *journal, struct dn_span id)
{
	struct dn_bytes name;
	char *path = NULL;

	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_text(&name, "statement/");
	add_name(&name, id);
	dn_bytes_add_text(&name, ".jsonl");
	if (name.failed == DN_E_NONE)
		path = dn_journal_beside(journal, dn_bytes_text(&name));
	dn_bytes_release(&name);
	return path;
}

/* What is no regular file, as a FIFO, could be waited for without end. */
static int
be_file(const char *path, struct dn_err *err)
{
	struct stat found;

	if (stat(path, &found) < 0 || S_ISREG(found.st_mode))
		return 0;
	err->source = path;
	return dn_err_set(err, DN_E_NO_FILE,
	    "a kept statement is no regular file");
}

struct dn_src *
dn_kept_open(const char *path, struct dn_err *err)
{
	return be_file(path, err) < 0 ? NULL : dn_src_open(path, err);
}

static int
make_folder(const struct dn_journal *journal, struct dn_err *err)
{
	int folder = dn_journal_folder(journal);

	if (mkdirat(folder, "statement", 0777) == 0 ?
	    dn_fd_sync(folder) == 0 : errno == EEXIST)
		return 0;
	err->source = dn_journal_path(journal);
	return dn_err_system(err, DN_E_WRITE,
	    "no folder can be made beside it");
}

/* ---- lines ---- */

/* The members that are read. */
enum member { RECORD, BATCH, COMPONENT, PERSON, MONTH, AMOUNT, MEMBERS };

static const char *const members[MEMBERS] = {
	"record", "batch", "component", "person", "month", "amount_fen"
};

/* A name that was looked up last: those of lines mostly repeat. */
struct last {
	struct dn_bytes raw;
	uint32_t number;
};

/* A reading of one file. */
struct reading {
	struct dn_book *book;
	struct dn_issued_sums *sums;
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_bytes scratch;
	struct last batch, component, person;
	bool strange;           /* a line is not as it was written */
	struct dn_err *err;
};

/* The number of a name, or nobody's where there is none. */
static uint32_t
number(struct reading *reading, const struct dn_names *names,
    const struct dn_json_value *value, struct last *last)
{
	size_t index;

	if (value->type == DN_JSON_NONE)
		return DN_EVENT_NOBODY;
	if (dn_span_equal(dn_bytes_span(&last->raw), value->raw))
		return last->number;
	index = dn_names_find(names, dn_json_text(value, &reading->scratch));
	if (index == DN_NAMES_NONE) {
		reading->strange = true;
		return DN_EVENT_NOBODY;
	}
	dn_bytes_clear(&last->raw);
	dn_bytes_add_span(&last->raw, value->raw);
	last->number = (uint32_t)index;
	return last->number;
}

/* Take a `line` record into the sums; others are passed over. */
static int
take_line(struct reading *reading, struct dn_span text)
{
	struct dn_json_value values[MEMBERS];
	struct dn_err why = DN_ERR_INIT;
	struct dn_issued_line line = { .month = 0 };
	struct dn_date month;

	if (dn_json_scan(reading->json, text, values, &why) < 0) {
		reading->strange = true;
		return 0;
	}
	if (!dn_span_is(values[RECORD].raw, "\"line\""))
		return 0;
	if (dn_names_add(reading->book->components, dn_json_text(
	    &values[COMPONENT], &reading->scratch), NULL) == DN_NAMES_NONE)
		return dn_err_memory(reading->err);
	line.batch = number(reading, reading->book->batches, &values[BATCH],
	    &reading->batch);
	line.component = number(reading, reading->book->components,
	    &values[COMPONENT], &reading->component);
	line.person = number(reading, reading->book->persons,
	    &values[PERSON], &reading->person);
	if (values[MONTH].type == DN_JSON_STRING && dn_month_parse(
	    dn_json_text(&values[MONTH], &reading->scratch), &month))
		line.month = dn_month_number(month);
	if (values[AMOUNT].type != DN_JSON_NUMBER ||
	    !dn_number_read_int(values[AMOUNT].raw, &line.fen))
		reading->strange = true;
	return dn_issued_add(reading->sums, &line, reading->err);
}

/* ---- files ---- */

static int
begin(struct reading *reading)
{
	reading->fields = dn_json_fields_new(members, MEMBERS, reading->err);
	if (reading->fields == NULL)
		return -1;
	reading->json = dn_json_new(reading->fields, DN_JSON_STRICT);
	dn_bytes_init(&reading->scratch, SIZE_MAX);
	dn_bytes_init(&reading->batch.raw, SIZE_MAX);
	dn_bytes_init(&reading->component.raw, SIZE_MAX);
	dn_bytes_init(&reading->person.raw, SIZE_MAX);
	return reading->json != NULL ? 0 : dn_err_memory(reading->err);
}

static void
end(struct reading *reading)
{
	dn_json_free(reading->json);
	dn_json_fields_free(reading->fields);
	dn_bytes_release(&reading->scratch);
	dn_bytes_release(&reading->batch.raw);
	dn_bytes_release(&reading->component.raw);
	dn_bytes_release(&reading->person.raw);
}

/* Take the whole lines at the start of `text`; how much they are, or -1. */
static int64_t
take_lines(struct reading *reading, struct dn_span text)
{
	const char *at = text.ptr, *stop = text.ptr + text.len, *newline;

	while (at < stop && !reading->strange &&
	    (newline = memchr(at, '\n', (size_t)(stop - at))) != NULL) {
		if (take_line(reading, (struct dn_span){ at,
		    (size_t)(newline - at) }) < 0)
			return -1;
		at = newline + 1;
	}
	return at - text.ptr;
}

/*
 * Read on, hash it, and take lines out where there is a reading.  1; 0 at the
 * end; -1 with `err`.
 */
static int
read_on(struct dn_src *src, struct dn_digester *digester,
    struct dn_bytes *buffer, struct reading *reading, struct dn_err *err)
{
	char *to = dn_bytes_reserve(buffer, PIECE + DN_JSON_PADDING);
	size_t got;
	int64_t used;
	int more;

	if (to == NULL)
		return dn_err_memory(err);
	more = dn_src_read(src, to, PIECE, &got, err);
	if (more <= 0)
		return more;
	dn_digester_add(digester, (struct dn_span){ to, got });
	if (reading == NULL)
		return 1;
	buffer->len += got;
	memset(to + got, 0, DN_JSON_PADDING);
	used = take_lines(reading, dn_bytes_span(buffer));
	if (used < 0)
		return -1;
	buffer->len -= (size_t)used;
	memmove(buffer->data, buffer->data + used, buffer->len);
	return reading->strange ? 0 : 1;
}

/* Is the file as the digest has it?  1, 0, or -1 without memory. */
static int
read_file(const char *path, const struct dn_digest *digest,
    struct reading *reading, struct dn_err *err)
{
	struct dn_digester *digester = dn_digester_new();
	struct dn_err why = DN_ERR_INIT;
	struct dn_src *src = dn_kept_open(path, &why);
	struct dn_bytes buffer;
	struct dn_digest is;
	int more = -1;

	dn_bytes_init(&buffer, SIZE_MAX);
	if (digester == NULL)
		dn_err_memory(&why);
	while (digester != NULL && src != NULL &&
	    (more = read_on(src, digester, &buffer, reading, &why)) > 0)
		continue;
	if (more == 0) {
		is = dn_digester_end(digester);
		more = dn_digest_equal(&is, digest) && buffer.len == 0 &&
		    (reading == NULL || !reading->strange);
	} else if (why.code == DN_E_NO_MEMORY) {
		*err = why;
	} else {
		more = 0;
	}
	dn_bytes_release(&buffer);
	dn_digester_free(digester);
	dn_src_close(src);
	return more;
}

bool
dn_kept_is(const char *path, const struct dn_digest *digest)
{
	struct dn_err err = DN_ERR_INIT;

	return read_file(path, digest, NULL, &err) > 0;
}

int
dn_kept_read(const char *path, const struct dn_digest *digest,
    struct dn_book *book, struct dn_issued_sums *sums, struct dn_err *err)
{
	struct reading reading = {
		.book = book, .sums = sums, .err = err
	};
	size_t before = sums->count;
	int found = -1;

	if (begin(&reading) == 0)
		found = read_file(path, digest, &reading, err);
	if (found <= 0)
		dn_issued_forget(sums, before);
	end(&reading);
	return found;
}

/* ---- writing ---- */

/* Where a text goes: the file, and its digest. */
struct writing {
	struct dn_sink *sink;
	struct dn_digester *digester;
};

static int
write_piece(void *state, struct dn_span piece, struct dn_err *err)
{
	const struct writing *writing = state;

	dn_digester_add(writing->digester, piece);
	return dn_sink_write(writing->sink, piece.ptr, piece.len, err);
}

int
dn_kept_write(const char *path, const struct dn_journal *journal,
    const struct dn_issuing *issuing, const struct dn_book *book,
    struct dn_digest *digest, struct dn_err *err)
{
	struct writing writing = { .sink = NULL };
	struct dn_text_taker taker = { write_piece, &writing };
	int result = -1;

	if (make_folder(journal, err) < 0)
		return -1;
	writing.digester = dn_digester_new();
	if (writing.digester == NULL)
		return dn_err_memory(err);
	writing.sink = be_file(path, err) < 0 ? NULL : dn_sink_open(path, err);
	if (writing.sink == NULL)
		goto out;
	if (dn_issuing_write(issuing, book, &taker, err) < 0) {
		dn_sink_abort(writing.sink);
		goto out;
	}
	*digest = dn_digester_end(writing.digester);
	result = dn_sink_commit(writing.sink, err);
out:
	dn_digester_free(writing.digester);
	return result;
}

int
dn_kept_give(const char *path, const struct dn_text_taker *taker,
    struct dn_err *err)
{
	struct dn_src *src = dn_kept_open(path, err);
	char *piece = malloc(PIECE);
	size_t got;
	int more = -1;

	if (piece == NULL)
		dn_err_memory(err);
	while (piece != NULL && src != NULL &&
	    (more = dn_src_read(src, piece, PIECE, &got, err)) > 0)
		if (taker->take(taker->state, (struct dn_span){ piece, got },
		    err) < 0) {
			more = -1;
			break;
		}
	free(piece);
	dn_src_close(src);
	return more;
}
