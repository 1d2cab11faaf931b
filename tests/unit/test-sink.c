/* SPDX-License-Identifier: MIT */
/* Sinks: whole or not at all, in the right place, and no loss untold. */
#include "io/sink.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "scratch.h"
#include "suites.h"

static struct dn_sink *
open_sink(const char *path)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink = dn_sink_open(path, &err);

	ck_assert_msg(sink != NULL, "%s: %s", path, err.text);
	return sink;
}

static void
put(struct dn_sink *sink, const char *text)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(dn_sink_write(sink, text, strlen(text), &err) == 0,
	    "%s", err.text);
}

static void
commit(struct dn_sink *sink)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(dn_sink_commit(sink, &err) == 0, "%s", err.text);
}

static void
open_fails(const char *path, enum dn_code code)
{
	size_t before = scratch_descriptors();
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_null(dn_sink_open(path, &err));
	ck_assert_msg(err.code == code, "%s: %s", path, err.text);
	ck_assert_uint_eq(scratch_descriptors(), before);
}

static void
commit_fails(struct dn_sink *sink)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_sink_commit(sink, &err), -1);
	ck_assert_int_eq(err.code, DN_E_WRITE);
	ck_assert_ptr_nonnull(err.source);
}

static mode_t
mode_of(const char *path)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 07777;
}

START_TEST(a_file_appears_whole_at_the_commit)
{
	size_t before;
	struct dn_sink *sink;

	scratch_begin();
	before = scratch_descriptors();
	umask(027);
	sink = open_sink("f");
	ck_assert(!dn_sink_is_straight(sink));
	put(sink, "one\n");
	put(sink, "");
	put(sink, "two\n");
	ck_assert_int_lt(access("f", F_OK), 0);
	ck_assert_uint_eq(dn_sink_count(sink), 8);
	commit(sink);
	scratch_holds_text("f", "one\ntwo\n");
	ck_assert_uint_eq(mode_of("f"), 0640);
	ck_assert_uint_eq(scratch_count("."), 1);
	commit(open_sink("empty"));
	scratch_holds_text("empty", "");
	ck_assert_uint_eq(scratch_descriptors(), before);
	scratch_end();
}
END_TEST

START_TEST(an_aborted_file_leaves_nothing)
{
	size_t before;
	struct dn_sink *sink;

	scratch_begin();
	before = scratch_descriptors();
	sink = open_sink("f");
	put(sink, "x");
	dn_sink_abort(sink);
	scratch_put_text("old", "old");
	sink = open_sink("old");
	put(sink, "x");
	dn_sink_abort(sink);
	dn_sink_abort(NULL);
	scratch_holds_text("old", "old");
	ck_assert_uint_eq(scratch_count("."), 1);
	ck_assert_uint_eq(scratch_descriptors(), before);
	scratch_end();
}
END_TEST

START_TEST(an_old_file_keeps_its_mode_and_other_names_their_content)
{
	struct dn_sink *sink;
	struct stat status;

	scratch_begin();
	scratch_put_text("f", "old");
	ck_assert_int_eq(link("f", "other"), 0);
	ck_assert_int_eq(chmod("f", 0751), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(chown("f", 12, 34), 0);
	sink = open_sink("f");
	put(sink, "new");
	scratch_holds_text("f", "old");
	commit(sink);
	scratch_holds_text("f", "new");
	scratch_holds_text("other", "old");
	ck_assert_uint_eq(mode_of("f"), 0751);
	ck_assert_int_eq(stat("f", &status), 0);
	if (geteuid() == 0)
		ck_assert(status.st_uid == 12 && status.st_gid == 34);
	ck_assert_uint_eq(scratch_count("."), 2);
	scratch_end();
}
END_TEST

START_TEST(the_target_of_a_link_is_replaced)
{
	struct dn_sink *sink;
	struct stat status;

	scratch_begin();
	ck_assert_int_eq(mkdir("a", 0777), 0);
	scratch_put_text("a/f", "old");
	ck_assert_int_eq(symlink("a/f", "link"), 0);
	ck_assert_int_eq(symlink("a/new", "dangling"), 0);
	sink = open_sink("link");
	put(sink, "one");
	commit(sink);
	scratch_holds_text("a/f", "one");
	sink = open_sink("dangling");
	put(sink, "two");
	commit(sink);
	scratch_holds_text("a/new", "two");
	ck_assert_int_eq(lstat("link", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(lstat("dangling", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_uint_eq(scratch_count("a"), 2);
	scratch_end();
}
END_TEST

START_TEST(a_folder_moved_meanwhile_still_gets_its_file)
{
	struct dn_sink *sink;

	scratch_begin();
	ck_assert_int_eq(mkdir("a", 0777), 0);
	ck_assert_int_eq(mkdir("evil", 0777), 0);
	sink = open_sink("a/f");
	put(sink, "x");
	ck_assert_int_eq(rename("a", "b"), 0);
	ck_assert_int_eq(symlink("evil", "a"), 0);
	commit(sink);
	scratch_holds_text("b/f", "x");
	ck_assert_uint_eq(scratch_count("evil"), 0);
	scratch_end();
}
END_TEST

START_TEST(a_file_that_came_meanwhile_is_replaced)
{
	struct dn_sink *sink;

	scratch_begin();
	sink = open_sink("f");
	put(sink, "mine");
	scratch_put_text("f", "theirs");
	commit(sink);
	scratch_holds_text("f", "mine");
	sink = open_sink("g");
	put(sink, "mine");
	ck_assert_int_eq(mkdir("g", 0777), 0);
	commit_fails(sink);
	ck_assert_uint_eq(scratch_count("g"), 0);
	ck_assert_uint_eq(scratch_count("."), 2);
	scratch_end();
}
END_TEST

START_TEST(places_that_cannot_be_written_are_refused)
{
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	ck_assert_int_eq(mkdir("a", 0777), 0);
	scratch_put_text("f", "x");
	open_fails("a", DN_E_NO_FILE);
	open_fails("a/", DN_E_NO_FILE);
	open_fails("new/", DN_E_NO_FILE);
	open_fails("", DN_E_NO_FILE);
	open_fails("no/f", DN_E_NO_FILE);
	open_fails("f/g", DN_E_NO_FILE);
	open_fails("out.gz", DN_E_NOT_BUILT);
	open_fails("out.jsonl.zst", DN_E_NOT_BUILT);
	open_fails("/dev/fd/77", DN_E_NO_FILE);
	open_fails("/dev/fd/99999999999999999999", DN_E_NO_FILE);
	open_fails("/proc/self/fd/", DN_E_NO_FILE);
	ck_assert_ptr_null(dn_sink_open("/proc/nothing", &err));
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	open_fails("new", DN_E_NO_FILE);
	open_fails("f", DN_E_NO_FILE);
	if (geteuid() == 65534)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_uint_eq(scratch_count("."), 2);
	scratch_end();
}
END_TEST

/* Read what comes out of a FIFO, in a thread. */
static void *
read_fifo(void *state)
{
	FILE *file = fopen("fifo", "r");
	size_t len = file == NULL ? 0 : fread(state, 1, 99, file);

	((char *)state)[len] = '\0';
	fclose(file);
	return NULL;
}

START_TEST(fifos_and_devices_are_written_straight)
{
	struct dn_sink *sink;
	struct stat status;
	pthread_t reader;
	char got[100];

	scratch_begin();
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(symlink("fifo", "link"), 0);
	ck_assert_int_eq(pthread_create(&reader, NULL, read_fifo, got), 0);
	sink = open_sink("link");
	put(sink, "through");
	commit(sink);
	ck_assert_int_eq(pthread_join(reader, NULL), 0);
	ck_assert_str_eq(got, "through");
	ck_assert_int_eq(stat("fifo", &status), 0);
	ck_assert(S_ISFIFO(status.st_mode));
	sink = open_sink("/dev/null");
	ck_assert(dn_sink_is_straight(sink));
	put(sink, "away");
	commit(sink);
	ck_assert_int_eq(stat("/dev/null", &status), 0);
	ck_assert(S_ISCHR(status.st_mode));
	sink = open_sink("/dev/full");
	put(sink, "x");
	commit_fails(sink);
	ck_assert_uint_eq(scratch_count("."), 2);
	scratch_end();
}
END_TEST

START_TEST(open_descriptors_are_written_straight)
{
	struct dn_sink *sink;
	char path[40];
	int fd;

	scratch_begin();
	fd = open("f", O_WRONLY | O_CREAT, 0666);
	ck_assert_int_ge(fd, 0);
	/* At its offset, as the shell left it: nothing is cut or replaced. */
	ck_assert_int_eq((int)write(fd, "head ", 5), 5);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	sink = open_sink(path);
	put(sink, "one ");
	commit(sink);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	sink = open_sink(path);
	put(sink, "two ");
	commit(sink);
	ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
	sink = open_sink("/dev/stderr");
	put(sink, "three ");
	commit(sink);
	ck_assert_int_ge(dup2(fd, STDOUT_FILENO), 0);
	sink = open_sink("/dev/stdout");
	put(sink, "four ");
	commit(sink);
	sink = open_sink("-");
	put(sink, "five ");
	dn_sink_abort(sink);
	sink = open_sink(NULL);
	put(sink, "six");
	commit(sink);
	close(fd);
	scratch_holds_text("f", "head one two three four six");
	scratch_end();
}
END_TEST

START_TEST(a_stdout_that_is_closed_is_told_though_nothing_is_written)
{
	struct dn_err err = DN_ERR_INIT;

	close(STDOUT_FILENO);
	ck_assert_ptr_null(dn_sink_open(NULL, &err));
	ck_assert_int_eq(err.code, DN_E_WRITE);
	ck_assert_str_eq(err.source, "<stdout>");
	/* Open, but not for writing: as a placeholder for a closed one is. */
	ck_assert_int_eq(open("/dev/null", O_RDONLY), STDOUT_FILENO);
	open_fails("-", DN_E_WRITE);
	open_fails("/dev/stdout", DN_E_WRITE);
}
END_TEST

START_TEST(a_full_device_fails_every_call_and_the_commit)
{
	static char data[1 << 20];
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink = open_sink("/dev/full");
	int again;

	put(sink, "gathered");
	for (again = 0; again < 3; again++) {
		err = (struct dn_err)DN_ERR_INIT;
		ck_assert_int_eq(dn_sink_write(sink, data, sizeof(data),
		    &err), -1);
		ck_assert_int_eq(err.code, DN_E_WRITE);
		ck_assert_str_eq(err.source, "/dev/full");
	}
	ck_assert_int_eq(dn_sink_flush(sink, &err), -1);
	commit_fails(sink);
}
END_TEST

START_TEST(a_file_too_large_leaves_nothing)
{
	static char data[1 << 16];
	struct rlimit limit = { 100000, 100000 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;
	int status = 0, at;

	scratch_begin();
	scratch_put_text("f", "old");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	sink = open_sink("f");
	for (at = 0; at < 4; at++)
		status = dn_sink_write(sink, data, sizeof(data), &err);
	ck_assert_int_eq(status, -1);
	ck_assert_int_eq(err.code, DN_E_WRITE);
	commit_fails(sink);
	scratch_holds_text("f", "old");
	ck_assert_uint_eq(scratch_count("."), 1);
	scratch_end();
}
END_TEST

START_TEST(a_reader_that_left_is_a_write_error)
{
	struct dn_sink *sink;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], STDOUT_FILENO), 0);
	close(ends[0]);
	sink = open_sink(NULL);
	put(sink, "x");
	commit_fails(sink);
}
END_TEST

START_TEST(where_all_files_have_names_it_is_the_same)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;

	scratch_begin();
	if (!scratch_refuse(SYS_openat, O_TMPFILE & ~O_DIRECTORY,
	    EOPNOTSUPP)) {
		scratch_end();
		return;
	}
	sink = open_sink("f");
	put(sink, "one");
	ck_assert_uint_eq(scratch_count("."), 1);
	ck_assert_int_lt(access("f", F_OK), 0);
	commit(sink);
	scratch_holds_text("f", "one");
	ck_assert_int_eq(chmod("f", 0604), 0);
	sink = open_sink("f");
	put(sink, "two");
	dn_sink_abort(sink);
	scratch_holds_text("f", "one");
	sink = open_sink("f");
	put(sink, "three");
	commit(sink);
	scratch_holds_text("f", "three");
	ck_assert_uint_eq(mode_of("f"), 0604);
	sink = open_sink("g");
	ck_assert_int_eq(mkdir("g", 0777), 0);
	commit_fails(sink);
	ck_assert_uint_eq(scratch_count("."), 2);
	ck_assert_int_eq(setenv("TMPDIR", scratch_path, 1), 0);
	sink = dn_sink_spool(&err);
	ck_assert_ptr_nonnull(sink);
	ck_assert_uint_eq(scratch_count("."), 2);
	dn_sink_abort(sink);
	scratch_end();
}
END_TEST

START_TEST(a_name_that_cannot_be_had_leaves_nothing)
{
	scratch_begin();
	scratch_put_text("f", "old");
	/* Where two files cannot be exchanged, one is renamed. */
	if (SCRATCH_RENAMEAT != SYS_renameat2 &&
	    scratch_refuse(SYS_renameat2, 0, EINVAL)) {
		commit(open_sink("f"));
		ck_assert_uint_eq(scratch_count("."), 1);
		scratch_put_text("f", "old");
	}
	if (scratch_refuse(SCRATCH_RENAMEAT, 0, EACCES)) {
		commit_fails(open_sink("f"));
		scratch_holds_text("f", "old");
		ck_assert(scratch_refuse(SYS_linkat, 0, EPERM));
		commit_fails(open_sink("f"));
		commit_fails(open_sink("g"));
		ck_assert(scratch_refuse(SYS_fsync, 0, EIO));
		commit_fails(open_sink("f"));
		commit_fails(open_sink("g"));
		scratch_holds_text("f", "old");
		ck_assert_uint_eq(scratch_count("."), 1);
	}
	scratch_end();
}
END_TEST

/* Commit them where no more folder can be opened, in a process of its own. */
static void
commit_without_folders(struct dn_sink *old, struct dn_sink *new)
{
	struct dn_err err = DN_ERR_INIT;
	int status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		(void)!scratch_refuse(SYS_openat, O_DIRECTORY, EMFILE);
		_exit(dn_sink_commit(old, &err) < 0 ||
		    dn_sink_commit(new, &err) < 0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

START_TEST(nothing_is_opened_when_the_file_is_in_its_place)
{
	struct dn_sink *old, *new;

	scratch_begin();
	scratch_put_text("f", "old");
	old = open_sink("f");
	new = open_sink("g");
	commit_without_folders(old, new);
	scratch_holds_text("f", "");
	scratch_holds_text("g", "");
	ck_assert_uint_eq(scratch_count("."), 2);
	dn_sink_abort(old);
	dn_sink_abort(new);
	scratch_end();
}
END_TEST

/* Spans of all sizes out of one text, some side by side, some apart. */
static size_t
make_spans(struct dn_span *spans, size_t count, const char *text, size_t len,
    uint64_t seed)
{
	size_t at, from = 0, size, total = 0;

	for (at = 0; at < count; at++) {
		size = suite_next(&seed) % 20000 >> suite_next(&seed) % 14;
		if (size > len - from)
			from = 0;
		spans[at] = size == 0 && at % 2 == 0 ?
		    (struct dn_span){ NULL, 0 } :
		    (struct dn_span){ text + from, size };
		from += size;
		if (suite_next(&seed) % 3 == 0)
			from = suite_next(&seed) % (len - 20000);
		total += size;
	}
	return total;
}

START_TEST(spans_of_any_size_come_out_in_order)
{
	static char text[100000];
	static struct dn_span spans[5000];
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;
	size_t at, total, step;
	char *want;

	scratch_begin();
	for (at = 0; at < sizeof(text); at++)
		text[at] = (char)(at * 7 + at / 251);
	for (step = 1; step <= 5000; step = step * 7 + 3) {
		total = make_spans(spans, 5000, text, sizeof(text), step);
		want = malloc(total + 1);
		ck_assert_ptr_nonnull(want);
		sink = open_sink("f");
		for (at = 0; at < 5000; at += step)
			ck_assert_int_eq(dn_sink_write_spans(sink, spans + at,
			    at + step <= 5000 ? step : 5000 - at, &err), 0);
		ck_assert_uint_eq(dn_sink_count(sink), total);
		commit(sink);
		total = 0;
		for (at = 0; at < 5000; at++) {
			if (spans[at].len > 0)
				memcpy(want + total, spans[at].ptr,
				    spans[at].len);
			total += spans[at].len;
		}
		scratch_holds("f", want, total);
		free(want);
	}
	scratch_end();
}
END_TEST

START_TEST(borrowed_spans_are_out_when_the_call_returns)
{
	static char data[50000], want[3 * 50003];
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;
	int round;

	scratch_begin();
	sink = open_sink("f");
	for (round = 0; round < 3; round++) {
		memset(data, 'a' + round, sizeof(data));
		memset(want + round * 50003, 'a' + round, 50003);
		ck_assert_int_eq(dn_sink_write(sink, data, sizeof(data), &err),
		    0);
		ck_assert_int_eq(dn_sink_write(sink, data, 3, &err), 0);
	}
	memset(data, '-', sizeof(data));
	commit(sink);
	scratch_holds("f", want, sizeof(want));
	scratch_end();
}
END_TEST

/* Compare what is given back with a running sequence. */
static int
check_sequence(void *state, const char *data, size_t len, struct dn_err *err)
{
	uint64_t *at = state;
	size_t byte;

	(void)err;
	for (byte = 0; byte < len; byte++, (*at)++)
		if (data[byte] != (char)(*at * 31 >> 3))
			return -2;
	return *at > 900000 && *at < 1500000 ? 7 : 0;
}

START_TEST(a_spool_is_read_back_as_written_and_again)
{
	static char data[400000];
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink;
	uint64_t at = 0, count = 0;
	size_t byte, before = scratch_descriptors();

	scratch_begin();
	ck_assert_int_eq(setenv("TMPDIR", scratch_path, 1), 0);
	sink = dn_sink_spool(&err);
	ck_assert_ptr_nonnull(sink);
	ck_assert(!dn_sink_is_straight(sink));
	ck_assert_int_eq(dn_sink_replay(sink, check_sequence, &at, &err), 0);
	ck_assert_uint_eq(at, 0);
	while (count < 800000) {
		size_t len = count % 3 == 0 ? 12345 : 77;

		for (byte = 0; byte < len; byte++)
			data[byte] = (char)((count + byte) * 31 >> 3);
		ck_assert_int_eq(dn_sink_write(sink, data, len, &err), 0);
		count += len;
	}
	ck_assert_int_eq(dn_sink_replay(sink, check_sequence, &at, &err), 0);
	ck_assert_uint_eq(at, count);
	/* What is written after a replay goes behind all that was. */
	for (byte = 0; byte < sizeof(data); byte++)
		data[byte] = (char)((count + byte) * 31 >> 3);
	ck_assert_int_eq(dn_sink_write(sink, data, sizeof(data), &err), 0);
	at = 0;
	ck_assert_int_eq(dn_sink_replay(sink, check_sequence, &at, &err), 7);
	ck_assert_uint_eq(scratch_count("."), 0);
	commit(sink);
	sink = dn_sink_spool(&err);
	ck_assert_ptr_nonnull(sink);
	dn_sink_abort(sink);
	ck_assert_uint_eq(scratch_descriptors(), before);
	ck_assert_int_eq(setenv("TMPDIR", "/no/such/folder", 1), 0);
	ck_assert_ptr_null(dn_sink_spool(&err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	scratch_end();
}
END_TEST

DN_SUITE(sink, a_file_appears_whole_at_the_commit,
    an_aborted_file_leaves_nothing,
    an_old_file_keeps_its_mode_and_other_names_their_content,
    the_target_of_a_link_is_replaced,
    a_folder_moved_meanwhile_still_gets_its_file,
    a_file_that_came_meanwhile_is_replaced,
    places_that_cannot_be_written_are_refused,
    fifos_and_devices_are_written_straight,
    open_descriptors_are_written_straight,
    a_stdout_that_is_closed_is_told_though_nothing_is_written,
    a_full_device_fails_every_call_and_the_commit,
    a_file_too_large_leaves_nothing, a_reader_that_left_is_a_write_error,
    where_all_files_have_names_it_is_the_same,
    a_name_that_cannot_be_had_leaves_nothing,
    nothing_is_opened_when_the_file_is_in_its_place,
    spans_of_any_size_come_out_in_order,
    borrowed_spans_are_out_when_the_call_returns,
    a_spool_is_read_back_as_written_and_again)
