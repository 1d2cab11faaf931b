/* SPDX-License-Identifier: MIT */
/* COCO: one JSON document of images, annotations and categories. */
#include "formats/coco.h"

#include "formats/coco_write.h"

const char *const dn_coco_tasks[] = { "instances", "keypoints", "captions",
	"results",
	"panoptic", NULL };

/* An object with its lists, or an array of results. */
static int
probe(const struct dn_probe *file)
{
	static const char *const members[] = { "\"images\"",
		"\"annotations\"", "\"categories\"" };
	struct dn_span head = file->head;
	size_t at = 0;
	int score = 0;

	while (at < head.len && (head.ptr[at] == ' ' ||
	    (head.ptr[at] >= '\t' && head.ptr[at] <= '\r')))
		at++;
	if (at == head.len || (head.ptr[at] != '{' && head.ptr[at] != '['))
		return 0;
	if (head.ptr[at] == '[')
		return memmem(head.ptr, head.len, "\"image_id\"", 10) !=
		    NULL ? 80 : 0;
	for (int i = 0; i < 3; i++)
		if (memmem(head.ptr, head.len, members[i],
		    strlen(members[i])) != NULL)
			score += 30;
	/* A record has annotations too. */
	return score >= 60 ? score : 0;
}

#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(POLYGON) | \
	DN_CAP_BIT(PARTS) | DN_CAP_BIT(MASK) | DN_CAP_BIT(SKELETON) | \
	DN_CAP_BIT(AREA) | DN_CAP_BIT(CAPTION) | DN_CAP_BIT(ATTRIBUTES) | \
	DN_CAP_BIT(SCORE) | DN_CAP_BIT(CROWD) | DN_CAP_BIT(LABEL_SET) | \
	DN_CAP_BIT(INFO) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(IMAGE_SIZE) | \
	DN_CAP_BIT(EMPTY))

/* Written, but as something else. */
#define OTHERWISE (DN_CAP_BIT(CLASS) | DN_CAP_BIT(HOLES) | \
	DN_CAP_BIT(ROTATED_BOX) | DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(GROUP) | \
	DN_CAP_BIT(TRACK_ID) | DN_CAP_BIT(Z) | DN_CAP_BIT(UNANNOTATED))

extern const struct dn_format dn_format_coco;

const struct dn_format dn_format_coco = {
	.name = "coco",
	.title = "COCO: instances, keypoints, captions, results, panoptic",
	.reads = CARRIED | DN_CAP_BIT(CLASS),
	.writes = CARRIED,
	.degrades = OTHERWISE,
	.flags = DN_FORMAT_WHOLE,
	.tasks = dn_coco_tasks,
	.folder_task = "panoptic",
	.probe = probe,
	.read_open = dn_coco_read_open,
	.read_next = dn_coco_read_next,
	.read_close = dn_coco_read_close,
	.write_open = dn_coco_write_open,
	.write_item = dn_coco_write_item,
	.write_end = dn_coco_write_end,
	.write_close = dn_coco_write_close,
};
