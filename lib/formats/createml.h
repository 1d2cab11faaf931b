/* SPDX-License-Identifier: MIT */
/* Create ML's boxes by their centres, for its reader and writer. */
#ifndef DN_FORMATS_CREATEML_H
#define DN_FORMATS_CREATEML_H

#include <stdbool.h>

#include "formats/format.h"
#include "io/tree.h"

/* The members of `coordinates` and of `bbox`. */
#define DN_CREATEML_COUNT 4
extern const char *const dn_createml_names[DN_CREATEML_COUNT];

/*
 * Append `coordinates`, of a centre, as the four numbers of `bbox`: exact
 * where the digits allow it.  False, and nothing appended, when they are not
 * four numbers.
 */
bool dn_createml_box(struct dn_tree *tree, struct dn_node *coordinates,
    struct dn_bytes *out);

/* The way back: a `bbox` of four numbers as an object `coordinates`. */
void dn_createml_coordinates(struct dn_tree *tree, struct dn_node *box,
    struct dn_bytes *out);

/* The functions of the descriptor: see format.h. */
void *dn_createml_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_createml_read_next(void *state, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err);
void dn_createml_read_close(void *state);
void *dn_createml_write_open(struct dn_writing *writing,
    struct dn_err *err);
int dn_createml_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_createml_write_end(void *state, struct dn_err *err);
void dn_createml_write_close(void *state);

#endif
