/* SPDX-License-Identifier: MIT */
/* The end of writing YOLO: classes are numbered, and the folder is written. */
#include "formats/yolo_end.h"

#include <stdlib.h>

#include "io/number.h"

/* ---- numbers of classes ---------------------------------------------- */

/* A label, and what puts it in its place. */
struct place {
	int64_t id;             /* that a header gives it */
	size_t index;
	struct dn_span name;
	int rank;               /* 0: by id, 1: declared, 2: by name */
};

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank - y->rank;
	if (x->rank == 0 && x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->rank == 2)
		return dn_span_compare(x->name, y->name);
	return x->index < y->index ? -1 : x->index > y->index;
}

/*
 * In the order of the ids that headers give for this format, then in that of
 * the headers, then in byte order of the names.
 */
static void
sort_places(struct dn_yolo_end *end, struct place *places)
{
	struct dn_labels *labels = end->writer->writing->labels;

	for (size_t i = 0; i < end->label_count; i++) {
		struct place *place = &places[i];

		*place = (struct place){ .index = i, .rank = 2,
			.name = dn_labels_name(labels, i) };
		if (dn_labels_node(labels, i) != NULL)
			place->rank = 1;
		if (dn_node_int(dn_labels_id(labels, i, "yolo"),
		    &place->id) && place->id >= 0)
			place->rank = 0;
	}
	qsort(places, end->label_count, sizeof(*places), compare_places);
}

/* Classes of a set that goes back which have the names of others. */
static struct dn_node *
first_again(struct dn_yolo_end *end)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);

	return !end->own ? NULL : dn_node_first(tree, dn_node_get(tree,
	    end->raw, "/@again"));
}

/* The first number that none of them has, nor a lower one. */
static int64_t
behind_again(struct dn_yolo_end *end)
{
	int64_t behind = 0, number;

	for (struct dn_node *node = first_again(end); node != NULL;
	    node = node->next)
		if (dn_number_read_int(node->name, &number) &&
		    number >= behind && number < INT64_MAX)
			behind = number + 1;
	return behind;
}

/* Number them, densely but for sets that came otherwise and go back whole. */
static int
number_labels(struct dn_yolo_end *end, struct dn_err *err)
{
	struct place *places = calloc(end->label_count + 1, sizeof(*places));
	size_t given = 0, moved = 0, declared = 0;
	int64_t next = 0, behind = behind_again(end);

	end->numbers = calloc(end->label_count + 1, sizeof(*end->numbers));
	end->classes = calloc(end->label_count + 1, sizeof(*end->classes));
	if (places == NULL || end->numbers == NULL || end->classes == NULL) {
		free(places);
		return dn_err_memory(err);
	}
	sort_places(end, places);
	for (size_t i = 0; i < end->label_count; i++, next++) {
		if (places[i].rank == 0 && end->own)
			next = places[i].id;
		if (places[i].rank > 0 && next < behind)
			next = behind;
		end->numbers[places[i].index] = next;
		end->classes[end->class_count++] = (struct dn_yolo_named){
			next, places[i].index };
		given += places[i].rank == 0;
		declared += places[i].rank == 1;
		moved += places[i].rank == 0 && places[i].id != next;
	}
	free(places);
	if (!end->own && end->label_count > 0)
		dn_format_note(end->writer->writing->run, "classes: %zu have "
		    "the numbers of the headers%s, %zu are numbered in their "
		    "order, %zu in byte order of their names", given -  moved,
		    moved > 0 ? " (others were closed up)" : "", declared +
		    moved, end->label_count - given - declared);
	return 0;
}

static int
compare_named(const void *a, const void *b)
{
	int64_t x = ((const struct dn_yolo_named *)a)->number;
	int64_t y = ((const struct dn_yolo_named *)b)->number;

	return x < y ? -1 : x > y;
}

/* The class of a number among the first `count`, or NULL. */
static const struct dn_yolo_named *
find_named(const struct dn_yolo_end *end, int64_t number, size_t count)
{
	const struct dn_yolo_named key = { number, 0 };

	return bsearch(&key, end->classes, count, sizeof(key), compare_named);
}

/* Add the classes that have the names of others, in their places. */
static int
add_again(struct dn_yolo_end *end, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);
	struct dn_node *node = first_again(end);
	const struct dn_yolo_named *first;
	struct dn_yolo_named *classes;
	size_t before = end->class_count;
	int64_t number, of;

	if (node == NULL)
		return 0;
	classes = reallocarray(end->classes, before +
	    dn_node_count(tree, node->parent), sizeof(*classes));
	if (classes == NULL)
		return dn_err_memory(err);
	end->classes = classes;
	for (; node != NULL; node = node->next) {
		/* Of labels that were dropped or joined there are none. */
		first = !dn_node_int(node, &of) ? NULL :
		    find_named(end, of, before);
		if (first != NULL && dn_number_read_int(node->name,
		    &number) && number >= 0 &&
		    find_named(end, number, before) == NULL)
			classes[end->class_count++] = (struct dn_yolo_named){
				number, first->label };
	}
	qsort(classes, end->class_count, sizeof(*classes), compare_named);
	return 0;
}

/* ---- the spool ------------------------------------------------------- */

struct replay {
	struct dn_yolo_end *end;
	struct dn_bytes bytes;
	int (*take)(struct dn_yolo_end *end, const struct dn_yolo_item *item,
	    struct dn_err *err);
};

/* Cut the texts and lines of an item out of its bytes. */
static void
cut_item(struct dn_yolo_item *item, const char *bytes)
{
	struct dn_span *texts[] = { &item->stem, &item->split, &item->suffix,
		&item->listed, &item->file };
	uint64_t used = 0;

	memcpy(&item->head, bytes, sizeof(item->head));
	bytes += sizeof(item->head);
	for (int i = 0; i < 5; i++) {
		*texts[i] = (struct dn_span){ bytes + used,
			item->head.lengths[i] };
		used += item->head.lengths[i];
	}
	if (!item->head.split)
		item->split.ptr = NULL;
	item->lines = (struct dn_span){ bytes + used,
		item->head.size - used };
}

/* A piece of the spool: items may begin and end anywhere in it. */
static int
take_piece(void *state, const char *data, size_t len, struct dn_err *err)
{
	struct replay *replay = state;
	struct dn_yolo_head head;
	size_t at = 0;

	dn_bytes_add(&replay->bytes, data, len);
	if (dn_bytes_check(&replay->bytes, err) < 0)
		return -1;
	while (replay->bytes.len - at >= sizeof(head)) {
		struct dn_yolo_item item;

		memcpy(&head, replay->bytes.data + at, sizeof(head));
		if (replay->bytes.len - at - sizeof(head) < head.size)
			break;
		cut_item(&item, replay->bytes.data + at);
		if (replay->take(replay->end, &item, err) < 0)
			return -1;
		at += sizeof(head) + head.size;
	}
	if (at > 0) {
		memmove(replay->bytes.data, replay->bytes.data + at,
		    replay->bytes.len - at);
		replay->bytes.len -= at;
	}
	return 0;
}

static int
each_item(struct dn_yolo_end *end, int (*take)(struct dn_yolo_end *,
    const struct dn_yolo_item *, struct dn_err *), struct dn_err *err)
{
	struct replay replay = { .end = end, .take = take };
	int failed;

	dn_bytes_init(&replay.bytes, SIZE_MAX / 2);
	failed = dn_sink_replay(end->writer->spool, take_piece, &replay, err);
	dn_bytes_release(&replay.bytes);
	return failed;
}

/* ---- label files ----------------------------------------------------- */

/* Is it spelt as numbers are?  Then it was kept as that of another class. */
static bool
is_plain(struct dn_span spelling)
{
	size_t digits = 0;

	while (digits < spelling.len && spelling.ptr[digits] >= '0' &&
	    spelling.ptr[digits] <= '9')
		digits++;
	return digits == spelling.len && (digits == 1 || (digits > 1 &&
	    spelling.ptr[0] != '0'));
}

/* The number of the class, or its spelling while that means the same. */
static void
add_class(struct dn_yolo_end *end, uint32_t label, struct dn_span spelling)
{
	const struct dn_yolo_named *class = NULL;
	int64_t number;

	if (spelling.len > 0 && dn_yolo_read_count(spelling, &number))
		class = find_named(end, number, end->class_count);
	if (class != NULL && class->label == label) {
		dn_bytes_add_span(&end->out, spelling);
		return;
	}
	end->merged += is_plain(spelling);
	dn_bytes_add_int(&end->out, end->numbers[label]);
}

/* A line of DOTA: corners, the name of the class, how difficult it is. */
static void
add_dota_line(struct dn_yolo_end *end, const struct dn_yolo_spooled *line,
    struct dn_span numbers)
{
	struct dn_span name = dn_labels_name(end->writer->writing->labels,
	    line->label);
	size_t tail = (size_t)line->tail;

	dn_bytes_add(&end->out, numbers.ptr, tail);
	dn_bytes_add_byte(&end->out, ' ');
	/* A line is a line, whatever a label holds. */
	for (size_t i = 0; i < name.len; i++)
		dn_bytes_add_byte(&end->out, (unsigned char)name.ptr[i] < ' ' ?
		    ' ' : name.ptr[i]);
	dn_bytes_add(&end->out, numbers.ptr + tail, numbers.len - tail);
}

static void
add_line(struct dn_yolo_end *end, const struct dn_yolo_spooled *line,
    struct dn_span numbers, struct dn_span spelling)
{
	size_t tail = (size_t)line->tail, points = end->writer->points;

	/* Trainers want as many as kpt_shape says, which is one at least. */
	if (points == 0 && !end->own)
		points = 1;
	if (line->label == UINT32_MAX) {
		dn_bytes_add_span(&end->out, numbers);
	} else if (line->dota) {
		add_dota_line(end, line, numbers);
	} else {
		add_class(end, line->label, spelling);
		dn_bytes_add_byte(&end->out, ' ');
		dn_bytes_add(&end->out, numbers.ptr, tail);
		for (size_t i = line->points; i < points &&
		    line->points != DN_YOLO_NO_POSE; i++)
			dn_bytes_add(&end->out, " 0 0 0", line->values > 2 ?
			    6 : 4);
		dn_bytes_add(&end->out, numbers.ptr + tail,
		    numbers.len - tail);
	}
	dn_bytes_add_byte(&end->out, '\n');
}

/* The lines of an item as they stand in its file, in end->out. */
static void
add_lines(struct dn_yolo_end *end, struct dn_span lines)
{
	dn_bytes_clear(&end->out);
	while (lines.len >= sizeof(struct dn_yolo_spooled)) {
		struct dn_yolo_spooled line;
		struct dn_span numbers, spelling;

		memcpy(&line, lines.ptr, sizeof(line));
		numbers = (struct dn_span){ lines.ptr + sizeof(line),
			line.numbers };
		spelling = (struct dn_span){ numbers.ptr + numbers.len,
			line.spelling };
		add_line(end, &line, numbers, spelling);
		lines.len -= sizeof(line) + numbers.len + spelling.len;
		lines.ptr = spelling.ptr + spelling.len;
	}
}

/* Where an item's labels go, in end->name. */
static void
name_labels(struct dn_yolo_end *end, const struct dn_yolo_item *item)
{
	struct dn_bytes *name = &end->name;
	struct dn_span folder;

	dn_bytes_clear(name);
	if (end->own && item->file.len > 0) {
		dn_files_decode(item->file, name);
		return;
	}
	folder = end->own ? dn_yolo_own_folder(end, item->split) :
	    DN_SPAN("labels");
	dn_bytes_add_span(name, folder);
	if (folder.len > 0)
		dn_bytes_add_byte(name, '/');
	if (!end->own && item->split.ptr != NULL) {
		dn_bytes_add_span(name, item->split);
		dn_bytes_add_byte(name, '/');
	}
	dn_bytes_add_span(name, item->stem);
	dn_bytes_add_text(name, ".txt");
}

/* Is the item told by a list or its picture alone, as it came? */
static bool
is_unlabelled(struct dn_yolo_end *end, const struct dn_yolo_item *item)
{
	return end->own && item->head.unlabelled && item->lines.len == 0;
}

static int
write_labels(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_err *err)
{
	if (is_unlabelled(end, item)) {
		end->pictures += !dn_yolo_own_list(end, item->split,
		    &end->name);
		return dn_yolo_list_item(end, item, err);
	}
	add_lines(end, item->lines);
	name_labels(end, item);
	if (dn_bytes_check(&end->out, err) < 0 ||
	    dn_bytes_check(&end->name, err) < 0 ||
	    dn_outdir_write(end->writer->writing->folder,
	    dn_bytes_span(&end->name), dn_bytes_span(&end->out), err) < 0)
		return -1;
	return dn_yolo_list_item(end, item, err);
}

/* ---- all ------------------------------------------------------------- */

/* Classes of one name that another numbering made one of. */
static int
tell_merged(struct dn_yolo_end *end, struct dn_err *err)
{
	return end->merged == 0 ? 0 : dn_loss_degraded(
	    end->writer->writing->loss, NULL, NULL, DN_CAP_LABEL_SET, err,
	    "%llu annotations of a second class of one name are of the first",
	    (unsigned long long)end->merged);
}

static int
check_own(struct dn_yolo_end *end, const struct dn_yolo_item *item,
    struct dn_err *err)
{
	(void)err;
	end->own = end->own && dn_yolo_own_item(end, item);
	return 0;
}

int
dn_yolo_write_all(struct dn_yolo_writer *writer, struct dn_err *err)
{
	struct dn_yolo_end end = { .writer = writer };
	int failed;

	dn_bytes_init(&end.out, SIZE_MAX / 2);
	dn_bytes_init(&end.name, SIZE_MAX / 2);
	end.label_count = dn_labels_count(writer->writing->labels);
	failed = dn_sink_flush(writer->spool, err);
	if (failed == 0)
		dn_yolo_own_begin(&end);
	if (failed == 0 && end.own)
		failed = each_item(&end, check_own, err);
	if (failed == 0)
		failed = number_labels(&end, err);
	if (failed == 0)
		failed = add_again(&end, err);
	if (failed == 0)
		failed = each_item(&end, write_labels, err);
	if (failed == 0)
		failed = dn_yolo_write_lists(&end, err);
	if (failed == 0)
		failed = dn_yolo_write_config(&end, err);
	if (failed == 0)
		failed = tell_merged(&end, err);
	if (failed == 0 && end.pictures > 0)
		dn_format_note(writer->writing->run, "%llu pictures came "
		    "without a label file and have none: beside their "
		    "pictures they are items again",
		    (unsigned long long)end.pictures);
	dn_yolo_lists_release(&end);
	dn_bytes_release(&end.out);
	dn_bytes_release(&end.name);
	free(end.numbers);
	free(end.classes);
	return failed;
}
