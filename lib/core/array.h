/* SPDX-License-Identifier: MIT */
/* Arrays that grow by one element at a time. */
#ifndef DN_CORE_ARRAY_H
#define DN_CORE_ARRAY_H

#include <stddef.h>

#include "core/err.h"

/*
 * The array with room for one element more than its `count`, of `size` bytes
 * each: itself, or moved, and *room is how many it holds now.  NULL without
 * memory; then it stands as it was.
 */
void *dn_array_grow(void *array, size_t count, size_t *room, size_t size)
    DN_MUST_CHECK;

#endif
