/* SPDX-License-Identifier: MIT */
/* Sizes looked up, fractions scaled, pictures turned. */
#include "formats/media.h"

#include <stdlib.h>
#include <unistd.h>

#include "formats/sizes.h"
#include "io/folder.h"
#include "io/number.h"
#include "io/picture.h"
#include "model/orient.h"
#include "model/reshape.h"

const char *const dn_media_orientations[] = { "keep", "upright", "raw",
	NULL };

/* Of pictures that are looked for by an id, in this order. */
static const char *const suffixes[] = { ".jpg", ".jpeg", ".png", ".bmp",
	".tif", ".tiff", ".webp", ".gif", ".JPG", ".JPEG", ".PNG", ".BMP",
	".TIF", ".TIFF", NULL };

struct dn_media_finder {
	const struct dn_media_settings *settings;
	struct dn_sizes *sizes;         /* or NULL */
	struct dn_folder *folder;       /* or NULL */
};

/* An item on its way. */
struct task {
	const struct dn_media_finder *finder;
	struct dn_item *item;
	struct dn_media media;
	struct dn_media_counts *counts;
	struct dn_picture picture;
	bool looked, found;             /* at the file; its header is good */
	bool changed;
	struct dn_err *err;
};

struct dn_media_finder *
dn_media_open(const struct dn_media_settings *settings, struct dn_err *err)
{
	struct dn_media_finder *finder = calloc(1, sizeof(*finder));

	if (finder == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	finder->settings = settings;
	if (settings->sizes != NULL)
		finder->sizes = dn_sizes_load(settings->sizes, err);
	if (settings->folder != NULL &&
	    (settings->sizes == NULL || finder->sizes != NULL))
		finder->folder = dn_folder_enter(settings->folder, err);
	if ((settings->sizes == NULL || finder->sizes != NULL) &&
	    (settings->folder == NULL || finder->folder != NULL))
		return finder;
	dn_media_close(finder);
	return NULL;
}

void
dn_media_close(struct dn_media_finder *finder)
{
	if (finder == NULL)
		return;
	dn_sizes_free(finder->sizes);
	dn_folder_close(finder->folder);
	free(finder);
}

bool
dn_media_asked(const struct dn_media_finder *finder)
{
	return finder->sizes != NULL || finder->folder != NULL ||
	    finder->settings->orientation != DN_MEDIA_KEEP;
}

/* ---- the file -------------------------------------------------------- */

/*
 * Look at the file name + suffix below the folder: 1 when its header is good,
 * 0 when it is not there or no picture, -1 when it cannot be read.
 */
static int
try_file(struct task *task, struct dn_span name, const char *suffix,
    struct dn_bytes *path)
{
	struct dn_err why = DN_ERR_INIT;
	int fd;

	dn_bytes_clear(path);
	dn_bytes_add_span(path, name);
	dn_bytes_add_text(path, suffix);
	/* A NUL in the name would cut it off. */
	if (name.len == 0 || memchr(name.ptr, '\0', name.len) != NULL)
		return 0;
	if (dn_bytes_check(path, task->err) < 0)
		return -1;
	fd = dn_folder_file(task->finder->folder, dn_bytes_text(path), &why);
	if (fd < 0 && why.code == DN_E_NO_FILE)
		return 0;
	if (fd >= 0) {
		task->looked = true;
		task->found = dn_picture_read(fd, &task->picture,
		    &why) == 0;
		close(fd);
	}
	if (task->found || why.code == DN_E_BAD_FORMAT)
		return task->found;
	/* The file may be good: it is the system that failed. */
	*task->err = why;
	return dn_err_excerpt(task->err, path->data, path->len);
}

static struct dn_span
last_step(struct dn_span path)
{
	size_t from = path.len;

	while (from > 0 && path.ptr[from - 1] != '/' &&
	    path.ptr[from - 1] != '\\')
		from--;
	return (struct dn_span){ path.ptr + from, path.len - from };
}

/* The file by the item's id, which has no suffix; it then has a path. */
static int
find_by_id(struct task *task, struct dn_bytes *path)
{
	struct dn_span names[2] = { task->item->id, { NULL, 0 } };
	int got = 0;

	names[1] = last_step(names[0]);
	for (int i = 0; i < 2 && got == 0; i++)
		for (int j = 0; suffixes[j] != NULL && got == 0; j++)
			got = try_file(task, names[i], suffixes[j], path);
	if (got == 1) {
		dn_node_set_text(&task->item->tree, task->item->media, "path",
		    dn_bytes_span(path));
		task->changed = true;
	}
	return got;
}

/* The header of the picture, once; `found` tells.  -1 as try_file. */
static int
find_file(struct task *task)
{
	struct dn_span path = task->media.path;
	struct dn_bytes name;
	int got = 0;

	if (task->finder->folder == NULL || task->looked)
		return 0;
	dn_bytes_init(&name, SIZE_MAX / 2);
	if (path.len > 0) {
		got = try_file(task, path, "", &name);
		if (got == 0)
			got = try_file(task, last_step(path), "", &name);
	} else {
		got = find_by_id(task, &name);
	}
	if (got == 0 && task->looked)
		task->counts->broken++;
	task->looked = true;
	dn_bytes_release(&name);
	return got < 0 ? -1 : 0;
}

/* ---- the size -------------------------------------------------------- */

static bool
is_known(const struct task *task)
{
	return task->media.width > 0 && task->media.height > 0;
}

static void
set_size(struct task *task, double width, double height)
{
	struct dn_tree *tree = &task->item->tree;

	task->media.width = width;
	task->media.height = height;
	dn_node_set_real(tree, task->item->media, "width", width);
	dn_node_set_real(tree, task->item->media, "height", height);
	task->changed = true;
}

/* What the medium says of itself. */
static struct dn_span
get_space(const struct task *task)
{
	struct dn_tree *tree = &task->item->tree;

	return dn_node_text(tree, dn_node_get(tree, task->item->media,
	    "space"));
}

static void
set_space(struct task *task, int orientation, const char *space)
{
	struct dn_tree *tree = &task->item->tree;

	dn_node_set_int(tree, task->item->media, "orientation", orientation);
	dn_node_set_text(tree, task->item->media, "space", dn_span_of(space));
	task->changed = true;
}

static void
take_header(struct task *task)
{
	const struct dn_picture *picture = &task->picture;
	bool raw = dn_span_is(get_space(task), "raw");

	if (raw || !dn_orient_swaps(picture->orientation))
		set_size(task, picture->width, picture->height);
	else
		set_size(task, picture->height, picture->width);
	if (picture->orientation != DN_ORIENT_UPRIGHT)
		set_space(task, picture->orientation,
		    raw ? "raw" : "upright");
}

static int
find_size(struct task *task)
{
	const struct dn_media_finder *finder = task->finder;
	uint32_t width, height;
	int got = 0;

	if (is_known(task))
		return 0;
	if (finder->sizes != NULL)
		got = dn_sizes_find(finder->sizes, task->media.path,
		    task->item->id, &width, &height, task->err);
	if (got < 0 || (got == 0 && task->media.type == DN_MEDIA_IMAGE &&
	    find_file(task) < 0))
		return -1;
	if (got == 1)
		set_size(task, width, height);
	else if (task->found)
		take_header(task);
	else if (finder->sizes != NULL || finder->folder != NULL)
		task->counts->missing++;
	return 0;
}

/* A size as an exact number: that of the member where it is one. */
static int
get_exact(struct task *task, const char *name, struct dn_decimal *value)
{
	struct dn_node *node = dn_node_get(&task->item->tree,
	    task->item->media, name);

	if (node != NULL && dn_decimal_read(node->raw, value))
		return 0;
	return dn_node_error(node != NULL ? node : task->item->media,
	    task->err, DN_E_BAD_VALUE, "\"%s\" is no size", name);
}

/* Fractions become pixels. */
static int
scale(struct task *task)
{
	struct dn_decimal width, height;

	if (!task->media.fraction || !is_known(task))
		return 0;
	if (get_exact(task, "width", &width) < 0 ||
	    get_exact(task, "height", &height) < 0 ||
	    dn_reshape_scale(task->item, width, height, task->err) < 0)
		return -1;
	dn_node_remove(&task->item->tree, dn_node_get(&task->item->tree,
	    task->item->media, "units"));
	task->media.fraction = false;
	task->changed = true;
	return 0;
}

/* ---- the orientation ------------------------------------------------- */

/* What the medium says, or its file; upright where neither does. */
static int
get_orientation(struct task *task, int *orientation)
{
	struct dn_node *node = dn_node_get(&task->item->tree,
	    task->item->media, "orientation");
	int64_t value;

	*orientation = DN_ORIENT_UPRIGHT;
	if (dn_node_type(node) > DN_JSON_NULL) {
		if (!dn_node_int(node, &value) || !dn_orient_is(value))
			return dn_node_error(node, task->err, DN_E_BAD_VALUE,
			    "an orientation is 1 to 8");
		*orientation = (int)value;
		return 0;
	}
	if (find_file(task) < 0)
		return -1;
	if (task->found)
		*orientation = task->picture.orientation;
	return 0;
}

/* Whether the geometry is that of the picture upright. */
static bool
is_upright(const struct task *task, int orientation)
{
	const struct dn_picture *picture = &task->picture;
	struct dn_span space = get_space(task);

	if (space.ptr != NULL)
		return dn_span_is(space, "upright");
	return task->found && dn_orient_swaps(orientation) &&
	    picture->width != picture->height &&
	    task->media.width <= picture->height &&
	    task->media.width >= picture->height &&
	    task->media.height <= picture->width &&
	    task->media.height >= picture->width;
}

/*
 * The size that Label Studio keeps beside each region; its writer goes by it,
 * so it changes over with the item's.
 */
static void
swap_kept_sizes(struct task *task)
{
	const struct dn_span names[] = { DN_SPAN("/original_width"),
		DN_SPAN("/original_height") };
	struct dn_tree *tree = &task->item->tree;
	struct dn_node *node = dn_item_first_annotation(task->item);

	for (; node != NULL; node = node->next) {
		struct dn_node *width = dn_raw_get(tree, node, names[0]);
		struct dn_node *height = dn_raw_get(tree, node, names[1]);
		struct dn_span wide, high;

		if (width == NULL || height == NULL ||
		    dn_node_get(tree, node, "on") != NULL)
			continue;
		wide = dn_arena_copy(&tree->arena, width->raw);
		high = dn_arena_copy(&tree->arena, height->raw);
		if (wide.ptr == NULL || high.ptr == NULL)
			tree->failed = true;
		dn_raw_set(tree, node, names[0], high);
		dn_raw_set(tree, node, names[1], wide);
	}
}

static int
turn(struct task *task)
{
	bool upright = task->finder->settings->orientation == DN_MEDIA_UPRIGHT;
	struct dn_decimal width, height;
	int orientation, way;

	if (task->finder->settings->orientation == DN_MEDIA_KEEP)
		return 0;
	if (get_orientation(task, &orientation) < 0)
		return -1;
	if (orientation == DN_ORIENT_UPRIGHT ||
	    is_upright(task, orientation) == upright)
		return 0;
	/* Without pixels nobody knows where things come to lie. */
	if (dn_media_need(task->item, &task->media, true, task->err) < 0)
		return -1;
	way = upright ? orientation : dn_orient_inverse(orientation);
	if (get_exact(task, "width", &width) < 0 ||
	    get_exact(task, "height", &height) < 0 ||
	    dn_reshape_turn(task->item, way, width, height, task->err) < 0)
		return -1;
	if (dn_orient_swaps(orientation)) {
		set_size(task, task->media.height, task->media.width);
		swap_kept_sizes(task);
	}
	set_space(task, orientation, upright ? "upright" : "raw");
	return 0;
}

int
dn_media_apply(const struct dn_media_finder *finder, struct dn_item *item,
    struct dn_media_counts *counts, struct dn_err *err)
{
	struct task task = { .finder = finder, .item = item,
		.counts = counts, .err = err };

	if (item->header)
		return 0;
	if (dn_item_media(item, &task.media, err) < 0)
		return -1;
	if (task.media.type != DN_MEDIA_IMAGE)
		return 0;
	if (find_size(&task) < 0 || scale(&task) < 0 || turn(&task) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	return task.changed;
}

int
dn_media_find(const struct dn_media_finder *finder, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_media_counts ignored = { 0, 0 };
	struct task task = { .finder = finder, .item = item,
		.counts = &ignored, .err = err };

	if (finder == NULL || item->media == NULL)
		return 0;
	if (dn_item_media(item, &task.media, err) < 0)
		return -1;
	if (task.media.type != DN_MEDIA_IMAGE &&
	    task.media.type != DN_MEDIA_VIDEO)
		return 0;
	if (find_size(&task) < 0 || dn_tree_check(&item->tree, err) < 0)
		return -1;
	return is_known(&task);
}

int
dn_media_need(const struct dn_item *item, const struct dn_media *media,
    bool size, struct dn_err *err)
{
	if (!media->fraction &&
	    (!size || (media->width > 0 && media->height > 0)))
		return 0;
	return dn_node_error(item->media != NULL ? item->media : item->root,
	    err, DN_E_NEED_SIZE, "the size of the picture is not known; "
	    "--sizes or --media can tell it");
}

struct dn_span
dn_media_whole(struct dn_item *item, const struct dn_node *size)
{
	char text[DN_NUMBER_TEXT];
	struct dn_span whole;
	int64_t number;

	if (memchr(size->raw.ptr, '.', size->raw.len) == NULL &&
	    memchr(size->raw.ptr, 'e', size->raw.len) == NULL &&
	    memchr(size->raw.ptr, 'E', size->raw.len) == NULL)
		return size->raw;
	if (!dn_node_int(size, &number) || number < 0 || number > INT32_MAX)
		return size->raw;
	whole = dn_arena_copy(&item->tree.arena, (struct dn_span){ text,
	    dn_number_write((double)number, text) });
	return whole.ptr != NULL ? whole : size->raw;
}

void
dn_media_tell(const struct dn_media_counts *counts, struct dn_bytes *out)
{
	if (counts->missing > 0)
		dn_bytes_add_format(out, "%spictures of unknown size: %llu",
		    out->len > 0 ? "; " : "",
		    (unsigned long long)counts->missing);
	if (counts->broken > 0)
		dn_bytes_add_format(out, "%sfiles that are no picture: %llu",
		    out->len > 0 ? "; " : "",
		    (unsigned long long)counts->broken);
}
