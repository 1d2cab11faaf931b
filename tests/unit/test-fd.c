/* SPDX-License-Identifier: MIT */
/* Descriptors: calls taken up again, and paths that never leave a folder. */
#include "io/fd.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "scratch.h"
#include "suites.h"

#define PLENTY ((size_t)3 << 20)

/* Both ways to open beneath a folder must agree. */
static int
open_beneath(int way, int folder, const char *path, int flags)
{
	return way == 0 ? dn_fd_beneath(folder, path, flags, 0666, false) :
	    dn_fd_beneath_by_names(folder, path, flags, 0666);
}

static int
open_here(void)
{
	int fd = open(".", O_RDONLY | O_DIRECTORY);

	ck_assert_int_ge(fd, 0);
	return fd;
}

START_TEST(files_below_the_folder_are_opened)
{
	static const char *const names[] = { "f", "./f", "a/f", "a/b/f",
	    "a//b/./f" };
	size_t at;
	int way, fd, folder;

	scratch_begin();
	ck_assert_int_eq(mkdir("a", 0777), 0);
	ck_assert_int_eq(mkdir("a/b", 0777), 0);
	scratch_put_text("f", "x");
	scratch_put_text("a/f", "x");
	scratch_put_text("a/b/f", "x");
	folder = open_here();
	for (way = 0; way < 2; way++)
		for (at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
			fd = open_beneath(way, folder, names[at], O_RDONLY);
			ck_assert_msg(fd >= 0, "%s by way %d", names[at], way);
			ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
			close(fd);
		}
	close(folder);
	scratch_end();
}
END_TEST

START_TEST(what_leads_out_is_refused)
{
	static const char *const names[] = { "/etc/passwd", "../x", "a/../../x",
	    "out/passwd", "link", "a/up/x", "" };
	size_t at;
	int way, fd, folder;

	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	ck_assert_int_eq(mkdir("in/a", 0777), 0);
	scratch_put_text("x", "secret");
	ck_assert_int_eq(symlink("/etc", "in/out"), 0);
	ck_assert_int_eq(symlink("../x", "in/link"), 0);
	ck_assert_int_eq(symlink("../..", "in/a/up"), 0);
	ck_assert_int_eq(chdir("in"), 0);
	folder = open_here();
	for (way = 0; way < 2; way++)
		for (at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
			fd = open_beneath(way, folder, names[at], O_RDONLY);
			ck_assert_msg(fd < 0, "%s by way %d", names[at], way);
			ck_assert_int_eq(dn_fd_open_code(errno),
			    DN_E_NO_FILE);
		}
	/* With links, only those that stay inside. */
	scratch_put_text("a/f", "x");
	ck_assert_int_eq(symlink("a/f", "inside"), 0);
	ck_assert_int_lt(dn_fd_beneath(folder, "link", O_RDONLY, 0, true), 0);
	ck_assert_int_lt(dn_fd_beneath(folder, "out/passwd", O_RDONLY, 0,
	    true), 0);
	fd = dn_fd_beneath(folder, "inside", O_RDONLY, 0, true);
	ck_assert(fd >= 0 || errno == ELOOP);
	close(fd);
	close(folder);
	scratch_end();
}
END_TEST

START_TEST(a_file_is_made_only_where_none_is)
{
	char name[8] = "f-";
	int way, fd, folder;

	scratch_begin();
	ck_assert_int_eq(symlink("target", "link"), 0);
	folder = open_here();
	for (way = 0; way < 2; way++) {
		name[1] = (char)('0' + way);
		fd = open_beneath(way, folder, name,
		    O_WRONLY | O_CREAT | O_EXCL);
		ck_assert_int_ge(fd, 0);
		close(fd);
		ck_assert_int_lt(open_beneath(way, folder, name,
		    O_WRONLY | O_CREAT | O_EXCL), 0);
		ck_assert_int_eq(errno, EEXIST);
		ck_assert_int_lt(open_beneath(way, folder, "link",
		    O_WRONLY | O_CREAT | O_EXCL), 0);
		ck_assert_int_lt(access("target", F_OK), 0);
	}
	close(folder);
	scratch_end();
}
END_TEST

START_TEST(names_that_are_too_long_are_errors)
{
	static char name[PATH_MAX + 2];
	size_t before;
	int way, folder;

	scratch_begin();
	folder = open_here();
	before = scratch_descriptors();
	memset(name, 'n', sizeof(name) - 1);
	for (way = 0; way < 2; way++) {
		ck_assert_int_lt(open_beneath(way, folder, name, O_RDONLY), 0);
		ck_assert_int_eq(errno, ENAMETOOLONG);
		name[NAME_MAX + 1] = '\0';
		ck_assert_int_lt(open_beneath(way, folder, name, O_RDONLY), 0);
		ck_assert_int_eq(errno, ENAMETOOLONG);
		ck_assert_int_lt(open_beneath(way, folder, "no/such/folder",
		    O_RDONLY), 0);
		ck_assert_int_eq(errno, ENOENT);
		name[NAME_MAX + 1] = 'n';
	}
	ck_assert_uint_eq(scratch_descriptors(), before);
	close(folder);
	scratch_end();
}
END_TEST

static void
do_nothing(int number)
{
	(void)number;
}

/* Read slowly from a pipe until it ends; the exit status tells the sum. */
static void
drain(int fd)
{
	static unsigned char piece[777];
	unsigned long sum = 0;
	ssize_t got, at;

	while ((got = read(fd, piece, sizeof(piece))) > 0)
		for (at = 0; at < got; at++)
			sum = sum * 31 + piece[at];
	_exit((int)(sum % 251));
}

/* Write much to a pipe that does not block, with signals all the while. */
static void
write_disturbed(bool vector)
{
	struct itimerval often = { { 0, 500 }, { 0, 500 } };
	struct itimerval never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = do_nothing };
	unsigned char *data = malloc(PLENTY);
	struct iovec pieces[3000];
	unsigned long sum = 0;
	int ends[2], status;
	uint64_t state = 5;
	size_t at;
	pid_t reader;

	ck_assert_ptr_nonnull(data);
	for (at = 0; at < PLENTY; at++) {
		data[at] = (unsigned char)suite_next(&state);
		sum = sum * 31 + data[at];
	}
	ck_assert_int_eq(pipe(ends), 0);
	reader = fork();
	ck_assert_int_ge(reader, 0);
	if (reader == 0) {
		close(ends[1]);
		drain(ends[0]);
	}
	close(ends[0]);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
	if (vector) {
		for (at = 0; at < 3000; at++)
			pieces[at] = (struct iovec){ data + at * 1000,
			    at < 2999 ? 1000 : PLENTY - at * 1000 };
		ck_assert_int_eq(dn_fd_write_vector(ends[1], pieces, 3000), 0);
	} else {
		ck_assert_int_eq(dn_fd_write(ends[1], data, PLENTY), 0);
	}
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	close(ends[1]);
	ck_assert_int_eq(waitpid(reader, &status, 0), reader);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), (int)(sum % 251));
	free(data);
}

START_TEST(signals_and_full_pipes_lose_nothing)
{
	write_disturbed(false);
}
END_TEST

START_TEST(vectors_of_any_length_are_written_whole)
{
	write_disturbed(true);
}
END_TEST

START_TEST(empty_pieces_are_stepped_over)
{
	char a[] = "ab", b[] = "c";
	struct iovec pieces[] = { { a, 0 }, { a, 2 }, { NULL, 0 }, { b, 1 },
	    { b, 0 } };
	int fd;

	scratch_begin();
	fd = open("f", O_WRONLY | O_CREAT, 0666);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dn_fd_write_vector(fd, pieces, 5), 0);
	ck_assert_int_eq(dn_fd_write_vector(fd, pieces, 0), 0);
	close(fd);
	scratch_holds_text("f", "abc");
	scratch_end();
}
END_TEST

START_TEST(what_cannot_be_written_is_told)
{
	struct iovec piece = { (char[]){ "x" }, 1 };
	int fd = open("/dev/full", O_WRONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dn_fd_write(fd, "x", 1), -1);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_eq(dn_fd_write_vector(fd, &piece, 1), -1);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_eq(dn_fd_close(fd), 0);
	ck_assert_int_eq(dn_fd_close(fd), -1);
	ck_assert_int_eq(dn_fd_write(fd, "x", 1), -1);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(dn_fd_sync(fd), -1);
}
END_TEST

START_TEST(what_cannot_be_synced_is_no_error)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dn_fd_sync(ends[1]), 0);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(an_open_that_fails_has_the_code_of_its_cause)
{
	ck_assert_int_eq(dn_fd_open_code(ENOENT), DN_E_NO_FILE);
	ck_assert_int_eq(dn_fd_open_code(EACCES), DN_E_NO_FILE);
	ck_assert_int_eq(dn_fd_open_code(ENOSPC), DN_E_WRITE);
	ck_assert_int_eq(dn_fd_open_code(ENOMEM), DN_E_NO_MEMORY);
	ck_assert_int_eq(dn_fd_open_code(EMFILE), DN_E_SYSTEM);
	ck_assert_int_eq(dn_fd_open_code(EIO), DN_E_SYSTEM);
}
END_TEST

START_TEST(a_folder_is_removed_with_all_that_is_in_it)
{
	char name[32];
	size_t before;
	int folder, at;

	scratch_begin();
	ck_assert_int_eq(mkdir("keep", 0777), 0);
	scratch_put_text("keep/f", "x");
	ck_assert_int_eq(mkdir("a", 0777), 0);
	ck_assert_int_eq(symlink("../keep", "a/link"), 0);
	/* Names that those moved up would have. */
	for (at = 0; at < 50; at++) {
		snprintf(name, sizeof(name), "a/%s%d", at % 3 ? "." : "", at);
		ck_assert_int_eq(mkdir(name, 0777), 0);
		snprintf(name, sizeof(name), "a/%s%d/d", at % 3 ? "." : "",
		    at);
		ck_assert_int_eq(mkdir(name, 0777), 0);
		snprintf(name, sizeof(name), "a/%s%d/d/f", at % 3 ? "." : "",
		    at);
		if (at % 2)
			scratch_put_text(name, "x");
	}
	scratch_put_text("a/.51", "x");
	folder = open_here();
	before = scratch_descriptors();
	ck_assert_int_eq(dn_fd_remove(folder, "a"), 0);
	ck_assert_int_eq(dn_fd_remove(folder, "a"), -1);
	ck_assert_int_eq(errno, ENOENT);
	scratch_put_text("f", "x");
	ck_assert_int_eq(symlink("keep", "link"), 0);
	ck_assert_int_eq(dn_fd_remove(folder, "f"), -1);
	ck_assert_int_eq(dn_fd_remove(folder, "link"), -1);
	scratch_holds_text("keep/f", "x");
	ck_assert_uint_eq(scratch_count("."), 3);
	ck_assert_uint_eq(scratch_descriptors(), before);
	close(folder);
	scratch_end();
}
END_TEST

DN_SUITE(fd, files_below_the_folder_are_opened, what_leads_out_is_refused,
    a_file_is_made_only_where_none_is, names_that_are_too_long_are_errors,
    signals_and_full_pipes_lose_nothing,
    vectors_of_any_length_are_written_whole, empty_pieces_are_stepped_over,
    what_cannot_be_written_is_told, what_cannot_be_synced_is_no_error,
    an_open_that_fails_has_the_code_of_its_cause,
    a_folder_is_removed_with_all_that_is_in_it)
