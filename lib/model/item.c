/* SPDX-License-Identifier: MIT */
/* Items on top of trees: what stands where, and what must be there. */
#include "model/item.h"

#include <stdio.h>

/* ---- errors ---------------------------------------------------------- */

int
dn_node_error(const struct dn_node *node, struct dn_err *err,
    enum dn_code code, const char *format, ...)
{
	struct dn_bytes pointer;
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	dn_bytes_init(&pointer, sizeof(err->field) * 16);
	dn_node_pointer(node, &pointer);
	dn_err_set(err, code, "%s", text);
	dn_err_field(err, pointer.data, pointer.len);
	if (dn_node_type(node) != DN_JSON_NONE && node->raw.ptr != NULL)
		dn_err_excerpt(err, node->raw.ptr, node->raw.len);
	dn_bytes_release(&pointer);
	return -1;
}

/* Two words for people. */
static const char *
type_name(enum dn_json_type type)
{
	static const char *const names[] = {
		[DN_JSON_NONE] = "nothing", [DN_JSON_NULL] = "null",
		[DN_JSON_FALSE] = "a truth value",
		[DN_JSON_TRUE] = "a truth value",
		[DN_JSON_NUMBER] = "a number", [DN_JSON_STRING] = "a string",
		[DN_JSON_ARRAY] = "an array", [DN_JSON_OBJECT] = "an object",
	};

	return names[type];
}

struct dn_node *
dn_node_need(struct dn_node *node, const char *name, enum dn_json_type type,
    int *bad, struct dn_err *err)
{
	if (node == NULL || node->type == DN_JSON_NULL)
		return NULL;
	if (node->type == type)
		return node;
	if (*bad == 0)
		*bad = dn_node_error(node, err, DN_E_BAD_TYPE,
		    "\"%s\" is %s, not %s", name, type_name(node->type),
		    type_name(type));
	return NULL;
}

struct dn_node *
dn_node_member(struct dn_tree *tree, struct dn_node *object,
    const char *name, enum dn_json_type type, int *bad, struct dn_err *err)
{
	return dn_node_need(dn_node_get(tree, object, name), name, type, bad,
	    err);
}

/* ---- the item -------------------------------------------------------- */

void
dn_item_init(struct dn_item *item)
{
	*item = (struct dn_item){ .root = NULL };
	dn_tree_init(&item->tree, SIZE_MAX / 2);
}

void
dn_item_release(struct dn_item *item)
{
	dn_tree_release(&item->tree);
	item->root = NULL;
}

/* Forget the former record, keep the memory. */
static void
restart(struct dn_item *item)
{
	struct dn_tree tree = item->tree;

	dn_tree_clear(&tree);
	*item = (struct dn_item){ .tree = tree };
}

/* A record of a later version may mean anything by its members. */
static int
check_version(struct dn_item *item, struct dn_err *err)
{
	struct dn_node *node = dn_node_get(&item->tree, item->root, "dn");
	double version;

	if (node == NULL)
		return 0;
	if (!dn_node_real(node, &version))
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "\"dn\" is not a version");
	if (version > DN_RECORD_VERSION)
		return dn_node_error(node, err, DN_E_VERSION,
		    "a record of a later version than %d", DN_RECORD_VERSION);
	return 0;
}

static int
find_members(struct dn_item *item, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *root = item->root, *id, *split;
	int bad = 0;

	item->source = dn_node_member(tree, root, "source", DN_JSON_OBJECT,
	    &bad, err);
	if (bad != 0 || item->header)
		return bad;
	id = dn_node_member(tree, root, "id", DN_JSON_STRING, &bad, err);
	if (bad != 0)
		return -1;
	if (id == NULL)
		return dn_err_set(err, DN_E_MISSING_FIELD,
		    "an item without \"id\"");
	split = dn_node_member(tree, root, "split", DN_JSON_STRING, &bad,
	    err);
	item->media = dn_node_member(tree, root, "media", DN_JSON_OBJECT,
	    &bad, err);
	item->annotations = dn_node_member(tree, root, "annotations",
	    DN_JSON_ARRAY, &bad, err);
	item->relations = dn_node_member(tree, root, "relations",
	    DN_JSON_ARRAY, &bad, err);
	item->id = dn_node_text(tree, id);
	item->split = dn_node_text(tree, split);
	return bad;
}

int
dn_item_read(struct dn_item *item, const struct dn_json_value *record,
    struct dn_err *err)
{
	struct dn_node *kind;

	restart(item);
	if (record->type != DN_JSON_OBJECT)
		return dn_err_set(err, DN_E_NOT_OBJECT,
		    "a record is an object");
	item->root = dn_tree_read(&item->tree, record);
	if (item->root == NULL)
		return dn_err_memory(err);
	if (check_version(item, err) < 0)
		return -1;
	kind = dn_node_get(&item->tree, item->root, "record");
	item->header = dn_span_is(dn_node_text(&item->tree, kind), "dataset");
	if (find_members(item, err) < 0)
		return -1;
	return dn_tree_check(&item->tree, err);
}

static void
begin(struct dn_item *item, struct dn_span record)
{
	restart(item);
	item->root = dn_tree_object(&item->tree);
	dn_node_append_span(&item->tree, item->root, DN_SPAN("dn"),
	    DN_SPAN(DN_RECORD_VERSION_TEXT));
	dn_node_append_span(&item->tree, item->root, DN_SPAN("record"),
	    record);
}

void
dn_item_begin(struct dn_item *item, struct dn_span id)
{
	begin(item, DN_SPAN("\"item\""));
	item->id = dn_arena_copy(&item->tree.arena, id);
	dn_node_set_text(&item->tree, item->root, "id", id);
}

void
dn_item_begin_header(struct dn_item *item)
{
	begin(item, DN_SPAN("\"dataset\""));
	item->header = true;
}

int
dn_item_write(const struct dn_item *item, struct dn_bytes *out,
    struct dn_err *err)
{
	if (dn_tree_check(&item->tree, err) < 0)
		return -1;
	dn_tree_write(item->root, out);
	dn_bytes_add_byte(out, '\n');
	return dn_bytes_check(out, err);
}

/* ---- the medium ------------------------------------------------------ */

static const char *const media_names[] = {
	[DN_MEDIA_IMAGE] = "image", [DN_MEDIA_TEXT] = "text",
	[DN_MEDIA_AUDIO] = "audio", [DN_MEDIA_VIDEO] = "video",
	[DN_MEDIA_POINTCLOUD] = "pointcloud", [DN_MEDIA_DICOM] = "dicom",
};

const char *
dn_media_name(enum dn_media_type type)
{
	return media_names[type];
}

/* What is read of a medium, in this order. */
enum { TYPE, WIDTH, HEIGHT, PATH, TEXT, UNITS, READ };

static const struct {
	struct dn_span name;
	enum dn_json_type type;
} media_members[READ] = {
#define ROW(name, type) { { name, sizeof(name) - 1 }, type }
	ROW("type", DN_JSON_STRING), ROW("width", DN_JSON_NUMBER),
	ROW("height", DN_JSON_NUMBER), ROW("path", DN_JSON_STRING),
	ROW("text", DN_JSON_STRING), ROW("units", DN_JSON_STRING),
#undef ROW
};

/* Find all of them at once; of a name that stands twice, the first. */
static void
find_media(struct dn_item *item, struct dn_node *found[READ])
{
	struct dn_node *node = dn_node_first(&item->tree, item->media);

	for (; node != NULL; node = node->next)
		for (int i = 0; i < READ; i++)
			if (dn_span_equal(node->name, media_members[i].name)) {
				found[i] = found[i] != NULL ? found[i] : node;
				break;
			}
}

/* One that is there, of its type; NULL where it is null or absent. */
static struct dn_node *
need_media(struct dn_node *const found[READ], int which, int *bad,
    struct dn_err *err)
{
	return dn_node_need(found[which], media_members[which].name.ptr,
	    media_members[which].type, bad, err);
}

/* A size in pixels: a number of at least 0, or unknown. */
static int
read_size(struct dn_node *const found[READ], int which, double *size,
    struct dn_err *err)
{
	int bad = 0;
	struct dn_node *node = need_media(found, which, &bad, err);

	if (node == NULL)
		return bad;
	if (!dn_node_real(node, size) || *size < 0)
		return dn_node_error(node, err, DN_E_BAD_VALUE,
		    "\"%s\" is no size", media_members[which].name.ptr);
	return 0;
}

static int
read_media_type(struct dn_item *item, struct dn_node *const found[READ],
    struct dn_media *media, struct dn_err *err)
{
	int bad = 0;
	struct dn_node *node = need_media(found, TYPE, &bad, err);
	struct dn_span name = dn_node_text(&item->tree, node);

	if (bad != 0)
		return -1;
	if (node == NULL)
		return dn_node_error(item->media, err, DN_E_MISSING_FIELD,
		    "a medium without \"type\"");
	for (int i = 1; i < DN_MEDIA_COUNT; i++)
		if (dn_span_is(name, media_names[i]))
			media->type = (enum dn_media_type)i;
	if (media->type == DN_MEDIA_NONE)
		return dn_node_error(node, err, DN_E_BAD_VALUE,
		    "no type of medium");
	return 0;
}

int
dn_item_media(struct dn_item *item, struct dn_media *media,
    struct dn_err *err)
{
	struct dn_node *found[READ] = { NULL };
	struct dn_tree *tree = &item->tree;
	struct dn_span units;
	int bad = 0;

	*media = (struct dn_media){ .type = DN_MEDIA_NONE };
	if (item->media == NULL)
		return 0;
	find_media(item, found);
	if (read_media_type(item, found, media, err) < 0 ||
	    read_size(found, WIDTH, &media->width, err) < 0 ||
	    read_size(found, HEIGHT, &media->height, err) < 0)
		return -1;
	media->path = dn_node_text(tree, need_media(found, PATH, &bad, err));
	media->text = dn_node_text(tree, need_media(found, TEXT, &bad, err));
	units = dn_node_text(tree, need_media(found, UNITS, &bad, err));
	media->fraction = dn_span_is(units, "fraction");
	return bad != 0 ? bad : dn_tree_check(tree, err);
}

struct dn_node *
dn_item_set_media(struct dn_item *item, enum dn_media_type type)
{
	item->media = dn_node_set_object(&item->tree, item->root, "media");
	dn_node_set_text(&item->tree, item->media, "type",
	    dn_span_of(media_names[type]));
	return item->media;
}

/* ---- annotations and relations --------------------------------------- */

static const struct dn_span kind_names[] = {
#define KIND(id, name, member) \
	[DN_ANNOTATION_##id] = { name, sizeof(name) - 1 },
#include "model/kinds.def"
#undef KIND
};

const char *
dn_annotation_name(enum dn_annotation_kind kind)
{
	return kind_names[kind].ptr;
}

struct dn_node *
dn_item_first_annotation(struct dn_item *item)
{
	return dn_node_first(&item->tree, item->annotations);
}

struct dn_node *
dn_item_first_relation(struct dn_item *item)
{
	return dn_node_first(&item->tree, item->relations);
}

/* What of one type or null a member has to be; NULL where it is neither. */
static struct dn_node *
member_of(const struct dn_annotation *annotation, enum dn_member member,
    enum dn_json_type type, int *bad, struct dn_err *err)
{
	return dn_node_need(annotation->members[member],
	    dn_member_name(member), type, bad, err);
}

static int
read_kind(struct dn_item *item, struct dn_annotation *annotation,
    struct dn_err *err)
{
	int bad = 0, i;
	struct dn_node *node = member_of(annotation, DN_MEMBER_KIND,
	    DN_JSON_STRING, &bad, err);
	struct dn_span name = dn_node_text(&item->tree, node);

	if (bad != 0)
		return -1;
	if (node == NULL)
		return dn_node_error(annotation->node, err,
		    DN_E_MISSING_FIELD, "an annotation without \"kind\"");
	for (i = 0; i < DN_ANNOTATION_COUNT; i++)
		if (dn_span_equal(name, kind_names[i]))
			break;
	if (i == DN_ANNOTATION_COUNT)
		return dn_node_error(node, err, DN_E_BAD_VALUE,
		    "no kind of annotation");
	annotation->kind = (enum dn_annotation_kind)i;
	return 0;
}

/* Find all members at once; of a name that stands twice, the first. */
static void
read_members(struct dn_tree *tree, struct dn_annotation *annotation)
{
	struct dn_node *node = dn_node_first(tree, annotation->node);

	for (; node != NULL; node = node->next) {
		enum dn_member member = dn_member_find(node->name);

		if (member == DN_MEMBER_COUNT) {
			annotation->others = true;
		} else if (annotation->members[member] == NULL) {
			annotation->members[member] = node;
			annotation->present |= (uint64_t)1 << member;
		}
	}
}

int
dn_annotation_read(struct dn_item *item, struct dn_node *node,
    struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	int bad = 0;

	*annotation = (struct dn_annotation){ .node = node };
	if (node->type != DN_JSON_OBJECT)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "an annotation is an object");
	read_members(tree, annotation);
	if (read_kind(item, annotation, err) < 0)
		return -1;
	annotation->id = dn_node_text(tree, member_of(annotation,
	    DN_MEMBER_ID, DN_JSON_STRING, &bad, err));
	annotation->label = annotation->members[DN_MEMBER_LABEL];
	if (dn_node_type(annotation->label) == DN_JSON_NULL)
		annotation->label = NULL;
	annotation->label_text = dn_node_text(tree, annotation->label);
	return bad != 0 ? bad : dn_tree_check(tree, err);
}

void
dn_annotation_remove(struct dn_item *item, struct dn_annotation *annotation,
    enum dn_member member)
{
	dn_node_remove(&item->tree, annotation->members[member]);
	annotation->members[member] = NULL;
	annotation->present &= ~((uint64_t)1 << member);
}

struct dn_node *
dn_item_need_annotations(struct dn_item *item)
{
	struct dn_node *list = item->annotations;

	/* One that is known is not looked up, unless somebody took it out. */
	if (list == NULL || list->parent != item->root ||
	    list->type != DN_JSON_ARRAY)
		list = dn_node_need_array(&item->tree, item->root,
		    "annotations");
	item->annotations = list;
	return list;
}

struct dn_node *
dn_item_annotate(struct dn_item *item, enum dn_annotation_kind kind)
{
	struct dn_node *node = dn_node_add_object(&item->tree,
	    dn_item_need_annotations(item));

	dn_node_set_text(&item->tree, node, "kind",
	    kind_names[kind]);
	return node;
}

struct dn_node *
dn_item_relate(struct dn_item *item)
{
	item->relations = dn_node_need_array(&item->tree, item->root,
	    "relations");
	return dn_node_add_object(&item->tree, item->relations);
}

/* ---- source.raw ------------------------------------------------------ */

static struct dn_node *
need_raw(struct dn_tree *tree, struct dn_node *object)
{
	return dn_node_need_object(tree,
	    dn_node_need_object(tree, object, "source"), "raw");
}

void
dn_raw_set(struct dn_tree *tree, struct dn_node *object,
    struct dn_span pointer, struct dn_span json)
{
	dn_node_set_raw_named(tree, need_raw(tree, object), pointer, json);
}

void
dn_raw_set_text(struct dn_tree *tree, struct dn_node *object,
    struct dn_span pointer, struct dn_span text)
{
	dn_node_set_text_named(tree, need_raw(tree, object), pointer, text);
}

/* The object `source.raw`, or NULL. */
static struct dn_node *
find_raw(struct dn_tree *tree, struct dn_node *object)
{
	return dn_node_get(tree, dn_node_get(tree, object, "source"), "raw");
}

struct dn_node *
dn_raw_get(struct dn_tree *tree, struct dn_node *object,
    struct dn_span pointer)
{
	return dn_node_find(tree, find_raw(tree, object), pointer);
}

struct dn_node *
dn_raw_first(struct dn_tree *tree, struct dn_node *object)
{
	struct dn_node *raw = find_raw(tree, object);

	return dn_node_type(raw) == DN_JSON_OBJECT ?
	    dn_node_first(tree, raw) : NULL;
}
