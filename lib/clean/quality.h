/* SPDX-License-Identifier: MIT */
/* What was found wrong with a record, written into it. */
#ifndef DN_CLEAN_QUALITY_H
#define DN_CLEAN_QUALITY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/json.h"
#include "io/splice.h"

/* One thing found.  `value` and `limit` are JSON texts. */
struct dn_finding {
	const char *rule;
	struct dn_span field;           /* member or pointer, borrowed */
	struct dn_span value, limit;    /* borrowed */
	const char *unit, *action;      /* NULL: not told */
};

/*
 * Append a finding as an object with the members rule, field, value, limit,
 * unit and action, in this order.
 */
void dn_finding_write(const struct dn_finding *finding, struct dn_bytes *out);

/*
 * Add findings, at least one, to the array that stands, or is to stand, in the
 * member `name` of `object`; `array` is its present value, which may be absent
 * or null.  An element that has the rule and the field of a finding is replaced
 * by it, and left alone where it is the same already; so saying a thing twice
 * changes nothing more.  0; -1 with DN_E_BAD_TYPE where the member is no array,
 * or DN_E_NO_MEMORY.
 */
int dn_findings_add(struct dn_splice *splice,
    const struct dn_json_value *object, const struct dn_json_value *array,
    const char *name, const struct dn_finding *findings, size_t count,
    struct dn_err *err) DN_MUST_CHECK;

#endif
