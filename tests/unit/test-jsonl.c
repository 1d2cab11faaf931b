/* SPDX-License-Identifier: MIT */
/* The record loop: order, account, rejects, stops, any number of threads. */
#include "io/jsonl.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/arena.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "io/src.h"
#include "io/tree.h"
#include "suites.h"

/* ---- running a loop over texts ------------------------------------------- */

/* A run: inputs in files, outputs read back. */
struct trial {
	char folder[32], paths[4][64];
	const char *files[4];
	size_t file_count;
	struct dn_bytes out, rejects;
	struct dn_counts counts;
	struct dn_err err;
	int failed;
};

static void
trial_init(struct trial *trial)
{
	memset(trial, 0, sizeof(*trial));
	memcpy(trial->folder, "/tmp/dn-jsonl-XXXXXX", 21);
	ck_assert_ptr_nonnull(mkdtemp(trial->folder));
	dn_bytes_init(&trial->out, SIZE_MAX / 2);
	dn_bytes_init(&trial->rejects, SIZE_MAX / 2);
}

static void
trial_file(struct trial *trial, const void *data, size_t len)
{
	char folder[32], *path = trial->paths[trial->file_count];
	FILE *file;

	memcpy(folder, trial->folder, sizeof(folder));
	snprintf(path, sizeof(trial->paths[0]), "%s/%zu", folder,
	    trial->file_count);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
	trial->files[trial->file_count++] = path;
}

static void
trial_release(struct trial *trial)
{
	for (size_t i = 0; i < trial->file_count; i++)
		unlink(trial->paths[i]);
	rmdir(trial->folder);
	dn_bytes_release(&trial->out);
	dn_bytes_release(&trial->rejects);
}

/* Read a finished output into `bytes` and remove it. */
static void
take(struct dn_bytes *bytes, const char *path)
{
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_clear(bytes);
	ck_assert_int_eq(dn_src_slurp(path, bytes, &err), 0);
	unlink(path);
}

#define LIMIT_NONE UINT64_MAX
#define NO_REJECTS (UINT64_MAX - 1)

static void
trial_run(struct trial *trial, const struct dn_loop *loop, size_t threads,
    uint64_t max_rejects, size_t max_record)
{
	char out[64], rejects[64];
	struct dn_err late = DN_ERR_INIT;
	struct dn_stream stream = { .threads = threads,
		.max_rejects = max_rejects, .max_record = max_record };

	snprintf(out, sizeof(out), "%s/out", trial->folder);
	snprintf(rejects, sizeof(rejects), "%s/rejects", trial->folder);
	trial->err = (struct dn_err)DN_ERR_INIT;
	stream.lines = dn_lines_new(trial->files, trial->file_count,
	    max_record);
	stream.out = dn_sink_open(out, &late);
	if (max_rejects != NO_REJECTS)
		stream.rejects = dn_sink_open(rejects, &late);
	trial->failed = dn_loop_run(loop, &stream, &trial->counts,
	    &trial->err);
	ck_assert_int_eq(dn_sink_commit(stream.out, &late), 0);
	take(&trial->out, out);
	if (stream.rejects != NULL) {
		ck_assert_int_eq(dn_sink_commit(stream.rejects, &late), 0);
		take(&trial->rejects, rejects);
	}
	dn_lines_free(stream.lines);
}

static uint64_t
sum(const uint64_t *counts)
{
	uint64_t total = 0;

	for (size_t i = 0; i < DN_REASONS_MAX; i++)
		total += counts[i];
	return total;
}

static void
check_account(const struct dn_counts *c)
{
	ck_assert_uint_eq(c->in, c->out + c->rejected + c->used +
	    sum(c->dropped) + sum(c->ignored));
}

/* Run one text through a loop that passes everything. */
static void
pass(struct trial *trial, const char *text, size_t len, size_t threads,
    uint64_t max_rejects)
{
	static const struct dn_loop loop = { .field_count = 0 };

	trial_file(trial, text, len);
	trial_run(trial, &loop, threads, max_rejects, 1 << 20);
	check_account(&trial->counts);
}

static void
check_pass(const char *in, size_t in_len, const char *want)
{
	struct trial trial;

	trial_init(&trial);
	pass(&trial, in, in_len, 1, NO_REJECTS);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_str_eq(dn_bytes_text(&trial.out), want);
	trial_release(&trial);
}

#define CHECK_PASS(in, want) check_pass(in, sizeof(in) - 1, want)

/* ---- what is a record ---------------------------------------------------- */

START_TEST(legal_records_pass_byte_for_byte)
{
	CHECK_PASS("{\"a\": 0.10 , \"b\":\"\\u00e9\"}\n{ }\n",
	    "{\"a\": 0.10 , \"b\":\"\\u00e9\"}\n{ }\n");
	CHECK_PASS("", "");
}
END_TEST

START_TEST(line_ends_marks_and_blanks_are_as_the_table_says)
{
	CHECK_PASS("{}\r\n{\"a\":1}\r\n", "{}\n{\"a\":1}\n");
	CHECK_PASS("\xEF\xBB\xBF{}\n", "{}\n");
	CHECK_PASS("{}\n{\"a\":1}", "{}\n{\"a\":1}\n");
	CHECK_PASS("\n  \n{}\n\t\r\n\n", "{}\n");
	CHECK_PASS("{\"a\":1}\r", "{\"a\":1}\n");
}
END_TEST

START_TEST(a_newline_is_added_between_files)
{
	static const struct dn_loop loop = { .field_count = 0 };
	struct trial trial;

	trial_init(&trial);
	trial_file(&trial, "{\"a\":1}", 7);
	trial_file(&trial, "", 0);
	trial_file(&trial, "\xEF\xBB\xBF{\"a\":2}\n", 11);
	trial_run(&trial, &loop, 2, NO_REJECTS, 100);
	ck_assert_str_eq(dn_bytes_text(&trial.out), "{\"a\":1}\n{\"a\":2}\n");
	ck_assert_uint_eq(trial.counts.in, 2);
	trial_release(&trial);
}
END_TEST

START_TEST(headers_pass_in_place_and_end_lines_go)
{
	struct trial trial;
	const char *in = "{\"a\":1}\n"
	    "{\"dn\":1,\"record\":\"dataset\",\"labels\":[]}\n"
	    "{\"a\":2}\n"
	    "{\"dn\":1,\"record\":\"end\",\"records\":2,\"sum\":\"\"}\n";

	trial_init(&trial);
	pass(&trial, in, strlen(in), 1, NO_REJECTS);
	ck_assert_str_eq(dn_bytes_text(&trial.out), "{\"a\":1}\n"
	    "{\"dn\":1,\"record\":\"dataset\",\"labels\":[]}\n{\"a\":2}\n");
	ck_assert_uint_eq(trial.counts.in, 2);
	ck_assert_uint_eq(trial.counts.out, 2);
	trial_release(&trial);
}
END_TEST

/* A bad line, its code and column. */
static const struct { const char *text; size_t len; enum dn_code code;
    uint64_t column; } bad_lines[] = {
#define BAD(text, code, column) { text, sizeof(text) - 1, code, column }
	BAD("{\"a\":1", DN_E_BAD_JSON, 7),
	BAD("{\"a\":01}", DN_E_BAD_JSON, 7),
	BAD("{\"a\":1} x", DN_E_BAD_JSON, 9),
	BAD("{\"a\":\"x\0y\"}", DN_E_BAD_JSON, 8),
	BAD("\xEF\xBB\xBF{}", DN_E_BAD_JSON, 1),
	BAD("{\"a\":\"\xFF\"}", DN_E_BAD_UTF8, 7),
	BAD("[1]", DN_E_NOT_OBJECT, 1),
	BAD("1", DN_E_NOT_OBJECT, 1),
	BAD("{\"a\":1,\"\\u0061\":2}", DN_E_DUPLICATE_KEY, 8),
	BAD("{\"a\":\"\\ud800\"}", DN_E_LONE_SURROGATE, 7),
	BAD("{\"dn\":2}", DN_E_VERSION, 1),
#undef BAD
};

START_TEST(a_bad_line_ends_the_run_behind_the_good_ones)
{
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(bad_lines[0]); i++) {
		struct trial trial;
		char in[256];
		size_t len = 16;

		memcpy(in, "{\"a\":1}\n{\"a\":2}\n", len);
		memcpy(in + len, bad_lines[i].text, bad_lines[i].len);
		len += bad_lines[i].len;
		memcpy(in + len, "\n{\"a\":3}\n", 9);
		trial_init(&trial);
		pass(&trial, in, len + 9, 1 + i % 3, NO_REJECTS);
		ck_assert_int_eq(trial.failed, -1);
		ck_assert_str_eq(dn_bytes_text(&trial.out),
		    "{\"a\":1}\n{\"a\":2}\n");
		ck_assert_int_eq(trial.err.code, bad_lines[i].code);
		ck_assert_uint_eq(trial.err.line, 3);
		ck_assert_uint_eq(trial.err.byte, 16);
		ck_assert_uint_eq(trial.err.column, bad_lines[i].column);
		ck_assert_str_eq(trial.err.source, trial.paths[0]);
		trial_release(&trial);
	}
}
END_TEST

/* ---- many lines, any number of threads ----------------------------------- */

/* A text of `count` lines, one in `one_in` of them bad. */
static void
make_lines(struct dn_bytes *out, struct dn_bytes *good, size_t count,
    size_t one_in, uint64_t seed)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t roll = suite_next(&seed);
		size_t from = out->len, pad = (roll >> 20) % 300;

		if (roll % one_in == 0) {
			size_t k = (roll >> 8) % (sizeof(bad_lines) /
			    sizeof(bad_lines[0]));

			/* A mark at the start of the input is none. */
			dn_bytes_add(out, " ", 1);
			dn_bytes_add(out, bad_lines[k].text,
			    bad_lines[k].len);
			dn_bytes_add_byte(out, '\n');
			continue;
		}
		if (roll % 37 == 1)
			dn_bytes_add_text(out, "\n");
		from = out->len;
		dn_bytes_add_format(out, "{\"id\":%zu,\"pad\":\"", i);
		for (; pad > 0; pad--)
			dn_bytes_add_text(out, "\xE4\xB8\xAD");
		dn_bytes_add_text(out, "\"}\n");
		dn_bytes_add(good, out->data + from, out->len - from);
	}
}

START_TEST(with_rejects_the_good_lines_come_out_and_all_add_up)
{
	struct dn_bytes in, good;
	struct trial trial;

	dn_bytes_init(&in, SIZE_MAX / 2);
	dn_bytes_init(&good, SIZE_MAX / 2);
	make_lines(&in, &good, 20000, 20, 7);
	for (size_t threads = 1; threads <= 4; threads++) {
		trial_init(&trial);
		pass(&trial, in.data, in.len, threads, LIMIT_NONE);
		ck_assert_int_eq(trial.failed, 0);
		ck_assert_uint_eq(trial.counts.in, 20000);
		ck_assert_uint_gt(trial.counts.rejected, 500);
		ck_assert(dn_span_equal(dn_bytes_span(&trial.out),
		    dn_bytes_span(&good)));
		trial_release(&trial);
	}
	dn_bytes_release(&in);
	dn_bytes_release(&good);
}
END_TEST

START_TEST(a_stop_is_at_the_same_place_for_every_number_of_threads)
{
	struct dn_bytes in, good;
	struct trial trial;

	dn_bytes_init(&in, SIZE_MAX / 2);
	dn_bytes_init(&good, SIZE_MAX / 2);
	make_lines(&in, &good, 20000, SIZE_MAX, 3);
	dn_bytes_add_text(&in, "{\"bad\":}\n{\"worse\"}\n");
	make_lines(&in, &good, 5000, 2, 5);
	for (size_t threads = 1; threads <= 4; threads++) {
		trial_init(&trial);
		pass(&trial, in.data, in.len, threads, NO_REJECTS);
		ck_assert_int_eq(trial.failed, -1);
		ck_assert_uint_eq(trial.counts.in, 20001);
		ck_assert_uint_eq(trial.counts.out, 20000);
		ck_assert_int_eq(memcmp(trial.out.data, good.data,
		    trial.out.len), 0);
		ck_assert_int_eq(trial.out.data[trial.out.len - 1], '\n');
		ck_assert_uint_eq(trial.err.column, 8);
		trial_release(&trial);
	}
	dn_bytes_release(&in);
	dn_bytes_release(&good);
}
END_TEST

START_TEST(one_reject_too_many_ends_the_run_there)
{
	struct trial trial;
	const char *in = "x\n{\"a\":1}\ny\n{\"a\":2}\nz\n{\"a\":3}\n";

	for (size_t threads = 1; threads <= 2; threads++) {
		trial_init(&trial);
		pass(&trial, in, strlen(in), threads, 2);
		ck_assert_int_eq(trial.failed, -1);
		ck_assert_int_eq(trial.err.code, DN_E_TOO_MANY);
		ck_assert_str_eq(dn_bytes_text(&trial.out),
		    "{\"a\":1}\n{\"a\":2}\n");
		ck_assert_uint_eq(trial.counts.rejected, 3);
		trial_release(&trial);
	}
}
END_TEST

/* The raw bytes of reject line `line`: raw, or raw_b64 decoded. */
static void
raw_of(struct dn_span line, struct dn_bytes *out)
{
	static const char *const names[] = { "raw", "raw_b64" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(names, 2, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_json_value values[2];
	unsigned word = 0, bits = 0;

	ck_assert_int_eq(dn_json_scan(json, line, values, &err), 0);
	if (values[0].type == DN_JSON_STRING)
		dn_json_decode((struct dn_span){ values[0].raw.ptr + 1,
		    values[0].raw.len - 2 }, out);
	for (size_t i = 1; values[1].type == DN_JSON_STRING &&
	    i < values[1].raw.len - 1; i++) {
		static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz0123456789+/";
		const char *at = strchr(digits, values[1].raw.ptr[i]);

		if (at == NULL)
			break;
		word = word << 6 | (unsigned)(at - digits);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			dn_bytes_add_byte(out, (char)(word >> bits & 255));
		}
	}
	dn_json_free(json);
	dn_json_fields_free(fields);
}

START_TEST(every_rejected_line_can_be_recovered)
{
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(bad_lines[0]); i++) {
		struct trial trial;
		struct dn_bytes raw;
		char in[256] = "{}\n";
		size_t len = 3 + bad_lines[i].len;

		memcpy(in + 3, bad_lines[i].text, bad_lines[i].len);
		trial_init(&trial);
		pass(&trial, in, len, 1, LIMIT_NONE);
		dn_bytes_init(&raw, 1000);
		ck_assert_ptr_nonnull(dn_bytes_reserve(&trial.rejects,
		    DN_JSON_PADDING));
		raw_of((struct dn_span){ dn_bytes_text(&trial.rejects),
		    trial.rejects.len - 1 }, &raw);
		ck_assert(dn_span_equal(dn_bytes_span(&raw),
		    (struct dn_span){ bad_lines[i].text, bad_lines[i].len }));
		dn_bytes_release(&raw);
		trial_release(&trial);
	}
}
END_TEST

START_TEST(a_line_past_the_cap_is_one_bad_record)
{
	static const struct dn_loop loop = { .field_count = 0 };
	struct trial trial;
	char in[5000];
	size_t len = 0;

	len += (size_t)snprintf(in, sizeof(in), "{\"a\":1}\n");
	memset(in + len, 'x', 4000);
	len += 4000;
	len += (size_t)snprintf(in + len, sizeof(in) - len,
	    "\n{\"a\":2}\nno\n");
	trial_init(&trial);
	trial_file(&trial, in, len);
	trial_run(&trial, &loop, 2, LIMIT_NONE, 1000);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_str_eq(dn_bytes_text(&trial.out), "{\"a\":1}\n{\"a\":2}\n");
	ck_assert_uint_eq(trial.counts.codes[DN_E_TOO_LONG], 1);
	ck_assert_ptr_nonnull(strstr(dn_bytes_text(&trial.rejects),
	    "\"line\":2,\"column\":1,\"byte\":8,\"code\":\"too-long\""));
	ck_assert_ptr_nonnull(strstr(dn_bytes_text(&trial.rejects),
	    "\"line\":4,\"column\":2,\"byte\":4017,"));
	trial_release(&trial);
}
END_TEST

/* ---- tools --------------------------------------------------------------- */

/* map leaves the number in the note; fold adds up and rewrites. */
struct adder {
	int64_t total, ahead;
	uint64_t last;
	bool in_order;
};

/* What is announced is one of the notes to come: never behind the total. */
static void
adder_ahead(void *state, const void *note)
{
	struct adder *adder = state;
	int64_t number = *(const int64_t *)note;

	ck_assert(number == 0 || number >= adder->ahead);
	if (number > 0)
		adder->ahead = number;
}

static int
adder_map(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	int64_t *number = note;

	(void)worker;
	ck_assert_int_eq(*number, 0);
	if (record->fields[0].type == DN_JSON_NONE) {
		result->verdict = DN_IGNORE;
		result->reason = 1;
		return 0;
	}
	if (!dn_number_read_int(record->fields[0].raw, number))
		return dn_err_set(err, DN_E_BAD_TYPE, "not a number");
	result->verdict = DN_WRITE;
	dn_bytes_add_format(result->out, "mapped %lld\n", (long long)*number);
	return 0;
}

static int
adder_fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct adder *adder = state;
	int64_t number = *(int64_t *)note;

	adder->in_order = adder->in_order && record->number > adder->last;
	adder->last = record->number;
	adder->total += number;
	if (result->verdict != DN_WRITE)
		return 0;
	if (number % 5 == 0)
		dn_bytes_add_format(result->out, "total %lld\n",
		    (long long)adder->total);
	if (number % 5 == 1)
		result->verdict = DN_USED;
	if (number % 5 == 2) {
		result->verdict = DN_DROP;
		result->reason = 0;
	}
	return number == 77 ? dn_err_set(err, DN_E_REPEATED, "77") : 0;
}

START_TEST(map_and_fold_share_notes_in_input_order)
{
	static const char *const fields[] = { "n" };
	static const char *const drops[] = { "two", NULL };
	static const char *const ignores[] = { "none", "no-number", NULL };
	struct dn_bytes in, want;

	dn_bytes_init(&in, SIZE_MAX / 2);
	dn_bytes_init(&want, SIZE_MAX / 2);
	for (int64_t n = 1, total = 0; n <= 50000; n++) {
		total += n;
		dn_bytes_add_format(&in, "{\"n\":%lld}\n{\"m\":1}\n",
		    (long long)n);
		if (n % 5 == 0)
			dn_bytes_add_format(&want, "total %lld\n",
			    (long long)total);
		if (n % 5 > 2 )
			dn_bytes_add_format(&want, "mapped %lld\n",
			    (long long)n);
	}
	for (size_t threads = 1; threads <= 3; threads++) {
		struct adder adder = { 0, 0, 0, true };
		struct dn_loop loop = { .fields = fields, .field_count = 1,
			.note_size = sizeof(int64_t), .state = &adder,
			.drops = drops, .ignores = ignores,
			.map = adder_map, .fold = adder_fold,
			.ahead = adder_ahead };
		struct trial trial;

		trial_init(&trial);
		trial_file(&trial, in.data, in.len);
		trial_run(&trial, &loop, threads, LIMIT_NONE, 1000);
		check_account(&trial.counts);
		ck_assert(adder.in_order);
		ck_assert_int_eq(adder.total, 50000LL * 50001 / 2);
		ck_assert_int_gt(adder.ahead, 49000);
		ck_assert_uint_eq(trial.counts.ignored[1], 50000);
		ck_assert_uint_eq(trial.counts.dropped[0], 9999);
		ck_assert_uint_eq(trial.counts.rejected, 1);
		ck_assert(dn_span_equal(dn_bytes_span(&trial.out),
		    dn_bytes_span(&want)));
		trial_release(&trial);
	}
	dn_bytes_release(&in);
	dn_bytes_release(&want);
}
END_TEST

static int
fail_system(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	(void)worker, (void)note, (void)result;
	return record->number == 3 ? dn_err_memory(err) : 0;
}

START_TEST(what_is_not_about_the_record_ends_the_run_despite_rejects)
{
	struct dn_loop loop = { .map = fail_system };
	struct trial trial;

	trial_init(&trial);
	trial_file(&trial, "{}\n{}\n{}\n{}\n", 12);
	trial_run(&trial, &loop, 2, LIMIT_NONE, 1000);
	ck_assert_int_eq(trial.failed, -1);
	ck_assert_int_eq(trial.err.code, DN_E_NO_MEMORY);
	ck_assert_str_eq(dn_bytes_text(&trial.out), "{}\n{}\n");
	ck_assert_uint_eq(trial.rejects.len, 0);
	trial_release(&trial);
}
END_TEST

static int
note_header(void *state, const struct dn_record *record,
    struct dn_result *result, struct dn_err *err)
{
	(void)err;
	ck_assert_int_eq(record->kind, DN_LINE_HEADER);
	ck_assert_int_eq(record->fields[0].type, DN_JSON_ARRAY);
	*(uint64_t *)state += record->number;
	result->verdict = DN_USED;
	return 0;
}

START_TEST(a_tool_may_take_the_headers)
{
	static const char *const fields[] = { "labels" };
	uint64_t lines = 0;
	struct dn_loop loop = { .fields = fields, .field_count = 1,
		.header = note_header, .state = &lines };
	struct trial trial;
	const char *in = "{}\n{\"record\":\"dataset\",\"labels\":[1]}\n{}\n"
	    "{\"record\":\"dataset\",\"labels\":[]}\n";

	trial_init(&trial);
	trial_file(&trial, in, strlen(in));
	trial_run(&trial, &loop, 2, NO_REJECTS, 1000);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_uint_eq(lines, 6);
	ck_assert_str_eq(dn_bytes_text(&trial.out), "{}\n{}\n");
	ck_assert_uint_eq(trial.counts.in, 2);
	trial_release(&trial);
}
END_TEST

/* A record of "x":1 and a header of "x":2, seen as each other. */
struct mixed {
	uint64_t records, headers;
};

static int
mixed_map(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct mixed *mixed = worker;

	(void)note, (void)err;
	if (record->number % 64 == 1)
		sched_yield();
	if (!dn_span_is(record->fields[0].raw, "1"))
		__atomic_add_fetch(&mixed->records, 1, __ATOMIC_RELAXED);
	result->verdict = DN_USED;
	return 0;
}

static int
mixed_header(void *state, const struct dn_record *record,
    struct dn_result *result, struct dn_err *err)
{
	struct mixed *mixed = state;

	(void)err;
	if (record->number % 64 == 2)
		sched_yield();
	if (!dn_span_is(record->fields[0].raw, "2"))
		__atomic_add_fetch(&mixed->headers, 1, __ATOMIC_RELAXED);
	result->verdict = DN_USED;
	return 0;
}

START_TEST(headers_are_read_while_records_are)
{
	static const char *const fields[] = { "x" };
	struct mixed mixed = { 0, 0 };
	struct dn_loop loop = { .fields = fields, .field_count = 1,
		.map = mixed_map, .header = mixed_header, .state = &mixed };
	struct dn_bytes in;
	struct trial trial;

	dn_bytes_init(&in, SIZE_MAX / 2);
	for (int i = 0; i < 200000; i++)
		dn_bytes_add_text(&in, "{\"x\":1}\n"
		    "{\"record\":\"dataset\",\"x\":2}\n");
	trial_init(&trial);
	trial_file(&trial, in.data, in.len);
	trial_run(&trial, &loop, 4, NO_REJECTS, 1000);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_uint_eq(trial.counts.used, 200000);
	ck_assert_uint_eq(mixed.records, 0);
	ck_assert_uint_eq(mixed.headers, 0);
	trial_release(&trial);
	dn_bytes_release(&in);
}
END_TEST

START_TEST(a_missing_input_is_said_after_what_came_before)
{
	static const struct dn_loop loop = { .field_count = 0 };
	struct trial trial;

	trial_init(&trial);
	trial_file(&trial, "{}\n", 3);
	trial.files[trial.file_count++] = "/nowhere/at/all";
	trial_run(&trial, &loop, 2, NO_REJECTS, 1000);
	trial.file_count--;
	ck_assert_int_eq(trial.failed, -1);
	ck_assert_int_eq(trial.err.code, DN_E_NO_FILE);
	ck_assert_str_eq(dn_bytes_text(&trial.out), "{}\n");
	trial_release(&trial);
}
END_TEST

DN_SUITE(jsonl,
    legal_records_pass_byte_for_byte,
    line_ends_marks_and_blanks_are_as_the_table_says,
    a_newline_is_added_between_files,
    headers_pass_in_place_and_end_lines_go,
    a_bad_line_ends_the_run_behind_the_good_ones,
    with_rejects_the_good_lines_come_out_and_all_add_up,
    a_stop_is_at_the_same_place_for_every_number_of_threads,
    one_reject_too_many_ends_the_run_there,
    every_rejected_line_can_be_recovered,
    a_line_past_the_cap_is_one_bad_record,
    map_and_fold_share_notes_in_input_order,
    what_is_not_about_the_record_ends_the_run_despite_rejects,
    a_tool_may_take_the_headers,
    headers_are_read_while_records_are,
    a_missing_input_is_said_after_what_came_before)
