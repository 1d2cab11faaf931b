/* SPDX-License-Identifier: MIT */
/* BRAT standoff: what its reader and writer share. */
#ifndef DN_FORMATS_BRAT_H
#define DN_FORMATS_BRAT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/names.h"
#include "formats/format.h"
#include "model/span.h"

/* ---- type names ------------------------------------------------------ */

/*
 * A type is of letters, digits, "_" and "-" in ASCII.  Append the type that
 * stands for a name: itself, or with every other character (and "_" before
 * "x") as _xHEX_.  Names over about a thousand bytes need not come back.
 */
void dn_brat_encode(struct dn_bytes *out, struct dn_span name);

/* Append the name that a type stands for, the way back. */
void dn_brat_decode(struct dn_bytes *out, struct dn_span type);

/* ---- reading --------------------------------------------------------- */

/* A document on its way to an item; its text is set already. */
struct dn_brat_document {
	struct dn_item *item;
	const struct dn_points *points;         /* of the text */
	struct dn_names *ids;                   /* of annotations and so on */
	struct dn_node **nodes;                 /* of each of these */
	size_t node_cap;
	struct dn_bytes scratch;
	uint64_t spans;                         /* read so far */
	uint64_t mismatches;                    /* whose text is another */
	uint64_t first_mismatch;                /* its line, or 0 */
};

/*
 * Add the lines of an .ann file to the item.  -1 with DN_E_BAD_FORMAT,
 * DN_E_REPEATED, DN_E_UNKNOWN_ID or DN_E_BAD_VALUE, line and column, when any
 * is wrong; *bad is that line.
 */
int dn_brat_annotations(struct dn_brat_document *document,
    struct dn_span lines, struct dn_span *bad, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Make `header` say what annotation.conf and visual.conf do: the labels of
 * [entities] in their hierarchy, and both texts as they are.  An absent span:
 * there is no such file.
 */
int dn_brat_header(struct dn_item *header, struct dn_span annotation_conf,
    struct dn_span visual_conf, struct dn_err *err) DN_MUST_CHECK;

/* ---- writing --------------------------------------------------------- */

/* The types that documents use, for a configuration. */
struct dn_brat_types {
	struct dn_names *entities, *relations, *events, *attributes;
	struct dn_names *parts;         /* "type", NUL, role or value */
	bool aliased;                   /* some name is not its own type */
	bool foreign;                   /* some document came from elsewhere */
};

/* Begin; -1 without memory.  Release is due either way. */
int dn_brat_types_init(struct dn_brat_types *types, struct dn_err *err)
    DN_MUST_CHECK;
void dn_brat_types_release(struct dn_brat_types *types);

/*
 * Append the encoded `name` to `out` and note it in `table`, and with it
 * `part` unless absent.
 */
int dn_brat_use(struct dn_brat_types *types, struct dn_names *table,
    struct dn_span name, struct dn_span part, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Write the configuration of all that was used to the folder: what the headers
 * bring where that suffices, else a new one; nothing where none is needed.
 */
int dn_brat_write_types(struct dn_brat_types *types,
    struct dn_writing *writing, struct dn_err *err) DN_MUST_CHECK;

/* The functions of the descriptor: see format.h. */
void *dn_brat_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_brat_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err);
void dn_brat_read_close(void *state);
void *dn_brat_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_brat_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_brat_write_end(void *state, struct dn_err *err);
void dn_brat_write_close(void *state);

#endif
