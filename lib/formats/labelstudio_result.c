/* SPDX-License-Identifier: MIT */
/* The entries of a result as annotations and relations. */
#include "formats/labelstudio.h"
#include "model/shape.h"

/* A region: the entry that draws it, and what became of that. */
struct region {
	struct dn_node *entry, *annotation;
	enum dn_studio_shape shape;
	struct dn_span type;
	bool kept;              /* it is not drawn: see keep_whole */
};

/* A result on its way. */
struct results {
	struct dn_studio_task *task;
	struct dn_tree *tree;
	const struct dn_studio_name *name;      /* of the set */
	bool prediction;
	struct dn_names *ids;           /* of regions */
	struct region *regions;         /* of each of these */
	struct dn_names *used;          /* ids that annotations have */
	size_t last;                    /* number of the last that is drawn */
	struct dn_node *before;         /* the entry before */
};

/* An entry, looked at. */
struct entry {
	struct dn_node *node, *value;
	struct dn_span type, id;        /* the id as text, absent if none */
	enum dn_studio_answer answer;
	enum dn_studio_shape shape;
	struct region *region;          /* of its id, or NULL */
	size_t number;
	bool shared;                    /* its geometry is its region's */
};

/* ---- what an entry is ------------------------------------------------ */

static bool
is_array(struct dn_tree *tree, struct dn_node *value, const char *name)
{
	return dn_node_type(dn_node_get(tree, value, name)) == DN_JSON_ARRAY;
}

/* What has a start: a span of the text, or a stretch of time. */
static enum dn_studio_shape
shape_of_stretch(struct dn_studio_task *task, struct dn_span type,
    struct dn_node *value)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *start = dn_node_get(tree, value, "start");
	struct dn_node *end = dn_node_get(tree, value, "end");
	int64_t whole;

	if (dn_node_type(dn_node_get(tree, value, "globalOffsets")) ==
	    DN_JSON_OBJECT)
		return DN_STUDIO_HYPERTEXT;
	if (dn_node_get(tree, value, "startOffset") != NULL)
		return task->text.count > 0 ? DN_STUDIO_PARAGRAPHS :
		    DN_STUDIO_NONE;
	if (dn_span_is(type, "timeserieslabels") ||
	    dn_span_is(type, "timeseries"))
		return dn_studio_is_time(tree, start) &&
		    (dn_studio_is_time(tree, end) ||
		    dn_node_true(dn_node_get(tree, value, "instant"))) ?
		    DN_STUDIO_INTERVAL : DN_STUDIO_NONE;
	if (dn_node_type(start) != DN_JSON_NUMBER)
		return DN_STUDIO_NONE;
	if (dn_node_type(end) != DN_JSON_NUMBER)
		return DN_STUDIO_NONE;
	if (dn_node_type(dn_node_get(tree, value, "text")) == DN_JSON_STRING)
		return DN_STUDIO_SPAN;
	return task->text.known && task->text.count == 0 &&
	    dn_node_get(tree, value, "channel") == NULL &&
	    dn_node_int(start, &whole) && dn_node_int(end, &whole) ?
	    DN_STUDIO_SPAN : DN_STUDIO_INTERVAL;
}

enum dn_studio_shape
dn_studio_shape(struct dn_studio_task *task, struct dn_span type,
    struct dn_node *value)
{
	struct dn_tree *tree = task->tree;

	if (dn_node_type(value) != DN_JSON_OBJECT)
		return DN_STUDIO_NONE;
	if (is_array(tree, value, "rle"))
		return DN_STUDIO_BRUSH;
	if (dn_node_type(dn_node_get(tree, value, DN_STUDIO_PICTURE)) ==
	    DN_JSON_STRING)
		return DN_STUDIO_BITMASK;
	if (is_array(tree, value, "points"))
		return DN_STUDIO_POLYGON;
	if (is_array(tree, value, "sequence"))
		return DN_STUDIO_TRACK;
	if (is_array(tree, value, "ranges"))
		return DN_STUDIO_TIMELINE;
	if (dn_node_get(tree, value, "radiusX") != NULL)
		return DN_STUDIO_ELLIPSE;
	if (dn_node_get(tree, value, "x") != NULL)
		return dn_node_get(tree, value, "height") != NULL ?
		    DN_STUDIO_BOX : DN_STUDIO_POINT;
	return shape_of_stretch(task, type, value);
}

static struct dn_span
id_text(struct dn_tree *tree, const struct dn_node *id)
{
	if (dn_node_type(id) <= DN_JSON_NULL)
		return (struct dn_span){ NULL, 0 };
	return id->type == DN_JSON_STRING ? dn_node_text(tree, id) : id->raw;
}

static struct entry
look_at(struct results *results, struct dn_node *node, size_t number)
{
	struct dn_tree *tree = results->tree;
	struct entry entry = { .node = node, .number = number,
		.value = dn_node_get(tree, node, "value"),
		.type = dn_node_text(tree, dn_node_get(tree, node, "type")),
		.id = id_text(tree, dn_node_get(tree, node, "id")) };
	size_t index;

	entry.answer = dn_studio_answer(entry.type);
	if (entry.answer == DN_STUDIO_REGION)
		entry.shape = dn_studio_shape(results->task, entry.type,
		    entry.value);
	index = entry.id.ptr == NULL ? DN_NAMES_NONE :
	    dn_names_find(results->ids, entry.id);
	if (index != DN_NAMES_NONE)
		entry.region = &results->regions[index];
	return entry;
}

/* Note the regions that entries draw: of one id the first. */
static int
find_regions(struct results *results, struct dn_node *result,
    struct dn_err *err)
{
	struct dn_node *node = dn_node_first(results->tree, result);
	size_t count = dn_node_count(results->tree, result), index;
	int added;

	results->regions = dn_arena_take_many(&results->tree->arena, count + 1,
	    sizeof(*results->regions));
	if (results->regions == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; node != NULL; node = node->next, i++) {
		struct entry entry = look_at(results, node, i);

		if (entry.answer != DN_STUDIO_RELATION)
			results->last = i;
		if (entry.shape == DN_STUDIO_NONE || entry.id.ptr == NULL)
			continue;
		index = dn_names_add(results->ids, entry.id, &added);
		if (index == DN_NAMES_NONE ||
		    dn_names_add(results->used, entry.id, NULL) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
		if (added)
			results->regions[index] = (struct region){
				.entry = node, .shape = entry.shape,
				.type = entry.type };
	}
	return 0;
}

/* ---- what an annotation has ------------------------------------------ */

/*
 * The id: that of the entry, unless another one has it; then with what it
 * answers, and a number.
 */
static int
set_id(struct results *results, struct dn_node *annotation,
    const struct entry *entry, struct dn_err *err)
{
	struct dn_tree *tree = results->tree;
	struct dn_bytes *name = &results->task->scratch;
	struct dn_span field = dn_node_text(tree,
	    dn_node_get(tree, entry->node, "from_name"));
	struct dn_node *id = dn_node_get(tree, entry->node, "id");
	bool own = entry->region != NULL &&
	    entry->region->entry == entry->node;
	int added = own;

	if (entry->id.ptr == NULL)
		return 0;
	dn_bytes_clear(name);
	dn_bytes_add_span(name, entry->id);
	for (uint64_t i = 0; added == 0; i++) {
		if (i == 1) {
			dn_bytes_add_byte(name, '/');
			dn_bytes_add_span(name, field);
		} else if (i > 1) {
			dn_bytes_clear(name);
			dn_bytes_add_span(name, entry->id);
			dn_bytes_add_byte(name, '/');
			dn_bytes_add_span(name, field);
			dn_bytes_add_byte(name, '/');
			dn_bytes_add_uint(name, entry->number + i - 2);
		}
		if (dn_bytes_check(name, err) < 0)
			return -1;
		if (dn_names_add(results->used, dn_bytes_span(name), &added) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
	}
	dn_node_set_text(tree, annotation, "id", dn_bytes_span(name));
	if (id->type != DN_JSON_STRING ||
	    !dn_span_equal(dn_bytes_span(name), entry->id))
		dn_node_set_lent(tree, dn_node_need_object(tree, annotation,
		    "source"), "id", id->raw);
	return 0;
}

/* `origin`: in a prediction all is one; else what was taken over is auto. */
static void
set_origin(struct results *results, struct dn_node *annotation,
    struct dn_node *origin)
{
	struct dn_tree *tree = results->tree;
	struct dn_span text = dn_node_text(tree, origin);
	bool taken = dn_span_is(text, "prediction");

	if (results->prediction)
		dn_node_set_text(tree, annotation, "origin",
		    DN_SPAN("prediction"));
	else if (taken || dn_span_is(text, "manual") ||
	    dn_span_is(text, "prediction-changed"))
		dn_node_set_text(tree, annotation, "origin", taken ?
		    DN_SPAN("auto") : DN_SPAN("manual"));
	if (origin != NULL && (results->prediction ||
	    !(taken || dn_span_is(text, "manual"))))
		dn_raw_set(tree, annotation, DN_SPAN("/origin"), origin->raw);
}

/* Keep a member of the entry under its pointer. */
static void
keep_member(struct results *results, struct dn_node *annotation,
    struct dn_node *member)
{
	struct dn_bytes *pointer = &results->task->scratch;

	dn_bytes_clear(pointer);
	dn_node_step(member->name, pointer);
	if (pointer->failed != DN_E_NONE)
		results->tree->failed = true;
	dn_raw_set(results->tree, annotation, dn_bytes_span(pointer),
	    member->raw);
}

/* Which set it is in: by that's name, or by who it was. */
static void
set_name(struct results *results, struct dn_node *object)
{
	if (results->name->member != NULL)
		dn_node_set_text(results->tree, object,
		    results->name->member, results->name->text);
}

/* The members of the entry beside its value; unknown ones are kept. */
static void
set_members(struct results *results, struct dn_node *annotation,
    const struct entry *entry)
{
	struct dn_tree *tree = results->tree;
	struct dn_node *node = dn_node_first(tree, entry->node);

	for (; node != NULL; node = node->next) {
		bool text = node->type == DN_JSON_STRING;

		if (dn_span_is(node->name, "value") ||
		    dn_span_is(node->name, "origin") ||
		    (dn_span_is(node->name, "id") &&
		    node->type != DN_JSON_NULL))
			continue;
		if (dn_span_is(node->name, "from_name") && text)
			dn_node_set_lent(tree, annotation, "field",
			    node->raw);
		else if (dn_span_is(node->name, "score") &&
		    node->type == DN_JSON_NUMBER)
			dn_node_set_lent(tree, annotation, "score",
			    node->raw);
		else if (dn_span_is(node->name, "parentID") && text)
			dn_node_set_lent(tree, annotation, "parent",
			    node->raw);
		else
			keep_member(results, annotation, node);
	}
	set_name(results, annotation);
	set_origin(results, annotation,
	    dn_node_get(tree, entry->node, "origin"));
}

/* Keep the members of the value that `geometry` and `member` do not name. */
static void
keep_values(struct results *results, struct dn_node *annotation,
    const struct entry *entry, const char *const *geometry,
    const struct dn_node *member)
{
	struct dn_node *node = dn_node_first(results->tree, entry->value);

	if (entry->shared) {
		dn_raw_set(results->tree, annotation,
		    DN_SPAN(DN_STUDIO_SHARED), DN_SPAN("true"));
		return;
	}
	for (; node != NULL; node = node->next)
		if (node != member && !dn_studio_listed(node->name, geometry))
			dn_studio_keep_value(results->tree, annotation, node);
}

/* ---- regions --------------------------------------------------------- */

/* The order of an annotation's members, whatever was found first. */
static const char *const member_order[] = { "id", "label", "labels", "bbox",
	"polygons", "points", "center", "radii", "rotation", "mask", "spans",
	"text", "start", "end", "at", "shape", "shapes", "value", "order",
	"selected", "score", "field", "set", "annotator", "origin", "parent",
	"target", "on", NULL };

/* Has the value, but for its answer, just what its region's value has? */
static bool
shares_value(struct results *results, const struct entry *entry)
{
	struct dn_tree *tree = results->tree;
	const struct region *region = entry->region;
	struct dn_node *value, *node, *other;
	size_t answers = 0, labels = 0;

	if (region == NULL || region->entry == entry->node ||
	    region->entry == NULL || region->kept)
		return false;
	value = dn_node_get(tree, region->entry, "value");
	labels = dn_node_find(tree, value,
	    dn_studio_member(region->type)) != NULL;
	node = dn_node_first(tree, entry->value);
	for (; node != NULL; node = node->next) {
		if (dn_span_equal(node->name,
		    dn_studio_member(entry->type))) {
			answers++;
			continue;
		}
		other = dn_node_find(tree, value, node->name);
		if (other == NULL || !dn_span_equal(other->raw, node->raw) ||
		    dn_span_equal(node->name,
		    dn_studio_member(region->type)))
			return false;
	}
	return answers == 1 && dn_node_count(tree, entry->value) - answers ==
	    dn_node_count(tree, value) - labels;
}

/* Is this entry nothing but the labels of its region? */
static bool
only_labels(struct results *results, const struct entry *entry)
{
	struct dn_tree *tree = results->tree;
	struct dn_node *annotation = entry->region != NULL ?
	    entry->region->annotation : NULL;

	return entry->answer == DN_STUDIO_REGION && annotation != NULL &&
	    entry->shared && dn_node_get(tree, annotation, "label") == NULL &&
	    dn_node_get(tree, annotation, "labels") == NULL &&
	    dn_studio_are_strings(tree, dn_node_find(tree, entry->value,
	    dn_studio_member(entry->type)));
}

/* Join the labels to the region's annotation. */
static void
join(struct results *results, const struct entry *entry)
{
	struct dn_tree *tree = results->tree;
	struct dn_node *annotation = entry->region->annotation, *joined, *node;
	struct dn_bytes *number = &results->task->scratch;

	dn_studio_set_labels(tree, annotation, dn_node_find(tree, entry->value,
	    dn_studio_member(entry->type)));
	dn_raw_set(tree, annotation, DN_SPAN(DN_STUDIO_JOINED),
	    DN_SPAN("{}"));
	joined = dn_raw_get(tree, annotation, DN_SPAN(DN_STUDIO_JOINED));
	node = dn_node_first(tree, entry->node);
	for (; node != NULL; node = node->next)
		if (!dn_span_is(node->name, "id") &&
		    !dn_span_is(node->name, "value"))
			dn_node_set_raw_named(tree, joined, node->name,
			    node->raw);
	if (results->before != entry->region->entry) {
		dn_bytes_clear(number);
		dn_bytes_add_uint(number, entry->number);
		dn_raw_set(tree, annotation, DN_SPAN(DN_STUDIO_JOINED_PLACE),
		    dn_bytes_span(number));
	}
	dn_studio_order(tree, annotation, member_order);
}

/* What the entry's own members tell of its picture, else the item's size. */
static struct dn_studio_scale
scale_of(struct results *results, struct dn_node *entry, bool elsewhere)
{
	struct dn_studio_scale scale = results->task->scale;
	double width, height;

	if (elsewhere)
		scale = (struct dn_studio_scale){ 1, 1, true };
	if (dn_node_real(dn_node_get(results->tree, entry, "original_width"),
	    &width) && dn_node_real(dn_node_get(results->tree, entry,
	    "original_height"), &height) && width > 0 && height > 0)
		scale = (struct dn_studio_scale){ width, height, false };
	return scale;
}

/* The shape, with its kind. */
static int
read_shape(struct results *results, struct dn_node *annotation,
    const struct entry *entry, struct dn_err *err)
{
	static const struct dn_studio_text none = { .known = false };
	struct dn_studio_task *task = results->task;
	bool elsewhere = dn_studio_is_elsewhere(task, entry->node,
	    entry->shape);
	struct dn_node *copy;
	struct dn_range *range;
	size_t count;

	if (elsewhere)
		dn_studio_set_other(task, annotation, entry->node,
		    entry->shape);
	if (entry->shape < DN_STUDIO_SPAN)
		return dn_studio_read_shape(task->item, annotation,
		    entry->value, entry->shape, scale_of(results,
		    entry->node, elsewhere), &task->scratch, err);
	if (dn_studio_read_span(task->item, annotation, entry->value,
	    entry->shape, elsewhere ? &none : &task->text, err) < 0)
		return -1;
	copy = dn_node_get(task->tree, annotation, "text");
	if (entry->shape == DN_STUDIO_SPAN && copy != NULL && !elsewhere &&
	    task->text.known && dn_shape_spans(task->item, annotation, &range,
	    &count, err) > 0)
		task->mismatches += !dn_span_equal(dn_node_text(task->tree,
		    copy), dn_points_slice(&task->text.points, *range));
	return 0;
}

/* An entry that draws: a new annotation. */
static int
read_region(struct results *results, struct dn_node *annotation,
    const struct entry *entry, struct dn_err *err)
{
	struct dn_tree *tree = results->tree;
	struct dn_node *labels = dn_node_find(tree, entry->value,
	    dn_studio_member(entry->type));

	if (!dn_studio_set_labels(tree, annotation, labels))
		labels = NULL;
	set_members(results, annotation, entry);
	if (read_shape(results, annotation, entry, err) < 0)
		return -1;
	keep_values(results, annotation, entry,
	    dn_studio_geometry(entry->shape), labels);
	if (entry->region != NULL && entry->region->entry == entry->node)
		entry->region->annotation = annotation;
	return 0;
}

/* An answer to a question, about the item or one of its regions. */
static void
read_answer(struct results *results, struct dn_node *annotation,
    const struct entry *entry)
{
	static const char *const none[] = { NULL };
	struct dn_tree *tree = results->tree;
	struct dn_node *member = dn_node_find(tree, entry->value,
	    dn_studio_member(entry->type));
	bool about = entry->region != NULL &&
	    entry->region->entry != entry->node;
	bool good = dn_node_type(entry->value) == DN_JSON_OBJECT &&
	    (about || entry->answer != DN_STUDIO_REGION) &&
	    dn_studio_set_answer(tree, annotation, entry->answer, member,
	    &results->task->scratch);

	set_members(results, annotation, entry);
	if (about)
		dn_node_set_text(tree, annotation, "target", entry->id);
	if (good)
		keep_values(results, annotation, entry, none, member);
	else if (entry->value != NULL)
		dn_raw_set(tree, annotation, DN_SPAN("/value"),
		    entry->value->raw);
}

/*
 * A region that only a picture's size would draw, which is not known: it is
 * kept as it is, in a new annotation, which is returned.
 */
static struct dn_node *
keep_whole(struct results *results, struct dn_node *annotation,
    const struct entry *entry, struct dn_err *err)
{
	if (entry->region != NULL)
		entry->region->kept = true;
	*err = (struct dn_err)DN_ERR_INIT;
	results->task->sizeless++;
	dn_node_remove(results->tree, annotation);
	annotation = dn_item_annotate(results->task->item,
	    DN_ANNOTATION_OTHER);
	read_answer(results, annotation, entry);
	return annotation;
}

/* ---- relations ------------------------------------------------------- */

/* One end of a relation. */
static void
add_end(struct dn_tree *tree, struct dn_node *arguments, const char *role,
    struct dn_span id)
{
	struct dn_node *end = dn_node_add_object(tree, arguments);

	dn_node_set_text(tree, end, "role", dn_span_of(role));
	dn_node_set_text(tree, end, "ref", id);
}

/* The labels of a relation: the first is its type. */
static void
set_type(struct dn_tree *tree, struct dn_node *relation,
    struct dn_node *labels)
{
	if (labels == NULL)
		return;
	if (dn_studio_are_strings(tree, labels))
		dn_node_set_lent(tree, relation, "type",
		    dn_node_first(tree, labels)->raw);
	if (!dn_studio_are_strings(tree, labels) ||
	    dn_node_first(tree, labels)->next != NULL)
		dn_raw_set(tree, relation, DN_SPAN("/labels"), labels->raw);
}

static int
read_relation(struct results *results, const struct entry *entry,
    struct dn_err *err)
{
	static const char *const ends[] = { "type", "from_id", "to_id",
		"labels", NULL };
	static const char *const order[] = { NULL };
	struct dn_tree *tree = results->tree;
	struct dn_node *node = entry->node, *relation, *arguments;
	struct dn_span from = dn_node_text(tree, dn_node_get(tree, node,
	    "from_id")), to = dn_node_text(tree, dn_node_get(tree, node,
	    "to_id"));
	struct dn_span direction = dn_node_text(tree,
	    dn_node_get(tree, node, "direction"));
	bool left = dn_span_is(direction, "left");

	if (from.ptr == NULL || to.ptr == NULL)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "a relation without \"from_id\" and \"to_id\"");
	relation = dn_item_relate(results->task->item);
	set_type(tree, relation, dn_node_get(tree, node, "labels"));
	arguments = dn_node_set_array(tree, relation, "args");
	add_end(tree, arguments, "from", left ? to : from);
	add_end(tree, arguments, "to", left ? from : to);
	dn_node_set_bool(tree, relation, "directed",
	    !dn_span_is(direction, "bi"));
	set_name(results, relation);
	for (node = dn_node_first(tree, node); node != NULL; node = node->next)
		if (!dn_studio_listed(node->name, ends))
			keep_member(results, relation, node);
	if (entry->number < results->last) {
		dn_bytes_clear(&results->task->scratch);
		dn_bytes_add_uint(&results->task->scratch, entry->number);
		dn_raw_set(tree, relation, DN_SPAN(DN_STUDIO_PLACE),
		    dn_bytes_span(&results->task->scratch));
	}
	dn_node_need_object(tree, relation, "source");
	dn_studio_order(tree, relation, order);
	return 0;
}

/* ---- entries --------------------------------------------------------- */

static int
read_entry(struct results *results, struct dn_node *node, size_t number,
    struct dn_err *err)
{
	struct dn_tree *tree = results->tree;
	struct entry entry = look_at(results, node, number);
	struct dn_node *annotation;
	int failed = 0;

	if (node->type != DN_JSON_OBJECT)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "an entry of a result is an object");
	if (entry.answer == DN_STUDIO_RELATION)
		return read_relation(results, &entry, err);
	entry.shared = shares_value(results, &entry);
	if (only_labels(results, &entry)) {
		join(results, &entry);
		return 0;
	}
	results->task->reading->run->annotations.in++;
	annotation = dn_item_annotate(results->task->item,
	    DN_ANNOTATION_OTHER);
	if (entry.shape != DN_STUDIO_NONE &&
	    !(entry.shared && entry.region->annotation != NULL))
		failed = read_region(results, annotation, &entry, err);
	else
		read_answer(results, annotation, &entry);
	if (failed < 0 && err->code == DN_E_NEED_SIZE) {
		annotation = keep_whole(results, annotation, &entry, err);
		failed = 0;
	}
	if (failed == 0 && set_id(results, annotation, &entry, err) == 0) {
		dn_node_need_object(tree, annotation, "source");
		dn_studio_order(tree, annotation, member_order);
		return dn_tree_check(tree, err);
	}
	results->task->reading->run->annotations.in--;
	dn_node_remove(tree, annotation);
	return -1;
}

/* Put a bad entry away; -1 when the run ends of it. */
static int
reject(struct results *results, struct dn_node *node, struct dn_err *why,
    struct dn_err *err)
{
	struct dn_reading *reading = results->task->reading;

	if (dn_code_status(why->code) != 3) {
		*err = *why;
		return -1;
	}
	why->source = reading->source;
	why->line = reading->line;
	why->column = reading->column;
	why->byte = reading->byte;
	reading->run->annotations.in++;
	reading->run->annotations.rejected++;
	return reading->run->reject(reading->run->state, why, node->raw);
}

int
dn_studio_read_result(struct dn_studio_task *task, struct dn_node *result,
    const struct dn_studio_name *name, bool prediction, struct dn_err *err)
{
	struct results results = { .task = task, .tree = task->tree,
		.name = name, .prediction = prediction,
		.ids = dn_names_new(), .used = dn_names_new() };
	struct dn_node *node = dn_node_first(task->tree, result);
	int failed = -1;

	if (results.ids == NULL || results.used == NULL)
		dn_err_memory(err);
	else
		failed = find_regions(&results, result, err);
	for (size_t i = 0; node != NULL && failed == 0; node = node->next,
	    i++) {
		struct dn_err why = DN_ERR_INIT;

		if (read_entry(&results, node, i, &why) < 0)
			failed = reject(&results, node, &why, err);
		results.before = node;
	}
	dn_names_free(results.ids);
	dn_names_free(results.used);
	return failed;
}
