/* SPDX-License-Identifier: MIT */
/* From COCO's images and annotations to the record's members. */
#include <stdio.h>

#include "formats/coco_panoptic.h"
#include "formats/files.h"
#include "io/jsontext.h"
#include "model/shape.h"

/* ---- elements, taken apart ------------------------------------------- */

static const struct {
	const char *name;
	size_t len;
} members[DN_COCO_MEMBERS] = {
#define MEMBER(text) { text, sizeof(text) - 1 }
	[DN_COCO_ID] = MEMBER("id"),
	[DN_COCO_IMAGE_ID] = MEMBER("image_id"),
	[DN_COCO_CATEGORY_ID] = MEMBER("category_id"),
	[DN_COCO_SEGMENTATION] = MEMBER("segmentation"),
	[DN_COCO_KEYPOINTS] = MEMBER("keypoints"),
	[DN_COCO_NUM_KEYPOINTS] = MEMBER("num_keypoints"),
	[DN_COCO_BBOX] = MEMBER("bbox"),
	[DN_COCO_AREA] = MEMBER("area"),
	[DN_COCO_ISCROWD] = MEMBER("iscrowd"),
	[DN_COCO_SCORE] = MEMBER("score"),
	[DN_COCO_CAPTION] = MEMBER("caption"),
	[DN_COCO_ATTRIBUTES] = MEMBER("attributes"),
	[DN_COCO_SEGMENTS] = MEMBER("segments_info"),
	[DN_COCO_FILE_NAME] = MEMBER("file_name"),
	[DN_COCO_WIDTH] = MEMBER("width"),
	[DN_COCO_HEIGHT] = MEMBER("height"),
#undef MEMBER
};

struct dn_json_fields *
dn_coco_fields(struct dn_err *err)
{
	const char *names[DN_COCO_MEMBERS];

	for (int i = 0; i < DN_COCO_MEMBERS; i++)
		names[i] = members[i].name;
	return dn_json_fields_new(names, DN_COCO_MEMBERS, err);
}

/* Has an element of that kind such a member? */
static bool
is_member(int member, bool image)
{
	return image ? member == DN_COCO_ID || member >= DN_COCO_FILE_NAME :
	    member < DN_COCO_FILE_NAME;
}

/* Is the decoded name that of a member, of an element of that kind? */
static bool
is_known(struct dn_span name, bool image)
{
	for (int i = 0; i < DN_COCO_MEMBERS; i++)
		if (is_member(i, image) && name.len == members[i].len &&
		    memcmp(name.ptr, members[i].name, name.len) == 0)
			return true;
	return false;
}

/* Bytes of a member in the text, with its name, if it is there. */
static inline size_t
room_of(const struct dn_coco_element *element, int member)
{
	const struct dn_json_value *value = &element->member[member];

	return value->type == DN_JSON_NONE ? 0 :
	    members[member].len + value->raw.len + 4;
}

/*
 * Can there be members beside the known ones?  Not when these, with quotes,
 * colons and commas, are all of the text.
 */
static bool
may_have_others(const struct dn_coco_element *element)
{
	int i = element->image ? DN_COCO_FILE_NAME : DN_COCO_IMAGE_ID;
	int end = element->image ? DN_COCO_MEMBERS : DN_COCO_FILE_NAME;
	size_t sum = 1;

	sum += room_of(element, DN_COCO_ID);
	for (; i < end; i++)
		sum += room_of(element, i);
	return sum != element->whole.raw.len;
}

int
dn_coco_check(const struct dn_coco_element *element, struct dn_mask *mask,
    struct dn_err *err)
{
	const struct dn_json_value *member = element->member;
	enum dn_coco_segmentation what;
	bool same;

	if (element->whole.type != DN_JSON_OBJECT)
		return dn_err_set(err, DN_E_BAD_TYPE,
		    "an annotation is an object");
	if (dn_coco_segment(&member[DN_COCO_SEGMENTATION], NULL, mask, &what,
	    &same, err) < 0)
		return -1;
	if (member[DN_COCO_KEYPOINTS].type != DN_JSON_NONE &&
	    dn_coco_keypoints(&member[DN_COCO_KEYPOINTS], NULL, err) < 0)
		return -1;
	if (member[DN_COCO_BBOX].type != DN_JSON_NONE &&
	    dn_coco_box(&member[DN_COCO_BBOX], err) < 0)
		return -1;
	return 0;
}

/* ---- members --------------------------------------------------------- */

/* The object being made of an element. */
struct target {
	struct dn_tree *tree;
	struct dn_node *object, *source, *raw;
	struct dn_bytes *scratch;
};

static struct dn_node *
need_source(struct target *to)
{
	if (to->source == NULL)
		to->source = dn_node_append_object(to->tree, to->object,
		    dn_member_name(DN_MEMBER_SOURCE));
	return to->source;
}

/* Keep a member that the model lacks, under its pointer. */
static void
keep(struct target *to, struct dn_span name, struct dn_span json)
{
	if (to->raw == NULL)
		to->raw = dn_node_append_object(to->tree, need_source(to),
		    "raw");
	dn_bytes_clear(to->scratch);
	dn_node_step(name, to->scratch);
	if (to->scratch->failed != DN_E_NONE)
		to->tree->failed = true;
	dn_node_set_raw_named(to->tree, to->raw, dn_bytes_span(to->scratch),
	    json);
}

static void
keep_member(struct target *to, const struct dn_coco_element *element,
    enum dn_coco_member member)
{
	keep(to, (struct dn_span){ members[member].name, members[member].len },
	    element->member[member].raw);
}

/* Keep the members that the record has no place for, in their order. */
static void
keep_others(struct target *to, const struct dn_coco_element *element)
{
	struct dn_json_children walk = dn_json_children(&element->whole);
	struct dn_json_value child;
	struct dn_bytes decoded;
	struct dn_span name;

	if (!may_have_others(element))
		return;
	dn_bytes_init(&decoded, SIZE_MAX / 2);
	while (dn_json_child(&walk, &name, &child)) {
		dn_bytes_clear(&decoded);
		dn_json_decode(name, &decoded);
		if (decoded.failed != DN_E_NONE)
			to->tree->failed = true;
		else if (!is_known(dn_bytes_span(&decoded), element->image))
			keep(to, dn_bytes_span(&decoded), child.raw);
	}
	dn_bytes_release(&decoded);
}

/* Set a member to a text that is no JSON yet. */
static void
append_text(struct target *to, const char *name, struct dn_span text)
{
	dn_bytes_clear(to->scratch);
	dn_json_write_text(to->scratch, text);
	if (to->scratch->failed != DN_E_NONE)
		to->tree->failed = true;
	dn_node_append_raw(to->tree, to->object, name,
	    dn_bytes_span(to->scratch));
}

/* ---- images ---------------------------------------------------------- */

/* The text of an id that is a string, else its JSON text. */
static struct dn_span
id_text(struct dn_tree *tree, const struct dn_json_value *id)
{
	const struct dn_node node = { .type = id->type, .raw = id->raw };

	return id->type == DN_JSON_STRING ? dn_node_text(tree, &node) :
	    id->raw;
}

/* The item's id, and where it comes from. */
static void
begin_item(struct dn_item *item, struct target *to, struct dn_span id)
{
	item->id = dn_arena_copy(&item->tree.arena, id);
	dn_node_set_text(&item->tree, item->root, "id", id);
	*to = (struct target){ .tree = &item->tree, .object = item->root,
		.scratch = &item->tree.scratch };
}

static void
add_source(struct dn_item *item, struct target *to,
    const struct dn_json_value *id)
{
	item->source = need_source(to);
	dn_node_append_span(to->tree, item->source, DN_SPAN("format"),
	    DN_SPAN("\"coco\""));
	dn_node_append_span(to->tree, item->source, DN_SPAN("id"), id->raw);
}

/* Is it a number above 0? */
static bool
is_size(const struct dn_json_value *value)
{
	const struct dn_node node = { .type = value->type, .raw = value->raw };
	double size;

	return dn_node_real(&node, &size) && size > 0;
}

/* Width or height: a number above 0; anything else is kept. */
static void
take_size(struct dn_item *item, struct target *to,
    const struct dn_coco_element *image, enum dn_coco_member member)
{
	if (image->member[member].type == DN_JSON_NONE)
		return;
	if (is_size(&image->member[member]))
		dn_node_append_span(to->tree, item->media,
		    (struct dn_span){ members[member].name,
		    members[member].len }, image->member[member].raw);
	else
		keep_member(to, image, member);
}

int
dn_coco_image(struct dn_item *item, const struct dn_coco_element *image,
    bool keep_suffix, struct dn_err *err)
{
	const struct dn_json_value *name = &image->member[DN_COCO_FILE_NAME];
	const struct dn_json_value *id = &image->member[DN_COCO_ID];
	struct dn_tree *tree = &item->tree;
	struct dn_span path = { NULL, 0 }, stem;
	struct dn_bytes scratch;
	struct target to;

	if (name->type == DN_JSON_STRING)
		path = id_text(tree, name);
	stem = path.len == 0 ? id_text(tree, id) :
	    keep_suffix ? path : dn_files_stem(path);
	begin_item(item, &to, stem);
	dn_bytes_init(&scratch, SIZE_MAX / 2);
	to.scratch = &scratch;
	item->media = dn_node_append_object(tree, item->root, "media");
	dn_node_append_span(tree, item->media, DN_SPAN("type"),
	    DN_SPAN("\"image\""));
	if (path.len > 0)
		dn_node_append_span(tree, item->media, DN_SPAN("path"),
		    name->raw);
	dn_item_need_annotations(item);
	add_source(item, &to, id);
	keep_others(&to, image);
	if (name->type != DN_JSON_NONE && path.len == 0)
		keep_member(&to, image, DN_COCO_FILE_NAME);
	take_size(item, &to, image, DN_COCO_WIDTH);
	take_size(item, &to, image, DN_COCO_HEIGHT);
	dn_bytes_release(&scratch);
	return dn_tree_check(tree, err);
}

int
dn_coco_result(struct dn_item *item, const struct dn_coco_element *result,
    struct dn_err *err)
{
	const struct dn_json_value *id = &result->member[DN_COCO_IMAGE_ID];
	struct target to;

	begin_item(item, &to, id_text(&item->tree, id));
	dn_item_need_annotations(item);
	add_source(item, &to, id);
	dn_node_append_span(&item->tree, item->source, DN_SPAN("dialect"),
	    DN_SPAN("\"results\""));
	return dn_tree_check(&item->tree, err);
}

/* ---- annotations ----------------------------------------------------- */

/* What became of a member: taken, as a mask; or to be kept as it is, too. */
#define TAKEN 1
#define MASK 2
#define KEPT 4

/* A number in quotes; without memory null, and the tree has failed. */
static struct dn_span
quote(struct dn_tree *tree, struct dn_span number)
{
	char *text = dn_arena_take_raw(&tree->arena, number.len + 2);

	if (text == NULL) {
		tree->failed = true;
		return DN_SPAN("null");
	}
	text[0] = '"';
	memcpy(text + 1, number.ptr, number.len);
	text[number.len + 1] = '"';
	return (struct dn_span){ text, number.len + 2 };
}

/*
 * id of the annotation, as text: the foreign one, else its number here.  An id
 * that names several is no id: it is kept as it is, and where it came before
 * in this item its number is added.
 */
static void
take_id(struct target *to, const struct dn_coco_element *element,
    struct dn_coco_making *making)
{
	const struct dn_json_value *id = &element->member[DN_COCO_ID];
	bool given = id->type > DN_JSON_NULL;
	int added = 1;

	if (id->type == DN_JSON_NUMBER && making->ids == NULL) {
		dn_node_append_span(to->tree, to->object,
		    dn_member_span(DN_MEMBER_ID), quote(to->tree, id->raw));
		return;
	}
	dn_bytes_clear(making->scratch);
	dn_bytes_add_byte(making->scratch, '"');
	if (given)
		dn_bytes_add(making->scratch, id->raw.ptr +
		    (id->type == DN_JSON_STRING), id->raw.len -
		    (id->type == DN_JSON_STRING ? 2 : 0));
	else
		dn_bytes_add_uint(making->scratch, making->number);
	if (given && id->type >= DN_JSON_ARRAY) {
		append_text(to, "id", id->raw);
		return;
	}
	if (making->ids != NULL && dn_names_add(making->ids,
	    dn_bytes_span(making->scratch), &added) == DN_NAMES_NONE)
		to->tree->failed = true;
	if (!added) {
		dn_bytes_add_byte(making->scratch, '.');
		dn_bytes_add_uint(making->scratch, making->number);
	}
	dn_bytes_add_byte(making->scratch, '"');
	dn_node_append_raw(to->tree, to->object, "id",
	    dn_bytes_span(making->scratch));
}

/* What the category stands for that the annotation asks for, if it does. */
static struct dn_coco_label
find_label(const struct dn_coco_making *making,
    const struct dn_coco_element *element)
{
	const struct dn_json_value *id = &element->member[DN_COCO_CATEGORY_ID];

	if (id->type <= DN_JSON_NULL)
		return (struct dn_coco_label){ .id = { NULL, 0 } };
	return dn_coco_find(making->categories, id, making->scratch);
}

static int
check_label(const struct dn_coco_making *making,
    const struct dn_coco_element *element, const struct dn_coco_label *label,
    struct dn_err *err)
{
	const struct dn_json_value *id = &element->member[DN_COCO_CATEGORY_ID];
	char why[100];

	if (label->json.ptr != NULL || id->type <= DN_JSON_NULL ||
	    making->results ||
	    element->member[DN_COCO_CAPTION].type != DN_JSON_NONE)
		return 0;
	snprintf(why, sizeof(why), "no category has the id %.*s",
	    id->raw.len < 60 ? (int)id->raw.len : 60, id->raw.ptr);
	return dn_coco_refuse(id, err, DN_E_UNKNOWN_ID, "/category_id", why);
}

int
dn_coco_check_category(const struct dn_coco_making *making,
    const struct dn_coco_element *element, struct dn_err *err)
{
	struct dn_coco_label label = find_label(making, element);

	return check_label(making, element, &label, err);
}

/*
 * The label, if there is one; a category that is not there is kept, and so is
 * the spelling of an id that its category spells otherwise.
 */
static bool
take_label(struct target *to, const struct dn_coco_element *element,
    const struct dn_coco_label *label, bool results, int *became)
{
	const struct dn_json_value *id = &element->member[DN_COCO_CATEGORY_ID];

	if (id->type != DN_JSON_NONE && !dn_span_equal(id->raw, label->id))
		*became = KEPT;
	if (label->json.ptr != NULL) {
		dn_node_append_span(to->tree, to->object,
		    dn_member_span(DN_MEMBER_LABEL), label->json);
		return true;
	}
	if (!results || id->type <= DN_JSON_NULL)
		return false;
	append_text(to, "label", id_text(to->tree, id));
	return true;
}

static int
take_segmentation(struct target *to, const struct dn_coco_element *element,
    struct dn_coco_making *making, struct dn_err *err)
{
	const struct dn_json_value *value =
	    &element->member[DN_COCO_SEGMENTATION];
	enum dn_coco_segmentation what;
	bool same;

	dn_bytes_clear(making->scratch);
	if (dn_coco_segment(value, making->scratch, making->mask, &what,
	    &same, err) < 0)
		return -1;
	if (what == DN_COCO_NOTHING)
		return KEPT;
	if (what == DN_COCO_POLYGONS)
		dn_node_append_copy(to->tree, to->object,
		    dn_member_span(DN_MEMBER_POLYGONS),
		    dn_bytes_span(making->scratch));
	else if (same)
		dn_node_append_span(to->tree, to->object,
		    dn_member_span(DN_MEMBER_MASK), value->raw);
	else
		dn_shape_set_mask(to->tree, to->object, making->mask);
	return TAKEN | (what == DN_COCO_MASK ? MASK : 0) | (same ? 0 : KEPT);
}

static int
take_keypoints(struct target *to, const struct dn_coco_element *element,
    struct dn_coco_making *making, struct dn_err *err)
{
	bool same = false;
	int got;

	dn_bytes_clear(making->scratch);
	got = dn_coco_keypoints(&element->member[DN_COCO_KEYPOINTS],
	    making->scratch, err);
	if (got > 0) {
		same = dn_coco_settle(making->scratch);
		dn_node_append_copy(to->tree, to->object,
		    dn_member_span(DN_MEMBER_KEYPOINTS),
		    dn_bytes_span(making->scratch));
	}
	return got < 0 ? -1 : (got > 0 ? TAKEN : 0) | (same ? 0 : KEPT);
}

static int
take_box(struct target *to, const struct dn_json_value *value,
    struct dn_err *err)
{
	int got = dn_coco_box(value, err);

	if (got > 0)
		dn_node_append_span(to->tree, to->object,
		    dn_member_span(DN_MEMBER_BBOX), value->raw);
	return got < 0 ? -1 : got > 0 ? TAKEN : KEPT;
}

/* A value that goes over as it is where it has the right type. */
static int
take_plain(struct target *to, const struct dn_json_value *value,
    struct dn_span name, enum dn_json_type type)
{
	if (value->type != type)
		return KEPT;
	dn_node_append_span(to->tree, to->object, name, value->raw);
	return TAKEN;
}

static int
take_crowd(struct target *to, const struct dn_json_value *value)
{
	if (value->raw.len != 1 || value->type != DN_JSON_NUMBER ||
	    value->raw.ptr[0] > '1')
		return KEPT;
	dn_node_append_span(to->tree, to->object,
	    dn_member_span(DN_MEMBER_CROWD), value->raw.ptr[0] == '1' ?
	    DN_SPAN("true") : DN_SPAN("false"));
	return TAKEN;
}

/* One member that is there: what became of it, or -1. */
static int
take_member(struct target *to, const struct dn_coco_element *element,
    int member, struct dn_coco_making *making, struct dn_err *err)
{
	const struct dn_json_value *value = &element->member[member];

	switch (member) {
	case DN_COCO_SEGMENTATION:
		return take_segmentation(to, element, making, err);
	case DN_COCO_KEYPOINTS:
		return take_keypoints(to, element, making, err);
	case DN_COCO_BBOX:
		return take_box(to, value, err);
	case DN_COCO_ISCROWD:
		return take_crowd(to, value);
	case DN_COCO_AREA:
		return take_plain(to, value, dn_member_span(DN_MEMBER_AREA),
		    DN_JSON_NUMBER);
	case DN_COCO_SCORE:
		return take_plain(to, value, dn_member_span(DN_MEMBER_SCORE),
		    DN_JSON_NUMBER);
	case DN_COCO_CAPTION:
		return take_plain(to, value, dn_member_span(DN_MEMBER_TEXT),
		    DN_JSON_STRING);
	case DN_COCO_ATTRIBUTES:
		return take_plain(to, value,
		    dn_member_span(DN_MEMBER_ATTRIBUTES), DN_JSON_OBJECT);
	default:
		return KEPT;
	}
}

/* The primary geometry, what says most, as JSON. */
static struct dn_span
kind_of(const int *became, bool label)
{
	if (became[DN_COCO_KEYPOINTS] & TAKEN)
		return DN_SPAN("\"skeleton\"");
	if (became[DN_COCO_SEGMENTATION] & MASK)
		return DN_SPAN("\"mask\"");
	if (became[DN_COCO_SEGMENTATION] & TAKEN)
		return DN_SPAN("\"polygon\"");
	if (became[DN_COCO_BBOX] & TAKEN)
		return DN_SPAN("\"box\"");
	if (became[DN_COCO_CAPTION] & TAKEN)
		return DN_SPAN("\"caption\"");
	return label ? DN_SPAN("\"class\"") : DN_SPAN("\"other\"");
}

/* The id in `source`: null where a document gives none, so none goes back. */
static void
keep_id(struct target *to, const struct dn_coco_element *element,
    const struct dn_coco_making *making)
{
	const struct dn_json_value *id = &element->member[DN_COCO_ID];

	if (id->type == DN_JSON_NONE && !making->results)
		dn_node_append_span(to->tree, need_source(to),
		    dn_member_span(DN_MEMBER_ID), DN_SPAN("null"));
	else if ((id->type == DN_JSON_NUMBER || id->type == DN_JSON_STRING) &&
	    !making->repeated)
		dn_node_append_span(to->tree, need_source(to),
		    dn_member_span(DN_MEMBER_ID), id->raw);
	else if (id->type != DN_JSON_NONE)
		keep_member(to, element, DN_COCO_ID);
}

/* `source`: the id, and what the record has no place for. */
static void
add_kept(struct target *to, const struct dn_coco_element *element,
    const int *became, const struct dn_coco_making *making)
{
	const struct dn_json_value *image = &element->member[DN_COCO_IMAGE_ID];
	int all = 0;

	keep_id(to, element, making);
	if (image->type != DN_JSON_NONE && making->image.ptr != NULL &&
	    !dn_span_equal(image->raw, making->image))
		keep_member(to, element, DN_COCO_IMAGE_ID);
	if (became[DN_COCO_CATEGORY_ID] & KEPT)
		keep_member(to, element, DN_COCO_CATEGORY_ID);
	keep_others(to, element);
	for (int i = DN_COCO_SEGMENTATION; i < DN_COCO_FILE_NAME; i++)
		all |= became[i];
	for (int i = DN_COCO_SEGMENTATION; (all & KEPT) != 0 &&
	    i < DN_COCO_FILE_NAME; i++)
		if (became[i] & KEPT)
			keep_member(to, element, (enum dn_coco_member)i);
}

/* All members of the annotation; -1 with what is bad. */
static int
take_members(struct target *to, const struct dn_coco_element *element,
    const struct dn_coco_label *label, struct dn_coco_making *making,
    struct dn_err *err)
{
	int became[DN_COCO_FILE_NAME] = { 0 };
	struct dn_node *kind;
	bool labelled;

	take_id(to, element, making);
	kind = dn_node_append_span(to->tree, to->object,
	    dn_member_span(DN_MEMBER_KIND), DN_SPAN("null"));
	labelled = take_label(to, element, label, making->results,
	    &became[DN_COCO_CATEGORY_ID]);
	for (int i = DN_COCO_SEGMENTATION; i < DN_COCO_FILE_NAME; i++)
		if (element->member[i].type != DN_JSON_NONE &&
		    (became[i] = take_member(to, element, i, making, err)) <
		    0)
			return -1;
	if (making->results)
		dn_node_append_span(to->tree, to->object,
		    dn_member_span(DN_MEMBER_ORIGIN),
		    DN_SPAN("\"prediction\""));
	dn_node_turn_lent(kind, kind_of(became, labelled));
	add_kept(to, element, became, making);
	return 0;
}

int
dn_coco_annotation(struct dn_item *item,
    const struct dn_coco_element *element, struct dn_coco_making *making,
    struct dn_err *err)
{
	struct target to = { .tree = &item->tree, .scratch = making->scratch };
	struct dn_coco_label label;

	if (element->whole.type != DN_JSON_OBJECT)
		return dn_err_set(err, DN_E_BAD_TYPE,
		    "an annotation is an object");
	if (making->panoptic != NULL && dn_coco_is_panoptic(element))
		return dn_coco_panoptic_read(item, element, making, err);
	making->made = 1;
	label = find_label(making, element);
	if (check_label(making, element, &label, err) < 0)
		return -1;
	to.object = dn_node_add_object(&item->tree,
	    dn_item_need_annotations(item));
	if (take_members(&to, element, &label, making, err) < 0) {
		dn_node_remove(&item->tree, to.object);
		return -1;
	}
	if (dn_bytes_check(making->scratch, err) < 0)
		return -1;
	return dn_tree_check(&item->tree, err);
}
