/* SPDX-License-Identifier: MIT */
/* Create ML: one JSON array, a picture an element, boxes by their centres. */
#include "formats/createml.h"

#include "formats/files.h"
#include "formats/rawjson.h"
#include "io/jsontext.h"
#include "model/decimal.h"

const char *const dn_createml_names[DN_CREATEML_COUNT] = { "x", "y", "width",
	"height" };

/* ---- coordinates ----------------------------------------------------- */

/* The same number with no more zeros at its end than down to that scale. */
static struct dn_decimal
trim(struct dn_decimal value, unsigned scale)
{
	while (value.scale > scale && value.units % 10 == 0) {
		value.units /= 10;
		value.scale--;
	}
	return value;
}

/* Half of it, exactly; false when that has too many digits. */
static bool
halve(struct dn_decimal value, struct dn_decimal *half)
{
	if (value.units % 2 == 0) {
		*half = (struct dn_decimal){ value.units / 2, value.scale };
		return true;
	}
	if (value.scale >= DN_DECIMAL_DIGITS)
		return false;
	*half = (struct dn_decimal){ value.units * 5, value.scale + 1 };
	return true;
}

/*
 * Append a number moved by half of `length`, up or down; as it would have been
 * written, where that is a matter of zeros at its end.
 */
static void
add_moved(struct dn_bytes *out, const struct dn_node *node,
    const struct dn_node *length, bool up)
{
	struct dn_decimal value, whole, half, moved;
	char text[DN_DECIMAL_TEXT];
	double a = 0, b = 0;

	if (dn_decimal_read(node->raw, &value) &&
	    dn_decimal_read(length->raw, &whole) && halve(whole, &half) &&
	    (up ? dn_decimal_add(value, half, &moved) :
	    dn_decimal_subtract(value, half, &moved))) {
		moved = trim(moved, up ? whole.scale : value.scale);
		dn_bytes_add(out, text, dn_decimal_write(moved, text));
		return;
	}
	(void)dn_node_real(node, &a);
	(void)dn_node_real(length, &b);
	dn_json_write_real(out, up ? a + b / 2 : a - b / 2);
}

bool
dn_createml_box(struct dn_tree *tree, struct dn_node *coordinates,
    struct dn_bytes *out)
{
	struct dn_node *nodes[DN_CREATEML_COUNT];
	double value;

	for (int i = 0; i < DN_CREATEML_COUNT; i++) {
		nodes[i] = dn_node_get(tree, coordinates,
		    dn_createml_names[i]);
		if (!dn_node_real(nodes[i], &value))
			return false;
	}
	dn_bytes_add_byte(out, '[');
	add_moved(out, nodes[0], nodes[2], false);
	dn_bytes_add_byte(out, ',');
	add_moved(out, nodes[1], nodes[3], false);
	for (int i = 2; i < DN_CREATEML_COUNT; i++) {
		dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, nodes[i]->raw);
	}
	dn_bytes_add_byte(out, ']');
	return true;
}

void
dn_createml_coordinates(struct dn_tree *tree, struct dn_node *box,
    struct dn_bytes *out)
{
	struct dn_node *x = dn_node_first(tree, box), *y = x->next;
	struct dn_node *width = y->next, *height = width->next;

	dn_bytes_add_text(out, "{\"x\":");
	add_moved(out, x, width, true);
	dn_bytes_add_text(out, ",\"y\":");
	add_moved(out, y, height, true);
	dn_rawjson_member(out, DN_SPAN("width"), width);
	dn_rawjson_member(out, DN_SPAN("height"), height);
	dn_bytes_add_byte(out, '}');
}

/* ---- the descriptor -------------------------------------------------- */

static bool
holds(struct dn_span head, const char *text)
{
	return memmem(head.ptr, head.len, text, strlen(text)) != NULL;
}

static int
probe(const struct dn_probe *file)
{
	struct dn_span head = file->head;
	size_t at = 0;

	while (at < head.len && head.ptr[at] != '\0' &&
	    strchr(" \t\r\n\xef\xbb\xbf", head.ptr[at]) != NULL)
		at++;
	if (at == head.len || head.ptr[at] != '[')
		return 0;
	if (!holds(head, "\"image\"") && !holds(head, "\"imagefilename\""))
		return 0;
	return holds(head, "\"coordinates\"") ? 90 :
	    holds(head, "\"annotations\"") || holds(head, "\"annotation\"") ?
	    60 : 0;
}

extern const struct dn_format dn_format_createml;

#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(EMPTY))

const struct dn_format dn_format_createml = {
	.name = "createml",
	.title = "Create ML, a JSON array of pictures with boxes",
	.reads = CARRIED,
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(ROTATED_BOX) | DN_CAP_BIT(POLYGON) |
	    DN_CAP_BIT(MASK) | DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(UNANNOTATED),
	.flags = DN_FORMAT_WHOLE,
	.probe = probe,
	.read_open = dn_createml_read_open,
	.read_next = dn_createml_read_next,
	.read_close = dn_createml_read_close,
	.write_open = dn_createml_write_open,
	.write_item = dn_createml_write_item,
	.write_end = dn_createml_write_end,
	.write_close = dn_createml_write_close,
};
