/* SPDX-License-Identifier: MIT */
/* Line and column of what stands in a JSON document, by where its text is. */
#ifndef DN_FORMATS_LOCATE_H
#define DN_FORMATS_LOCATE_H

#include <stdint.h>

#include "core/err.h"
#include "io/jsondoc.h"
#include "io/tree.h"

/*
 * A place in a text.  It is looked for from where the last one was, so that
 * places in their order cost one pass over the text.
 */
struct dn_locate {
	const char *start, *at;
	uint64_t first_line, first_column, line, column;
};

/* Begin with a value that was taken whole from a document. */
void dn_locate_begin(struct dn_locate *locate,
    const struct dn_jsondoc *document, const struct dn_json_value *value);

/*
 * Add the line and column of a node of that value to `err`; of NULL, or one
 * that was made, nothing.
 */
void dn_locate_node(struct dn_locate *locate, const struct dn_node *node,
    struct dn_err *err);

#endif
