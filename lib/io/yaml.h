/* SPDX-License-Identifier: MIT */
/* Strict YAML for policies and rules: a small tree with lines and columns. */
#ifndef DN_IO_YAML_H
#define DN_IO_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_YAML_MAX_BYTES ((size_t)1 << 20)
#define DN_YAML_MAX_DEPTH 64
#define DN_YAML_MAX_NODES 100000

enum dn_yaml_kind {
	DN_YAML_SCALAR,
	DN_YAML_SEQUENCE,
	DN_YAML_MAPPING
};

/*
 * A node of the document.  Scalars are texts: `plain` tells an unquoted one,
 * and the reader's user says which are numbers (no Norway problem).  Children
 * of a mapping carry their `key`; `line` and `column` (in bytes) count from 1.
 */
struct dn_yaml_node {
	enum dn_yaml_kind kind;
	struct dn_span key;             /* NUL-ended; only in a mapping */
	struct dn_span text;            /* NUL-ended; scalars only */
	bool plain;                     /* unquoted; false for | and > too */
	uint64_t line, column;          /* of the node, or of its key */
	struct dn_yaml_node *first, *next;
};

/* A whole document that owns its nodes. */
struct dn_yaml;

/*
 * Read one document from `text` (`source` is borrowed for errors, and for the
 * nodes' users): a *new* tree.  NULL with DN_E_CONFIG, line and column: not
 * YAML, not UTF-8, a control byte (a line ends in LF or CRLF alone) or an
 * escaped NUL, a directive, two documents, an anchor, alias, tag or merge key
 * `<<`, a duplicate or non-scalar key, more than 64 levels, 1 MiB or 100,000
 * nodes.  A line that begins with `%` counts as a directive wherever it
 * stands.  Time is linear in the length.
 */
struct dn_yaml *dn_yaml_parse(struct dn_span text, const char *source,
    struct dn_err *err) DN_MUST_CHECK;

/* The same from a file, "-" for stdin; fails as dn_src_slurp too. */
struct dn_yaml *dn_yaml_load(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* The root node, borrowed; NULL for an empty document. */
const struct dn_yaml_node *dn_yaml_root(const struct dn_yaml *yaml);

/* The child of a mapping with that key, or NULL (as for any other node). */
const struct dn_yaml_node *dn_yaml_get(const struct dn_yaml_node *mapping,
    const char *key);

/* Number of children. */
size_t dn_yaml_count(const struct dn_yaml_node *node);

/*
 * Readers of one unquoted scalar: false when it is not of that form.  An
 * integer is decimal digits with an optional '-', no leading zero and no
 * underscore, and fits; a boolean is `true` or `false`; null is `null`, `~` or
 * nothing at all.
 */
bool dn_yaml_int(const struct dn_yaml_node *node, int64_t *value);
bool dn_yaml_bool(const struct dn_yaml_node *node, bool *value);
bool dn_yaml_null(const struct dn_yaml_node *node);

/*
 * Set DN_E_CONFIG at the node's place (a NULL node: about the whole document)
 * with its text as the excerpt; returns -1.
 */
int dn_yaml_error(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_err *err, const char *format, ...) DN_PRINTF(4, 5);

/* Free the tree; NULL is fine. */
void dn_yaml_free(struct dn_yaml *yaml);

#endif
