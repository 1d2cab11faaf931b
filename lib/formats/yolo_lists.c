/* SPDX-License-Identifier: MIT */
/* Lists of pictures: a file a split, which tells their places and suffixes. */
#include <stdlib.h>

#include "formats/yolo_end.h"
#include "io/number.h"

#define PIECE ((size_t)1 << 16)         /* bytes written at once */

/* What may be more than memory: some bytes of it, the others on disk. */
static struct dn_shelf *
new_shelf(const struct dn_yolo_end *end, struct dn_err *err)
{
	struct dn_shelf *shelf = dn_shelf_new(
	    end->writer->writing->memory / 64);

	if (shelf == NULL)
		dn_err_memory(err);
	return shelf;
}

/* The list of a split: that which there is, or a new one. */
static struct dn_yolo_list *
find_list(struct dn_yolo_end *end, struct dn_span split, struct dn_err *err)
{
	struct dn_yolo_list *lists, *list;
	char *copy;

	for (size_t i = 0; i < end->list_count; i++)
		if (dn_span_equal(end->lists[i].split, split) &&
		    (end->lists[i].split.ptr == NULL) == (split.ptr == NULL))
			return &end->lists[i];
	lists = reallocarray(end->lists, end->list_count + 1, sizeof(*lists));
	copy = malloc(split.len + 1);
	if (lists != NULL)
		end->lists = lists;
	if (lists == NULL || copy == NULL) {
		free(copy);
		dn_err_memory(err);
		return NULL;
	}
	if (split.len > 0)
		memcpy(copy, split.ptr, split.len);
	list = &lists[end->list_count++];
	*list = (struct dn_yolo_list){ .pathless = true };
	if (split.ptr != NULL)
		list->split = (struct dn_span){ copy, split.len };
	else
		free(copy);
	list->lines = new_shelf(end, err);
	return list->lines != NULL ? list : NULL;
}

void
dn_yolo_lists_release(struct dn_yolo_end *end)
{
	for (size_t i = 0; i < end->list_count; i++) {
		free((char *)(uintptr_t)end->lists[i].split.ptr);
		dn_shelf_free(end->lists[i].lines);
	}
	free(end->lists);
	dn_shelf_free(end->sizes);
}

/* "./images/SPLIT/STEM.jpg", which leads to labels/SPLIT/STEM.txt. */
static void
add_picture(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_bytes *out)
{
	dn_bytes_clear(&end->name);
	dn_bytes_add_text(&end->name, "images/");
	if (item->split.ptr != NULL) {
		dn_bytes_add_span(&end->name, item->split);
		dn_bytes_add_byte(&end->name, '/');
	}
	dn_bytes_add_span(&end->name, item->stem);
	dn_bytes_add_span(&end->name, item->suffix);
	dn_bytes_add_text(out, "./");
	dn_outdir_escape(out, dn_bytes_span(&end->name));
}

/* A line of sizes.tsv: the picture, or labels that lead to it. */
static int
add_size(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_span path, struct dn_err *err)
{
	const double sizes[] = { item->head.width, item->head.height };
	struct dn_bytes *line = &end->name;
	char text[DN_NUMBER_TEXT];

	if (!(sizes[0] > 0) || !(sizes[1] > 0))
		return 0;
	if (end->sizes == NULL && (end->sizes = new_shelf(end, err)) == NULL)
		return -1;
	dn_bytes_clear(line);
	dn_bytes_add_span(line, path);
	for (int i = 0; i < 2; i++) {
		dn_bytes_add_byte(line, '\t');
		dn_bytes_add(line, text, dn_number_write(sizes[i], text));
	}
	dn_bytes_add_byte(line, '\n');
	if (dn_bytes_check(line, err) < 0)
		return -1;
	return dn_shelf_add(end->sizes, line->data, line->len, err);
}

/* What an own item is called in sizes.tsv: by its picture, where one is. */
static struct dn_span
own_path(const struct dn_yolo_item *item)
{
	if (item->listed.len > 2 && memcmp(item->listed.ptr, "./", 2) == 0)
		return (struct dn_span){ item->listed.ptr + 2,
			item->listed.len - 2 };
	return item->file;
}

int
dn_yolo_list_item(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_err *err)
{
	struct dn_yolo_list *list;
	struct dn_bytes *line = &end->out;

	if (end->own && dn_yolo_own_text(end, "/@sizes").ptr != NULL &&
	    add_size(end, item, own_path(item), err) < 0)
		return -1;
	if (end->own && dn_yolo_own_folder(end, item->split).ptr != NULL)
		return 0;
	list = find_list(end, item->split, err);
	if (list == NULL)
		return -1;
	list->pathless = list->pathless && item->suffix.len == 0;
	dn_bytes_clear(line);
	if (end->own)
		dn_bytes_add_span(line, item->listed);
	else
		add_picture(end, item, line);
	if (!end->own && line->len > 2 && add_size(end, item,
	    (struct dn_span){ line->data + 2, line->len - 2 }, err) < 0)
		return -1;
	dn_bytes_add_byte(line, '\n');
	if (dn_bytes_check(line, err) < 0)
		return -1;
	return dn_shelf_add(list->lines, line->data, line->len, err);
}

void
dn_yolo_list_name(const struct dn_yolo_list *list, struct dn_bytes *out)
{
	dn_bytes_clear(out);
	if (list->split.ptr == NULL)
		dn_bytes_add_text(out, "all");
	else
		dn_bytes_add_span(out, list->split);
	dn_bytes_add_text(out, ".txt");
}

/* Write a file of what is on a shelf, piece by piece. */
static int
write_shelf(struct dn_yolo_end *end, struct dn_span name,
    struct dn_shelf *shelf, struct dn_err *err)
{
	struct dn_outdir *folder = end->writer->writing->folder;
	uint64_t at = 0, count = dn_shelf_count(shelf);
	int failed = 0;

	for (bool first = true; failed == 0 && (first || at < count);
	    first = false) {
		size_t len = count - at < PIECE ? (size_t)(count - at) : PIECE;
		char *piece;

		dn_bytes_clear(&end->out);
		piece = dn_bytes_reserve(&end->out, PIECE);
		if (piece == NULL)
			return dn_err_memory(err);
		if (dn_shelf_read(shelf, at, piece, len, err) < 0)
			return -1;
		at += len;
		failed = first ? dn_outdir_write(folder, name,
		    (struct dn_span){ piece, len }, err) :
		    dn_outdir_append(folder, (struct dn_span){ piece, len },
		    err);
	}
	return failed;
}

int
dn_yolo_write_lists(struct dn_yolo_end *end, struct dn_err *err)
{
	struct dn_span sizes = dn_yolo_own_text(end, "/@sizes"), split;

	/* What the configuration leads to is there, if it names nothing. */
	for (size_t i = 0; dn_yolo_own_place(end, i, &split); i++)
		if (find_list(end, split, err) == NULL)
			return -1;
	if (end->sizes != NULL && write_shelf(end, sizes.ptr != NULL ? sizes :
	    DN_SPAN("sizes.tsv"), end->sizes, err) < 0)
		return -1;
	for (size_t i = 0; i < end->list_count; i++) {
		struct dn_yolo_list *list = &end->lists[i];

		if (end->own && !dn_yolo_own_list(end, list->split,
		    &end->name))
			continue;
		/* Without suffixes a folder tells as much as a list. */
		if (!end->own && list->pathless)
			continue;
		if (!end->own)
			dn_yolo_list_name(list, &end->name);
		if (dn_bytes_check(&end->name, err) < 0 ||
		    write_shelf(end, dn_bytes_span(&end->name), list->lines,
		    err) < 0)
			return -1;
	}
	return 0;
}
