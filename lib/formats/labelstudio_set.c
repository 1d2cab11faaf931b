/* SPDX-License-Identifier: MIT */
/* The sets of a task being written: who found what. */
#include <stdlib.h>

#include "formats/labelstudio_write.h"

/* ---- finding --------------------------------------------------------- */

/* What names the set of an annotation or relation. */
static struct dn_span
set_name(struct dn_studio_writer *writer, struct dn_node *object)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span name = dn_node_text(tree, dn_node_get(tree, object,
	    "set"));

	if (name.ptr == NULL)
		name = dn_node_text(tree, dn_node_get(tree, object,
		    "annotator"));
	return name.ptr != NULL ? name : DN_SPAN("");
}

/* The set of that name, or NULL. */
static struct dn_studio_set *
find(struct dn_studio_writer *writer, char sort, struct dn_span name)
{
	size_t index;

	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_byte(&writer->scratch, sort);
	dn_bytes_add_span(&writer->scratch, name);
	index = dn_names_find(writer->set_names,
	    dn_bytes_span(&writer->scratch));
	return index == DN_NAMES_NONE ? NULL : &writer->sets[index];
}

/* A new set; that of a name which there is already. */
static struct dn_studio_set *
add(struct dn_studio_writer *writer, char sort, struct dn_span name,
    struct dn_node *work, struct dn_err *err)
{
	size_t count = dn_names_count(writer->set_names), index;
	int added;

	if (count == writer->set_cap) {
		size_t cap = count == 0 ? 16 : count * 2;
		struct dn_studio_set *sets = reallocarray(writer->sets, cap,
		    sizeof(*sets));

		if (sets == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		writer->sets = sets;
		writer->set_cap = cap;
	}
	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_byte(&writer->scratch, sort);
	dn_bytes_add_span(&writer->scratch, name);
	if (dn_bytes_check(&writer->scratch, err) < 0)
		return NULL;
	index = dn_names_add(writer->set_names,
	    dn_bytes_span(&writer->scratch), &added);
	if (index == DN_NAMES_NONE) {
		dn_err_memory(err);
		return NULL;
	}
	if (added)
		writer->sets[index] = (struct dn_studio_set){ .name = name,
			.prediction = sort == 'p', .work = work };
	return &writer->sets[index];
}

/* Do they who worked on it, by the `work` of the item, predict? */
static bool
is_prediction(struct dn_studio_writer *writer, struct dn_node *work)
{
	struct dn_tree *tree = &writer->item->tree;

	return dn_span_is(dn_node_text(tree, dn_node_get(tree, work,
	    "status")), "prediction") || (!writer->own &&
	    dn_node_type(dn_node_get(tree, work, "model")) > DN_JSON_NULL &&
	    dn_node_type(dn_node_get(tree, work, "annotator")) <=
	    DN_JSON_NULL);
}

int
dn_studio_begin_sets(struct dn_studio_writer *writer, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *work = dn_node_get(tree, writer->item->root, "work");

	work = dn_node_type(work) == DN_JSON_ARRAY ?
	    dn_node_first(tree, work) : NULL;
	for (; work != NULL; work = work->next)
		if (work->type == DN_JSON_OBJECT && add(writer,
		    is_prediction(writer, work) ? 'p' : 'a',
		    set_name(writer, work), work, err) == NULL)
			return -1;
	return 0;
}

struct dn_studio_set *
dn_studio_find_set(struct dn_studio_writer *writer, struct dn_node *object,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span name = set_name(writer, object);
	bool predicted = dn_span_is(dn_node_text(tree, dn_node_get(tree,
	    object, "origin")), "prediction");
	struct dn_studio_set *set = find(writer, predicted ? 'p' : 'a', name);
	struct dn_studio_set *other;

	if (set != NULL)
		return set;
	other = find(writer, predicted ? 'a' : 'p', name);
	/* Relations do not say; and a prediction that was changed stays one. */
	if (other != NULL && !predicted)
		return other;
	return add(writer, predicted ? 'p' : 'a', name, NULL, err);
}

struct dn_node *
dn_studio_find(struct dn_studio_writer *writer, struct dn_node *object,
    struct dn_span id)
{
	size_t index;

	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_span(&writer->scratch, set_name(writer, object));
	dn_bytes_add_byte(&writer->scratch, '\0');
	dn_bytes_add_span(&writer->scratch, id);
	index = dn_names_find(writer->ids, dn_bytes_span(&writer->scratch));
	return index == DN_NAMES_NONE ? NULL : writer->nodes[index];
}

/* ---- entries --------------------------------------------------------- */

struct dn_node *
dn_studio_begin(struct dn_studio_writer *writer)
{
	dn_tree_clear(&writer->entry);
	return dn_tree_object(&writer->entry);
}

/* Put an entry at its place among those that have one. */
static void
insert(struct dn_studio_entries *list, struct dn_studio_entry *entry)
{
	struct dn_studio_entry **at = &list->first;

	if (list->last == NULL || list->last->place <= entry->place) {
		if (list->last != NULL)
			list->last->next = entry;
		else
			list->first = entry;
		list->last = entry;
		return;
	}
	while ((*at)->place <= entry->place)
		at = &(*at)->next;
	entry->next = *at;
	*at = entry;
}

/* What the entry asks of a configuration. */
static int
note_entry(struct dn_studio_writer *writer, struct dn_err *err)
{
	struct dn_tree *tree = &writer->entry;
	struct dn_span to_name = dn_node_text(tree, dn_node_get(tree,
	    tree->root, "to_name"));
	bool own = false;

	if (writer->own && to_name.ptr != NULL) {
		dn_bytes_clear(&writer->scratch);
		dn_bytes_add_text(&writer->scratch, "/data");
		dn_node_step(to_name, &writer->scratch);
		own = dn_raw_get(&writer->item->tree, writer->item->root,
		    dn_bytes_span(&writer->scratch)) != NULL;
	}
	return dn_studio_controls_entry(writer->controls, tree, tree->root,
	    &writer->shown, own, err);
}

int
dn_studio_add_entry(struct dn_studio_writer *writer,
    struct dn_studio_set *set, const struct dn_node *place,
    struct dn_err *err)
{
	struct dn_studio_entry *entry = dn_arena_take(&writer->arena,
	    sizeof(*entry));
	int64_t number;

	if (dn_tree_check(&writer->entry, err) < 0 ||
	    note_entry(writer, err) < 0)
		return -1;
	writer->sized |= dn_node_get(&writer->entry, writer->entry.root,
	    "original_width") != NULL;
	dn_bytes_clear(&writer->scratch);
	dn_tree_write(writer->entry.root, &writer->scratch);
	if (dn_bytes_check(&writer->scratch, err) < 0)
		return -1;
	if (entry != NULL)
		entry->text = dn_arena_copy(&writer->arena,
		    dn_bytes_span(&writer->scratch));
	if (entry == NULL || entry->text.ptr == NULL)
		return dn_err_memory(err);
	if (dn_node_int(place, &number) && number >= 0) {
		entry->place = (size_t)number;
		insert(&set->placed, entry);
	} else {
		insert(&set->entries, entry);
	}
	return 0;
}

/* The entries in their order, those with a place just there. */
static void
add_entries(const struct dn_studio_set *set, struct dn_bytes *out)
{
	const struct dn_studio_entry *next = set->entries.first;
	const struct dn_studio_entry *placed = set->placed.first, *entry;

	dn_bytes_add_byte(out, '[');
	for (size_t i = 0; next != NULL || placed != NULL; i++) {
		bool here = placed != NULL && (next == NULL ||
		    placed->place <= i);

		entry = here ? placed : next;
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, entry->text);
		if (here)
			placed = placed->next;
		else
			next = next->next;
	}
	dn_bytes_add_byte(out, ']');
}

/* ---- sets ------------------------------------------------------------ */

/* Who it was: a number as one, a name as an address. */
static void
write_person(struct dn_studio_writer *writer, struct dn_span name,
    struct dn_node *root)
{
	struct dn_tree *out = &writer->entry;
	struct dn_node *given = dn_node_get(out, root, "completed_by");

	if (given != NULL && dn_span_equal(dn_studio_person(out, given), name))
		return;
	if (dn_studio_is_number(name))
		dn_node_set_raw(out, root, "completed_by", name);
	else
		dn_node_set_text(out, dn_node_set_object(out, root,
		    "completed_by"), "email", name);
}

/* What `work` says of a set. */
static void
write_work(struct dn_studio_writer *writer, struct dn_node *work,
    struct dn_node *root)
{
	static const char *const names[][2] = {
		{ "created", "created_at" }, { "updated", "updated_at" },
		{ "leadTime", "lead_time" }, { "gold", "ground_truth" },
		{ "model", "model_version" }, { "score", "score" },
	};
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *raw = writer->own ? dn_raw_first(tree, work) : NULL;
	struct dn_node *id = dn_node_get(tree, dn_node_get(tree, work,
	    "source"), "id");
	struct dn_span status = dn_node_text(tree, dn_node_get(tree, work,
	    "status"));
	struct dn_span person = dn_node_text(tree, dn_node_get(tree, work,
	    "annotator"));

	if (writer->own && id != NULL)
		dn_node_set_copy(out, root, "id", id);
	for (; raw != NULL; raw = raw->next)
		dn_studio_put(out, root, raw->name, raw);
	if (person.ptr != NULL)
		write_person(writer, person, root);
	for (int i = 0; i < 6; i++) {
		struct dn_node *node = dn_node_get(tree, work, names[i][0]);

		if (dn_node_type(node) > DN_JSON_NULL)
			dn_node_set_copy(out, root, names[i][1], node);
	}
	if (dn_span_is(status, "cancelled") ||
	    dn_span_is(status, "submitted"))
		dn_node_set_bool(out, root, "was_cancelled",
		    dn_span_is(status, "cancelled"));
}

/* One set as an object, into writer->entry. */
static void
write_set(struct dn_studio_writer *writer, const struct dn_studio_set *set,
    struct dn_bytes *text)
{
	struct dn_tree *out = &writer->entry;
	struct dn_node *root = dn_studio_begin(writer);
	bool empty = set->entries.first == NULL && set->placed.first == NULL;

	if (set->work != NULL)
		write_work(writer, set->work, root);
	else if (set->name.len > 0 && set->prediction)
		dn_node_set_text(out, root, "model_version", set->name);
	else if (set->name.len > 0)
		write_person(writer, set->name, root);
	if (empty && set->work != NULL && (dn_node_get(out, root, "result") !=
	    NULL || dn_raw_get(&writer->item->tree, set->work,
	    DN_SPAN(DN_STUDIO_NO_RESULT)) != NULL))
		return;
	dn_bytes_clear(text);
	add_entries(set, text);
	if (text->failed != DN_E_NONE)
		out->failed = true;
	else
		dn_node_set_raw(out, root, "result", dn_bytes_span(text));
}

bool
dn_studio_write_sets(struct dn_studio_writer *writer, bool predictions,
    struct dn_bytes *out)
{
	size_t count = dn_names_count(writer->set_names);
	struct dn_bytes text;
	bool any = false;

	dn_bytes_init(&text, SIZE_MAX / 2);
	for (size_t i = 0; i < count; i++) {
		if (writer->sets[i].prediction != predictions)
			continue;
		write_set(writer, &writer->sets[i], &text);
		if (writer->entry.failed)
			writer->task.failed = true;
		dn_bytes_add_byte(out, any ? ',' : '[');
		dn_tree_write(writer->entry.root, out);
		any = true;
	}
	if (any)
		dn_bytes_add_byte(out, ']');
	dn_bytes_release(&text);
	return any;
}
