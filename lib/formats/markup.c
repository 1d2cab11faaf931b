/* SPDX-License-Identifier: MIT */
/* Elements by pointers, and their text. */
#include "formats/markup.h"

#define STEPS_MOST 200          /* of a pointer */

/* ---- building -------------------------------------------------------- */

struct dn_xml_element *
dn_markup_add(struct dn_arena *arena, struct dn_xml_element *parent,
    struct dn_span name)
{
	struct dn_xml_element *element = dn_arena_take(arena,
	    sizeof(*element));

	if (element == NULL)
		return NULL;
	element->name = dn_arena_copy(arena, name);
	element->text = DN_SPAN("");
	if (element->name.ptr == NULL)
		return NULL;
	if (parent == NULL)
		return element;
	element->parent = parent;
	if (parent->last != NULL)
		parent->last->next = element;
	else
		parent->first = element;
	parent->last = element;
	return element;
}

struct dn_xml_element *
dn_markup_add_text(struct dn_arena *arena, struct dn_xml_element *parent,
    struct dn_span name, struct dn_span text)
{
	struct dn_xml_element *element = dn_markup_add(arena, parent, name);

	if (element == NULL)
		return NULL;
	element->text = dn_arena_copy(arena, text);
	return element->text.ptr != NULL ? element : NULL;
}

static int
put_attribute(struct dn_arena *arena, struct dn_xml_element *element,
    struct dn_span name, struct dn_span text)
{
	struct dn_xml_attribute **end = &element->attributes, *attribute;

	while (*end != NULL && !dn_span_equal((*end)->name, name))
		end = &(*end)->next;
	attribute = *end;
	if (attribute == NULL) {
		attribute = dn_arena_take(arena, sizeof(*attribute));
		if (attribute == NULL)
			return -1;
		attribute->name = dn_arena_copy(arena, name);
		*end = attribute;
	}
	attribute->value = dn_arena_copy(arena, text);
	return attribute->name.ptr != NULL && attribute->value.ptr != NULL ?
	    1 : -1;
}

bool
dn_markup_is_name(struct dn_span name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

		if (letter || c == '_' || c == ':' || (c & 0x80) != 0)
			continue;
		if (i == 0 || !((c >= '0' && c <= '9') || c == '-' ||
		    c == '.'))
			return false;
	}
	return name.len > 0;
}

/* Split "name[3]" into its name and number; false when it is neither. */
static bool
split_step(struct dn_span *step, size_t *number)
{
	size_t at = 0;

	*number = 1;
	while (at < step->len && step->ptr[at] != '[')
		at++;
	if (at < step->len) {
		if (step->ptr[step->len - 1] != ']')
			return false;
		*number = 0;
		for (size_t i = at + 1; i + 1 < step->len; i++) {
			if (step->ptr[i] < '0' || step->ptr[i] > '9' ||
			    *number > SIZE_MAX / 10 - 9)
				return false;
			*number = *number * 10 +
			    (size_t)(step->ptr[i] - '0');
		}
		step->len = at;
	}
	return *number > 0 && dn_markup_is_name(*step);
}

/* The child of that name and number, made if it is the next: 1, 0 or -1. */
static int
step_down(struct dn_arena *arena, struct dn_xml_element **element,
    struct dn_span step)
{
	struct dn_xml_element *child;
	size_t number;

	if (!split_step(&step, &number))
		return 0;
	for (child = (*element)->first; child != NULL; child = child->next)
		if (dn_span_equal(child->name, step) && --number == 0)
			break;
	if (child == NULL) {
		if (number > 1)
			return 0;
		child = dn_markup_add(arena, *element, step);
		if (child == NULL)
			return -1;
	}
	*element = child;
	return 1;
}

/* Cut the next step off the pointer; false when there is none. */
static bool
next_step(struct dn_span *pointer, struct dn_span *step)
{
	size_t end = 1;

	if (pointer->len < 2 || pointer->ptr[0] != '/')
		return false;
	while (end < pointer->len && pointer->ptr[end] != '/')
		end++;
	*step = (struct dn_span){ pointer->ptr + 1, end - 1 };
	pointer->ptr += end;
	pointer->len -= end;
	return true;
}

/* Is it a pointer, every step of it? */
static bool
is_pointer(struct dn_span pointer)
{
	struct dn_span step;
	size_t number;
	int steps = 0;

	do {
		if (!next_step(&pointer, &step) || steps++ == STEPS_MOST)
			return false;
		if (step.len > 0 && step.ptr[0] == '@') {
			step.ptr++;
			step.len--;
			return pointer.len == 0 && dn_markup_is_name(step);
		}
		if (dn_span_is(step, "text()"))
			return pointer.len == 0;
		if (!split_step(&step, &number))
			return false;
	} while (pointer.len > 0);
	return true;
}

int
dn_markup_put(struct dn_arena *arena, struct dn_xml_element *root,
    struct dn_span pointer, struct dn_span text)
{
	struct dn_xml_element *element = root;
	struct dn_span step;
	int found = 1;

	if (!is_pointer(pointer))
		return 0;
	while (found == 1 && next_step(&pointer, &step)) {
		if (dn_span_is(step, "text()"))
			break;
		if (step.ptr[0] == '@') {
			step.ptr++;
			step.len--;
			return put_attribute(arena, element, step, text);
		}
		found = step_down(arena, &element, step);
	}
	if (found != 1)
		return found;
	element->text = dn_arena_copy(arena, text);
	return element->text.ptr != NULL ? 1 : -1;
}

void
dn_markup_order(struct dn_xml_element *element, const char *const *names)
{
	struct dn_xml_element **link, *child, *front = NULL;
	struct dn_xml_element **end = &front;

	for (; *names != NULL; names++)
		for (link = &element->first; *link != NULL;) {
			child = *link;
			if (!dn_span_is(child->name, *names)) {
				link = &child->next;
				continue;
			}
			*link = child->next;
			child->next = NULL;
			*end = child;
			end = &child->next;
		}
	*end = element->first;
	element->first = front;
	for (child = front; child != NULL; child = child->next)
		element->last = child;
}

/* ---- writing --------------------------------------------------------- */

static void
indent(struct dn_bytes *out, size_t depth)
{
	while (depth-- > 0)
		dn_bytes_add_byte(out, '\t');
}

/* "<name a="b">" and its text. */
static bool
open_tag(const struct dn_xml_element *element, struct dn_bytes *out)
{
	const struct dn_xml_attribute *attribute = element->attributes;
	bool clean = true;

	dn_bytes_add_byte(out, '<');
	dn_bytes_add_span(out, element->name);
	for (; attribute != NULL; attribute = attribute->next) {
		dn_bytes_add_byte(out, ' ');
		dn_bytes_add_span(out, attribute->name);
		dn_bytes_add_text(out, "=\"");
		clean &= dn_xml_escape(out, attribute->value);
		dn_bytes_add_byte(out, '"');
	}
	dn_bytes_add_byte(out, '>');
	if (element->first == NULL || !dn_markup_blank(element->text))
		clean &= dn_xml_escape(out, element->text);
	return clean;
}

static void
close_tag(const struct dn_xml_element *element, struct dn_bytes *out)
{
	dn_bytes_add_text(out, "</");
	dn_bytes_add_span(out, element->name);
	dn_bytes_add_text(out, ">\n");
}

bool
dn_markup_write(const struct dn_xml_element *root, struct dn_bytes *out)
{
	const struct dn_xml_element *element = root;
	bool clean = true;
	size_t depth = 0;

	for (;;) {
		indent(out, depth);
		clean &= open_tag(element, out);
		if (element->first != NULL) {
			dn_bytes_add_byte(out, '\n');
			element = element->first;
			depth++;
			continue;
		}
		close_tag(element, out);
		while (element != root && element->next == NULL) {
			element = element->parent;
			indent(out, --depth);
			close_tag(element, out);
		}
		if (element == root)
			return clean;
		element = element->next;
	}
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool
dn_markup_blank(struct dn_span text)
{
	return dn_markup_trim(text).len == 0;
}

struct dn_span
dn_markup_trim(struct dn_span text)
{
	while (text.len > 0 && is_space(*text.ptr)) {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && is_space(text.ptr[text.len - 1]))
		text.len--;
	return text;
}
