/* SPDX-License-Identifier: MIT */
/* Rows as what differs from the row above, which is what PNG calls Up. */
#include "io/pngdraw.h"

#include <stdlib.h>
#include <zlib.h>

#include "io/deflate.h"

#define UP 2                    /* the filter of every row */

struct dn_png_draw {
	enum dn_png_kind kind;
	uint64_t width, height;         /* in bytes, and in rows */
	unsigned channels;              /* bytes of a pixel */
	struct dn_bytes *out;
	struct dn_deflate *rows;
	size_t data;                    /* where the chunk of them begins */
	uint64_t x, y;                  /* the byte that is next */
};

/* ---- chunks ---------------------------------------------------------- */

static void
add_number(struct dn_bytes *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		dn_bytes_add_byte(out, (char)(number >> shift & 0xff));
}

/* The head of a chunk; returns where it begins. */
static size_t
begin_chunk(struct dn_bytes *out, const char *name)
{
	size_t begin = out->len;

	add_number(out, 0);
	dn_bytes_add_text(out, name);
	return begin;
}

/* Its length, which is known now, and its sum. */
static int
end_chunk(struct dn_bytes *out, size_t begin, struct dn_err *err)
{
	size_t len = out->len - begin - 8;
	uLong sum;

	if (dn_bytes_check(out, err) < 0)
		return -1;
	if (len > INT32_MAX)
		return dn_err_set(err, DN_E_OVERFLOW,
		    "a PNG of more than 2 GiB");
	for (int i = 0; i < 4; i++)
		out->data[begin + (size_t)i] =
		    (char)(len >> (24 - 8 * i) & 0xff);
	sum = crc32_z(0, (const unsigned char *)out->data + begin + 4,
	    len + 4);
	add_number(out, (uint32_t)sum);
	return 0;
}

static int
add_head(struct dn_png_draw *draw, uint32_t width, unsigned char
    (*palette)[3], struct dn_err *err)
{
	static const char signature[] = "\x89PNG\r\n\x1a\n";
	static const char types[] = { [DN_PNG_NUMBERS] = 0,
		[DN_PNG_COLOURS] = 2, [DN_PNG_OPACITY] = 4 };
	struct dn_bytes *out = draw->out;
	size_t begin;

	dn_bytes_add_text(out, signature);
	begin = begin_chunk(out, "IHDR");
	add_number(out, width);
	add_number(out, (uint32_t)draw->height);
	dn_bytes_add_byte(out, 8);
	dn_bytes_add_byte(out, palette != NULL ? 3 : types[draw->kind]);
	dn_bytes_add(out, "\0\0\0", 3);
	if (end_chunk(out, begin, err) < 0)
		return -1;
	if (palette == NULL)
		return 0;
	begin = begin_chunk(out, "PLTE");
	dn_bytes_add(out, palette, 256 * sizeof(palette[0]));
	return end_chunk(out, begin, err);
}

/* ---- rows ------------------------------------------------------------ */

/* What is not told, up to a byte of a row: no difference. */
static void
go_to(struct dn_png_draw *draw, uint64_t x, uint64_t y)
{
	for (; draw->y < y; draw->y++, draw->x = 0) {
		dn_deflate_run(draw->rows, 0, draw->width - draw->x);
		if (draw->y + 1 < draw->height)
			dn_deflate_run(draw->rows, UP, 1);
	}
	dn_deflate_run(draw->rows, 0, x - draw->x);
	draw->x = x;
}

struct dn_png_draw *
dn_png_draw_begin(enum dn_png_kind kind, uint32_t width, uint32_t height,
    unsigned char (*palette)[3], struct dn_bytes *out, struct dn_err *err)
{
	struct dn_png_draw *draw = calloc(1, sizeof(*draw));

	if (draw == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	draw->kind = kind;
	draw->channels = kind == DN_PNG_COLOURS ? 3 :
	    kind == DN_PNG_OPACITY ? 2 : 1;
	draw->width = (uint64_t)width * draw->channels;
	draw->height = height;
	draw->out = out;
	if (width == 0 || height == 0) {
		dn_err_set(err, DN_E_BAD_VALUE, "a picture without pixels");
	} else if (add_head(draw, width, palette, err) == 0) {
		draw->data = begin_chunk(out, "IDAT");
		draw->rows = dn_deflate_new(out);
		if (draw->rows == NULL)
			dn_err_memory(err);
	}
	if (draw->rows == NULL) {
		free(draw);
		return NULL;
	}
	dn_deflate_run(draw->rows, UP, 1);
	return draw;
}

void
dn_png_draw_change(struct dn_png_draw *draw, uint32_t x, uint32_t y,
    uint32_t above, uint32_t here)
{
	unsigned shift = 0;

	go_to(draw, (uint64_t)x * draw->channels, y);
	draw->x += draw->channels;
	/* Opacities stand behind black. */
	if (draw->kind == DN_PNG_OPACITY)
		dn_deflate_run(draw->rows, 0, 1);
	for (unsigned i = draw->kind == DN_PNG_OPACITY; i < draw->channels;
	    i++, shift += 8)
		dn_deflate_run(draw->rows,
		    (unsigned char)((here >> shift) - (above >> shift)), 1);
}

int
dn_png_draw_end(struct dn_png_draw *draw, struct dn_err *err)
{
	struct dn_bytes *out = draw->out;
	int failed;

	go_to(draw, 0, draw->height);
	dn_deflate_end(draw->rows);
	failed = end_chunk(out, draw->data, err);
	if (failed == 0)
		failed = end_chunk(out, begin_chunk(out, "IEND"), err);
	dn_deflate_free(draw->rows);
	free(draw);
	return failed;
}
