/* SPDX-License-Identifier: MIT */
/* Units of texts and recordings scored: what is asked for, and the lines. */
#ifndef DN_AGREE_SCORE_UNITS_H
#define DN_AGREE_SCORE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/score.h"
#include "agree/stretches.h"

/* What the command line says besides; all is *borrowed*. */
struct dn_score_units_spec {
	int which;                      /* enum dn_alpha_u, by its names */
	const char *continuum;          /* "BEGIN,LENGTH", or NULL */
};

/* The options that fill a spec `s`. */
#define DN_SCORE_UNITS_ROWS(s) \
	DN_OPT_CHOICE(0, "which", "W", &(s).which, dn_score_units_whiches, \
	    "alpha-u of: u, binary, cu, ku [u]"), \
	DN_OPT_TEXT(0, "continuum", "BEGIN,LENGTH", &(s).continuum, \
	    "what units are marked off in")

/* The names of enum dn_alpha_u. */
extern const char *const dn_score_units_whiches[];

/* A --min of these coefficients. */
struct dn_score_units_gate {
	size_t coef;
	double least;
};

/* What is asked for, and the units once its loop has run. */
struct dn_score_units {
	struct dn_stretches stretches;
	uint32_t coefs;                 /* those asked for, a bit each */
	size_t order[32], coef_count;   /* and their order; 0: what suits */
	struct dn_score_units_gate *gates;
	size_t gate_count;
	int which;
	double tolerance;               /* of boundaries: seconds */
	uint64_t replicates, seed;      /* of gamma; 0: as many as it takes */
	bool interval, per_label, pairs;
};

/*
 * Is it units that are asked for: intervals by name, spans unless it is by
 * what pairs them (--match, --gold or a coefficient of ratings alone), or else
 * by coefficients, all of which are of units alone?
 */
bool dn_score_units_wanted(const struct dn_score_spec *scores);

/*
 * Read what is asked for and make ready to gather: units->stretches.gather has
 * the loop to run.  -1 with DN_E_USAGE, for what cannot be asked of units, too,
 * or DN_E_NO_MEMORY; dn_score_units_release is due either way.
 */
int dn_score_units_init(struct dn_score_units *units,
    const struct dn_score_units_spec *spec, const struct dn_score_spec *scores,
    const struct dn_gather_spec *ratings, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_score_units_release(struct dn_score_units *units);

/*
 * Score every field: append a metric line for each coefficient asked for, and
 * each more that --min names, then those of labels; of more than two
 * annotators those of two for every pair.  Where one misses its --min, a line
 * for people to `missed`.  -1 with DN_E_NO_MEMORY.
 */
int dn_score_units_all(struct dn_score_units *units, struct dn_bytes *out,
    struct dn_bytes *missed, struct dn_err *err) DN_MUST_CHECK;

#endif
