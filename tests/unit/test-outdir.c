/* SPDX-License-Identifier: MIT */
/* Output folders: whole or not at all, and names that lead nowhere else. */
#include "io/outdir.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>

#include "core/hash.h"
#include "core/utf8.h"
#include "scratch.h"
#include "suites.h"

static struct dn_outdir *
open_outdir(const char *path, bool replace)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_outdir *outdir = dn_outdir_open(path, replace, &err);

	ck_assert_msg(outdir != NULL, "%s: %s", path, err.text);
	return outdir;
}

static void
open_fails(const char *path, bool replace, enum dn_code code)
{
	size_t before = scratch_descriptors(), entries = scratch_count(".");
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_null(dn_outdir_open(path, replace, &err));
	ck_assert_msg(err.code == code, "%s: %s", path, err.text);
	ck_assert_str_eq(err.source, path);
	ck_assert_uint_eq(scratch_descriptors(), before);
	ck_assert_uint_eq(scratch_count("."), entries);
}

static void
put(struct dn_outdir *outdir, const char *name, const char *content)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(dn_outdir_write(outdir, dn_span_of(name),
	    dn_span_of(content), &err) == 0, "%s: %s", name, err.text);
}

static void
put_fails(struct dn_outdir *outdir, const char *name, enum dn_code code)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_outdir_write(outdir, dn_span_of(name),
	    DN_SPAN("x"), &err), -1);
	ck_assert_int_eq(err.code, code);
	ck_assert_ptr_nonnull(err.source);
}

static void
commit(struct dn_outdir *outdir)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(dn_outdir_commit(outdir, &err) == 0, "%s", err.text);
}

static void
commit_fails(struct dn_outdir *outdir, enum dn_code code)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_outdir_commit(outdir, &err), -1);
	ck_assert_int_eq(err.code, code);
	ck_assert_ptr_nonnull(err.source);
}

static mode_t
mode_of(const char *path)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 07777;
}

START_TEST(a_folder_appears_whole_at_the_commit)
{
	struct dn_outdir *outdir;
	size_t before;

	scratch_begin();
	umask(027);
	before = scratch_descriptors();
	outdir = open_outdir("out/", false);
	put(outdir, "f", "one");
	put(outdir, "a/b/f", "two");
	put(outdir, "a/g", "");
	ck_assert_int_lt(access("out", F_OK), 0);
	ck_assert_uint_eq(scratch_count("."), 1);
	commit(outdir);
	scratch_holds_text("out/f", "one");
	scratch_holds_text("out/a/b/f", "two");
	scratch_holds_text("out/a/g", "");
	ck_assert_uint_eq(mode_of("out"), 0750);
	ck_assert_uint_eq(mode_of("out/a/b"), 0750);
	ck_assert_uint_eq(mode_of("out/f"), 0640);
	ck_assert_uint_eq(scratch_count("."), 1);
	commit(open_outdir("empty", false));
	ck_assert_uint_eq(scratch_count("empty"), 0);
	ck_assert_uint_eq(scratch_descriptors(), before);
	scratch_end();
}
END_TEST

START_TEST(an_aborted_folder_leaves_nothing)
{
	struct dn_outdir *outdir;
	size_t before;

	scratch_begin();
	before = scratch_descriptors();
	outdir = open_outdir("out", false);
	put(outdir, "a/b/c/d/e/f", "x");
	put(outdir, "a/g", "x");
	dn_outdir_abort(outdir);
	dn_outdir_abort(NULL);
	ck_assert_uint_eq(scratch_count("."), 0);
	ck_assert_uint_eq(scratch_descriptors(), before);
	scratch_end();
}
END_TEST

START_TEST(an_empty_folder_is_replaced_and_a_full_one_only_when_asked)
{
	struct dn_outdir *outdir;

	scratch_begin();
	ck_assert_int_eq(mkdir("out", 0777), 0);
	ck_assert_int_eq(chmod("out", 0710), 0);
	outdir = open_outdir("out", false);
	put(outdir, "f", "one");
	commit(outdir);
	scratch_holds_text("out/f", "one");
	ck_assert_uint_eq(mode_of("out"), 0710);
	open_fails("out", false, DN_E_USAGE);
	scratch_put_text("out/old", "old");
	ck_assert_int_eq(mkdir("out/deep", 0777), 0);
	scratch_put_text("out/deep/old", "old");
	outdir = open_outdir("out", true);
	put(outdir, "f", "two");
	scratch_holds_text("out/f", "one");
	commit(outdir);
	scratch_holds_text("out/f", "two");
	ck_assert_uint_eq(scratch_count("out"), 1);
	ck_assert_uint_eq(scratch_count("."), 1);
	ck_assert_uint_eq(mode_of("out"), 0710);
	scratch_end();
}
END_TEST

START_TEST(an_old_folder_is_removed_without_following_links)
{
	int level;

	scratch_begin();
	ck_assert_int_eq(mkdir("precious", 0777), 0);
	scratch_put_text("precious/f", "keep");
	ck_assert_int_eq(mkdir("out", 0777), 0);
	ck_assert_int_eq(symlink("../precious", "out/link"), 0);
	ck_assert_int_eq(mkfifo("out/fifo", 0600), 0);
	ck_assert_int_eq(mkdir("out/.0", 0777), 0);
	scratch_put_text("out/.0/f", "x");
	scratch_put_text("out/.1", "x");
	/* Deeper than any path or number of descriptors reaches. */
	ck_assert_int_eq(chdir("out"), 0);
	for (level = 0; level < 2500; level++) {
		ck_assert_int_eq(mkdir("d", 0777), 0);
		ck_assert_int_eq(chdir("d"), 0);
		if (level % 50 == 0)
			scratch_put_text("f", "x");
	}
	ck_assert_int_eq(chdir(scratch_path), 0);
	commit(open_outdir("out", true));
	ck_assert_uint_eq(scratch_count("out"), 0);
	scratch_holds_text("precious/f", "keep");
	ck_assert_uint_eq(scratch_count("."), 2);
	scratch_end();
}
END_TEST

START_TEST(places_that_cannot_be_a_folder_are_refused)
{
	scratch_begin();
	scratch_put_text("f", "x");
	open_fails("f", true, DN_E_NO_FILE);
	open_fails("no/out", false, DN_E_NO_FILE);
	open_fails("", false, DN_E_NO_FILE);
	open_fails(".", true, DN_E_NO_FILE);
	open_fails("..", true, DN_E_NO_FILE);
	open_fails("/", true, DN_E_NO_FILE);
	open_fails("/proc", true, DN_E_USAGE);
	ck_assert_int_eq(chmod(".", 0755), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	else
		ck_assert_int_eq(chmod(".", 0555), 0);
	open_fails("out", false, DN_E_NO_FILE);
	if (geteuid() == 65534)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod(".", 0755), 0);
	scratch_end();
}
END_TEST

START_TEST(the_target_of_a_link_is_the_folder_meant)
{
	struct dn_outdir *outdir;
	struct stat status;

	scratch_begin();
	ck_assert_int_eq(mkdir("real", 0777), 0);
	ck_assert_int_eq(symlink("real", "link"), 0);
	ck_assert_int_eq(symlink("new", "dangling"), 0);
	outdir = open_outdir("link", false);
	put(outdir, "f", "x");
	commit(outdir);
	scratch_holds_text("real/f", "x");
	commit(open_outdir("dangling//", false));
	ck_assert_int_eq(lstat("dangling", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_uint_eq(scratch_count("new"), 0);
	ck_assert_uint_eq(scratch_count("."), 4);
	scratch_end();
}
END_TEST

START_TEST(a_place_taken_meanwhile_is_not_overwritten)
{
	struct dn_outdir *outdir;

	scratch_begin();
	outdir = open_outdir("out", false);
	put(outdir, "f", "mine");
	ck_assert_int_eq(mkdir("out", 0777), 0);
	scratch_put_text("out/f", "theirs");
	commit_fails(outdir, DN_E_USAGE);
	scratch_holds_text("out/f", "theirs");
	outdir = open_outdir("new", true);
	put(outdir, "f", "mine");
	scratch_put_text("new", "theirs");
	commit_fails(outdir, DN_E_WRITE);
	scratch_holds_text("new", "theirs");
	ck_assert_uint_eq(scratch_count("."), 2);
	scratch_end();
}
END_TEST

START_TEST(a_name_is_written_once)
{
	static char name[5000];
	struct dn_outdir *outdir;

	scratch_begin();
	outdir = open_outdir("out", false);
	put(outdir, "f", "one");
	put(outdir, "a/f", "one");
	put_fails(outdir, "f", DN_E_ID_CLASH);
	put_fails(outdir, "a", DN_E_ID_CLASH);
	put_fails(outdir, "f/g", DN_E_ID_CLASH);
	put_fails(outdir, "f/g/h", DN_E_ID_CLASH);
	put_fails(outdir, "a/f/g", DN_E_ID_CLASH);
	memset(name, 'n', sizeof(name) - 1);
	memset(name + 100, '/', 4000);
	put_fails(outdir, name, DN_E_TOO_LONG);
	memset(name, 'n', sizeof(name) - 1);
	put(outdir, name, "long");
	put_fails(outdir, name, DN_E_ID_CLASH);
	name[2000] = 'm';
	put(outdir, name, "another");
	/* None of that spoils the folder. */
	commit(outdir);
	scratch_holds_text("out/f", "one");
	scratch_holds_text("out/a/f", "one");
	ck_assert_uint_eq(scratch_count("out"), 4);
	scratch_end();
}
END_TEST

START_TEST(names_from_data_stay_in_the_folder)
{
	static const char *const names[] = { "../x", "/x", "a/../../x", ".",
	    "..", "", "/", "a/", "//", "-rf", "~root", ".hidden", "x\ny",
	    "\x1B[31m", "CON", "nul.txt", "x.", "x ", "a\\b", "C:x", "50%",
	    "\xFF\xFE", "%2E%2E", "%", "%~", "\xE2\x80\xAE" };
	struct dn_outdir *outdir;
	struct dn_bytes path;
	size_t at;

	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	ck_assert_int_eq(chdir("in"), 0);
	dn_bytes_init(&path, SIZE_MAX);
	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
		outdir = open_outdir("out", true);
		put(outdir, names[at], names[at]);
		commit(outdir);
		ck_assert_uint_eq(scratch_count(".."), 1);
		ck_assert_uint_eq(scratch_count("."), 1);
		ck_assert_uint_eq(scratch_count("out"), 1);
		dn_bytes_clear(&path);
		dn_bytes_add_text(&path, "out/");
		dn_outdir_escape(&path, dn_span_of(names[at]));
		scratch_holds_text(dn_bytes_text(&path), names[at]);
	}
	dn_bytes_release(&path);
	scratch_end();
}
END_TEST

START_TEST(a_link_that_somebody_put_there_is_not_followed)
{
	struct dn_outdir *outdir;
	const struct dirent *entry;
	char path[600] = "";
	DIR *stream;

	scratch_begin();
	ck_assert_int_eq(mkdir("evil", 0777), 0);
	outdir = open_outdir("out", false);
	stream = opendir(".");
	ck_assert_ptr_nonnull(stream);
	while ((entry = readdir(stream)) != NULL)
		if (strncmp(entry->d_name, ".out.", 5) == 0)
			snprintf(path, sizeof(path), "%s/a", entry->d_name);
	closedir(stream);
	ck_assert_int_eq(symlink("../evil", path), 0);
	put_fails(outdir, "a/f", DN_E_WRITE);
	put_fails(outdir, "b", DN_E_WRITE);
	commit_fails(outdir, DN_E_WRITE);
	ck_assert_uint_eq(scratch_count("evil"), 0);
	ck_assert_uint_eq(scratch_count("."), 1);
	scratch_end();
}
END_TEST

/* Replace a full folder on a system without some calls. */
static void
replace_without(long number, int error)
{
	struct dn_outdir *outdir;

	scratch_begin();
	ck_assert_int_eq(mkdir("out", 0777), 0);
	scratch_put_text("out/old", "old");
	if (scratch_refuse(number, 0, error)) {
		outdir = open_outdir("out", true);
		put(outdir, "a/f", "new");
		commit(outdir);
		ck_assert_uint_eq(scratch_count("out"), 1);
		scratch_holds_text("out/a/f", "new");
		ck_assert_uint_eq(scratch_count("."), 1);
	}
	scratch_end();
}

START_TEST(without_an_exchange_folders_are_replaced_step_by_step)
{
	replace_without(SYS_renameat2, EINVAL);
}
END_TEST

START_TEST(without_openat2_the_files_are_the_same)
{
	replace_without(SYS_openat2, ENOSYS);
}
END_TEST

START_TEST(what_cannot_be_made_to_last_leaves_nothing)
{
	struct dn_outdir *outdir;
	char name[20];
	int at;

	scratch_begin();
	ck_assert_int_eq(mkdir("old", 0777), 0);
	scratch_put_text("old/f", "old");
	if (scratch_refuse(SYS_syncfs, 0, EIO)) {
		outdir = open_outdir("old", true);
		for (at = 0; at < 300; at++) {
			snprintf(name, sizeof(name), "%d", at);
			put(outdir, name, "x");
		}
		commit_fails(outdir, DN_E_WRITE);
		outdir = open_outdir("out", true);
		ck_assert(scratch_refuse(SYS_fsync, 0, EIO));
		put_fails(outdir, "f", DN_E_WRITE);
		commit_fails(outdir, DN_E_WRITE);
		commit_fails(open_outdir("out", true), DN_E_WRITE);
		scratch_holds_text("old/f", "old");
		ck_assert_uint_eq(scratch_count("."), 1);
	}
	scratch_end();
}
END_TEST

START_TEST(a_full_disk_leaves_nothing)
{
	static char content[100000];
	struct rlimit limit = { 50000, 50000 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_outdir *outdir;

	scratch_begin();
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	outdir = open_outdir("out", false);
	put(outdir, "small", "x");
	ck_assert_int_eq(dn_outdir_write(outdir, DN_SPAN("large"),
	    (struct dn_span){ content, sizeof(content) }, &err), -1);
	ck_assert_int_eq(err.code, DN_E_WRITE);
	put_fails(outdir, "another", DN_E_WRITE);
	commit_fails(outdir, DN_E_WRITE);
	ck_assert_uint_eq(scratch_count("."), 0);
	scratch_end();
}
END_TEST

START_TEST(more_files_than_are_synced_singly_are_written)
{
	struct dn_outdir *outdir;
	char name[40];
	int at;

	scratch_begin();
	outdir = open_outdir("out", false);
	for (at = 0; at < 600; at++) {
		snprintf(name, sizeof(name), "%d/%d", at % 7, at);
		put(outdir, name, name);
	}
	commit(outdir);
	for (at = 0; at < 600; at++) {
		snprintf(name, sizeof(name), "out/%d/%d", at % 7, at);
		scratch_holds_text(name, name + 4);
	}
	ck_assert_uint_eq(scratch_count("."), 1);
	scratch_end();
}
END_TEST

START_TEST(the_file_written_last_can_go_on)
{
	static const char text[] = " and more";
	struct dn_err err = DN_ERR_INIT;
	struct dn_outdir *outdir;

	scratch_begin();
	outdir = open_outdir("out", false);
	put(outdir, "a/f", "one");
	put(outdir, "b", "begun");
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(dn_outdir_append(outdir, dn_span_of(text),
		    &err), 0);
	put(outdir, "c", "after");
	commit(outdir);
	scratch_holds_text("out/a/f", "one");
	scratch_holds_text("out/b", "begun and more and more");
	scratch_holds_text("out/c", "after");
	scratch_end();
}
END_TEST

START_TEST(a_file_that_is_gone_does_not_go_on)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_outdir *outdir;
	size_t before;

	scratch_begin();
	before = scratch_descriptors();
	outdir = open_outdir("out", false);
	ck_assert_int_eq(dn_outdir_append(outdir, DN_SPAN("x"), &err), -1);
	ck_assert_int_eq(err.code, DN_E_WRITE);
	ck_assert_int_eq(dn_outdir_write(outdir, DN_SPAN("f"), DN_SPAN("x"),
	    &err), -1);
	dn_outdir_abort(outdir);
	ck_assert_uint_eq(scratch_count("."), 0);
	ck_assert_uint_eq(scratch_descriptors(), before);
	scratch_end();
}
END_TEST

static void
escapes_to(struct dn_span name, const char *want)
{
	struct dn_bytes path, back;

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_init(&back, SIZE_MAX);
	dn_outdir_escape(&path, name);
	ck_assert_str_eq(dn_bytes_text(&path), want);
	dn_outdir_unescape(&back, dn_bytes_span(&path));
	ck_assert(dn_span_equal(dn_bytes_span(&back), name));
	dn_bytes_release(&path);
	dn_bytes_release(&back);
}

START_TEST(unsafe_names_are_escaped_and_come_back)
{
	escapes_to(DN_SPAN("plain.txt"), "plain.txt");
	escapes_to(DN_SPAN("a/b c/d"), "a/b c/d");
	escapes_to(DN_SPAN("标注/图.jpg"), "标注/图.jpg");
	escapes_to(DN_SPAN(""), "%");
	escapes_to(DN_SPAN("/"), "%/%");
	escapes_to(DN_SPAN("a//b/"), "a/%/b/%");
	escapes_to(DN_SPAN("."), "%2E");
	escapes_to(DN_SPAN(".."), "%2E%2E");
	escapes_to(DN_SPAN("..."), "%2E.%2E");
	escapes_to(DN_SPAN(".a"), "%2Ea");
	escapes_to(DN_SPAN("-rf/~x"), "%2Drf/%7Ex");
	escapes_to(DN_SPAN("a-~.b"), "a-~.b");
	escapes_to(DN_SPAN("x. /y "), "x.%20/y%20");
	escapes_to(DN_SPAN("100%/:%41"), "100%25/%3A%2541");
	escapes_to(DN_SPAN("\\:*?\"<>|"), "%5C%3A%2A%3F%22%3C%3E%7C");
	escapes_to(DN_SPAN("\0\x1F\x7F"), "%00%1F%7F");
	escapes_to(DN_SPAN("\xC2\x85\xC2\xA0"), "%C2%85\xC2\xA0");
	escapes_to(DN_SPAN("\xFF\xC3(\xE4\xB8"), "%FF%C3(%E4%B8");
	escapes_to(DN_SPAN("\xED\xA0\x80\xC0\xAF"), "%ED%A0%80%C0%AF");
}
END_TEST

START_TEST(percent_signs_stay_where_nothing_is_taken_for_an_escape)
{
	escapes_to(DN_SPAN("100%/%41"), "100%/%41");
	escapes_to(DN_SPAN("%E4%B8%AD.txt"), "%E4%B8%AD.txt");
	escapes_to(DN_SPAN("x%20y"), "x%20y");
	escapes_to(DN_SPAN("%~0123456789abcdef.txt"),
	    "%~0123456789abcdef.txt");
	escapes_to(DN_SPAN("a%3Ab"), "a%253Ab");
	escapes_to(DN_SPAN("a%253Ab"), "a%25253Ab");
	escapes_to(DN_SPAN("x%20"), "x%2520");
	escapes_to(DN_SPAN("%FF"), "%25FF");
	escapes_to(DN_SPAN("%"), "%25");
	escapes_to(DN_SPAN("%25"), "%2525");
}
END_TEST

START_TEST(names_that_windows_reserves_are_escaped)
{
	escapes_to(DN_SPAN("CON"), "%43ON");
	escapes_to(DN_SPAN("con.txt"), "%63on.txt");
	escapes_to(DN_SPAN("Aux.tar.gz"), "%41ux.tar.gz");
	escapes_to(DN_SPAN("PRN .x"), "%50RN .x");
	escapes_to(DN_SPAN("a/NUL/b"), "a/%4EUL/b");
	escapes_to(DN_SPAN("COM1"), "%43OM1");
	escapes_to(DN_SPAN("lpt9.log"), "%6Cpt9.log");
	escapes_to(DN_SPAN("COM\xC2\xB2"), "%43OM\xC2\xB2");
	escapes_to(DN_SPAN("conin$"), "%63onin$");
	escapes_to(DN_SPAN("COM"), "COM");
	escapes_to(DN_SPAN("COM10"), "COM10");
	escapes_to(DN_SPAN("CONSOLE"), "CONSOLE");
	escapes_to(DN_SPAN("x.con"), "x.con");
	escapes_to(DN_SPAN("com\xC3\xB2"), "com\xC3\xB2");
}
END_TEST

START_TEST(any_bytes_make_safe_parts_and_come_back)
{
	struct dn_bytes path, back;
	uint64_t state = 11;
	size_t round, at, len;
	char name[200];

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_init(&back, SIZE_MAX);
	for (round = 0; round < 20000; round++) {
		len = suite_next(&state) % 80;
		for (at = 0; at < len; at++)
			name[at] = round % 2 ? (char)suite_next(&state) :
			    "./%-~ ab\x80"[suite_next(&state) % 9];
		dn_bytes_clear(&path);
		dn_bytes_clear(&back);
		dn_outdir_escape(&path, (struct dn_span){ name, len });
		dn_outdir_unescape(&back, dn_bytes_span(&path));
		ck_assert(dn_span_equal(dn_bytes_span(&back),
		    (struct dn_span){ name, len }));
		ck_assert_uint_eq(dn_utf8_valid(path.data, path.len),
		    path.len);
		ck_assert_ptr_null(strstr(dn_bytes_text(&path), "//"));
		ck_assert_ptr_null(strstr(dn_bytes_text(&path), "/."));
		ck_assert_int_ne(path.data[0], '/');
		ck_assert_int_ne(path.data[0], '.');
		ck_assert_int_ne(path.data[path.len - 1], '/');
	}
	dn_bytes_release(&path);
	dn_bytes_release(&back);
}
END_TEST

START_TEST(long_parts_are_cut_to_fit_and_stay_apart)
{
	struct dn_bytes path, other;
	char name[1000];
	size_t pad, len;

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_init(&other, SIZE_MAX);
	for (pad = 0; pad < 8; pad++) {
		/* Characters and escapes of three bytes, cut everywhere. */
		memset(name, 'x', sizeof(name));
		for (len = pad; len + 3 <= 600; len += 3)
			memcpy(name + len, pad % 2 ? "\xE6\xA0\x87" : ":::", 3);
		memcpy(name + len, ".json", 5);
		len += 5;
		dn_bytes_clear(&path);
		dn_outdir_escape(&path, (struct dn_span){ name, len });
		ck_assert_uint_le(path.len, 255);
		ck_assert_uint_gt(path.len, 248);
		ck_assert_uint_eq(dn_utf8_valid(path.data, path.len),
		    path.len);
		ck_assert_int_eq(memcmp(path.data + path.len - 5, ".json", 5),
		    0);
		ck_assert_int_eq(memcmp(path.data + path.len - 23, "%~", 2),
		    0);
		/* What goes with it under another suffix is called so too. */
		dn_bytes_clear(&other);
		memcpy(name + len - 5, ".conf", 5);
		dn_outdir_escape(&other, (struct dn_span){ name, len });
		ck_assert_uint_eq(other.len, path.len);
		ck_assert_int_eq(memcmp(path.data, other.data, path.len - 5),
		    0);
		memcpy(name + len - 5, ".json", 5);
		dn_bytes_clear(&other);
		name[590] ^= 1;
		dn_outdir_escape(&other, (struct dn_span){ name, len });
		ck_assert(!dn_span_equal(dn_bytes_span(&path),
		    dn_bytes_span(&other)));
	}
	/* 255 bytes fit; what is behind the last dot may be no extension. */
	memset(name, 'x', 256);
	dn_bytes_clear(&path);
	dn_outdir_escape(&path, (struct dn_span){ name, 255 });
	ck_assert_int_eq(memcmp(path.data, name, 255), 0);
	name[200] = '.';
	dn_bytes_clear(&path);
	dn_outdir_escape(&path, (struct dn_span){ name, 256 });
	ck_assert_uint_eq(path.len, 255);
	ck_assert_int_eq(memcmp(path.data + 237, "%~", 2), 0);
	dn_bytes_release(&path);
	dn_bytes_release(&other);
}
END_TEST

START_TEST(names_that_differ_in_capitals_alone_are_counted)
{
	struct dn_outdir *outdir;
	struct dn_span name;

	scratch_begin();
	outdir = open_outdir("new", false);
	put(outdir, "a/x.txt", "1");
	put(outdir, "a/y.txt", "2");
	ck_assert_uint_eq(dn_outdir_alike(outdir, &name), 0);
	put(outdir, "A/X.txt", "3");
	put(outdir, "a/Y.txt", "4");
	put_fails(outdir, "a/y.txt", DN_E_ID_CLASH);
	if (dn_hash_available()) {
		ck_assert_uint_eq(dn_outdir_alike(outdir, &name), 2);
		ck_assert(dn_span_is(name, "A/X.txt"));
	}
	put(outdir, "a/z.txt", "5");
	commit(outdir);
}
END_TEST

DN_SUITE(outdir, a_folder_appears_whole_at_the_commit,
    an_aborted_folder_leaves_nothing,
    an_empty_folder_is_replaced_and_a_full_one_only_when_asked,
    an_old_folder_is_removed_without_following_links,
    places_that_cannot_be_a_folder_are_refused,
    the_target_of_a_link_is_the_folder_meant,
    a_place_taken_meanwhile_is_not_overwritten, a_name_is_written_once,
    names_from_data_stay_in_the_folder,
    a_link_that_somebody_put_there_is_not_followed,
    without_an_exchange_folders_are_replaced_step_by_step,
    without_openat2_the_files_are_the_same,
    what_cannot_be_made_to_last_leaves_nothing,
    a_full_disk_leaves_nothing,
    more_files_than_are_synced_singly_are_written,
    the_file_written_last_can_go_on,
    a_file_that_is_gone_does_not_go_on,
    names_that_differ_in_capitals_alone_are_counted,
    unsafe_names_are_escaped_and_come_back,
    percent_signs_stay_where_nothing_is_taken_for_an_escape,
    names_that_windows_reserves_are_escaped,
    any_bytes_make_safe_parts_and_come_back,
    long_parts_are_cut_to_fit_and_stay_apart)
