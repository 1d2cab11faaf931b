/* SPDX-License-Identifier: MIT */
/* Events of an XML document that were read and are to be given. */
#ifndef DN_IO_XMLQUEUE_H
#define DN_IO_XMLQUEUE_H

#include <stdint.h>

#include "io/xml.h"

/* A text of an event: an offset into the bytes that all of them stand in. */
struct dn_xmlpiece {
	size_t at, len;
};

/* An attribute of a start tag. */
struct dn_xmlpair {
	struct dn_xmlpiece name, value;
};

/* An event; for lines and columns see io/xml.h. */
struct dn_xmlevent {
	enum dn_xml_event kind;
	struct dn_xmlpiece text;        /* the name, or the text */
	size_t first, count;            /* its attributes */
	size_t depth;
	uint64_t line, column;
};

/* Start it as zeroed. */
struct dn_xmlqueue {
	struct dn_xmlevent *events;
	struct dn_xmlpair *pairs;
	size_t count, room, next;       /* next: behind the present one */
	size_t pair_count, pair_room;
};

/* Free what it holds. */
void dn_xmlqueue_release(struct dn_xmlqueue *queue);

/* Forget all events. */
void dn_xmlqueue_clear(struct dn_xmlqueue *queue);

/* Append an event as it is given, without attributes.  NULL without memory. */
struct dn_xmlevent *dn_xmlqueue_add(struct dn_xmlqueue *queue,
    struct dn_xmlevent event);

/* Append an attribute of the event that was added last.  0, -1 as above. */
int dn_xmlqueue_add_pair(struct dn_xmlqueue *queue, struct dn_xmlpair pair)
    DN_MUST_CHECK;

#endif
