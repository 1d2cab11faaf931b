/* SPDX-License-Identifier: MIT */
/* How far two labels are apart: weights of kappas, and scales of alpha. */
#ifndef DN_AGREE_METRIC_H
#define DN_AGREE_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/categories.h"
#include "core/bytes.h"

/* The shapes of a distance; x are values of labels, or their ranks from 1. */
enum dn_metric_shape {
	DN_METRIC_SAME,         /* 0 for the same label, else 1 */
	DN_METRIC_ROOT,         /* sqrt |x - y| */
	DN_METRIC_LINE,         /* |x - y| */
	DN_METRIC_SQUARE,       /* (x - y)^2 */
	DN_METRIC_RANK,         /* (x - y)^2 of mid-ranks among all ratings */
	DN_METRIC_STEPS,        /* |i - j| (|i - j| + 1) / 2 of ranks */
	DN_METRIC_RATIO,        /* ((x - y) / (x + y))^2 */
	DN_METRIC_CIRCLE,       /* sin^2 (pi (x - y) / (most - least + 1)) */
	DN_METRIC_POLES,        /* (x - y)^2 / ((x + y - 2 least)
	                           (2 most - x - y)) */
	DN_METRIC_JACCARD,      /* of sets: 1 - common / all elements */
	DN_METRIC_MASI,         /* of sets: Passonneau (2006) */
	DN_METRIC_MATRIX        /* a number for every two labels */
};

/*
 * A distance between labels 0..count-1: the shape divided by `divisor`, which
 * makes weights reach from 0 to 1 and is 1 for scales.  A weight of agreement
 * is 1 - distance.  Every label is at distance 0 from itself.
 */
struct dn_metric {
	const char *name;       /* as --weights or --scale has it */
	bool scale;             /* a scale of alpha, no weights */
	enum dn_metric_shape shape;
	size_t count;
	double *values;         /* of the labels, where the shape has x */
	double *matrix;         /* count rows of count, or NULL */
	uint32_t *elements;     /* of sets: their elements' numbers, sorted */
	size_t *starts;         /* where each set's begin; one more */
	double least, most, divisor;
	double largest;         /* of a matrix: what scales it to 0..1 */
	bool askew;             /* some d(k, l) is not d(l, k) */
};

/* What the command line says, read and checked but for the labels. */
struct dn_metric_spec {
	const char *name;       /* NULL for identity, or nominal */
	bool scale;
	struct dn_bytes file;   /* the text of @FILE, else empty */
	struct dn_bytes labels; /* its labels, a JSON array to declare */
};

/*
 * Read `text`: the name of a weight or scale, or @FILE of weights, which is
 * read whole.  -1 with DN_E_USAGE for a name that there is not and DN_E_IO for
 * a file that can't be read; dn_metric_spec_release is due either way.
 */
int dn_metric_spec_init(struct dn_metric_spec *spec, const char *text,
    bool scale, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds; one that is zeroed is fine. */
void dn_metric_spec_release(struct dn_metric_spec *spec);

/*
 * Make the metric of these labels (numbers in `set`), in the order of a view.
 * Numbers stand for themselves; other labels for their rank, where `set` has
 * them declared.  -1 with DN_E_USAGE where they have no order, or a file lacks
 * one of them; dn_metric_release is due either way.
 */
int dn_metric_init(struct dn_metric *metric,
    const struct dn_metric_spec *spec, const struct dn_categories *set,
    const uint32_t *labels, size_t count, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds; one that is zeroed is fine. */
void dn_metric_release(struct dn_metric *metric);

/* The number that each label is, a *new* array, or NULL if one is none. */
double *dn_metric_numbers(const struct dn_categories *set,
    const uint32_t *labels, size_t count);

/* The distance of two labels. */
double dn_metric_distance(const struct dn_metric *metric, size_t k, size_t l);

/*
 * Of every label k the sum over l of mass[l] (d(k, l) + d(l, k)) / 2, into
 * `out`.  In time of the labels for a square, else of their square.
 */
void dn_metric_against(const struct dn_metric *metric, const double *mass,
    double *out);

/*
 * The sum of distances over the ordered pairs of `size` labels, repeated ones
 * among them; exactly 0 where all are the same.
 */
double dn_metric_within(const struct dn_metric *metric,
    const uint32_t *labels, size_t size);

/* The sum of distances over all ordered pairs of the labels there are. */
double dn_metric_total(const struct dn_metric *metric);

#endif
