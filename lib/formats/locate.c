/* SPDX-License-Identifier: MIT */
/* Lines are counted from the last place on. */
#include "formats/locate.h"

#include <stdbool.h>

void
dn_locate_begin(struct dn_locate *locate, const struct dn_jsondoc *document,
    const struct dn_json_value *value)
{
	locate->start = locate->at = value->raw.ptr;
	locate->first_line = locate->line = dn_jsondoc_line(document);
	locate->first_column = locate->column = dn_jsondoc_column(document);
}

void
dn_locate_node(struct dn_locate *locate, const struct dn_node *node,
    struct dn_err *err)
{
	if (node == NULL || node->raw.ptr == NULL)
		return;
	if (node->raw.ptr < locate->at) {
		locate->at = locate->start;
		locate->line = locate->first_line;
		locate->column = locate->first_column;
	}
	for (; locate->at < node->raw.ptr; locate->at++) {
		bool newline = *locate->at == '\n';

		locate->line += newline;
		locate->column = newline ? 1 : locate->column + 1;
	}
	dn_err_at(err, locate->line, locate->column);
}
