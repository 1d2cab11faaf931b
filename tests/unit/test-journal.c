/* SPDX-License-Identifier: MIT */
/* A file that only grows: locks, torn ends, and lines read back. */
#include "io/journal.h"

#include <errno.h>
#include <sys/wait.h>

#include "scratch.h"
#include "suites.h"

static struct dn_journal *
open_journal(enum dn_journal_use use)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_journal *journal = dn_journal_open("book", use, &err);

	ck_assert_msg(journal != NULL, "%s", err.text);
	return journal;
}

static void
fails_to_open(const char *path, enum dn_journal_use use, enum dn_code code)
{
	size_t before = scratch_descriptors();
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_null(dn_journal_open(path, use, &err));
	ck_assert_int_eq(err.code, code);
	ck_assert_str_eq(err.source, path);
	ck_assert_uint_eq(scratch_descriptors(), before);
}

/* Append lines and say how the journal ends. */
static void
append(const char *lines, uint64_t before, uint64_t after)
{
	struct dn_journal *journal = open_journal(DN_JOURNAL_MAKE);
	struct dn_journal_head head = { after,
	    dn_digest_of(dn_span_of(lines)) };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_journal_add(journal, dn_span_of(lines), &err), 0);
	ck_assert_int_eq(dn_journal_commit(journal, before, &head, &err), 0);
	dn_journal_close(journal);
}

START_TEST(lines_are_added_behind_the_others)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_journal_head head;
	struct dn_digest last;
	struct dn_journal *journal;
	struct dn_bytes line;

	scratch_begin();
	append("{\"a\":1}\n", 0, 1);
	append("{\"b\":2}\n{\"c\":3}\n", 1, 3);
	scratch_holds_text("book/journal.jsonl",
	    "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
	journal = open_journal(DN_JOURNAL_READ);
	ck_assert_int_eq(dn_journal_head(journal, &head, &err), 1);
	ck_assert_uint_eq(head.lines, 3);
	last = dn_digest_of(dn_span_of("{\"b\":2}\n{\"c\":3}\n"));
	ck_assert(dn_digest_equal(&head.last, &last));
	dn_bytes_init(&line, SIZE_MAX);
	ck_assert_int_eq(dn_journal_line(journal, 8, &line, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&line), "{\"b\":2}");
	ck_assert_int_eq(dn_journal_line(journal, 24, &line, &err), -1);
	ck_assert_int_eq(err.code, DN_E_READ);
	dn_bytes_release(&line);
	dn_journal_close(journal);
	scratch_end();
}
END_TEST

START_TEST(what_is_not_committed_is_not_there)
{
	struct dn_journal *journal;
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	append("{}\n", 0, 1);
	journal = open_journal(DN_JOURNAL_WRITE);
	ck_assert_int_eq(dn_journal_add(journal, dn_span_of("[]\n"), &err),
	    0);
	dn_journal_close(journal);
	dn_journal_close(NULL);
	scratch_holds_text("book/journal.jsonl", "{}\n");
	scratch_end();
}
END_TEST

START_TEST(a_torn_end_is_moved_aside_whole_by_the_next_commit)
{
	char text[64];
	struct dn_journal *journal;
	struct dn_journal_head head = { 1, dn_digest_of(DN_SPAN("{}\n")) };
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	append("{}\n", 0, 1);
	for (size_t len = 1; len < 20; len++) {
		memset(text, 'x', sizeof(text));
		memcpy(text, "{}\n", 3);
		scratch_put("book/journal.jsonl", text, 3 + len);
		journal = open_journal(DN_JOURNAL_WRITE);
		ck_assert_uint_eq(dn_journal_whole(journal), 3);
		ck_assert_uint_eq(dn_journal_torn(journal), len);
		ck_assert_ptr_null(dn_journal_moved(journal));
		ck_assert_int_eq(dn_journal_commit(journal, 1, &head, &err),
		    0);
		snprintf(text, sizeof(text), "book/%s",
		    dn_journal_moved(journal));
		scratch_holds(text, "xxxxxxxxxxxxxxxxxxxx", len);
		snprintf(text, sizeof(text), "torn/2-%zu.part", len);
		ck_assert_str_eq(dn_journal_moved(journal), text);
		dn_journal_close(journal);
		scratch_holds_text("book/journal.jsonl", "{}\n");
	}
	scratch_end();
}
END_TEST

START_TEST(one_writes_or_many_read)
{
	struct dn_journal *first, *second;

	scratch_begin();
	append("{}\n", 0, 1);
	first = open_journal(DN_JOURNAL_READ);
	second = open_journal(DN_JOURNAL_READ);
	fails_to_open("book", DN_JOURNAL_WRITE, DN_E_LOCKED);
	dn_journal_close(first);
	dn_journal_close(second);
	first = open_journal(DN_JOURNAL_WRITE);
	fails_to_open("book", DN_JOURNAL_READ, DN_E_LOCKED);
	fails_to_open("book", DN_JOURNAL_MAKE, DN_E_LOCKED);
	dn_journal_close(first);
	dn_journal_close(open_journal(DN_JOURNAL_READ));
	scratch_end();
}
END_TEST

START_TEST(what_is_no_journal_is_refused)
{
	scratch_begin();
	fails_to_open("book", DN_JOURNAL_READ, DN_E_NO_FILE);
	fails_to_open("book", DN_JOURNAL_WRITE, DN_E_NO_FILE);
	fails_to_open("no/where", DN_JOURNAL_MAKE, DN_E_NO_FILE);
	scratch_put_text("file", "");
	fails_to_open("file", DN_JOURNAL_MAKE, DN_E_NO_FILE);
	ck_assert_int_eq(mkdir("book", 0777), 0);
	fails_to_open("book", DN_JOURNAL_READ, DN_E_NO_FILE);
	ck_assert_int_eq(mkdir("book/journal.jsonl", 0777), 0);
	fails_to_open("book", DN_JOURNAL_READ, DN_E_NO_FILE);
	ck_assert_int_eq(rmdir("book/journal.jsonl"), 0);
	ck_assert_int_eq(mkfifo("book/journal.jsonl", 0666), 0);
	fails_to_open("book", DN_JOURNAL_READ, DN_E_NO_FILE);
	scratch_end();
}
END_TEST

START_TEST(a_head_is_read_as_it_was_written_or_not_at_all)
{
	const char *const bad[] = {
		"", "{}", "x", "{\"lines\":1}", "{\"lines\":0,\"sha256\":\""
		"0000000000000000000000000000000000000000000000000000000000"
		"000000\"}\n", "{\"lines\":1,\"sha256\":7}",
		"{\"lines\":\"1\",\"sha256\":\"00\"}", "[1]"
	};
	struct dn_journal_head head;
	struct dn_journal *journal;
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	journal = dn_journal_open("book//", DN_JOURNAL_MAKE, &err);
	ck_assert_ptr_nonnull(journal);
	ck_assert_int_eq(dn_journal_head(journal, &head, &err), 0);
	ck_assert_uint_eq(head.lines, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		scratch_put_text("book/journal.head", bad[i]);
		ck_assert_msg(dn_journal_head(journal, &head, &err) == -1,
		    "%s", bad[i]);
		ck_assert_int_eq(err.code, DN_E_BROKEN);
		ck_assert_str_eq(err.source, "book/journal.head");
	}
	dn_journal_close(journal);
	scratch_end();
}
END_TEST

START_TEST(a_full_disk_leaves_what_was_there)
{
	struct dn_journal *journal;
	struct dn_journal_head head = { .lines = 2 };
	struct dn_err err = DN_ERR_INIT;
	pid_t child;
	int status;

	scratch_begin();
	append("{}\n", 0, 1);
	child = fork();
	if (child == 0) {
		journal = open_journal(DN_JOURNAL_WRITE);
		if (dn_journal_add(journal, DN_SPAN("[]\n"), &err) < 0 ||
		    !scratch_refuse(SYS_fdatasync, 0, EIO))
			_exit(77);
		_exit(dn_journal_commit(journal, 1, &head, &err) == -1 &&
		    err.code == DN_E_WRITE ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) &&
	    (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77));
	scratch_holds_text("book/journal.jsonl", "{}\n");
	scratch_end();
}
END_TEST

START_TEST(small_files_are_put_beside_it)
{
	struct dn_journal *journal;
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	journal = open_journal(DN_JOURNAL_MAKE);
	ck_assert(!dn_journal_differs(journal, "a/b", DN_SPAN("x")));
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(dn_journal_put(journal, "a/b", DN_SPAN("x"),
		    &err), 0);
	scratch_holds_text("book/a/b", "x");
	ck_assert(!dn_journal_differs(journal, "a/b", DN_SPAN("x")));
	ck_assert(dn_journal_differs(journal, "a/b", DN_SPAN("xy")));
	ck_assert(dn_journal_differs(journal, "a/b", DN_SPAN("")));
	ck_assert_int_eq(dn_journal_put(journal, "a/b", DN_SPAN("y"), &err),
	    0);
	scratch_holds_text("book/a/b", "y");
	ck_assert_int_eq(dn_journal_put(journal, "journal.jsonl/c",
	    DN_SPAN("y"), &err), -1);
	dn_journal_close(journal);
	scratch_end();
}
END_TEST

DN_SUITE(journal, lines_are_added_behind_the_others,
    what_is_not_committed_is_not_there,
    a_torn_end_is_moved_aside_whole_by_the_next_commit,
    one_writes_or_many_read, what_is_no_journal_is_refused,
    a_head_is_read_as_it_was_written_or_not_at_all,
    a_full_disk_leaves_what_was_there, small_files_are_put_beside_it)
