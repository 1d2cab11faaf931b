/* SPDX-License-Identifier: MIT */
/* LabelMe's masks: a PNG in base64, between two corners of the picture. */
#include <math.h>

#include "core/base64.h"
#include "formats/labelme_geometry.h"
#include "io/jsontext.h"
#include "model/canvas.h"
#include "model/runs.h"

#define PIXELS_MOST ((uint64_t)1 << 27) /* of a mask's PNG */

/* Append a mask as the record has it. */
static void
add_mask(struct dn_bytes *out, const struct dn_mask *mask)
{
	struct dn_bytes counts;

	dn_bytes_init(&counts, SIZE_MAX / 2);
	dn_mask_compress(mask, &counts);
	dn_bytes_add_format(out, "{\"size\":[%u,%u],\"counts\":",
	    mask->height, mask->width);
	dn_json_write_text(out, dn_bytes_span(&counts));
	dn_bytes_add_byte(out, '}');
	if (counts.failed != DN_E_NONE)
		out->failed = counts.failed;
	dn_bytes_release(&counts);
}

/* The pixels of a PNG in base64, as a mask of its size. */
static int
read_png(struct dn_span text, struct dn_mask *out, struct dn_err *err)
{
	struct dn_canvas picture = { .width = 0 };
	struct dn_bytes bytes;
	int failed = -1;

	dn_bytes_init(&bytes, SIZE_MAX / 2);
	if (!dn_base64_decode(&bytes, text))
		dn_err_set(err, DN_E_BAD_VALUE, "a mask is a PNG in base64");
	else if (dn_bytes_check(&bytes, err) == 0 &&
	    dn_canvas_read(&picture, dn_bytes_span(&bytes), DN_PNG_NUMBERS,
	    PIXELS_MOST, err) == 0)
		failed = dn_canvas_mask(&picture, DN_CANVAS_ANY, out, err);
	dn_canvas_release(&picture);
	dn_bytes_release(&bytes);
	return failed;
}

int
dn_labelme_mask_read(struct dn_tree *tree, struct dn_node *mask,
    struct dn_point corner, const struct dn_labelme_size *size,
    struct dn_labelme_geometry *geometry, struct dn_err *err)
{
	struct dn_span text = dn_node_text(tree, mask);
	struct dn_mask window, whole;
	int failed = -1;

	if (text.ptr == NULL)
		return mask == NULL ? dn_err_set(err, DN_E_MISSING_FIELD,
		    "a mask without \"mask\"") : dn_node_error(mask, err,
		    DN_E_BAD_TYPE, "a mask is a PNG in base64");
	if (size->width == 0 || size->height == 0)
		return dn_err_set(err, DN_E_NEED_SIZE, "a mask needs the "
		    "picture's imageWidth and imageHeight");
	if (!(fabs(corner.x) < 1e9 && fabs(corner.y) < 1e9))
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a mask that lies nowhere");
	dn_mask_init(&window, 0, 0);
	dn_mask_init(&whole, 0, 0);
	if (read_png(text, &window, err) == 0)
		failed = dn_runs_put(&window, (int64_t)floor(corner.x),
		    (int64_t)floor(corner.y), size->height, size->width,
		    &whole, err);
	if (failed == 0) {
		dn_bytes_clear(&geometry->texts[0]);
		add_mask(&geometry->texts[0], &whole);
		geometry->kind = DN_ANNOTATION_MASK;
		geometry->members[0] = "mask";
	}
	dn_mask_release(&window);
	dn_mask_release(&whole);
	return failed;
}

/* Append the PNG of a mask as JSON. */
static int
add_png(const struct dn_mask *mask, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_canvas picture;
	struct dn_bytes png;
	int failed = dn_canvas_init(&picture, mask->width, mask->height, err);

	dn_bytes_init(&png, SIZE_MAX / 2);
	if (failed == 0)
		failed = dn_canvas_paint(&picture, mask, 1, NULL, err);
	if (failed == 0)
		failed = dn_canvas_write(&picture, DN_PNG_NUMBERS, NULL, &png,
		    err);
	dn_bytes_add_byte(out, '"');
	dn_base64_encode(out, dn_bytes_span(&png));
	dn_bytes_add_byte(out, '"');
	dn_canvas_release(&picture);
	dn_bytes_release(&png);
	return failed;
}

int
dn_labelme_mask_write(const struct dn_mask *mask, struct dn_bytes *points,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_window window = dn_runs_window(mask);
	struct dn_mask cut;
	int failed;

	/* One that is empty is a pixel that is outside. */
	if (window.width == 0 || window.height == 0)
		window = (struct dn_window){ 0, 0, 1, 1 };
	if (!dn_canvas_fits(window.width, window.height, PIXELS_MOST))
		return 0;
	dn_mask_init(&cut, 0, 0);
	failed = dn_runs_cut(mask, window, &cut, err);
	if (failed == 0)
		failed = add_png(&cut, out, err);
	dn_bytes_add_format(points, "[[%u,%u],[%u,%u]]", window.left,
	    window.top, window.left + window.width - 1,
	    window.top + window.height - 1);
	dn_mask_release(&cut);
	return failed < 0 ? -1 : 1;
}
