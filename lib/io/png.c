/* SPDX-License-Identifier: MIT */
/* libpng between bytes at hand and a plane of numbers. */
#include "config.h"

#include "io/png.h"

#include <stdbool.h>
#include <stdlib.h>

void
dn_plane_release(struct dn_plane *plane)
{
	free(plane->pixels);
	*plane = (struct dn_plane){ 0 };
}

void
dn_map_release(struct dn_map *map)
{
	free(map->numbers);
	*map = (struct dn_map){ 0 };
}

int
dn_map_clear(struct dn_map *map, uint32_t width, uint32_t height,
    struct dn_err *err)
{
	size_t count = (size_t)width * height;

	if (map->width != width || map->height != height ||
	    map->numbers == NULL) {
		dn_map_release(map);
		map->numbers = calloc(count + 1, sizeof(*map->numbers));
		if (map->numbers == NULL)
			return dn_err_memory(err);
		map->width = width;
		map->height = height;
		return 0;
	}
	memset(map->numbers, 0, count * sizeof(*map->numbers));
	return 0;
}

#ifdef HAVE_PNG
#include <png.h>

#define CHUNK_MOST ((size_t)1 << 20)    /* bytes of one that is kept */

/* What libpng works for; it comes back to `out` by longjmp when it fails. */
struct work {
	png_structp png;
	png_infop info;
	struct dn_span rest;            /* of what is read */
	struct dn_plane *plane;         /* or else: */
	struct dn_map *map;
	uint64_t most;
	struct dn_bytes *out;
	unsigned char *row;
	unsigned char (*palette)[3];    /* NULL: grey */
	int bits;
	bool alpha;                     /* pixels are opacities */
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

/* ---- reading --------------------------------------------------------- */

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

/* The header: a size that is allowed, pixels that are numbers. */
static void
read_head(struct work *work)
{
	struct dn_plane *plane = work->plane;
	int type;

	png_read_info(work->png, work->info);
	plane->width = png_get_image_width(work->png, work->info);
	plane->height = png_get_image_height(work->png, work->info);
	type = png_get_color_type(work->png, work->info);
	if (!work->alpha && ((type != PNG_COLOR_TYPE_GRAY &&
	    type != PNG_COLOR_TYPE_PALETTE) ||
	    png_get_bit_depth(work->png, work->info) > 8))
		fail_for(work, DN_E_BAD_FORMAT, "a PNG of colours, or of "
		    "more than 8 bits a pixel, is no mask");
	if ((uint64_t)plane->width * plane->height > work->most)
		fail_for(work, DN_E_TOO_LONG,
		    "a PNG of too many pixels");
	plane->pixels = calloc(plane->height, plane->width);
	if (plane->pixels == NULL)
		fail_for(work, DN_E_NO_MEMORY, "out of memory");
}

static void
read_rows(struct work *work)
{
	struct dn_plane *plane = work->plane;
	int passes;

	png_set_packing(work->png);
	passes = png_set_interlace_handling(work->png);
	png_read_update_info(work->png, work->info);
	if (png_get_rowbytes(work->png, work->info) != plane->width)
		png_error(work->png, "rows of another length");
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < plane->height; y++)
			png_read_row(work->png, plane->pixels +
			    (size_t)y * plane->width, NULL);
	png_read_end(work->png, NULL);
}

/* The header of a map, and what makes three bytes of each of its pixels. */
static void
read_map_head(struct work *work)
{
	struct dn_map *map = work->map;
	struct dn_err late = DN_ERR_INIT;
	uint32_t width, height;
	int type;

	png_read_info(work->png, work->info);
	width = png_get_image_width(work->png, work->info);
	height = png_get_image_height(work->png, work->info);
	type = png_get_color_type(work->png, work->info);
	if ((type & PNG_COLOR_MASK_COLOR) == 0 ||
	    png_get_bit_depth(work->png, work->info) > 8)
		fail_for(work, DN_E_BAD_FORMAT, "a PNG of grey, or of more "
		    "than 8 bits a colour, is no map of segments");
	if ((uint64_t)width * height > work->most)
		fail_for(work, DN_E_TOO_LONG, "a PNG of too many pixels");
	if (dn_map_clear(map, width, height, &late) < 0)
		fail_for(work, DN_E_NO_MEMORY, "out of memory");
	if (type == PNG_COLOR_TYPE_PALETTE)
		png_set_palette_to_rgb(work->png);
	png_set_strip_alpha(work->png);
}

/* Add a row of a pass; what later passes tell is 0 so far. */
static void
take_row(struct dn_map *map, const unsigned char *row, uint32_t y)
{
	for (size_t x = 0; x < map->width; x++, row += 3)
		map->numbers[x * map->height + y] = row[0] |
		    (uint32_t)row[1] << 8 | (uint32_t)row[2] << 16;
}

/* Rows that come in passes are whole in the last of them. */
static void
read_map_rows(struct work *work)
{
	struct dn_map *map = work->map;
	size_t bytes, rows = 1;
	int passes;

	passes = png_set_interlace_handling(work->png);
	png_read_update_info(work->png, work->info);
	bytes = png_get_rowbytes(work->png, work->info);
	if (bytes != (size_t)map->width * 3)
		png_error(work->png, "rows of another length");
	if (passes > 1)
		rows = map->height;
	work->row = calloc(rows, bytes);
	if (work->row == NULL)
		fail_for(work, DN_E_NO_MEMORY, "out of memory");
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < map->height; y++) {
			unsigned char *row = work->row +
			    (passes > 1 ? y * bytes : 0);

			png_read_row(work->png, row, NULL);
			if (pass == passes - 1)
				take_row(map, row, y);
		}
	png_read_end(work->png, NULL);
}

/* Of each pixel the opacity, which is all of it where there is none. */
static void
read_opacities(struct work *work)
{
	struct dn_plane *plane = work->plane;
	png_byte channels;

	png_set_expand(work->png);
	png_set_strip_16(work->png);
	if (png_set_interlace_handling(work->png) != 1)
		fail_for(work, DN_E_BAD_FORMAT, "an interlaced PNG is no mask");
	png_read_update_info(work->png, work->info);
	channels = png_get_channels(work->png, work->info);
	work->row = malloc(png_get_rowbytes(work->png, work->info));
	if (work->row == NULL)
		fail_for(work, DN_E_NO_MEMORY, "out of memory");
	for (uint32_t y = 0; y < plane->height; y++) {
		unsigned char *pixels = plane->pixels +
		    (size_t)y * plane->width;

		png_read_row(work->png, work->row, NULL);
		for (uint32_t x = 0; x < plane->width; x++)
			pixels[x] = channels % 2 != 0 ? 255 :
			    work->row[(size_t)x * channels + channels - 1U];
	}
	png_read_end(work->png, NULL);
}

/* Read what `work` asks for; `why` is where it tells what is wrong. */
static int
read_png(struct work *work, struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;

	work->err = &why;
	work->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, work, fail,
	    pass_warning);
	if (work->png != NULL)
		work->info = png_create_info_struct(work->png);
	if (work->info == NULL) {
		dn_err_memory(&why);
	} else if (setjmp(png_jmpbuf(work->png)) == 0) {
		png_set_read_fn(work->png, work, give_bytes);
		png_set_user_limits(work->png, PNG_UINT_31_MAX,
		    PNG_UINT_31_MAX);
		png_set_chunk_malloc_max(work->png, CHUNK_MOST);
		/* What is not looked at: some takes memory by its length. */
		png_set_keep_unknown_chunks(work->png,
		    PNG_HANDLE_CHUNK_NEVER, NULL, -1);
		if (work->map != NULL) {
			read_map_head(work);
			read_map_rows(work);
		} else {
			read_head(work);
			if (work->alpha)
				read_opacities(work);
			else
				read_rows(work);
		}
	}
	png_destroy_read_struct(&work->png, &work->info, NULL);
	free(work->row);
	if (why.code == DN_E_NONE)
		return 0;
	*err = why;
	return -1;
}

int
dn_png_read(struct dn_span bytes, uint64_t most, struct dn_plane *plane,
    struct dn_err *err)
{
	struct work work = { .rest = bytes, .plane = plane, .most = most };

	*plane = (struct dn_plane){ 0 };
	return read_png(&work, err);
}

int
dn_png_read_alpha(struct dn_span bytes, uint64_t most,
    struct dn_plane *plane, struct dn_err *err)
{
	struct work work = { .rest = bytes, .plane = plane, .most = most,
		.alpha = true };

	*plane = (struct dn_plane){ 0 };
	return read_png(&work, err);
}

int
dn_png_read_map(struct dn_span bytes, uint64_t most, struct dn_map *map,
    struct dn_err *err)
{
	struct work work = { .rest = bytes, .map = map, .most = most };

	return read_png(&work, err);
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

/*
 * A row as it goes out: 8 bits as they are, 1 bit 8 pixels a byte, opacities
 * behind black.
 */
static const unsigned char *
pack_row(struct work *work, const unsigned char *pixels)
{
	for (size_t x = 0; work->alpha && x < work->plane->width; x++) {
		work->row[2 * x] = 0;
		work->row[2 * x + 1] = pixels[x];
	}
	if (work->bits == 8)
		return work->alpha ? work->row : pixels;
	memset(work->row, 0, work->plane->width / 8 + 1);
	for (uint32_t x = 0; x < work->plane->width; x++)
		if (pixels[x] != 0)
			work->row[x / 8] |= (unsigned char)(0x80 >> x % 8);
	return work->row;
}

static void
set_palette(struct work *work)
{
	png_color colours[256];

	for (int i = 0; i < 256; i++)
		colours[i] = (png_color){ work->palette[i][0],
			work->palette[i][1], work->palette[i][2] };
	png_set_PLTE(work->png, work->info, colours, 256);
}

static void
write_rows(struct work *work)
{
	const struct dn_plane *plane = work->plane;

	png_set_IHDR(work->png, work->info, plane->width, plane->height,
	    work->bits, work->palette != NULL ? PNG_COLOR_TYPE_PALETTE :
	    work->alpha ? PNG_COLOR_TYPE_GRAY_ALPHA :
	    PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
	    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (work->palette != NULL)
		set_palette(work);
	png_write_info(work->png, work->info);
	for (uint32_t y = 0; y < plane->height; y++)
		png_write_row(work->png, pack_row(work,
		    plane->pixels + (size_t)y * plane->width));
	png_write_end(work->png, NULL);
}

/* A row of a map as colours. */
static void
give_row(const struct dn_map *map, unsigned char *row, uint32_t y)
{
	for (size_t x = 0; x < map->width; x++) {
		uint32_t number = map->numbers[x * map->height + y];

		*row++ = number & 0xff;
		*row++ = number >> 8 & 0xff;
		*row++ = number >> 16 & 0xff;
	}
}

static void
write_map_rows(struct work *work)
{
	const struct dn_map *map = work->map;

	png_set_IHDR(work->png, work->info, map->width, map->height, 8,
	    PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
	    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(work->png, work->info);
	for (uint32_t y = 0; y < map->height; y++) {
		give_row(map, work->row, y);
		png_write_row(work->png, work->row);
	}
	png_write_end(work->png, NULL);
}

/* Write what `work` has, with room for a row of `row` bytes. */
static int
write_png(struct work *work, size_t row, struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;

	work->err = &why;
	work->row = malloc(row);
	work->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, work, fail,
	    pass_warning);
	if (work->png != NULL)
		work->info = png_create_info_struct(work->png);
	if (work->info == NULL || work->row == NULL) {
		dn_err_memory(&why);
	} else if (setjmp(png_jmpbuf(work->png)) == 0) {
		png_set_write_fn(work->png, work, take_bytes, pass_flush);
		png_set_user_limits(work->png, PNG_UINT_31_MAX,
		    PNG_UINT_31_MAX);
		if (work->map != NULL)
			write_map_rows(work);
		else
			write_rows(work);
	}
	png_destroy_write_struct(&work->png, &work->info);
	free(work->row);
	if (why.code == DN_E_NONE)
		return dn_bytes_check(work->out, err);
	*err = why;
	return -1;
}

/* Is there anything to write? */
static int
check_size(uint32_t width, uint32_t height, struct dn_err *err)
{
	return width > 0 && height > 0 ? 0 : dn_err_set(err,
	    DN_E_BAD_VALUE, "a picture without pixels");
}

/* Grey, or of a palette where there is one. */
static int
write_plane(const struct dn_plane *plane, int bits,
    unsigned char (*palette)[3], struct dn_bytes *out, struct dn_err *err)
{
	struct dn_plane borrowed = *plane;
	struct work work = { .plane = &borrowed, .bits = bits, .out = out,
		.palette = palette };

	return check_size(plane->width, plane->height, err) < 0 ? -1 :
	    write_png(&work, plane->width / 8 + 1, err);
}

int
dn_png_write_map(const struct dn_map *map, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_map borrowed = *map;
	struct work work = { .map = &borrowed, .out = out };

	return check_size(map->width, map->height, err) < 0 ? -1 :
	    write_png(&work, (size_t)map->width * 3, err);
}

int
dn_png_write(const struct dn_plane *plane, int bits, struct dn_bytes *out,
    struct dn_err *err)
{
	return write_plane(plane, bits, NULL, out, err);
}

int
dn_png_write_palette(const struct dn_plane *plane,
    unsigned char palette[256][3], struct dn_bytes *out, struct dn_err *err)
{
	return write_plane(plane, 8, palette, out, err);
}

int
dn_png_write_alpha(const struct dn_plane *plane, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_plane borrowed = *plane;
	struct work work = { .plane = &borrowed, .bits = 8, .out = out,
		.alpha = true };

	return check_size(plane->width, plane->height, err) < 0 ? -1 :
	    write_png(&work, 2 * (size_t)plane->width, err);
}

#else

static int
refuse(struct dn_err *err)
{
	return dn_err_set(err, DN_E_NOT_BUILT,
	    "this build has no PNG pictures");
}

int
dn_png_read(struct dn_span bytes, uint64_t most, struct dn_plane *plane,
    struct dn_err *err)
{
	(void)bytes;
	(void)most;
	*plane = (struct dn_plane){ 0 };
	return refuse(err);
}

int
dn_png_write(const struct dn_plane *plane, int bits, struct dn_bytes *out,
    struct dn_err *err)
{
	(void)plane;
	(void)bits;
	(void)out;
	return refuse(err);
}

int
dn_png_write_palette(const struct dn_plane *plane,
    unsigned char palette[256][3], struct dn_bytes *out, struct dn_err *err)
{
	(void)plane;
	(void)palette;
	(void)out;
	return refuse(err);
}

int
dn_png_read_map(struct dn_span bytes, uint64_t most, struct dn_map *map,
    struct dn_err *err)
{
	(void)bytes;
	(void)most;
	(void)map;
	return refuse(err);
}

int
dn_png_write_map(const struct dn_map *map, struct dn_bytes *out,
    struct dn_err *err)
{
	(void)map;
	(void)out;
	return refuse(err);
}

int
dn_png_read_alpha(struct dn_span bytes, uint64_t most,
    struct dn_plane *plane, struct dn_err *err)
{
	return dn_png_read(bytes, most, plane, err);
}

int
dn_png_write_alpha(const struct dn_plane *plane, struct dn_bytes *out,
    struct dn_err *err)
{
	return dn_png_write(plane, 8, out, err);
}

#endif
