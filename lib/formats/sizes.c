/* SPDX-License-Identifier: MIT */
/* Lines of sizes, found by whole paths and by their ends. */
#include "formats/sizes.h"

#include <stdlib.h>

#include "core/names.h"
#include "formats/files.h"
#include "io/jsonkeys.h"
#include "io/src.h"
#include "io/tree.h"

#define FILE_MOST ((size_t)1 << 30)     /* bytes */
#define LINE_NODES ((size_t)1 << 26)    /* bytes of nodes of one line */

/*
 * What a name in the table is of a line's: each has its own letter before it.
 * A last step without its folders may be that of several lines.
 */
enum view { WHOLE = 'w', STEM = 's', LAST = 'l', LAST_STEM = 't' };

struct size {
	uint32_t width, height;
	size_t whole;                   /* number of the whole name */
	bool several;                   /* there are others like this */
};

struct dn_sizes {
	struct dn_names *names;
	struct size *sizes;             /* of each name */
	size_t cap;
};

/* What is used while the file is read. */
struct loading {
	struct dn_sizes *sizes;
	struct dn_json *json;
	struct dn_tree tree;
	struct dn_bytes key;
	struct dn_err *err;
};

/* ---- names ----------------------------------------------------------- */

/* What is behind the last slash. */
static struct dn_span
last_step(struct dn_span path)
{
	size_t from = path.len;

	while (from > 0 && path.ptr[from - 1] != '/')
		from--;
	return (struct dn_span){ path.ptr + from, path.len - from };
}

/* True when one is the other, or the end of it from a slash on. */
static bool
is_tail(struct dn_span a, struct dn_span b)
{
	struct dn_span tail = a.len < b.len ? a : b;
	struct dn_span path = a.len < b.len ? b : a;
	size_t more = path.len - tail.len;

	return dn_span_equal(tail, (struct dn_span){ path.ptr + more,
	    tail.len }) && (more == 0 || path.ptr[more - 1] == '/');
}

static void
make_key(struct dn_bytes *key, enum view view, struct dn_span name)
{
	dn_bytes_clear(key);
	dn_bytes_add_byte(key, (char)view);
	dn_bytes_add_span(key, name);
}

/* ---- loading --------------------------------------------------------- */

/* Add one view of a name; another size of a whole name is an error. */
static int
add_view(struct loading *loading, enum view view, struct dn_span name,
    struct size size, size_t *index)
{
	struct dn_sizes *sizes = loading->sizes;
	struct size *at;
	int added;

	make_key(&loading->key, view, name);
	if (dn_bytes_check(&loading->key, loading->err) < 0)
		return -1;
	*index = dn_names_add(sizes->names, dn_bytes_span(&loading->key),
	    &added);
	if (*index == DN_NAMES_NONE)
		return dn_err_memory(loading->err);
	if (*index >= sizes->cap) {
		size_t cap = sizes->cap == 0 ? 256 : sizes->cap * 2;

		at = reallocarray(sizes->sizes, cap, sizeof(*at));
		if (at == NULL)
			return dn_err_memory(loading->err);
		sizes->sizes = at;
		sizes->cap = cap;
	}
	at = &sizes->sizes[*index];
	if (view == WHOLE)
		size.whole = *index;
	if (added)
		*at = size;
	else if (at->width == size.width && at->height == size.height)
		return 0;
	else if (view != WHOLE)
		at->several = true;
	else
		return dn_err_set(loading->err, DN_E_CONFIG,
		    "another size of \"%.*s\"",
		    name.len < 100 ? (int)name.len : 100, name.ptr);
	return 0;
}

static int
add_name(struct loading *loading, struct dn_span name, double width,
    double height)
{
	struct size size = { 0 };
	size_t index;

	if (name.len == 0)
		return dn_err_set(loading->err, DN_E_CONFIG,
		    "neither \"path\" nor \"id\"");
	if (!(width >= 1 && width <= UINT32_MAX && height >= 1 &&
	    height <= UINT32_MAX))
		return dn_err_set(loading->err, DN_E_CONFIG,
		    "not a width and a height in pixels");
	size.width = (uint32_t)width;
	size.height = (uint32_t)height;
	if (add_view(loading, WHOLE, name, size, &index) < 0)
		return -1;
	size.whole = index;
	return add_view(loading, STEM, dn_files_stem(name), size,
	    &index) < 0 ||
	    add_view(loading, LAST, last_step(name), size, &index) < 0 ||
	    add_view(loading, LAST_STEM, dn_files_stem(last_step(name)), size,
	    &index) < 0 ? -1 : 0;
}

/* A JSON object; `line` has a control byte and padding behind it. */
static int
read_object(struct loading *loading, struct dn_span line)
{
	struct dn_tree *tree = &loading->tree;
	struct dn_node *node, *media, *path, *record;
	struct dn_json_value value;
	struct dn_err why = DN_ERR_INIT;
	double width = 0, height = 0;
	struct dn_span id;

	if (dn_json_scan(loading->json, line, NULL, &why) < 0)
		return dn_err_set(loading->err, DN_E_CONFIG, "%s", why.text);
	value = (struct dn_json_value){ .raw = line, .type = DN_JSON_OBJECT };
	dn_tree_clear(tree);
	node = dn_tree_read(tree, &value);
	id = dn_node_text(tree, dn_node_get(tree, node, "id"));
	record = dn_node_get(tree, node, "record");
	media = dn_node_get(tree, node, "media");
	if (dn_node_type(media) == DN_JSON_OBJECT)
		node = media;
	path = dn_node_get(tree, node, "path");
	(void)dn_node_real(dn_node_get(tree, node, "width"), &width);
	(void)dn_node_real(dn_node_get(tree, node, "height"), &height);
	if (dn_tree_check(tree, loading->err) < 0)
		return -1;
	/* Of records, headers and texts have no size. */
	if (width <= 0 && height <= 0 && (node == media || record != NULL))
		return 0;
	if (id.len > 0 && add_name(loading, id, width, height) < 0)
		return -1;
	if (id.len > 0 && path == NULL)
		return 0;
	return add_name(loading, dn_node_text(tree, path), width, height);
}

/* The number that ends a line, which is cut off with what is before it. */
static bool
cut_number(struct dn_span *line, char separator, double *value)
{
	size_t from = line->len;
	struct dn_span text;

	while (from > 0 && line->ptr[from - 1] != separator)
		from--;
	if (from == 0)
		return false;
	text = (struct dn_span){ line->ptr + from, line->len - from };
	line->len = from - 1;
	*value = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		*value = *value * 10 + (text.ptr[i] - '0');
	}
	return text.len > 0;
}

/* What stands in quotes, two of which are one. */
static struct dn_span
unquote(struct dn_span name, char *room)
{
	size_t len = 0;

	if (name.len < 2 || name.ptr[0] != '"' ||
	    name.ptr[name.len - 1] != '"')
		return name;
	for (size_t i = 1; i < name.len - 1; i++) {
		room[len++] = name.ptr[i];
		if (name.ptr[i] == '"' && name.ptr[i + 1] == '"')
			i++;
	}
	return (struct dn_span){ room, len };
}

/* A path, a width and a height; *number is that of the line. */
static int
read_row(struct loading *loading, struct dn_span line, uint64_t number)
{
	char separator = memchr(line.ptr, '\t', line.len) != NULL ? '\t' : ',';
	double width, height;
	char *room;
	int failed;

	if (!cut_number(&line, separator, &height) ||
	    !cut_number(&line, separator, &width))
		return number == 1 ? 0 : dn_err_set(loading->err, DN_E_CONFIG,
		    "neither an object nor a path, a width and a height");
	room = malloc(line.len + 1);
	if (room == NULL)
		return dn_err_memory(loading->err);
	failed = add_name(loading, unquote(line, room), width, height);
	free(room);
	return failed;
}

/* Line by line; `text` has padding behind it. */
static int
read_lines(struct loading *loading, struct dn_span text)
{
	uint64_t number = 1;

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		text = (struct dn_span){ text.ptr + 3, text.len - 3 };
	for (; text.len > 0; number++) {
		const char *end = memchr(text.ptr, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.ptr) : text.len;
		struct dn_span line = { text.ptr, len };
		int failed = 0;

		if (len > 0 && text.ptr[len - 1] == '\r')
			line.len--;
		if (line.len > 0)
			failed = line.ptr[0] == '{' ?
			    read_object(loading, line) :
			    read_row(loading, line, number);
		if (failed < 0)
			return dn_err_at(loading->err, number, 0);
		len += end != NULL;
		text = (struct dn_span){ text.ptr + len, text.len - len };
	}
	return 0;
}

struct dn_sizes *
dn_sizes_load(const char *path, struct dn_err *err)
{
	struct dn_sizes *sizes = calloc(1, sizeof(*sizes));
	struct loading loading = { .sizes = sizes, .err = err };
	struct dn_bytes text;
	int failed = -1;

	dn_bytes_init(&text, FILE_MOST);
	dn_bytes_init(&loading.key, SIZE_MAX / 2);
	dn_tree_init(&loading.tree, LINE_NODES);
	loading.json = dn_json_new(NULL, DN_JSON_STRICT);
	if (sizes != NULL)
		sizes->names = dn_names_new();
	if (sizes == NULL || sizes->names == NULL || loading.json == NULL) {
		dn_err_memory(err);
	} else if (dn_src_slurp(path, &text, err) == 0) {
		char *padding = dn_bytes_reserve(&text, DN_JSON_PADDING);

		if (padding != NULL)
			memset(padding, 0, DN_JSON_PADDING);
		failed = dn_bytes_check(&text, err) < 0 ? -1 :
		    read_lines(&loading, dn_bytes_span(&text));
		if (failed < 0)
			err->source = path;
	}
	dn_json_free(loading.json);
	dn_tree_release(&loading.tree);
	dn_bytes_release(&loading.key);
	dn_bytes_release(&text);
	if (failed == 0)
		return sizes;
	dn_sizes_free(sizes);
	return NULL;
}

void
dn_sizes_free(struct dn_sizes *sizes)
{
	if (sizes == NULL)
		return;
	dn_names_free(sizes->names);
	free(sizes->sizes);
	free(sizes);
}

/* ---- looking up ------------------------------------------------------ */

/* A view of a name, or NULL. */
static const struct size *
find_view(const struct dn_sizes *sizes, enum view view, struct dn_span name,
    struct dn_bytes *key)
{
	size_t index;

	make_key(key, view, name);
	index = dn_names_find(sizes->names, dn_bytes_span(key));
	return index == DN_NAMES_NONE ? NULL : &sizes->sizes[index];
}

/* A name with all its folders, with fewer, and then a line with more. */
static const struct size *
find_name(const struct dn_sizes *sizes, enum view view, enum view last,
    struct dn_span name, struct dn_bytes *key)
{
	struct dn_span tail = name, whole;
	const struct size *size;

	if (name.len == 0)
		return NULL;
	for (;;) {
		const char *slash;

		size = find_view(sizes, view, tail, key);
		if (size != NULL && !size->several)
			return size;
		slash = memchr(tail.ptr, '/', tail.len);
		if (slash == NULL)
			break;
		tail.len -= (size_t)(slash + 1 - tail.ptr);
		tail.ptr = slash + 1;
	}
	size = find_view(sizes, last, tail, key);
	if (size == NULL || size->several)
		return NULL;
	whole = dn_names_get(sizes->names, size->whole);
	whole = (struct dn_span){ whole.ptr + 1, whole.len - 1 };
	return is_tail(name, last == LAST ? whole : dn_files_stem(whole)) ?
	    size : NULL;
}

int
dn_sizes_find(const struct dn_sizes *sizes, struct dn_span path,
    struct dn_span id, uint32_t *width, uint32_t *height, struct dn_err *err)
{
	const struct size *size;
	struct dn_bytes key;
	int failed;

	dn_bytes_init(&key, SIZE_MAX / 2);
	size = find_name(sizes, WHOLE, LAST, path, &key);
	if (size == NULL)
		size = find_name(sizes, WHOLE, LAST, id, &key);
	if (size == NULL)
		size = find_name(sizes, STEM, LAST_STEM, id, &key);
	failed = dn_bytes_check(&key, err);
	dn_bytes_release(&key);
	if (failed < 0 || size == NULL)
		return failed;
	*width = size->width;
	*height = size->height;
	return 1;
}
