/* SPDX-License-Identifier: MIT */
/* A header with three bare declarations. */
#ifndef DN_A_H
#define DN_A_H
#define TWICE(x) \
	((x) + (x))

/* What it is for. */
struct thing {
	int (*call)(int);
};

/* Told. */
int told(int a);
int told_with_it(int a);

int bare(int a);

/*
 * Told at length.
 */
struct thing *
long_told(int a,
    int b) __attribute__((warn_unused_result));
/* Told and defined. */
static inline int
defined(int a)
{
	return f(a);
}

static inline int
bare_defined(int a)
{
	return f(a);
}

extern const struct thing things[];

/* Told, but not directly above. */

int far(int a);
#endif
