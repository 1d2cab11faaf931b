/* SPDX-License-Identifier: MIT */
/* Writing the lists of ImageSets: as they were, and one a split. */
#include <limits.h>
#include <stdlib.h>

#include "core/names.h"
#include "formats/voc_write.h"

/* A line of a list, and where it stood if that is to be so again. */
struct line {
	uint64_t place;                 /* from 1; UINT64_MAX: behind those */
	size_t start, len;
};

struct list {
	struct dn_bytes text;
	struct line *lines;
	size_t count, cap;
	bool placed;
};

struct dn_voc_lists {
	struct dn_names *names;         /* of their files */
	struct list *lists;
	size_t count;
	struct dn_bytes name, stem;     /* scratch */
};

struct dn_voc_lists *
dn_voc_lists_new(void)
{
	struct dn_voc_lists *lists = calloc(1, sizeof(*lists));

	if (lists == NULL)
		return NULL;
	dn_bytes_init(&lists->name, SIZE_MAX / 2);
	dn_bytes_init(&lists->stem, SIZE_MAX / 2);
	lists->names = dn_names_new();
	if (lists->names != NULL)
		return lists;
	dn_voc_lists_free(lists);
	return NULL;
}

void
dn_voc_lists_free(struct dn_voc_lists *lists)
{
	if (lists == NULL)
		return;
	for (size_t i = 0; i < lists->count; i++) {
		dn_bytes_release(&lists->lists[i].text);
		free(lists->lists[i].lines);
	}
	free(lists->lists);
	dn_names_free(lists->names);
	dn_bytes_release(&lists->name);
	dn_bytes_release(&lists->stem);
	free(lists);
}

/* The list of the file named in lists->name, begun where it is new. */
static struct list *
need_list(struct dn_voc_lists *lists, struct dn_err *err)
{
	size_t number;
	struct list *more;

	if (dn_bytes_check(&lists->name, err) < 0)
		return NULL;
	number = dn_names_add(lists->names, dn_bytes_span(&lists->name),
	    NULL);
	if (number == DN_NAMES_NONE) {
		dn_err_memory(err);
		return NULL;
	}
	if (number < lists->count)
		return &lists->lists[number];
	more = reallocarray(lists->lists, number + 1, sizeof(*more));
	if (more == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	lists->lists = more;
	more[number] = (struct list){ 0 };
	dn_bytes_init(&more[number].text, SIZE_MAX / 2);
	lists->count = number + 1;
	return &more[number];
}

/* Add the line of an item to ROOT/ImageSets/NAME.txt. */
static int
add_line(struct dn_voc_lists *lists, struct dn_span root, struct dn_span name,
    struct dn_span rest, uint64_t place, struct dn_err *err)
{
	struct list *list;
	struct line *line;

	dn_bytes_clear(&lists->name);
	dn_bytes_add_span(&lists->name, root);
	dn_bytes_add_text(&lists->name, "ImageSets/");
	dn_bytes_add_span(&lists->name, name);
	dn_bytes_add_text(&lists->name, ".txt");
	list = need_list(lists, err);
	if (list == NULL)
		return -1;
	if (list->count == list->cap) {
		size_t cap = list->cap == 0 ? 64 : list->cap * 2;
		struct line *lines = reallocarray(list->lines, cap,
		    sizeof(*lines));

		if (lines == NULL)
			return dn_err_memory(err);
		list->lines = lines;
		list->cap = cap;
	}
	line = &list->lines[list->count++];
	*line = (struct line){ place, list->text.len, 0 };
	list->placed = list->placed || place != UINT64_MAX;
	if (rest.len == 0 || rest.ptr[0] != '"')
		dn_bytes_add_span(&list->text, dn_bytes_span(&lists->stem));
	/* What has a line's end in it never stood in one. */
	if (memchr(rest.len > 0 ? rest.ptr : "", '\n', rest.len) == NULL)
		dn_bytes_add_span(&list->text, rest);
	dn_bytes_add_byte(&list->text, '\n');
	line->len = list->text.len - line->start;
	return dn_bytes_check(&list->text, err);
}

/* ---- an item --------------------------------------------------------- */

/* An entry that was kept: list, what follows the name, line. */
struct kept {
	struct dn_span list, rest;
	uint64_t place;
};

/* Take an entry to pieces; false for one that is none. */
static bool
read_kept(struct dn_tree *tree, struct dn_node *node, struct kept *kept)
{
	struct dn_node *list = dn_node_first(tree, node);
	struct dn_node *rest = list != NULL ? list->next : NULL;
	struct dn_node *line = rest != NULL ? rest->next : NULL;
	int64_t place = 0;

	kept->list = dn_node_text(tree, list);
	kept->rest = dn_node_text(tree, rest);
	kept->place = dn_node_int(line, &place) && place > 0 ?
	    (uint64_t)place : UINT64_MAX;
	return dn_node_type(node) == DN_JSON_ARRAY && kept->list.len > 0;
}

struct dn_node *
dn_voc_kept_lists(struct dn_item *item)
{
	struct dn_node *kept = dn_raw_get(&item->tree, item->root,
	    DN_SPAN(DN_VOC_LISTS));

	return dn_node_type(kept) == DN_JSON_ARRAY ? kept : NULL;
}

/* The split that the lists that were kept say. */
static struct dn_span
split_of(struct dn_item *item, struct dn_node *lists)
{
	struct dn_node *node = dn_node_first(&item->tree, lists);
	struct dn_span split = DN_SPAN("");
	int best = INT_MAX;

	for (; node != NULL; node = node->next) {
		struct kept kept;
		int rank;

		if (!read_kept(&item->tree, node, &kept))
			continue;
		rank = dn_voc_list_rank(kept.list, kept.rest);
		if (rank < 0 || rank >= best)
			continue;
		best = rank;
		split = (struct dn_span){ kept.list.ptr + 5,
			kept.list.len - 5 };
	}
	return split;
}

/* A list of Main goes with the former split, which alone needs no report. */
static int
leave_out(struct dn_voc_writer *writer, struct dn_span list,
    struct dn_span former, struct dn_err *err)
{
	if (dn_span_equal((struct dn_span){ list.ptr + 5, list.len - 5 },
	    former))
		return 0;
	return dn_loss_dropped(writer->writing->loss, writer->item, NULL,
	    DN_CAP_FOREIGN, err, "ImageSets/%.*s of another split",
	    list.len < 80 ? (int)list.len : 80, list.ptr);
}

/* List the item in FOLDER/SPLIT.txt. */
static int
add_split(struct dn_voc_lists *lists, struct dn_span root, const char *folder,
    struct dn_span split, struct dn_err *err)
{
	struct dn_bytes name;
	int failed;

	if (split.len == 0)
		return 0;
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_add_text(&name, folder);
	dn_bytes_add_byte(&name, '/');
	dn_bytes_add_span(&name, split);
	failed = dn_bytes_check(&name, err) < 0 ? -1 : add_line(lists, root,
	    dn_bytes_span(&name), DN_SPAN(""), UINT64_MAX, err);
	dn_bytes_release(&name);
	return failed;
}

/* Where the document `name` stands: its root, and its stem as in lists. */
static int
take_stem(struct dn_voc_lists *lists, struct dn_span name,
    struct dn_span *root, struct dn_err *err)
{
	struct dn_span rest, escaped_root;
	struct dn_bytes escaped;

	dn_bytes_clear(&lists->stem);
	dn_bytes_init(&escaped, SIZE_MAX / 2);
	dn_outdir_escape(&escaped, name);
	if (!dn_voc_below(name, "Annotations", root, &rest))
		*root = DN_SPAN("");
	if (!dn_voc_below(dn_bytes_span(&escaped), "Annotations",
	    &escaped_root, &rest))
		rest = dn_bytes_span(&escaped);
	dn_bytes_add_span(&lists->stem, dn_files_stem(rest));
	if (escaped.failed != DN_E_NONE)
		lists->stem.failed = escaped.failed;
	dn_bytes_release(&escaped);
	return dn_bytes_check(&lists->stem, err);
}

int
dn_voc_list_item(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_item *item = writer->item;
	struct dn_voc_lists *lists = writer->lists;
	struct dn_node *kept_lists = writer->own ? dn_voc_kept_lists(item) :
	    NULL, *node;
	struct dn_span root = DN_SPAN(""), former;
	bool same;

	if (item->split.len == 0 && kept_lists == NULL)
		return 0;
	if (take_stem(lists, dn_bytes_span(&writer->name), &root, err) < 0)
		return -1;
	if (!writer->own && dn_voc_paint_begun(writer->paint) &&
	    add_split(lists, root, "Segmentation", item->split, err) < 0)
		return -1;
	if (kept_lists == NULL)
		return add_split(lists, root, "Main", item->split, err);
	former = split_of(item, kept_lists);
	same = dn_span_equal(former, item->split);
	node = dn_node_first(&item->tree, kept_lists);
	for (; node != NULL; node = node->next) {
		struct kept kept;

		if (!read_kept(&item->tree, node, &kept))
			continue;
		/* In another split the lists of the former do not hold. */
		if (!same && kept.list.len > 5 &&
		    memcmp(kept.list.ptr, "Main/", 5) == 0 ?
		    leave_out(writer, kept.list, former, err) < 0 :
		    add_line(lists, root, kept.list, kept.rest, kept.place,
		    err) < 0)
			return -1;
	}
	return same ? 0 : add_split(lists, root, "Main", item->split, err);
}

/* ---- the end --------------------------------------------------------- */

static int
compare_lines(const void *a, const void *b)
{
	const struct line *one = a, *other = b;

	if (one->place != other->place)
		return one->place < other->place ? -1 : 1;
	return one->start < other->start ? -1 : one->start > other->start;
}

/* The lines of a list in the order that they had; `out` is scratch. */
static struct dn_span
order_lines(struct list *list, struct dn_bytes *out)
{
	if (!list->placed)
		return dn_bytes_span(&list->text);
	qsort(list->lines, list->count, sizeof(*list->lines), compare_lines);
	dn_bytes_clear(out);
	for (size_t i = 0; i < list->count; i++)
		dn_bytes_add(out, list->text.data + list->lines[i].start,
		    list->lines[i].len);
	return dn_bytes_span(out);
}

/* Lists of nothing, which a header tells of. */
static int
add_empty(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);
	struct dn_node *node;

	if (!dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "voc"))
		return 0;
	node = dn_node_first(tree, dn_node_get(tree, dn_node_get(tree, source,
	    "raw"), DN_VOC_LISTS));
	for (; node != NULL; node = node->next) {
		dn_bytes_clear(&writer->lists->name);
		dn_files_decode(dn_node_text(tree, node),
		    &writer->lists->name);
		if (writer->lists->name.len > 0 &&
		    need_list(writer->lists, err) == NULL)
			return -1;
	}
	return 0;
}

int
dn_voc_lists_write(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_voc_lists *lists = writer->lists;

	if (add_empty(writer, err) < 0)
		return -1;
	for (size_t i = 0; i < lists->count; i++) {
		struct dn_span text = order_lines(&lists->lists[i],
		    &writer->out);

		if (dn_bytes_check(&writer->out, err) < 0 ||
		    dn_outdir_write(writer->writing->folder,
		    dn_names_get(lists->names, i), text, err) < 0)
			return -1;
	}
	return 0;
}
