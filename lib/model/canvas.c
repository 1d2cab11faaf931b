/* SPDX-License-Identifier: MIT */
/* Strokes painted over strokes, band by band, and walked. */
#include "model/canvas.h"

#include <stdlib.h>

#include "core/array.h"
#include "model/runs.h"

#define BANDS 1024              /* of a picture, at most */
#define STEP 4096               /* pixels of a band, at least */

int
dn_canvas_init(struct dn_canvas *canvas, uint32_t width, uint32_t height,
    struct dn_err *err)
{
	uint64_t pixels = (uint64_t)width * height;

	*canvas = (struct dn_canvas){ .width = width, .height = height };
	if (pixels == 0)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a picture without pixels");
	if (pixels > UINT32_MAX)
		return dn_err_set(err, DN_E_OVERFLOW,
		    "a picture of %lu x %lu pixels is too large",
		    (unsigned long)width, (unsigned long)height);
	canvas->step = (pixels + BANDS - 1) / BANDS;
	if (canvas->step < STEP)
		canvas->step = STEP;
	canvas->count = (size_t)((pixels + canvas->step - 1) / canvas->step);
	canvas->bands = calloc(canvas->count, sizeof(*canvas->bands));
	return canvas->bands != NULL ? 0 : dn_err_memory(err);
}

void
dn_canvas_release(struct dn_canvas *canvas)
{
	for (size_t i = 0; canvas->bands != NULL && i < canvas->count; i++)
		free(canvas->bands[i].strokes);
	free(canvas->bands);
	free(canvas->spare.strokes);
	*canvas = (struct dn_canvas){ .width = 0 };
}

bool
dn_canvas_fits(uint64_t width, uint64_t height, uint64_t most)
{
	return width > 0 && height > 0 && width <= DN_PNG_WIDTH_MOST &&
	    height <= most / width;
}

/* ---- painting -------------------------------------------------------- */

/* Append a stroke, or what the last one goes on with. */
static int
add(struct dn_band *band, uint32_t from, uint32_t to, uint32_t number,
    struct dn_err *err)
{
	struct dn_stroke *last = band->count > 0 ?
	    &band->strokes[band->count - 1] : NULL;

	if (from == to || number == 0)
		return 0;
	if (last != NULL && last->to == from && last->number == number) {
		last->to = to;
		return 0;
	}
	if (band->count == band->room) {
		struct dn_stroke *strokes = dn_array_grow(band->strokes,
		    band->count, &band->room, sizeof(*strokes));

		if (strokes == NULL)
			return dn_err_memory(err);
		band->strokes = strokes;
	}
	band->strokes[band->count++] = (struct dn_stroke){ from, to, number };
	return 0;
}

/* A band while it is painted: what it had, and what it has then. */
struct brush {
	struct dn_canvas *canvas;
	struct dn_band *band;           /* NULL: none yet */
	size_t next;                    /* of its strokes */
	uint32_t number;
	uint64_t covered;
};

/* What is left of a band is as it was. */
static int
leave_band(struct brush *brush, struct dn_err *err)
{
	struct dn_band *band = brush->band, *spare = &brush->canvas->spare;
	struct dn_band painted;

	if (band == NULL)
		return 0;
	for (; brush->next < band->count; brush->next++)
		if (add(spare, band->strokes[brush->next].from,
		    band->strokes[brush->next].to,
		    band->strokes[brush->next].number, err) < 0)
			return -1;
	painted = *spare;
	*spare = *band;
	*band = painted;
	brush->band = NULL;
	return 0;
}

static int
enter_band(struct brush *brush, struct dn_band *band, struct dn_err *err)
{
	if (band == brush->band)
		return 0;
	if (leave_band(brush, err) < 0)
		return -1;
	brush->canvas->spare.count = 0;
	brush->band = band;
	brush->next = 0;
	return 0;
}

/* Paint pixels of one band, behind those painted before. */
static int
paint_range(struct brush *brush, uint32_t from, uint32_t to,
    struct dn_err *err)
{
	struct dn_band *band = brush->band, *spare = &brush->canvas->spare;
	struct dn_stroke *old = band->strokes + brush->next;
	struct dn_stroke *end = band->strokes + band->count;

	for (; old < end && old->to <= from; old++)
		if (add(spare, old->from, old->to, old->number, err) < 0)
			return -1;
	if (old < end && old->from < from) {
		if (add(spare, old->from, from, old->number, err) < 0)
			return -1;
		old->from = from;
	}
	for (; old < end && old->to <= to; old++)
		brush->covered += old->to - old->from;
	if (old < end && old->from < to) {
		brush->covered += to - old->from;
		old->from = to;
	}
	brush->next = (size_t)(old - band->strokes);
	return add(spare, from, to, brush->number, err);
}

int
dn_canvas_paint(struct dn_canvas *canvas, const struct dn_mask *mask,
    uint32_t number, uint64_t *covered, struct dn_err *err)
{
	struct brush brush = { .canvas = canvas, .number = number };
	struct dn_runs_walk walk = dn_runs_walk(mask);
	uint64_t from, to, end;

	while (dn_runs_next(&walk, &from, &to))
		for (; from < to; from = end) {
			size_t band = (size_t)(from / canvas->step);

			end = (band + 1) * canvas->step;
			end = to < end ? to : end;
			if (enter_band(&brush, &canvas->bands[band],
			    err) < 0 || paint_range(&brush, (uint32_t)from,
			    (uint32_t)end, err) < 0)
				return -1;
		}
	if (covered != NULL)
		*covered = brush.covered;
	return leave_band(&brush, err);
}

int
dn_canvas_append(struct dn_canvas *canvas, struct dn_stroke stroke,
    struct dn_err *err)
{
	for (uint64_t from = stroke.from, end; from < stroke.to; from = end) {
		size_t band = (size_t)(from / canvas->step);

		end = (band + 1) * canvas->step;
		end = stroke.to < end ? stroke.to : end;
		if (add(&canvas->bands[band], (uint32_t)from, (uint32_t)end,
		    stroke.number, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- walking --------------------------------------------------------- */

struct dn_canvas_walk
dn_canvas_walk(const struct dn_canvas *canvas)
{
	return (struct dn_canvas_walk){ .canvas = canvas };
}

bool
dn_canvas_next(struct dn_canvas_walk *walk, struct dn_stroke *stroke)
{
	bool found = false;

	for (; walk->band < walk->canvas->count; walk->band++) {
		const struct dn_band *band = &walk->canvas->bands[walk->band];

		for (; walk->next < band->count; walk->next++) {
			const struct dn_stroke *next =
			    &band->strokes[walk->next];

			if (found && (next->from != stroke->to ||
			    next->number != stroke->number))
				return true;
			if (!found)
				*stroke = *next;
			stroke->to = next->to;
			found = true;
		}
		walk->next = 0;
	}
	return found;
}

void
dn_canvas_renumber(struct dn_canvas *canvas, const uint32_t *numbers,
    uint32_t first)
{
	for (size_t i = 0; i < canvas->count; i++)
		for (size_t k = 0; k < canvas->bands[i].count; k++) {
			struct dn_stroke *stroke =
			    &canvas->bands[i].strokes[k];

			stroke->number = numbers[stroke->number - first];
		}
}

int
dn_canvas_mask(const struct dn_canvas *canvas, int64_t number,
    struct dn_mask *out, struct dn_err *err)
{
	struct dn_canvas_walk walk = dn_canvas_walk(canvas);
	struct dn_stroke stroke;
	struct dn_pen pen;

	if (dn_pen_begin(&pen, out, canvas->height, canvas->width, err) < 0)
		return -1;
	while (dn_canvas_next(&walk, &stroke))
		if ((number == DN_CANVAS_ANY || stroke.number == number) &&
		    dn_pen_range(&pen, stroke.from, stroke.to, err) < 0)
			return -1;
	return dn_pen_end(&pen, err);
}
