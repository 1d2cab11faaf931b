/* SPDX-License-Identifier: MIT */
/* Events in an array, and all their attributes in another. */
#include "io/xmlqueue.h"

#include <stdlib.h>

#include "core/array.h"

void
dn_xmlqueue_release(struct dn_xmlqueue *queue)
{
	free(queue->events);
	free(queue->pairs);
	*queue = (struct dn_xmlqueue){ .events = NULL };
}

void
dn_xmlqueue_clear(struct dn_xmlqueue *queue)
{
	queue->count = queue->next = queue->pair_count = 0;
}

struct dn_xmlevent *
dn_xmlqueue_add(struct dn_xmlqueue *queue, struct dn_xmlevent event)
{
	if (queue->count == queue->room) {
		struct dn_xmlevent *grown = dn_array_grow(queue->events,
		    queue->count, &queue->room, sizeof(*grown));

		if (grown == NULL)
			return NULL;
		queue->events = grown;
	}
	event.first = queue->pair_count;
	event.count = 0;
	queue->events[queue->count] = event;
	return &queue->events[queue->count++];
}

int
dn_xmlqueue_add_pair(struct dn_xmlqueue *queue, struct dn_xmlpair pair)
{
	if (queue->pair_count == queue->pair_room) {
		struct dn_xmlpair *grown = dn_array_grow(queue->pairs,
		    queue->pair_count, &queue->pair_room, sizeof(*grown));

		if (grown == NULL)
			return -1;
		queue->pairs = grown;
	}
	queue->pairs[queue->pair_count++] = pair;
	queue->events[queue->count - 1].count++;
	return 0;
}
