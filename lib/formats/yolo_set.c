/* SPDX-License-Identifier: MIT */
/* A YOLO data set as it is opened, and the header that it gives. */
#include <stdlib.h>

#include "formats/yolo.h"
#include "io/jsontext.h"

#define SET_MOST ((size_t)1 << 34)      /* bytes of names and paths */

/* ---- opening --------------------------------------------------------- */

/* A table of the files' names: their numbers are those of the files. */
static int
name_files(struct dn_yolo_set *set, struct dn_err *err)
{
	set->names = dn_names_new();
	if (set->names == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < dn_files_count(set->files); i++) {
		struct dn_bytes twice;
		struct dn_span name = dn_span_of(dn_files_name(set->files,
		    i));
		int added;
		size_t number = dn_names_add(set->names, name, &added);

		if (number == DN_NAMES_NONE)
			return dn_err_memory(err);
		if (added)
			continue;
		/* Named files may share a name: one is found by it. */
		dn_bytes_init(&twice, SIZE_MAX / 2);
		dn_bytes_add_format(&twice, "//%zu", i);
		number = dn_names_add(set->names, dn_bytes_span(&twice),
		    NULL);
		dn_bytes_release(&twice);
		if (number == DN_NAMES_NONE)
			return dn_err_memory(err);
	}
	return 0;
}

int
dn_yolo_set_read(struct dn_yolo_set *set, const char *const *given,
    size_t count, bool folder, const char *config, unsigned how,
    struct dn_err *err)
{
	*set = (struct dn_yolo_set){ .config = DN_YOLO_NONE,
		.named = DN_YOLO_NONE, .size_file = DN_YOLO_NONE,
		.recoded = DN_YOLO_NONE,
		.encoding = (how & DN_YOLO_GB18030) != 0 ?
		    DN_ENCODING_GB18030 : (how & DN_YOLO_UTF8) != 0 ?
		    DN_ENCODING_UTF8 : DN_ENCODING_AUTO,
		.keep_suffix = (how & DN_YOLO_KEEP_SUFFIX) != 0 };
	bool told = folder && (how & DN_YOLO_BY_FOLDERS) != 0;

	dn_arena_init(&set->arena, SET_MOST);
	set->files = dn_files_new(given, count, err);
	if (set->files == NULL || name_files(set, err) < 0)
		return -1;
	if (!told && dn_yolo_config_read(set, config, err) < 0)
		return -1;
	if (told || (folder && set->config == DN_YOLO_NONE &&
	    dn_yolo_folders_is(set)))
		return dn_yolo_folders_read(set, told, err);
	if (!folder)
		set->layout = set->layout == DN_YOLO_LOOSE ? DN_YOLO_LOOSE :
		    DN_YOLO_CLASSES;
	return dn_yolo_sizes_read(set, err) < 0 ? -1 :
	    dn_yolo_places_read(set, err);
}

int
dn_yolo_set_slurp(struct dn_yolo_set *set, size_t index,
    struct dn_bytes *out, struct dn_err *err)
{
	enum dn_encoding found;

	if (dn_files_slurp_text(set->files, index, set->encoding, out, &found,
	    err) < 0)
		return -1;
	if (found == DN_ENCODING_GB18030 && set->recoded == DN_YOLO_NONE)
		set->recoded = index;
	return 0;
}

void
dn_yolo_set_release(struct dn_yolo_set *set)
{
	dn_files_free(set->files);
	dn_names_free(set->names);
	dn_names_free(set->sized);
	free(set->sizes);
	dn_yaml_free(set->yaml);
	dn_arena_release(&set->arena);
	free(set->classes);
	free(set->entries);
	free(set->splits);
	*set = (struct dn_yolo_set){ .config = DN_YOLO_NONE,
		.named = DN_YOLO_NONE };
}

/* ---- YAML as JSON ---------------------------------------------------- */

/* Is `c` the small letter or the sign, or that letter's capital? */
static bool
is_letter(char letter, char c)
{
	return c == letter || (letter >= 'a' && (c | 0x20) == letter);
}

/* True where `text` is one of the words, in any case. */
static bool
is_word(struct dn_span text, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t len = strlen(*words), i = 0;

		while (i < len && i < text.len && is_letter((*words)[i],
		    text.ptr[i]))
			i++;
		if (i == len && text.len == len)
			return true;
	}
	return false;
}

/* Does it look like a number, a date or a time to some YAML? */
static bool
is_figure(struct dn_span text)
{
	static const char taken[] = "0123456789abcdefABCDEFxXoO_.:+- TZtz";
	bool digit = false;

	if (strchr("0123456789.+-", text.ptr[0]) == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\0' || strchr(taken, text.ptr[i]) == NULL)
			return false;
		digit = digit || (text.ptr[i] >= '0' && text.ptr[i] <= '9');
	}
	return digit;
}

/* Bytes that have a meaning in YAML, or none on a line. */
static bool
has_marks(struct dn_span text)
{
	if (strchr("!&*-?:,[]{}#|>@`\"'% =<", text.ptr[0]) != NULL ||
	    text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == ':')
		return true;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		char next = i + 1 < text.len ? text.ptr[i + 1] : '\0';

		/* Some characters that begin so are not printed. */
		if (c < ' ' || strchr("\"\\[]{},\x7f\xc2\xe2\xef", c) != NULL ||
		    (c == ' ' && next == '#') || (c == ':' && next == ' '))
			return true;
	}
	return false;
}

bool
dn_yolo_needs_quotes(struct dn_span text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on",
		"off", "true", "false", "null", "~", ".inf", "-.inf", "+.inf",
		".nan", "---", "...", NULL };

	return text.len == 0 || is_word(text, words) || is_figure(text) ||
	    has_marks(text);
}

/* The root of data.yaml; NULL where there is none. */
static const struct dn_yaml_node *
root_of(const struct dn_yolo_set *set)
{
	return set->yaml != NULL ? dn_yaml_root(set->yaml) : NULL;
}

const struct dn_yaml_node *
dn_yolo_set_dn(const struct dn_yolo_set *set)
{
	const struct dn_yaml_node *dn = dn_yaml_get(root_of(set), "dn");
	const struct dn_yaml_node *node = dn != NULL ? dn->first : NULL;

	if (dn == NULL || dn->kind != DN_YAML_MAPPING)
		return NULL;
	for (; node != NULL; node = node->next)
		if (!(dn_span_is(node->key, "splits") &&
		    node->kind == DN_YAML_MAPPING) &&
		    !(dn_span_is(node->key, "labels") &&
		    node->kind == DN_YAML_SEQUENCE))
			return NULL;
	return dn;
}

/* What is being turned into JSON. */
struct turning {
	struct dn_bytes *out;
	struct dn_bytes *pointer;       /* of the node */
	struct dn_bytes *plain;         /* pointers of texts without quotes */
	bool texts;                     /* numbers and words are texts, too */
};

static void
add_scalar(struct turning *turning, const struct dn_yaml_node *node)
{
	static const char *const nulls[] = { "", "~", "null", NULL };
	static const char *const trues[] = { "true", NULL };
	static const char *const falses[] = { "false", NULL };
	struct dn_bytes *out = turning->out;
	bool word = node->plain && !turning->texts;

	if (word && is_word(node->text, nulls)) {
		dn_bytes_add_text(out, "null");
	} else if (word && is_word(node->text, trues)) {
		dn_bytes_add_text(out, "true");
	} else if (word && is_word(node->text, falses)) {
		dn_bytes_add_text(out, "false");
	} else if (word && dn_yolo_is_json(node->text)) {
		dn_bytes_add_span(out, node->text);
	} else {
		dn_json_write_text(out, node->text);
		if (!node->plain || !dn_yolo_needs_quotes(node->text))
			return;
		if (turning->plain->len > 0)
			dn_bytes_add_byte(turning->plain, ',');
		dn_json_write_text(turning->plain,
		    dn_bytes_span(turning->pointer));
	}
}

static void
step_to(struct turning *turning, const struct dn_yaml_node *parent,
    const struct dn_yaml_node *node, uint64_t index)
{
	if (parent->kind == DN_YAML_MAPPING)
		dn_node_step(node->key, turning->pointer);
	else
		dn_bytes_add_format(turning->pointer, "/%llu",
		    (unsigned long long)index);
}

/*
 * A node with all below it; the tree is at most DN_YAML_MAX_DEPTH deep, and so
 * is this.
 */
static void
add_value(struct turning *turning, const struct dn_yaml_node *top)
{
	const struct dn_yaml_node *above[DN_YAML_MAX_DEPTH + 2];
	size_t lengths[DN_YAML_MAX_DEPTH + 2], depth = 0;
	uint64_t indexes[DN_YAML_MAX_DEPTH + 2];
	const struct dn_yaml_node *node = top;

	while (node != NULL) {
		bool map = node->kind == DN_YAML_MAPPING;

		if (depth > 0 && above[depth - 1]->kind == DN_YAML_MAPPING) {
			dn_json_write_text(turning->out, node->key);
			dn_bytes_add_byte(turning->out, ':');
		}
		if (node->kind == DN_YAML_SCALAR)
			add_scalar(turning, node);
		else
			dn_bytes_add_byte(turning->out, map ? '{' : '[');
		if (node->kind != DN_YAML_SCALAR && node->first != NULL) {
			above[depth] = node;
			lengths[depth] = turning->pointer->len;
			indexes[depth++] = 0;
			step_to(turning, node, node->first, 0);
			node = node->first;
			continue;
		}
		if (node->kind != DN_YAML_SCALAR)
			dn_bytes_add_byte(turning->out, map ? '}' : ']');
		while (depth > 0 && node->next == NULL) {
			node = above[--depth];
			turning->pointer->len = lengths[depth];
			dn_bytes_add_byte(turning->out,
			    node->kind == DN_YAML_MAPPING ? '}' : ']');
		}
		if (depth == 0)
			return;
		node = node->next;
		turning->pointer->len = lengths[depth - 1];
		step_to(turning, above[depth - 1], node, ++indexes[depth - 1]);
		dn_bytes_add_byte(turning->out, ',');
	}
}

/* ---- the header ------------------------------------------------------ */

/* A member of source.raw: "/key" and JSON. */
static void
keep(struct dn_item *item, struct dn_span key, struct dn_span json)
{
	struct dn_bytes pointer;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(key, &pointer);
	if (pointer.failed != DN_E_NONE)
		item->tree.failed = true;
	else
		dn_raw_set(&item->tree, item->root, dn_bytes_span(&pointer),
		    json);
	dn_bytes_release(&pointer);
}

static void
keep_text(struct dn_item *item, struct dn_span key, struct dn_span text)
{
	struct dn_bytes json;

	dn_bytes_init(&json, SIZE_MAX / 2);
	dn_json_write_text(&json, text);
	keep(item, key, dn_bytes_span(&json));
	dn_bytes_release(&json);
}

/* Members of data.yaml that are not modelled, and how names were spelt. */
static int
keep_yaml(const struct dn_yolo_set *set, struct dn_item *item,
    struct dn_err *err)
{
	const struct dn_yaml_node *root = root_of(set), *node;
	struct dn_bytes out, pointer, plain;
	struct turning turning = { &out, &pointer, &plain, false };
	int64_t count;
	int failed = 0;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_bytes_init(&plain, SIZE_MAX / 2);
	for (node = root != NULL ? root->first : NULL; node != NULL;
	    node = node->next) {
		bool names = dn_span_is(node->key, "names");

		dn_bytes_clear(&out);
		dn_bytes_clear(&pointer);
		if (node == dn_yolo_set_dn(set))
			continue;
		dn_node_step(node->key, &pointer);
		/* Also of names, for their spelling. */
		turning.texts = names;
		add_value(&turning, node);
		turning.texts = false;
		if (!names)
			keep(item, node->key, dn_bytes_span(&out));
		else if (node->kind == DN_YAML_SEQUENCE)
			keep(item, DN_SPAN("@names"), DN_SPAN("\"list\""));
	}
	node = dn_yaml_get(dn_yolo_set_dn(set), "splits");
	if (node != NULL) {
		dn_bytes_clear(&out);
		dn_bytes_clear(&pointer);
		add_value(&turning, node);
		keep(item, DN_SPAN("@splits"), dn_bytes_span(&out));
	}
	node = dn_yaml_get(root, "nc");
	if (node != NULL && dn_yaml_int(node, &count) &&
	    count != (int64_t)set->class_count)
		keep(item, DN_SPAN("@count"), DN_SPAN("true"));
	if (plain.len > 0) {
		dn_bytes_clear(&out);
		dn_bytes_add_byte(&out, '[');
		dn_bytes_add_span(&out, dn_bytes_span(&plain));
		dn_bytes_add_byte(&out, ']');
		keep(item, DN_SPAN("@plain"), dn_bytes_span(&out));
	}
	if (dn_bytes_check(&out, err) < 0 || dn_bytes_check(&plain, err) < 0)
		failed = -1;
	dn_bytes_release(&out);
	dn_bytes_release(&pointer);
	dn_bytes_release(&plain);
	return failed;
}

/* Where each split is: the folder of its labels, or its list. */
static void
keep_places(const struct dn_yolo_set *set, struct dn_item *item)
{
	struct dn_bytes out;
	bool any = false;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_add_byte(&out, '{');
	for (size_t i = 0; i < set->split_count; i++) {
		if (set->splits[i].place.ptr == NULL)
			continue;
		if (any)
			dn_bytes_add_byte(&out, ',');
		any = true;
		dn_json_write_text(&out, set->splits[i].name);
		dn_bytes_add_byte(&out, ':');
		dn_json_write_text(&out, set->splits[i].place);
	}
	dn_bytes_add_byte(&out, '}');
	if (any)
		keep(item, DN_SPAN("@places"), dn_bytes_span(&out));
	dn_bytes_release(&out);
}

/* What this suite wrote of a label beside its name. */
static void
add_label_members(struct dn_item *item, struct dn_node *label,
    const struct dn_yaml_node *told)
{
	struct dn_bytes out, pointer, plain;
	struct turning turning = { &out, &pointer, &plain, false };
	const struct dn_yaml_node *node;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_bytes_init(&plain, SIZE_MAX / 2);
	for (node = told->first; node != NULL; node = node->next) {
		if (dn_span_is(node->key, "name"))
			continue;
		dn_bytes_clear(&out);
		add_value(&turning, node);
		dn_node_set_raw_named(&item->tree, label, node->key,
		    dn_bytes_span(&out));
	}
	dn_bytes_release(&out);
	dn_bytes_release(&pointer);
	dn_bytes_release(&plain);
}

/* Names of keypoints, which `kpt_names` has by class. */
static void
add_keypoints(const struct dn_yolo_set *set, struct dn_item *item,
    struct dn_node *label, int64_t id)
{
	const struct dn_yaml_node *lists = dn_yaml_get(root_of(set),
	    "kpt_names"), *list, *node;
	char key[24];
	struct dn_node *array;
	struct dn_bytes text;

	dn_bytes_init(&text, sizeof(key));
	dn_bytes_add_int(&text, id);
	list = dn_yaml_get(lists, dn_bytes_text(&text));
	dn_bytes_release(&text);
	if (list == NULL || list->kind != DN_YAML_SEQUENCE ||
	    dn_node_get(&item->tree, label, "keypoints") != NULL)
		return;
	array = dn_node_set_array(&item->tree, label, "keypoints");
	for (node = list->first; node != NULL; node = node->next)
		if (node->kind == DN_YAML_SCALAR)
			dn_node_add_text(&item->tree, array, node->text);
}

static void
add_labels(const struct dn_yolo_set *set, struct dn_item *item)
{
	const struct dn_yaml_node *told = dn_yaml_get(dn_yolo_set_dn(set),
	    "labels");
	struct dn_node *labels = dn_node_set_array(&item->tree, item->root,
	    "labels");

	told = told != NULL ? told->first : NULL;
	for (size_t i = 0; i < set->class_count; i++) {
		const struct dn_yaml_node *name = dn_yaml_get(told, "name");
		struct dn_node *label, *ids;

		if (set->classes[i].first != set->classes[i].id)
			continue;
		label = dn_node_add_object(&item->tree, labels);
		dn_node_set_text(&item->tree, label, "name",
		    set->classes[i].name);
		/* They stand in the same order, but not every one does. */
		if (name != NULL && dn_span_equal(name->text,
		    set->classes[i].name)) {
			add_label_members(item, label, told);
			told = told->next;
		}
		add_keypoints(set, item, label, set->classes[i].id);
		ids = dn_node_need_object(&item->tree, label, "ids");
		dn_node_set_int(&item->tree, ids, "yolo",
		    set->classes[i].id);
	}
}

/* Classes whose names lower ones have: which these are, by their numbers. */
static void
keep_again(const struct dn_yolo_set *set, struct dn_item *item)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	for (size_t i = 0; i < set->class_count; i++) {
		const struct dn_yolo_class *class = &set->classes[i];

		if (class->first != class->id)
			dn_bytes_add_format(&out, "%s\"%lld\":%lld",
			    out.len > 0 ? "," : "{", (long long)class->id,
			    (long long)class->first);
	}
	if (out.len > 0) {
		dn_bytes_add_byte(&out, '}');
		keep(item, DN_SPAN("@again"), dn_bytes_span(&out));
	}
	dn_bytes_release(&out);
}

int
dn_yolo_set_header(const struct dn_yolo_set *set, struct dn_item *item,
    struct dn_err *err)
{
	static const char *const layouts[] = { "loose", "classes", "darknet",
		"yaml", "folders" };
	struct dn_span text = set->text, key, value;

	dn_item_begin_header(item);
	if (set->class_count > 0)
		add_labels(set, item);
	item->source = dn_node_set_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("yolo"));
	if (set->config != DN_YOLO_NONE)
		dn_node_set_text(&item->tree, item->source, "file",
		    dn_span_of(dn_files_name(set->files, set->config)));
	dn_node_set_text(&item->tree, item->source, "dialect",
	    dn_span_of(layouts[set->layout]));
	if (set->yaml != NULL && keep_yaml(set, item, err) < 0)
		return -1;
	while (set->layout == DN_YOLO_DARKNET &&
	    dn_yolo_data_next(&text, &key, &value))
		keep_text(item, key, value);
	if (set->layout == DN_YOLO_DARKNET && set->named != DN_YOLO_NONE)
		keep_text(item, DN_SPAN("@names"), dn_span_of(
		    dn_files_name(set->files, set->named)));
	if (set->size_file != DN_YOLO_NONE)
		keep_text(item, DN_SPAN("@sizes"), dn_span_of(
		    dn_files_name(set->files, set->size_file)));
	keep_again(set, item);
	keep_places(set, item);
	return dn_tree_check(&item->tree, err);
}
