/* SPDX-License-Identifier: MIT */
/* BRAT standoff: what its reader and writer share. */
#ifndef DN_FORMATS_BRAT_H
#define DN_FORMATS_BRAT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/names.h"
#include "formats/format.h"
#include "model/offset.h"
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

/* What became of a line, or of an id: its node, if it has one. */
struct dn_brat_state {
	struct dn_node *node;
	bool bad;
};

#define DN_BRAT_MARK "\xef\xbb\xbf"        /* that may stand before lines */

/* A file of annotations; lines and path are borrowed. */
struct dn_brat_file {
	struct dn_span lines;
	const char *path;
	bool marked;                    /* a byte order mark before them */
};

#define DN_BRAT_FILES 5         /* at most: .ann, or .a1 .a2 .co .rel */

/* A document on its way to an item; its text is set already. */
struct dn_brat_document {
	struct dn_format_run *run;
	struct dn_item *item;
	const struct dn_points *points;         /* of the text */
	struct dn_brat_file files[DN_BRAT_FILES];
	size_t file_count;
	struct dn_names *ids;                   /* of annotations and so on */
	struct dn_brat_state *known;            /* of each of these */
	struct dn_brat_state *lines;            /* of all files */
	size_t known_cap, line_cap;
	bool fallen;                            /* a relation, just now */
	size_t held[DN_OFFSETS_COUNT];          /* texts, by the unit */
	struct dn_names *plain;                 /* types that are no such */
	bool aliased;                           /* and some that stand for */
	struct dn_bytes scratch;

	/* Of all documents so far. */
	uint64_t spans;                         /* read so far */
	uint64_t mismatches;                    /* whose text is another */
	uint64_t first_mismatch;                /* its line, or 0 */
	const char *mismatch_path;
	uint64_t shifted;                       /* counted otherwise */
	enum dn_offset_unit shifted_unit;       /* of the first of them */
	const char *shifted_path;
	enum dn_offset_unit unit;               /* of the present one */
};

/* The item's `source.dialect`: offsets count CR LF as one character. */
#define DN_BRAT_NEWLINE "newline"

/*
 * Add the lines of its files to the item.  A line that is bad
 * (DN_E_BAD_FORMAT, DN_E_REPEATED, DN_E_UNKNOWN_ID, DN_E_BAD_VALUE) is given
 * to run->reject with its place and left out, and so is what refers to it.
 */
int dn_brat_annotations(struct dn_brat_document *document,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Keep in source.raw of the item what the writer would not do by itself: the
 * order of the lines of a file, how they end, a byte order mark.  `file` is
 * "/ann", or "/a1" and so on, whose order is always kept.
 */
void dn_brat_keep_layout(struct dn_item *item, const char *file,
    const struct dn_brat_file *given, struct dn_bytes *scratch);

/*
 * The way back: the lines of a file, those that were there in their order, all
 * others behind them, replace `out`.  -1 without memory.
 */
int dn_brat_bring_layout(struct dn_item *item, const char *file,
    struct dn_span lines, struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

/* True for the name of a configuration: its last part is annotation.conf, .. */
bool dn_brat_is_conf(struct dn_span name);

/*
 * Make `header` say what configurations do.  Each is kept as it is under its
 * name; then the types of [entities] become labels in their hierarchy, with
 * colours and other names by visual.conf.
 */
void dn_brat_begin_header(struct dn_item *header);
int dn_brat_add_conf(struct dn_item *header, struct dn_span name,
    struct dn_span text, struct dn_err *err) DN_MUST_CHECK;
int dn_brat_end_header(struct dn_item *header, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The type that a line of a configuration declares, and how deep it stands;
 * false for comments, macros, separators and blank lines.
 */
bool dn_brat_declared_type(struct dn_span line, struct dn_span *type,
    size_t *level);

/* ---- writing --------------------------------------------------------- */

/* The types that documents use, for a configuration. */
struct dn_brat_types {
	struct dn_names *entities, *relations, *events, *attributes;
	struct dn_names *parts;         /* "type", NUL, role or value */
	struct dn_names *plain;         /* those written as they are */
	struct dn_names *spelt;         /* that the item has so, or NULL */
	bool all_plain;                 /* it has all so */
	bool aliased;                   /* some name is not its own type */
	bool foreign;                   /* some document came from elsewhere */
};

/* What dn_brat_keep_layout has put there, but for lists of "/a1" and so on? */
bool dn_brat_is_layout(const struct dn_node *node);

/* The first field of a line, *borrowed*. */
struct dn_span dn_brat_line_id(struct dn_span line);

/* ---- how documents spell types --------------------------------------- */

/*
 * A line has this type for that name: remember it where the writer would have
 * another.  -1 without memory.
 */
int dn_brat_see_type(struct dn_brat_document *document, struct dn_span type,
    struct dn_span name, struct dn_err *err) DN_MUST_CHECK;

/* Keep them in source.raw of the item, and forget them. */
void dn_brat_keep_types(struct dn_brat_document *document);

/* True for what dn_brat_keep_types has put there. */
bool dn_brat_is_spelling(const struct dn_node *node);

/* ---- types that are used --------------------------------------------- */

/* Begin; -1 without memory.  Release is due either way. */
int dn_brat_types_init(struct dn_brat_types *types, struct dn_err *err)
    DN_MUST_CHECK;
void dn_brat_types_release(struct dn_brat_types *types);

/*
 * Begin with an item: of its `own` document it has kept how types are spelt.
 * -1 without memory.
 */
int dn_brat_types_begin(struct dn_brat_types *types, struct dn_item *item,
    bool own, struct dn_err *err) DN_MUST_CHECK;

/* Append the type that a line of the item has for a role. */
int dn_brat_use_role(struct dn_brat_types *types, struct dn_span role,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/* All items were written: note a label that is to be had for spans. */
int dn_brat_use_label(struct dn_brat_types *types, struct dn_span name,
    struct dn_err *err) DN_MUST_CHECK;

/* Append the type that a name is by now, for configurations. */
void dn_brat_spell(const struct dn_brat_types *types, struct dn_bytes *out,
    struct dn_span name);

/*
 * Append the type that a line of the item has for `name` to `out`, encoded or
 * as its document spelt it, and note the name in `table`, and with it `part`
 * unless absent.
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
