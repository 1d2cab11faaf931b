/* SPDX-License-Identifier: MIT */
/* YOLO: a text file a picture, in parts of it; and DOTA's, in pixels. */
#include "formats/yolo.h"

#include "io/picture.h"

const char *const dn_format_holes[] = { "bridge", "fill", "split", "drop",
	NULL };

/* As data.yaml has them; trainers write "segment". */
static const char *const task_names[] = { NULL, "detect", "segment", "pose",
	"obb", "dota", "classify" };

/* As --task has them. */
static const char *const tasks[] = { "detect", "seg", "pose", "obb", "dota",
	"classify", NULL };

const char *
dn_yolo_task_name(enum dn_yolo_task task)
{
	return task_names[task];
}

enum dn_yolo_task
dn_yolo_task_find(struct dn_span name)
{
	for (int i = DN_YOLO_DETECT; i <= DN_YOLO_CLASSIFY; i++)
		if (dn_span_is(name, task_names[i]) ||
		    dn_span_is(name, tasks[i - 1]))
			return (enum dn_yolo_task)i;
	return DN_YOLO_AUTO;
}

/* ---- the descriptor -------------------------------------------------- */

/* "names:" and a split at the start of lines. */
static bool
is_data_yaml(struct dn_span head)
{
	struct dn_span line;
	bool names = false, split = false;

	while (dn_span_next_line(&head, &line)) {
		if (line.len >= 6 && memcmp(line.ptr, "names:", 6) == 0)
			names = true;
		if ((line.len >= 6 && memcmp(line.ptr, "train:", 6) == 0) ||
		    (line.len >= 4 && memcmp(line.ptr, "val:", 4) == 0))
			split = true;
	}
	return names && split;
}

/* A count, then four numbers or more from 0 to 1 or thereabouts. */
static bool
is_label_line(struct dn_span text)
{
	struct dn_yolo_line line = { .count = 0 };
	struct dn_err late = DN_ERR_INIT;
	bool good = dn_yolo_line_read(&line, text, &late) == 0 &&
	    line.count >= 4 && line.rest.len == 0 && line.first.len < 10;

	for (size_t i = 0; i < line.first.len && good; i++)
		good = line.first.ptr[i] >= '0' && line.first.ptr[i] <= '9';
	for (size_t i = 0; i < 4 && good; i++)
		good = line.numbers[i].value > -0.5 &&
		    line.numbers[i].value < 1.5;
	dn_yolo_line_release(&line);
	return good;
}

static int
probe(const struct dn_probe *file)
{
	struct dn_span name = dn_span_of(file->name), head = file->head;
	struct dn_err late = DN_ERR_INIT;
	struct dn_picture picture;
	struct dn_span line, split;

	/* Whatever else tells of such pictures is a better guess. */
	if (dn_yolo_folders_split(name, false, &split, &line))
		return dn_picture_read_bytes(head, &picture, &late) == 0 ?
		    10 : 0;
	if (dn_files_suffix(name, ".yaml") || dn_files_suffix(name, ".yml"))
		return is_data_yaml(head) ? 90 : 0;
	if (!dn_files_suffix(name, ".txt") || dn_yolo_is_config(name) ||
	    !dn_span_next_line(&head, &line))
		return 0;
	return is_label_line(line) ? 70 : 0;
}

/* Kept where the task is the one that has them, and told where it is not. */
#define BY_TASK (DN_CAP_BIT(ROTATED_BOX) | DN_CAP_BIT(POLYGON) | \
	DN_CAP_BIT(SKELETON) | DN_CAP_BIT(DIFFICULT) | DN_CAP_BIT(ORIGIN))
#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(SCORE) | \
	DN_CAP_BIT(LABEL_SET) | DN_CAP_BIT(IMAGE) | \
	DN_CAP_BIT(IMAGE_SIZE) | DN_CAP_BIT(SPLIT) | \
	DN_CAP_BIT(EMPTY))

extern const struct dn_format dn_format_yolo;

const struct dn_format dn_format_yolo = {
	.name = "yolo",
	.title = "YOLO, a text file a picture: boxes, outlines, poses; DOTA",
	.reads = CARRIED | BY_TASK | DN_CAP_BIT(CLASS),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(PARTS) | DN_CAP_BIT(HOLES) |
	    DN_CAP_BIT(MASK) | DN_CAP_BIT(ELLIPSE) |
	    DN_CAP_BIT(UNANNOTATED),
	.partly = BY_TASK,
	.flags = DN_FORMAT_FOLDERS,
	.tasks = tasks,
	.probe = probe,
	.read_open = dn_yolo_read_open,
	.read_next = dn_yolo_read_next,
	.read_close = dn_yolo_read_close,
	.write_open = dn_yolo_write_open,
	.write_item = dn_yolo_write_item,
	.write_end = dn_yolo_write_end,
	.write_close = dn_yolo_write_close,
};
