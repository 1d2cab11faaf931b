/* SPDX-License-Identifier: MIT */
/* Triples: head, relation, tail, as lines of TSV or N-Triples. */
#ifndef DN_FORMATS_TRIPLES_H
#define DN_FORMATS_TRIPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "formats/format.h"
#include "model/span.h"

/* Syntaxes, by the numbers of dn_triples_syntaxes. */
enum dn_triples_syntax { DN_TRIPLES_AUTO, DN_TRIPLES_TSV, DN_TRIPLES_NT };

#define DN_TRIPLES_BASE "urn:x-dn:"     /* of IRIs, unless --base says */
#define DN_TRIPLES_LABEL "http://www.w3.org/2000/01/rdf-schema#label"
#define DN_TRIPLES_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

/* What an end of a triple is. */
enum dn_triples_node {
	DN_TRIPLES_NAME,        /* of TSV, or an IRI below the base */
	DN_TRIPLES_IRI,
	DN_TRIPLES_BLANK,
	DN_TRIPLES_LITERAL
};

/* Head or tail; absent spans where nothing is said. */
struct dn_triples_end {
	enum dn_triples_node node;
	struct dn_span text, label, id;
	struct dn_span suffix;          /* of a literal: "@en", "^^<...>" */
	struct dn_range range;          /* with `placed` */
	bool placed;
};

/* One line. */
struct dn_triple {
	struct dn_triples_end ends[2];
	struct dn_span relation, document, id;
	bool iri;                       /* the relation is one, not a name */
	/* N-Triples that say a text or a label of the first end. */
	bool says_text, says_label;
};

/*
 * Read a line: all but what stands in it is copied to `arena`.  -1 with
 * DN_E_BAD_FORMAT or DN_E_BAD_UTF8, and its column.
 */
int dn_triples_read_tsv(struct dn_span line, struct dn_arena *arena,
    struct dn_triple *triple, struct dn_err *err) DN_MUST_CHECK;
int dn_triples_read_nt(struct dn_span line, struct dn_span base,
    struct dn_arena *arena, struct dn_triple *triple, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Append the line of a triple without its end.  In TSV there are three fields
 * if no document is named, else thirteen.
 */
void dn_triples_add_tsv(struct dn_bytes *out, const struct dn_triple *triple);
void dn_triples_add_nt(struct dn_bytes *out, struct dn_span base,
    const struct dn_triple *triple);

/*
 * Make the triple of N-Triples that says the text of a place in a document, or
 * its label.
 */
void dn_triples_say(struct dn_triple *triple, struct dn_span document,
    const struct dn_triples_end *place, struct dn_span text, bool label);

/* True for a line that names the columns of TSV. */
bool dn_triples_is_header(struct dn_span line);

/* True for a blank line, and in N-Triples for a comment. */
bool dn_triples_is_blank(struct dn_span line, enum dn_triples_syntax syntax);

/* Does an IRI have a scheme, as all of N-Triples must? */
bool dn_triples_is_absolute(struct dn_span iri);

/* True when a line looks like N-Triples. */
bool dn_triples_is_nt(struct dn_span line);

/* The functions of the descriptor: see format.h. */
void *dn_triples_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_triples_read_next(void *state, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err);
void dn_triples_read_close(void *state);
void *dn_triples_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_triples_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_triples_write_end(void *state, struct dn_err *err);
void dn_triples_write_close(void *state);

#endif
