/* SPDX-License-Identifier: MIT */
/* Reading CoNLL: the lines of a sentence or document at a time. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/conll.h"

#define HEAD_MOST ((size_t)8 << 20)     /* bytes that a layout is seen from */

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	struct dn_feed *feed;
	size_t next_file;
	bool open;
	struct dn_conll_layout layout;
	struct dn_conll_rows rows;
	struct dn_conll_maker maker;
	struct dn_bytes name, start_id;
	uint64_t items;                 /* of the open file */
	unsigned said;                  /* layouts that were told */
	bool oversize, told;
};

void *
dn_conll_read_open(struct dn_reading *reading, struct dn_err *err)
{
	const char *joiner = reading->run->options->joiner;
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_bytes_init(&reader->rows.text, SIZE_MAX / 2);
	dn_bytes_init(&reader->name, SIZE_MAX / 2);
	dn_bytes_init(&reader->start_id, SIZE_MAX / 2);
	dn_conll_maker_init(&reader->maker, reading->run);
	reader->maker.joiner = dn_span_of(joiner);
	if (joiner != NULL && strpbrk(joiner, "\r\n") != NULL) {
		dn_err_set(err, DN_E_USAGE,
		    "--joiner: a line break ends a sentence");
		goto fail;
	}
	reader->files = dn_format_files(reading, err);
	if (reader->files == NULL)
		goto fail;
	reader->feed = dn_feed_new(reader->files, reading->max_value);
	if (reader->feed != NULL)
		return reader;
	dn_err_memory(err);
fail:
	dn_conll_read_close(reader);
	return NULL;
}

void
dn_conll_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	dn_feed_free(reader->feed);
	dn_files_free(reader->files);
	dn_conll_maker_release(&reader->maker);
	dn_bytes_release(&reader->rows.text);
	dn_bytes_release(&reader->name);
	dn_bytes_release(&reader->start_id);
	free(reader->rows.rows);
	free(reader);
}

/* ---- files ----------------------------------------------------------- */

/* Files of folders are known by their suffix; named ones are taken all. */
const char *const dn_conll_suffixes[] = { ".bio", ".bioes", ".bilou", ".bmes",
	".conll", ".conll03", ".conll12", ".conllu", ".conllup", ".iob",
	".iob1", ".iob2", ".iobes", ".ner", "_conll", NULL };

/* Is there a column of tags? */
static bool
has_tags(const struct dn_conll_layout *layout)
{
	for (size_t i = 0; i < layout->layer_count; i++)
		if (dn_conll_is_tags(layout->layers[i].kind))
			return true;
	return false;
}

/* Say how a file is read, once for each way. */
static void
say_layout(struct reader *reader)
{
	const struct dn_conll_layout *layout = &reader->layout;
	unsigned bit = 1u << ((unsigned)layout->scheme * 4 +
	    layout->documents * 2u + layout->letters);

	if ((reader->said & bit) != 0)
		return;
	reader->said |= bit;
	if (!dn_conll_is_plain(layout)) {
		dn_bytes_clear(&reader->name);
		dn_conll_tell_columns(layout, &reader->name);
		dn_format_note(reader->reading->run, "%s: %.*s",
		    reader->maker.path, (int)reader->name.len,
		    reader->name.data);
	}
	dn_format_note(reader->reading->run, "%s: %s%s%san item is %s, "
	    "tokens are joined by %s", reader->maker.path,
	    has_tags(layout) ? "tags are " : "", has_tags(layout) ?
	    dn_conll_schemes[layout->scheme] : "", has_tags(layout) ?
	    ", " : "", layout->sentences ? "a sentence" :
	    layout->documents ? "a document" : "the file",
	    reader->maker.joiner.ptr != NULL ? "--joiner" :
	    layout->letters ? "nothing" : "a blank");
}

/* Open the next file and see how it is laid out: 1, 0 at the end, -1. */
static int
open_next(struct reader *reader, struct dn_err *err)
{
	const struct dn_format_options *options =
	    reader->reading->run->options;
	struct dn_span head;
	size_t index;
	bool whole;

	index = dn_files_next(reader->files, &reader->next_file,
	    dn_conll_suffixes, &reader->reading->ignored);
	if (index == dn_files_count(reader->files))
		return 0;
	if (dn_feed_open(reader->feed, index, (enum dn_encoding)
	    options->encoding, err) < 0 || dn_feed_head(reader->feed,
	    HEAD_MOST, &head, &whole, err) < 0)
		return -1;
	if (dn_feed_encoding(reader->feed) == DN_ENCODING_GB18030)
		dn_format_note(reader->reading->run,
		    "%.200s is read as GB18030",
		    dn_files_path(reader->files, index));
	reader->open = true;
	reader->items = 0;
	if (dn_conll_survey_as(head, whole, options->columns,
	    &reader->layout, err) < 0)
		return -1;
	if (options->read_scheme != DN_CONLL_AUTO)
		reader->layout.scheme =
		    (enum dn_conll_scheme)options->read_scheme;
	if (options->conll_item != DN_CONLL_ITEM_AUTO)
		reader->layout.documents = false;
	reader->layout.sentences = !reader->layout.documents &&
	    options->conll_item != DN_CONLL_ITEM_FILE;
	reader->maker.path = dn_files_path(reader->files, index);
	reader->maker.file = dn_files_name(reader->files, index);
	if (strcmp(reader->maker.file, "-") == 0)
		reader->maker.file = NULL;
	if (head.len > 0)
		say_layout(reader);
	return 1;
}

/* ---- the lines of an item -------------------------------------------- */

static int
add_row(struct reader *reader, const struct dn_feed_line *line, bool token,
    bool aside, struct dn_err *err)
{
	struct dn_conll_rows *rows = &reader->rows;
	size_t most = reader->reading->max_value;

	reader->oversize = reader->oversize || rows->text.len +
	    line->text.len > most || rows->count > most / sizeof(*rows->rows);
	rows->tokens += token;
	if (reader->oversize)
		return 0;
	if (rows->count == rows->cap) {
		size_t cap = rows->cap == 0 ? 256 : rows->cap * 2;
		struct dn_conll_row *list = reallocarray(rows->rows, cap,
		    sizeof(*list));

		if (list == NULL)
			return dn_err_memory(err);
		rows->rows = list;
		rows->cap = cap;
	}
	rows->rows[rows->count++] = (struct dn_conll_row){ rows->text.len,
		line->text.len, line->number, token, line->ended, aside };
	dn_bytes_add_span(&rows->text, line->text);
	return dn_bytes_check(&rows->text, err);
}

/* What was gathered of an item so far. */
struct state {
	bool start;             /* a line that begins a document */
	bool gap;               /* not within a sentence */
	uint64_t first;         /* its first line */
};

/* Does this line belong to the next item? */
static bool
ends_item(const struct reader *reader, const struct state *state,
    bool blank, bool start)
{
	if (reader->reading->run->options->conll_item == DN_CONLL_ITEM_FILE ||
	    blank)
		return false;
	if (reader->layout.documents)
		return start && (state->start || reader->rows.tokens > 0);
	return reader->rows.tokens > 0 && (state->gap || start ||
	    reader->layout.lines);
}

/* Put a line that cannot be read away, and go on; -1 for good. */
static int
pass_bad_line(struct reader *reader, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;

	if (err->code != DN_E_TOO_LONG || run->reject(run->state, err,
	    (struct dn_span){ NULL, 0 }) < 0)
		return -1;
	*err = (struct dn_err)DN_ERR_INIT;
	return 0;
}

/* Gather the rows of one item: 1, 0 at the end of the file, -1. */
static int
gather(struct reader *reader, struct state *state, struct dn_err *err)
{
	struct dn_feed_line line;
	int got;

	while ((got = dn_feed_next(reader->feed, &line, err)) != 0) {
		bool blank, start, token, aside;

		if (got < 0) {
			if (pass_bad_line(reader, err) < 0)
				return -1;
			continue;
		}
		blank = dn_conll_is_blank(line.text);
		start = !blank && dn_conll_is_start(line.text);
		if (ends_item(reader, state, blank, start)) {
			dn_feed_back(reader->feed);
			return 1;
		}
		aside = !blank && dn_conll_is_aside(&reader->layout,
		    line.text);
		token = !blank && !start && !aside &&
		    !dn_conll_is_end(line.text) && !(state->gap &&
		    dn_conll_is_comment(&reader->layout, line.text));
		if (state->first == 0)
			state->first = line.number;
		if (start && !state->start && reader->layout.documents)
			dn_conll_start_id(line.text, &reader->start_id);
		state->start = state->start || start;
		state->gap = aside ? state->gap : !token;
		if (add_row(reader, &line, token, aside, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- items ----------------------------------------------------------- */

/* What a document says, else PATH/NUMBER without the suffix, or the path. */
static int
begin_item(struct reader *reader, struct dn_item *item, struct dn_err *err)
{
	struct dn_span name = dn_span_of(reader->maker.file);
	struct dn_bytes *id = &reader->name;
	bool whole = reader->reading->run->options->conll_item ==
	    DN_CONLL_ITEM_FILE;

	if (dn_utf8_valid(name.ptr, name.len) < name.len)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the file's name is not UTF-8");
	if (!reader->reading->keep_suffix)
		name = dn_files_stem(name);
	if (name.ptr == NULL && whole)
		name = DN_SPAN("stdin");
	dn_bytes_clear(id);
	if (name.ptr != NULL)
		dn_files_decode(name, id);
	/* Padded, they keep their order as names of files. */
	reader->items++;
	if (reader->start_id.len > 0) {
		dn_bytes_clear(id);
		dn_bytes_add_span(id, dn_bytes_span(&reader->start_id));
	} else if (!whole) {
		dn_bytes_add_format(id, "%s%06llu", id->len > 0 ? "/" : "",
		    (unsigned long long)reader->items);
	}
	if (dn_bytes_check(id, err) < 0 ||
	    dn_bytes_check(&reader->start_id, err) < 0)
		return -1;
	if (dn_utf8_valid(id->data, id->len) < id->len)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the document's id is not UTF-8");
	dn_item_begin(item, dn_bytes_span(id));
	return 0;
}

/* The item of what was gathered: 1, 0 when there is none, -1. */
static int
make_item(struct reader *reader, const struct state *state,
    struct dn_item *item, struct dn_err *err)
{
	struct dn_reading *reading = reader->reading;
	bool sentence = reader->layout.sentences;

	if (sentence ? reader->rows.tokens == 0 : state->first == 0)
		return 0;
	reading->source = reader->maker.path;
	reading->line = state->first;
	reading->column = 1;
	if (reader->oversize) {
		err->source = reader->maker.path;
		dn_err_set(err, DN_E_TOO_LONG, "an item of more than %zu "
		    "bytes%s", reading->max_value, sentence ? "" :
		    ": see --conll-item sentence");
		return dn_err_at(err, state->first, 1);
	}
	if (begin_item(reader, item, err) < 0 || dn_conll_make(
	    &reader->maker, &reader->layout, &reader->rows, item, err) < 0) {
		if (err->source == NULL)
			err->source = reader->maker.path;
		return -1;
	}
	/* Of a sentence whose lines were all bad there is nothing. */
	if (sentence && reader->maker.token_count == 0)
		return 0;
	reading->run->annotations.in += reader->maker.span_count;
	return 1;
}

/* Say once how many tags were not as the scheme has them. */
static void
tell_illegal(struct reader *reader)
{
	const struct dn_conll_maker *maker = &reader->maker;

	if (maker->unpaired > 0 && !reader->told)
		dn_format_note(reader->reading->run, "%llu brackets have no "
		    "partner; what is open ends with its sentence; the "
		    "first sentence: %s:%llu",
		    (unsigned long long)maker->unpaired,
		    maker->unpaired_path,
		    (unsigned long long)maker->first_unpaired);
	if (maker->illegal == 0 || reader->told) {
		reader->told = true;
		return;
	}
	reader->told = true;
	dn_format_note(reader->reading->run, "%llu tags are not as their "
	    "scheme has them; a span begins where the label changes; "
	    "the first: %s:%llu", (unsigned long long)maker->illegal,
	    maker->illegal_path, (unsigned long long)maker->first_illegal);
}

int
dn_conll_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;
	struct dn_conll_rows *rows = &reader->rows;
	int got;

	(void)raw;
	for (;;) {
		struct state gathered = { .gap = true };

		if (!reader->open) {
			got = open_next(reader, err);
			if (got <= 0)
				break;
		}
		dn_bytes_clear(&rows->text);
		rows->count = rows->tokens = 0;
		rows->marked = reader->items == 0 &&
		    dn_feed_marked(reader->feed);
		reader->oversize = false;
		dn_bytes_clear(&reader->start_id);
		got = gather(reader, &gathered, err);
		reader->open = got > 0;
		if (got < 0)
			return -1;
		got = make_item(reader, &gathered, item, err);
		if (got != 0)
			return got;
	}
	if (got == 0)
		tell_illegal(reader);
	return got;
}
