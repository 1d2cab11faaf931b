/* SPDX-License-Identifier: MIT */
/* Lists of pictures: a file a split, which tells their places and suffixes. */
#include <stdlib.h>

#include "formats/yolo_end.h"
#include "io/number.h"

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
	dn_bytes_init(&list->lines, SIZE_MAX / 2);
	return list;
}

void
dn_yolo_lists_release(struct dn_yolo_end *end)
{
	for (size_t i = 0; i < end->list_count; i++) {
		free((char *)(uintptr_t)end->lists[i].split.ptr);
		dn_bytes_release(&end->lists[i].lines);
	}
	free(end->lists);
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
static void
add_size(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_span path)
{
	const double sizes[] = { item->head.width, item->head.height };
	char text[DN_NUMBER_TEXT];

	if (!(sizes[0] > 0) || !(sizes[1] > 0))
		return;
	dn_bytes_add_span(&end->sizes, path);
	for (int i = 0; i < 2; i++) {
		dn_bytes_add_byte(&end->sizes, '\t');
		dn_bytes_add(&end->sizes, text, dn_number_write(sizes[i],
		    text));
	}
	dn_bytes_add_byte(&end->sizes, '\n');
}

int
dn_yolo_list_item(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_err *err)
{
	struct dn_yolo_list *list;
	size_t start;

	if (end->own && dn_yolo_own_text(end, "/@sizes").ptr != NULL)
		add_size(end, item, item->file);
	if (end->own && dn_yolo_own_folder(end, item->split).ptr != NULL)
		return 0;
	list = find_list(end, item->split, err);
	if (list == NULL)
		return -1;
	list->pathless = list->pathless && item->suffix.len == 0;
	start = list->lines.len;
	if (end->own)
		dn_bytes_add_span(&list->lines, item->listed);
	else
		add_picture(end, item, &list->lines);
	if (!end->own && list->lines.len > start + 2)
		add_size(end, item, (struct dn_span){ list->lines.data +
		    start + 2, list->lines.len - start - 2 });
	dn_bytes_add_byte(&list->lines, '\n');
	return dn_bytes_check(&list->lines, err);
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

int
dn_yolo_write_lists(struct dn_yolo_end *end, struct dn_err *err)
{
	struct dn_outdir *folder = end->writer->writing->folder;
	struct dn_span sizes = dn_yolo_own_text(end, "/@sizes");

	if (end->sizes.len > 0 && (dn_bytes_check(&end->sizes, err) < 0 ||
	    dn_outdir_write(folder, sizes.ptr != NULL ? sizes :
	    DN_SPAN("sizes.tsv"), dn_bytes_span(&end->sizes), err) < 0))
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
		    dn_outdir_write(folder, dn_bytes_span(&end->name),
		    dn_bytes_span(&list->lines), err) < 0)
			return -1;
	}
	return 0;
}
