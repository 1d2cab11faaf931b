/* SPDX-License-Identifier: MIT */
/* What came from a document of Pascal VOC and goes back into one. */
#include <stdlib.h>

#include "formats/markup.h"
#include "formats/voc_write.h"

/* The element that `pointer`, a path of plain names and numbers, names. */
static struct dn_xml_element *
find(struct dn_xml_element *root, struct dn_span pointer)
{
	struct dn_xml_element *child;
	size_t end, length;
	unsigned long number;

	while (root != NULL && pointer.len > 0) {
		for (end = 1; end < pointer.len && pointer.ptr[end] != '/';)
			end++;
		for (length = 1; length < end && pointer.ptr[length] != '[';)
			length++;
		number = length < end ?
		    strtoul(pointer.ptr + length + 1, NULL, 10) : 1;
		for (child = root->first; child != NULL; child = child->next)
			if (dn_span_equal(child->name, (struct dn_span){
			    pointer.ptr + 1, length - 1 }) && --number == 0)
				break;
		root = child;
		pointer.ptr += end;
		pointer.len -= end;
	}
	return root;
}

/* Does a kept spelling still say what the record says now? */
static bool
agrees(struct dn_span kept, struct dn_span now)
{
	struct dn_decimal a, b;

	if (dn_decimal_read(kept, &a) && dn_decimal_read(now, &b))
		return dn_decimal_equal(a, b);
	return dn_span_equal(dn_voc_last_part(dn_markup_trim(kept)), now);
}

/* Is this a coordinate that has to be spelt as a whole number? */
static bool
is_whole(const struct dn_voc_writer *writer, struct dn_span pointer)
{
	return writer->writing->run->options->voc_int &&
	    (memmem(pointer.ptr, pointer.len, "/bndbox/", 8) == pointer.ptr ||
	    memmem(pointer.ptr, pointer.len, "/polygon", 8) == pointer.ptr);
}

/* Is it not of the document, but of what stands around it? */
static bool
is_around(struct dn_span pointer)
{
	return pointer.len > 4 && memcmp(pointer.ptr, "/../", 4) == 0;
}

int
dn_voc_add_raw(struct dn_voc_writer *writer, struct dn_xml_element *element,
    struct dn_node *object, struct dn_node *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_raw_first(tree, object);
	int put;

	for (; node != NULL && writer->own; node = node->next) {
		struct dn_span text = dn_node_text(tree, node);
		struct dn_xml_element *there = find(element, node->name);

		if (is_around(node->name))
			continue;
		/* A box or size is no text: what stands there is its own. */
		if (there != NULL && there->first == NULL &&
		    (!agrees(text, there->text) ||
		    is_whole(writer, node->name)))
			continue;
		put = text.ptr == NULL ? 0 :
		    dn_markup_put(&writer->arena, element, node->name, text);
		if (put < 0)
			return dn_err_memory(err);
		if (put == 0 && dn_loss_dropped(writer->writing->loss,
		    writer->item, annotation, DN_CAP_FOREIGN, err, "%.*s",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr) < 0)
			return -1;
	}
	return 0;
}
