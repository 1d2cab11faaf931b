/* SPDX-License-Identifier: MIT */
/* From what annotators said to what is taken for true. */
#ifndef DN_AGREE_VOTE_H
#define DN_AGREE_VOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "agree/gather.h"
#include "agree/trust.h"
#include "agree/vote_line.h"
#include "core/opt.h"
#include "io/sink.h"

/* --method, in the order of the names. */
enum dn_vote_method { DN_VOTE_MAJORITY, DN_VOTE_WEIGHTED,
	DN_VOTE_DAWID_SKENE };

/* The names of dn_vote_method. */
extern const char *const dn_vote_methods[];

/* What the command line says; all is *borrowed*. */
struct dn_vote_spec {
	int method;                     /* DN_VOTE_... */
	uint64_t iterations;            /* of Dawid and Skene, at most */
	double smoothing;
	double sure;                    /* no person for what is as sure; 1:
	                                   for all that is disputed */
	double confidence;              /* of intervals, neither 0 nor 1 */
	uint64_t least;                 /* known items to have a rank */
	struct dn_opt_list mins;        /* --min, METRIC=X each */
};

/* The options that fill a spec `s`. */
#define DN_VOTE_ROWS(s) \
	DN_OPT_CHOICE(0, "method", "M", &(s).method, dn_vote_methods, \
	    "majority, weighted or dawid-skene [majority]"), \
	DN_OPT_COUNT(0, "iterations", "N", &(s).iterations, 1, 1000000, \
	    "of dawid-skene at most [100]"), \
	DN_OPT_REAL(0, "smoothing", "X", &(s).smoothing, 0, 1000, \
	    "what dawid-skene adds to each count [0.01]"), \
	DN_OPT_REAL(0, "sure", "X", &(s).sure, 0, 1, \
	    "queue no dispute whose confidence is X [none]"), \
	DN_OPT_REAL(0, "confidence", "X", &(s).confidence, 0.5, 0.999999, \
	    "level of the interval [0.95]"), \
	DN_OPT_COUNT(0, "least", "N", &(s).least, 1, UINT64_MAX, \
	    "items of gold that a rank takes [1]"), \
	DN_OPT_LIST(0, "min", "METRIC=X", &(s).mins, \
	    "status 1 when an annotator's METRIC is below X")

/* Where lines go; all are *borrowed*. */
struct dn_vote_outputs {
	struct dn_sink *votes;
	struct dn_sink *queue, *quality;        /* or NULL */
	struct dn_bytes *missed;        /* lines for people: of --min, */
	struct dn_bytes *notes;         /* and what else they should know */
};

/* Is --min as it should be?  -1 with DN_E_USAGE or DN_E_NO_MEMORY. */
int dn_vote_check(const struct dn_vote_spec *spec, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Judge all items of a gathering (borrowed, complete; its ratings are used up)
 * and write.  `trust` has the weights of annotators, NULL: by gold.  Items
 * that only gold has rated count where `unrated` says so.  -1 with DN_E_USAGE
 * for weights that are not to be had, or as dn_sink_write.
 */
int dn_vote_all(const struct dn_vote_spec *spec, struct dn_gather *gather,
    struct dn_trust *trust, bool unrated,
    const struct dn_vote_outputs *outputs, struct dn_err *err)
    DN_MUST_CHECK;

#endif
