/* SPDX-License-Identifier: MIT */
/* Label Studio: tasks, and the entries of their results. */
#include "formats/labelstudio.h"

#include <stdlib.h>

#include "formats/files.h"

/* ---- types of entries ------------------------------------------------ */

static const struct {
	const char *type;
	enum dn_studio_answer answer;
	const char *member;             /* NULL: see dn_studio_member */
} types[] = {
	{ "audio", DN_STUDIO_REGION, NULL },
	{ "bitmask", DN_STUDIO_REGION, NULL },
	{ "bitmasklabels", DN_STUDIO_REGION, NULL },
	{ "brush", DN_STUDIO_REGION, NULL },
	{ "brushlabels", DN_STUDIO_REGION, NULL },
	{ "choices", DN_STUDIO_CHOICES, NULL },
	{ "datetime", DN_STUDIO_RATING, NULL },
	{ "ellipse", DN_STUDIO_REGION, NULL },
	{ "ellipselabels", DN_STUDIO_REGION, NULL },
	{ "hypertext", DN_STUDIO_REGION, NULL },
	{ "hypertextlabels", DN_STUDIO_REGION, NULL },
	{ "keypoint", DN_STUDIO_REGION, NULL },
	{ "keypointlabels", DN_STUDIO_REGION, NULL },
	{ "labels", DN_STUDIO_REGION, NULL },
	{ "magicwand", DN_STUDIO_REGION, NULL },
	{ "number", DN_STUDIO_RATING, NULL },
	{ "pairwise", DN_STUDIO_PREFERENCE, "selected" },
	{ "paragraphlabels", DN_STUDIO_REGION, NULL },
	{ "paragraphs", DN_STUDIO_REGION, NULL },
	{ "polygon", DN_STUDIO_REGION, NULL },
	{ "polygonlabels", DN_STUDIO_REGION, NULL },
	{ "ranker", DN_STUDIO_RANKING, NULL },
	{ "rating", DN_STUDIO_RATING, NULL },
	{ "rectangle", DN_STUDIO_REGION, NULL },
	{ "rectanglelabels", DN_STUDIO_REGION, NULL },
	{ "relation", DN_STUDIO_RELATION, NULL },
	{ "taxonomy", DN_STUDIO_TAXONOMY, NULL },
	{ "text", DN_STUDIO_REGION, NULL },
	{ "textarea", DN_STUDIO_TEXT, "text" },
	{ "timelinelabels", DN_STUDIO_REGION, NULL },
	{ "timeseries", DN_STUDIO_REGION, NULL },
	{ "timeserieslabels", DN_STUDIO_REGION, NULL },
	{ "videorectangle", DN_STUDIO_REGION, NULL },
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

enum dn_studio_answer
dn_studio_answer(struct dn_span type)
{
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (dn_span_is(type, types[i].type))
			return types[i].answer;
	return DN_STUDIO_UNKNOWN;
}

/* Labels stand under the type's own name, or where it is only a shape's. */
struct dn_span
dn_studio_member(struct dn_span type)
{
	static const char suffix[] = "labels";

	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (!dn_span_is(type, types[i].type))
			continue;
		if (types[i].member != NULL)
			return dn_span_of(types[i].member);
		if (types[i].answer != DN_STUDIO_REGION)
			return type;
	}
	if (type.len >= sizeof(suffix) - 1 && memcmp(type.ptr + type.len -
	    (sizeof(suffix) - 1), suffix, sizeof(suffix) - 1) == 0)
		return type;
	return DN_SPAN("labels");
}

const char *const *
dn_studio_geometry(enum dn_studio_shape shape)
{
	static const char *const none[] = { NULL };
	static const char *const box[] = { "x", "y", "width", "height",
		"rotation", NULL };
	static const char *const polygon[] = { "points", "closed", NULL };
	static const char *const point[] = { "x", "y", NULL };
	static const char *const ellipse[] = { "x", "y", "radiusX", "radiusY",
		"rotation", NULL };
	static const char *const brush[] = { "rle", NULL };
	static const char *const bitmask[] = { DN_STUDIO_PICTURE, NULL };
	static const char *const track[] = { "sequence", NULL };
	static const char *const timeline[] = { "ranges", NULL };
	static const char *const span[] = { "start", "end", "text", NULL };
	static const char *const hypertext[] = { "globalOffsets", "text",
		NULL };
	static const char *const paragraphs[] = { "start", "end",
		"startOffset", "endOffset", "text", NULL };
	static const char *const interval[] = { "start", "end", NULL };
	static const char *const *const lists[] = {
		[DN_STUDIO_NONE] = none, [DN_STUDIO_BOX] = box,
		[DN_STUDIO_POLYGON] = polygon, [DN_STUDIO_POINT] = point,
		[DN_STUDIO_ELLIPSE] = ellipse, [DN_STUDIO_BRUSH] = brush,
		[DN_STUDIO_TRACK] = track,
		[DN_STUDIO_BITMASK] = bitmask,
		[DN_STUDIO_TIMELINE] = timeline, [DN_STUDIO_SPAN] = span,
		[DN_STUDIO_HYPERTEXT] = hypertext,
		[DN_STUDIO_PARAGRAPHS] = paragraphs,
		[DN_STUDIO_INTERVAL] = interval,
	};

	return lists[shape];
}

bool
dn_studio_listed(struct dn_span name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (dn_span_is(name, *list))
			return true;
	return false;
}

bool
dn_studio_says(struct dn_span dialect, const char *word)
{
	size_t from = 0;

	for (size_t i = 0; i <= dialect.len; i++) {
		if (i < dialect.len && dialect.ptr[i] != ' ')
			continue;
		if (dn_span_is((struct dn_span){ dialect.ptr + from,
		    i - from }, word))
			return true;
		from = i + 1;
	}
	return false;
}

/* ---- source.raw ------------------------------------------------------ */

void
dn_studio_keep_value(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *member)
{
	struct dn_bytes pointer;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_bytes_add_text(&pointer, "/value");
	dn_node_step(member->name, &pointer);
	if (pointer.failed != DN_E_NONE)
		tree->failed = true;
	dn_raw_set(tree, annotation, dn_bytes_span(&pointer), member->raw);
	dn_bytes_release(&pointer);
}

struct dn_node *
dn_studio_kept_value(struct dn_tree *tree, struct dn_node *annotation,
    const char *name)
{
	struct dn_bytes pointer;
	struct dn_node *node;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_bytes_add_text(&pointer, "/value/");
	dn_bytes_add_text(&pointer, name);
	node = dn_raw_get(tree, annotation, dn_bytes_span(&pointer));
	dn_bytes_release(&pointer);
	return node;
}

static int
by_name(const void *a, const void *b)
{
	return dn_span_compare((*(struct dn_node *const *)a)->name,
	    (*(struct dn_node *const *)b)->name);
}

/* Members in byte order of their names. */
static void
sort_members(struct dn_tree *tree, struct dn_node *object)
{
	size_t count = dn_node_count(tree, object);
	struct dn_node **nodes = dn_arena_take_many(&tree->arena, count + 1,
	    sizeof(struct dn_node *));
	struct dn_node *node = dn_node_first(tree, object);

	if (nodes == NULL) {
		tree->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++, node = node->next)
		nodes[i] = node;
	if (count > 1)
		qsort(nodes, count, sizeof(struct dn_node *), by_name);
	for (size_t i = 0; i < count; i++)
		dn_node_put_last(nodes[i]);
}

void
dn_studio_order(struct dn_tree *tree, struct dn_node *object,
    const char *const *names)
{
	static const char *const parts[] = { "format", "id", "dialect",
		"raw" };
	struct dn_node *source = dn_node_get(tree, object, "source");
	struct dn_node *raw = dn_node_get(tree, source, "raw");

	for (; *names != NULL; names++)
		dn_node_put_last(dn_node_get(tree, object, *names));
	for (int i = 0; i < 4; i++)
		dn_node_put_last(dn_node_get(tree, source, parts[i]));
	if (raw != NULL)
		sort_members(tree, raw);
	dn_node_put_last(source);
}

/* The step that begins at `at`, with its escapes undone; where it ends. */
static size_t
take_step(struct dn_span pointer, size_t at, struct dn_bytes *name)
{
	dn_bytes_clear(name);
	for (; at < pointer.len && pointer.ptr[at] != '/'; at++) {
		char c = pointer.ptr[at];

		if (c == '~' && at + 1 < pointer.len)
			c = pointer.ptr[++at] == '1' ? '/' : '~';
		dn_bytes_add_byte(name, c);
	}
	return at;
}

bool
dn_studio_put(struct dn_tree *out, struct dn_node *object,
    struct dn_span pointer, const struct dn_node *from)
{
	struct dn_bytes name, text;
	struct dn_node *inner;
	struct dn_span step;
	size_t at = 0;

	if (pointer.len == 0 || pointer.ptr[0] != '/')
		return false;
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_init(&text, SIZE_MAX / 2);
	while (at < pointer.len && object != NULL) {
		at = take_step(pointer, at + 1, &name);
		step = dn_bytes_span(&name);
		if (step.ptr == NULL)
			step = DN_SPAN("");
		if (at == pointer.len) {
			dn_tree_write(from, &text);
			dn_node_set_raw_named(out, object, step,
			    dn_bytes_span(&text));
			break;
		}
		inner = dn_node_find(out, object, step);
		object = dn_node_type(inner) == DN_JSON_OBJECT ? inner :
		    dn_node_set_raw_named(out, object, step, DN_SPAN("{}"));
	}
	if (name.failed != DN_E_NONE || text.failed != DN_E_NONE)
		out->failed = true;
	dn_bytes_release(&name);
	dn_bytes_release(&text);
	return true;
}

/* ---- the descriptor -------------------------------------------------- */

static bool
has(struct dn_span head, const char *text)
{
	return memmem(head.ptr, head.len, text, strlen(text)) != NULL;
}

/* How sure it is by members in the head: entries, tasks, or flat objects. */
static int
judge(struct dn_span head, bool array)
{
	if (has(head, "\"from_name\"") && has(head, "\"to_name\""))
		return 90;
	if (has(head, "\"result\"") && (has(head, "\"annotations\"") ||
	    has(head, "\"completions\"") || has(head, "\"predictions\"")))
		return 85;
	if (has(head, "\"annotation_id\"") && has(head, "\"annotator\""))
		return 85;
	return array && has(head, "\"data\"") &&
	    has(head, "\"annotations\"") ? 70 : 0;
}

static int
probe(const struct dn_probe *file)
{
	struct dn_span head = file->head;
	size_t at = 0;

	while (at < head.len && (head.ptr[at] == ' ' ||
	    (head.ptr[at] >= '\t' && head.ptr[at] <= '\r')))
		at++;
	if (at == head.len || (head.ptr[at] != '{' && head.ptr[at] != '['))
		return 0;
	return judge(head, head.ptr[at] == '[');
}

#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(ROTATED_BOX) | \
	DN_CAP_BIT(POLYGON) | DN_CAP_BIT(POLYLINE) | DN_CAP_BIT(POINTS) | \
	DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(MASK) | DN_CAP_BIT(SPAN) | \
	DN_CAP_BIT(INTERVAL) | DN_CAP_BIT(TRACK) | DN_CAP_BIT(CLASS) | \
	DN_CAP_BIT(CAPTION) | DN_CAP_BIT(RATING) | DN_CAP_BIT(RANKING) | \
	DN_CAP_BIT(PREFERENCE) | DN_CAP_BIT(TARGET) | \
	DN_CAP_BIT(RELATION) | DN_CAP_BIT(LABELS) | DN_CAP_BIT(FIELD) | \
	DN_CAP_BIT(SCORE) | DN_CAP_BIT(ANNOTATOR) | DN_CAP_BIT(ORIGIN) | \
	DN_CAP_BIT(PARENT) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(TEXT) | \
	DN_CAP_BIT(AUDIO) | DN_CAP_BIT(VIDEO) | DN_CAP_BIT(IMAGE_SIZE) | \
	DN_CAP_BIT(EMPTY) | DN_CAP_BIT(UNANNOTATED))

static const char *const guessed[] = { ".json", NULL };

extern const struct dn_format dn_format_labelstudio;

const struct dn_format dn_format_labelstudio = {
	.name = "labelstudio",
	.title = "Label Studio: tasks with annotations and predictions",
	.reads = CARRIED | DN_CAP_BIT(INSTANT) | DN_CAP_BIT(LABEL_SET),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(PARTS) | DN_CAP_BIT(HOLES) |
	    DN_CAP_BIT(SKELETON) | DN_CAP_BIT(DISCONTINUOUS) |
	    DN_CAP_BIT(INSTANT) | DN_CAP_BIT(ATTRIBUTES) |
	    DN_CAP_BIT(TIME),
	.partly = DN_CAP_BIT(LABEL_SET),
	.flags = DN_FORMAT_WHOLE | DN_FORMAT_EITHER,
	.guessed = guessed,
	.probe = probe,
	.read_open = dn_studio_read_open,
	.read_next = dn_studio_read_next,
	.read_close = dn_studio_read_close,
	.write_open = dn_studio_write_open,
	.write_item = dn_studio_write_item,
	.write_end = dn_studio_write_end,
	.write_close = dn_studio_write_close,
};
