/* SPDX-License-Identifier: MIT */
/* A line of a YOLO label file, and how its numbers are read and written. */
#ifndef DN_FORMATS_YOLO_LINE_H
#define DN_FORMATS_YOLO_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* One number: as it stands, what it is worth, and what became of it. */
struct dn_yolo_number {
	struct dn_span text;
	double value;
	double put;             /* see yolo_shape.h */
};

/*
 * A line: its first word, the numbers behind it, and what follows the last one
 * that is a number.  Of a line of DOTA the first word is a number, too, and
 * the rest a name.  Start as zeroed; the memory of the list is used again and
 * again, and the texts are *borrowed* from the line.
 */
struct dn_yolo_line {
	struct dn_span first;           /* absent for a blank line */
	struct dn_yolo_number *numbers;
	size_t count, cap;
	struct dn_span rest;            /* empty at the end without any */
	unsigned digits;                /* of the number that has the most */
};

/* Free the list. */
void dn_yolo_line_release(struct dn_yolo_line *line);

/*
 * Read `text`, a line without its end.  Words are parted by blanks and tabs;
 * a number is decimal, with a sign, a point and an exponent as other programs
 * write them (+.5 and 1. are, NaN is not).  -1 without memory.
 */
int dn_yolo_line_read(struct dn_yolo_line *line, struct dn_span text,
    struct dn_err *err) DN_MUST_CHECK;

/* Digits of that of the first `count` numbers that has the most. */
unsigned dn_yolo_line_digits(const struct dn_yolo_line *line, size_t count);

/* Read a whole number in any of these spellings, as 1.0 or +01. */
bool dn_yolo_read_count(struct dn_span text, int64_t *count);

/* A decimal number that JSON has, too, so that its text can stand as it is. */
bool dn_yolo_is_json(struct dn_span text);

/*
 * How far a sum of numbers of a line may be off, each of about `size` once it
 * is multiplied: half of its last digit where it has nine of them or more, as
 * many as this suite writes; else just the error of the arithmetic.
 */
double dn_yolo_doubt(const struct dn_yolo_line *line, double size);

/*
 * Append the number with the fewest digits behind the point that is no further
 * from `value` than `doubt`: 101.00000001 that may be off by 1e-6 is 101.
 * Returns what that text is when it is read.
 */
double dn_yolo_add_nearest(struct dn_bytes *out, double value, double doubt);

#define DN_YOLO_NINE 48         /* room that such a number takes, to write */

/*
 * Write a number with nine significant digits, and none that are idle unless
 * it lies between two such numbers; returns its end.  Bytes behind it may
 * change, within the room.
 */
char *dn_yolo_write_nine(char to[DN_YOLO_NINE], double value);

#endif
