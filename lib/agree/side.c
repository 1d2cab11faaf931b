/* SPDX-License-Identifier: MIT */
/* Four arrays that live and die together. */
#include "agree/side.h"

#include <stdlib.h>

int
dn_side_init(struct dn_side *side, uint32_t *order, size_t count,
    size_t always)
{
	side->order = order;
	side->count = count;
	side->always = always;
	side->rank = calloc(count + 1, sizeof(*side->rank));
	side->place = calloc(count + 1, sizeof(*side->place));
	side->met = calloc(count + 1, sizeof(*side->met));
	if (order == NULL || side->rank == NULL || side->place == NULL ||
	    side->met == NULL)
		return -1;
	for (uint32_t i = 0; i < count; i++)
		side->rank[order[i]] = i;
	return 0;
}

void
dn_side_release(struct dn_side *side)
{
	free(side->order);
	free(side->rank);
	free(side->place);
	free(side->met);
	*side = (struct dn_side){ .order = NULL };
}
