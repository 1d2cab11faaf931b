/* SPDX-License-Identifier: MIT */
/* Rows that say what a YAML mapping may hold, and the reading by them. */
#ifndef DN_IO_YAMLMAP_H
#define DN_IO_YAMLMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/yaml.h"

#define DN_YAML_ROWS_MAX 64     /* rows that a table may have */

/* How a value is read, and what stands at the row's offset. */
enum dn_yaml_type {
	DN_YAML_TEXT,           /* struct dn_span: a scalar, not empty */
	DN_YAML_INT,            /* int64_t within low..high */
	DN_YAML_FEN,            /* int64_t within low..high; see below */
	DN_YAML_BOOL,           /* bool */
	DN_YAML_DATE,           /* int32_t: number of the day (core/date.h) */
	DN_YAML_CHOICE,         /* int: index into `choices` */
	DN_YAML_NODE,           /* const struct dn_yaml_node * as it is */
	DN_YAML_MAP,            /* a mapping read by `inner`, from the offset */
	DN_YAML_LATER           /* known, but not built yet: refused */
};

/* What may be added to a type. */
#define DN_YAML_REQUIRED 1u     /* the key must be there */
#define DN_YAML_NULLABLE 2u     /* null is as good as absent */

/*
 * One key.  A value that is absent leaves what stands at its offset alone, so
 * the caller sets defaults first.  A choice that begins with '!' is known, but
 * not built yet.  A FEN row named "total" is given as `total_fen: 1000000` or
 * as `total: "10000.00"` (yuan, quoted), never as both.
 */
struct dn_yaml_row {
	const char *key;        /* NULL ends a table */
	enum dn_yaml_type type;
	unsigned flags;
	size_t offset;
	int64_t low, high;
	const char *const *choices;             /* names, NULL-ended */
	const struct dn_yaml_row *inner;
};

/*
 * Read the mapping `node` by `rows` into `to`.  0, or -1 with DN_E_CONFIG (not
 * a mapping, an unknown key, a missing one, a value that is not of its type or
 * out of its range) or DN_E_NOT_BUILT, at the key's line and column.  Texts
 * and nodes are borrowed from `yaml`.
 */
int dn_yaml_read(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *rows, void *to, struct dn_err *err)
    DN_MUST_CHECK;

/* Read one value that is no child of a mapping, by a row without a key. */
int dn_yaml_read_value(const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, const struct dn_yaml_row *row, void *to,
    struct dn_err *err) DN_MUST_CHECK;

#endif
