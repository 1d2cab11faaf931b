/* SPDX-License-Identifier: MIT */
/* converting - run a conversion of files in the scratch folder, in a test. */
#ifndef DN_TESTS_CONVERTING_H
#define DN_TESTS_CONVERTING_H

#include "config.h"

#include "formats/convert.h"
#include "scratch.h"

/* What came of a conversion: code NONE and a status of 1 for --strict. */
struct converted {
	struct dn_err err;
	struct dn_counts counts;
	char note[1024], reject[1024], source[200];     /* the last ones */
	unsigned notes, rejects, parts;
	bool stopped, keep_rejects;
	int refused;
	char annotations[200];                  /* their account */
};

/* Does this build lack what the format needs?  Two have their masks as PNG. */
static inline bool
converting_lacks(const char *format)
{
#ifdef HAVE_PNG
	(void)format;
	return false;
#else
	return strcmp(format, "labelme") == 0 || strcmp(format, "voc") == 0;
#endif
}

static inline void
converting_note(void *state, const char *text)
{
	struct converted *converted = state;

	converted->notes++;
	snprintf(converted->note, sizeof(converted->note), "%s", text);
}

static inline int
converting_reject(void *state, const struct dn_err *err, struct dn_span raw)
{
	struct converted *converted = state;

	(void)raw;
	converted->rejects++;
	converted->counts.rejected++;
	snprintf(converted->reject, sizeof(converted->reject), "%s:%llu: %s",
	    dn_code_name(err->code), (unsigned long long)err->line,
	    err->text);
	snprintf(converted->source, sizeof(converted->source), "%s",
	    err->source != NULL ? err->source : "");
	converted->err = *err;
	converted->stopped = !converted->keep_rejects;
	return converted->keep_rejects ? 0 : -1;
}

static inline int
converting_part(void *state, const struct dn_err *err, struct dn_span raw)
{
	struct converted *converted = state;
	int put = converting_reject(state, err, raw);

	converted->counts.rejected--;
	converted->rejects--;
	converted->parts++;
	return put;
}

/* Read everything; 0 when it went well. */
static inline int
converting_read(struct converted *converted, struct dn_convert *convert,
    const char *path, struct dn_sink *out)
{
	struct dn_stream stream = { .threads = 1, .out = out,
		.max_rejects = UINT64_MAX, .max_record = 1 << 28 };
	struct dn_sink *rejects = NULL;
	int failed;

	if (!dn_convert_reads_records(convert))
		return dn_convert_read(convert, 1 << 28, &converted->counts,
		    &converted->err);
	if (converted->keep_rejects)
		rejects = dn_sink_spool(&converted->err);
	stream.rejects = rejects;
	stream.lines = dn_lines_new(&path, 1, 1 << 28);
	if (!dn_convert_passes(convert))
		stream.out = NULL;
	failed = dn_loop_run(dn_convert_loop(convert), &stream,
	    &converted->counts, &converted->err);
	converted->rejects = (unsigned)converted->counts.rejected;
	dn_lines_free(stream.lines);
	if (rejects != NULL)
		dn_sink_abort(rejects);
	return failed;
}

/*
 * Convert the file or folder `path` to "out" by these settings; --loss goes to
 * "loss".  0 when it went well; err.code tells what did not.
 */
static inline int
converting_by(const struct dn_convert_settings *settings, const char *path,
    const char *out, struct converted *converted, bool keep_rejects)
{
	const struct dn_convert_host host = { converted, converting_note,
		converting_reject, converting_part, keep_rejects };
	struct dn_sink *sink = NULL, *loss;
	struct dn_convert *convert;
	struct dn_bytes account;
	int failed = -1;

	memset(converted, 0, sizeof(*converted));
	converted->keep_rejects = keep_rejects;
	convert = dn_convert_new(settings, &host, &path, 1,
	    &converted->err);
	if (convert == NULL)
		return -1;
	if (!dn_convert_writes_folder(convert, out))
		sink = dn_sink_open(out, &converted->err);
	loss = dn_sink_open("loss", &converted->err);
	ck_assert_ptr_nonnull(loss);
	if (dn_convert_open(convert, sink, out, loss, &converted->err) == 0)
		failed = converting_read(converted, convert, path, sink);
	if (failed == 0) {
		converted->refused = dn_convert_finish(convert,
		    &converted->err);
		failed = converted->refused < 0 ? -1 : 0;
	}
	if (failed == 0 && converted->refused == 0)
		failed = dn_convert_put(convert, &converted->err);
	dn_bytes_init(&account, SIZE_MAX);
	dn_convert_summary(convert, &account);
	snprintf(converted->annotations, sizeof(converted->annotations), "%s",
	    dn_bytes_text(&account));
	dn_bytes_release(&account);
	dn_convert_free(convert);
	ck_assert_int_eq(dn_sink_commit(loss, &converted->err), 0);
	if (sink != NULL && failed == 0 && converted->refused == 0)
		failed = dn_sink_commit(sink, &converted->err);
	else if (sink != NULL)
		dn_sink_abort(sink);
	return failed;
}

/* The same with formats alone; everything must go well. */
static inline void
converting_must(const char *from, const char *to, const char *path,
    const char *out)
{
	const struct dn_convert_settings settings = { .from = from, .to = to };
	struct converted converted;

	if (converting_by(&settings, path, out, &converted, false) < 0)
		ck_abort_msg("%s to %s: %s", from, to, converted.err.text);
}

/* The same from a format's text to records that are `want`. */
static inline void
converting_reads(const char *format, const char *name, const char *text,
    const char *want)
{
	scratch_put_text(name, text);
	converting_must(format, "dn", name, "converted.jsonl");
	scratch_holds_text("converted.jsonl", want);
}

/* Reading fails with this code; the text is left in `converted`. */
static inline void
converting_fails(const struct dn_convert_settings *settings, const char *path,
    const char *code, struct converted *converted)
{
	if (converting_by(settings, path, "failed", converted, false) == 0)
		ck_abort_msg("%s is taken, not %s", path, code);
	if (strcmp(dn_code_name(converted->err.code), code) != 0)
		ck_abort_msg("%s: %s, not %s: %s", path,
		    dn_code_name(converted->err.code), code,
		    converted->err.text);
	ck_assert_int_ne(access("failed", F_OK), 0);
}

/*
 * Of the text's two annotations the one on line 2 is rejected with this code,
 * and the other goes on; without --rejects it ends the run.
 */
static inline void
converting_rejects_part(const char *format, const char *name,
    const char *text, const char *code)
{
	const struct dn_convert_settings settings = { .from = format };
	struct converted converted;

	scratch_put_text(name, text);
	ck_assert_int_eq(converting_by(&settings, name, "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, 1);
	ck_assert_uint_eq(converted.rejects, 0);
	if (strcmp(dn_code_name(converted.err.code), code) != 0)
		ck_abort_msg("%s: %s", text, converted.reject);
	ck_assert_uint_eq(converted.err.line, 2);
	ck_assert_str_eq(converted.annotations, "{\"in\":2,\"out\":1,"
	    "\"rejected\":1,\"dropped\":0,\"ignored\":0}");
	ck_assert_uint_eq(converted.counts.out, 1);
	ck_assert_int_eq(converting_by(&settings, name, "out", &converted,
	    false), -1);
	ck_assert(converted.stopped);
}

#endif
