/* SPDX-License-Identifier: MIT */
/* Sizes of pictures from a file: --sizes. */
#ifndef DN_FORMATS_SIZES_H
#define DN_FORMATS_SIZES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"

/* Names of pictures and their sizes; threads may share it. */
struct dn_sizes;

/*
 * Read a file of sizes: a *new* table.  A line is a JSON object with `width`
 * and `height`, and `path` or `id` or both, or `media` that has them (so that
 * records are such a file); or else a path, a width and a height, between tabs
 * or commas, the path perhaps in quotes as in CSV.  A first line without
 * numbers is a heading.  NULL with DN_E_CONFIG and the line where one is
 * neither, or says another size of a path; or as dn_src_slurp fails.
 */
struct dn_sizes *dn_sizes_load(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_sizes_free(struct dn_sizes *sizes);

/*
 * Look up a picture by its path, or an item by its id, which has no suffix;
 * either may be absent.  Folders at the beginning that only one of the two
 * sides has are no difference, where just one line fits.  1 with the size, 0
 * when it is not there, -1 without memory.
 */
int dn_sizes_find(const struct dn_sizes *sizes, struct dn_span path,
    struct dn_span id, uint32_t *width, uint32_t *height,
    struct dn_err *err) DN_MUST_CHECK;

#endif
