/* SPDX-License-Identifier: MIT */
/* Classes of segmentation: the devkit's, a labelmap's, or numbered here. */
#include "formats/voc_classes.h"

#include <stdlib.h>

#include "core/names.h"
#include "formats/markup.h"

static const char *const devkit[] = { "aeroplane", "bicycle", "bird", "boat",
	"bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
	"horse", "motorbike", "person", "pottedplant", "sheep", "sofa",
	"train", "tvmonitor" };

#define DEVKIT ((int)(sizeof(devkit) / sizeof(devkit[0])))

struct dn_voc_classes {
	struct dn_names *names;
	int numbers[DN_VOC_CLASSES];    /* of names */
	size_t by_number[DN_VOC_CLASSES];
	unsigned char palette[256][3];
};

struct dn_voc_classes *
dn_voc_classes_new(void)
{
	struct dn_voc_classes *classes = calloc(1, sizeof(*classes));

	if (classes == NULL)
		return NULL;
	for (int i = 0; i < DN_VOC_CLASSES; i++)
		classes->by_number[i] = DN_NAMES_NONE;
	for (int i = 0; i < 256; i++)
		dn_voc_colour(i, classes->palette[i]);
	classes->names = dn_names_new();
	if (classes->names != NULL)
		return classes;
	dn_voc_classes_free(classes);
	return NULL;
}

void
dn_voc_classes_free(struct dn_voc_classes *classes)
{
	if (classes == NULL)
		return;
	dn_names_free(classes->names);
	free(classes);
}

/* Give a name a number, unless either is taken. */
static int
add(struct dn_voc_classes *classes, struct dn_span name, int number,
    struct dn_err *err)
{
	size_t index;

	if (number <= 0 || number >= DN_VOC_CLASSES ||
	    classes->by_number[number] != DN_NAMES_NONE ||
	    dn_names_find(classes->names, name) != DN_NAMES_NONE)
		return 0;
	index = dn_names_add(classes->names, name, NULL);
	if (index == DN_NAMES_NONE)
		return dn_err_memory(err);
	classes->numbers[index] = number;
	classes->by_number[number] = index;
	return 0;
}

int
dn_voc_classes_devkit(struct dn_voc_classes *classes, struct dn_err *err)
{
	for (int i = 0; i < DEVKIT; i++)
		if (add(classes, dn_span_of(devkit[i]), i + 1, err) < 0)
			return -1;
	return 0;
}

/* ---- labelmap.txt ---------------------------------------------------- */

/* Cut what stands before the first `end` off a text. */
static struct dn_span
cut(struct dn_span *text, char end)
{
	const char *found = text->len > 0 ?
	    memchr(text->ptr, end, text->len) : NULL;
	struct dn_span part = *text;

	if (found != NULL)
		part.len = (size_t)(found - text->ptr);
	text->ptr += part.len + (found != NULL);
	text->len -= part.len + (found != NULL);
	return part;
}

/* A colour "128,0,0"; false for what is none. */
static bool
read_colour(struct dn_span text, unsigned char colour[3])
{
	for (int i = 0; i < 3; i++) {
		struct dn_span part = dn_markup_trim(cut(&text, ','));
		int value = part.len == 0 || part.len > 3 ? 256 : 0;

		for (size_t k = 0; k < part.len && value < 256; k++)
			value = part.ptr[k] < '0' || part.ptr[k] > '9' ?
			    256 : value * 10 + (part.ptr[k] - '0');
		if (value > 255)
			return false;
		colour[i] = (unsigned char)value;
	}
	return text.len == 0;
}

/* The number that has the colour in VOC's colour map; -1 for none. */
static int
number_of_colour(const unsigned char colour[3])
{
	for (int number = 0; number < DN_VOC_CLASSES; number++) {
		unsigned char other[3];

		dn_voc_colour(number, other);
		if (memcmp(colour, other, 3) == 0)
			return number;
	}
	return -1;
}

/* A label of a labelmap, in its colour if it has one. */
static int
add_coloured(struct dn_voc_classes *classes, struct dn_span name,
    struct dn_span text, int place, struct dn_err *err)
{
	unsigned char colour[3];
	bool coloured = read_colour(text, colour);
	int number = coloured ? number_of_colour(colour) : -1;

	/* The background has a line of its own, and needs no number. */
	if (number == 0 || (place == 0 && number < 0))
		return 0;
	if (number < 0)
		number = place;
	if (number >= DN_VOC_CLASSES ||
	    classes->by_number[number] != DN_NAMES_NONE)
		number = dn_voc_classes_need(classes, name, err);
	else if (add(classes, name, number, err) < 0)
		return -1;
	if (number > 0 && coloured &&
	    dn_span_equal(dn_voc_classes_name(classes, number), name))
		memcpy(classes->palette[number], colour, 3);
	return number < 0 ? -1 : 0;
}

int
dn_voc_classes_read(struct dn_voc_classes *classes, struct dn_span text,
    struct dn_err *err)
{
	for (int place = 0; text.len > 0;) {
		struct dn_span line = dn_markup_trim(cut(&text, '\n')), name;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		name = cut(&line, ':');
		if (add_coloured(classes, name, cut(&line, ':'), place,
		    err) < 0)
			return -1;
		place++;
	}
	return 0;
}

void
dn_voc_classes_palette(const struct dn_voc_classes *classes,
    unsigned char palette[256][3])
{
	memcpy(palette, classes->palette, sizeof(classes->palette));
}

void
dn_voc_classes_write(const struct dn_voc_classes *classes,
    struct dn_bytes *out)
{
	bool plain = true;
	int last = 0;

	for (int i = 1; i < DN_VOC_CLASSES; i++) {
		if (classes->by_number[i] == DN_NAMES_NONE)
			continue;
		last = i;
		plain = plain && i <= DEVKIT && dn_span_is(
		    dn_voc_classes_name(classes, i), devkit[i - 1]);
	}
	if (plain)
		return;
	dn_bytes_add_text(out, "# label:color_rgb:parts:actions\n"
	    "background:0,0,0::\n");
	for (int i = 1; i <= last; i++) {
		struct dn_span name = dn_voc_classes_name(classes, i);
		unsigned char colour[3];

		if (name.ptr == NULL || memchr(name.ptr, '\n', name.len))
			continue;
		dn_voc_colour(i, colour);
		dn_bytes_add_span(out, name);
		dn_bytes_add_format(out, ":%d,%d,%d::\n", colour[0],
		    colour[1], colour[2]);
	}
}

/* ---- numbers --------------------------------------------------------- */

int
dn_voc_classes_choose(struct dn_voc_classes *classes,
    struct dn_labels *labels, struct dn_err *err)
{
	size_t count = dn_labels_count(labels), given;
	int64_t *numbers = NULL;
	bool plain = true;
	int failed;

	for (size_t i = 0; i < count && plain; i++) {
		int k = 0;

		while (k < DEVKIT &&
		    !dn_span_is(dn_labels_name(labels, i), devkit[k]))
			k++;
		plain = k < DEVKIT;
	}
	if (plain)
		return dn_voc_classes_devkit(classes, err);
	failed = dn_labels_number(labels, "voc", 1, &numbers, &given, err);
	for (size_t i = 0; i < count && failed == 0; i++)
		if (numbers[i] < DN_VOC_CLASSES)
			failed = add(classes, dn_labels_name(labels, i),
			    (int)numbers[i], err);
	free(numbers);
	return failed;
}

int
dn_voc_classes_number(const struct dn_voc_classes *classes,
    struct dn_span name)
{
	size_t index = dn_names_find(classes->names, name);

	return index == DN_NAMES_NONE ? 0 : classes->numbers[index];
}

int
dn_voc_classes_need(struct dn_voc_classes *classes, struct dn_span name,
    struct dn_err *err)
{
	int number = dn_voc_classes_number(classes, name), free_one = 1;

	if (number > 0)
		return number;
	while (free_one < DN_VOC_CLASSES &&
	    classes->by_number[free_one] != DN_NAMES_NONE)
		free_one++;
	if (add(classes, name, free_one, err) < 0)
		return -1;
	return free_one < DN_VOC_CLASSES ? free_one : 0;
}

struct dn_span
dn_voc_classes_name(const struct dn_voc_classes *classes, int number)
{
	if (number <= 0 || number >= DN_VOC_CLASSES ||
	    classes->by_number[number] == DN_NAMES_NONE)
		return (struct dn_span){ NULL, 0 };
	return dn_names_get(classes->names, classes->by_number[number]);
}

void
dn_voc_colour(int number, unsigned char colour[3])
{
	/* Bits 0, 1 and 2 of three at a time, the first ones highest. */
	for (int i = 0; i < 3; i++) {
		unsigned bits = (unsigned)number >> i, value = 0;

		for (unsigned at = 0x80; at > 0; at >>= 1, bits >>= 3)
			value |= (bits & 1) != 0 ? at : 0;
		colour[i] = (unsigned char)value;
	}
}
