/* SPDX-License-Identifier: MIT */
/* XML kept by pointers: every text and attribute that nobody else took. */
#include "formats/rawxml.h"

#include "formats/markup.h"
#include "model/item.h"

void
dn_rawxml_init(struct dn_rawxml *raw)
{
	*raw = (struct dn_rawxml){ .tree = NULL };
	dn_bytes_init(&raw->pointer, SIZE_MAX / 2);
}

void
dn_rawxml_release(struct dn_rawxml *raw)
{
	dn_bytes_release(&raw->pointer);
}

void
dn_rawxml_at(struct dn_rawxml *raw, const char *pointer)
{
	dn_bytes_clear(&raw->pointer);
	dn_bytes_add_text(&raw->pointer, pointer);
}

size_t
dn_rawxml_step(struct dn_rawxml *raw, const struct dn_xml_element *element)
{
	const struct dn_xml_element *before = element->parent->first;
	uint64_t number = 1;

	for (; before != element; before = before->next)
		number += dn_span_equal(before->name, element->name);
	dn_bytes_add_byte(&raw->pointer, '/');
	dn_bytes_add_span(&raw->pointer, element->name);
	if (number > 1) {
		dn_bytes_add_byte(&raw->pointer, '[');
		dn_bytes_add_uint(&raw->pointer, number);
		dn_bytes_add_byte(&raw->pointer, ']');
	}
	return (size_t)number;
}

int
dn_rawxml_keep(struct dn_rawxml *raw, struct dn_node *object,
    struct dn_span text, struct dn_err *err)
{
	if (++raw->count > DN_RAWXML_MOST)
		return dn_err_set(err, DN_E_BAD_FORMAT,
		    "more than %d things that a record has no member for",
		    DN_RAWXML_MOST);
	if (dn_bytes_check(&raw->pointer, err) < 0)
		return -1;
	dn_raw_set_text(raw->tree, object, dn_bytes_span(&raw->pointer),
	    text);
	return 0;
}

static bool
is_listed(struct dn_span name, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (dn_span_is(name, *list))
			return true;
	return false;
}

int
dn_rawxml_rest(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, const char *const *first,
    const char *every, struct dn_err *err)
{
	const struct dn_xml_attribute *attribute = element->attributes;
	const struct dn_xml_element *child = element->first;
	size_t length = raw->pointer.len;
	int failed = 0;

	for (; attribute != NULL && failed == 0;
	    attribute = attribute->next) {
		dn_bytes_add_text(&raw->pointer, "/@");
		dn_bytes_add_span(&raw->pointer, attribute->name);
		failed = dn_rawxml_keep(raw, object, attribute->value, err);
		raw->pointer.len = length;
	}
	for (; child != NULL && failed == 0; child = child->next) {
		if (every != NULL && dn_span_is(child->name, every))
			continue;
		if (dn_rawxml_step(raw, child) > 1 ||
		    !is_listed(child->name, first))
			failed = dn_rawxml_element(raw, object, child, err);
		raw->pointer.len = length;
	}
	return failed;
}

int
dn_rawxml_beside(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, const char *const *names,
    struct dn_err *err)
{
	size_t length = raw->pointer.len;
	int failed = 0;

	for (; *names != NULL && failed == 0; names++) {
		const struct dn_xml_element *child = dn_xml_child(element,
		    *names);

		if (child == NULL)
			continue;
		(void)dn_rawxml_step(raw, child);
		failed = dn_rawxml_rest(raw, object, child, NULL, NULL, err);
		raw->pointer.len = length;
	}
	return failed;
}

int
dn_rawxml_text(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, struct dn_err *err)
{
	size_t length = raw->pointer.len;
	int failed;

	if (dn_markup_blank(element->text))
		return 0;
	dn_bytes_add_text(&raw->pointer, "/text()");
	failed = dn_rawxml_keep(raw, object, dn_markup_trim(element->text),
	    err);
	raw->pointer.len = length;
	return failed;
}

/* The XML reader's cap on depth bounds the recursion. */
int
dn_rawxml_element(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, struct dn_err *err)
{
	if ((element->first == NULL || !dn_markup_blank(element->text)) &&
	    dn_rawxml_keep(raw, object, element->text, err) < 0)
		return -1;
	return dn_rawxml_rest(raw, object, element, NULL, NULL, err);
}
