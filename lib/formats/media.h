/* SPDX-License-Identifier: MIT */
/* The pictures of items: how large they are, and which way up. */
#ifndef DN_FORMATS_MEDIA_H
#define DN_FORMATS_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/opt.h"
#include "model/item.h"

/* What the command line says; zeroed: nothing. */
struct dn_media_settings {
	const char *sizes;              /* --sizes FILE */
	const char *folder;             /* --media DIR */
	int orientation;                /* enum dn_media_orientation */
};

enum dn_media_orientation {
	DN_MEDIA_KEEP,
	DN_MEDIA_UPRIGHT,
	DN_MEDIA_RAW
};

extern const char *const dn_media_orientations[];

/* Their rows, for a tool's table; `m` is a struct dn_media_settings. */
#define DN_MEDIA_ROWS(m) \
	DN_OPT_TEXT(0, "sizes", "FILE", &(m).sizes, \
	    "sizes of pictures that do not say theirs"), \
	DN_OPT_TEXT(0, "media", "DIR", &(m).folder, \
	    "folder of the pictures, for their sizes"), \
	DN_OPT_CHOICE(0, "orientation", "keep|upright|raw", \
	    &(m).orientation, dn_media_orientations, \
	    "turn what EXIF says is turned")

/* Both of them opened; threads may share it. */
struct dn_media_finder;

/*
 * A *new* one (settings are *borrowed*); NULL as dn_sizes_load fails, or
 * dn_folder_enter.
 */
struct dn_media_finder *dn_media_open(const struct dn_media_settings *settings,
    struct dn_err *err) DN_MUST_CHECK;

/* Close it; NULL is fine. */
void dn_media_close(struct dn_media_finder *finder);

/* True when an option says that items are to be looked at. */
bool dn_media_asked(const struct dn_media_finder *finder);

/* What did not come off, for the end: added to. */
struct dn_media_counts {
	uint64_t missing;               /* pictures not found */
	uint64_t broken;                /* found, but with no header */
};

/*
 * Complete the medium of an item that is an image:
 *
 * - Its size is `width` and `height` where it says them, else that of --sizes,
 *   by its `path` or the item's id, else that in the header of the file below
 *   --media: its `path`, or the last step of that, or else the item's id with
 *   the suffix of a picture, which then becomes its `path`.  A size from a
 *   header is that of the picture upright, which is what tools show, unless
 *   `space` is "raw"; when that is not as it is stored, `orientation` and
 *   `space` say so.
 * - Where a size is known, geometry in fractions becomes pixels, exactly.
 * - By --orientation geometry and size are turned upright, or raw, by EXIF's
 *   `orientation`, the file's where the medium says none; `space` says what
 *   they then are.  Before that they are what `space` says; without it upright
 *   when the size is only that of the upright picture, else raw.
 *
 * 1 when something was changed, 0 when not, -1 with `err` as dn_item_media or
 * reshape.h, or DN_E_READ or DN_E_SYSTEM of a file.  A picture that is not
 * found is counted, and the item is left as it is: dn_media_need is for those
 * who cannot do without.
 */
int dn_media_apply(const struct dn_media_finder *finder,
    struct dn_item *item, struct dn_media_counts *counts, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * For a reader that cannot go on without the size of the item's picture, or of
 * its video, which only --sizes can tell: complete it as above, but for the
 * geometry.  1 when it is known, 0 when not, or without a finder (NULL), -1 as
 * above.  What is not found is not counted: dn_media_apply will.
 */
int dn_media_find(const struct dn_media_finder *finder, struct dn_item *item,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * For a writer that needs pixels (with `size`: and the size): 0 when the
 * medium has them, else -1 with DN_E_NEED_SIZE and what to do about it.
 */
int dn_media_need(const struct dn_item *item, const struct dn_media *media,
    bool size, struct dn_err *err) DN_MUST_CHECK;

/*
 * How a size is written where others count in whole pixels: 640.0 as 640, and
 * what is no whole number as it stands.  *Borrowed* from the item's tree.
 */
struct dn_span dn_media_whole(struct dn_item *item,
    const struct dn_node *size);

/* Append in words what was counted; nothing when there is nothing. */
void dn_media_tell(const struct dn_media_counts *counts,
    struct dn_bytes *out);

#endif
