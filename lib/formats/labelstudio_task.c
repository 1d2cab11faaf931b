/* SPDX-License-Identifier: MIT */
/* A task as an item: who worked on it, and what else it has. */
#include "formats/labelstudio.h"

/* ---- sets ------------------------------------------------------------ */

/* A time as RFC 3339 has it, at least in its outline. */
static bool
is_time(struct dn_span text)
{
	static const char outline[] = "0000-00-00T00:00:00";

	if (text.len < sizeof(outline))
		return false;
	for (size_t i = 0; i < sizeof(outline) - 1; i++)
		if (outline[i] == '0' ? text.ptr[i] < '0' ||
		    text.ptr[i] > '9' : text.ptr[i] != outline[i])
			return false;
	return text.ptr[text.len - 1] == 'Z' ||
	    text.ptr[text.len - 3] == ':';
}

struct dn_span
dn_studio_person(struct dn_tree *tree, struct dn_node *person)
{
	struct dn_node *id;
	struct dn_span text;

	if (dn_node_type(person) == DN_JSON_NUMBER)
		return person->raw;
	if (dn_node_type(person) != DN_JSON_OBJECT)
		return dn_node_text(tree, person);
	text = dn_node_text(tree, dn_node_get(tree, person, "email"));
	if (text.len > 0)
		return text;
	id = dn_node_get(tree, person, "id");
	return dn_node_type(id) == DN_JSON_NUMBER ? id->raw :
	    dn_node_text(tree, id);
}

bool
dn_studio_is_number(struct dn_span person)
{
	for (size_t i = 0; i < person.len; i++)
		if (person.ptr[i] < '0' || person.ptr[i] > '9')
			return false;
	return person.len > 0 && person.len < 16 &&
	    (person.ptr[0] != '0' || person.len == 1);
}

/* The members of a set that the record has too. */
static bool
set_work_member(struct dn_tree *tree, struct dn_node *work,
    struct dn_node *node)
{
	static const struct {
		const char *name, *member;
		enum dn_json_type type;
	} rows[] = {
		{ "created_at", "created", DN_JSON_STRING },
		{ "updated_at", "updated", DN_JSON_STRING },
		{ "lead_time", "leadTime", DN_JSON_NUMBER },
		{ "model_version", "model", DN_JSON_STRING },
		{ "score", "score", DN_JSON_NUMBER },
	};
	bool truth = node->type == DN_JSON_TRUE;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dn_span_is(node->name, rows[i].name) &&
		    node->type == rows[i].type && (i > 1 ||
		    is_time(dn_node_text(tree, node)))) {
			dn_node_set_lent(tree, work, rows[i].member,
			    node->raw);
			return true;
		}
	if (!truth && node->type != DN_JSON_FALSE)
		return false;
	if (dn_span_is(node->name, "ground_truth"))
		dn_node_set_bool(tree, work, "gold", truth);
	else if (dn_span_is(node->name, "was_cancelled") &&
	    dn_node_get(tree, work, "status") == NULL)
		dn_node_set_text(tree, work, "status", truth ?
		    DN_SPAN("cancelled") : DN_SPAN("submitted"));
	else
		return false;
	return true;
}

/* What a set says of itself, to an element of `work`. */
static void
set_work(struct dn_studio_task *task, struct dn_node *work,
    struct dn_node *set)
{
	struct dn_tree *tree = task->tree;
	static const char *const order[] = { "set", "annotator", "created",
		"updated", "leadTime", "status", "gold", "model", "score",
		NULL };
	struct dn_node *node = dn_node_first(tree, set), *id = NULL;
	struct dn_span person;

	for (; node != NULL; node = node->next) {
		if (dn_span_is(node->name, "id")) {
			id = node;
			continue;
		}
		if (dn_span_is(node->name, "result") &&
		    dn_node_first(tree, node) != NULL)
			continue;
		person = dn_span_is(node->name, "completed_by") ?
		    dn_studio_person(tree, node) :
		    (struct dn_span){ NULL, 0 };
		if (person.ptr != NULL)
			dn_node_set_text(tree, work, "annotator", person);
		if ((dn_studio_is_number(person) &&
		    node->type == DN_JSON_NUMBER) ||
		    set_work_member(tree, work, node))
			continue;
		dn_bytes_clear(&task->scratch);
		dn_node_step(node->name, &task->scratch);
		dn_raw_set(tree, work, dn_bytes_span(&task->scratch),
		    node->raw);
	}
	if (id != NULL)
		dn_node_set_lent(tree, dn_node_need_object(tree, work,
		    "source"), "id", id->raw);
	if (dn_node_get(tree, set, "result") == NULL)
		dn_raw_set(tree, work, DN_SPAN(DN_STUDIO_NO_RESULT),
		    DN_SPAN("true"));
	dn_studio_order(tree, work, order);
}

/* Is the set nothing but a result, and the only one of its list? */
static bool
is_alone(struct dn_tree *tree, struct dn_node *set)
{
	struct dn_node *result = dn_node_first(tree, set);

	return result != NULL && result->next == NULL &&
	    dn_span_is(result->name, "result") &&
	    dn_node_first(tree, result) != NULL &&
	    dn_node_count(tree, set->parent) == 1;
}

/* Claim task->scratch as a name; true when nobody has it. */
static bool
claim(struct dn_studio_task *task, struct dn_names *names)
{
	int added = 0;

	if (task->scratch.failed != DN_E_NONE || dn_names_add(names,
	    dn_bytes_span(&task->scratch), &added) == DN_NAMES_NONE)
		task->tree->failed = true;
	return added != 0;
}

/*
 * The name of a set: its id, else who it was, unless another one of the task
 * has that; then its number.
 */
static struct dn_studio_name
name_set(struct dn_studio_task *task, struct dn_names *names,
    struct dn_node *set, const char *sort, size_t number)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *id = dn_node_get(tree, set, "id");
	struct dn_span text = dn_node_text(tree, id);
	struct dn_span person = dn_studio_person(tree, dn_node_get(tree, set,
	    "completed_by"));
	struct dn_studio_name name = { .member = "set" };
	bool prediction = strcmp(sort, "annotation") != 0, done = false;

	if (dn_node_type(id) == DN_JSON_NUMBER)
		text = id->raw;
	if (is_alone(tree, set))
		return (struct dn_studio_name){ .member = NULL };
	dn_bytes_clear(&task->scratch);
	if (prediction && text.len > 0)
		dn_bytes_add_format(&task->scratch, "%s-", sort);
	dn_bytes_add_span(&task->scratch, text.len > 0 ? text : person);
	if (text.len > 0 || (person.len > 0 && id == NULL && !prediction))
		done = claim(task, names);
	if (done && text.len == 0)
		name.member = "annotator";
	while (!done && !tree->failed) {
		dn_bytes_clear(&task->scratch);
		dn_bytes_add_format(&task->scratch, "%s-%zu", sort, number++);
		done = claim(task, names);
	}
	name.text = dn_arena_copy(&tree->arena,
	    dn_bytes_span(&task->scratch));
	return name;
}

/* One set: what it says of itself, and its result. */
static int
read_set(struct dn_studio_task *task, struct dn_node *set,
    const struct dn_studio_name *name, bool prediction, struct dn_err *err)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *result = dn_node_get(tree, set, "result"), *work;

	if (name->member != NULL) {
		work = dn_node_add_object(tree, dn_node_need_array(tree,
		    task->item->root, "work"));
		if (strcmp(name->member, "set") == 0)
			dn_node_set_text(tree, work, "set", name->text);
		if (prediction)
			dn_node_set_text(tree, work, "status",
			    DN_SPAN("prediction"));
		set_work(task, work, set);
	}
	dn_item_need_annotations(task->item);
	if (dn_node_type(result) <= DN_JSON_NULL)
		return 0;
	if (result->type != DN_JSON_ARRAY)
		return dn_node_error(result, err, DN_E_BAD_TYPE,
		    "\"result\" is no list");
	return dn_studio_read_result(task, result, name, prediction, err);
}

/* The sets of one list. */
static int
read_sets(struct dn_studio_task *task, struct dn_node *list,
    struct dn_names *names, bool prediction, struct dn_err *err)
{
	struct dn_node *set = dn_node_first(task->tree, list);
	struct dn_studio_name name;

	for (size_t i = 1; set != NULL; set = set->next, i++) {
		if (set->type != DN_JSON_OBJECT)
			return dn_node_error(set, err, DN_E_BAD_TYPE,
			    "annotations are objects with a \"result\"");
		name = name_set(task, names, set,
		    prediction ? "prediction" : "annotation", i);
		if (read_set(task, set, &name, prediction, err) < 0)
			return -1;
	}
	return 0;
}

/* All sets, and what else the task has. */
static int
read_lists(struct dn_studio_task *task, struct dn_names *names,
    struct dn_err *err)
{
	struct dn_tree *tree = task->tree;
	bool has[DN_STUDIO_LISTS];

	for (int i = 0; i < DN_STUDIO_LISTS; i++) {
		struct dn_node *list = dn_node_get(tree, task->task,
		    dn_studio_lists[i]);

		has[i] = dn_node_type(list) == DN_JSON_ARRAY &&
		    dn_node_first(tree, list) != NULL &&
		    (i != 1 || !has[0]);
		if (dn_node_type(list) > DN_JSON_NULL &&
		    list->type != DN_JSON_ARRAY)
			return dn_node_error(list, err, DN_E_BAD_TYPE,
			    "\"%s\" is no list", dn_studio_lists[i]);
		if (has[i] && read_sets(task, list, names, i == 2, err) < 0)
			return -1;
	}
	if (has[1])
		dn_node_set_text(tree, task->item->source, "dialect",
		    DN_SPAN(DN_STUDIO_COMPLETIONS));
	for (struct dn_node *node = dn_node_first(tree, task->task);
	    node != NULL; node = node->next) {
		bool taken = dn_span_is(node->name, "id") ||
		    (dn_span_is(node->name, "data") &&
		    node->type == DN_JSON_OBJECT);

		for (int i = 0; i < DN_STUDIO_LISTS; i++)
			taken = taken || (has[i] &&
			    dn_span_is(node->name, dn_studio_lists[i]));
		if (!taken)
			dn_studio_keep(task, "", node);
	}
	return 0;
}

/* The words of the dialect: what the way back needs to know. */
static void
set_dialect(struct dn_studio_task *task, bool object, const char *form)
{
	static const char *const units[DN_OFFSETS_COUNT] = { "", "",
		DN_STUDIO_UTF16, DN_STUDIO_BYTE, DN_STUDIO_NEWLINE };
	struct dn_tree *tree = task->tree;
	struct dn_span words = dn_node_text(tree, dn_node_get(tree,
	    task->item->source, "dialect"));
	const char *parts[3] = { object ? DN_STUDIO_OBJECT : "", form, "" };

	if (task->text.known)
		parts[2] = units[task->text.unit];
	dn_bytes_clear(&task->scratch);
	dn_bytes_add_span(&task->scratch, words);
	for (int i = 0; i < 3; i++) {
		if (task->scratch.len > 0 && parts[i][0] != '\0')
			dn_bytes_add_byte(&task->scratch, ' ');
		dn_bytes_add_text(&task->scratch, parts[i]);
	}
	if (task->scratch.len > 0)
		dn_node_set_text(tree, task->item->source, "dialect",
		    dn_bytes_span(&task->scratch));
}

/* What stands for a task, in the form that is returned, becomes that. */
static const char *
find_form(struct dn_studio_task *task)
{
	if (task->flat_count > 0) {
		dn_studio_widen(task);
		return DN_STUDIO_FLAT;
	}
	if (!dn_studio_is_lone(task->tree, task->task))
		return "";
	dn_studio_turn(task);
	task->lone = true;
	return DN_STUDIO_LONE;
}

/* The task that was made in task->scratch takes the place of what was read. */
static int
replace(struct dn_studio_task *task, struct dn_err *err)
{
	struct dn_json_value value = { .type = DN_JSON_OBJECT };
	char *text;

	if (dn_bytes_check(&task->scratch, err) < 0)
		return -1;
	text = dn_arena_take(&task->tree->arena,
	    task->scratch.len + DN_JSON_PADDING);
	if (text == NULL)
		return dn_err_memory(err);
	memcpy(text, task->scratch.data, task->scratch.len);
	value.raw = (struct dn_span){ text, task->scratch.len };
	task->task = dn_tree_value(task->tree, &value);
	return task->task != NULL ? 0 : dn_err_memory(err);
}

int
dn_studio_read_task(struct dn_studio_task *task, bool object,
    struct dn_err *err)
{
	struct dn_tree *tree = task->tree;
	static const char *const order[] = { NULL };
	struct dn_names *names;
	struct dn_node *id;
	const char *form;
	int failed;

	if (task->task->type != DN_JSON_OBJECT)
		return dn_node_error(task->task, err, DN_E_BAD_TYPE,
		    "a task is an object");
	task->lone = false;
	form = find_form(task);
	if (form[0] != '\0' && replace(task, err) < 0)
		return -1;
	task->item->source = dn_node_set_object(tree, task->item->root,
	    "source");
	dn_node_set_text(tree, task->item->source, "format",
	    DN_SPAN("labelstudio"));
	id = dn_node_get(tree, task->task, "id");
	if (id != NULL)
		dn_node_set_lent(tree, task->item->source, "id", id->raw);
	if (dn_studio_set_medium(task, dn_node_get(tree, task->task, "data"),
	    err) < 0)
		return -1;
	names = dn_names_new();
	failed = names == NULL ? dn_err_memory(err) :
	    read_lists(task, names, err);
	dn_names_free(names);
	if (failed < 0)
		return -1;
	set_dialect(task, object, form);
	dn_studio_order(tree, task->item->root, order);
	return dn_tree_check(tree, err);
}
