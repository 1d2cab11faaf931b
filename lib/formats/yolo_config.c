/* SPDX-License-Identifier: MIT */
/* Names of classes: from data.yaml, darknet's files, or a list of words. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/yolo.h"

#define NAMES_MOST ((size_t)1 << 20)    /* bytes of a configuration */

struct dn_span
dn_yolo_trim(struct dn_span text)
{
	while (text.len > 0 && (unsigned char)*text.ptr <= ' ') {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && (unsigned char)text.ptr[text.len - 1] <= ' ')
		text.len--;
	return text;
}

static struct dn_span
last_part(struct dn_span path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return (struct dn_span){ path.ptr + i, path.len - i };
	return path;
}

static struct dn_span
file_name(const struct dn_yolo_set *set, size_t index)
{
	return dn_span_of(dn_files_name(set->files, index));
}

/* A file of names alone, a line each. */
static bool
is_names(struct dn_span name)
{
	return dn_span_is(last_part(name), "classes.txt") ||
	    dn_span_is(last_part(name), "_darknet.labels") ||
	    dn_files_suffix(name, ".names");
}

bool
dn_yolo_is_config(struct dn_span name)
{
	static const char *const lists[] = { "train.txt", "val.txt",
		"valid.txt", "test.txt", "all.txt", "sizes.tsv",
		"autosplit_train.txt", "autosplit_val.txt",
		"autosplit_test.txt" };
	struct dn_span last = last_part(name);

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (dn_span_is(last, lists[i]))
			return true;
	return is_names(name) || dn_files_suffix(name, ".data") ||
	    dn_files_suffix(name, ".yaml") || dn_files_suffix(name, ".yml") ||
	    (last.len >= 6 && memcmp(last.ptr, "README", 6) == 0);
}

/* ---- classes --------------------------------------------------------- */

int
dn_yolo_class_add(struct dn_yolo_set *set, int64_t id, struct dn_span name,
    struct dn_err *err)
{
	if (set->class_count == set->class_cap) {
		size_t cap = set->class_cap == 0 ? 64 : set->class_cap * 2;
		struct dn_yolo_class *classes = reallocarray(set->classes,
		    cap, sizeof(*classes));

		if (classes == NULL)
			return dn_err_memory(err);
		set->classes = classes;
		set->class_cap = cap;
	}
	set->classes[set->class_count++] = (struct dn_yolo_class){ id, name,
		id };
	return 0;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = ((const struct dn_yolo_class *)a)->id;
	int64_t y = ((const struct dn_yolo_class *)b)->id;

	return x < y ? -1 : x > y;
}

static int
compare_names(const void *a, const void *b)
{
	int order = dn_span_compare(((const struct dn_yolo_class *)a)->name,
	    ((const struct dn_yolo_class *)b)->name);

	return order != 0 ? order : compare_ids(a, b);
}

/* Put them in order; two of one number cannot be told apart. */
static int
sort_classes(struct dn_yolo_set *set, struct dn_err *err)
{
	struct dn_yolo_class *classes = set->classes;

	if (set->class_count == 0)
		return 0;
	qsort(classes, set->class_count, sizeof(*classes), compare_names);
	for (size_t i = 1; i < set->class_count; i++)
		if (dn_span_equal(classes[i - 1].name, classes[i].name))
			classes[i].first = classes[i - 1].first;
	qsort(classes, set->class_count, sizeof(*classes), compare_ids);
	for (size_t i = 1; i < set->class_count; i++)
		if (classes[i - 1].id == classes[i].id)
			return dn_err_set(err, DN_E_CONFIG,
			    "two classes have the number %lld",
			    (long long)classes[i].id);
	return 0;
}

const struct dn_yolo_class *
dn_yolo_class_find(const struct dn_yolo_set *set, int64_t id)
{
	const struct dn_yolo_class key = { .id = id };

	/* Nearly always they are all there, from 0 on. */
	if (id >= 0 && (uint64_t)id < set->class_count &&
	    set->classes[id].id == id)
		return &set->classes[id];
	return set->class_count == 0 ? NULL : bsearch(&key, set->classes,
	    set->class_count, sizeof(key), compare_ids);
}

int
dn_yolo_config_labels(struct dn_yolo_set *set,
    const struct dn_relabel *labels, struct dn_err *err)
{
	size_t count = labels != NULL ? dn_relabel_listed(labels) : 0;
	int64_t *numbers;
	int failed = 0;

	if (count == 0 || set->class_count > 0)
		return 0;
	numbers = calloc(count, sizeof(*numbers));
	if (numbers == NULL)
		return dn_err_memory(err);
	dn_relabel_number(labels, "yolo", numbers);
	for (size_t i = 0; i < count && failed == 0; i++)
		if (numbers[i] >= 0)
			failed = dn_yolo_class_add(set, numbers[i],
			    dn_relabel_get(labels, i), err);
	free(numbers);
	return failed < 0 ? -1 : sort_classes(set, err);
}

/* A file of names, a line each, numbered from 0; blank lines count. */
static int
read_names(struct dn_yolo_set *set, struct dn_span text, struct dn_err *err)
{
	struct dn_span line;
	int64_t id = 0;

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
		text.ptr += 3;
		text.len -= 3;
	}
	for (; dn_span_next_line(&text, &line); id++) {
		line = dn_yolo_trim(line);
		if (dn_utf8_valid(line.ptr, line.len) < line.len) {
			dn_err_set(err, DN_E_BAD_UTF8,
			    "a class has a name that is not UTF-8");
			return dn_err_at(err, (uint64_t)id + 1, 1);
		}
		if (line.len > 0 && dn_yolo_class_add(set, id, line, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- data.yaml ------------------------------------------------------- */

/* `names`, a list or a mapping from numbers. */
static int
read_yaml_names(struct dn_yolo_set *set, const struct dn_yaml_node *names,
    struct dn_err *err)
{
	const struct dn_yaml_node *node = names->first;
	int64_t id = 0;

	if (names->kind == DN_YAML_SCALAR)
		return dn_yaml_error(set->yaml, names, err,
		    "names is neither a list nor a mapping");
	for (; node != NULL; node = node->next, id++) {
		struct dn_yaml_node key = { .kind = DN_YAML_SCALAR,
			.text = node->key, .plain = true };

		if (names->kind == DN_YAML_MAPPING && !dn_yaml_int(&key, &id))
			return dn_yaml_error(set->yaml, node, err,
			    "the number of a class is no integer");
		if (node->kind != DN_YAML_SCALAR)
			return dn_yaml_error(set->yaml, node, err,
			    "the name of a class is no text");
		if (dn_yolo_class_add(set, id, node->text, err) < 0)
			return -1;
	}
	return 0;
}

/* `kpt_shape`: how many keypoints, and of how many values. */
static int
read_yaml_shape(struct dn_yolo_set *set, const struct dn_yaml_node *shape,
    struct dn_err *err)
{
	int64_t points, values;

	if (dn_yaml_null(shape))
		return 0;
	if (dn_yaml_count(shape) != 2 || !dn_yaml_int(shape->first, &points) ||
	    !dn_yaml_int(shape->first->next, &values) || points < 1 ||
	    points > DN_YOLO_KEYPOINTS || values < 2 || values > 3)
		return dn_yaml_error(set->yaml, shape, err,
		    "kpt_shape is not [number of keypoints, 2 or 3]");
	set->points = (size_t)points;
	set->values = (unsigned)values;
	set->task = DN_YOLO_TASK_POSE;
	return 0;
}

static int
read_yaml(struct dn_yolo_set *set, struct dn_err *err)
{
	const struct dn_yaml_node *root = dn_yaml_root(set->yaml);
	const struct dn_yaml_node *names = dn_yaml_get(root, "names");
	const struct dn_yaml_node *shape = dn_yaml_get(root, "kpt_shape");
	const struct dn_yaml_node *task = dn_yaml_get(root, "task");

	if (names != NULL && read_yaml_names(set, names, err) < 0)
		return -1;
	if (shape != NULL && read_yaml_shape(set, shape, err) < 0)
		return -1;
	if (task != NULL && task->kind == DN_YAML_SCALAR &&
	    set->task == DN_YOLO_AUTO)
		set->task = dn_yolo_task_find(task->text);
	return 0;
}

/* ---- darknet --------------------------------------------------------- */

bool
dn_yolo_data_next(struct dn_span *text, struct dn_span *key,
    struct dn_span *value)
{
	struct dn_span line;

	while (dn_span_next_line(text, &line)) {
		const char *sign = line.len > 0 ?
		    memchr(line.ptr, '=', line.len) : NULL;

		line = dn_yolo_trim(line);
		if (sign == NULL || line.ptr[0] == '#')
			continue;
		*key = dn_yolo_trim((struct dn_span){ line.ptr,
		    (size_t)(sign - line.ptr) });
		*value = dn_yolo_trim((struct dn_span){ sign + 1,
		    (size_t)(line.ptr + line.len - sign) - 1 });
		return true;
	}
	return false;
}

struct dn_span
dn_yolo_data_value(struct dn_span text, const char *key)
{
	struct dn_span found, value;

	while (dn_yolo_data_next(&text, &found, &value))
		if (dn_span_is(found, key))
			return value;
	return (struct dn_span){ NULL, 0 };
}

/* The file that a path of FILE.data means: the last parts must agree. */
static size_t
find_file(const struct dn_yolo_set *set, struct dn_span path)
{
	struct dn_span last = last_part(path);

	for (size_t i = 0; i < dn_files_count(set->files); i++)
		if (last.len > 0 &&
		    dn_span_equal(last_part(file_name(set, i)), last))
			return i;
	return DN_YOLO_NONE;
}

/* ---- finding it ------------------------------------------------------ */

/* The text of a file, in the arena. */
static int
slurp(struct dn_yolo_set *set, size_t index, struct dn_span *text,
    struct dn_err *err)
{
	struct dn_bytes bytes;
	int failed;

	dn_bytes_init(&bytes, NAMES_MOST);
	failed = dn_yolo_set_slurp(set, index, &bytes, err);
	if (failed == 0) {
		*text = dn_arena_copy(&set->arena, dn_bytes_span(&bytes));
		if (text->ptr == NULL)
			failed = dn_err_memory(err);
	}
	dn_bytes_release(&bytes);
	return failed;
}

static size_t
depth_of(struct dn_span name)
{
	size_t depth = 0;

	for (size_t i = 0; i < name.len; i++)
		depth += name.ptr[i] == '/';
	return depth;
}

/* How good a configuration a file may be: 0 is none. */
static int
rank(struct dn_span name)
{
	struct dn_span last = last_part(name);

	if (dn_span_is(last, "data.yaml") || dn_span_is(last, "dataset.yaml"))
		return 5;
	if (dn_files_suffix(name, ".yaml") || dn_files_suffix(name, ".yml"))
		return 4;
	if (dn_files_suffix(name, ".data"))
		return 3;
	return is_names(name) ? 2 : 0;
}

/* The best one, the least deep of several; *tie: another one as good. */
static size_t
choose(const struct dn_yolo_set *set, size_t *tie)
{
	size_t best = DN_YOLO_NONE, depth = 0;
	int score = 0;

	*tie = DN_YOLO_NONE;
	for (size_t i = 0; i < dn_files_count(set->files); i++) {
		struct dn_span name = file_name(set, i);
		int own = rank(name);

		if (own == 0 || own < score ||
		    (own == score && depth_of(name) > depth))
			continue;
		*tie = own == score && depth_of(name) == depth ? best :
		    DN_YOLO_NONE;
		best = i;
		score = own;
		depth = depth_of(name);
	}
	return best;
}

/* Read it by what it is. */
static int
read_config(struct dn_yolo_set *set, struct dn_err *err)
{
	struct dn_span name = file_name(set, set->config), text, names;
	size_t other;

	if (slurp(set, set->config, &text, err) < 0)
		return -1;
	if (rank(name) >= 4) {
		set->layout = DN_YOLO_YAML;
		set->yaml = dn_yaml_parse(text,
		    dn_files_path(set->files, set->config), err);
		return set->yaml != NULL ? read_yaml(set, err) : -1;
	}
	if (rank(name) == 2) {
		set->layout = DN_YOLO_CLASSES;
		return read_names(set, text, err);
	}
	set->layout = DN_YOLO_DARKNET;
	set->text = text;
	names = dn_yolo_data_value(text, "names");
	other = set->named = find_file(set, names);
	if (other == DN_YOLO_NONE)
		return 0;
	return slurp(set, other, &names, err) < 0 ? -1 :
	    read_names(set, names, err);
}

/* Do two files say the same?  LabelImg puts one into each folder. */
static bool
alike(struct dn_yolo_set *set, size_t a, size_t b)
{
	struct dn_err late = DN_ERR_INIT;
	struct dn_span left, right;

	return slurp(set, a, &left, &late) == 0 &&
	    slurp(set, b, &right, &late) == 0 && dn_span_equal(left, right);
}

int
dn_yolo_config_read(struct dn_yolo_set *set, const char *config,
    struct dn_err *err)
{
	size_t tie = DN_YOLO_NONE;

	set->config = config != NULL ?
	    dn_names_find(set->names, dn_span_of(config)) : choose(set, &tie);
	if (tie != DN_YOLO_NONE && !alike(set, tie, set->config))
		return dn_err_set(err, DN_E_USAGE, "\"%.80s\" and \"%.80s\" "
		    "both may tell the names of the classes: say which one "
		    "as PATH", dn_files_path(set->files, tie),
		    dn_files_path(set->files, set->config));
	if (set->config == DN_YOLO_NONE)
		return 0;
	if (read_config(set, err) < 0 || sort_classes(set, err) < 0) {
		if (err->source == NULL)
			err->source = dn_files_path(set->files, set->config);
		return -1;
	}
	return 0;
}
