/* SPDX-License-Identifier: MIT */
/* Where what stands in a picture's annotations, so that nobody looks for it. */
#include "formats/cvat_read.h"

/*
 * Bytes of annotations whose parts are noted.  Pictures with more are few, and
 * their JSON is opened as any other is: so the notes stay small.
 */
#define NOTED_MOST ((size_t)1 << 20)

/* A part: an annotation, or a member of the one before. */
struct part {
	struct dn_span name;            /* absent: an annotation */
	size_t from, to;                /* of its value in the list */
};

/* Note that a part begins here. */
static void
note(struct dn_cvat_reader *reader, struct dn_span name)
{
	struct part part = { name, reader->list.len, 0 };

	if (part.from <= NOTED_MOST)
		dn_bytes_add(&reader->parts, &part, sizeof(part));
}

/* The part that was noted there ends here, unless none was. */
static void
end_part(struct dn_cvat_reader *reader, size_t at)
{
	size_t to = reader->list.len;

	if (at < reader->parts.len)
		memcpy(reader->parts.data + at + offsetof(struct part, to),
		    &to, sizeof(to));
}

void
dn_cvat_begin_annotation(struct dn_cvat_reader *reader)
{
	if (reader->list.len > 0)
		dn_bytes_add_byte(&reader->list, ',');
	reader->part = reader->parts.len;
	note(reader, (struct dn_span){ NULL, 0 });
	dn_bytes_add_byte(&reader->list, '{');
}

void
dn_cvat_begin_member(struct dn_cvat_reader *reader, struct dn_span name)
{
	/* An annotation ends later, but will say so again. */
	end_part(reader, reader->parts.len - sizeof(struct part));
	dn_cvat_begin_span(&reader->list, name);
	note(reader, name);
}

void
dn_cvat_end_annotation(struct dn_cvat_reader *reader)
{
	end_part(reader, reader->parts.len - sizeof(struct part));
	dn_bytes_add_byte(&reader->list, '}');
	end_part(reader, reader->part);
}

void
dn_cvat_tell_parts(struct dn_cvat_reader *reader, struct dn_node *list)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *annotation = NULL;
	struct dn_span value;
	struct part part;

	/* Without memory it is null. */
	if (reader->list.len > NOTED_MOST ||
	    dn_node_type(list) != DN_JSON_ARRAY)
		return;
	for (size_t at = 0; at < reader->parts.len; at += sizeof(part)) {
		memcpy(&part, reader->parts.data + at, sizeof(part));
		value = (struct dn_span){ list->raw.ptr + 1 + part.from,
			part.to - part.from };
		if (part.name.ptr == NULL)
			annotation = dn_node_tell(tree, list, part.name,
			    value);
		else
			dn_node_tell(tree, annotation, part.name, value);
	}
}
