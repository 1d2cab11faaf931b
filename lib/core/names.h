/* SPDX-License-Identifier: MIT */
/* A table of names: each distinct byte string gets a number from 0. */
#ifndef DN_CORE_NAMES_H
#define DN_CORE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_NAMES_NONE SIZE_MAX

/*
 * Names in order of arrival; each is stored once, NUL-ended, with some 24
 * bytes around it.  Threads may find and get at the same time, not add.
 */
struct dn_names;

/* A *new* empty table, NULL without memory. */
struct dn_names *dn_names_new(void);
/* Free the table; NULL is fine. */
void dn_names_free(struct dn_names *names);

/*
 * The number of `name`, which is copied and added when it is new (`*added`,
 * if not NULL, tells).  DN_NAMES_NONE without memory.  Seeded per table, so
 * that no input can make it slow on purpose; numbers never depend on the seed.
 * An absent span is the empty name.
 */
size_t dn_names_add(struct dn_names *names, struct dn_span name, int *added);

/*
 * The same for `count` names, in their order, a few times faster: the memory
 * of several is asked for at once.  0, or -1 without memory (some may have
 * been added).
 */
int dn_names_add_many(struct dn_names *names, const struct dn_span *spans,
    size_t count, size_t *numbers) DN_MUST_CHECK;

/* The number of `name`, or DN_NAMES_NONE when it is not there. */
size_t dn_names_find(const struct dn_names *names, struct dn_span name);

/* The name numbered `index` (< count), *borrowed* as long as the table. */
struct dn_span dn_names_get(const struct dn_names *names, size_t index);

/* Number of names. */
size_t dn_names_count(const struct dn_names *names);

/*
 * The numbers in byte order of their names: a *new* array of count elements,
 * to be freed by the caller; NULL without memory or when the table is empty.
 */
size_t *dn_names_sorted(const struct dn_names *names);

#endif
