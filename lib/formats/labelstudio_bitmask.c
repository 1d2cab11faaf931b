/* SPDX-License-Identifier: MIT */
/* Masks that are a PNG in an address: what is not transparent is inside. */
#include "core/base64.h"
#include "formats/labelstudio.h"
#include "model/canvas.h"
#include "model/runs.h"
#include "model/shape.h"

#define PIXELS_MOST ((uint64_t)1 << 27) /* of a mask's PNG */

static const char address[] = "data:image/png;base64,";

/* The mask that an address holds. */
static int
read_picture(struct dn_span text, struct dn_mask *mask, struct dn_err *err)
{
	size_t len = sizeof(address) - 1;
	struct dn_canvas picture = { .width = 0 };
	struct dn_bytes bytes;
	int failed = -1;

	dn_bytes_init(&bytes, SIZE_MAX / 2);
	if (text.len < len || memcmp(text.ptr, address, len) != 0 ||
	    !dn_base64_decode(&bytes, (struct dn_span){ text.ptr + len,
	    text.len - len }))
		dn_err_set(err, DN_E_BAD_VALUE, "no PNG in base64");
	else if (dn_bytes_check(&bytes, err) == 0 && dn_canvas_read(&picture,
	    dn_bytes_span(&bytes), DN_PNG_OPACITY, PIXELS_MOST, err) == 0)
		failed = dn_canvas_mask(&picture, DN_CANVAS_ANY, mask, err);
	dn_canvas_release(&picture);
	dn_bytes_release(&bytes);
	return failed;
}

/* Is it one number, but for what rounding does? */
static bool
is_size(double size, uint32_t pixels)
{
	return size - pixels < 0.5 && pixels - size < 0.5;
}

int
dn_studio_read_bitmask(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale, struct dn_err *err)
{
	struct dn_node *picture = dn_node_get(tree, value, DN_STUDIO_PICTURE);
	struct dn_err why = DN_ERR_INIT;
	struct dn_mask mask;
	int failed;

	if (scale.fraction)
		return dn_node_error(picture, err, DN_E_NEED_SIZE,
		    "a mask needs the picture's size");
	dn_mask_init(&mask, 0, 0);
	failed = read_picture(dn_node_text(tree, picture), &mask, &why);
	if (failed == 0 && (!is_size(scale.width, mask.width) ||
	    !is_size(scale.height, mask.height)))
		failed = dn_err_set(&why, DN_E_BAD_VALUE, "a mask of %u x %u "
		    "for a picture of another size", mask.width, mask.height);
	if (failed < 0) {
		dn_node_error(picture, err, why.code, "%s", why.text);
	} else {
		dn_node_set_text(tree, annotation, "kind", DN_SPAN("mask"));
		dn_shape_set_mask(tree, annotation, &mask);
		/* There are many ways to write one picture. */
		dn_studio_keep_value(tree, annotation, picture);
	}
	dn_mask_release(&mask);
	return failed;
}

/* Does an address that was kept still hold this mask? */
static bool
still_mask(struct dn_span text, const struct dn_mask *mask)
{
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_mask then;
	bool same;

	dn_mask_init(&then, 0, 0);
	same = read_picture(text, &then, &ignored) == 0 &&
	    then.width == mask->width && then.height == mask->height &&
	    then.count == mask->count && (then.count == 0 ||
	    memcmp(then.runs, mask->runs,
	    then.count * sizeof(*then.runs)) == 0);
	dn_mask_release(&then);
	return same;
}

/* Append the address of a mask. */
static int
write_picture(const struct dn_mask *mask, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_canvas picture;
	struct dn_bytes png;
	int failed = dn_canvas_init(&picture, mask->width, mask->height, err);

	dn_bytes_init(&png, SIZE_MAX / 2);
	if (failed == 0)
		failed = dn_canvas_paint(&picture, mask, 255, NULL, err);
	if (failed == 0)
		failed = dn_canvas_write(&picture, DN_PNG_OPACITY, NULL, &png,
		    err);
	dn_bytes_add_text(out, address);
	dn_base64_encode(out, dn_bytes_span(&png));
	dn_canvas_release(&picture);
	dn_bytes_release(&png);
	return failed;
}

int
dn_studio_write_bitmask(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *kept, struct dn_tree *out, struct dn_node *value,
    struct dn_err *err)
{
	struct dn_bytes text;
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	dn_bytes_init(&text, SIZE_MAX / 2);
	got = dn_shape_mask(item, annotation, &mask, err);
	if (got > 0 && still_mask(dn_node_text(&item->tree, kept), &mask))
		dn_node_set_copy(out, value, DN_STUDIO_PICTURE, kept);
	else if (got > 0 && write_picture(&mask, &text, err) < 0)
		got = -1;
	else if (got > 0)
		dn_node_set_text(out, value, DN_STUDIO_PICTURE,
		    dn_bytes_span(&text));
	if (text.failed != DN_E_NONE)
		out->failed = true;
	dn_bytes_release(&text);
	dn_mask_release(&mask);
	return got;
}
