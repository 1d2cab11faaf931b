/* SPDX-License-Identifier: MIT */
/* --labels FILE: the order of labels, and which are renamed or dropped. */
#ifndef DN_FORMATS_RELABEL_H
#define DN_FORMATS_RELABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/item.h"

/* A file of labels that was read. */
struct dn_relabel;

/*
 * Read the YAML file `path`, as dn-convert(1) has it: a *new* table.  NULL as
 * dn_yaml_load fails, or with DN_E_CONFIG, line and column, for an unknown key,
 * a value of another type, or names that contradict each other.
 */
struct dn_relabel *dn_relabel_load(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_relabel_free(struct dn_relabel *relabel);

/*
 * What becomes of the label `name`: false when it is dropped, else *to is its
 * name from now on, *borrowed* from the table, or `name` itself.
 */
bool dn_relabel_name(const struct dn_relabel *relabel, struct dn_span name,
    struct dn_span *to);

/* True when the file has no `order`, or `name` stands in it. */
bool dn_relabel_lists(const struct dn_relabel *relabel, struct dn_span name);

/* Number of labels in `order`. */
size_t dn_relabel_listed(const struct dn_relabel *relabel);

/* The name of label `index` of `order`, *borrowed*. */
struct dn_span dn_relabel_get(const struct dn_relabel *relabel, size_t index);

/*
 * The numbers of all labels of `order`, for files that have numbers alone: the
 * `ids` of that format or, where it has none in the file, 0, 1, 2.  -1 stands
 * for a label without one.  `numbers` has room for dn_relabel_listed.
 */
void dn_relabel_number(const struct dn_relabel *relabel, const char *format,
    int64_t *numbers);

/*
 * Begin `header` as the header that the file is: its order, colours, ids.
 * There must be labels listed; what it says is *borrowed* from the table.
 */
void dn_relabel_begin(const struct dn_relabel *relabel,
    struct dn_item *header);

/*
 * Rename and drop in the labels of a header that was read; labels joined into
 * one keep what is said of the one they become.  What the file says of a
 * colour or an id holds.  -1 without memory.
 */
int dn_relabel_header(const struct dn_relabel *relabel,
    struct dn_item *header, struct dn_err *err) DN_MUST_CHECK;

#endif
