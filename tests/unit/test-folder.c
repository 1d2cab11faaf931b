/* SPDX-License-Identifier: MIT */
/* Folders: one order, no way out, nothing followed in circles. */
#include "io/folder.h"

#include <errno.h>
#include <limits.h>
#include <sys/resource.h>

#include "scratch.h"
#include "suites.h"

static struct dn_folder *
open_folder(const char *path)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_folder *folder = dn_folder_open(path, &err);

	ck_assert_msg(folder != NULL, "%s: %s", path, err.text);
	return folder;
}

/* Assert that a folder lists as the names, each followed by a newline. */
static void
lists_as(const struct dn_folder *folder, const char *names)
{
	struct dn_bytes got;
	size_t at;

	dn_bytes_init(&got, SIZE_MAX);
	for (at = 0; at < dn_folder_count(folder); at++) {
		dn_bytes_add_text(&got, dn_folder_name(folder, at));
		dn_bytes_add_byte(&got, '\n');
	}
	ck_assert_str_eq(dn_bytes_text(&got), names);
	dn_bytes_release(&got);
}

static void
file_fails(const struct dn_folder *folder, const char *name)
{
	struct dn_err err = DN_ERR_INIT;
	size_t before = scratch_descriptors();

	ck_assert_msg(dn_folder_file(folder, name, &err) == -1, "%s", name);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_uint_eq(err.excerpt_len, strlen(name));
	ck_assert_int_eq(memcmp(err.excerpt, name, err.excerpt_len), 0);
	ck_assert_ptr_nonnull(err.source);
	err = (struct dn_err)DN_ERR_INIT;
	ck_assert_ptr_null(dn_folder_src(folder, name, "in/it", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_str_eq(err.source, "in/it");
	ck_assert_uint_eq(scratch_descriptors(), before);
}

static void
file_holds(const struct dn_folder *folder, const char *name, char byte)
{
	struct dn_err err = DN_ERR_INIT;
	int fd = dn_folder_file(folder, name, &err);
	struct dn_src *src;
	size_t count;
	char got = 0;

	ck_assert_msg(fd >= 0, "%s: %s", name, err.text);
	ck_assert_int_eq((int)read(fd, &got, 1), 1);
	ck_assert_int_eq(got, byte);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	src = dn_folder_src(folder, name, "in/it", &err);
	ck_assert_msg(src != NULL, "%s: %s", name, err.text);
	ck_assert_uint_eq(dn_src_size(src), 1);
	ck_assert_str_eq(dn_src_name(src), "in/it");
	ck_assert_int_eq(dn_src_read(src, &got, 1, &count, &err), 1);
	ck_assert_int_eq(got, byte);
	ck_assert_int_eq(dn_src_read(src, &got, 1, &count, &err), 0);
	dn_src_close(src);
}

START_TEST(files_are_listed_in_byte_order_of_whole_paths)
{
	static const char *const names[] = { "b", "a.b", "a/b", "a/a/z", "a0",
	    "B", "a b", "\xFF", "new\nline", "\xC3\xA4", "a/-rf" };
	struct dn_folder *folder;
	size_t at;

	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	ck_assert_int_eq(chdir("in"), 0);
	ck_assert_int_eq(mkdir("a", 0777), 0);
	ck_assert_int_eq(mkdir("a/a", 0777), 0);
	ck_assert_int_eq(mkdir("empty", 0777), 0);
	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++)
		scratch_put_text(names[at], "x");
	folder = open_folder("../in");
	lists_as(folder, "B\na b\na.b\na/-rf\na/a/z\na/b\na0\nb\nnew\nline\n"
	    "\xC3\xA4\n\xFF\n");
	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++)
		file_holds(folder, names[at], 'x');
	ck_assert_uint_eq(dn_folder_skipped(folder), 0);
	dn_folder_close(folder);
	dn_folder_close(NULL);
	scratch_end();
}
END_TEST

START_TEST(hidden_names_and_what_is_no_file_are_left_out)
{
	struct dn_folder *folder;

	scratch_begin();
	ck_assert_int_eq(mkdir(".git", 0777), 0);
	scratch_put_text(".git/config", "x");
	scratch_put_text(".hidden", "x");
	scratch_put_text("seen", "x");
	scratch_put_text("..seen", "x");
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	folder = open_folder(".");
	lists_as(folder, "seen\n");
	ck_assert_uint_eq(dn_folder_skipped(folder), 1);
	/* A name in data may be hidden; a FIFO is not waited for. */
	file_holds(folder, ".hidden", 'x');
	file_fails(folder, "fifo");
	file_fails(folder, ".git");
	dn_folder_close(folder);
	scratch_end();
}
END_TEST

/* True when this kernel can follow links that stay inside. */
static bool
follows_links(const struct dn_folder *folder, const char *link)
{
	struct dn_err err = DN_ERR_INIT;
	int fd = dn_folder_file(folder, link, &err);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

START_TEST(links_inside_are_read_and_no_others)
{
	struct dn_folder *folder;

	scratch_begin();
	scratch_put_text("secret", "s");
	ck_assert_int_eq(mkdir("in", 0777), 0);
	ck_assert_int_eq(mkdir("in/a", 0777), 0);
	scratch_put_text("in/a/f", "x");
	ck_assert_int_eq(symlink("a/f", "in/inside"), 0);
	ck_assert_int_eq(symlink("../a/../a/f", "in/a/up"), 0);
	ck_assert_int_eq(symlink("../secret", "in/outside"), 0);
	ck_assert_int_eq(symlink("/etc/passwd", "in/absolute"), 0);
	ck_assert_int_eq(symlink("nothing", "in/dangling"), 0);
	ck_assert_int_eq(symlink("loop", "in/loop"), 0);
	ck_assert_int_eq(symlink("..", "in/a/circle"), 0);
	ck_assert_int_eq(symlink("a", "in/folder"), 0);
	folder = open_folder("in");
	if (follows_links(folder, "inside")) {
		lists_as(folder, "a/f\na/up\ninside\n");
		ck_assert_uint_eq(dn_folder_skipped(folder), 6);
		file_holds(folder, "inside", 'x');
		file_holds(folder, "folder/f", 'x');
	} else {
		lists_as(folder, "a/f\n");
		ck_assert_uint_eq(dn_folder_skipped(folder), 8);
	}
	file_fails(folder, "outside");
	file_fails(folder, "absolute");
	file_fails(folder, "dangling");
	file_fails(folder, "loop");
	file_fails(folder, "../secret");
	file_fails(folder, "a/../../secret");
	file_fails(folder, "/etc/passwd");
	file_fails(folder, "a");
	file_fails(folder, "");
	file_fails(folder, "missing");
	dn_folder_close(folder);
	scratch_end();
}
END_TEST

START_TEST(without_openat2_no_link_is_followed)
{
	struct dn_folder *folder;

	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	ck_assert_int_eq(mkdir("in/a", 0777), 0);
	scratch_put_text("secret", "s");
	scratch_put_text("in/a/f", "x");
	ck_assert_int_eq(symlink("a/f", "in/inside"), 0);
	ck_assert_int_eq(symlink("../secret", "in/outside"), 0);
	if (scratch_refuse(SYS_openat2, 0, ENOSYS)) {
		folder = open_folder("in");
		lists_as(folder, "a/f\n");
		ck_assert_uint_eq(dn_folder_skipped(folder), 2);
		file_holds(folder, "a/f", 'x');
		file_fails(folder, "inside");
		file_fails(folder, "outside");
		file_fails(folder, "../secret");
		dn_folder_close(folder);
	}
	scratch_end();
}
END_TEST

START_TEST(a_folder_may_be_named_by_a_link)
{
	struct dn_folder *folder;

	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	scratch_put_text("in/f", "x");
	ck_assert_int_eq(symlink("in", "link"), 0);
	ck_assert(dn_folder_is("link"));
	ck_assert(dn_folder_is("in"));
	ck_assert(!dn_folder_is("in/f"));
	ck_assert(!dn_folder_is("missing"));
	folder = open_folder("link");
	/* What is opened is what was listed, whatever happens to the path. */
	ck_assert_int_eq(rename("in", "moved"), 0);
	lists_as(folder, "f\n");
	file_holds(folder, "f", 'x');
	dn_folder_close(folder);
	scratch_end();
}
END_TEST

START_TEST(what_is_no_folder_is_refused)
{
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	scratch_put_text("f", "x");
	ck_assert_ptr_null(dn_folder_open("f", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_str_eq(err.source, "f");
	ck_assert_ptr_null(dn_folder_open("missing", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_ptr_null(dn_folder_open("", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	scratch_end();
}
END_TEST

START_TEST(a_folder_that_may_not_be_read_is_an_error)
{
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	ck_assert_int_eq(chmod(".", 0755), 0);
	ck_assert_int_eq(mkdir("in", 0755), 0);
	ck_assert_int_eq(mkdir("in/closed", 0), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_ptr_null(dn_folder_open("in", &err));
	ck_assert_int_eq(err.code, DN_E_READ);
	ck_assert_str_eq(err.source, "in");
	ck_assert_int_eq(memcmp(err.excerpt, "closed", 6), 0);
	if (geteuid() == 65534)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod("in/closed", 0700), 0);
	scratch_end();
}
END_TEST

/* Go down `depth` folders, making them; the test's own remover takes them. */
static void
make_deep(const char *name, int depth)
{
	int level;

	for (level = 0; level < depth; level++) {
		ck_assert_int_eq(mkdir(name, 0777), 0);
		ck_assert_int_eq(chdir(name), 0);
	}
	scratch_put_text("f", "x");
	ck_assert_int_eq(chdir(scratch_path), 0);
}

START_TEST(deep_folders_take_few_descriptors)
{
	struct rlimit limit = { 16, 16 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_folder *folder;
	size_t before;

	scratch_begin();
	make_deep("d", 1000);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	before = scratch_descriptors();
	folder = open_folder(".");
	ck_assert_uint_eq(dn_folder_count(folder), 1);
	ck_assert_uint_eq(strlen(dn_folder_name(folder, 0)), 2001);
	file_holds(folder, dn_folder_name(folder, 0), 'x');
	dn_folder_close(folder);
	ck_assert_uint_eq(scratch_descriptors(), before);
	/* Paths longer than the system takes are an error, not a loss. */
	make_deep("a-name-of-thirty-two-characters-", 200);
	ck_assert_ptr_null(dn_folder_open(".", &err));
	ck_assert_int_eq(err.code, DN_E_READ);
	ck_assert_uint_eq(scratch_descriptors(), before);
	scratch_end();
}
END_TEST

START_TEST(many_files_are_all_listed)
{
	struct dn_folder *folder;
	char name[32], before[32] = "";
	int at;

	scratch_begin();
	for (at = 0; at < 600; at++) {
		if (at % 100 == 0) {
			snprintf(name, sizeof(name), "%d", at / 100);
			ck_assert_int_eq(mkdir(name, 0777), 0);
		}
		snprintf(name, sizeof(name), "%d/%d", at / 100, at);
		scratch_put(name, "", 0);
	}
	folder = open_folder(".");
	ck_assert_uint_eq(dn_folder_count(folder), 600);
	for (at = 0; at < 600; at++) {
		ck_assert_int_lt(strcmp(before, dn_folder_name(folder,
		    (size_t)at)), 0);
		snprintf(before, sizeof(before), "%s",
		    dn_folder_name(folder, (size_t)at));
	}
	dn_folder_close(folder);
	scratch_end();
}
END_TEST

DN_SUITE(folder, files_are_listed_in_byte_order_of_whole_paths,
    hidden_names_and_what_is_no_file_are_left_out,
    links_inside_are_read_and_no_others,
    without_openat2_no_link_is_followed, a_folder_may_be_named_by_a_link,
    what_is_no_folder_is_refused, a_folder_that_may_not_be_read_is_an_error,
    deep_folders_take_few_descriptors, many_files_are_all_listed)
