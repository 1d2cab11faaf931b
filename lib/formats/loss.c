/* SPDX-License-Identifier: MIT */
/* The loss report: members against what the target carries, line by line. */
#include "formats/loss.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/jsontext.h"
#include "model/shape.h"

#define DETAIL_MOST 400         /* bytes of a detail */
#define PLAIN_MOST 40           /* of a number that is not read as one */

/*
 * What the members of an annotation of one kind show beside that kind:
 * DN_CAP_COUNT where they show nothing; the last is for all other members.
 */
struct shown {
	unsigned char caps[DN_MEMBER_COUNT + 1];
	uint64_t any;                   /* members that show something */
};

struct dn_loss {
	struct dn_span format;          /* borrowed */
	uint64_t kept, degraded;
	struct dn_sink *sink;
	uint64_t counts[DN_CAP_COUNT][2];       /* dropped, degraded */
	struct dn_bytes line, detail;
	struct shown shown[DN_ANNOTATION_COUNT];
};

/* Features that are geometry: any of them may carry an annotation. */
#define GEOMETRY (DN_CAP_BIT(BOX) | DN_CAP_BIT(ROTATED_BOX) | \
	DN_CAP_BIT(POLYGON) | DN_CAP_BIT(POLYLINE) | DN_CAP_BIT(POINTS) | \
	DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(MASK) | DN_CAP_BIT(SKELETON) | \
	DN_CAP_BIT(CUBOID_2D) | DN_CAP_BIT(CUBOID_3D) | \
	DN_CAP_BIT(POINT_LABELS) | DN_CAP_BIT(SPAN) | DN_CAP_BIT(INTERVAL) | \
	DN_CAP_BIT(INSTANT) | DN_CAP_BIT(TRACK) | DN_CAP_BIT(CAPTION))

/* The kind is judged by itself, whatever shows it. */
static void
set_shown(struct shown *shown, enum dn_annotation_kind kind)
{
	for (int i = 0; i < DN_MEMBER_COUNT; i++) {
		enum dn_cap cap = dn_cap_of_member((enum dn_member)i, kind);

		if (cap == dn_cap_of_kind(kind))
			cap = DN_CAP_COUNT;
		shown->caps[i] = (unsigned char)cap;
		if (cap != DN_CAP_COUNT)
			shown->any |= (uint64_t)1 << i;
	}
	shown->caps[DN_MEMBER_COUNT] = DN_CAP_MEMBERS;
}

struct dn_loss *
dn_loss_new(const char *format, uint64_t kept, uint64_t degraded,
    struct dn_sink *sink)
{
	struct dn_loss *loss = calloc(1, sizeof(*loss));

	if (loss == NULL)
		return NULL;
	loss->format = dn_span_of(format);
	loss->kept = kept;
	loss->degraded = degraded;
	loss->sink = sink;
	for (int i = 0; i < DN_ANNOTATION_COUNT; i++)
		set_shown(&loss->shown[i], (enum dn_annotation_kind)i);
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
	add_member(line, "feature", dn_span_of(dn_cap_name(cap)));
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

	if (loss->sink == NULL)
		return report(loss, item, annotation, cap, degraded, err,
		    DN_SPAN(""));
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
			    dn_cap_name((enum dn_cap)i),
			    (unsigned long long)loss->counts[i][k],
			    actions[k]);
			before = ", ";
		}
}

/* ---- what is lost ---------------------------------------------------- */

/* Is the number 0?  Most are plain, and it is so by their digits alone. */
static bool
is_zero(const struct dn_node *node)
{
	size_t at = 0, len = node->raw.len;
	bool digits = false;
	double value;

	for (; at < len && len <= PLAIN_MOST && node->raw.ptr[at] <= '9'; at++)
		digits = digits || node->raw.ptr[at] >= '1';
	if (at == len)
		return !digits;
	return dn_node_real(node, &value) && !(value < 0) && !(value > 0);
}

/* null, false, 0, "", [] and {} say nothing that could be lost. */
static bool
says_nothing(struct dn_tree *tree, struct dn_node *node)
{
	switch (dn_node_type(node)) {
	case DN_JSON_TRUE:
		return false;
	case DN_JSON_NUMBER:
		return is_zero(node);
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

/* Is `raw` of a `source`, which may be absent, the target's own? */
static bool
is_own(struct dn_loss *loss, struct dn_item *item, struct dn_node *source)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *format = dn_node_get(tree, source, "format");

	if (format == NULL)
		format = dn_node_get(tree, item->source, "format");
	return dn_span_equal(dn_node_text(tree, format), loss->format);
}

/*
 * `raw` of the `source` of another format than the target's, with its
 * pointers; what says nothing there is no loss either.
 */
static int
judge_raw(struct dn_loss *loss, struct dn_item *item, struct dn_node *source,
    struct dn_node *annotation, struct dn_err *err)
{
	struct dn_node *raw = dn_node_get(&item->tree, source, "raw");

	raw = dn_node_type(raw) == DN_JSON_OBJECT ?
	    dn_node_first(&item->tree, raw) : NULL;
	if (raw == NULL || is_own(loss, item, source))
		return 0;
	dn_bytes_clear(&loss->detail);
	for (; raw != NULL && loss->detail.len < DETAIL_MOST;
	    raw = raw->next) {
		if (says_nothing(&item->tree, raw))
			continue;
		/* Where no line is written, nobody asks which they are. */
		if (loss->sink == NULL)
			return judge(loss, item, annotation, DN_CAP_FOREIGN,
			    DN_SPAN(""), err);
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

/* A member and the feature that it shows. */
struct row {
	struct dn_span name;
	enum dn_cap cap;
};

#define ROW(name, cap) { { name, sizeof(name) - 1 }, cap }

static enum dn_cap
find_row(const struct row *rows, size_t count, struct dn_span name,
    enum dn_cap other)
{
	for (size_t i = 0; i < count; i++)
		if (dn_span_equal(name, rows[i].name))
			return rows[i].cap;
	return other;
}

static int
judge_media(struct dn_loss *loss, struct dn_item *item, struct dn_err *err)
{
	static const struct row rows[] = {
		ROW("type", DN_CAP_COUNT), ROW("path", DN_CAP_COUNT),
		ROW("text", DN_CAP_TEXT), ROW("width", DN_CAP_IMAGE_SIZE),
		ROW("height", DN_CAP_COUNT), ROW("depth", DN_CAP_DEPTH),
		ROW("tokens", DN_CAP_TOKENS), ROW("units", DN_CAP_COUNT),
	};
	struct dn_node *node = dn_node_first(&item->tree, item->media);

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = find_row(rows, sizeof(rows) /
		    sizeof(rows[0]), node->name, DN_CAP_MEDIA);

		if (cap == DN_CAP_COUNT || has(loss->kept, cap) ||
		    says_nothing(&item->tree, node))
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

int
dn_loss_relation(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *relation, const char *const *carried, struct dn_err *err)
{
	static const struct row rows[] = {
		ROW("id", DN_CAP_COUNT), ROW("type", DN_CAP_COUNT),
		ROW("args", DN_CAP_COUNT), ROW("trigger", DN_CAP_COUNT),
		ROW("directed", DN_CAP_COUNT), ROW("source", DN_CAP_COUNT),
		ROW("attributes", DN_CAP_ATTRIBUTES),
		ROW("notes", DN_CAP_NOTES),
		ROW("references", DN_CAP_REFERENCES),
		ROW("score", DN_CAP_SCORE), ROW("annotator", DN_CAP_ANNOTATOR),
		ROW("set", DN_CAP_ANNOTATOR),
	};
	struct dn_node *node = dn_node_first(&item->tree, relation);

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = find_row(rows, sizeof(rows) /
		    sizeof(rows[0]), node->name, DN_CAP_MEMBERS);
		const char *const *name = carried;

		while (*name != NULL && !dn_span_is(node->name, *name))
			name++;
		if (cap != DN_CAP_COUNT && *name == NULL &&
		    !says_nothing(&item->tree, node) && dn_loss_dropped(loss,
		    item, relation, cap, err, "%.*s of a relation",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr) < 0)
			return -1;
	}
	return judge_raw(loss, item, dn_node_get(&item->tree, relation,
	    "source"), relation, err);
}

/* The other members of the item. */
static int
judge_members(struct dn_loss *loss, struct dn_item *item, struct dn_err *err)
{
	static const struct row rows[] = {
		ROW("dn", DN_CAP_COUNT), ROW("record", DN_CAP_COUNT),
		ROW("id", DN_CAP_COUNT), ROW("media", DN_CAP_COUNT),
		ROW("annotations", DN_CAP_COUNT),
		ROW("relations", DN_CAP_COUNT), ROW("source", DN_CAP_COUNT),
		ROW("split", DN_CAP_SPLIT), ROW("others", DN_CAP_OTHERS),
		ROW("work", DN_CAP_ANNOTATOR), ROW("tiers", DN_CAP_TIERS),
		ROW("dicom", DN_CAP_DICOM),
	};
	struct dn_node *node = dn_node_first(&item->tree, item->root);

	for (; node != NULL; node = node->next) {
		enum dn_cap cap = find_row(rows, sizeof(rows) /
		    sizeof(rows[0]), node->name, DN_CAP_MEMBERS);

		if (cap != DN_CAP_COUNT && !has(loss->kept, cap) &&
		    !says_nothing(&item->tree, node) &&
		    judge(loss, item, NULL, cap, node->name, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * An item without annotations, which may be one that nobody looked at; the
 * target's own goes back as it came.
 */
static int
judge_empty(struct dn_loss *loss, struct dn_item *item, struct dn_err *err)
{
	if (dn_item_first_annotation(item) != NULL)
		return 0;
	if (has(loss->kept, DN_CAP_EMPTY) &&
	    dn_node_type(item->annotations) <= DN_JSON_NULL &&
	    dn_item_first_relation(item) == NULL)
		return is_own(loss, item, item->source) ? 0 : judge(loss,
		    item, NULL, DN_CAP_UNANNOTATED,
		    DN_SPAN("as one that has nothing in it"), err);
	return judge(loss, item, NULL, DN_CAP_EMPTY, DN_SPAN(""), err);
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
	    judge_raw(loss, item, dn_node_get(&item->tree, item->root,
	    "source"), NULL, err) < 0)
		return -1;
	return judge_empty(loss, item, err) < 0 ? -1 : 1;
}

/* ---- annotations ----------------------------------------------------- */

/* The geometry that stands beside its kind, as features. */
static uint64_t
geometry_of(const struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation)
{
	const struct shown *shown = &loss->shown[annotation->kind];
	uint64_t left = annotation->present & shown->any, caps = 0;

	for (; left != 0; left &= left - 1) {
		int member = __builtin_ctzll(left);

		/* What turns an ellipse is of no box. */
		if (member == DN_MEMBER_ROTATION &&
		    annotation->members[DN_MEMBER_BBOX] == NULL)
			continue;
		if (!says_nothing(&item->tree, annotation->members[member]))
			caps |= (uint64_t)1 << shown->caps[member];
	}
	return caps & GEOMETRY;
}

/* Can the annotation be written by its kind, or by what stands beside? */
static int
judge_kind(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, bool *carried,
    struct dn_err *err)
{
	enum dn_cap kind = dn_cap_of_kind(annotation->kind);
	struct dn_node *source = annotation->members[DN_MEMBER_SOURCE];
	struct dn_span name;
	uint64_t beside;

	*carried = true;
	if (has(loss->kept, kind))
		return 0;
	/* What the target's own files have goes back as it came. */
	if ((kind == DN_CAP_FOREIGN || (has(loss->degraded, kind) &&
	    source != NULL)) && is_own(loss, item, source))
		return 0;
	name = dn_span_of(dn_annotation_name(annotation->kind));
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
			    kind, err, "only its %s is kept",
			    dn_cap_name((enum dn_cap)i));
	return 0;
}

/* Parts and holes of polygons that are carried. */
static int
judge_outlines(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *polygons = annotation->members[DN_MEMBER_POLYGONS];
	size_t parts, holes;

	if (polygons == NULL || !dn_loss_carries(loss, DN_CAP_POLYGON) ||
	    (has(loss->kept, DN_CAP_PARTS) && has(loss->kept, DN_CAP_HOLES)))
		return 0;
	dn_shape_count(item, polygons, &parts, &holes);
	if (parts > 1 && judge(loss, item, annotation->node, DN_CAP_PARTS,
	    DN_SPAN(""), err) < 0)
		return -1;
	if (holes == 0)
		return 0;
	return judge(loss, item, annotation->node, DN_CAP_HOLES,
	    dn_loss_carries(loss, DN_CAP_HOLES) ? DN_SPAN("not as rings") :
	    DN_SPAN("only the outlines are kept"), err);
}

/* Parts, holes and pieces: how a carried geometry is made up. */
static int
judge_make_up(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *spans = annotation->members[DN_MEMBER_SPANS];

	if (judge_outlines(loss, item, annotation, err) < 0)
		return -1;
	if (spans != NULL && dn_loss_carries(loss, DN_CAP_SPAN) &&
	    dn_node_count(&item->tree, spans) > 1)
		return judge(loss, item, annotation->node,
		    DN_CAP_DISCONTINUOUS, DN_SPAN("several pieces"), err);
	return 0;
}

/* Members that the target lacks and that say something. */
static uint64_t
find_lost(const struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation)
{
	const struct shown *shown = &loss->shown[annotation->kind];
	uint64_t left = annotation->present & shown->any, lost = 0;

	for (; left != 0; left &= left - 1) {
		int member = __builtin_ctzll(left);

		if (!has(loss->kept, (enum dn_cap)shown->caps[member]) &&
		    !says_nothing(&item->tree, annotation->members[member]))
			lost |= (uint64_t)1 << member;
	}
	return lost;
}

/* All members but the kind's own, in the order in which they stand. */
static int
judge_beside(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	const struct shown *shown = &loss->shown[annotation->kind];
	uint64_t lost = find_lost(loss, item, annotation);
	struct dn_node *node;

	if (lost == 0 && !annotation->others)
		return 0;
	if ((lost & (lost - 1)) == 0 && !annotation->others)
		return judge(loss, item, annotation->node,
		    (enum dn_cap)shown->caps[__builtin_ctzll(lost)],
		    annotation->members[__builtin_ctzll(lost)]->name, err);
	node = dn_node_first(&item->tree, annotation->node);
	for (; node != NULL; node = node->next) {
		enum dn_member member = dn_member_find(node->name);

		if (member != DN_MEMBER_COUNT ? (lost >> member & 1) == 0 :
		    says_nothing(&item->tree, node))
			continue;
		if (judge(loss, item, annotation->node,
		    (enum dn_cap)shown->caps[member], node->name, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_loss_annotation(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, bool *carried,
    struct dn_err *err)
{
	*carried = (annotation->present >> DN_MEMBER_ON & 1) == 0 ||
	    has(loss->kept, DN_CAP_OTHERS) || says_nothing(&item->tree,
	    annotation->members[DN_MEMBER_ON]);
	if (!*carried)
		return report(loss, item, annotation->node, DN_CAP_OTHERS,
		    false, err, DN_SPAN("it is on another medium"));
	if (judge_kind(loss, item, annotation, carried, err) < 0)
		return -1;
	if (!*carried)
		return 0;
	if (judge_make_up(loss, item, annotation, err) < 0 ||
	    judge_beside(loss, item, annotation, err) < 0)
		return -1;
	if (dn_node_type(annotation->label) == DN_JSON_ARRAY &&
	    judge(loss, item, annotation->node, DN_CAP_LABELS,
	    DN_SPAN("label"), err) < 0)
		return -1;
	return judge_raw(loss, item, annotation->members[DN_MEMBER_SOURCE],
	    annotation->node, err);
}
