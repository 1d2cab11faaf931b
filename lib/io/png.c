/* SPDX-License-Identifier: MIT */
/* libpng between bytes at hand and what changes from row to row. */
#include "config.h"

#include "io/png.h"

#include <stdbool.h>
#include <stdlib.h>

#ifdef HAVE_PNG
#include <png.h>
#include <zlib.h>

#define CHUNK_MOST ((size_t)1 << 20)    /* bytes of one that is kept */
#define PASSES_MOST ((size_t)1 << 26)   /* bytes of an interlaced picture */
#define BLOCK 64                        /* pixels compared at once */
#define CHUNK ((size_t)1 << 16)         /* bytes of one that is written */

/* What libpng works for; it comes back to `out` by longjmp when it fails. */
struct work {
	png_structp png;
	png_infop info;
	struct dn_span rest;            /* of what is read */
	struct dn_bytes *out;           /* or is written */
	enum dn_png_kind kind;
	uint64_t most;
	const struct dn_png_taker *taker;
	uint32_t width, height;
	size_t step;                    /* bytes of a pixel */
	unsigned char *rows, *above;
	struct dn_err *err;
};

/* What is wrong, and back: libpng wants that this does not return. */
static _Noreturn void
fail(png_structp png, const char *text)
{
	struct work *work = png_get_error_ptr(png);

	if (work->err->code == DN_E_NONE)
		dn_err_set(work->err, DN_E_BAD_FORMAT, "a bad PNG: %s", text);
	png_longjmp(png, 1);
}

static _Noreturn void
fail_for(struct work *work, enum dn_code code, const char *text)
{
	dn_err_set(work->err, code, "%s", text);
	png_longjmp(work->png, 1);
}

static void
pass_warning(png_structp png, const char *text)
{
	(void)png;
	(void)text;
}

static void
give_bytes(png_structp png, png_bytep to, size_t len)
{
	struct work *work = png_get_io_ptr(png);

	if (len > work->rest.len)
		png_error(png, "cut off");
	memcpy(to, work->rest.ptr, len);
	work->rest.ptr += len;
	work->rest.len -= len;
}

/* ---- the header ------------------------------------------------------ */

/* Are there numbers of the kind that is asked for? */
static void
check_kind(struct work *work)
{
	int type = png_get_color_type(work->png, work->info);
	bool deep = png_get_bit_depth(work->png, work->info) > 8;

	if (work->kind == DN_PNG_NUMBERS && (deep ||
	    (type != PNG_COLOR_TYPE_GRAY && type != PNG_COLOR_TYPE_PALETTE)))
		fail_for(work, DN_E_BAD_FORMAT, "a PNG of colours, or of "
		    "more than 8 bits a pixel, is no mask");
	if (work->kind == DN_PNG_COLOURS && (deep ||
	    (type & PNG_COLOR_MASK_COLOR) == 0))
		fail_for(work, DN_E_BAD_FORMAT, "a PNG of grey, or of more "
		    "than 8 bits a colour, is no map of segments");
}

/* Have libpng make bytes of each pixel that are its number. */
static void
set_transforms(struct work *work)
{
	if (work->kind == DN_PNG_NUMBERS)
		png_set_packing(work->png);
	if (work->kind == DN_PNG_COLOURS &&
	    png_get_color_type(work->png, work->info) ==
	    PNG_COLOR_TYPE_PALETTE)
		png_set_palette_to_rgb(work->png);
	if (work->kind == DN_PNG_COLOURS)
		png_set_strip_alpha(work->png);
	if (work->kind == DN_PNG_OPACITY) {
		png_set_expand(work->png);
		png_set_strip_16(work->png);
	}
}

/* A size that is allowed, pixels that are numbers; returns the passes. */
static int
read_head(struct work *work)
{
	int passes;

	png_read_info(work->png, work->info);
	work->width = png_get_image_width(work->png, work->info);
	work->height = png_get_image_height(work->png, work->info);
	check_kind(work);
	if ((uint64_t)work->width * work->height > work->most)
		fail_for(work, DN_E_TOO_LONG, "a PNG of too many pixels");
	if (work->width > DN_PNG_WIDTH_MOST)
		fail_for(work, DN_E_TOO_LONG,
		    "a PNG of rows with too many pixels");
	set_transforms(work);
	passes = png_set_interlace_handling(work->png);
	if (work->kind == DN_PNG_OPACITY && passes != 1)
		fail_for(work, DN_E_BAD_FORMAT, "an interlaced PNG is no mask");
	png_read_update_info(work->png, work->info);
	work->step = work->kind == DN_PNG_NUMBERS ? 1 :
	    work->kind == DN_PNG_COLOURS ? 3 :
	    png_get_channels(work->png, work->info);
	if (png_get_rowbytes(work->png, work->info) !=
	    work->width * work->step)
		png_error(work->png, "rows of another length");
	return passes;
}

/* ---- rows ------------------------------------------------------------ */

/* Opacities alone, which stand last in each pixel, if anywhere. */
static void
keep_opacities(struct work *work, unsigned char *row)
{
	bool opaque = work->step % 2 != 0;

	for (size_t x = 0; x < work->width; x++)
		row[x] = opaque ? 255 : row[(x + 1) * work->step - 1];
}

static uint32_t
number_at(const unsigned char *pixel, size_t step)
{
	return step == 1 ? pixel[0] : pixel[0] | (uint32_t)pixel[1] << 8 |
	    (uint32_t)pixel[2] << 16;
}

/* Tell what is not as in the row above. */
static void
take_row(struct work *work, const unsigned char *row, uint32_t y)
{
	size_t step = work->kind == DN_PNG_COLOURS ? 3 : 1, width;
	const struct dn_png_taker *taker = work->taker;

	width = work->width;
	for (size_t x = 0, end; x < width; x = end) {
		end = width - x < BLOCK ? width : x + BLOCK;
		if (memcmp(row + x * step, work->above + x * step,
		    (end - x) * step) == 0)
			continue;
		for (; x < end; x++) {
			const unsigned char *pixel = row + x * step;

			if (memcmp(pixel, work->above + x * step, step) != 0 &&
			    taker->change(taker->state, (uint32_t)x, y,
			    number_at(pixel, step), work->err) < 0)
				png_longjmp(work->png, 1);
		}
	}
}

/* Rows that come in passes are whole in the last of them. */
static void
read_rows(struct work *work)
{
	int passes = read_head(work);
	size_t bytes = work->width * work->step;
	size_t rows = passes > 1 ? work->height : 1;

	if (passes > 1 && rows > PASSES_MOST / bytes)
		fail_for(work, DN_E_TOO_LONG,
		    "an interlaced PNG of too many pixels");
	work->rows = calloc(rows, bytes);
	work->above = calloc(1, bytes);
	if (work->rows == NULL || work->above == NULL)
		fail_for(work, DN_E_NO_MEMORY, "out of memory");
	if (work->taker->size(work->taker->state, work->width, work->height,
	    work->err) < 0)
		png_longjmp(work->png, 1);
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < work->height; y++) {
			unsigned char *row = work->rows +
			    (passes > 1 ? y * bytes : 0);

			png_read_row(work->png, row, NULL);
			if (pass < passes - 1)
				continue;
			if (work->kind == DN_PNG_OPACITY)
				keep_opacities(work, row);
			take_row(work, row, y);
			memcpy(work->above, row, bytes);
		}
	png_read_end(work->png, NULL);
}

int
dn_png_read(struct dn_span bytes, enum dn_png_kind kind, uint64_t most,
    const struct dn_png_taker *taker, struct dn_err *err)
{
	struct work work = { .rest = bytes, .kind = kind, .most = most,
		.taker = taker };
	struct dn_err why = DN_ERR_INIT;

	work.err = &why;
	work.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &work, fail,
	    pass_warning);
	if (work.png != NULL)
		work.info = png_create_info_struct(work.png);
	if (work.info == NULL) {
		dn_err_memory(&why);
	} else if (setjmp(png_jmpbuf(work.png)) == 0) {
		png_set_read_fn(work.png, &work, give_bytes);
		png_set_user_limits(work.png, PNG_UINT_31_MAX,
		    PNG_UINT_31_MAX);
		png_set_chunk_malloc_max(work.png, CHUNK_MOST);
		/* What is not looked at: some takes memory by its length. */
		png_set_keep_unknown_chunks(work.png,
		    PNG_HANDLE_CHUNK_NEVER, NULL, -1);
		read_rows(&work);
	}
	png_destroy_read_struct(&work.png, &work.info, NULL);
	free(work.rows);
	free(work.above);
	if (why.code == DN_E_NONE)
		return 0;
	*err = why;
	return -1;
}

/* ---- writing --------------------------------------------------------- */

static void
take_bytes(png_structp png, png_bytep from, size_t len)
{
	struct work *work = png_get_io_ptr(png);

	dn_bytes_add(work->out, from, len);
}

static void
pass_flush(png_structp png)
{
	(void)png;
}

/* What the picture is, and how it is packed: most rows are like the last. */
static void
write_head(const struct work *work, const struct dn_png_drawing *drawing)
{
	static const int types[] = { [DN_PNG_NUMBERS] = PNG_COLOR_TYPE_GRAY,
		[DN_PNG_COLOURS] = PNG_COLOR_TYPE_RGB,
		[DN_PNG_OPACITY] = PNG_COLOR_TYPE_GRAY_ALPHA };
	png_color colours[256];

	png_set_user_limits(work->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_set_IHDR(work->png, work->info, drawing->width, drawing->height,
	    8, drawing->palette != NULL ? PNG_COLOR_TYPE_PALETTE :
	    types[drawing->kind], PNG_INTERLACE_NONE,
	    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	for (int i = 0; drawing->palette != NULL && i < 256; i++)
		colours[i] = (png_color){ drawing->palette[i][0],
			drawing->palette[i][1], drawing->palette[i][2] };
	if (drawing->palette != NULL)
		png_set_PLTE(work->png, work->info, colours, 256);
	png_set_filter(work->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
	png_set_compression_level(work->png, Z_BEST_SPEED);
	png_set_compression_strategy(work->png, Z_RLE);
	png_set_compression_buffer_size(work->png, CHUNK);
	png_write_info(work->png, work->info);
}

static void
set_pixel(unsigned char *pixel, enum dn_png_kind kind, uint32_t number)
{
	if (kind == DN_PNG_OPACITY)
		pixel++;                /* behind black */
	*pixel = number & 0xff;
	if (kind == DN_PNG_COLOURS) {
		pixel[1] = number >> 8 & 0xff;
		pixel[2] = number >> 16 & 0xff;
	}
}

/* One row serves all: what is not told stays as it was in the last. */
static void
write_rows(struct work *work, const struct dn_png_drawing *drawing)
{
	const struct dn_png_change *change = drawing->changes;
	const struct dn_png_change *end = change + drawing->count;

	work->step = drawing->kind == DN_PNG_COLOURS ? 3 :
	    drawing->kind == DN_PNG_OPACITY ? 2 : 1;
	work->rows = calloc(drawing->width, work->step);
	if (work->rows == NULL)
		fail_for(work, DN_E_NO_MEMORY, "out of memory");
	for (uint32_t y = 0; y < drawing->height; y++) {
		for (; change < end && change->place >> 32 == y; change++)
			set_pixel(work->rows + work->step *
			    (uint32_t)change->place, drawing->kind,
			    change->number);
		png_write_row(work->png, work->rows);
	}
	png_write_end(work->png, NULL);
}

int
dn_png_write(const struct dn_png_drawing *drawing, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;
	struct work work = { .out = out, .err = &why };

	if (drawing->width == 0 || drawing->height == 0)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a picture without pixels");
	work.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &work, fail,
	    pass_warning);
	if (work.png != NULL)
		work.info = png_create_info_struct(work.png);
	if (work.info == NULL) {
		dn_err_memory(&why);
	} else if (setjmp(png_jmpbuf(work.png)) == 0) {
		png_set_write_fn(work.png, &work, take_bytes, pass_flush);
		write_head(&work, drawing);
		write_rows(&work, drawing);
	}
	png_destroy_write_struct(&work.png, &work.info);
	free(work.rows);
	if (why.code == DN_E_NONE)
		return dn_bytes_check(out, err);
	*err = why;
	return -1;
}

#else

static int
refuse(struct dn_err *err)
{
	return dn_err_set(err, DN_E_NOT_BUILT,
	    "this build has no PNG pictures");
}

int
dn_png_read(struct dn_span bytes, enum dn_png_kind kind, uint64_t most,
    const struct dn_png_taker *taker, struct dn_err *err)
{
	(void)bytes;
	(void)kind;
	(void)most;
	(void)taker;
	return refuse(err);
}

int
dn_png_write(const struct dn_png_drawing *drawing, struct dn_bytes *out,
    struct dn_err *err)
{
	(void)drawing;
	(void)out;
	return refuse(err);
}

#endif
