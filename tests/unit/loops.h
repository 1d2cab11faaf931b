/* SPDX-License-Identifier: MIT */
/* loops - run a record loop over a text and see what came out. */
#ifndef DN_TESTS_LOOPS_H
#define DN_TESTS_LOOPS_H

#include "core/bytes.h"
#include "io/jsonl.h"
#include "io/src.h"
#include "scratch.h"

/* What a run left; `out` and `rejects` are released by loops_release. */
struct loops {
	struct dn_bytes out, rejects;
	struct dn_counts counts;
	struct dn_err err;
	int failed;
};

static inline void
loops_init(struct loops *loops)
{
	dn_bytes_init(&loops->out, SIZE_MAX / 2);
	dn_bytes_init(&loops->rejects, SIZE_MAX / 2);
}

static inline void
loops_release(struct loops *loops)
{
	dn_bytes_release(&loops->out);
	dn_bytes_release(&loops->rejects);
}

/* Read a file of the scratch folder, NUL-ended. */
static inline void
loops_read(const char *name, struct dn_bytes *text)
{
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_clear(text);
	ck_assert_int_eq(dn_src_slurp(name, text, &err), 0);
	ck_assert_ptr_nonnull(dn_bytes_text(text));
}

/* Run `loop` over `text` in the scratch folder, bad records turned away. */
static inline void
loops_run(struct loops *loops, const struct dn_loop *loop,
    struct dn_span text, size_t threads)
{
	static const char *const names[] = { "in" };
	struct dn_stream stream = { .threads = threads,
		.max_rejects = UINT64_MAX, .max_record = 1 << 24 };
	struct dn_err late = DN_ERR_INIT;

	scratch_put("in", text.ptr, text.len);
	loops->err = (struct dn_err)DN_ERR_INIT;
	stream.lines = dn_lines_new(names, 1, 1 << 24);
	stream.out = dn_sink_open("out", &late);
	stream.rejects = dn_sink_open("rejects", &late);
	ck_assert_ptr_nonnull(stream.lines);
	ck_assert_ptr_nonnull(stream.out);
	ck_assert_ptr_nonnull(stream.rejects);
	loops->failed = dn_loop_run(loop, &stream, &loops->counts,
	    &loops->err);
	ck_assert_int_eq(dn_sink_commit(stream.out, &late), 0);
	ck_assert_int_eq(dn_sink_commit(stream.rejects, &late), 0);
	dn_lines_free(stream.lines);
	loops_read("out", &loops->out);
	loops_read("rejects", &loops->rejects);
}

#endif
