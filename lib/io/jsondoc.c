/* SPDX-License-Identifier: MIT */
/* Pulling a document through a window that grows to its largest value. */
#include "io/jsondoc.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/names.h"
#include "io/jsontext.h"

#define WINDOW ((size_t)1 << 18)        /* bytes that are read at once */
#define FEW 24          /* names that are compared each with each */
#define EXCERPT 20      /* bytes of an error's excerpt before its place */

/* An array or object that was entered. */
struct level {
	enum dn_json_type type;
	bool begun;             /* a child was read */
	size_t count;           /* the first names of an object */
	struct dn_span few[FEW];
	struct dn_arena kept;   /* where they stand */
	struct dn_names *many;  /* all names, when there are more */
};

struct dn_jsondoc {
	struct dn_src *src;
	struct dn_json *json, *finder;  /* without fields, and with them */
	size_t max;
	char *data;             /* the window, and padding behind `room` */
	size_t at, len, room;   /* the next byte, the end */
	uint64_t base;          /* offset of the window's first byte */
	bool begun, ended;      /* of the source */
	bool due;               /* the value that `at` leads to */
	size_t marked;          /* lines are counted up to here: */
	uint64_t line, line_begin;
	uint64_t value_line, value_column, value_offset;
	bool cut;               /* a NUL was put behind the value taken */
	size_t cut_at;
	char cut_byte;
	uint64_t wasted;        /* bytes that were scanned in vain */
	struct dn_bytes name;
	struct level *levels;
	size_t depth, level_room;
	struct dn_err failure;
};

/* ---- the window --------------------------------------------------------- */

/* Count lines up to a place in the window. */
static void
count_lines(struct dn_jsondoc *doc, size_t to)
{
	const char *p = doc->data + doc->marked, *end = doc->data + to;

	if (p == end)
		return;
	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		doc->line++;
		doc->line_begin = doc->base + (uint64_t)(p - doc->data);
	}
	doc->marked = to;
}

/*
 * Make room for `want` bytes from `at` on, and for at least one to read: by
 * dropping what was read, but for what an excerpt may show, then by growing.
 */
static int
make_room(struct dn_jsondoc *doc, size_t want, struct dn_err *err)
{
	size_t keep = doc->at < EXCERPT ? doc->at : EXCERPT, room = doc->room;
	char *data;

	if (room - doc->at >= want && doc->len < room)
		return 0;
	count_lines(doc, doc->at);
	doc->base += doc->at - keep;
	doc->len -= doc->at - keep;
	memmove(doc->data, doc->data + doc->at - keep, doc->len);
	doc->at = doc->marked = keep;
	if (room - keep >= want && doc->len < room)
		return 0;
	if (room > SIZE_MAX / 4 || want > SIZE_MAX / 4)
		return dn_err_memory(err);
	room = want > room ? 2 * want : 2 * room;
	data = realloc(doc->data, room + DN_JSON_PADDING);
	if (data == NULL)
		return dn_err_memory(err);
	doc->data = data;
	doc->room = room;
	return 0;
}

/* Have at least `want` bytes from `at` on, if there are so many. */
static int
fill(struct dn_jsondoc *doc, size_t want, struct dn_err *err)
{
	while (doc->len - doc->at < want && !doc->ended) {
		size_t got = 0;
		int status;

		if (make_room(doc, want, err) < 0)
			return -1;
		status = dn_src_read(doc->src, doc->data + doc->len,
		    doc->room - doc->len, &got, err);
		if (status < 0)
			return -1;
		doc->ended = status == 0;
		doc->len += got;
		memset(doc->data + doc->len, 0, DN_JSON_PADDING);
	}
	return 0;
}

/* ---- errors ------------------------------------------------------------- */

/*
 * Say where in the document an error is that was set.  The excerpt is the same
 * however the bytes arrived: what follows is fetched.
 */
static int
locate(struct dn_jsondoc *doc, size_t place, struct dn_err *err)
{
	size_t behind = place - doc->at, from;
	struct dn_err ignored = DN_ERR_INIT;

	(void)fill(doc, behind + sizeof(err->excerpt), &ignored);
	place = doc->at + behind;
	from = place < EXCERPT ? 0 : place - EXCERPT;
	while (from < place && (doc->data[from] & 0xc0) == 0x80)
		from++;         /* at the start of a character */
	count_lines(doc, place);
	dn_err_at(err, doc->line, doc->base + place - doc->line_begin + 1);
	err->byte = doc->line_begin;
	return dn_err_excerpt(err, doc->data + from, doc->len - from);
}

/* What stands at `at` is wrong. */
static int
unexpected(struct dn_jsondoc *doc, struct dn_err *err)
{
	dn_err_set(err, DN_E_BAD_JSON, "%s",
	    doc->at == doc->len ? "the text ends inside a value" :
	    (unsigned char)doc->data[doc->at] < ' ' ?
	    "a control character where none may be" : "unexpected character");
	return locate(doc, doc->at, err);
}

/* Keep an error, so that it is said again; give a former one. */
static int
settle(struct dn_jsondoc *doc, int status, struct dn_err *err)
{
	if (status < 0 && doc->failure.code == DN_E_NONE) {
		err->source = dn_src_name(doc->src);
		doc->failure = *err;
	}
	return status;
}

/* ---- going on ----------------------------------------------------------- */

/* Begin any call: undo what the last one left in the window. */
static int
begin(struct dn_jsondoc *doc, struct dn_err *err)
{
	if (doc->failure.code != DN_E_NONE) {
		*err = doc->failure;
		return -1;
	}
	if (doc->cut)
		doc->data[doc->cut_at] = doc->cut_byte;
	doc->cut = false;
	if (doc->begun)
		return 0;
	if (fill(doc, 3, err) < 0)
		return -1;
	doc->begun = true;
	if (doc->len >= 3 && memcmp(doc->data, "\xef\xbb\xbf", 3) == 0) {
		doc->at = doc->marked = 3;
		doc->line_begin = 3;
	}
	return 0;
}

/* What find_byte does where it is not at such a byte already. */
static __attribute__((noinline)) int
find_byte_slowly(struct dn_jsondoc *doc, struct dn_err *err)
{
	for (;;) {
		for (; doc->at < doc->len; doc->at++) {
			char c = doc->data[doc->at];

			if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
				return 1;
		}
		if (doc->ended)
			return 0;
		if (fill(doc, 1, err) < 0)
			return -1;
	}
}

/* Go to the next byte that is no white space: 1; 0 at the end; -1. */
static inline int
find_byte(struct dn_jsondoc *doc, struct dn_err *err)
{
	return doc->at < doc->len && (unsigned char)doc->data[doc->at] > ' ' ?
	    1 : find_byte_slowly(doc, err);
}

/* The same where the document may not end, nor anything else stand. */
static int
expect(struct dn_jsondoc *doc, char byte, struct dn_err *err)
{
	if (find_byte(doc, err) < 0)
		return -1;
	if (doc->at == doc->len || doc->data[doc->at] != byte)
		return unexpected(doc, err);
	return 0;
}

/* Go to where the value that is due begins. */
static int
find_value(struct dn_jsondoc *doc, enum dn_json_type *type,
    struct dn_err *err)
{
	if (!doc->due)
		return dn_err_set(err, DN_E_USAGE, "no value is due");
	if (find_byte(doc, err) < 0)
		return -1;
	*type = dn_json_begins[(unsigned char)doc->data[doc->at]];
	if (doc->at == doc->len || *type == DN_JSON_NONE)
		return unexpected(doc, err);
	count_lines(doc, doc->at);
	doc->value_line = doc->line;
	doc->value_offset = doc->base + doc->at;
	doc->value_column = doc->value_offset - doc->line_begin + 1;
	return 0;
}

/*
 * Scan the value that begins at `at` and go behind it: 1, or 0 when the window
 * does not hold it and need not have it `whole`.  Filling twice as much each
 * time, a value is scanned twice at the most, on the whole.
 */
static int
scan_value(struct dn_jsondoc *doc, struct dn_json_value *value,
    struct dn_json_value *values, bool whole, struct dn_err *err)
{
	struct dn_json *json = values != NULL ? doc->finder : doc->json;

	for (;;) {
		struct dn_span text = { doc->data + doc->at,
			doc->len - doc->at };
		size_t used;
		int status = dn_json_scan_fields(json, text, doc->ended,
		    values, value, &used, err);

		if (status < 0 && err->code != DN_E_NO_MEMORY)
			return locate(doc, doc->at + err->column - 1, err);
		if (status < 0 || (status == 0 && !whole))
			return status;
		if (whole && (status > 0 ? value->raw.len :
		    text.len) > doc->max) {
			dn_err_set(err, DN_E_TOO_LONG,
			    "a value of more than %zu bytes", doc->max);
			return locate(doc, doc->at, err);
		}
		if (status > 0) {
			doc->at += used;
			return 1;
		}
		if (fill(doc, 2 * text.len, err) < 0)
			return -1;
	}
}

/* ---- names -------------------------------------------------------------- */

/* Add a name to those of an object: 1; 0 when it is there; -1, no memory. */
static int
add_name(struct level *level, struct dn_span name)
{
	int added;

	if (level->many == NULL) {
		for (size_t i = 0; i < level->count; i++)
			if (dn_span_equal(level->few[i], name))
				return 0;
		if (level->count < FEW) {
			struct dn_span copy = dn_arena_copy(&level->kept, name);

			level->few[level->count] = copy;
			level->count += copy.ptr != NULL;
			return copy.ptr != NULL ? 1 : -1;
		}
		level->many = dn_names_new();
		if (level->many == NULL)
			return -1;
		for (size_t i = 0; i < level->count; i++)
			if (dn_names_add(level->many, level->few[i], NULL) ==
			    DN_NAMES_NONE)
				return -1;
	}
	if (dn_names_add(level->many, name, &added) == DN_NAMES_NONE)
		return -1;
	return added;
}

/* Read a member's name and colon; the name is then in doc->name. */
static int
read_name(struct dn_jsondoc *doc, struct level *level, struct dn_err *err)
{
	struct dn_json_value value;
	struct dn_span name;

	if (expect(doc, '"', err) < 0 ||
	    scan_value(doc, &value, NULL, true, err) < 0)
		return -1;
	dn_bytes_clear(&doc->name);
	if (dn_bytes_reserve(&doc->name, value.raw.len) == NULL)
		return dn_err_memory(err);
	dn_json_decode((struct dn_span){ value.raw.ptr + 1,
	    value.raw.len - 2 }, &doc->name);
	name = dn_bytes_span(&doc->name);
	switch (add_name(level, name)) {
	case 0:
		dn_err_set(err, DN_E_DUPLICATE_KEY, "%s",
		    dn_code_meaning(DN_E_DUPLICATE_KEY));
		dn_err_field(err, name.ptr, name.len);
		doc->at -= value.raw.len;
		return locate(doc, doc->at, err);
	case -1:
		return dn_err_memory(err);
	}
	if (expect(doc, ':', err) < 0)
		return -1;
	doc->at++;
	return 0;
}

/* ---- levels ------------------------------------------------------------- */

static int
enter(struct dn_jsondoc *doc, enum dn_json_type type, struct dn_err *err)
{
	struct level *level;

	if (doc->depth == DN_JSON_DEPTH) {
		dn_err_set(err, DN_E_TOO_DEEP, "%s",
		    dn_code_meaning(DN_E_TOO_DEEP));
		return locate(doc, doc->at, err);
	}
	if (doc->depth == doc->level_room) {
		size_t room = doc->level_room == 0 ? 8 : doc->level_room * 2;

		level = realloc(doc->levels, room * sizeof(*level));
		if (level == NULL)
			return dn_err_memory(err);
		doc->levels = level;
		for (; doc->level_room < room; doc->level_room++) {
			level = &doc->levels[doc->level_room];
			*level = (struct level){ 0 };
			dn_arena_init(&level->kept, SIZE_MAX);
		}
	}
	level = &doc->levels[doc->depth++];
	level->type = type;
	level->begun = false;
	dn_json_set_depth(doc->json, doc->depth);
	doc->at++;
	doc->due = false;
	return 0;
}

static void
leave(struct dn_jsondoc *doc)
{
	struct level *level = &doc->levels[--doc->depth];

	if (level->count > 0)
		dn_arena_clear(&level->kept);
	level->count = 0;
	dn_names_free(level->many);
	level->many = NULL;
	dn_json_set_depth(doc->json, doc->depth);
}

/* From behind a child to before the next: 1, it is due; 0, none is left; -1. */
static int
step(struct dn_jsondoc *doc, struct dn_err *err)
{
	struct level *level = &doc->levels[doc->depth - 1];
	bool object = level->type == DN_JSON_OBJECT;
	enum dn_json_type type;

	if (find_byte(doc, err) < 0)
		return -1;
	if (doc->at < doc->len &&
	    doc->data[doc->at] == (object ? '}' : ']')) {
		doc->at++;
		leave(doc);
		return 0;
	}
	if (level->begun) {
		if (expect(doc, ',', err) < 0)
			return -1;
		doc->at++;
	}
	level->begun = true;
	if (object && read_name(doc, level, err) < 0)
		return -1;
	doc->due = true;
	return find_value(doc, &type, err) < 0 ? -1 : 1;
}

/*
 * Pass over the value that is due: whole if it stands in the window, else a
 * container is entered.  What is scanned in vain for that stays below what
 * was read, so that no nesting makes it slow.
 */
static int
pass_value(struct dn_jsondoc *doc, struct dn_err *err)
{
	struct dn_json_value value;
	enum dn_json_type type;
	bool scalar;
	int status = 0;

	if (find_value(doc, &type, err) < 0)
		return -1;
	scalar = type < DN_JSON_ARRAY;
	if (!scalar && fill(doc, WINDOW / 2, err) < 0)
		return -1;
	if (scalar || doc->wasted <= doc->base + doc->at) {
		status = scan_value(doc, &value, NULL, scalar, err);
		doc->wasted += status == 0 ? doc->len - doc->at : 0;
	}
	if (status < 0)
		return -1;
	if (status > 0) {
		doc->due = false;
		return 0;
	}
	return enter(doc, type, err);
}

/* Pass over what is due, and all that is open in it. */
static int
pass(struct dn_jsondoc *doc, size_t depth, struct dn_err *err)
{
	for (;;) {
		if (doc->due && pass_value(doc, err) < 0)
			return -1;
		if (doc->depth == depth)
			return 0;
		if (step(doc, err) < 0)
			return -1;
	}
}

/* ---- what callers see --------------------------------------------------- */

struct dn_jsondoc *
dn_jsondoc_new(struct dn_src *src, size_t max)
{
	struct dn_jsondoc *doc = calloc(1, sizeof(*doc));

	if (doc == NULL)
		return NULL;
	doc->src = src;
	doc->max = max;
	doc->line = 1;
	doc->due = true;
	doc->room = WINDOW;
	dn_bytes_init(&doc->name, SIZE_MAX);
	doc->json = dn_json_new(NULL, DN_JSON_STRICT);
	doc->data = calloc(1, WINDOW + DN_JSON_PADDING);
	if (doc->json == NULL || doc->data == NULL) {
		dn_jsondoc_free(doc);
		return NULL;
	}
	return doc;
}

int
dn_jsondoc_enter(struct dn_jsondoc *doc, enum dn_json_type *type,
    struct dn_err *err)
{
	if (begin(doc, err) < 0 || find_value(doc, type, err) < 0)
		return settle(doc, -1, err);
	if (*type < DN_JSON_ARRAY) {
		dn_err_set(err, DN_E_BAD_TYPE,
		    "neither an array nor an object");
		locate(doc, doc->at, err);
		return settle(doc, -1, err);
	}
	return settle(doc, enter(doc, *type, err), err);
}

int
dn_jsondoc_next(struct dn_jsondoc *doc, struct dn_span *name,
    struct dn_err *err)
{
	int status;

	*name = (struct dn_span){ NULL, 0 };
	if (begin(doc, err) < 0 || pass(doc, doc->depth, err) < 0)
		return settle(doc, -1, err);
	if (doc->depth == 0)
		return 0;
	status = step(doc, err);
	if (status > 0 && doc->levels[doc->depth - 1].type == DN_JSON_OBJECT)
		*name = dn_bytes_span(&doc->name);
	return settle(doc, status, err);
}

int
dn_jsondoc_peek(struct dn_jsondoc *doc, enum dn_json_type *type,
    struct dn_err *err)
{
	*type = DN_JSON_NONE;
	if (begin(doc, err) < 0)
		return settle(doc, -1, err);
	if (doc->depth == 0) {
		int status = find_byte(doc, err);

		if (status <= 0)
			return settle(doc, status, err);
		if (!doc->due)
			return settle(doc, unexpected(doc, err), err);
	}
	return settle(doc, find_value(doc, type, err), err);
}

int
dn_jsondoc_set_fields(struct dn_jsondoc *doc,
    const struct dn_json_fields *fields, struct dn_err *err)
{
	dn_json_free(doc->finder);
	doc->finder = dn_json_new(fields, DN_JSON_STRICT);
	return doc->finder != NULL ? 0 : dn_err_memory(err);
}

int
dn_jsondoc_value(struct dn_jsondoc *doc, struct dn_json_value *value,
    struct dn_err *err)
{
	return dn_jsondoc_fields(doc, value, NULL, err);
}

int
dn_jsondoc_fields(struct dn_jsondoc *doc, struct dn_json_value *value,
    struct dn_json_value *values, struct dn_err *err)
{
	enum dn_json_type type;

	if (values != NULL)
		dn_json_set_depth(doc->finder, doc->depth);
	if (begin(doc, err) < 0 || find_value(doc, &type, err) < 0 ||
	    scan_value(doc, value, values, true, err) < 0)
		return settle(doc, -1, err);
	doc->due = false;
	doc->cut = true;
	doc->cut_at = doc->at;
	doc->cut_byte = doc->data[doc->at];
	doc->data[doc->at] = '\0';
	return 0;
}

int
dn_jsondoc_finish(struct dn_jsondoc *doc, struct dn_err *err)
{
	int status;

	if (begin(doc, err) < 0 || pass(doc, 0, err) < 0)
		return settle(doc, -1, err);
	status = find_byte(doc, err);
	if (status > 0)
		status = unexpected(doc, err);
	return settle(doc, status, err);
}

uint64_t
dn_jsondoc_line(const struct dn_jsondoc *doc)
{
	return doc->value_line;
}

uint64_t
dn_jsondoc_column(const struct dn_jsondoc *doc)
{
	return doc->value_column;
}

uint64_t
dn_jsondoc_offset(const struct dn_jsondoc *doc)
{
	return doc->value_offset;
}

void
dn_jsondoc_free(struct dn_jsondoc *doc)
{
	if (doc == NULL)
		return;
	while (doc->depth > 0)
		leave(doc);
	for (size_t i = 0; i < doc->level_room; i++)
		dn_arena_release(&doc->levels[i].kept);
	free(doc->levels);
	dn_json_free(doc->json);
	dn_json_free(doc->finder);
	dn_bytes_release(&doc->name);
	free(doc->data);
	free(doc);
}
