/* SPDX-License-Identifier: MIT */
/* Brush strokes of a picture and masks, both ways. */
#include "formats/brush.h"
#include "formats/labelstudio.h"
#include "io/number.h"
#include "model/shape.h"

/* A list of bytes as bytes. */
static int
read_bytes(struct dn_node *list, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_json_value whole = { list->raw, list->type,
		false, false }, byte;
	struct dn_json_children walk = dn_json_children(&whole);
	struct dn_span name;
	int64_t value;

	dn_bytes_clear(out);
	while (dn_json_child(&walk, &name, &byte)) {
		if (byte.type != DN_JSON_NUMBER ||
		    !dn_number_read_int(byte.raw, &value) || value < 0 ||
		    value > 255)
			return dn_node_error(list, err, DN_E_BAD_VALUE,
			    "not a list of bytes");
		dn_bytes_add_byte(out, (char)value);
	}
	return dn_bytes_check(out, err);
}

/* The mask that a list of bytes is, in a picture of that size. */
static int
read_mask(struct dn_node *list, struct dn_studio_scale scale,
    struct dn_bytes *bytes, struct dn_mask *mask, struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;

	if (scale.fraction)
		return dn_node_error(list, err, DN_E_NEED_SIZE,
		    "run lengths need the picture's size");
	if (scale.width > UINT32_MAX || scale.height > UINT32_MAX)
		return dn_node_error(list, err, DN_E_OVERFLOW,
		    "a picture too large for run lengths");
	if (read_bytes(list, bytes, err) < 0)
		return -1;
	if (dn_brush_unpack(dn_bytes_span(bytes), (uint32_t)scale.width,
	    (uint32_t)scale.height, mask, &why) == 0)
		return 0;
	return dn_node_error(list, err, why.code, "%s", why.text);
}

int
dn_studio_read_brush(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale,
    struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_node *list = dn_node_get(tree, value, "rle");
	struct dn_bytes again;
	struct dn_mask mask;
	int failed;

	dn_mask_init(&mask, 0, 0);
	dn_bytes_init(&again, SIZE_MAX / 2);
	failed = read_mask(list, scale, scratch, &mask, err);
	if (failed == 0) {
		struct dn_err unpackable = DN_ERR_INIT;

		dn_node_set_text(tree, annotation, "kind", DN_SPAN("mask"));
		dn_shape_set_mask(tree, annotation, &mask);
		/* Other values of pixels, other sizes: not what we write. */
		if (dn_brush_pack(&mask, &again, &unpackable) < 0 ||
		    !dn_span_equal(dn_bytes_span(&again),
		    dn_bytes_span(scratch)))
			dn_studio_keep_value(tree, annotation, list);
	}
	dn_bytes_release(&again);
	dn_mask_release(&mask);
	return failed;
}

/* Do run lengths that were kept still say this mask? */
static bool
still_mask(struct dn_node *kept, const struct dn_mask *mask)
{
	const struct dn_studio_scale scale = { mask->width, mask->height,
		false };
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_bytes bytes;
	struct dn_mask then;
	bool same = false;

	if (dn_node_type(kept) != DN_JSON_ARRAY)
		return false;
	dn_mask_init(&then, 0, 0);
	dn_bytes_init(&bytes, SIZE_MAX / 2);
	if (read_mask(kept, scale, &bytes, &then, &ignored) == 0)
		same = then.count == mask->count && (then.count == 0 ||
		    memcmp(then.runs, mask->runs,
		    then.count * sizeof(*then.runs)) == 0);
	dn_bytes_release(&bytes);
	dn_mask_release(&then);
	return same;
}

/* A list of bytes as JSON. */
static void
set_bytes(struct dn_tree *out, struct dn_node *value,
    const struct dn_bytes *bytes)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	for (size_t i = 0; i < bytes->len; i++) {
		dn_bytes_add_byte(&text, i == 0 ? '[' : ',');
		dn_bytes_add_uint(&text, (unsigned char)bytes->data[i]);
	}
	dn_bytes_add_byte(&text, ']');
	dn_node_set_raw(out, value, "rle", dn_bytes_span(&text));
	if (text.failed != DN_E_NONE)
		out->failed = true;
	dn_bytes_release(&text);
}

int
dn_studio_write_brush(struct dn_item *item, struct dn_node *annotation,
    bool own, struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_node *kept = own ? dn_studio_kept_value(&item->tree,
	    annotation, DN_STUDIO_PICTURE) : NULL;
	struct dn_bytes bytes;
	struct dn_mask mask;
	int got;

	if (kept != NULL)
		return dn_studio_write_bitmask(item, annotation, kept, out,
		    value, err);
	kept = own ? dn_studio_kept_value(&item->tree, annotation, "rle") :
	    NULL;
	dn_mask_init(&mask, 0, 0);
	dn_bytes_init(&bytes, SIZE_MAX / 2);
	got = dn_shape_mask(item, annotation, &mask, err);
	if (got > 0 && !own)
		dn_node_set_text(out, value, "format", DN_SPAN("rle"));
	if (got > 0 && kept != NULL && still_mask(kept, &mask))
		dn_node_set_copy(out, value, "rle", kept);
	else if (got > 0 && dn_brush_pack(&mask, &bytes, err) == 0)
		set_bytes(out, value, &bytes);
	else if (got > 0)
		got = -1;
	dn_bytes_release(&bytes);
	dn_mask_release(&mask);
	return got;
}
