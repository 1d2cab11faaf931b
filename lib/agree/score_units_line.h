/* SPDX-License-Identifier: MIT */
/* The metric lines of units, as dn-kappa(1) describes them. */
#ifndef DN_AGREE_SCORE_UNITS_LINE_H
#define DN_AGREE_SCORE_UNITS_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "agree/bounds.h"
#include "agree/gather.h"
#include "agree/unitize.h"
#include "agree/view.h"

/* What a line is about; all is *borrowed*. */
struct dn_units_line {
	const struct dn_gather *gather;
	const struct dn_agree_view *view;
	const struct dn_continua *set;  /* that it was computed from */
	const uint32_t *pair;           /* places of two, or NULL: all */
	const char *name, *which;       /* the coefficient; of alpha-u */
	int64_t label;                  /* its place, one more: gaps; or < 0 */
	bool interval, coverage;        /* members there are */
	uint64_t replicates, seed;      /* of gamma */
	bool exact;                     /* likewise */
	const struct dn_bounds *bounds; /* of boundaries, or NULL */
	double tolerance;               /* likewise */
};

/* Append a line with `do` and `de`. */
void dn_units_line_write(const struct dn_units_line *line,
    const struct dn_unitized *result, struct dn_bytes *out);

/* Append gamma's. */
void dn_units_line_write_gamma(const struct dn_units_line *line,
    const struct dn_unitized *result, struct dn_bytes *out);

/* Append that of boundaries, or (`bias`) of starts or ends (`which`). */
void dn_units_line_write_bounds(const struct dn_units_line *line, int which,
    bool bias, const struct dn_unitized *result, struct dn_bytes *out);

#endif
