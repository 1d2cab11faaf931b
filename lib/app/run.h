/* SPDX-License-Identifier: MIT */
/* A tool's life: start, run over the records, account, exit status. */
#ifndef DN_APP_RUN_H
#define DN_APP_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/opt.h"
#include "io/jsonl.h"
#include "io/sink.h"

/* Exit statuses: dn(7). */
#define DN_OK 0
#define DN_NO 1         /* done, and the answer asked for is no */
#define DN_WRONG 2      /* usage, option, configuration, missing file */
#define DN_BAD 3        /* bad input data */
#define DN_FAILED 4     /* the system failed */

/* What a tool is, as data. */
struct dn_tool {
	const char *name;               /* "dn-clean" */
	const char *purpose;            /* one line, lower case, no stop */
	const char *operands;           /* "[FILE]..." */
	const struct dn_opt *options;   /* its own; the common ones are added */
	/* What the first operand may be, NULL-ended, or NULL; a name behind
	   '!' is not built yet: refused with status 2. */
	const char *const *verbs;
};

/*
 * A run, on main's stack.  Set up by dn_run_start, ended by dn_run_finish;
 * between them nothing needs freeing on any path.
 */
struct dn_run {
	const struct dn_tool *tool;
	const char *verb;               /* where the tool has verbs */
	const char *const *files;       /* operands, borrowed from argv */
	size_t file_count;
	size_t threads;
	size_t max_record;              /* bytes, by --max-record */
	struct dn_counts counts;
	struct dn_sink *out;            /* opened by dn_run_output */
	const char *output;             /* -o FILE, or NULL */
	int status;                     /* worst so far; dn_run_finish's */
	struct dn_run_private *private;
};

/*
 * Parse the command line.  True: go on.  False: nothing is left to do (--help,
 * --version, a usage error): return dn_run_finish(run) at once.
 */
bool dn_run_start(struct dn_run *run, const struct dn_tool *tool, int argc,
    char **argv) DN_MUST_CHECK;

/* Open -o FILE or stdout as run->out; false when it cannot be, and said so. */
bool dn_run_output(struct dn_run *run) DN_MUST_CHECK;

/*
 * Run `loop` over the input FILEs, with the common options' threads, rejects
 * and caps, to run->out (opened when it is not, and `writes`).  False when
 * something ended it; it was said, and run->status tells.  Where the loop can
 * refuse records, the answer is no (status 1) when it did, even all of them.
 */
bool dn_run_loop(struct dn_run *run, const struct dn_loop *loop, bool writes)
    DN_MUST_CHECK;

/*
 * The same over the given paths in place of the FILEs (a second
 * input such as --gold), always strict and writing nothing, not counted.
 */
bool dn_run_side(struct dn_run *run, const struct dn_loop *loop,
    const char *path) DN_MUST_CHECK;

/*
 * May an option's FILE, as a policy, be read too?  False, and said so, where
 * it is stdin and the FILEs are as well, or one that was asked for before; or
 * where an output beside -o would take its place.  `path`, which must live as
 * long as the run, may be NULL.
 */
bool dn_run_side_input(struct dn_run *run, const char *path) DN_MUST_CHECK;

/*
 * Does no output of the common options take the place of `path`, which the
 * tool reads or keeps, or stand in it where it is a folder?  False, and said
 * so, where one does.  `path` may be NULL.
 */
bool dn_run_spares(struct dn_run *run, const char *path) DN_MUST_CHECK;

/*
 * The folder `folder` will be put in the place of one that may be there.  Opens
 * --rejects, which could not be when it is needed.  False, and said so, where
 * that cannot be opened or is in it; so will be side outputs that are.
 */
bool dn_run_replaces(struct dn_run *run, const char *folder) DN_MUST_CHECK;

/*
 * A further output of the tool, as --dropped FILE: a sink, *borrowed*, that is
 * put in place like --rejects (it stays on status 3).  NULL when it cannot be
 * opened, is an input as well or in a folder that is replaced, and said so;
 * with a NULL path NULL and nothing is said.
 */
struct dn_sink *dn_run_side_output(struct dn_run *run, const char *path)
    DN_MUST_CHECK;

/*
 * For tools whose input is not JSON Lines: a bad thing that was found.  It is
 * counted and goes to --rejects with `raw`, or ends the run: false.
 */
bool dn_run_reject(struct dn_run *run, const struct dn_err *err,
    struct dn_span raw) DN_MUST_CHECK;

/*
 * The same for a part of a record, as an annotation: the record itself goes
 * on, so it is not counted as one, but --max-rejects N counts it.
 */
bool dn_run_reject_part(struct dn_run *run, const struct dn_err *err,
    struct dn_span raw) DN_MUST_CHECK;

/*
 * Do the counts add up, and were there not too many rejects?  dn_run_finish
 * asks too, before it puts run->out in place; who has an output of its own asks
 * before that.  False when anything has failed, which was said.  The file of no
 * rejects is there then, and empty, also where there was no loop.
 */
bool dn_run_judge(struct dn_run *run) DN_MUST_CHECK;

/* True as long as nothing has failed (status 0 or 1). */
bool dn_run_intact(const struct dn_run *run);

/* Write bytes to run->out; false when that failed, and said so. */
bool dn_run_write(struct dn_run *run, struct dn_span text) DN_MUST_CHECK;

/* Say what went wrong and where, and raise the status by its code. */
void dn_run_fail(struct dn_run *run, const struct dn_err *err);

/* The same of a record that is refused, and the run goes on: status 1. */
void dn_run_refuse(struct dn_run *run, const struct dn_err *err);

/* The same for a wrong use: status 2. */
void dn_run_usage(struct dn_run *run, const char *format, ...)
    DN_PRINTF(2, 3);

/* Say that the answer is no, and raise the status to 1. */
void dn_run_no(struct dn_run *run, const char *format, ...) DN_PRINTF(2, 3);

/* Say something worth knowing on stderr, unless --quiet. */
void dn_run_note(struct dn_run *run, const char *format, ...)
    DN_PRINTF(2, 3);

/* True when --rejects was given: bad records do not end the run. */
bool dn_run_keeps_rejects(const struct dn_run *run);

/* Names of the counts' drops and ignores, when no loop has set them. */
void dn_run_reasons(struct dn_run *run, const char *const *drops,
    const char *const *ignores);

/* Further members of --summary, as raw JSON text: "duplicates", "3". */
void dn_run_summary(struct dn_run *run, const char *name, const char *json);

/*
 * Check that the counts add up, commit the outputs (or leave none), write
 * the summary, say in one line what was dropped, ignored or rejected, free
 * all, and return the exit status.
 */
int dn_run_finish(struct dn_run *run);

#endif
