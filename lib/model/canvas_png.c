/* SPDX-License-Identifier: MIT */
/* Strokes down the columns from and into the rows of a PNG. */
#include <stdlib.h>

#include "core/array.h"
#include "io/radix.h"
#include "model/canvas.h"

/* ---- reading --------------------------------------------------------- */

#define NONE UINT32_MAX

/* From row y on a column has that number, until the change that is next. */
struct change {
	uint32_t y, number, next;
};

/* The changes of each column, as chains. */
struct columns {
	uint32_t width, height;
	struct change *changes;
	size_t count, room;
	uint32_t *first, *last;         /* of each column, or NONE */
};

static int
take_size(void *state, uint32_t width, uint32_t height, struct dn_err *err)
{
	struct columns *columns = state;

	columns->width = width;
	columns->height = height;
	columns->first = reallocarray(NULL, width, 2 * sizeof(uint32_t));
	if (columns->first == NULL)
		return dn_err_memory(err);
	columns->last = columns->first + width;
	memset(columns->first, 0xff, width * 2 * sizeof(uint32_t));
	return 0;
}

static int
take_change(void *state, uint32_t x, uint32_t y, uint32_t number,
    struct dn_err *err)
{
	struct columns *columns = state;
	uint32_t at = (uint32_t)columns->count;

	if (at == DN_CANVAS_CHANGES)
		return dn_err_set(err, DN_E_TOO_LONG, "a PNG of more than %u "
		    "pixels that are not as the one above them",
		    DN_CANVAS_CHANGES);
	if (columns->count == columns->room) {
		struct change *changes = dn_array_grow(columns->changes,
		    columns->count, &columns->room, sizeof(*changes));

		if (changes == NULL)
			return dn_err_memory(err);
		columns->changes = changes;
	}
	columns->changes[columns->count++] = (struct change){ y, number,
		NONE };
	if (columns->last[x] == NONE)
		columns->first[x] = at;
	else
		columns->changes[columns->last[x]].next = at;
	columns->last[x] = at;
	return 0;
}

/* From a pixel on there is that number: what was open ends. */
static int
turn_to(struct dn_canvas *canvas, struct dn_stroke *open, uint32_t pixel,
    uint32_t number, struct dn_err *err)
{
	if (number == open->number)
		return 0;
	open->to = pixel;
	if (open->number != 0 && dn_canvas_append(canvas, *open, err) < 0)
		return -1;
	open->from = pixel;
	open->number = number;
	return 0;
}

/* Column after column becomes strokes, which go on from one to the next. */
static int
add_columns(struct dn_canvas *canvas, const struct columns *columns,
    struct dn_err *err)
{
	const struct change *changes = columns->changes;
	struct dn_stroke open = { 0, 0, 0 };
	uint32_t begin = 0;

	for (uint32_t x = 0; x < columns->width; x++) {
		uint32_t at = columns->first[x];

		if ((at == NONE || changes[at].y > 0) &&
		    turn_to(canvas, &open, begin, 0, err) < 0)
			return -1;
		for (; at != NONE; at = changes[at].next)
			if (turn_to(canvas, &open, begin + changes[at].y,
			    changes[at].number, err) < 0)
				return -1;
		begin += columns->height;
	}
	return turn_to(canvas, &open, begin, 0, err);
}

int
dn_canvas_read(struct dn_canvas *canvas, struct dn_span bytes,
    enum dn_png_kind kind, uint64_t most, struct dn_err *err)
{
	struct columns columns = { .width = 0 };
	const struct dn_png_taker taker = { &columns, take_size, take_change };
	int failed;

	*canvas = (struct dn_canvas){ .width = 0 };
	failed = dn_png_read(bytes, kind, most < UINT32_MAX ? most :
	    UINT32_MAX, &taker, err);
	if (failed == 0)
		failed = dn_canvas_init(canvas, columns.width, columns.height,
		    err);
	if (failed == 0)
		failed = add_columns(canvas, &columns, err);
	free(columns.changes);
	free(columns.first);
	return failed;
}

/* ---- writing --------------------------------------------------------- */

/* The pixels that are not as the one above them. */
struct edges {
	const struct dn_canvas *canvas;
	struct dn_png_change *edges;
	size_t count, room;
};

static int
add_edge(struct edges *edges, uint64_t pixel, uint32_t number,
    struct dn_err *err)
{
	uint64_t height = edges->canvas->height;

	if (edges->count == edges->room) {
		struct dn_png_change *grown = dn_array_grow(edges->edges,
		    edges->count, &edges->room, sizeof(*grown));

		if (grown == NULL)
			return dn_err_memory(err);
		edges->edges = grown;
	}
	edges->edges[edges->count++] = (struct dn_png_change){
		pixel % height << 32 | pixel / height, number };
	return 0;
}

/* Where it begins, and the first row of each column that it goes on in. */
static int
add_edges(struct edges *edges, const struct dn_stroke *stroke,
    struct dn_err *err)
{
	uint64_t height = edges->canvas->height;
	uint64_t at = (stroke->from + height - 1) / height * height;

	if (stroke->from % height != 0 &&
	    add_edge(edges, stroke->from, stroke->number, err) < 0)
		return -1;
	for (; at < stroke->to; at += height)
		if (add_edge(edges, at, stroke->number, err) < 0)
			return -1;
	return 0;
}

/* All edges of the picture, column by column. */
static int
find_edges(struct edges *edges, struct dn_err *err)
{
	struct dn_canvas_walk walk = dn_canvas_walk(edges->canvas);
	struct dn_stroke last = { 0, 0, 0 }, stroke;
	uint32_t height = edges->canvas->height;

	while (dn_canvas_next(&walk, &stroke)) {
		/* What ends within its column leaves 0 below it. */
		if (last.to != stroke.from && last.to % height != 0 &&
		    add_edge(edges, last.to, 0, err) < 0)
			return -1;
		if (add_edges(edges, &stroke, err) < 0)
			return -1;
		last = stroke;
	}
	return last.to % height == 0 ? 0 :
	    add_edge(edges, last.to, 0, err);
}

int
dn_canvas_write(const struct dn_canvas *canvas, enum dn_png_kind kind,
    unsigned char (*palette)[3], struct dn_bytes *out, struct dn_err *err)
{
	struct dn_png_drawing drawing = { .kind = kind,
		.width = canvas->width, .height = canvas->height,
		.palette = palette };
	struct edges edges = { .canvas = canvas };
	struct dn_png_change *spare = NULL;
	int failed = find_edges(&edges, err);

	if (failed == 0) {
		spare = reallocarray(NULL, edges.count + 1, sizeof(*spare));
		failed = spare != NULL ? 0 : dn_err_memory(err);
	}
	if (failed == 0) {
		drawing.changes = dn_radix_sort(edges.edges, spare,
		    edges.count, sizeof(*spare));
		drawing.count = edges.count;
		failed = dn_png_write(&drawing, out, err);
	}
	free(edges.edges);
	free(spare);
	return failed;
}
