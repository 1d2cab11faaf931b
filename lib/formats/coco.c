/* SPDX-License-Identifier: MIT */
/* COCO: one JSON document of images, annotations and categories. */
#include "formats/coco.h"

#include "io/jsontext.h"

/* ---- segmentations --------------------------------------------------- */

static int
refuse(struct dn_node *node, struct dn_err *err, const char *why)
{
	return dn_node_error(node, err, DN_E_BAD_VALUE, "%s", why);
}

/* A flat list x, y, x, y, ... as one part of one ring. */
static int
add_part(struct dn_tree *tree, struct dn_node *list, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_node *node = dn_node_first(tree, list);
	size_t count = 0;
	double value;

	dn_bytes_add_text(out, "[[");
	for (; node != NULL; node = node->next, count++) {
		if (!dn_node_real(node, &value))
			return refuse(node, err, "not a finite number");
		dn_bytes_add_text(out, count % 2 == 1 ? "," :
		    count == 0 ? "[" : "],[");
		dn_bytes_add_span(out, node->raw);
	}
	dn_bytes_add_text(out, "]]]");
	if (count % 2 == 1)
		return refuse(list, err, "a polygon with half a point");
	return 0;
}

/* Lists of numbers, each a part; or, by mistake, the numbers of one. */
static int
add_polygons(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out, bool *same, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(tree, list);
	bool any = false;

	dn_bytes_add_byte(out, '[');
	if (node->type == DN_JSON_NUMBER) {
		*same = false;
		if (add_part(tree, list, out, err) < 0)
			return -1;
		dn_bytes_add_byte(out, ']');
		return 0;
	}
	for (; node != NULL; node = node->next) {
		if (node->type != DN_JSON_ARRAY)
			return refuse(node, err, "not a list of numbers");
		if (dn_node_first(tree, node) == NULL) {
			*same = false;
			continue;
		}
		if (any)
			dn_bytes_add_byte(out, ',');
		any = true;
		if (add_part(tree, node, out, err) < 0)
			return -1;
	}
	dn_bytes_add_byte(out, ']');
	return 0;
}

/* Height and width of run lengths. */
static int
read_size(struct dn_tree *tree, struct dn_node *node, struct dn_mask *mask,
    struct dn_err *err)
{
	struct dn_node *size = dn_node_first(tree,
	    dn_node_get(tree, node, "size"));
	int64_t height, width;

	if (!dn_node_int(size, &height) || !dn_node_int(size->next, &width) ||
	    size->next->next != NULL || height < 0 || width < 0 ||
	    height > UINT32_MAX || width > UINT32_MAX)
		return refuse(node, err,
		    "run lengths without a height and a width");
	mask->height = (uint32_t)height;
	mask->width = (uint32_t)width;
	return 0;
}

/* Run lengths, compressed or not, that fill their picture. */
static int
read_runs(struct dn_tree *tree, struct dn_node *node, struct dn_mask *mask,
    bool *same, struct dn_err *err)
{
	struct dn_node *counts = dn_node_get(tree, node, "counts"), *run;
	struct dn_err why = DN_ERR_INIT;
	int64_t length;
	int failed = 0;

	if (read_size(tree, node, mask, err) < 0)
		return -1;
	*same = dn_node_type(counts) == DN_JSON_STRING &&
	    dn_node_count(tree, node) == 2;
	if (dn_node_type(counts) == DN_JSON_STRING)
		failed = dn_mask_expand(mask, dn_node_text(tree, counts),
		    &why);
	else if (dn_node_type(counts) != DN_JSON_ARRAY)
		return refuse(node, err, "run lengths without \"counts\"");
	run = dn_node_first(tree, counts);
	for (; run != NULL && failed == 0; run = run->next) {
		if (!dn_node_int(run, &length) || length < 0 ||
		    length > UINT32_MAX)
			return refuse(run, err, "not a run length");
		failed = dn_mask_add(mask, (uint32_t)length, &why);
	}
	if (failed == 0)
		failed = dn_mask_check(mask, &why);
	return failed == 0 ? 0 :
	    dn_node_error(counts, err, why.code, "%s", why.text);
}

int
dn_coco_segment(struct dn_tree *tree, struct dn_node *node,
    struct dn_bytes *out, struct dn_mask *mask,
    enum dn_coco_segmentation *what, bool *same, struct dn_err *err)
{
	*same = true;
	*what = DN_COCO_NOTHING;
	switch (dn_node_type(node)) {
	case DN_JSON_ARRAY:
		if (dn_node_first(tree, node) == NULL)
			break;
		*what = DN_COCO_POLYGONS;
		return add_polygons(tree, node, out, same, err);
	case DN_JSON_OBJECT:
		*what = DN_COCO_MASK;
		return read_runs(tree, node, mask, same, err);
	case DN_JSON_NONE:
	case DN_JSON_NULL:
		break;
	default:
		return refuse(node, err, "no segmentation");
	}
	*same = node == NULL;
	return 0;
}

void
dn_coco_id(struct dn_bytes *out, const struct dn_node *id)
{
	const struct dn_json_value value = { id->raw, id->type,
		id->type == DN_JSON_STRING &&
		memchr(id->raw.ptr, '\\', id->raw.len) != NULL };

	dn_json_canonical(&value, out);
}

/* ---- the descriptor -------------------------------------------------- */

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

extern const struct dn_format dn_format_coco;

const struct dn_format dn_format_coco = {
	.name = "coco",
	.title = "COCO: instances, keypoints, captions, results",
	.reads = CARRIED | DN_CAP_BIT(CLASS),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(CLASS) | DN_CAP_BIT(HOLES),
	.flags = DN_FORMAT_WHOLE,
	.probe = probe,
	.read_open = dn_coco_read_open,
	.read_next = dn_coco_read_next,
	.read_close = dn_coco_read_close,
	.write_open = dn_coco_write_open,
	.write_item = dn_coco_write_item,
	.write_end = dn_coco_write_end,
	.write_close = dn_coco_write_close,
};
