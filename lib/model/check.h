/* SPDX-License-Identifier: MIT */
/* Is an item as dn-record(5) has it. */
#ifndef DN_MODEL_CHECK_H
#define DN_MODEL_CHECK_H

#include "model/item.h"

/*
 * Check a whole item that was read: its medium; of each annotation the kind,
 * that its geometry is there and legal, and the types of the members that
 * dn-record(5) names; of each relation its arguments.  Members that it does
 * not name are nobody's business.  0, or -1 with DN_E_BAD_TYPE,
 * DN_E_BAD_VALUE or DN_E_MISSING_FIELD and the field as JSON pointer.
 */
int dn_item_check(struct dn_item *item, struct dn_err *err) DN_MUST_CHECK;

#endif
