/* SPDX-License-Identifier: MIT */
/* Which member of a task's data is its medium, and what that says. */
#include <strings.h>

#include "formats/files.h"
#include "formats/labelstudio.h"
#include "formats/media.h"

/* ---- the medium ------------------------------------------------------ */

/* Suffixes of files by what they are. */
static const struct {
	const char *suffix;
	enum dn_media_type type;
} suffixes[] = {
	{ ".bmp", DN_MEDIA_IMAGE }, { ".gif", DN_MEDIA_IMAGE },
	{ ".jpeg", DN_MEDIA_IMAGE }, { ".jpg", DN_MEDIA_IMAGE },
	{ ".png", DN_MEDIA_IMAGE }, { ".svg", DN_MEDIA_IMAGE },
	{ ".tif", DN_MEDIA_IMAGE }, { ".tiff", DN_MEDIA_IMAGE },
	{ ".webp", DN_MEDIA_IMAGE }, { ".aac", DN_MEDIA_AUDIO },
	{ ".flac", DN_MEDIA_AUDIO }, { ".m4a", DN_MEDIA_AUDIO },
	{ ".mp3", DN_MEDIA_AUDIO }, { ".ogg", DN_MEDIA_AUDIO },
	{ ".wav", DN_MEDIA_AUDIO }, { ".avi", DN_MEDIA_VIDEO },
	{ ".mkv", DN_MEDIA_VIDEO }, { ".mov", DN_MEDIA_VIDEO },
	{ ".mp4", DN_MEDIA_VIDEO }, { ".webm", DN_MEDIA_VIDEO },
	{ ".htm", DN_MEDIA_TEXT }, { ".html", DN_MEDIA_TEXT },
	{ ".txt", DN_MEDIA_TEXT },
};

/* Names of members that say what they hold. */
static const struct {
	const char *part;
	enum dn_media_type type;
} hints[] = {
	{ "image", DN_MEDIA_IMAGE }, { "img", DN_MEDIA_IMAGE },
	{ "photo", DN_MEDIA_IMAGE }, { "picture", DN_MEDIA_IMAGE },
	{ "audio", DN_MEDIA_AUDIO }, { "sound", DN_MEDIA_AUDIO },
	{ "speech", DN_MEDIA_AUDIO }, { "video", DN_MEDIA_VIDEO },
	{ "text", DN_MEDIA_TEXT }, { "sentence", DN_MEDIA_TEXT },
	{ "html", DN_MEDIA_TEXT }, { "dialog", DN_MEDIA_TEXT },
	{ "document", DN_MEDIA_TEXT },
};

/* Does a folder end before this byte?  Local paths may be escaped. */
static bool
ends_folder(struct dn_span path, size_t at, bool local)
{
	const char *before = path.ptr + at;

	if (before[-1] == '/' || !local)
		return before[-1] == '/';
	return before[-1] == '\\' || (at >= 3 && (memcmp(before - 3, "%2F",
	    3) == 0 || memcmp(before - 3, "%5C", 3) == 0));
}

/* The file that a path or address names, without what is asked of it. */
static struct dn_span
file_of(struct dn_span path)
{
	const char *local = memmem(path.ptr, path.len, "?d=", 3), *end;
	size_t from;

	if (local != NULL) {
		path.len -= (size_t)(local + 3 - path.ptr);
		path.ptr = local + 3;
	}
	end = path.len == 0 || local != NULL ? NULL :
	    memchr(path.ptr, '?', path.len);
	if (end != NULL)
		path.len = (size_t)(end - path.ptr);
	from = path.len;
	while (from > 0 && !ends_folder(path, from, local != NULL))
		from--;
	return (struct dn_span){ path.ptr + from, path.len - from };
}

/* What a text is by the suffix of the file that it may name. */
static enum dn_media_type
type_by_suffix(struct dn_span text)
{
	if (text.len > 4096 || text.len == 0 ||
	    memchr(text.ptr, '\n', text.len) != NULL)
		return DN_MEDIA_NONE;
	text = file_of(text);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (dn_files_suffix(text, suffixes[i].suffix))
			return suffixes[i].type;
	return DN_MEDIA_NONE;
}

/* What a member is by its name. */
static enum dn_media_type
type_by_name(struct dn_span name)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		size_t len = strlen(hints[i].part);

		for (size_t k = 0; k + len <= name.len; k++)
			if (strncasecmp(name.ptr + k, hints[i].part, len) == 0)
				return hints[i].type;
	}
	return DN_MEDIA_NONE;
}

/* What is known before the medium is chosen. */
struct choice {
	enum dn_media_type wanted;      /* by what was drawn */
	struct dn_span source;          /* "$name" of an entry */
	struct dn_span target;          /* its to_name */
	bool dialogue, drawn;
	struct dn_node *best, *path;    /* the path of a text beside it */
	enum dn_media_type type;
	int score;
	size_t ties, files;
};

/* How well a member of `data` suits, and what it would be; 0: not at all. */
static int
judge_member(struct choice *choice, struct dn_tree *tree,
    struct dn_node *member, enum dn_media_type *type)
{
	struct dn_span text = dn_node_text(tree, member);
	enum dn_media_type by_name = type_by_name(member->name);
	enum dn_media_type by_suffix = type_by_suffix(text);
	bool named = choice->source.len > 1 && dn_span_equal(member->name,
	    (struct dn_span){ choice->source.ptr + 1,
	    choice->source.len - 1 });
	int score = 1;

	*type = by_suffix != DN_MEDIA_NONE ? by_suffix :
	    by_name != DN_MEDIA_NONE ? by_name : choice->wanted;
	if (choice->dialogue && member->type == DN_JSON_ARRAY) {
		*type = DN_MEDIA_TEXT;
		return dn_node_get(tree, dn_node_first(tree, member),
		    "text") != NULL ? 64 : 0;
	}
	if (text.ptr == NULL)
		return 0;
	choice->files += by_suffix != DN_MEDIA_NONE;
	score += by_name != DN_MEDIA_NONE ? 2 : 0;
	score += by_suffix != DN_MEDIA_NONE ? 4 : 0;
	score += *type == choice->wanted && *type != DN_MEDIA_NONE ? 8 : 0;
	score += dn_span_equal(member->name, choice->target) ? 6 : 0;
	return score + (named ? 32 : 0);
}

/* A `text`, and the `path` of the file that it was taken from? */
static bool
is_text_with_path(struct choice *choice, struct dn_tree *tree,
    struct dn_node *data)
{
	struct dn_node *text = dn_node_get(tree, data, "text");
	struct dn_node *path = dn_node_get(tree, data, "path");

	if (dn_node_type(text) != DN_JSON_STRING ||
	    type_by_suffix(dn_node_text(tree, path)) != DN_MEDIA_TEXT ||
	    type_by_suffix(dn_node_text(tree, text)) != DN_MEDIA_NONE ||
	    (choice->wanted != DN_MEDIA_NONE &&
	    choice->wanted != DN_MEDIA_TEXT))
		return false;
	choice->best = text;
	choice->path = path;
	choice->type = DN_MEDIA_TEXT;
	choice->files = 1;
	return true;
}

/* Choose the member that is the medium; none where two suit alike. */
static void
choose_medium(struct choice *choice, struct dn_tree *tree,
    struct dn_node *data)
{
	struct dn_node *member = dn_node_first(tree, data);
	enum dn_media_type type;
	int score;

	if (is_text_with_path(choice, tree, data))
		return;
	for (; member != NULL; member = member->next) {
		score = judge_member(choice, tree, member, &type);
		if (score == 0 || score < choice->score)
			continue;
		choice->ties = score == choice->score ? choice->ties + 1 : 0;
		if (choice->ties > 0)
			continue;
		choice->score = score;
		choice->best = member;
		choice->type = type;
	}
	if (choice->ties > 0)
		choice->best = NULL;
	else if (choice->type == DN_MEDIA_NONE)
		choice->type = DN_MEDIA_TEXT;
}

/* ---- what was drawn -------------------------------------------------- */

/* Calls `look` with each entry of each set of the task. */
static void
look_at_entries(struct dn_studio_task *task, struct dn_node *list,
    void (*look)(struct dn_studio_task *task, struct dn_node *entry,
    void *state), void *state)
{
	struct dn_node *set = dn_node_type(list) == DN_JSON_ARRAY ?
	    dn_node_first(task->tree, list) : NULL;

	for (; set != NULL; set = set->next) {
		struct dn_node *result = dn_node_get(task->tree, set,
		    "result"), *entry;

		entry = dn_node_type(result) == DN_JSON_ARRAY ?
		    dn_node_first(task->tree, result) : NULL;
		for (; entry != NULL; entry = entry->next)
			look(task, entry, state);
	}
}

const char *const dn_studio_lists[DN_STUDIO_LISTS] = { "annotations",
	"completions", "predictions" };

static void
look_at_all(struct dn_studio_task *task, void (*look)(
    struct dn_studio_task *task, struct dn_node *entry, void *state),
    void *state)
{
	for (int i = 0; i < DN_STUDIO_LISTS; i++)
		look_at_entries(task, dn_node_get(task->tree, task->task,
		    dn_studio_lists[i]), look, state);
}

/* What an entry needs its medium to be. */
static void
look_for_type(struct dn_studio_task *task, struct dn_node *entry,
    void *state)
{
	struct dn_tree *tree = task->tree;
	struct choice *choice = state;
	struct dn_node *value = dn_node_get(tree, entry, "value");
	enum dn_media_type type = DN_MEDIA_NONE;
	enum dn_studio_shape shape = dn_studio_shape(task, dn_node_text(tree,
	    dn_node_get(tree, entry, "type")), value);

	dn_studio_note_target(task, entry, shape);
	switch (shape) {
	case DN_STUDIO_NONE:
		choice->dialogue |= dn_node_get(tree, value, "startOffset") !=
		    NULL;
		break;
	case DN_STUDIO_TIMELINE:
	case DN_STUDIO_TRACK:
		type = DN_MEDIA_VIDEO;
		break;
	case DN_STUDIO_SPAN:
	case DN_STUDIO_HYPERTEXT:
	case DN_STUDIO_PARAGRAPHS:
		type = DN_MEDIA_TEXT;
		break;
	case DN_STUDIO_INTERVAL:
		type = dn_node_get(tree, value, "instant") == NULL &&
		    !dn_span_is(dn_node_text(tree, dn_node_get(tree, entry,
		    "type")), "timeserieslabels") ?
		    DN_MEDIA_AUDIO : DN_MEDIA_NONE;
		break;
	default:
		type = DN_MEDIA_IMAGE;
	}
	if (choice->wanted == DN_MEDIA_NONE)
		choice->wanted = type;
	/* Frames need no size. */
	choice->drawn |= type == DN_MEDIA_IMAGE || (type == DN_MEDIA_VIDEO &&
	    dn_node_get(tree, value, "ranges") == NULL);
	if (choice->source.ptr == NULL)
		choice->source = dn_node_text(tree, dn_node_get(tree, entry,
		    "source"));
	if (choice->target.ptr == NULL)
		choice->target = dn_node_text(tree, dn_node_get(tree, entry,
		    "to_name"));
}

/* The size that the first entry with one tells. */
static void
look_for_size(struct dn_studio_task *task, struct dn_node *entry,
    void *state)
{
	struct dn_node **sizes = state;
	struct dn_node *width = dn_node_get(task->tree, entry,
	    "original_width");
	struct dn_node *height = dn_node_get(task->tree, entry,
	    "original_height");
	double w, h;

	if (sizes[0] == NULL && !dn_studio_is_later(task, entry) &&
	    dn_node_real(width, &w) && w > 0 &&
	    dn_node_real(height, &h) && h > 0) {
		sizes[0] = width;
		sizes[1] = height;
		task->scale = (struct dn_studio_scale){ w, h, false };
	}
}

/* What is turned and what is a mask can only be told in pixels. */
static void
look_for_pixels(struct dn_studio_task *task, struct dn_node *entry,
    void *state)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *value = dn_node_get(tree, entry, "value"), *one;
	bool *needed = state;
	double turned = 0;

	switch (dn_studio_shape(task, dn_node_text(tree, dn_node_get(tree,
	    entry, "type")), value)) {
	case DN_STUDIO_BITMASK:
	case DN_STUDIO_BRUSH:
		*needed = true;
		break;
	case DN_STUDIO_BOX:
	case DN_STUDIO_ELLIPSE:
		*needed |= dn_node_real(dn_node_get(tree, value, "rotation"),
		    &turned) && (turned < 0 || turned > 0);
		break;
	case DN_STUDIO_TRACK:
		one = dn_node_first(tree, dn_node_get(tree, value,
		    "sequence"));
		for (; one != NULL; one = one->next)
			*needed |= dn_node_real(dn_node_get(tree, one,
			    "rotation"), &turned) && (turned < 0 ||
			    turned > 0);
		break;
	default:
		break;
	}
}

/* In which units the offsets of an entry hold its text. */
static void
look_for_unit(struct dn_studio_task *task, struct dn_node *entry,
    void *state)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *value = dn_node_get(tree, entry, "value");
	struct dn_span text = dn_node_text(tree,
	    dn_node_get(tree, value, "text"));
	size_t *held = state;
	int64_t start, end;

	if (text.ptr == NULL || !dn_node_int(dn_node_get(tree, value,
	    "start"), &start) || !dn_node_int(dn_node_get(tree, value, "end"),
	    &end) || start < 0 || end < start)
		return;
	for (int unit = 1; unit < DN_OFFSETS_COUNT; unit++)
		held[unit] += dn_offsets_hold(&task->text.offsets,
		    (enum dn_offset_unit)unit,
		    (struct dn_range){ (size_t)start, (size_t)end }, text);
}

/* ---- members of the item --------------------------------------------- */

void
dn_studio_keep(struct dn_studio_task *task, const char *before,
    struct dn_node *member)
{
	dn_bytes_clear(&task->scratch);
	dn_bytes_add_text(&task->scratch, before);
	if (member->name.ptr != NULL)
		dn_node_step(member->name, &task->scratch);
	if (task->scratch.failed != DN_E_NONE)
		task->tree->failed = true;
	dn_raw_set(task->tree, task->item->root,
	    dn_bytes_span(&task->scratch), member->raw);
}

void
dn_studio_call_task(struct dn_studio_task *task)
{
	struct dn_node *id = dn_node_get(task->tree, task->task, "id");

	dn_bytes_add_text(&task->scratch, "task-");
	if (dn_node_type(id) == DN_JSON_STRING)
		dn_bytes_add_span(&task->scratch,
		    dn_node_text(task->tree, id));
	else if (dn_node_type(id) > DN_JSON_NULL)
		dn_bytes_add_span(&task->scratch, id->raw);
	else
		dn_bytes_add_uint(&task->scratch, task->number);
}

/* The id: the stem of the medium's file, else what the task is called. */
static void
set_id(struct dn_studio_task *task, const struct choice *choice)
{
	struct dn_tree *tree = task->tree;
	struct dn_span text = dn_node_text(tree, choice->path != NULL ?
	    choice->path : choice->best);
	bool file = choice->files == 1 &&
	    type_by_suffix(text) != DN_MEDIA_NONE;

	task->by_file = file;
	dn_bytes_clear(&task->scratch);
	if (file && task->reading->keep_suffix) {
		dn_bytes_add_span(&task->scratch, text);
	} else if (file) {
		dn_bytes_add_span(&task->scratch,
		    dn_files_stem(file_of(text)));
	} else {
		dn_studio_call_task(task);
	}
	if (task->scratch.failed != DN_E_NONE)
		tree->failed = true;
	task->item->id = dn_arena_copy(&tree->arena,
	    dn_bytes_span(&task->scratch));
	dn_node_set_text(tree, task->item->root, "id", task->item->id);
}

/* The text of the medium: a dialogue's utterances joined, or a plain one. */
static int
set_text(struct dn_studio_task *task, const struct choice *choice,
    struct dn_err *err)
{
	struct dn_tree *tree = task->tree;
	size_t held[DN_OFFSETS_COUNT] = { 0 };
	struct dn_span text = dn_node_text(tree, choice->best);

	if (choice->best->type == DN_JSON_ARRAY) {
		if (!dn_studio_dialogue(tree, choice->best, &task->scratch,
		    &task->text))
			return 0;
		text = dn_arena_copy(&tree->arena,
		    dn_bytes_span(&task->scratch));
		dn_node_set_text(tree, task->item->media, "text", text);
	} else {
		dn_node_set_lent(tree, task->item->media, "text",
		    choice->best->raw);
	}
	if (dn_studio_text_init(&task->text, text, err) < 0)
		return -1;
	task->text.unit = (enum dn_offset_unit)
	    task->reading->run->options->offsets;
	if (task->text.unit != DN_OFFSETS_AUTO)
		return 0;
	look_at_all(task, look_for_unit, held);
	task->text.unit = dn_offsets_choose(held);
	return 0;
}

/* Does the medium's member say everything that the record's text says? */
static bool
is_html(struct dn_studio_task *task, const struct choice *choice)
{
	struct dn_span text = dn_node_text(task->tree, choice->best);

	return type_by_name(choice->best->name) == DN_MEDIA_TEXT &&
	    dn_span_is(choice->best->name, "html") && text.len > 0;
}

/* No entry tells the size: it is looked up where fractions will not do. */
static int
find_size(struct dn_studio_task *task, struct dn_err *err)
{
	struct dn_media media;
	bool needed = false;
	int got;

	look_at_all(task, look_for_pixels, &needed);
	got = needed ? dn_media_find(task->reading->finder, task->item,
	    err) : 0;
	if (got > 0 && dn_item_media(task->item, &media, err) < 0)
		return -1;
	if (got > 0)
		task->scale = (struct dn_studio_scale){ media.width,
			media.height, false };
	else if (got == 0)
		dn_node_set_text(task->tree, task->item->media, "units",
		    DN_SPAN("fraction"));
	return got < 0 ? -1 : 0;
}

static int
set_media(struct dn_studio_task *task, const struct choice *choice,
    struct dn_node *const sizes[2], struct dn_err *err)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *best = choice->best, *media;
	struct dn_node *page = dn_studio_first_page(tree, dn_node_get(tree,
	    task->task, "data"));
	enum dn_media_type type = best != NULL ? choice->type :
	    choice->wanted;
	bool file = type_by_suffix(dn_node_text(tree, best)) !=
	    DN_MEDIA_NONE;

	if (type == DN_MEDIA_NONE)
		return 0;
	media = dn_item_set_media(task->item, type);
	if (best == NULL && type == DN_MEDIA_IMAGE && type_by_suffix(
	    dn_node_text(tree, page)) == DN_MEDIA_IMAGE)
		dn_node_set_lent(tree, media, "path", page->raw);
	if (choice->path != NULL)
		dn_node_set_lent(tree, media, "path", choice->path->raw);
	if (best != NULL && (type != DN_MEDIA_TEXT || file))
		dn_node_set_lent(tree, media, "path", best->raw);
	else if (best != NULL && !is_html(task, choice) &&
	    set_text(task, choice, err) < 0)
		return -1;
	if (sizes[0] != NULL) {
		dn_node_set_lent(tree, media, "width", sizes[0]->raw);
		dn_node_set_lent(tree, media, "height", sizes[1]->raw);
	} else if (choice->drawn) {
		return find_size(task, err);
	}
	return 0;
}

/* Where the medium stands, and what else the task has. */
static void
keep_rest(struct dn_studio_task *task, struct dn_node *data,
    const struct choice *choice)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *media = task->item->media;
	struct dn_node *node = dn_node_first(tree, data);
	bool taken = choice->best != NULL && (dn_node_get(tree, media,
	    "path") != NULL || (dn_node_get(tree, media, "text") != NULL &&
	    task->text.count == 0));

	if (dn_node_type(data) == DN_JSON_OBJECT && node == NULL)
		dn_studio_keep(task, "", data);
	for (; node != NULL; node = node->next)
		if (node != choice->path && (node != choice->best || !taken))
			dn_studio_keep(task, "/data", node);
	if (taken || task->text.count > 0) {
		dn_bytes_clear(&task->scratch);
		dn_bytes_add_text(&task->scratch, "/data");
		dn_node_step(choice->best->name, &task->scratch);
		dn_raw_set_text(tree, task->item->root,
		    DN_SPAN(DN_STUDIO_MEDIUM),
		    dn_bytes_span(&task->scratch));
	}
}

int
dn_studio_set_medium(struct dn_studio_task *task, struct dn_node *data,
    struct dn_err *err)
{
	struct dn_node *sizes[2] = { NULL, NULL };
	struct choice choice = { .best = NULL };
	bool object = dn_node_type(data) == DN_JSON_OBJECT;

	task->scale = (struct dn_studio_scale){ 1, 1, true };
	memset(task->shown, 0, sizeof(task->shown));
	look_at_all(task, look_for_type, &choice);
	look_at_all(task, look_for_size, sizes);
	if (object)
		choose_medium(&choice, task->tree, data);
	set_id(task, &choice);
	if (set_media(task, &choice, sizes, err) < 0)
		return -1;
	if (object)
		keep_rest(task, data, &choice);
	return 0;
}
