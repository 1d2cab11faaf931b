/* SPDX-License-Identifier: MIT */
/* Sources: files, pipes, compression by content, and every way to fail. */
#include "config.h"

#include "io/src.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "scratch.h"
#include "suites.h"

#define TEXT_SIZE 300000

/* A text that compresses by about half, the same every time. */
static void
make_text(char *text, size_t len)
{
	uint64_t state = 7;
	size_t at;

	for (at = 0; at < len; at++)
		text[at] = "abcdefghijklmno\n"[suite_next(&state) % 16];
}

/* Append `data` to `file` as one gzip member. */
static void
add_gzip(FILE *file, const char *data, size_t len)
{
	static unsigned char packed[2 * TEXT_SIZE];
	z_stream gzip = { 0 };

	ck_assert_int_eq(deflateInit2(&gzip, 6, Z_DEFLATED, 16 + 15, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	gzip.next_in = (Bytef *)(uintptr_t)data;
	gzip.avail_in = (uInt)len;
	gzip.next_out = packed;
	gzip.avail_out = sizeof(packed);
	ck_assert_int_eq(deflate(&gzip, Z_FINISH), Z_STREAM_END);
	ck_assert_uint_eq(fwrite(packed, 1, gzip.total_out, file),
	    gzip.total_out);
	deflateEnd(&gzip);
}

/*
 * Read all of a source by pieces of `step` into `out`; the last status, with
 * `err` filled when it is -1.
 */
static int
read_up(struct dn_src *src, struct dn_bytes *out, size_t step,
    struct dn_err *err)
{
	size_t got;
	int status;
	char *to;

	do {
		got = 0;
		to = dn_bytes_reserve(out, step);
		/* Not asserted each time: that costs more than the read. */
		if (to == NULL)
			ck_abort_msg("out of memory");
		status = dn_src_read(src, to, step, &got, err);
		if (status == 1 && (got < 1 || got > step))
			ck_abort_msg("%zu bytes of %zu", got, step);
		out->len += status == 1 ? got : 0;
	} while (status == 1);
	return status;
}

/* Assert that a file reads as `text` in pieces of many sizes. */
static void
reads_as(const char *path, const char *text, size_t len)
{
	static const size_t steps[] = { 1, 7, 4096, (size_t)1 << 20 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	struct dn_src *src;
	size_t at;

	dn_bytes_init(&out, SIZE_MAX);
	for (at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
		dn_bytes_clear(&out);
		src = dn_src_open(path, &err);
		ck_assert_msg(src != NULL, "%s: %s", path, err.text);
		ck_assert_msg(read_up(src, &out, steps[at], &err) == 0,
		    "%s: %s", path, err.text);
		ck_assert_uint_eq(out.len, len);
		ck_assert(len == 0 || memcmp(out.data, text, len) == 0);
		ck_assert_int_eq(read_up(src, &out, 1, &err), 0);
		dn_src_close(src);
	}
	dn_bytes_release(&out);
	ck_assert_int_eq(err.code, DN_E_NONE);
}

/*
 * Assert that a file gives out a beginning of `text` (NULL: whatever) of at
 * least `least` bytes and then fails, again and again, with `code`.
 */
static void
fails_after(const char *path, const char *text, size_t least,
    enum dn_code code)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src = dn_src_open(path, &err);
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_msg(src != NULL, "%s", err.text);
	ck_assert_int_eq(read_up(src, &out, 1000, &err), -1);
	ck_assert_int_eq(err.code, code);
	ck_assert_str_eq(err.source, path);
	ck_assert_uint_ge(out.len, least);
	ck_assert(out.len == 0 || text == NULL ||
	    memcmp(out.data, text, out.len) == 0);
	err = (struct dn_err)DN_ERR_INIT;
	ck_assert_int_eq(read_up(src, &out, 1000, &err), -1);
	ck_assert_int_eq(err.code, code);
	dn_src_close(src);
	dn_bytes_release(&out);
}

static void
open_fails(const char *path, enum dn_code code)
{
	struct dn_err err = DN_ERR_INIT;
	size_t before = scratch_descriptors();

	ck_assert_ptr_null(dn_src_open(path, &err));
	ck_assert_msg(err.code == code, "%s: %s", path, err.text);
	ck_assert_str_eq(err.source, path);
	ck_assert_uint_eq(scratch_descriptors(), before);
}

START_TEST(plain_files_are_read_as_they_are)
{
	static char text[TEXT_SIZE];

	scratch_begin();
	make_text(text, sizeof(text));
	scratch_put("plain", text, sizeof(text));
	reads_as("plain", text, sizeof(text));
	scratch_put("empty", "", 0);
	reads_as("empty", "", 0);
	scratch_end();
}
END_TEST

START_TEST(the_beginning_of_a_magic_is_plain_data)
{
	static const struct dn_span begins[] = { DN_SPAN("\x1F"),
	    DN_SPAN("\x1F\x8C"), DN_SPAN("\x28"), DN_SPAN("\x28\xB5\x2F"),
	    DN_SPAN("\x28\xB5\x2F."), DN_SPAN("P*M"), DN_SPAN("P*M\x19"),
	    DN_SPAN("\xFD" "7zXZ"), DN_SPAN("BZh91AY&S"), DN_SPAN("B"),
	    DN_SPAN("BZh91AY&SZ.........."), DN_SPAN("\0\0\0") };
	size_t at;

	scratch_begin();
	for (at = 0; at < sizeof(begins) / sizeof(begins[0]); at++) {
		scratch_put("f", begins[at].ptr, begins[at].len);
		reads_as("f", begins[at].ptr, begins[at].len);
	}
	scratch_end();
}
END_TEST

START_TEST(all_members_of_a_gzip_file_are_read)
{
	static char text[TEXT_SIZE];
	FILE *file;

	scratch_begin();
	make_text(text, sizeof(text));
	file = fopen("f", "wb");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, text, 1000);
	add_gzip(file, "", 0);
	add_gzip(file, text + 1000, 1);
	add_gzip(file, text + 1001, sizeof(text) - 1001);
	add_gzip(file, "", 0);
	ck_assert_int_eq(fclose(file), 0);
	reads_as("f", text, sizeof(text));
	file = fopen("none", "wb");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, "", 0);
	ck_assert_int_eq(fclose(file), 0);
	reads_as("none", "", 0);
	scratch_end();
}
END_TEST

START_TEST(a_gzip_file_cut_anywhere_is_truncated)
{
	static char text[600], packed[2000];
	size_t len, cut, least = 0;
	FILE *file;

	scratch_begin();
	make_text(text, sizeof(text));
	file = fopen("f", "w+b");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, text, 300);
	least = (size_t)ftell(file);
	add_gzip(file, text + 300, 300);
	rewind(file);
	len = fread(packed, 1, sizeof(packed), file);
	fclose(file);
	for (cut = 2; cut < len; cut++) {
		scratch_put("cut", packed, cut);
		if (cut == least)
			reads_as("cut", text, 300);
		else
			fails_after("cut", text, cut > least ? 300 : 0,
			    DN_E_TRUNCATED);
	}
	scratch_end();
}
END_TEST

START_TEST(zero_bytes_behind_gzip_members_are_padding)
{
	static char text[3000], packed[200000];
	size_t len;
	FILE *file;

	scratch_begin();
	make_text(text, sizeof(text));
	file = fopen("f", "w+b");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, text, 1000);
	fwrite(packed, 1, 511, file);
	add_gzip(file, text + 1000, 2000);
	rewind(file);
	len = fread(packed, 1, sizeof(packed), file);
	fclose(file);
	scratch_put("some", packed, len + 1);
	reads_as("some", text, sizeof(text));
	scratch_put("many", packed, sizeof(packed));
	reads_as("many", text, sizeof(text));
	packed[len + 100] = 1;
	scratch_put("garbage", packed, len + 101);
	fails_after("garbage", text, sizeof(text), DN_E_TRUNCATED);
	scratch_end();
}
END_TEST

START_TEST(damage_and_garbage_in_gzip_are_told)
{
	static char text[4000], packed[8000];
	size_t len;
	FILE *file;

	scratch_begin();
	make_text(text, sizeof(text));
	file = fopen("f", "w+b");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, text, sizeof(text));
	rewind(file);
	len = fread(packed, 1, sizeof(packed), file);
	fclose(file);
	/* A wrong check sum: all is given out, and then it is told. */
	packed[len - 5] ^= 1;
	scratch_put("sum", packed, len);
	fails_after("sum", text, sizeof(text), DN_E_TRUNCATED);
	packed[len - 5] ^= 1;
	packed[len] = '{';
	scratch_put("behind", packed, len + 1);
	fails_after("behind", text, sizeof(text), DN_E_TRUNCATED);
	memset(packed + len, '\n', 100);
	scratch_put("behind", packed, len + 100);
	fails_after("behind", text, sizeof(text), DN_E_TRUNCATED);
	packed[len / 2] ^= 0x55;
	packed[len / 2 + 1] ^= 0x55;
	scratch_put("bad", packed, len);
	fails_after("bad", NULL, 0, DN_E_TRUNCATED);
	scratch_end();
}
END_TEST

#ifdef HAVE_ZSTD
static size_t
pack_zstd(char *to, size_t size, const char *data, size_t len)
{
	size_t made = ZSTD_compress(to, size, data, len, 3);

	ck_assert(!ZSTD_isError(made));
	return made;
}
#endif

START_TEST(all_frames_of_a_zstandard_file_are_read)
{
#ifdef HAVE_ZSTD
	static const char skipped[] = "\x5A\x2A\x4D\x18\x03\0\0\0abc";
	static char text[TEXT_SIZE], packed[2 * TEXT_SIZE];
	size_t len;

	scratch_begin();
	make_text(text, sizeof(text));
	memcpy(packed, skipped, sizeof(skipped) - 1);
	len = sizeof(skipped) - 1;
	scratch_put("f", packed, len);
	reads_as("f", "", 0);
	len += pack_zstd(packed + len, sizeof(packed) - len, text, 1000);
	len += pack_zstd(packed + len, sizeof(packed) - len, text, 0);
	memcpy(packed + len, skipped, sizeof(skipped) - 1);
	len += sizeof(skipped) - 1;
	len += pack_zstd(packed + len, sizeof(packed) - len, text + 1000,
	    sizeof(text) - 1000);
	scratch_put("f", packed, len);
	reads_as("f", text, sizeof(text));
	memcpy(packed + len, skipped, sizeof(skipped) - 1);
	scratch_put("f", packed, len + sizeof(skipped) - 1);
	reads_as("f", text, sizeof(text));
	scratch_end();
#endif
}
END_TEST

START_TEST(a_zstandard_file_cut_anywhere_is_truncated)
{
#ifdef HAVE_ZSTD
	static char text[600], packed[2000];
	size_t len, cut, first;

	scratch_begin();
	make_text(text, sizeof(text));
	first = pack_zstd(packed, sizeof(packed), text, 300);
	len = first + pack_zstd(packed + first, sizeof(packed) - first,
	    text + 300, 300);
	for (cut = 4; cut < len; cut++) {
		scratch_put("cut", packed, cut);
		if (cut == first)
			reads_as("cut", text, 300);
		else
			fails_after("cut", text, cut > first ? 300 : 0,
			    DN_E_TRUNCATED);
	}
	packed[len] = '{';
	memset(packed + len + 1, ' ', 20);
	scratch_put("behind", packed, len + 1);
	fails_after("behind", text, sizeof(text), DN_E_TRUNCATED);
	scratch_put("behind", packed, len + 21);
	fails_after("behind", text, sizeof(text), DN_E_TRUNCATED);
	packed[len / 2] ^= 0x55;
	scratch_put("bad", packed, len);
	fails_after("bad", NULL, 300, DN_E_TRUNCATED);
	scratch_end();
#endif
}
END_TEST

START_TEST(a_window_beyond_the_cap_is_named)
{
#ifdef HAVE_ZSTD
	/* Window descriptor 0xA0 asks for 2^30 bytes. */
	static const char frame[] = "\x28\xB5\x2F\xFD\x00\xA0\x01\x00\x00";

	scratch_begin();
	scratch_put("f", frame, sizeof(frame) - 1);
	fails_after("f", "", 0, DN_E_NOT_BUILT);
	scratch_end();
#endif
}
END_TEST

START_TEST(other_compressions_are_named_and_refused)
{
	static const struct dn_span begins[] = {
	    DN_SPAN("\xFD" "7zXZ\0\0\4\0\0"), DN_SPAN("BZh91AY&SY\0"),
	    DN_SPAN("\x04\x22\x4D\x18\x64"), DN_SPAN("\x1F\x9D\x90") };
	size_t at;

	scratch_begin();
	for (at = 0; at < sizeof(begins) / sizeof(begins[0]); at++) {
		scratch_put("f", begins[at].ptr, begins[at].len);
		open_fails("f", DN_E_NOT_BUILT);
	}
	scratch_end();
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	scratch_begin();
	open_fails("missing", DN_E_NO_FILE);
	open_fails("", DN_E_NO_FILE);
	open_fails(".", DN_E_NO_FILE);
	scratch_put_text("f", "x");
	open_fails("f/g", DN_E_NO_FILE);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	open_fails("loop", DN_E_NO_FILE);
	scratch_end();
}
END_TEST

START_TEST(stdin_may_be_closed_a_folder_or_read_only_once)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src;
	char byte;
	size_t got;

	scratch_begin();
	close(STDIN_FILENO);
	ck_assert_ptr_null(dn_src_open("-", &err));
	ck_assert_int_eq(err.code, DN_E_READ);
	ck_assert_str_eq(err.source, "<stdin>");
	ck_assert_int_eq(open(".", O_RDONLY), STDIN_FILENO);
	ck_assert_ptr_null(dn_src_open("-", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	close(STDIN_FILENO);
	/* Open, but not for reading: as a placeholder for a closed one is. */
	ck_assert_int_eq(open("/dev/null", O_WRONLY), STDIN_FILENO);
	ck_assert_ptr_null(dn_src_open("-", &err));
	ck_assert_int_eq(err.code, DN_E_READ);
	close(STDIN_FILENO);
	scratch_put_text("f", "x");
	ck_assert_int_eq(open("f", O_RDONLY), STDIN_FILENO);
	src = dn_src_open("-", &err);
	ck_assert_ptr_nonnull(src);
	ck_assert_str_eq(dn_src_name(src), "<stdin>");
	ck_assert_int_eq(dn_src_read(src, &byte, 1, &got, &err), 1);
	ck_assert_int_eq(byte, 'x');
	dn_src_close(src);
	ck_assert_int_eq(fcntl(STDIN_FILENO, F_GETFD), 0);
	scratch_end();
}
END_TEST

START_TEST(the_size_is_that_of_the_stored_file)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src;
	int ends[2];

	scratch_begin();
	scratch_put_text("f", "12345");
	src = dn_src_open("f", &err);
	ck_assert_ptr_nonnull(src);
	ck_assert_uint_eq(dn_src_size(src), 5);
	ck_assert_str_eq(dn_src_name(src), "f");
	dn_src_close(src);
	ck_assert_int_eq(pipe(ends), 0);
	close(ends[1]);
	src = dn_src_open_fd(ends[0], "pipe", &err);
	ck_assert_ptr_nonnull(src);
	ck_assert_uint_eq(dn_src_size(src), 0);
	ck_assert_str_eq(dn_src_name(src), "pipe");
	dn_src_close(src);
	ck_assert_int_lt(fcntl(ends[0], F_GETFD), 0);
	dn_src_close(NULL);
	scratch_end();
}
END_TEST

static void
do_nothing(int number)
{
	(void)number;
}

/* A child that writes a text byte by byte, pausing now and then. */
static pid_t
write_slowly(int to, int other, const char *text, size_t len)
{
	pid_t child = fork();
	size_t at;

	ck_assert_int_ge(child, 0);
	if (child != 0)
		return child;
	close(other);
	for (at = 0; at < len; at++) {
		if (at % 100 < 3)
			usleep(300);
		if (write(to, text + at, 1) != 1)
			_exit(1);
	}
	_exit(0);
}

START_TEST(slow_pipes_signals_and_waits_lose_nothing)
{
	struct itimerval often = { { 0, 700 }, { 0, 700 } };
	struct sigaction action = { .sa_handler = do_nothing };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	struct dn_src *src;
	static char text[5000];
	int ends[2], status, packed;
	pid_t child;
	FILE *file;

	scratch_begin();
	make_text(text, sizeof(text));
	file = fopen("f", "wb");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, text, sizeof(text));
	fclose(file);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	for (packed = 0; packed < 2; packed++) {
		dn_bytes_init(&out, SIZE_MAX);
		if (packed) {
			file = fopen("f", "rb");
			ck_assert_ptr_nonnull(file);
			out.len = fread(dn_bytes_reserve(&out, 9000), 1, 9000,
			    file);
			fclose(file);
		} else {
			dn_bytes_add(&out, text, sizeof(text));
		}
		ck_assert_int_eq(pipe(ends), 0);
		child = write_slowly(ends[1], ends[0], out.data, out.len);
		close(ends[1]);
		ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
		ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
		dn_bytes_clear(&out);
		src = dn_src_open_fd(ends[0], "pipe", &err);
		ck_assert_ptr_nonnull(src);
		ck_assert_int_eq(read_up(src, &out, 100, &err), 0);
		dn_src_close(src);
		ck_assert_int_eq(setitimer(ITIMER_REAL,
		    &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL), 0);
		ck_assert_uint_eq(out.len, sizeof(text));
		ck_assert_int_eq(memcmp(out.data, text, out.len), 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert_int_eq(status, 0);
		dn_bytes_release(&out);
	}
	scratch_end();
}
END_TEST

START_TEST(what_is_left_of_a_file_is_appended)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	struct dn_src *src;
	char first[2];
	size_t got;

	scratch_begin();
	scratch_put_text("f", "12345");
	src = dn_src_open_file(open("f", O_RDONLY), 5, "its name", &err);
	ck_assert_ptr_nonnull(src);
	ck_assert_uint_eq(dn_src_size(src), 5);
	ck_assert_str_eq(dn_src_name(src), "its name");
	ck_assert_int_eq(dn_src_read(src, first, 2, &got, &err), 1);
	dn_bytes_init(&out, 4);
	dn_bytes_add_byte(&out, 'x');
	ck_assert_int_eq(dn_src_rest(src, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), "x345");
	ck_assert_int_eq(dn_src_rest(src, &out, &err), 0);
	dn_src_close(src);
	/* A size that has changed since is no harm. */
	src = dn_src_open_file(open("f", O_RDONLY), 3, "f", &err);
	ck_assert_ptr_nonnull(src);
	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_src_rest(src, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_bytes_release(&out);
	dn_src_close(src);
	scratch_end();
}
END_TEST

START_TEST(a_file_is_slurped_whole_or_refused)
{
	static char text[TEXT_SIZE];
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	FILE *file;

	scratch_begin();
	make_text(text, sizeof(text));
	scratch_put("plain", text, sizeof(text));
	file = fopen("packed", "wb");
	ck_assert_ptr_nonnull(file);
	add_gzip(file, text, sizeof(text));
	fclose(file);
	dn_bytes_init(&out, sizeof(text));
	ck_assert_int_eq(dn_src_slurp("plain", &out, &err), 0);
	ck_assert_uint_eq(out.len, sizeof(text));
	ck_assert_int_eq(memcmp(out.data, text, out.len), 0);
	dn_bytes_release(&out);
	ck_assert_int_eq(dn_src_slurp("packed", &out, &err), 0);
	ck_assert_uint_eq(out.len, sizeof(text));
	ck_assert_int_eq(memcmp(out.data, text, out.len), 0);
	dn_bytes_release(&out);
	dn_bytes_init(&out, sizeof(text) - 1);
	ck_assert_int_eq(dn_src_slurp("plain", &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_str_eq(err.source, "plain");
	dn_bytes_release(&out);
	ck_assert_int_eq(dn_src_slurp("packed", &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_bytes_release(&out);
	ck_assert_int_eq(dn_src_slurp("missing", &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	/* A size of 0 that is not true, as in /proc. */
	ck_assert_int_eq(dn_src_slurp("/proc/self/status", &out, &err), 0);
	ck_assert_uint_gt(out.len, 100);
	dn_bytes_release(&out);
	dn_bytes_init(&out, 0);
	scratch_put("empty", "", 0);
	ck_assert_int_eq(dn_src_slurp("empty", &out, &err), 0);
	ck_assert_uint_eq(out.len, 0);
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

DN_SUITE(src, plain_files_are_read_as_they_are,
    the_beginning_of_a_magic_is_plain_data,
    all_members_of_a_gzip_file_are_read,
    a_gzip_file_cut_anywhere_is_truncated,
    zero_bytes_behind_gzip_members_are_padding,
    damage_and_garbage_in_gzip_are_told,
    all_frames_of_a_zstandard_file_are_read,
    a_zstandard_file_cut_anywhere_is_truncated,
    a_window_beyond_the_cap_is_named,
    other_compressions_are_named_and_refused, what_is_no_file_is_refused,
    stdin_may_be_closed_a_folder_or_read_only_once,
    the_size_is_that_of_the_stored_file,
    slow_pipes_signals_and_waits_lose_nothing,
    what_is_left_of_a_file_is_appended,
    a_file_is_slurped_whole_or_refused)
