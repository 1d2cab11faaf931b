/* SPDX-License-Identifier: MIT */
/* What stands between the pictures of a document, which is read ahead. */
#include "formats/cvat_read.h"
#include "formats/markup.h"

/* Is it a picture or a track that has begun? */
static bool
is_item(const struct dn_cvat_reader *reader)
{
	struct dn_span name = dn_xml_name(reader->xml);

	return dn_span_is(name, "image") || dn_span_is(name, "track");
}

void
dn_cvat_keep_behind(struct dn_cvat_reader *reader)
{
	struct dn_bytes *list = &reader->rest;
	struct dn_err later = DN_ERR_INIT;

	dn_bytes_clear(list);
	while (dn_xml_next(reader->xml, &reader->event, &later) > 0) {
		struct dn_xml_element *element;

		if (reader->event == DN_XML_TEXT &&
		    dn_markup_blank(dn_xml_text(reader->xml)))
			continue;
		reader->ahead = reader->event != DN_XML_START ||
		    is_item(reader);
		if (reader->ahead)
			break;
		dn_arena_clear(&reader->inner);
		element = dn_xml_take(reader->xml, &reader->inner,
		    &reader->late);
		if (element == NULL)
			break;
		dn_cvat_keep_child(list, element);
		if (list->len <= reader->reading->max_value)
			continue;
		dn_err_set(&reader->late, DN_E_TOO_LONG, "elements of more "
		    "than %zu bytes", reader->reading->max_value);
		dn_err_at(&reader->late, element->line, element->column);
		return;
	}
	if (list->len == 0)
		return;
	dn_bytes_add_byte(list, ']');
	dn_cvat_begin(&reader->raw, "/../*");
	dn_bytes_add_span(&reader->raw, dn_bytes_span(list));
	if (list->failed != DN_E_NONE)
		reader->raw.failed = list->failed;
}

int
dn_cvat_next_event(struct dn_cvat_reader *reader, enum dn_xml_event *event,
    struct dn_err *err)
{
	int more = 1;

	if (reader->late.code != DN_E_NONE) {
		*err = reader->late;
		more = -1;
	} else if (reader->ahead) {
		*event = reader->event;
		reader->ahead = false;
	} else {
		more = dn_xml_next(reader->xml, event, err);
	}
	reader->broken = more < 0;
	return more;
}

void
dn_cvat_tell_comments(struct dn_cvat_reader *reader)
{
	if (reader->comments == 1)
		dn_format_note(reader->reading->run,
		    "1 comment of XML is not kept");
	else if (reader->comments > 1)
		dn_format_note(reader->reading->run,
		    "%llu comments of XML are not kept",
		    (unsigned long long)reader->comments);
	reader->comments = 0;
}
