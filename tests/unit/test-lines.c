/* SPDX-License-Identifier: MIT */
/* Lines: blocks, numbers and offsets against a plain cut at every newline. */
#include "io/lines.h"

#include <sys/resource.h>
#include <zlib.h>

#include "scratch.h"
#include "suites.h"

#define NO_MAX ((size_t)1 << 30)
#define SPARE ((size_t)16 << 20)        /* memory beyond that of a line */

static void
put_gzip(const char *name, const char *data, size_t len)
{
	gzFile file = gzopen(name, "wb1");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(gzwrite(file, data, (unsigned int)len), (int)len);
	ck_assert_int_eq(gzclose(file), Z_OK);
}

/* What one input should give, walked along line by line. */
struct walk {
	const char *data;
	size_t len, at;
	size_t max;
	uint64_t line;
	size_t oversize;
};

/* An assertion that says nothing, and so costs nothing, as long as it holds. */
#define HOLDS(condition) \
	((condition) ? (void)0 : ck_abort_msg("%s", #condition))

/* Assert that a block is what comes next of the input. */
static void
follow(struct walk *walk, const struct dn_block *block)
{
	static const char zeroes[DN_BLOCK_PADDING];
	const char *end, *line = block->data;
	const char *after = block->data + block->len;
	size_t len;

	HOLDS(block->line == walk->line);
	HOLDS(block->byte == walk->at);
	HOLDS(block->oversize == (block->len == 0));
	HOLDS(memcmp(after, zeroes, sizeof(zeroes)) == 0);
	do {
		HOLDS(walk->at < walk->len);
		end = memchr(walk->data + walk->at, '\n',
		    walk->len - walk->at);
		len = end == NULL ? walk->len - walk->at :
		    (size_t)(end - walk->data) - walk->at;
		if (block->oversize) {
			HOLDS(len > walk->max);
			walk->oversize++;
		} else {
			HOLDS(len <= walk->max);
			HOLDS((size_t)(after - line) > len);
			HOLDS(memcmp(line, walk->data + walk->at, len) == 0);
			HOLDS(line[len] == '\n');
			line += len + 1;
		}
		walk->at += len + (end != NULL);
		walk->line++;
	} while (line < after);
}

/* Read one file and compare; returns the number of lines too long. */
static size_t
cut(const char *path, const char *data, size_t len, size_t max)
{
	struct walk walk = { data, len, 0, max, 1, 0 };
	struct dn_lines *lines = dn_lines_new(&path, 1, max);
	struct dn_err err = DN_ERR_INIT;
	struct dn_block block = { 0 };
	int status;

	ck_assert_ptr_nonnull(lines);
	while ((status = dn_lines_next(lines, &block, &err)) == 1) {
		HOLDS(strcmp(block.source, path) == 0);
		follow(&walk, &block);
	}
	ck_assert_msg(status == 0, "%s", err.text);
	ck_assert_uint_eq(walk.at, len);
	ck_assert_int_eq(dn_lines_next(lines, &block, &err), 0);
	dn_block_release(&block);
	dn_lines_free(lines);
	return walk.oversize;
}

static size_t
put_and_cut(const char *data, size_t len, size_t max)
{
	scratch_put("f", data, len);
	return cut("f", data, len, max);
}

START_TEST(small_inputs_are_cut_at_each_newline)
{
	static const char *const texts[] = { "", "\n", "a", "a\n", "\n\n",
	    "a\nb", "a\nb\n", "\n\na", "\r\n\r\n", "\xEF\xBB", "\xEF",
	    "\xEF\xBBx\n" };
	size_t at, max;

	scratch_begin();
	for (at = 0; at < sizeof(texts) / sizeof(texts[0]); at++)
		for (max = 0; max < 3; max++) {
			(void)put_and_cut(texts[at], strlen(texts[at]),
			    max == 2 ? NO_MAX : max);
		}
	(void)put_and_cut("\0\n\0", 3, NO_MAX);
	scratch_end();
}
END_TEST

/* Lines whose lengths have every order of magnitude up to `longest`. */
static size_t
make_lines(char *data, size_t len, size_t longest, uint64_t seed)
{
	size_t at = 0, line;

	while (at < len) {
		line = suite_next(&seed) % longest;
		line >>= suite_next(&seed) % 24;
		if (line > len - at)
			line = len - at;
		memset(data + at, (int)('a' + at % 26), line);
		at += line;
		if (at < len)
			data[at++] = '\n';
	}
	return at;
}

START_TEST(blocks_of_many_lines_hold_all_of_them)
{
	size_t len = 5 * DN_BLOCK_SIZE + 12345;
	char *data = malloc(len);
	uint64_t seed;

	ck_assert_ptr_nonnull(data);
	scratch_begin();
	for (seed = 1; seed < 5; seed++) {
		(void)make_lines(data, len, 2000, seed);
		ck_assert_uint_eq(put_and_cut(data, len, NO_MAX), 0);
		ck_assert_uint_eq(put_and_cut(data, len, 2000), 0);
		ck_assert_uint_gt(put_and_cut(data, len, 1500), 0);
		ck_assert_uint_gt(put_and_cut(data, len, 1), 0);
	}
	free(data);
	scratch_end();
}
END_TEST

START_TEST(lines_longer_than_a_block_are_whole)
{
	size_t len = 9 * DN_BLOCK_SIZE + 77;
	char *data = malloc(len);
	uint64_t seed;

	ck_assert_ptr_nonnull(data);
	scratch_begin();
	for (seed = 1; seed < 5; seed++) {
		(void)make_lines(data, len, 4 * DN_BLOCK_SIZE, seed);
		(void)put_and_cut(data, len, NO_MAX);
		(void)put_and_cut(data, len, 2 * DN_BLOCK_SIZE);
		(void)put_and_cut(data, len, DN_BLOCK_SIZE);
		(void)put_and_cut(data, len, DN_BLOCK_SIZE / 3);
	}
	free(data);
	scratch_end();
}
END_TEST

START_TEST(the_longest_allowed_line_is_allowed)
{
	size_t lengths[] = { 1, 100, DN_BLOCK_SIZE - 1, DN_BLOCK_SIZE,
	    DN_BLOCK_SIZE + 1, 2 * DN_BLOCK_SIZE }, at, len;
	char *data = malloc(2 * DN_BLOCK_SIZE + 5);

	ck_assert_ptr_nonnull(data);
	scratch_begin();
	for (at = 0; at < sizeof(lengths) / sizeof(lengths[0]); at++) {
		len = lengths[at];
		memset(data, 'x', len);
		memcpy(data + len, "\ny\nz", 4);
		ck_assert_uint_eq(put_and_cut(data, len, len), 0);
		ck_assert_uint_eq(put_and_cut(data, len + 4, len), 0);
		ck_assert_uint_eq(put_and_cut(data, len, len - 1), 1);
		ck_assert_uint_eq(put_and_cut(data, len + 1, len - 1), 1);
		if (len > 1)
			ck_assert_uint_eq(put_and_cut(data, len + 4, len - 1),
			    1);
	}
	free(data);
	scratch_end();
}
END_TEST

START_TEST(many_lines_too_long_take_linear_time)
{
	size_t len = (size_t)8 << 20, at;
	char *data = malloc(len);

	ck_assert_ptr_nonnull(data);
	scratch_begin();
	/* A million: moving what is behind each would take minutes. */
	for (at = 0; at < len; at++)
		data[at] = at % 8 == 7 ? '\n' : 'x';
	ck_assert_uint_eq(put_and_cut(data, len, 6), len / 8);
	for (at = 8; at < len; at += 16)
		data[at] = '\n';
	ck_assert_uint_eq(put_and_cut(data, len, 6), len / 16);
	free(data);
	scratch_end();
}
END_TEST

START_TEST(compressed_inputs_are_cut_the_same)
{
	size_t len = 3 * DN_BLOCK_SIZE + 1;
	char *data = malloc(len);

	ck_assert_ptr_nonnull(data);
	scratch_begin();
	(void)make_lines(data, len, 3000, 9);
	put_gzip("f", data, len);
	ck_assert_uint_eq(cut("f", data, len, NO_MAX), 0);
	free(data);
	scratch_end();
}
END_TEST

/* Read all inputs and append what was read to `out`. */
static int
gather(const char *const *paths, size_t count, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_lines *lines = dn_lines_new(paths, count, NO_MAX);
	struct dn_block block = { 0 };
	int status;

	ck_assert_ptr_nonnull(lines);
	dn_bytes_init(out, SIZE_MAX);
	while ((status = dn_lines_next(lines, &block, err)) == 1) {
		dn_bytes_add_format(out, "%s:%d:%d:", block.source,
		    (int)block.line, (int)block.byte);
		dn_bytes_add(out, block.data, block.len);
	}
	dn_block_release(&block);
	dn_lines_free(lines);
	return status;
}

START_TEST(inputs_follow_each_other_and_never_share_a_block)
{
	static const char *const paths[] = { "a", "none", "b", "a", "mark",
	    "only-mark", "half" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	scratch_begin();
	scratch_put_text("a", "1\n2");
	scratch_put_text("none", "");
	scratch_put_text("b", "\n3\n");
	scratch_put_text("mark", "\xEF\xBB\xBFx\n\xEF\xBB\xBFy\n");
	scratch_put_text("only-mark", "\xEF\xBB\xBF");
	scratch_put_text("half", "\xEF\xBB");
	ck_assert_int_eq(gather(paths, 7, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), "a:1:0:1\n2\nb:1:0:\n3\n"
	    "a:1:0:1\n2\nmark:1:3:x\n\xEF\xBB\xBFy\nhalf:1:0:\xEF\xBB\n");
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(without_paths_stdin_is_read)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	scratch_begin();
	scratch_put_text("f", "x\ny");
	close(STDIN_FILENO);
	ck_assert_int_eq(open("f", O_RDONLY), STDIN_FILENO);
	ck_assert_int_eq(gather(NULL, 0, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), "<stdin>:1:0:x\ny\n");
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(whole_lines_come_before_the_failure)
{
	static const char *const paths[] = { "good", "cut", "good" };
	size_t len = 4 * DN_BLOCK_SIZE, at, packed;
	char *data = malloc(len), *stored = malloc(len);
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	uint64_t state = 3;
	const char *got;
	FILE *file;

	ck_assert_ptr_nonnull(data);
	ck_assert_ptr_nonnull(stored);
	scratch_begin();
	for (at = 0; at < len; at++)
		data[at] = at % 100 == 99 ? '\n' :
		    (char)('a' + suite_next(&state) % 26);
	put_gzip("whole", data, len);
	file = fopen("whole", "rb");
	ck_assert_ptr_nonnull(file);
	packed = fread(stored, 1, len, file);
	fclose(file);
	scratch_put("cut", stored, packed / 2);
	scratch_put_text("good", "1\n");
	ck_assert_int_eq(gather(paths, 3, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TRUNCATED);
	ck_assert_str_eq(err.source, "cut");
	got = dn_bytes_text(&out);
	ck_assert_int_eq(strncmp(got, "good:1:0:1\ncut:1:0:", 19), 0);
	ck_assert_uint_gt(err.line, 10000);
	ck_assert_uint_eq(err.byte, (err.line - 1) * 100);
	ck_assert_int_eq(got[out.len - 1], '\n');
	dn_bytes_release(&out);
	free(stored);
	free(data);
	scratch_end();
}
END_TEST

START_TEST(a_failure_stays)
{
	const char *const paths[] = { "missing", "good" };
	struct dn_lines *lines = dn_lines_new(paths, 2, NO_MAX);
	struct dn_block block = { 0 };
	struct dn_err err;
	int again;

	ck_assert_ptr_nonnull(lines);
	scratch_begin();
	scratch_put_text("good", "1\n");
	for (again = 0; again < 3; again++) {
		err = (struct dn_err)DN_ERR_INIT;
		ck_assert_int_eq(dn_lines_next(lines, &block, &err), -1);
		ck_assert_int_eq(err.code, DN_E_NO_FILE);
		ck_assert_str_eq(err.source, "missing");
		ck_assert_uint_eq(err.line, 0);
	}
	dn_block_release(&block);
	dn_lines_free(lines);
	dn_lines_free(NULL);
	scratch_end();
}
END_TEST

START_TEST(a_line_cut_by_a_failure_is_not_given_out)
{
	static const char *const paths[] = { "cut" };
	size_t len = 3 * DN_BLOCK_SIZE, packed, max;
	char *data = malloc(len), *stored = malloc(2 * len);
	struct dn_lines *lines;
	struct dn_block block = { 0 };
	struct dn_err err = DN_ERR_INIT;
	FILE *file;

	ck_assert_ptr_nonnull(data);
	ck_assert_ptr_nonnull(stored);
	scratch_begin();
	memset(data, 'x', len);
	put_gzip("whole", data, len);
	file = fopen("whole", "rb");
	ck_assert_ptr_nonnull(file);
	packed = fread(stored, 1, 2 * len, file);
	fclose(file);
	scratch_put("cut", stored, packed - 9);
	/* Also one that was given out as too long. */
	for (max = 10; max <= NO_MAX; max *= NO_MAX / 10) {
		lines = dn_lines_new(paths, 1, max);
		ck_assert_ptr_nonnull(lines);
		if (max == 10) {
			ck_assert_int_eq(dn_lines_next(lines, &block, &err),
			    1);
			ck_assert(block.oversize);
		}
		ck_assert_int_eq(dn_lines_next(lines, &block, &err), -1);
		ck_assert_int_eq(err.code, DN_E_TRUNCATED);
		ck_assert_uint_eq(err.line, 1);
		dn_lines_free(lines);
	}
	dn_block_release(&block);
	free(stored);
	free(data);
	scratch_end();
}
END_TEST

/* Bytes of this process that are resident; 0 where a sanitizer keeps more. */
static size_t
resident(void)
{
#ifdef __SANITIZE_ADDRESS__
	return 0;
#else
	size_t total = 0, pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%zu %zu", &total, &pages), 2);
	fclose(file);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
#endif
}

START_TEST(a_long_line_takes_little_more_than_itself)
{
	static char piece[1 << 16];
	const char *path = "f";
	size_t size = (size_t)40 << 20, before, at;
	struct dn_lines *lines;
	struct dn_block block = { 0 };
	struct dn_err err = DN_ERR_INIT;
	FILE *file;

	scratch_begin();
	memset(piece, 'x', sizeof(piece));
	file = fopen("f", "wb");
	ck_assert_ptr_nonnull(file);
	fputs("short\n", file);
	for (at = 0; at < size; at += sizeof(piece))
		ck_assert_uint_eq(fwrite(piece, 1, sizeof(piece), file),
		    sizeof(piece));
	fputs("\nshort\n", file);
	ck_assert_int_eq(fclose(file), 0);
	before = resident();
	lines = dn_lines_new(&path, 1, NO_MAX);
	ck_assert_ptr_nonnull(lines);
	ck_assert_int_eq(dn_lines_next(lines, &block, &err), 1);
	ck_assert_uint_eq(block.len, 6);
	ck_assert_int_eq(dn_lines_next(lines, &block, &err), 1);
	ck_assert_uint_eq(block.len, size + 1 + 6);
	ck_assert_uint_le(resident(), before + size + SPARE);
	scratch_put_text("g", "1\n");
	path = "g";
	dn_lines_free(lines);
	lines = dn_lines_new(&path, 1, NO_MAX);
	ck_assert_ptr_nonnull(lines);
	ck_assert_int_eq(dn_lines_next(lines, &block, &err), 1);
	ck_assert_uint_le(block.cap, 4 * DN_BLOCK_SIZE);
	ck_assert_uint_le(resident(), before + SPARE);
	dn_block_release(&block);
	dn_lines_free(lines);
	scratch_end();
}
END_TEST

DN_SUITE(lines, small_inputs_are_cut_at_each_newline,
    blocks_of_many_lines_hold_all_of_them, lines_longer_than_a_block_are_whole,
    the_longest_allowed_line_is_allowed,
    many_lines_too_long_take_linear_time, compressed_inputs_are_cut_the_same,
    inputs_follow_each_other_and_never_share_a_block,
    without_paths_stdin_is_read, whole_lines_come_before_the_failure,
    a_failure_stays, a_line_cut_by_a_failure_is_not_given_out,
    a_long_line_takes_little_more_than_itself)
