/* SPDX-License-Identifier: MIT */
/* Labels: JSON values with a number each, in an order of their own. */
#ifndef DN_AGREE_CATEGORIES_H
#define DN_AGREE_CATEGORIES_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/json.h"

/*
 * The labels met so far, or those declared.  Two are the same when they are
 * the same JSON value: 1 and 1.0 are, 1 and "1" are not.
 */
struct dn_categories;

/* A *new* empty set, NULL without memory. */
struct dn_categories *dn_categories_new(void);

/* Free; NULL is fine. */
void dn_categories_free(struct dn_categories *set);

/*
 * Declare the labels there are, as a JSON array (`json`, a NUL-ended text) in
 * their order, before any was added.  -1 with DN_E_USAGE for what is no such
 * array, is empty, says a label twice or null, which is no label.
 */
int dn_categories_declare(struct dn_categories *set, const char *json,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The number of a label that was scanned, added when it is new.  -1 with
 * DN_E_BAD_VALUE when others were declared.
 */
int dn_categories_add(struct dn_categories *set,
    const struct dn_json_value *value, uint32_t *number, struct dn_err *err)
    DN_MUST_CHECK;

/* Labels in all, and how many of them were declared. */
size_t dn_categories_count(const struct dn_categories *set);
size_t dn_categories_declared(const struct dn_categories *set);

/*
 * The JSON text of a label, *borrowed*: as it was declared, else as it was
 * written, of several ways the shortest, then the least in byte order.
 */
struct dn_span dn_categories_text(const struct dn_categories *set,
    uint32_t number);

/*
 * Their numbers in order: as declared, else false, true, numbers by value (as
 * doubles), strings, arrays and objects by bytes.  A *new* array, NULL without
 * memory; it holds one element at least.
 */
uint32_t *dn_categories_sorted(const struct dn_categories *set);

#endif
