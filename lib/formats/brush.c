/* SPDX-License-Identifier: MIT */
/* A bit stream of runs: read into a mask row by row, and written from one. */
#include "formats/brush.h"

#include "model/runs.h"

#define CHANNELS 4
#define SIZES 4
#define LONGEST 16              /* bits of the longest size */

static const unsigned own_sizes[SIZES] = { 3, 4, 8, 16 };

/* ---- reading --------------------------------------------------------- */

/* What is read, and how far; past the end there are no bits. */
struct input {
	struct dn_span bytes;
	size_t at;                      /* byte that is next */
	uint64_t bits;                  /* those held, the lowest */
	unsigned held;
	bool ended;
	unsigned word, sizes[SIZES];
	uint64_t words, channels;
};

/* The next `count` (<= 32) bits as a number. */
static uint32_t
take(struct input *input, unsigned count)
{
	while (input->held < count) {
		if (input->at == input->bytes.len) {
			input->ended = true;
			return 0;
		}
		input->bits = input->bits << 8 |
		    (unsigned char)input->bytes.ptr[input->at++];
		input->held += 8;
	}
	input->held -= count;
	return (uint32_t)(input->bits >> input->held &
	    (((uint64_t)1 << count) - 1));
}

static int
read_head(struct input *input, uint64_t pixels, struct dn_err *err)
{
	input->words = take(input, 32);
	input->word = take(input, 5) + 1;
	for (int i = 0; i < SIZES; i++)
		input->sizes[i] = take(input, 4) + 1;
	if (input->ended)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "run lengths that end in their head");
	input->channels = pixels == 0 ? 1 : input->words / pixels;
	if (input->words != pixels * input->channels ||
	    (pixels > 0 && input->channels == 0) ||
	    input->channels > CHANNELS)
		return dn_err_set(err, DN_E_BAD_VALUE, "run lengths of %llu "
		    "values for a picture of %llu pixels",
		    (unsigned long long)input->words,
		    (unsigned long long)pixels);
	return 0;
}

/*
 * The words from..to, end exclusive, have that value.  Among the first w words
 * there are w / channels pixels whose last channel is told.
 */
static int
draw(const struct input *input, struct dn_pen *pen, uint64_t from,
    uint64_t to, uint32_t value, struct dn_err *err)
{
	return value == 0 ? 0 : dn_pen_range(pen, from / input->channels,
	    to / input->channels, err);
}

static int
read_words(struct input *input, struct dn_pen *pen, struct dn_err *err)
{
	uint64_t at = 0, end;
	bool run;

	while (at < input->words) {
		run = take(input, 1) != 0;
		end = at + 1;
		end += take(input, input->sizes[take(input, 2)]);
		if (end > input->words)
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "run lengths beyond the picture");
		if (run && draw(input, pen, at, end,
		    take(input, input->word), err) < 0)
			return -1;
		for (; !run && at < end && !input->ended; at++)
			if (draw(input, pen, at, at + 1,
			    take(input, input->word), err) < 0)
				return -1;
		if (input->ended)
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "run lengths that end before the picture does");
		at = end;
	}
	return 0;
}

int
dn_brush_unpack(struct dn_span packed, uint32_t width, uint32_t height,
    struct dn_mask *mask, struct dn_err *err)
{
	struct input input = { .bytes = packed };
	struct dn_mask rows;
	struct dn_pen pen;
	int failed = read_head(&input, (uint64_t)width * height, err);

	dn_mask_init(&rows, 0, 0);
	/* Runs along the rows are those of the picture turned over. */
	if (failed == 0)
		failed = dn_pen_begin(&pen, &rows, width, height, err);
	if (failed == 0)
		failed = read_words(&input, &pen, err);
	if (failed == 0)
		failed = dn_pen_end(&pen, err);
	if (failed == 0)
		failed = dn_runs_transpose(&rows, mask, err);
	dn_mask_release(&rows);
	return failed;
}

/* ---- writing --------------------------------------------------------- */

struct output {
	struct dn_bytes *bytes;
	uint64_t bits;
	unsigned held;
};

/* Write the `count` (<= 32) lowest bits of a number. */
static void
put(struct output *output, uint32_t value, unsigned count)
{
	output->bits = output->bits << count | value;
	output->held += count;
	while (output->held >= 8) {
		output->held -= 8;
		dn_bytes_add_byte(output->bytes,
		    (char)(output->bits >> output->held & 0xff));
	}
}

/* A run of words, in as many pieces as the longest size asks for. */
static void
put_run(struct output *output, uint64_t length, uint32_t value)
{
	while (length > 0) {
		uint32_t piece = length > 1u << LONGEST ? 1u << LONGEST :
		    (uint32_t)length;
		uint32_t size = 0;

		while (piece > 1u << own_sizes[size])
			size++;
		put(output, 1, 1);
		put(output, size, 2);
		put(output, piece - 1, own_sizes[size]);
		put(output, value, 8);
		length -= piece;
	}
}

int
dn_brush_pack(const struct dn_mask *mask, struct dn_bytes *out,
    struct dn_err *err)
{
	uint64_t pixels = (uint64_t)mask->width * mask->height;
	struct output output = { .bytes = out };
	struct dn_mask rows;

	if (pixels >= (uint64_t)1 << 30)
		return dn_err_set(err, DN_E_OVERFLOW,
		    "a picture too large for packed run lengths");
	dn_mask_init(&rows, 0, 0);
	if (dn_runs_transpose(mask, &rows, err) < 0) {
		dn_mask_release(&rows);
		return -1;
	}
	put(&output, (uint32_t)(pixels * CHANNELS), 32);
	put(&output, 8 - 1, 5);
	for (int i = 0; i < SIZES; i++)
		put(&output, own_sizes[i] - 1, 4);
	for (size_t i = 0; i < rows.count; i++)
		put_run(&output, (uint64_t)rows.runs[i] * CHANNELS,
		    i % 2 == 0 ? 0 : 255);
	if (output.held > 0)
		put(&output, 0, 8 - output.held);
	dn_mask_release(&rows);
	return dn_bytes_check(out, err);
}
