/* SPDX-License-Identifier: MIT */
/* Reading BRAT: texts and annotation files find each other by their names. */
#include <stdlib.h>
#include <unistd.h>

#include "core/utf8.h"
#include "formats/brat.h"
#include "formats/files.h"

#define NO_FILE SIZE_MAX

/* A document: the indices of its two files, or paths beside a named one. */
struct pair {
	size_t text, annotations;
	const char *text_path, *annotations_path;
};

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	struct dn_arena arena;          /* of paths */
	struct dn_names *stems;
	struct pair *pairs;             /* one a stem, in their order */
	size_t pair_cap, next;
	size_t annotation_conf, visual_conf;
	bool header_due;
	struct dn_bytes text, lines, scratch;
	struct dn_brat_document document;       /* counts of the whole run */
	const char *mismatch_path;
	bool told;
};

/* ---- pairing --------------------------------------------------------- */

/* The pair of a path without its suffix, new or known. */
static struct pair *
find_pair(struct reader *reader, struct dn_span path, struct dn_err *err)
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
	path.len -= strlen(".txt");
	number = dn_names_add(reader->stems, path, NULL);
	if (number == DN_NAMES_NONE) {
		dn_err_memory(err);
		return NULL;
	}
	if (number == count)
		reader->pairs[number] = (struct pair){ NO_FILE, NO_FILE,
			NULL, NULL };
	return &reader->pairs[number];
}

/* The last part of a name is `what`. */
static bool
is_called(struct dn_span name, const char *what)
{
	size_t len = strlen(what);

	return dn_files_suffix(name, what) && (name.len == len ||
	    name.ptr[name.len - len - 1] == '/');
}

/* Sort one file in: a text, annotations, a configuration, or none of them. */
static int
take_file(struct reader *reader, size_t index, struct dn_err *err)
{
	struct dn_span name = dn_span_of(dn_files_name(reader->files, index));
	struct dn_span path = dn_span_of(dn_files_path(reader->files, index));
	struct pair *pair;

	if (dn_span_is(name, "-"))
		return dn_err_set(err, DN_E_USAGE, "this format is two files "
		    "a document: name them or their folder");
	if (dn_files_suffix(name, ".txt") || dn_files_suffix(name, ".ann")) {
		pair = find_pair(reader, path, err);
		if (pair == NULL)
			return -1;
		if (dn_files_suffix(name, ".txt"))
			pair->text = index;
		else
			pair->annotations = index;
	} else if (is_called(name, "annotation.conf") &&
	    reader->annotation_conf == NO_FILE) {
		reader->annotation_conf = index;
	} else if (is_called(name, "visual.conf") &&
	    reader->visual_conf == NO_FILE) {
		reader->visual_conf = index;
	} else {
		reader->reading->ignored++;
	}
	return 0;
}

/* The file beside a named one, where there is one. */
static int
find_beside(struct reader *reader, size_t index, const char *suffix,
    const char **found, struct dn_err *err)
{
	struct dn_span path = dn_span_of(dn_files_path(reader->files, index));
	struct dn_span copy;

	*found = NULL;
	if (!dn_files_named(reader->files, index))
		return 0;
	dn_bytes_clear(&reader->scratch);
	dn_bytes_add(&reader->scratch, path.ptr, path.len - strlen(suffix));
	dn_bytes_add_text(&reader->scratch, suffix);
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

static int
pair_files(struct reader *reader, struct dn_err *err)
{
	size_t count = dn_files_count(reader->files);

	for (size_t i = 0; i < count; i++)
		if (take_file(reader, i, err) < 0)
			return -1;
	for (size_t i = 0; i < dn_names_count(reader->stems); i++) {
		struct pair *pair = &reader->pairs[i];

		if (pair->text == NO_FILE && find_beside(reader,
		    pair->annotations, ".txt", &pair->text_path, err) < 0)
			return -1;
		if (pair->annotations == NO_FILE && find_beside(reader,
		    pair->text, ".ann", &pair->annotations_path, err) < 0)
			return -1;
	}
	reader->header_due = reader->annotation_conf != NO_FILE ||
	    reader->visual_conf != NO_FILE;
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
	reader->annotation_conf = reader->visual_conf = NO_FILE;
	dn_arena_init(&reader->arena, SIZE_MAX / 2);
	dn_bytes_init(&reader->text, reading->max_value);
	dn_bytes_init(&reader->lines, reading->max_value);
	dn_bytes_init(&reader->scratch, SIZE_MAX / 2);
	dn_bytes_init(&reader->document.scratch, SIZE_MAX / 2);
	reader->stems = dn_names_new();
	reader->files = dn_files_new(reading->paths, reading->path_count,
	    err);
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
	dn_arena_release(&reader->arena);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->lines);
	dn_bytes_release(&reader->scratch);
	dn_bytes_release(&reader->document.scratch);
	free(reader->document.nodes);
	free(reader->pairs);
	free(reader);
}

/* ---- documents ------------------------------------------------------- */

/* The whole of one of the two files: listed, or found beside the other. */
static int
slurp(struct reader *reader, size_t index, const char *path,
    struct dn_bytes *out, struct dn_err *err)
{
	int failed;

	dn_bytes_clear(out);
	if (index != NO_FILE)
		return dn_files_slurp(reader->files, index, out, err);
	failed = dn_src_slurp(path, out, err);
	if (failed < 0)
		err->source = path;
	return failed;
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

/* Add the annotations, and say what they came from. */
static int
add_annotations(struct reader *reader, struct dn_item *item,
    const char *path, struct dn_span *raw, struct dn_err *err)
{
	struct dn_brat_document *document = &reader->document;
	uint64_t before = document->mismatches;
	struct dn_points points;
	int failed = dn_points_init(&points, dn_bytes_span(&reader->text),
	    err);

	dn_names_free(document->ids);
	document->ids = dn_names_new();
	document->item = item;
	document->points = &points;
	if (failed == 0 && document->ids == NULL)
		failed = dn_err_memory(err);
	if (failed == 0 && path != NULL)
		failed = dn_brat_annotations(document,
		    dn_bytes_span(&reader->lines), raw, err);
	dn_points_release(&points);
	reader->reading->run->annotations.in += dn_node_count(&item->tree,
	    item->annotations);
	if (before == 0 && document->mismatches > 0)
		reader->mismatch_path = path;
	return failed;
}

/* The name of the pair's text, as its item is called by. */
static struct dn_span
name_of(const struct reader *reader, const struct pair *pair)
{
	struct dn_span path;

	if (pair->text != NO_FILE)
		return dn_span_of(dn_files_name(reader->files, pair->text));
	path = dn_span_of(pair->text_path);
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return (struct dn_span){ path.ptr + i, path.len - i };
	return path;
}

static int
read_pair(struct reader *reader, const struct pair *pair,
    struct dn_item *item, struct dn_span *raw, struct dn_err *err)
{
	const char *path = pair->annotations_path;
	struct dn_node *source;

	if (pair->annotations != NO_FILE)
		path = dn_files_path(reader->files, pair->annotations);
	if (pair->text == NO_FILE && pair->text_path == NULL) {
		err->source = path;
		return dn_err_set(err, DN_E_BAD_FORMAT,
		    "there is no text beside these annotations");
	}
	err->source = pair->text != NO_FILE ?
	    dn_files_path(reader->files, pair->text) : pair->text_path;
	reader->reading->source = err->source;
	reader->reading->line = reader->reading->column = 0;
	if (slurp(reader, pair->text, pair->text_path, &reader->text, err) <
	    0 || (path != NULL && slurp(reader, pair->annotations, path,
	    &reader->lines, err) < 0) || begin_item(reader, item,
	    name_of(reader, pair), err) < 0)
		return -1;
	if (dn_utf8_valid(reader->lines.data, path != NULL ?
	    reader->lines.len : 0) < (path != NULL ? reader->lines.len : 0)) {
		err->source = path;
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the annotations are not UTF-8");
	}
	if (add_annotations(reader, item, path, raw, err) < 0) {
		if (err->line > 0)
			err->source = path;
		return -1;
	}
	source = dn_node_need_object(&item->tree, item->root, "source");
	item->source = source;
	dn_node_set_text(&item->tree, source, "format", DN_SPAN("brat"));
	return dn_tree_check(&item->tree, err);
}

/* The header that the configuration gives. */
static int
give_header(struct reader *reader, struct dn_item *item, struct dn_err *err)
{
	struct dn_span confs[2] = { { NULL, 0 }, { NULL, 0 } };
	size_t files[2] = { reader->annotation_conf, reader->visual_conf };
	struct dn_bytes *texts[2] = { &reader->text, &reader->lines };

	reader->header_due = false;
	for (int i = 0; i < 2; i++) {
		if (files[i] == NO_FILE)
			continue;
		err->source = dn_files_path(reader->files, files[i]);
		reader->reading->source = err->source;
		reader->reading->line = reader->reading->column = 1;
		if (slurp(reader, files[i], NULL, texts[i], err) < 0)
			return -1;
		confs[i] = dn_bytes_span(texts[i]);
		if (dn_utf8_valid(confs[i].ptr, confs[i].len) < confs[i].len)
			return dn_err_set(err, DN_E_BAD_UTF8,
			    "the configuration is not UTF-8");
		if (confs[i].ptr == NULL)
			confs[i] = DN_SPAN("");
	}
	return dn_brat_header(item, confs[0], confs[1], err) < 0 ? -1 : 1;
}

/* Say once how many texts of spans are not those of the document. */
static void
tell_mismatches(struct reader *reader)
{
	const struct dn_brat_document *document = &reader->document;

	if (document->mismatches == 0 || reader->told)
		return;
	reader->told = true;
	dn_format_note(reader->reading->run, "%llu of %llu spans have another "
	    "text than the document there; the first: %s:%llu",
	    (unsigned long long)document->mismatches,
	    (unsigned long long)document->spans, reader->mismatch_path,
	    (unsigned long long)document->first_mismatch);
}

int
dn_brat_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;

	if (reader->header_due)
		return give_header(reader, item, err);
	if (reader->next < dn_names_count(reader->stems))
		return read_pair(reader, &reader->pairs[reader->next++], item,
		    raw, err) < 0 ? -1 : 1;
	tell_mismatches(reader);
	return 0;
}
