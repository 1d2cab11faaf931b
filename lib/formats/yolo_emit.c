/* SPDX-License-Identifier: MIT */
/* data.yaml, classes.txt and darknet's files: the names of the classes. */
#include "core/utf8.h"
#include "formats/yolo_end.h"
#include "io/jsontext.h"

/* ---- YAML ------------------------------------------------------------ */

/* Characters that YAML does not take as they are, not even in quotes. */
static bool
is_printed(uint32_t point)
{
	return point >= 0xa0 ? point != 0x2028 && point != 0x2029 &&
	    point != 0xfeff && point != 0xfffe && point != 0xffff :
	    point >= ' ' && point < 0x7f;
}

/* Append a text of JSON or of YAML in quotes with what is not printed as \u. */
static void
add_printed(struct dn_bytes *out, struct dn_span text)
{
	uint32_t point;
	size_t len;

	for (; text.len > 0; text.ptr += len, text.len -= len) {
		len = dn_utf8_decode(text.ptr, text.len, &point);
		if (len == 0) {
			len = 1;
			point = 0xfffd;
			dn_bytes_add_text(out, "\\ufffd");
		} else if (is_printed(point)) {
			dn_bytes_add(out, text.ptr, len);
		} else {
			dn_bytes_add_format(out, "\\u%04x", (unsigned)point);
		}
	}
}

/* Append a scalar: plain where it can be, unless `plain` knows better. */
static void
add_text(struct dn_bytes *out, struct dn_span text, bool plain)
{
	struct dn_bytes quoted;

	if (plain || !dn_yolo_needs_quotes(text)) {
		dn_bytes_add_span(out, text);
		return;
	}
	dn_bytes_init(&quoted, SIZE_MAX / 2);
	dn_json_write_text(&quoted, text);
	add_printed(out, dn_bytes_span(&quoted));
	if (quoted.failed != DN_E_NONE)
		out->failed = quoted.failed;
	dn_bytes_release(&quoted);
}

/* What is being written, and where in what was kept. */
struct emission {
	struct dn_tree *tree;
	struct dn_bytes *out;
	struct dn_node *plain;          /* pointers of texts without quotes */
	struct dn_bytes pointer;
};

static bool
is_plain(struct emission *emission)
{
	struct dn_node *node = dn_node_first(emission->tree,
	    emission->plain);

	for (; node != NULL; node = node->next)
		if (dn_span_equal(dn_node_text(emission->tree, node),
		    dn_bytes_span(&emission->pointer)))
			return true;
	return false;
}

static void
add_key(struct dn_bytes *out, struct dn_span key)
{
	bool number = key.len > 0;

	for (size_t i = 0; i < key.len; i++)
		number = number && key.ptr[i] >= '0' && key.ptr[i] <= '9';
	add_text(out, key, number);
	dn_bytes_add_text(out, ": ");
}

static void
add_leaf(struct emission *emission, const struct dn_node *node)
{
	if (node->type == DN_JSON_STRING)
		add_text(emission->out, dn_node_text(emission->tree, node),
		    is_plain(emission));
	else
		dn_bytes_add_span(emission->out, node->raw);
}

static void
step_to(struct emission *emission, const struct dn_node *node, size_t index)
{
	if (node->parent->type == DN_JSON_OBJECT)
		dn_node_step(node->name, &emission->pointer);
	else
		dn_bytes_add_format(&emission->pointer, "/%zu", index);
}

/* A value in flow style, with all below it. */
static void
add_value(struct emission *emission, struct dn_node *top)
{
	size_t lengths[DN_JSON_DEPTH + 2], indexes[DN_JSON_DEPTH + 2];
	size_t depth = 0;
	struct dn_node *node = top, *child;

	for (;;) {
		bool object = node->type == DN_JSON_OBJECT;

		if (node != top && node->parent->type == DN_JSON_OBJECT)
			add_key(emission->out, node->name);
		if (node->type >= DN_JSON_ARRAY)
			dn_bytes_add_byte(emission->out, object ? '{' : '[');
		else
			add_leaf(emission, node);
		child = dn_node_first(emission->tree, node);
		if (child != NULL && depth < DN_JSON_DEPTH) {
			lengths[depth] = emission->pointer.len;
			indexes[depth++] = 0;
			step_to(emission, child, 0);
			node = child;
			continue;
		}
		if (node->type >= DN_JSON_ARRAY)
			dn_bytes_add_byte(emission->out, object ? '}' : ']');
		while (depth > 0 && node->next == NULL) {
			node = node->parent;
			emission->pointer.len = lengths[--depth];
			dn_bytes_add_byte(emission->out,
			    node->type == DN_JSON_OBJECT ? '}' : ']');
		}
		if (depth == 0)
			return;
		node = node->next;
		emission->pointer.len = lengths[depth - 1];
		step_to(emission, node, ++indexes[depth - 1]);
		dn_bytes_add_text(emission->out, ", ");
	}
}

/* ---- names ----------------------------------------------------------- */

static struct dn_node *
kept(const struct dn_yolo_end *end, const char *pointer)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);

	return end->own ? dn_node_get(tree, end->raw, pointer) : NULL;
}

/* `names`, as a mapping, or as the list that it was. */
static void
add_names(struct dn_yolo_end *end, struct emission *emission)
{
	struct dn_labels *labels = end->writer->writing->labels;
	bool list = kept(end, "/@names") != NULL;

	dn_bytes_add_text(emission->out, end->class_count > 0 ? "names:\n" :
	    "names: []\n");
	for (size_t i = 0; i < end->class_count; i++)
		if (end->classes[i].number != (int64_t)i)
			list = false;
	for (size_t i = 0; i < end->class_count; i++) {
		const struct dn_yolo_named *class = &end->classes[i];

		dn_bytes_add_text(emission->out, "  ");
		dn_bytes_clear(&emission->pointer);
		dn_bytes_add_format(&emission->pointer, "/names/%lld",
		    (long long)class->number);
		if (list)
			dn_bytes_add_text(emission->out, "- ");
		else
			dn_bytes_add_format(emission->out, "%lld: ",
			    (long long)class->number);
		add_text(emission->out, dn_labels_name(labels, class->label),
		    is_plain(emission));
		dn_bytes_add_byte(emission->out, '\n');
	}
}

/* Are these the names of keypoints that `kpt_names` has for the class? */
static bool
has_keypoints(const struct dn_yolo_end *end, int64_t number,
    struct dn_node *keypoints)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);
	struct dn_node *names = kept(end, "/kpt_names"), *node;
	struct dn_bytes key;

	dn_bytes_init(&key, SIZE_MAX / 2);
	dn_bytes_add_int(&key, number);
	names = dn_node_find(tree, names, dn_bytes_span(&key));
	dn_bytes_release(&key);
	if (dn_node_type(names) != DN_JSON_ARRAY)
		return false;
	node = dn_node_first(tree, keypoints);
	names = dn_node_first(tree, names);
	while (node != NULL && names != NULL && dn_span_equal(
	    dn_node_text(tree, node), dn_node_text(tree, names))) {
		node = node->next;
		names = names->next;
	}
	return node == NULL && names == NULL;
}

/* Does a header say more of the label than what stands here already? */
static bool
says_more(const struct dn_yolo_end *end, int64_t number,
    struct dn_node *label)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);
	struct dn_node *node = dn_node_first(tree, label), *id;

	for (; node != NULL; node = node->next) {
		if (dn_span_is(node->name, "name") ||
		    (dn_span_is(node->name, "keypoints") &&
		    has_keypoints(end, number, node)))
			continue;
		if (!dn_span_is(node->name, "ids"))
			return true;
		for (id = dn_node_first(tree, node); id != NULL;
		    id = id->next)
			if (!dn_span_is(id->name, "yolo"))
				return true;
	}
	return false;
}

/*
 * Append `labels: [...]`, behind a comma where `behind`: what no trainer wants
 * to know.  Nothing where there is nothing to say, or unless `asked`.
 */
static void
add_labels(struct dn_yolo_end *end, struct dn_bytes *out, bool asked,
    bool behind)
{
	struct dn_labels *labels = end->writer->writing->labels;
	const char *before = behind ? ", labels: [" : "labels: [";
	bool any = false;
	struct dn_bytes json;

	dn_bytes_init(&json, SIZE_MAX / 2);
	for (size_t i = 0; i < end->class_count && asked; i++) {
		const struct dn_yolo_named *class = &end->classes[i];
		struct dn_node *node = dn_labels_node(labels, class->label);
		struct dn_json_value value = { .type = DN_JSON_OBJECT };
		struct dn_bytes text;

		if (node == NULL || !says_more(end, class->number, node) ||
		    class->number != end->numbers[class->label])
			continue;
		dn_bytes_init(&text, SIZE_MAX / 2);
		dn_tree_write(node, &text);
		dn_bytes_add(&text, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", DN_JSON_PADDING);
		value.raw = dn_bytes_span(&text);
		value.raw.len -= DN_JSON_PADDING;
		dn_bytes_clear(&json);
		if (text.failed == DN_E_NONE)
			dn_json_canonical(&value, &json);
		dn_bytes_add_text(out, before);
		add_printed(out, dn_bytes_span(&json));
		before = ", ";
		any = true;
		dn_bytes_release(&text);
	}
	if (any)
		dn_bytes_add_byte(out, ']');
	dn_bytes_release(&json);
}

/* ---- data.yaml ------------------------------------------------------- */

/* Splits that trainers know by name. */
static bool
is_known(struct dn_span split)
{
	return dn_span_is(split, "train") || dn_span_is(split, "val") ||
	    dn_span_is(split, "test");
}

/* The value of a split: its list, or its folder of pictures. */
static void
add_place(struct dn_yolo_end *end, const struct dn_yolo_list *list,
    struct dn_bytes *out)
{
	struct dn_bytes path;

	dn_bytes_init(&path, SIZE_MAX / 2);
	dn_bytes_clear(&end->name);
	if (list->pathless) {
		dn_bytes_add_text(&end->name, "images");
		if (list->split.ptr != NULL) {
			dn_bytes_add_byte(&end->name, '/');
			dn_bytes_add_span(&end->name, list->split);
		}
	} else {
		dn_yolo_list_name(list, &end->name);
	}
	dn_outdir_escape(&path, dn_bytes_span(&end->name));
	add_text(out, dn_bytes_span(&path), false);
	if (path.failed != DN_E_NONE)
		out->failed = path.failed;
	dn_bytes_release(&path);
}

static const struct dn_yolo_list *
list_of(const struct dn_yolo_end *end, const char *split)
{
	for (size_t i = 0; i < end->list_count; i++)
		if (end->lists[i].split.ptr != NULL &&
		    dn_span_is(end->lists[i].split, split))
			return &end->lists[i];
	return NULL;
}

/*
 * train, val and test.  Trainers want the first two, so what there is stands
 * for what there is not; *told says that `dn` has to tell which is which.
 */
static void
add_splits(struct dn_yolo_end *end, struct dn_bytes *out, bool *told)
{
	static const char *const keys[] = { "train", "val", "test" };
	const struct dn_yolo_list *first = list_of(end, "train");

	*told = false;
	for (size_t i = 0; i < end->list_count; i++)
		if (!is_known(end->lists[i].split))
			*told = end->list_count > 1 ||
			    end->lists[i].split.ptr != NULL;
	if (first == NULL)
		first = list_of(end, "val");
	if (first == NULL && end->list_count > 0)
		first = &end->lists[0];
	for (int i = 0; i < 3; i++) {
		const struct dn_yolo_list *list = list_of(end, keys[i]);

		if (list == NULL && i < 2) {
			*told = *told || (first != NULL &&
			    first->split.ptr != NULL);
			list = first;
		}
		if (list == NULL)
			continue;
		dn_bytes_add_format(out, "%s: ", keys[i]);
		add_place(end, list, out);
		dn_bytes_add_byte(out, '\n');
	}
}

/* `dn`: splits that trainers do not know, and more of the labels. */
static void
add_dn(struct dn_yolo_end *end, struct dn_bytes *out, bool splits,
    bool labels)
{
	size_t start = out->len, empty;

	dn_bytes_add_text(out, "dn: {");
	empty = out->len;
	if (splits)
		dn_bytes_add_text(out, "splits: {");
	for (size_t i = 0; i < end->list_count && splits; i++) {
		if (i > 0)
			dn_bytes_add_text(out, ", ");
		add_text(out, end->lists[i].split, false);
		dn_bytes_add_text(out, ": ");
		add_place(end, &end->lists[i], out);
	}
	if (splits)
		dn_bytes_add_byte(out, '}');
	add_labels(end, out, labels, splits);
	if (out->len == empty)
		out->len = start;
	else
		dn_bytes_add_text(out, "}\n");
}

/* The members of a set that is not its own before. */
static void
add_new(struct dn_yolo_end *end, struct emission *emission, bool labels)
{
	struct dn_yolo_writer *writer = end->writer;
	struct dn_bytes *out = emission->out;
	const char *task = dn_yolo_task_name(writer->task);
	bool told;

	add_splits(end, out, &told);
	dn_bytes_add_format(out, "nc: %zu\n", end->label_count);
	add_names(end, emission);
	if (writer->pose_lines > 0)
		dn_bytes_add_format(out, "kpt_shape: [%zu, 3]\n",
		    writer->points > 0 ? writer->points : 1);
	if (task != NULL && writer->task != DN_YOLO_DETECT)
		dn_bytes_add_format(out, "task: %s\n", task);
	add_dn(end, out, told, labels);
}

/* `dn` as it came, and more of the labels as it is now. */
static void
add_own_dn(struct dn_yolo_end *end, struct emission *emission, bool labels)
{
	struct dn_bytes *out = emission->out;
	struct dn_node *splits = kept(end, "/@splits");
	size_t start = out->len, at;

	dn_bytes_add_text(out, "dn: {");
	at = out->len;
	if (splits != NULL) {
		dn_bytes_clear(&emission->pointer);
		dn_bytes_add_text(out, "splits: ");
		add_value(emission, splits);
	}
	add_labels(end, out, labels, splits != NULL);
	if (out->len == at)
		out->len = start;
	else
		dn_bytes_add_text(out, "}\n");
}

/* The members that it came with. */
static void
add_own(struct dn_yolo_end *end, struct emission *emission, bool labels)
{
	struct dn_node *node = dn_node_first(emission->tree, end->raw);

	for (; node != NULL; node = node->next) {
		struct dn_span key = node->name;
		int64_t count;

		if (key.len < 2 || key.ptr[0] != '/' || key.ptr[1] == '@')
			continue;
		dn_bytes_clear(&emission->pointer);
		dn_bytes_add_span(&emission->pointer, key);
		key.ptr++;
		key.len--;
		add_key(emission->out, key);
		if (dn_span_is(key, "nc") && dn_node_int(node, &count) &&
		    count != (int64_t)end->class_count && kept(end,
		    "/@count") == NULL)
			dn_bytes_add_format(emission->out, "%zu",
			    end->class_count);
		else
			add_value(emission, node);
		dn_bytes_add_byte(emission->out, '\n');
	}
	add_names(end, emission);
	if (kept(end, "/dn") == NULL)
		add_own_dn(end, emission, labels);
}

/* data.yaml in end->out, with or without what is said of labels. */
static int
make_yaml(struct dn_yolo_end *end, bool labels, struct dn_err *err)
{
	struct dn_labels *table = end->writer->writing->labels;
	struct emission emission = { .tree = dn_labels_tree(table),
		.out = &end->out, .plain = kept(end, "/@plain") };
	int failed;

	dn_bytes_clear(&end->out);
	dn_bytes_init(&emission.pointer, SIZE_MAX / 2);
	if (end->own)
		add_own(end, &emission, labels);
	else
		add_new(end, &emission, labels);
	failed = dn_bytes_check(&emission.pointer, err);
	dn_bytes_release(&emission.pointer);
	return failed < 0 ? -1 : dn_bytes_check(&end->out, err);
}

/* Can it be read, as far as we are concerned? */
static bool
is_read(struct dn_yolo_end *end)
{
	struct dn_err late = DN_ERR_INIT;
	struct dn_yaml *yaml = dn_yaml_parse(dn_bytes_span(&end->out), "",
	    &late);

	dn_yaml_free(yaml);
	return yaml != NULL;
}

static int
write_yaml(struct dn_yolo_end *end, struct dn_err *err)
{
	struct dn_span name = end->own ? end->config : DN_SPAN("data.yaml");

	if (make_yaml(end, true, err) < 0)
		return -1;
	if (!is_read(end) && (make_yaml(end, false, err) < 0 ||
	    dn_loss_dropped(end->writer->writing->loss, NULL, NULL,
	    DN_CAP_LABEL_SET, err, "what is said of labels is too much for "
	    "data.yaml") < 0))
		return -1;
	return dn_outdir_write(end->writer->writing->folder, name,
	    dn_bytes_span(&end->out), err);
}

/* ---- other configurations -------------------------------------------- */

/* Names, a line each; numbers that are no class have an empty one. */
static int
write_names(struct dn_yolo_end *end, struct dn_span file, struct dn_err *err)
{
	struct dn_labels *labels = end->writer->writing->labels;
	int64_t line = 0;

	dn_bytes_clear(&end->out);
	for (size_t i = 0; i < end->class_count; i++, line++) {
		struct dn_span name = dn_labels_name(labels,
		    end->classes[i].label);

		for (; line < end->classes[i].number; line++)
			dn_bytes_add_byte(&end->out, '\n');
		for (size_t k = 0; k < name.len; k++)
			dn_bytes_add_byte(&end->out,
			    (unsigned char)name.ptr[k] < ' ' ? ' ' :
			    name.ptr[k]);
		dn_bytes_add_byte(&end->out, '\n');
	}
	if (dn_bytes_check(&end->out, err) < 0)
		return -1;
	return dn_outdir_write(end->writer->writing->folder, file,
	    dn_bytes_span(&end->out), err);
}

/* FILE.data, and the file of names that it leads to. */
static int
write_data(struct dn_yolo_end *end, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);
	struct dn_node *node = dn_node_first(tree, end->raw);
	struct dn_span names = dn_node_text(tree, kept(end, "/@names"));

	if (names.ptr != NULL && write_names(end, names, err) < 0)
		return -1;
	dn_bytes_clear(&end->out);
	for (; node != NULL; node = node->next) {
		struct dn_span key = node->name;
		struct dn_span value = dn_node_text(tree, node);

		if (key.len < 2 || key.ptr[1] == '@' || value.ptr == NULL)
			continue;
		dn_bytes_add(&end->out, key.ptr + 1, key.len - 1);
		dn_bytes_add_text(&end->out, " = ");
		dn_bytes_add_span(&end->out, value);
		dn_bytes_add_byte(&end->out, '\n');
	}
	if (dn_bytes_check(&end->out, err) < 0)
		return -1;
	return dn_outdir_write(end->writer->writing->folder, end->config,
	    dn_bytes_span(&end->out), err);
}

int
dn_yolo_write_config(struct dn_yolo_end *end, struct dn_err *err)
{
	if (!end->own || dn_span_is(end->dialect, "yaml"))
		return write_yaml(end, err);
	if (end->config.len == 0)
		return 0;
	return dn_span_is(end->dialect, "darknet") ? write_data(end, err) :
	    write_names(end, end->config, err);
}
