/* SPDX-License-Identifier: MIT */
/* Reading BRAT: texts and annotation files find each other by their names. */
#include <stdlib.h>
#include <unistd.h>

#include "core/utf8.h"
#include "formats/brat.h"
#include "formats/files.h"

#define NO_FILE SIZE_MAX

/* Suffixes: the text's, the annotations', and those that stand for them. */
static const char *const suffixes[] = { ".txt", ".ann", ".a1", ".a2", ".co",
	".rel" };

enum { TEXT, JOINED, PARTIAL, FILES = DN_BRAT_FILES + 1 };

/* A document: the indices of its files, or paths beside a named one. */
struct pair {
	size_t files[FILES];
	const char *paths[FILES];
};

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	struct dn_arena arena;          /* of paths */
	struct dn_names *stems;
	struct pair *pairs;             /* one a stem, in their order */
	size_t pair_cap, next;
	bool header_due;
	struct dn_bytes text, lines[DN_BRAT_FILES], scratch;
	struct dn_brat_document document;       /* counts of the whole run */
	uint64_t recoded;               /* files that were GB18030 */
	const char *recoded_path;       /* of the first of them */
	bool told;
};

/* ---- pairing --------------------------------------------------------- */

/* The pair of a path without its suffix, new or known. */
static struct pair *
find_pair(struct reader *reader, struct dn_span stem, struct dn_err *err)
{
	size_t count = dn_names_count(reader->stems), number;

	if (count == reader->pair_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		struct pair *pairs = reallocarray(reader->pairs, cap,
		    sizeof(*pairs));

		if (pairs == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		reader->pairs = pairs;
		reader->pair_cap = cap;
	}
	number = dn_names_add(reader->stems, stem, NULL);
	if (number == DN_NAMES_NONE) {
		dn_err_memory(err);
		return NULL;
	}
	for (int i = 0; i < FILES && number == count; i++) {
		reader->pairs[number].files[i] = NO_FILE;
		reader->pairs[number].paths[i] = NULL;
	}
	return &reader->pairs[number];
}

/* Which of the suffixes a name has; FILES for none. */
static int
suffix_of(struct dn_span name)
{
	int which = 0;

	while (which < FILES && !dn_files_suffix(name, suffixes[which]))
		which++;
	return which;
}

/* Sort one file in: of a document, a configuration, or neither. */
static int
take_file(struct reader *reader, size_t index, struct dn_err *err)
{
	struct dn_span name = dn_span_of(dn_files_name(reader->files, index));
	struct dn_span path = dn_span_of(dn_files_path(reader->files, index));
	int which = suffix_of(name);
	struct pair *pair;

	if (dn_span_is(name, "-"))
		return dn_err_set(err, DN_E_USAGE, "this format is two files "
		    "a document: name them or their folder");
	if (which < FILES) {
		path.len -= strlen(suffixes[which]);
		pair = find_pair(reader, path, err);
		if (pair == NULL)
			return -1;
		pair->files[which] = index;
	} else if (dn_brat_is_conf(name)) {
		reader->header_due = true;
	} else if (dn_files_named(reader->files, index) &&
	    dn_files_empty(reader->files, index)) {
		reader->reading->ignored++;
	} else if (dn_files_named(reader->files, index)) {
		err->source = dn_files_path(reader->files, index);
		return dn_err_set(err, DN_E_NO_FILE, "no file of this format: "
		    "that is a text .txt, annotations .ann (or .a1 .a2 .co "
		    ".rel) or a configuration");
	} else {
		reader->reading->ignored++;
	}
	return 0;
}

/* The file beside a named one, where there is one. */
static int
find_beside(struct reader *reader, size_t number, int which,
    const char **found, struct dn_err *err)
{
	struct dn_span copy;

	dn_bytes_clear(&reader->scratch);
	dn_bytes_add_span(&reader->scratch,
	    dn_names_get(reader->stems, number));
	dn_bytes_add_text(&reader->scratch, suffixes[which]);
	if (dn_bytes_check(&reader->scratch, err) < 0)
		return -1;
	if (access(dn_bytes_text(&reader->scratch), R_OK) < 0)
		return 0;
	copy = dn_arena_copy(&reader->arena, dn_bytes_span(&reader->scratch));
	if (copy.ptr == NULL)
		return dn_err_memory(err);
	*found = copy.ptr;
	return 0;
}

static bool
has(const struct pair *pair, int which)
{
	return pair->files[which] != NO_FILE || pair->paths[which] != NULL;
}

/*
 * Look for what is not named beside what is; where there are annotations in
 * one file the partial ones say the same again.
 */
static int
complete_pair(struct reader *reader, size_t number, struct dn_err *err)
{
	struct pair *pair = &reader->pairs[number];
	bool named = false;

	for (int i = 0; i < FILES; i++)
		named = named || (pair->files[i] != NO_FILE &&
		    dn_files_named(reader->files, pair->files[i]));
	for (int i = 0; i < FILES; i++) {
		if (named && !has(pair, i) && (i < PARTIAL ||
		    !has(pair, JOINED)) && find_beside(reader, number, i,
		    &pair->paths[i], err) < 0)
			return -1;
		if (i < PARTIAL || !has(pair, JOINED))
			continue;
		reader->reading->ignored += pair->files[i] != NO_FILE;
		pair->files[i] = NO_FILE;
		pair->paths[i] = NULL;
	}
	return 0;
}

static int
pair_files(struct reader *reader, struct dn_err *err)
{
	size_t count = dn_files_count(reader->files);

	for (size_t i = 0; i < count; i++)
		if (take_file(reader, i, err) < 0)
			return -1;
	for (size_t i = 0; i < dn_names_count(reader->stems); i++)
		if (complete_pair(reader, i, err) < 0)
			return -1;
	return 0;
}

void *
dn_brat_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_arena_init(&reader->arena, SIZE_MAX / 2);
	dn_bytes_init(&reader->text, reading->max_value);
	for (int i = 0; i < DN_BRAT_FILES; i++)
		dn_bytes_init(&reader->lines[i], reading->max_value);
	reader->document.run = reading->run;
	dn_bytes_init(&reader->scratch, SIZE_MAX / 2);
	dn_bytes_init(&reader->document.scratch, SIZE_MAX / 2);
	reader->stems = dn_names_new();
	reader->files = dn_format_files(reading, err);
	if (reader->stems == NULL)
		dn_err_memory(err);
	else if (reader->files != NULL && pair_files(reader, err) == 0)
		return reader;
	dn_brat_read_close(reader);
	return NULL;
}

void
dn_brat_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	dn_files_free(reader->files);
	dn_names_free(reader->stems);
	dn_names_free(reader->document.ids);
	dn_names_free(reader->document.plain);
	dn_arena_release(&reader->arena);
	dn_bytes_release(&reader->text);
	for (int i = 0; i < DN_BRAT_FILES; i++)
		dn_bytes_release(&reader->lines[i]);
	dn_bytes_release(&reader->scratch);
	dn_bytes_release(&reader->document.scratch);
	free(reader->document.known);
	free(reader->document.lines);
	free(reader->pairs);
	free(reader);
}

/* ---- documents ------------------------------------------------------- */

/* Its path. */
static const char *
path_of(const struct reader *reader, const struct pair *pair, int which)
{
	return pair->files[which] != NO_FILE ?
	    dn_files_path(reader->files, pair->files[which]) :
	    pair->paths[which];
}

/* The whole of a document's file: listed, or found beside another. */
static int
slurp(struct reader *reader, const struct pair *pair, int which,
    struct dn_bytes *out, struct dn_err *err)
{
	enum dn_encoding encoding = (enum dn_encoding)
	    reader->reading->run->options->encoding;
	const char *path = path_of(reader, pair, which);
	int failed;

	dn_bytes_clear(out);
	failed = pair->files[which] != NO_FILE ? dn_files_slurp(
	    reader->files, pair->files[which], out, err) :
	    dn_src_slurp(path, out, err);
	if (failed == 0)
		failed = dn_recode_bytes(out, &encoding, err);
	if (failed < 0)
		err->source = path;
	else if (encoding == DN_ENCODING_GB18030 && reader->recoded++ == 0)
		reader->recoded_path = path;
	return failed;
}

/* Refuse what is not UTF-8, at its place. */
static int
check_utf8(struct dn_span text, const char *why, struct dn_err *err)
{
	size_t valid = dn_utf8_valid(text.ptr, text.len);
	uint64_t line, column;

	if (valid == text.len)
		return 0;
	dn_utf8_place(text.ptr, valid, &line, &column);
	dn_err_set(err, DN_E_BAD_UTF8, "%s", why);
	return dn_err_at(err, line, column);
}

/* Begin the item: id, text, where it came from. */
static int
begin_item(struct reader *reader, struct dn_item *item, struct dn_span name,
    struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;

	if (dn_utf8_valid(name.ptr, name.len) < name.len)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the file's name is not UTF-8");
	dn_bytes_clear(&reader->scratch);
	dn_files_decode(name, &reader->scratch);
	if (dn_bytes_check(&reader->scratch, err) < 0)
		return -1;
	name = dn_bytes_span(&reader->scratch);
	dn_item_begin(item, reader->reading->keep_suffix ? name :
	    dn_files_stem(name));
	dn_item_set_media(item, DN_MEDIA_TEXT);
	dn_node_set_text(tree, item->media, "path", name);
	dn_node_set_text(tree, item->media, "text",
	    dn_bytes_span(&reader->text));
	return 0;
}

/* Read the files of annotations. */
static int
slurp_annotations(struct reader *reader, const struct pair *pair,
    struct dn_err *err)
{
	struct dn_brat_document *document = &reader->document;

	document->file_count = 0;
	for (int i = JOINED; i < FILES; i++) {
		struct dn_brat_file *file =
		    &document->files[document->file_count];
		struct dn_bytes *lines = &reader->lines[i - 1];

		if (!has(pair, i))
			continue;
		if (slurp(reader, pair, i, lines, err) < 0)
			return -1;
		file->path = path_of(reader, pair, i);
		file->lines = dn_bytes_span(lines);
		file->marked = lines->len >= 3 &&
		    memcmp(lines->data, DN_BRAT_MARK, 3) == 0;
		if (file->marked) {
			file->lines.ptr += 3;
			file->lines.len -= 3;
		}
		document->file_count++;
		if (check_utf8(file->lines, "the annotations are not UTF-8",
		    err) == 0)
			continue;
		err->source = file->path;
		return -1;
	}
	return 0;
}

/* Add the annotations. */
static int
add_annotations(struct reader *reader, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_brat_document *document = &reader->document;
	struct dn_points points;
	int failed = dn_points_init(&points, dn_bytes_span(&reader->text),
	    err);

	dn_names_free(document->ids);
	dn_names_free(document->plain);
	document->plain = NULL;
	document->aliased = false;
	document->ids = dn_names_new();
	document->item = item;
	document->points = &points;
	document->unit = DN_OFFSETS_CODE_POINT;
	if (failed == 0 && document->ids == NULL)
		failed = dn_err_memory(err);
	if (failed == 0 && document->file_count > 0)
		failed = dn_brat_annotations(document, err);
	dn_points_release(&points);
	reader->reading->run->annotations.in += dn_node_count(&item->tree,
	    item->annotations);
	return failed;
}

/* How the lines stood in each of the files. */
static void
keep_layout(struct reader *reader, const struct pair *pair,
    struct dn_item *item)
{
	const struct dn_brat_document *document = &reader->document;
	size_t file = 0;

	for (int i = JOINED; i < FILES; i++) {
		char pointer[8] = "/";

		if (!has(pair, i))
			continue;
		for (size_t k = 1; suffixes[i][k] != '\0'; k++)
			pointer[k] = suffixes[i][k];
		dn_brat_keep_layout(item, pointer,
		    &document->files[file++], &reader->scratch);
	}
}

/* The name of the pair's text, as its item is called by. */
static struct dn_span
name_of(const struct reader *reader, const struct pair *pair)
{
	struct dn_span path;

	if (pair->files[TEXT] != NO_FILE)
		return dn_span_of(dn_files_name(reader->files,
		    pair->files[TEXT]));
	path = dn_span_of(pair->paths[TEXT]);
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return (struct dn_span){ path.ptr + i, path.len - i };
	return path;
}

/* Without a text there is no document. */
static int
refuse_pair(const struct reader *reader, const struct pair *pair,
    struct dn_err *err)
{
	for (int i = JOINED; i < FILES && err->source == NULL; i++)
		if (has(pair, i))
			err->source = path_of(reader, pair, i);
	return dn_err_set(err, DN_E_BAD_FORMAT,
	    "there is no text beside these annotations");
}

static int
read_pair(struct reader *reader, const struct pair *pair,
    struct dn_item *item, struct dn_err *err)
{
	if (!has(pair, TEXT))
		return refuse_pair(reader, pair, err);
	err->source = path_of(reader, pair, TEXT);
	reader->reading->source = err->source;
	reader->reading->line = reader->reading->column = 0;
	if (slurp(reader, pair, TEXT, &reader->text, err) < 0 ||
	    slurp_annotations(reader, pair, err) < 0 ||
	    begin_item(reader, item, name_of(reader, pair), err) < 0 ||
	    add_annotations(reader, item, err) < 0)
		return -1;
	item->source = dn_node_need_object(&item->tree, item->root,
	    "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("brat"));
	if (reader->document.unit == DN_OFFSETS_NEWLINE)
		dn_node_set_text(&item->tree, item->source, "dialect",
		    DN_SPAN(DN_BRAT_NEWLINE));
	keep_layout(reader, pair, item);
	dn_brat_keep_types(&reader->document);
	return dn_tree_check(&item->tree, err);
}

/* The header that the configurations give. */
static int
give_header(struct reader *reader, struct dn_item *item, struct dn_err *err)
{
	size_t count = dn_files_count(reader->files);

	reader->header_due = false;
	dn_brat_begin_header(item);
	for (size_t i = 0; i < count; i++) {
		struct dn_span name = dn_span_of(dn_files_name(reader->files,
		    i)), text;

		if (!dn_brat_is_conf(name))
			continue;
		err->source = dn_files_path(reader->files, i);
		reader->reading->source = err->source;
		reader->reading->line = reader->reading->column = 1;
		dn_bytes_clear(&reader->text);
		if (dn_files_slurp(reader->files, i, &reader->text, err) < 0)
			return -1;
		text = dn_bytes_span(&reader->text);
		if (check_utf8(text, "the configuration is not UTF-8",
		    err) < 0)
			return -1;
		dn_bytes_clear(&reader->scratch);
		dn_files_decode(name, &reader->scratch);
		if (dn_bytes_check(&reader->scratch, err) < 0 ||
		    dn_brat_add_conf(item, dn_bytes_span(&reader->scratch),
		    text.ptr != NULL ? text : DN_SPAN(""), err) < 0)
			return -1;
	}
	err->source = NULL;
	return dn_brat_end_header(item, err) < 0 ? -1 : 1;
}

/* Say once how many texts of spans are not those of the document. */
static void
tell_mismatches(struct reader *reader)
{
	const struct dn_brat_document *document = &reader->document;

	if (document->mismatches == 0 || reader->told)
		return;
	dn_format_note(reader->reading->run, "%llu of %llu spans have another "
	    "text than the document there; the first: %s:%llu",
	    (unsigned long long)document->mismatches,
	    (unsigned long long)document->spans, document->mismatch_path,
	    (unsigned long long)document->first_mismatch);
}

/* Say once what was not UTF-8. */
static void
tell_recoded(struct reader *reader)
{
	if (reader->recoded > 0 && !reader->told)
		dn_format_note(reader->reading->run, "%llu files are read as "
		    "GB18030; the first: %s",
		    (unsigned long long)reader->recoded,
		    reader->recoded_path);
}

/* Say once that offsets are not code points, as they should be. */
static void
tell_shifted(struct reader *reader)
{
	const struct dn_brat_document *document = &reader->document;

	if (document->shifted > 0 && !reader->told)
		dn_format_note(reader->reading->run, "the offsets of %llu "
		    "documents are no code points; the first: %s, in %s%s",
		    (unsigned long long)document->shifted,
		    document->shifted_path,
		    dn_offset_names[document->shifted_unit],
		    document->shifted_unit == DN_OFFSETS_NEWLINE ?
		    ", which counts CR LF as one" : "");
}

int
dn_brat_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;

	(void)raw;
	if (reader->header_due)
		return give_header(reader, item, err);
	if (reader->next < dn_names_count(reader->stems))
		return read_pair(reader, &reader->pairs[reader->next++], item,
		    err) < 0 ? -1 : 1;
	tell_recoded(reader);
	tell_mismatches(reader);
	tell_shifted(reader);
	reader->told = true;
	return 0;
}
