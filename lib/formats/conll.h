/* SPDX-License-Identifier: MIT */
/* CoNLL: a token a line and its tags; what reader and writer share. */
#ifndef DN_FORMATS_CONLL_H
#define DN_FORMATS_CONLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/feed.h"
#include "formats/format.h"

/* ---- tags ------------------------------------------------------------ */

/* The suffixes of files that are read of folders; NULL-ended. */
extern const char *const dn_conll_suffixes[];

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

/* How a column marks spans; names are those of dn_conll_kinds. */
enum dn_conll_kind {
	DN_CONLL_TAGS,          /* "B-X" */
	DN_CONLL_BRACKETS,      /* "(X*", "*)", as OntoNotes has names */
	DN_CONLL_CHAINS,        /* "(1|(2", "1)": which mentions are the same */
	DN_CONLL_LOWER          /* "b-x", "o": tags in lower case */
};

extern const char *const dn_conll_kinds[];

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

/*
 * Take a tag apart.  Every text is one: what has no prefix is bare.  Of a
 * column of DN_CONLL_LOWER prefixes and "o" may be in either case, and the
 * letter is the capital one.
 */
struct dn_conll_tag dn_conll_tag(enum dn_conll_kind kind,
    struct dn_span text);

/* True for "O" and what has a prefix: for all but bare tags. */
bool dn_conll_is_tag(enum dn_conll_kind kind, struct dn_span text);

/* True for the kinds that mark spans by tags. */
bool dn_conll_is_tags(enum dn_conll_kind kind);

/* Tokens first <= n < end of one sentence, and their label. */
struct dn_conll_span {
	size_t first, end;
	struct dn_span label;
	size_t order;                   /* among those of the same place */
};

/*
 * The spans of a sentence's tags, by what all schemes have in common: begin
 * and single ones begin, and so does an inside or end one whose label is not
 * open.  `spans` has room for one a tag; returns how many there are.
 */
size_t dn_conll_decode(enum dn_conll_kind kind, const struct dn_span *tags,
    size_t count, struct dn_conll_span *spans);

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

/* ---- columns of spans ------------------------------------------------ */

/* Spans of a sentence; an owner of the list, which free() ends. */
struct dn_conll_spans {
	struct dn_conll_span *list;
	size_t count, cap;
};

/* Add one; -1 without memory. */
int dn_conll_spans_add(struct dn_conll_spans *spans,
    struct dn_conll_span span, struct dn_err *err) DN_MUST_CHECK;

/* Sort by where they begin, the longest first, then by `order`. */
void dn_conll_spans_sort(struct dn_conll_spans *spans);

/*
 * The spans that the cells of a sentence mark, sorted.  *odd is the number of
 * brackets without a partner: one that is not closed goes on to the end.  -1
 * without memory.
 */
int dn_conll_read_cells(enum dn_conll_kind kind, const struct dn_span *cells,
    size_t count, struct dn_conll_spans *spans, size_t *odd,
    struct dn_err *err) DN_MUST_CHECK;

/* Cells that were made for a sentence. */
struct dn_conll_cells {
	struct dn_bytes text;
	size_t *ends;                   /* of each cell in `text` */
	size_t *heads, *nexts;          /* spans by their last token */
	size_t count, cap, span_cap;
};

/* No cells; ended by dn_conll_cells_release. */
void dn_conll_cells_init(struct dn_conll_cells *cells);
void dn_conll_cells_release(struct dn_conll_cells *cells);

/*
 * Make the cells of `count` tokens for sorted spans: tags must not overlap,
 * brackets not cross.  -1 without memory.
 */
int dn_conll_write_cells(enum dn_conll_kind kind, enum dn_conll_scheme scheme,
    const struct dn_conll_spans *spans, size_t count,
    struct dn_conll_cells *cells, struct dn_err *err) DN_MUST_CHECK;

/* One of them, *borrowed* until the next are made. */
struct dn_span dn_conll_cell(const struct dn_conll_cells *cells,
    size_t index);

/* ---- how a file is laid out ------------------------------------------ */

#define DN_CONLL_LAST SIZE_MAX  /* the last column, whichever that is */
#define DN_CONLL_LAYERS 4       /* columns of spans */
#define DN_CONLL_FIELDS 64      /* at most that many; others are one field */

/* A column that spans stand in. */
struct dn_conll_layer {
	enum dn_conll_kind kind;
	size_t column;          /* from 0, or DN_CONLL_LAST */
	char field[32];         /* of its annotations; "": none */
};

struct dn_conll_layout {
	enum dn_conll_scheme scheme;
	size_t token;           /* the column of the token, from 0 */
	struct dn_conll_layer layers[DN_CONLL_LAYERS];
	size_t layer_count;
	bool numbered;          /* "1-2" in the first column: no token */
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

/* True for a line that begins a document: -DOCSTART-, #begin document. */
bool dn_conll_is_start(struct dn_span line);

/* True for "#end document". */
bool dn_conll_is_end(struct dn_span line);

/* True for a line that says more of tokens beside it: "1-2", "1.1". */
bool dn_conll_is_aside(const struct dn_conll_layout *layout,
    struct dn_span line);

/*
 * The line that begins the document `id`, as it is written here:
 * "-DOCSTART- id=ID O O", blanks and "%" of the id as %XX.
 */
void dn_conll_add_start(struct dn_bytes *out, struct dn_span id);

/*
 * Append the id that such a line names, ID/PART of "#begin document (ID); part
 * PART"; false, and nothing, if none.
 */
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

/* The column of a layer among `count` fields; `count` when it has none. */
size_t dn_conll_column(const struct dn_conll_layer *layer, size_t count);

/* Is column `index` of `count` that of the token or of a layer? */
bool dn_conll_is_special(const struct dn_conll_layout *layout, size_t index,
    size_t count);

/* True for tokens first and tags last, which need not be told. */
bool dn_conll_is_plain(const struct dn_conll_layout *layout);

/*
 * Choose the columns of token and spans: by `told`, the argument of --columns
 * ("ROLE=COLUMN,..." with token, tag, bracket or coref), or NULL: by what the
 * first lines show.  -1 with DN_E_USAGE.
 */
int dn_conll_choose(struct dn_conll_layout *layout, struct dn_span head,
    const char *told, struct dn_err *err) DN_MUST_CHECK;

/*
 * Find the columns of tags whose prefixes are in lower case, each of them in
 * all of `head`, whose other tags are "o" or "O": they are of DN_CONLL_LOWER.
 */
void dn_conll_find_case(struct dn_conll_layout *layout, struct dn_span head);

/* Append what dn_conll_choose chose, as a part of a sentence. */
void dn_conll_tell_columns(const struct dn_conll_layout *layout,
    struct dn_bytes *out);

/*
 * The same as dn_conll_survey, with columns as they are told; -1 with
 * DN_E_USAGE.
 */
int dn_conll_survey_as(struct dn_span head, bool whole, const char *told,
    struct dn_conll_layout *layout, struct dn_err *err) DN_MUST_CHECK;

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
	bool aside;             /* a gap within a sentence */
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
	uint64_t unpaired, first_unpaired;      /* brackets, likewise */
	const char *unpaired_path;
	const struct dn_conll_layout *layout;   /* of the present item */
	const struct dn_conll_rows *rows;
	struct dn_item *item;
	struct dn_conll_token *tokens;
	struct dn_span *tags;           /* of a sentence, in one layer */
	struct dn_conll_spans spans;
	struct dn_conll_cells cells;
	size_t token_count, token_cap, span_count;
	bool spelt[DN_CONLL_LAYERS];    /* a cell is not as written here */
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
