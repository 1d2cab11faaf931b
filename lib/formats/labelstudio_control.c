/* SPDX-License-Identifier: MIT */
/* Controls and objects that entries speak of, gathered as they are written. */
#include "formats/labelstudio_config.h"

#include <stdlib.h>

#include "formats/labelstudio.h"

/* ---- families -------------------------------------------------------- */

static const struct dn_studio_family families[] = {
	{ "", true, "Label", NULL },
	{ "Bitmask", false, "Label", "Image" },
	{ "Brush", false, "Label", "Image" },
	{ "Choices", false, "Choice", NULL },
	{ "DateTime", false, NULL, NULL },
	{ "Ellipse", false, "Label", "Image" },
	{ "HyperText", true, "Label", "HyperText" },
	{ "KeyPoint", false, "Label", "Image" },
	{ "MagicWand", false, "Label", "Image" },
	{ "Number", false, NULL, NULL },
	{ "Pairwise", false, NULL, NULL },
	{ "Paragraph", true, "Label", "Paragraphs" },
	{ "Polygon", false, "Label", "Image" },
	{ "Ranker", false, NULL, "List" },
	{ "Rating", false, NULL, NULL },
	{ "Rectangle", false, "Label", "Image" },
	{ "Taxonomy", false, "Choice", NULL },
	{ "TextArea", false, NULL, NULL },
	{ "TimeSeries", true, "Label", "TimeSeries" },
	{ "Timeline", true, "Label", "Video" },
	{ "VideoRectangle", false, "Label", "Video" },
};

#define FAMILY_COUNT ((int)(sizeof(families) / sizeof(families[0])))
#define FAMILY_PLAIN 0          /* <Labels> */

/* Types that are called otherwise than the tag that makes them. */
static const char *const other_names[][2] = {
	{ "audio", "" }, { "text", "" }, { "paragraphs", "paragraph" },
};

const struct dn_studio_family *
dn_studio_family(int family)
{
	return &families[family];
}

/* Are they equal but for case? */
static bool
same_letters(struct dn_span text, const char *name)
{
	size_t i;

	for (i = 0; i < text.len && name[i] != '\0'; i++) {
		char c = name[i];

		if (text.ptr[i] != (c >= 'A' && c <= 'Z' ?
		    (char)(c - 'A' + 'a') : c))
			return false;
	}
	return i == text.len && name[i] == '\0';
}

/* The family of a type, or -1; *labelled: it has labels of its own. */
static int
family_of(struct dn_span type, bool *labelled)
{
	static const char suffix[] = "labels";
	size_t len = sizeof(suffix) - 1;
	struct dn_span base = type;

	*labelled = type.len >= len &&
	    memcmp(type.ptr + type.len - len, suffix, len) == 0;
	if (*labelled)
		base.len -= len;
	for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]);
	    i++)
		if (dn_span_is(type, other_names[i][0]))
			base = dn_span_of(other_names[i][1]);
	if (base.len == 0 && !*labelled && type.len == 0)
		return -1;
	for (int i = 0; i < FAMILY_COUNT; i++)
		if (same_letters(base, families[i].base)) {
			*labelled |= families[i].always;
			return i;
		}
	return -1;
}

/* ---- set-up ---------------------------------------------------------- */

struct dn_studio_controls *
dn_studio_controls_new(bool labels)
{
	struct dn_studio_controls *controls = calloc(1, sizeof(*controls));

	if (controls == NULL)
		return NULL;
	dn_arena_init(&controls->arena, SIZE_MAX / 2);
	dn_bytes_init(&controls->scratch, SIZE_MAX / 2);
	controls->noting = labels;
	controls->names = dn_names_new();
	controls->object_names = dn_names_new();
	controls->relations = dn_names_new();
	controls->variables = dn_names_new();
	if (controls->names != NULL && controls->object_names != NULL &&
	    controls->relations != NULL && controls->variables != NULL)
		return controls;
	dn_studio_controls_free(controls);
	return NULL;
}

void
dn_studio_controls_free(struct dn_studio_controls *controls)
{
	if (controls == NULL)
		return;
	for (size_t i = 0; controls->names != NULL &&
	    i < dn_names_count(controls->names); i++)
		dn_names_free(controls->controls[i].labels);
	dn_names_free(controls->names);
	dn_names_free(controls->object_names);
	dn_names_free(controls->relations);
	dn_names_free(controls->variables);
	free(controls->controls);
	free(controls->objects);
	dn_bytes_release(&controls->scratch);
	dn_arena_release(&controls->arena);
	free(controls);
}

/* Room for one more element of a list that grows by doubling. */
static int
grow(void **list, size_t *cap, size_t count, size_t size, struct dn_err *err)
{
	size_t more = *cap == 0 ? 8 : *cap * 2;
	void *grown;

	if (count < *cap)
		return 0;
	grown = reallocarray(*list, more, size);
	if (grown == NULL)
		return dn_err_memory(err);
	*list = grown;
	*cap = more;
	return 0;
}

/* ---- controls -------------------------------------------------------- */

struct dn_span
dn_studio_controls_name(struct dn_studio_controls *controls,
    struct dn_span wanted, struct dn_span type, struct dn_span to_name)
{
	size_t index = dn_names_find(controls->names, wanted);
	const struct dn_studio_control *control;
	struct dn_bytes *name = &controls->scratch;
	const char *base;
	bool labelled;
	int family = family_of(type, &labelled);

	if (family < 0 || index == DN_NAMES_NONE)
		return wanted;
	control = &controls->controls[index];
	if (control->family == family &&
	    dn_span_equal(control->to_name, to_name))
		return wanted;
	dn_bytes_clear(name);
	dn_bytes_add_span(name, wanted);
	dn_bytes_add_byte(name, '-');
	base = control->family == family ? NULL : families[family].base;
	if (base == NULL)
		dn_bytes_add_span(name, to_name);
	else if (base[0] == '\0')
		dn_bytes_add_text(name, "labels");
	for (; base != NULL && *base != '\0'; base++)
		dn_bytes_add_byte(name, *base >= 'A' && *base <= 'Z' ?
		    (char)(*base - 'A' + 'a') : *base);
	return name->failed != DN_E_NONE ? (struct dn_span){ NULL, 0 } :
	    dn_bytes_span(name);
}

/* The control of that name, made where it is new; NULL with *err. */
static struct dn_studio_control *
need_control(struct dn_studio_controls *controls, struct dn_span name,
    struct dn_span to_name, int family, struct dn_err *err)
{
	size_t index = dn_names_find(controls->names, name);
	struct dn_studio_control made = { .family = family };
	void *list = controls->controls;

	if (index != DN_NAMES_NONE)
		return &controls->controls[index];
	if (grow(&list, &controls->control_cap,
	    dn_names_count(controls->names), sizeof(made), err) < 0)
		return NULL;
	controls->controls = list;
	made.to_name = dn_arena_copy(&controls->arena, to_name);
	made.labels = dn_names_new();
	index = made.to_name.ptr == NULL || made.labels == NULL ?
	    DN_NAMES_NONE : dn_names_add(controls->names, name, NULL);
	if (index == DN_NAMES_NONE) {
		dn_names_free(made.labels);
		dn_err_memory(err);
		return NULL;
	}
	made.name = dn_names_get(controls->names, index);
	controls->controls[index] = made;
	return &controls->controls[index];
}

/* A path of a taxonomy, and those above it, each step ended by a NUL. */
static int
add_path(struct dn_studio_controls *controls, struct dn_tree *tree,
    struct dn_node *path, struct dn_names *labels, struct dn_err *err)
{
	struct dn_bytes *key = &controls->scratch;
	struct dn_node *step = dn_node_first(tree, path);

	dn_bytes_clear(key);
	for (; step != NULL; step = step->next) {
		struct dn_span text = dn_node_text(tree, step);

		if (text.ptr == NULL || memchr(text.ptr, '\0', text.len) !=
		    NULL)
			return 0;
		dn_bytes_add_span(key, text);
		dn_bytes_add_byte(key, '\0');
		if (dn_bytes_check(key, err) < 0)
			return -1;
		if (dn_names_add(labels, dn_bytes_span(key), NULL) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
	}
	return 0;
}

/* The labels or choices of a list. */
static int
add_labels(struct dn_studio_controls *controls, struct dn_tree *tree,
    struct dn_node *list, struct dn_names *labels, struct dn_err *err)
{
	struct dn_node *node = controls->noting &&
	    dn_node_type(list) == DN_JSON_ARRAY ?
	    dn_node_first(tree, list) : NULL;

	for (; node != NULL; node = node->next) {
		struct dn_span text = dn_node_text(tree, node);

		if (node->type == DN_JSON_ARRAY && add_path(controls, tree,
		    node, labels, err) < 0)
			return -1;
		if (text.ptr != NULL && dn_names_add(labels, text, NULL) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
	}
	return 0;
}

/* ---- objects --------------------------------------------------------- */

/* What an entry needs its object to be, or NULL. */
static const char *
needed_object(struct dn_tree *tree, struct dn_node *value, int family)
{
	if (family == FAMILY_PLAIN &&
	    dn_node_get(tree, value, "channel") != NULL)
		return "Audio";
	return families[family].object;
}

/* Note one object. */
static int
add_object(struct dn_studio_controls *controls, struct dn_span name,
    const struct dn_studio_shown *shown, bool own_variable,
    const char *needed, struct dn_err *err)
{
	size_t index = dn_names_find(controls->object_names, name);
	struct dn_studio_object made = { .tag = needed != NULL ? needed :
		shown->tag, .sure = needed != NULL };
	void *list = controls->objects;

	if (index != DN_NAMES_NONE) {
		if (made.sure && !controls->objects[index].sure) {
			controls->objects[index].tag = needed;
			controls->objects[index].sure = true;
		}
		return 0;
	}
	if (grow(&list, &controls->object_cap,
	    dn_names_count(controls->object_names), sizeof(made), err) < 0)
		return -1;
	controls->objects = list;
	made.variable = dn_arena_copy(&controls->arena, own_variable ? name :
	    shown->variable);
	index = made.variable.ptr == NULL ? DN_NAMES_NONE :
	    dn_names_add(controls->object_names, name, NULL);
	if (index == DN_NAMES_NONE)
		return dn_err_memory(err);
	made.name = dn_names_get(controls->object_names, index);
	controls->objects[index] = made;
	return 0;
}

/* ---- entries --------------------------------------------------------- */

int
dn_studio_controls_entry(struct dn_studio_controls *controls,
    struct dn_tree *tree, struct dn_node *entry,
    const struct dn_studio_shown *shown, bool own_variable,
    struct dn_err *err)
{
	struct dn_span type = dn_node_text(tree, dn_node_get(tree, entry,
	    "type"));
	struct dn_span name = dn_node_text(tree, dn_node_get(tree, entry,
	    "from_name"));
	struct dn_span to_name = dn_node_text(tree, dn_node_get(tree, entry,
	    "to_name"));
	struct dn_node *value = dn_node_get(tree, entry, "value"), *list;
	struct dn_studio_control *control;
	bool labelled;
	int family = family_of(type, &labelled);

	if (dn_span_is(type, "relation"))
		return add_labels(controls, tree, dn_node_get(tree, entry,
		    "labels"), controls->relations, err);
	if (family < 0 || name.ptr == NULL || to_name.ptr == NULL) {
		controls->unknown++;
		return 0;
	}
	control = need_control(controls, name, to_name, family, err);
	if (control == NULL || add_object(controls, to_name, shown,
	    own_variable, needed_object(tree, value, family), err) < 0)
		return -1;
	if (control->family != family) {
		controls->clashes++;
		return 0;
	}
	list = dn_node_find(tree, value, dn_studio_member(type));
	control->labelled |= labelled;
	control->several |= dn_node_type(list) == DN_JSON_ARRAY &&
	    dn_node_count(tree, list) > 1;
	control->about |= dn_studio_answer(type) != DN_STUDIO_REGION &&
	    dn_node_count(tree, value) > (list != NULL);
	return families[family].child == NULL ? 0 :
	    add_labels(controls, tree, list, control->labels, err);
}

int
dn_studio_controls_task(struct dn_studio_controls *controls,
    const struct dn_studio_shown *shown, struct dn_err *err)
{
	struct dn_bytes *key = &controls->scratch;

	if (shown->tag == NULL || shown->variable.ptr == NULL)
		return 0;
	dn_bytes_clear(key);
	dn_bytes_add_text(key, shown->tag);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, shown->variable);
	if (dn_bytes_check(key, err) < 0)
		return -1;
	return dn_names_add(controls->variables, dn_bytes_span(key), NULL) ==
	    DN_NAMES_NONE ? dn_err_memory(err) : 0;
}

/* ---- points of skeletons --------------------------------------------- */

int
dn_studio_find_points(struct dn_labels *labels,
    const struct dn_names *declared, struct dn_names *points)
{
	struct dn_tree *tree = dn_labels_tree(labels);

	for (size_t i = 0; i < dn_labels_count(labels); i++) {
		struct dn_node *point = dn_node_first(tree, dn_node_get(tree,
		    dn_labels_node(labels, i), "keypoints"));

		for (; point != NULL; point = point->next) {
			struct dn_span name = dn_node_text(tree, point);

			if (name.ptr != NULL && dn_names_find(declared,
			    name) == DN_NAMES_NONE && dn_names_add(points,
			    name, NULL) == DN_NAMES_NONE)
				return -1;
		}
	}
	return 0;
}
