/* SPDX-License-Identifier: MIT */
/* A labelling configuration for what was written, old or new. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/labelstudio.h"
#include "formats/labelstudio_config.h"
#include "formats/markup.h"

/* A configuration being made. */
struct emit {
	struct dn_studio_controls *controls;
	struct dn_writing *writing;
	struct dn_labels *labels;
	struct dn_arena arena;
	struct dn_xml_element *view;
	struct dn_names *declared;      /* labels that headers have, in order */
	size_t *indexes;                /* of these */
	struct dn_names *points;        /* of their skeletons, in order */
	struct dn_names *emitted;       /* labels, in order */
	struct dn_names *known;         /* names that are there already */
	struct dn_studio_control *first;        /* that has all labels */
	struct dn_err *err;
	bool failed;                    /* without memory */
};

/* ---- elements -------------------------------------------------------- */

static struct dn_xml_element *
add(struct emit *emit, struct dn_xml_element *parent, const char *base,
    const char *suffix)
{
	struct dn_bytes *name = &emit->controls->scratch;
	struct dn_xml_element *element;

	dn_bytes_clear(name);
	dn_bytes_add_text(name, base);
	dn_bytes_add_text(name, suffix);
	element = parent == NULL ? NULL : dn_markup_add(&emit->arena, parent,
	    dn_bytes_span(name));
	emit->failed |= element == NULL;
	return element;
}

static void
set(struct emit *emit, struct dn_xml_element *element, const char *name,
    const char *before, struct dn_span value)
{
	struct dn_bytes pointer, text;

	if (element == NULL)
		return;
	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_add_text(&pointer, "/@");
	dn_bytes_add_text(&pointer, name);
	dn_bytes_add_text(&text, before);
	dn_bytes_add_span(&text, value);
	if (pointer.failed != DN_E_NONE || text.failed != DN_E_NONE ||
	    dn_markup_put(&emit->arena, element, dn_bytes_span(&pointer),
	    text.len == 0 ? DN_SPAN("") : dn_bytes_span(&text)) < 0)
		emit->failed = true;
	dn_bytes_release(&pointer);
	dn_bytes_release(&text);
}

/* ---- labels ---------------------------------------------------------- */

/* What a header says of a label, as attributes of its tag. */
static void
describe(struct emit *emit, struct dn_xml_element *element, size_t label)
{
	struct dn_tree *tree = dn_labels_tree(emit->labels);
	struct dn_node *node = dn_labels_node(emit->labels,
	    emit->indexes[label]);
	struct dn_node *alias = dn_node_first(tree, dn_node_get(tree, node,
	    "aliases"));
	struct dn_node *category = dn_node_get(tree, dn_node_get(tree, node,
	    "ids"), "labelstudio");
	struct dn_span color = dn_node_text(tree, dn_node_get(tree, node,
	    "color"));

	if (color.ptr != NULL)
		set(emit, element, "background", "", color);
	if (dn_node_type(alias) == DN_JSON_STRING)
		set(emit, element, "alias", "", dn_node_text(tree, alias));
	if (dn_node_type(category) > DN_JSON_NULL)
		set(emit, element, "category", "",
		    category->type == DN_JSON_STRING ?
		    dn_node_text(tree, category) : category->raw);
}

/* A <Label> or <Choice>. */
static void
add_label(struct emit *emit, struct dn_xml_element *control,
    const char *tag, struct dn_span name)
{
	struct dn_xml_element *element = add(emit, control, tag, "");
	size_t label = dn_names_find(emit->declared, name);

	set(emit, element, "value", "", name);
	if (label != DN_NAMES_NONE)
		describe(emit, element, label);
	if (dn_names_add(emit->emitted, name, NULL) == DN_NAMES_NONE)
		emit->failed = true;
}

/* Is it only an answer to questions, and no label of regions? */
static bool
only_answers(struct emit *emit, struct dn_span name)
{
	struct dn_studio_controls *controls = emit->controls;
	bool answers = false;

	for (size_t i = 0; i < dn_names_count(controls->names); i++) {
		const struct dn_studio_control *control =
		    &controls->controls[i];

		if (control == emit->first || dn_names_find(control->labels,
		    name) == DN_NAMES_NONE)
			continue;
		if (control->labelled)
			return false;
		answers = true;
	}
	return answers && (emit->first == NULL || dn_names_find(
	    emit->first->labels, name) == DN_NAMES_NONE);
}

static bool
is_keypoint(const struct dn_studio_control *control)
{
	return strcmp(dn_studio_family(control->family)->base, "KeyPoint") == 0;
}

static bool
has_name(const struct dn_names *names, struct dn_span name)
{
	return dn_names_find(names, name) != DN_NAMES_NONE;
}

/* The points of skeletons, all of them where a control has any: true then. */
static bool
add_points(struct emit *emit, const struct dn_studio_control *control,
    struct dn_xml_element *element, const char *tag)
{
	size_t count = dn_names_count(emit->points);
	bool any = false;

	if (!is_keypoint(control))
		return false;
	for (size_t i = 0; i < count; i++)
		any |= has_name(control->labels, dn_names_get(emit->points, i));
	for (size_t i = 0; any && i < count; i++)
		add_label(emit, element, tag, dn_names_get(emit->points, i));
	return any;
}

/* Where points stand in their skeleton: converters ask for it. */
static void
number_points(struct emit *emit, struct dn_xml_element *control)
{
	struct dn_xml_element *label = control != NULL ? control->first : NULL;
	char number[24];

	for (size_t i = 0; label != NULL; label = label->next, i++) {
		snprintf(number, sizeof(number), "%zu", i);
		set(emit, label, "model_index", "", dn_span_of(number));
	}
}

/*
 * The labels of a control: those of headers first, in their order, then the
 * points of their skeletons.
 */
static void
add_labels(struct emit *emit, const struct dn_studio_control *control,
    struct dn_xml_element *element, const char *tag)
{
	size_t count = dn_names_count(control->labels);
	size_t *sorted = dn_names_sorted(control->labels);
	bool points;

	for (size_t i = 0; i < dn_names_count(emit->declared); i++) {
		struct dn_span name = dn_names_get(emit->declared, i);

		if (dn_names_find(control->labels, name) != DN_NAMES_NONE ||
		    (control == emit->first && !only_answers(emit, name)))
			add_label(emit, element, tag, name);
	}
	points = add_points(emit, control, element, tag);
	for (size_t i = 0; i < count && sorted != NULL; i++) {
		struct dn_span name = dn_names_get(control->labels,
		    sorted[i]);

		if (!has_name(emit->declared, name) &&
		    !(points && has_name(emit->points, name)))
			add_label(emit, element, tag, name);
	}
	emit->failed |= sorted == NULL && count > 0;
	free(sorted);
}

/* The choices of a taxonomy: paths, each step ended by a NUL. */
static void
add_taxonomy(struct emit *emit, const struct dn_studio_control *control,
    struct dn_xml_element *element)
{
	size_t count = dn_names_count(control->labels);
	size_t *sorted = dn_names_sorted(control->labels);
	struct dn_xml_element *open[200] = { element };

	for (size_t i = 0; i < count && sorted != NULL; i++) {
		struct dn_span key = dn_names_get(control->labels, sorted[i]);
		struct dn_span step = key;
		size_t depth = 0;

		if (key.len == 0 || key.ptr[key.len - 1] != '\0')
			continue;
		for (size_t at = 0; at + 1 < key.len; at++)
			if (key.ptr[at] == '\0') {
				depth++;
				step.ptr = key.ptr + at + 1;
			}
		step.len = (size_t)(key.ptr + key.len - 1 - step.ptr);
		/* Deeper than XML is read again: it stands one level up. */
		depth = depth < 198 ? depth : 198;
		open[depth + 1] = add(emit, open[depth], "Choice", "");
		set(emit, open[depth + 1], "value", "", step);
	}
	emit->failed |= sorted == NULL && count > 0;
	free(sorted);
}

/* ---- tags ------------------------------------------------------------ */

static void
add_object(struct emit *emit, const char *tag, struct dn_span name,
    struct dn_span variable)
{
	struct dn_xml_element *element;

	if (has_name(emit->known, name))
		return;
	element = add(emit, emit->view, tag, "");
	set(emit, element, "name", "", name);
	set(emit, element, "value", "$", variable);
	if (strcmp(tag, "TimeSeries") == 0)
		set(emit, element, "valueType", "", DN_SPAN("url"));
	if (strcmp(tag, "Paragraphs") == 0)
		set(emit, element, "layout", "", DN_SPAN("dialogue"));
}

/* Objects that controls are about, then those that none is. */
static void
add_objects(struct emit *emit)
{
	struct dn_studio_controls *controls = emit->controls;
	size_t count = dn_names_count(controls->object_names);

	for (size_t i = 0; i < count; i++)
		add_object(emit, controls->objects[i].tag != NULL ?
		    controls->objects[i].tag : "Text",
		    controls->objects[i].name, controls->objects[i].variable);
	for (size_t i = 0; i < dn_names_count(controls->variables); i++) {
		struct dn_span key = dn_names_get(controls->variables, i);
		const char *tag = key.ptr;
		struct dn_span variable = { tag + strlen(tag) + 1,
			key.len - strlen(tag) - 1 };
		bool shown = false;

		for (size_t k = 0; k < count; k++)
			shown = shown || dn_span_equal(variable,
			    controls->objects[k].variable);
		if (!shown)
			add_object(emit, tag, variable, variable);
	}
}

static void
add_control(struct emit *emit, const struct dn_studio_control *control)
{
	const struct dn_studio_family *family =
	    dn_studio_family(control->family);
	bool video = strcmp(family->base, "VideoRectangle") == 0;
	struct dn_xml_element *element;
	struct dn_bytes name;

	if (has_name(emit->known, control->name))
		return;
	element = add(emit, emit->view, family->base, !video &&
	    control->labelled ? "Labels" : "");
	set(emit, element, "name", "", control->name);
	set(emit, element, "toName", "", control->to_name);
	if (control->about)
		set(emit, element, "perRegion", "", DN_SPAN("true"));
	if (control->several && strcmp(family->base, "Choices") == 0)
		set(emit, element, "choice", "", DN_SPAN("multiple"));
	if (strcmp(family->base, "Taxonomy") == 0)
		add_taxonomy(emit, control, element);
	else if (family->child != NULL && !video)
		add_labels(emit, control, element, family->child);
	if (is_keypoint(control))
		number_points(emit, element);
	if (!video || (dn_names_count(control->labels) == 0 &&
	    control != emit->first))
		return;
	/* The boxes of a video have their labels from a tag of its own. */
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_add_span(&name, control->name);
	dn_bytes_add_text(&name, "-labels");
	element = add(emit, emit->view, "Labels", "");
	set(emit, element, "name", "", dn_bytes_span(&name));
	set(emit, element, "toName", "", control->to_name);
	add_labels(emit, control, element, "Label");
	dn_bytes_release(&name);
}

static void
add_relations(struct emit *emit)
{
	struct dn_names *names = emit->controls->relations;
	size_t *sorted = dn_names_sorted(names);
	struct dn_xml_element *list;

	if (dn_names_count(names) > 0 && sorted != NULL) {
		list = add(emit, emit->view, "Relations", "");
		for (size_t i = 0; i < dn_names_count(names); i++)
			set(emit, add(emit, list, "Relation", ""), "value", "",
			    dn_names_get(names, sorted[i]));
	}
	emit->failed |= sorted == NULL && dn_names_count(names) > 0;
	free(sorted);
}

/* Labels without an annotation need a control, too. */
static void
add_unused(struct emit *emit)
{
	struct dn_studio_controls *controls = emit->controls;
	struct dn_studio_control control = { .name = DN_SPAN("label") };
	struct dn_span to_name = DN_SPAN("item");
	const char *tag = "Text";

	if (emit->first != NULL || dn_names_count(emit->declared) == 0)
		return;
	if (dn_names_count(controls->object_names) > 0) {
		tag = controls->objects[0].tag;
		to_name = controls->objects[0].name;
	} else if (dn_names_count(controls->variables) > 0) {
		tag = dn_names_get(controls->variables, 0).ptr;
		to_name = dn_span_of(tag + strlen(tag) + 1);
	} else {
		add_object(emit, tag, to_name, to_name);
	}
	control.to_name = to_name;
	control.labels = dn_names_new();
	control.labelled = true;
	if (dn_names_find(controls->names, control.name) != DN_NAMES_NONE)
		control.name = DN_SPAN("dn-label");
	emit->failed |= control.labels == NULL;
	emit->first = &control;
	if (control.labels != NULL && strcmp(tag, "Image") == 0) {
		while (strcmp(dn_studio_family(control.family)->base,
		    "Rectangle") != 0)
			control.family++;
	}
	if (control.labels != NULL)
		add_control(emit, &control);
	dn_names_free(control.labels);
	emit->first = NULL;
}

/* ---- what cannot be said --------------------------------------------- */

/* Members of a label that no tag has an attribute for. */
static int
tell_label(struct emit *emit, size_t label)
{
	struct dn_tree *tree = dn_labels_tree(emit->labels);
	struct dn_node *node = dn_node_first(tree, dn_labels_node(
	    emit->labels, emit->indexes[label]));
	struct dn_span name = dn_names_get(emit->declared, label);

	for (; node != NULL; node = node->next) {
		size_t count = dn_node_count(tree, node);

		if (dn_span_is(node->name, "name") ||
		    dn_span_is(node->name, "color") ||
		    (dn_span_is(node->name, "aliases") && count < 2) ||
		    (dn_span_is(node->name, "ids") && count == (size_t)
		    (dn_node_get(tree, node, "labelstudio") != NULL)))
			continue;
		if (dn_loss_dropped(emit->writing->loss, NULL, NULL,
		    DN_CAP_LABEL_SET, emit->err, "%.*s of label %.*s",
		    node->name.len < 60 ? (int)node->name.len : 60,
		    node->name.ptr, name.len < 60 ? (int)name.len : 60,
		    name.ptr) < 0)
			return -1;
	}
	return 0;
}

/* What of the labels headers say more than a configuration can. */
static int
tell_labels(struct emit *emit)
{
	for (size_t i = 0; i < dn_names_count(emit->declared); i++)
		if (tell_label(emit, i) < 0)
			return -1;
	return 0;
}

/* Whether those that were made are in the order of the headers. */
static int
tell_order(struct emit *emit)
{
	size_t next = 0;
	bool moved = false;

	for (size_t i = 0; i < dn_names_count(emit->emitted); i++) {
		size_t label = dn_names_find(emit->declared,
		    dn_names_get(emit->emitted, i));

		moved |= label != DN_NAMES_NONE && label != next;
		next += label != DN_NAMES_NONE;
	}
	return !moved ? 0 : dn_loss_degraded(emit->writing->loss, NULL, NULL,
	    DN_CAP_LABEL_SET, emit->err, "the labels are in another order");
}

static void
tell_entries(const struct emit *emit)
{
	const struct dn_studio_controls *controls = emit->controls;
	const struct dn_format_run *run = emit->writing->run;

	if (controls->unknown > 0)
		dn_format_note(run, "config.xml has no tag for %llu entries "
		    "of types that are not known",
		    (unsigned long long)controls->unknown);
	if (controls->clashes > 0)
		dn_format_note(run, "config.xml has no tag for %llu entries "
		    "whose from_name has entries of another type",
		    (unsigned long long)controls->clashes);
}

/* ---- a configuration that came along --------------------------------- */

/* The text of the one that the first header brought; absent: none. */
static struct dn_span
given_config(struct emit *emit)
{
	struct dn_tree *tree = dn_labels_tree(emit->labels);
	struct dn_node *source = dn_labels_member(emit->labels, "source",
	    NULL);

	if (!dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "labelstudio"))
		return (struct dn_span){ NULL, 0 };
	return dn_node_text(tree, dn_node_find(tree, dn_node_get(tree, source,
	    "raw"), DN_SPAN("/config")));
}

/* A text to be read as a file is. */
static struct dn_src *
open_text(struct dn_span text, struct dn_sink **spool, struct dn_err *err)
{
	int fd;

	*spool = dn_sink_spool(err);
	if (*spool == NULL || dn_sink_write(*spool, text.ptr, text.len,
	    err) < 0 || dn_sink_flush(*spool, err) < 0)
		return NULL;
	fd = dup(dn_sink_spool_fd(*spool));
	if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		dn_err_system(err, DN_E_SYSTEM, "cannot read it back");
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	return dn_src_open_fd(fd, "config.xml", err);
}

/* Does the header that was read of it say what all headers say? */
static bool
says_all(struct emit *emit, struct dn_item *header)
{
	static const char *const members[] = { "name", "color", "aliases",
		"ids" };
	struct dn_tree *tree = &header->tree;
	struct dn_tree *others = dn_labels_tree(emit->labels);
	struct dn_node *label = dn_node_first(tree, dn_node_get(tree,
	    header->root, "labels"));
	size_t i;

	for (i = 0; i < dn_names_count(emit->declared) && label != NULL;
	    i++, label = label->next) {
		struct dn_node *other = dn_labels_node(emit->labels,
		    emit->indexes[i]);

		for (int k = 0; k < 4; k++) {
			struct dn_node *a = dn_node_get(tree, label,
			    members[k]);
			struct dn_node *b = dn_node_get(others, other,
			    members[k]);

			dn_bytes_clear(&emit->controls->scratch);
			if (a != NULL)
				dn_tree_write(a, &emit->controls->scratch);
			if ((a == NULL) != (b == NULL) || (b != NULL &&
			    !dn_span_equal(dn_bytes_span(
			    &emit->controls->scratch), b->raw)))
				return false;
		}
	}
	return i == dn_names_count(emit->declared) && label == NULL;
}

/* 1 when it still fits, with the names in it in emit->known; 0, -1. */
static int
judge_config(struct emit *emit, struct dn_span text)
{
	struct dn_sink *spool = NULL;
	const struct dn_studio_names names = { .all = emit->known };
	struct dn_src *src = open_text(text, &spool, emit->err);
	struct dn_item header;
	int fits = -1;

	dn_item_init(&header);
	if (src != NULL) {
		struct dn_err bad = DN_ERR_INIT;

		fits = dn_studio_read_config(&header, src, text, &names,
		    &bad) < 0 ? 0 : says_all(emit, &header);
	}
	dn_item_release(&header);
	dn_src_close(src);
	if (spool != NULL)
		dn_sink_abort(spool);
	return fits;
}

/* ---- all of it ------------------------------------------------------- */

/* The labels of headers, in their order; and which control gets them. */
static void
find_labels(struct emit *emit)
{
	size_t count = dn_labels_count(emit->labels), at = 0;
	struct dn_studio_controls *controls = emit->controls;

	emit->indexes = dn_arena_take_many(&emit->arena, count + 1,
	    sizeof(*emit->indexes));
	if (emit->indexes == NULL) {
		emit->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (dn_labels_node(emit->labels, i) == NULL)
			continue;
		emit->indexes[at++] = i;
		if (dn_names_add(emit->declared, dn_labels_name(emit->labels,
		    i), NULL) == DN_NAMES_NONE)
			emit->failed = true;
	}
	if (dn_studio_find_points(emit->labels, emit->declared,
	    emit->points) < 0)
		emit->failed = true;
	for (size_t i = dn_names_count(controls->names); i-- > 0; )
		if (controls->controls[i].labelled || strcmp(dn_studio_family(
		    controls->controls[i].family)->base, "VideoRectangle") ==
		    0)
			emit->first = &controls->controls[i];
	for (size_t i = 0; emit->first == NULL &&
	    i < dn_names_count(controls->names); i++)
		if (strcmp(dn_studio_family(controls->controls[i].family)->
		    base, "Choices") == 0)
			emit->first = &controls->controls[i];
}

/* Put `more` before the end tag of `text`; false when that has none. */
static bool
insert(struct dn_span text, const struct dn_bytes *more,
    struct dn_bytes *out)
{
	static const char tag[] = "</View>";
	size_t len = sizeof(tag) - 1, at = text.len;

	while (at >= len && memcmp(text.ptr + at - len, tag, len) != 0)
		at--;
	if (at < len && more->len > 0)
		return false;
	at = at < len ? text.len : at - len;
	dn_bytes_add_span(out, (struct dn_span){ text.ptr, at });
	dn_bytes_add_span(out, dn_bytes_span(more));
	dn_bytes_add_span(out, (struct dn_span){ text.ptr + at,
	    text.len - at });
	return true;
}

/* Make the tags that are not there yet. */
static void
add_tags(struct emit *emit)
{
	struct dn_studio_controls *controls = emit->controls;

	emit->view = dn_markup_add(&emit->arena, NULL, DN_SPAN("View"));
	emit->failed |= emit->view == NULL;
	add_objects(emit);
	for (size_t i = 0; i < dn_names_count(controls->names); i++)
		add_control(emit, &controls->controls[i]);
}

/* The configuration that came, with what it lacks; 1, 0 if it will not do. */
static int
keep_config(struct emit *emit, struct dn_span text, struct dn_bytes *out)
{
	int fits = text.ptr == NULL ? 0 : judge_config(emit, text);
	struct dn_xml_element *child;
	struct dn_bytes more;

	if (fits <= 0)
		return fits;
	add_tags(emit);
	dn_bytes_init(&more, SIZE_MAX / 2);
	child = emit->view == NULL ? NULL : emit->view->first;
	for (; child != NULL; child = child->next)
		dn_markup_write(child, &more);
	fits = insert(text, &more, out);
	if (more.failed != DN_E_NONE)
		emit->failed = true;
	dn_bytes_release(&more);
	return fits;
}

static int
write_all(struct emit *emit, struct dn_bytes *out)
{
	struct dn_span text = given_config(emit);
	int kept;

	find_labels(emit);
	if (emit->failed)
		return dn_err_memory(emit->err);
	kept = keep_config(emit, text, out);
	if (kept != 0)
		return kept < 0 ? -1 : tell_labels(emit);
	if (text.ptr != NULL)
		dn_format_note(emit->writing->run, "the labels are not those "
		    "of the configuration that came with them: config.xml is "
		    "made anew");
	dn_names_free(emit->known);
	emit->known = dn_names_new();
	if (emit->known == NULL)
		return dn_err_memory(emit->err);
	add_tags(emit);
	add_unused(emit);
	add_relations(emit);
	if (!emit->failed && !dn_markup_write(emit->view, out) &&
	    dn_loss_degraded(emit->writing->loss, NULL, NULL,
	    DN_CAP_LABEL_SET, emit->err, "a control byte in a name") < 0)
		return -1;
	return tell_order(emit) < 0 ? -1 : tell_labels(emit);
}

int
dn_studio_write_config(struct dn_studio_controls *controls,
    struct dn_writing *writing, struct dn_bytes *out, struct dn_err *err)
{
	struct emit emit = { .controls = controls, .writing = writing,
		.labels = writing->labels, .err = err,
		.declared = dn_names_new(), .points = dn_names_new(),
		.emitted = dn_names_new(), .known = dn_names_new() };
	int failed = -1;

	dn_arena_init(&emit.arena, SIZE_MAX / 2);
	if (emit.declared != NULL && emit.points != NULL &&
	    emit.emitted != NULL && emit.known != NULL)
		failed = write_all(&emit, out);
	else
		dn_err_memory(err);
	if (failed == 0 && (emit.failed || out->failed != DN_E_NONE))
		failed = dn_err_memory(err);
	if (failed == 0)
		tell_entries(&emit);
	dn_names_free(emit.declared);
	dn_names_free(emit.points);
	dn_names_free(emit.emitted);
	dn_names_free(emit.known);
	dn_arena_release(&emit.arena);
	return failed;
}
