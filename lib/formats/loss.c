/* SPDX-License-Identifier: MIT */
/* The loss report: members against what the target carries, line by line. */
#include "formats/loss.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/jsontext.h"
#include "model/shape.h"

#define DETAIL_MOST 400         /* bytes of a detail */


static const char *const cap_names[] = {
#define CAP(id, name, member, meaning) name,
#include "formats/caps.def"
#undef CAP
};

static const char *const cap_meanings[] = {
#define CAP(id, name, member, meaning) meaning,
#include "formats/caps.def"
#undef CAP
};

/* Members of an annotation that show a feature. */
static const char *const cap_members[] = {
#define CAP(id, name, member, meaning) member,
#include "formats/caps.def"
#undef CAP
};

/* Further members that show one, and those that show none of their own. */
static const struct {
	const char *name;
	enum dn_cap cap;        /* DN_CAP_COUNT: none */
} more_members[] = {
	{ "id", DN_CAP_COUNT }, { "kind", DN_CAP_COUNT },
	{ "label", DN_CAP_COUNT }, { "source", DN_CAP_COUNT },
	{ "center", DN_CAP_COUNT }, { "start", DN_CAP_COUNT },
	{ "yaw", DN_CAP_COUNT }, { "frame", DN_CAP_COUNT },
	{ "shape", DN_CAP_COUNT }, { "ids", DN_CAP_COUNT },
	{ "set", DN_CAP_ANNOTATOR }, { "updated", DN_CAP_TIME },
};

#define MORE (sizeof(more_members) / sizeof(more_members[0]))
#define LONGEST 31              /* letters of a member's name */

/* A member of an annotation and what it shows. */
struct shown {
	const char *name;
	enum dn_cap cap;
};

struct dn_loss {
	const char *format;
	uint64_t kept, degraded;
	struct dn_sink *sink;
	uint64_t counts[DN_CAP_COUNT][2];       /* dropped, degraded */
	struct dn_bytes line, detail;
	/* Members by the length of their names: those of length n begin. */
	struct shown shown[DN_CAP_COUNT + MORE];
	size_t begin[LONGEST + 2];
};

static const enum dn_cap kind_caps[] = {
	[DN_ANNOTATION_BOX] = DN_CAP_BOX,
	[DN_ANNOTATION_ROTATED_BOX] = DN_CAP_ROTATED_BOX,
	[DN_ANNOTATION_POLYGON] = DN_CAP_POLYGON,
	[DN_ANNOTATION_POLYLINE] = DN_CAP_POLYLINE,
	[DN_ANNOTATION_POINTS] = DN_CAP_POINTS,
	[DN_ANNOTATION_ELLIPSE] = DN_CAP_ELLIPSE,
	[DN_ANNOTATION_MASK] = DN_CAP_MASK,
	[DN_ANNOTATION_SKELETON] = DN_CAP_SKELETON,
	[DN_ANNOTATION_CUBOID_2D] = DN_CAP_CUBOID_2D,
	[DN_ANNOTATION_CUBOID_3D] = DN_CAP_CUBOID_3D,
	[DN_ANNOTATION_POINT_LABELS] = DN_CAP_POINT_LABELS,
	[DN_ANNOTATION_SPAN] = DN_CAP_SPAN,
	[DN_ANNOTATION_INTERVAL] = DN_CAP_INTERVAL,
	[DN_ANNOTATION_INSTANT] = DN_CAP_INSTANT,
	[DN_ANNOTATION_TRACK] = DN_CAP_TRACK,
	[DN_ANNOTATION_CLASS] = DN_CAP_CLASS,
	[DN_ANNOTATION_CAPTION] = DN_CAP_CAPTION,
	[DN_ANNOTATION_TRANSCRIPT] = DN_CAP_CAPTION,
	[DN_ANNOTATION_RATING] = DN_CAP_RATING,
	[DN_ANNOTATION_RANKING] = DN_CAP_RANKING,
	[DN_ANNOTATION_PREFERENCE] = DN_CAP_PREFERENCE,
	[DN_ANNOTATION_OTHER] = DN_CAP_FOREIGN,
};

/* Features that are geometry: any of them may carry an annotation. */
#define GEOMETRY (DN_CAP_BIT(BOX) | DN_CAP_BIT(ROTATED_BOX) | \
	DN_CAP_BIT(POLYGON) | DN_CAP_BIT(POLYLINE) | DN_CAP_BIT(POINTS) | \
	DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(MASK) | DN_CAP_BIT(SKELETON) | \
	DN_CAP_BIT(CUBOID_2D) | DN_CAP_BIT(CUBOID_3D) | \
	DN_CAP_BIT(POINT_LABELS) | DN_CAP_BIT(SPAN) | DN_CAP_BIT(INTERVAL) | \
	DN_CAP_BIT(INSTANT) | DN_CAP_BIT(TRACK) | DN_CAP_BIT(CAPTION))

const char *
dn_cap_name(enum dn_cap cap)
{
	return cap_names[cap];
}

const char *
dn_cap_meaning(enum dn_cap cap)
{
	return cap_meanings[cap];
}

enum dn_cap
dn_cap_of_kind(enum dn_annotation_kind kind)
{
	return kind_caps[kind];
}

/* Put the members in order of the lengths of their names. */
static void
sort_members(struct dn_loss *loss)
{
	size_t count = 0;

	for (size_t len = 0; len <= LONGEST; len++) {
		loss->begin[len] = count;
		for (size_t i = 0; i < MORE; i++)
			if (strlen(more_members[i].name) == len)
				loss->shown[count++] = (struct shown){
				    more_members[i].name,
				    more_members[i].cap };
		for (int i = 0; i < DN_CAP_COUNT; i++)
			if (cap_members[i] != NULL &&
			    strlen(cap_members[i]) == len)
				loss->shown[count++] = (struct shown){
				    cap_members[i], (enum dn_cap)i };
	}
	loss->begin[LONGEST + 1] = count;
}

struct dn_loss *
dn_loss_new(const char *format, uint64_t kept, uint64_t degraded,
    struct dn_sink *sink)
{
	struct dn_loss *loss = calloc(1, sizeof(*loss));

	if (loss == NULL)
		return NULL;
	loss->format = format;
	loss->kept = kept;
	loss->degraded = degraded;
	loss->sink = sink;
	sort_members(loss);
	dn_bytes_init(&loss->line, SIZE_MAX / 2);
	dn_bytes_init(&loss->detail, SIZE_MAX / 2);
	return loss;
}

void
dn_loss_free(struct dn_loss *loss)
{
	if (loss == NULL)
		return;
	dn_bytes_release(&loss->line);
	dn_bytes_release(&loss->detail);
	free(loss);
}

static bool
has(uint64_t caps, enum dn_cap cap)
{
	return (caps >> cap & 1) != 0;
}

bool
dn_loss_carries(const struct dn_loss *loss, enum dn_cap cap)
{
	return has(loss->kept | loss->degraded, cap);
}

void
dn_loss_keep(struct dn_loss *loss, enum dn_cap cap, bool kept)
{
	loss->kept &= ~((uint64_t)1 << cap);
	loss->kept |= (uint64_t)kept << cap;
}

/* ---- lines ----------------------------------------------------------- */

/* "name":"text", or null for the absent span. */
static void
add_member(struct dn_bytes *out, const char *name, struct dn_span text)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	if (text.ptr == NULL)
		dn_bytes_add_text(out, "null");
	else
		dn_json_write_text(out, text);
}

/* Count a loss and write its line. */
static int
report(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *annotation, enum dn_cap cap, bool degraded,
    struct dn_err *err, struct dn_span detail)
{
	struct dn_bytes *line = &loss->line;
	struct dn_span item_id = { NULL, 0 }, id = { NULL, 0 };

	loss->counts[cap][degraded]++;
	if (loss->sink == NULL)
		return 0;
	if (item != NULL)
		item_id = item->id;
	if (annotation != NULL)
		id = dn_node_text(&item->tree,
		    dn_node_get(&item->tree, annotation, "id"));
	dn_bytes_clear(line);
	dn_bytes_add_text(line, "{\"record\":\"loss\"");
	add_member(line, "item", item_id);
	add_member(line, "annotation", id);
	add_member(line, "feature", dn_span_of(cap_names[cap]));
	add_member(line, "action",
	    degraded ? DN_SPAN("degraded") : DN_SPAN("dropped"));
	add_member(line, "detail", detail);
	dn_bytes_add_text(line, "}\n");
	if (dn_bytes_check(line, err) < 0)
		return -1;
	return dn_sink_write(loss->sink, line->data, line->len, err);
}

/* The same with a detail that is made up here. */
static int
report_format(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *annotation, enum dn_cap cap, bool degraded,
    struct dn_err *err, const char *format, va_list args)
{
	char detail[DETAIL_MOST];

	vsnprintf(detail, sizeof(detail), format, args);
	return report(loss, item, annotation, cap, degraded, err,
	    dn_span_of(detail));
}

int
dn_loss_dropped(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *annotation, enum dn_cap cap, struct dn_err *err,
    const char *format, ...)
{
	va_list args;
	int failed;

	va_start(args, format);
	failed = report_format(loss, item, annotation, cap, false, err,
	    format, args);
	va_end(args);
	return failed;
}

int
dn_loss_degraded(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *annotation, enum dn_cap cap, struct dn_err *err,
    const char *format, ...)
{
	va_list args;
	int failed;

	va_start(args, format);
	failed = report_format(loss, item, annotation, cap, true, err,
	    format, args);
	va_end(args);
	return failed;
}

uint64_t
dn_loss_count(const struct dn_loss *loss)
{
	uint64_t sum = 0;

	for (int i = 0; i < DN_CAP_COUNT; i++)
		sum += loss->counts[i][0] + loss->counts[i][1];
	return sum;
}

void
dn_loss_tell(const struct dn_loss *loss, struct dn_bytes *out)
{
	static const char *const actions[] = { "dropped", "degraded" };
	const char *before = "";

	for (int i = 0; i < DN_CAP_COUNT; i++)
		for (int k = 0; k < 2; k++) {
			if (loss->counts[i][k] == 0)
				continue;
			dn_bytes_add_format(out, "%s%s %llu %s", before,
			    cap_names[i],
			    (unsigned long long)loss->counts[i][k],
			    actions[k]);
			before = ", ";
		}
}

/* ---- what is lost ---------------------------------------------------- */

/* null, false, 0, "", [] and {} say nothing that could be lost. */
static bool
says_nothing(struct dn_tree *tree, struct dn_node *node)
{
	double value;

	switch (dn_node_type(node)) {
	case DN_JSON_TRUE:
		return false;
	case DN_JSON_NUMBER:
		return dn_node_real(node, &value) && !(value < 0) &&
		    !(value > 0);
	case DN_JSON_STRING:
		return node->raw.len == 2;
	case DN_JSON_ARRAY:
	case DN_JSON_OBJECT:
		return dn_node_first(tree, node) == NULL;
	default:
		return true;
	}
}

/* One feature that is there: report it where the target has it not so. */
static int
judge(struct dn_loss *loss, struct dn_item *item, struct dn_node *annotation,
    enum dn_cap cap, struct dn_span detail, struct dn_err *err)
{
	if (cap == DN_CAP_COUNT || has(loss->kept, cap))
		return 0;
	return report(loss, item, annotation, cap, has(loss->degraded, cap),
	    err, detail);
}

/* Is `source.raw` of the object the target's own? */
static bool
is_own(struct dn_loss *loss, struct dn_item *item, struct dn_node *object)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *format = dn_node_get(tree,
	    dn_node_get(tree, object, "source"), "format");

	if (format == NULL)
		format = dn_node_get(tree, item->source, "format");
	return dn_span_is(dn_node_text(tree, format), loss->format);
}

/*
 * `source.raw` of another format than the target's, with its pointers; what
 * says nothing there is no loss either.
 */
static int
judge_raw(struct dn_loss *loss, struct dn_item *item, struct dn_node *object,
    struct dn_node *annotation, struct dn_err *err)
{
	struct dn_node *raw = dn_raw_first(&item->tree, object);

	if (raw == NULL || is_own(loss, item, object))
		return 0;
	dn_bytes_clear(&loss->detail);
	for (; raw != NULL && loss->detail.len < DETAIL_MOST;
	    raw = raw->next) {
		if (says_nothing(&item->tree, raw))
			continue;
		if (loss->detail.len > 0)
			dn_bytes_add_byte(&loss->detail, ' ');
		dn_bytes_add_span(&loss->detail, raw->name);
	}
	if (loss->detail.len == 0)
		return 0;
	if (raw != NULL)
		dn_bytes_add_text(&loss->detail, " ...");
	return judge(loss, item, annotation, DN_CAP_FOREIGN,
	    dn_bytes_span(&loss->detail), err);
}

/* ---- the item -------------------------------------------------------- */

static int
judge_media(struct dn_loss *loss, struct dn_item *item, struct dn_err *err)
{
	static const struct {
		const char *name;
		enum dn_cap cap;
	} rows[] = {
		{ "type", DN_CAP_COUNT }, { "path", DN_CAP_COUNT },
		{ "text", DN_CAP_TEXT }, { "width", DN_CAP_IMAGE_SIZE },
		{ "height", DN_CAP_COUNT }, { "depth", DN_CAP_DEPTH },
		{ "tokens", DN_CAP_TOKENS }, { "units", DN_CAP_COUNT },
	};
	struct dn_node *node = dn_node_first(&item->tree, item->media);

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = DN_CAP_MEDIA;

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (dn_span_is(node->name, rows[i].name))
				cap = rows[i].cap;
		if (says_nothing(&item->tree, node))
			continue;
		if (judge(loss, item, NULL, cap, node->name, err) < 0)
			return -1;
	}
	return 0;
}

/* Relations where the target has none; else they are the writer's. */
static int
judge_relations(struct dn_loss *loss, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *node = dn_item_first_relation(item);

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = dn_node_get(tree, node, "trigger") != NULL ?
		    DN_CAP_EVENT : DN_CAP_RELATION;
		struct dn_span type = dn_node_text(tree,
		    dn_node_get(tree, node, "type"));

		if (judge(loss, item, NULL, cap, type, err) < 0)
			return -1;
	}
	return 0;
}

/* The other members of the item. */
static int
judge_members(struct dn_loss *loss, struct dn_item *item, struct dn_err *err)
{
	static const struct {
		const char *name;
		enum dn_cap cap;
	} rows[] = {
		{ "dn", DN_CAP_COUNT }, { "record", DN_CAP_COUNT },
		{ "id", DN_CAP_COUNT }, { "media", DN_CAP_COUNT },
		{ "annotations", DN_CAP_COUNT },
		{ "relations", DN_CAP_COUNT }, { "source", DN_CAP_COUNT },
		{ "split", DN_CAP_SPLIT }, { "others", DN_CAP_OTHERS },
		{ "work", DN_CAP_ANNOTATOR }, { "tiers", DN_CAP_TIERS },
		{ "dicom", DN_CAP_DICOM },
	};
	struct dn_node *node = dn_node_first(&item->tree, item->root);

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = DN_CAP_MEMBERS;

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (dn_span_is(node->name, rows[i].name))
				cap = rows[i].cap;
		if (!says_nothing(&item->tree, node) &&
		    judge(loss, item, NULL, cap, node->name, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_loss_item(struct dn_loss *loss, struct dn_item *item,
    const struct dn_media *media, struct dn_err *err)
{
	static const enum dn_cap types[] = {
		[DN_MEDIA_IMAGE] = DN_CAP_IMAGE, [DN_MEDIA_TEXT] = DN_CAP_TEXT,
		[DN_MEDIA_AUDIO] = DN_CAP_AUDIO,
		[DN_MEDIA_VIDEO] = DN_CAP_VIDEO,
		[DN_MEDIA_POINTCLOUD] = DN_CAP_POINTCLOUD,
		[DN_MEDIA_DICOM] = DN_CAP_DICOM,
	};

	if (media->type != DN_MEDIA_NONE &&
	    !dn_loss_carries(loss, types[media->type])) {
		if (report(loss, item, NULL, types[media->type], false, err,
		    DN_SPAN("the whole item is left out")) < 0)
			return -1;
		return 0;
	}
	if (judge_media(loss, item, err) < 0 ||
	    judge_relations(loss, item, err) < 0 ||
	    judge_members(loss, item, err) < 0 ||
	    judge_raw(loss, item, item->root, NULL, err) < 0)
		return -1;
	if (dn_item_first_annotation(item) == NULL &&
	    judge(loss, item, NULL, DN_CAP_EMPTY, DN_SPAN(""), err) < 0)
		return -1;
	return 1;
}

/* ---- annotations ----------------------------------------------------- */

/* The feature that a member of an annotation shows; COUNT for none. */
static enum dn_cap
cap_of_member(const struct dn_loss *loss,
    const struct dn_annotation *annotation, struct dn_node *node)
{
	enum dn_cap kind = kind_caps[annotation->kind];

	if (dn_span_is(node->name, "points"))
		return annotation->kind == DN_ANNOTATION_POINTS ||
		    annotation->kind == DN_ANNOTATION_CUBOID_2D ? kind :
		    DN_CAP_POLYLINE;
	/* The box of a turned box says nothing without its rotation. */
	if (dn_span_is(node->name, "bbox") && kind == DN_CAP_ROTATED_BOX)
		return kind;
	/* A span's text is a copy, and a tier's interval has its own. */
	if (dn_span_is(node->name, "text"))
		return kind == DN_CAP_SPAN || kind == DN_CAP_INTERVAL ||
		    kind == DN_CAP_INSTANT ? DN_CAP_COUNT : DN_CAP_CAPTION;
	if (node->name.len > LONGEST)
		return DN_CAP_MEMBERS;
	for (size_t i = loss->begin[node->name.len];
	    i < loss->begin[node->name.len + 1]; i++)
		if (memcmp(loss->shown[i].name, node->name.ptr,
		    node->name.len) == 0)
			return loss->shown[i].cap;
	return DN_CAP_MEMBERS;
}

/* The geometry that stands there, as features. */
static uint64_t
geometry_of(const struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation)
{
	struct dn_node *node = dn_node_first(&item->tree, annotation->node);
	uint64_t caps = 0;

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = cap_of_member(loss, annotation, node);

		if (cap != DN_CAP_COUNT && !says_nothing(&item->tree, node))
			caps |= ((uint64_t)1 << cap) & GEOMETRY;
	}
	return caps;
}

/* Can the annotation be written by its kind, or by what stands beside? */
static int
judge_kind(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, bool *carried,
    struct dn_err *err)
{
	enum dn_cap kind = kind_caps[annotation->kind];
	struct dn_span name =
	    dn_span_of(dn_annotation_name(annotation->kind));
	uint64_t beside;

	*carried = true;
	/* What the target's own files have goes back as it came. */
	if (is_own(loss, item, annotation->node) && (kind == DN_CAP_FOREIGN ||
	    (has(loss->degraded, kind) && dn_node_get(&item->tree,
	    annotation->node, "source") != NULL)))
		return 0;
	if (dn_loss_carries(loss, kind))
		return judge(loss, item, annotation->node, kind, name, err);
	beside = geometry_of(loss, item, annotation) &
	    (loss->kept | loss->degraded);
	*carried = beside != 0;
	if (!*carried)
		return report(loss, item, annotation->node, kind, false, err,
		    name);
	for (int i = 0; i < DN_CAP_COUNT; i++)
		if (has(beside, (enum dn_cap)i))
			return dn_loss_degraded(loss, item, annotation->node,
			    kind, err, "only its %s is kept", cap_names[i]);
	return 0;
}

/* Parts, holes and pieces: how a carried geometry is made up. */
static int
judge_make_up(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *node = annotation->node, *part, *spans;
	size_t parts = 0, holes = 0, rings;

	part = dn_node_first(&item->tree,
	    dn_node_get(&item->tree, node, "polygons"));
	for (; part != NULL; part = part->next, parts++) {
		rings = dn_node_count(&item->tree, part);
		holes += rings > 1 ? rings - 1 : 0;
	}
	spans = dn_node_get(&item->tree, node, "spans");
	if (parts > 1 && dn_loss_carries(loss, DN_CAP_POLYGON) &&
	    judge(loss, item, node, DN_CAP_PARTS, DN_SPAN(""), err) < 0)
		return -1;
	if (holes > 0 && dn_loss_carries(loss, DN_CAP_POLYGON) &&
	    judge(loss, item, node, DN_CAP_HOLES,
	    dn_loss_carries(loss, DN_CAP_HOLES) ? DN_SPAN("not as rings") :
	    DN_SPAN("only the outlines are kept"), err) < 0)
		return -1;
	if (dn_node_count(&item->tree, spans) > 1 &&
	    dn_loss_carries(loss, DN_CAP_SPAN) &&
	    judge(loss, item, node, DN_CAP_DISCONTINUOUS, DN_SPAN(""),
	    err) < 0)
		return -1;
	return 0;
}

int
dn_loss_annotation(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, bool *carried,
    struct dn_err *err)
{
	struct dn_node *node;

	if (judge_kind(loss, item, annotation, carried, err) < 0)
		return -1;
	if (!*carried)
		return 0;
	if (judge_make_up(loss, item, annotation, err) < 0)
		return -1;
	node = dn_node_first(&item->tree, annotation->node);
	for (; node != NULL; node = node->next) {
		enum dn_cap cap = cap_of_member(loss, annotation, node);

		/* The kind was judged already, whatever shows it. */
		if (cap == kind_caps[annotation->kind] ||
		    says_nothing(&item->tree, node))
			continue;
		if (judge(loss, item, annotation->node, cap, node->name,
		    err) < 0)
			return -1;
	}
	if (dn_node_type(annotation->label) == DN_JSON_ARRAY &&
	    judge(loss, item, annotation->node, DN_CAP_LABELS,
	    DN_SPAN("label"), err) < 0)
		return -1;
	return judge_raw(loss, item, annotation->node, annotation->node, err);
}
