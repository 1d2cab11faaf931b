/* SPDX-License-Identifier: MIT */
/* CoNLL: a token a line, its tag last; what reader and writer share. */
#ifndef DN_FORMATS_CONLL_H
#define DN_FORMATS_CONLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/feed.h"
#include "formats/format.h"

/* ---- tags ------------------------------------------------------------ */

/* How tags mark spans; the numbers of dn_conll_schemes, which has "auto". */
enum dn_conll_scheme {
	DN_CONLL_AUTO,
	DN_CONLL_BILOU,
	DN_CONLL_BIOES,
	DN_CONLL_BMES,
	DN_CONLL_IOB1,
	DN_CONLL_IOB2,
	DN_CONLL_SCHEMES
};

/* What an item is, by --conll-item. */
enum { DN_CONLL_ITEM_AUTO, DN_CONLL_ITEM_SENTENCE, DN_CONLL_ITEM_FILE };

/* What a tag says of its token. */
enum dn_conll_part {
	DN_CONLL_OUTSIDE,
	DN_CONLL_BEGINS,
	DN_CONLL_INSIDE,
	DN_CONLL_ENDS,
	DN_CONLL_SINGLE,
	DN_CONLL_BARE           /* a label alone, taken as inside */
};

/* A tag taken apart; the label is *borrowed* from its text. */
struct dn_conll_tag {
	enum dn_conll_part part;
	char letter;            /* as given; NUL for a bare one */
	struct dn_span label;
};

/* Take a tag apart.  Every text is one: what has no prefix is bare. */
struct dn_conll_tag dn_conll_tag(struct dn_span text);

/* True for "O" and what has a prefix. */
bool dn_conll_is_tag(struct dn_span text);

/* Tokens first <= n < end of one sentence, and their label. */
struct dn_conll_span {
	size_t first, end;
	struct dn_span label;
};

/*
 * The spans of a sentence's tags, by what all schemes have in common: begin
 * and single ones begin, and so does an inside or end one whose label is not
 * open.  `spans` has room for one a tag; returns how many there are.
 */
size_t dn_conll_decode(const struct dn_span *tags, size_t count,
    struct dn_conll_span *spans);

/*
 * The letter of token `at` in a span; `beside` tells that a span of the same
 * label ends where this one begins.
 */
char dn_conll_letter(enum dn_conll_scheme scheme,
    const struct dn_conll_span *span, size_t at, bool beside);

/* Append a tag: the letter, and the label behind a "-" unless empty. */
void dn_conll_add_tag(struct dn_bytes *out, char letter,
    struct dn_span label);

/* True when span `index` begins where one of its label ends. */
bool dn_conll_beside(const struct dn_conll_span *spans, size_t index);

/* ---- how a file is laid out ------------------------------------------ */

struct dn_conll_layout {
	enum dn_conll_scheme scheme;
	bool tabs;              /* fields are cut at single tabs */
	bool lines;             /* a sentence a line, of TOKEN|...|TAG */
	size_t fields;          /* with `lines`: of each token */
	bool digits;            /* a digit behind each one-letter token */
	bool letters;           /* tokens are single ideographs */
	bool returns;           /* lines end in CR LF */
	bool documents;         /* there are lines -DOCSTART- */
	bool sentences;         /* an item is one, whatever lines there are */
};

/* Cut off the blanks and CR around a line. */
struct dn_span dn_conll_trim(struct dn_span line);

/* True for a line that has nothing to say, however blank. */
bool dn_conll_is_blank(struct dn_span line);

/* True for a line that begins a document. */
bool dn_conll_is_start(struct dn_span line);

/*
 * The line that begins the document `id`, as it is written here:
 * "-DOCSTART- id=ID O O", blanks and "%" of the id as %XX.
 */
void dn_conll_add_start(struct dn_bytes *out, struct dn_span id);

/* Append the id that such a line names; false, and nothing, if none. */
bool dn_conll_start_id(struct dn_span line, struct dn_bytes *out);

/* True for a line "# ..." that cannot be a token's. */
bool dn_conll_is_comment(const struct dn_conll_layout *layout,
    struct dn_span line);

/*
 * Cut a line into its fields, at most `most` of them: their number; the gap
 * before each in gaps, and what stands behind the last in *tail.
 */
size_t dn_conll_fields(const struct dn_conll_layout *layout,
    struct dn_span line, struct dn_span *gaps, struct dn_span *fields,
    size_t most, struct dn_span *tail);

/*
 * Cut TOKEN|...|TAG at its last bars into at most `most` fields: their number.
 */
size_t dn_conll_bars(struct dn_span word, size_t most,
    struct dn_span *fields);

#define DN_CONLL_FIELDS 64      /* at most that many; others are one field */

/* See how a file is laid out from its first lines. */
struct dn_conll_layout dn_conll_survey(struct dn_span head, bool whole);

/* 0..100: how much the first lines look like tokens with tags. */
int dn_conll_likeness(struct dn_span head);

/* ---- items ----------------------------------------------------------- */

/* A line of an item on its way. */
struct dn_conll_row {
	size_t at, len;         /* in the text of all */
	uint64_t number;
	bool token, ended;      /* not a gap; with LF */
};

/* The lines of one item. */
struct dn_conll_rows {
	struct dn_bytes text;
	struct dn_conll_row *rows;
	size_t count, cap, tokens;
	bool marked;            /* a byte order mark before them */
};

/* What items are made with, and what is counted on the way. */
struct dn_conll_maker {
	struct dn_format_run *run;
	struct dn_span joiner;          /* absent: as the layout has it */
	const char *path, *file;        /* for messages; in source.file */
	uint64_t illegal, first_illegal;        /* tags; line of the first */
	const char *illegal_path;
	const struct dn_conll_layout *layout;   /* of the present item */
	const struct dn_conll_rows *rows;
	struct dn_item *item;
	struct dn_conll_token *tokens;
	struct dn_span *tags;
	struct dn_conll_span *spans;
	size_t token_count, token_cap, span_count;
	bool spelt;                     /* a tag is not as the scheme's */
	size_t width;                   /* fields of its first token */
	struct dn_span separator;       /* between them */
	struct dn_bytes text, json, raw, scratch;
	struct dn_bytes columns[DN_CONLL_FIELDS];
};

/* Begin, and free. */
void dn_conll_maker_init(struct dn_conll_maker *maker,
    struct dn_format_run *run);
void dn_conll_maker_release(struct dn_conll_maker *maker);

/*
 * Make `item`, which has its id and source, say what the rows do.  A token
 * without a tag or that is not UTF-8 is given to run->reject.
 */
int dn_conll_make(struct dn_conll_maker *maker,
    const struct dn_conll_layout *layout, const struct dn_conll_rows *rows,
    struct dn_item *item, struct dn_err *err) DN_MUST_CHECK;

/* The functions of the descriptor: see format.h. */
void *dn_conll_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_conll_read_next(void *state, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err);
void dn_conll_read_close(void *state);
void *dn_conll_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_conll_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_conll_write_end(void *state, struct dn_err *err);
void dn_conll_write_close(void *state);

#endif
