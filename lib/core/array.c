/* SPDX-License-Identifier: MIT */
/* Room is doubled, so that growing costs few moves. */
#include "core/array.h"

#include <stdlib.h>

#define ROOM_FIRST 64

void *
dn_array_grow(void *array, size_t count, size_t *room, size_t size)
{
	size_t more = *room > 0 ? 2 * *room : ROOM_FIRST;
	void *grown;

	if (count < *room)
		return array;
	grown = reallocarray(array, more, size);
	if (grown != NULL)
		*room = more;
	return grown;
}
