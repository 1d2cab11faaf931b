/* SPDX-License-Identifier: MIT */
/*
 * What a format writes, cut anywhere, bent, or with numbers that hurt: it is
 * read or refused as bad data, its file named, and nothing else happens.
 */
#include <ftw.h>

#include "converting.h"
#include "features.h"
#include "suites.h"

#define FILES_MOST 3            /* files of a folder that are bent */
#define WAYS 3                  /* to bend one */
#define ROUNDS 100              /* times each way */
#define LENGTH_MOST 100000

struct file {
	char path[300], text[LENGTH_MOST];
	size_t len;
};

/* Files of what was written; one test runs in one process. */
static struct file *files;
static size_t file_count;

static int
take_file(const char *path, const struct stat *status, int type)
{
	struct file *file = &files[file_count];
	FILE *stream;

	if (type != FTW_F || file_count == FILES_MOST ||
	    status->st_size > LENGTH_MOST)
		return 0;
	snprintf(file->path, sizeof(file->path), "%s", path);
	stream = fopen(path, "rb");
	ck_assert_ptr_nonnull(stream);
	file->len = fread(file->text, 1, sizeof(file->text), stream);
	fclose(stream);
	file_count++;
	return 0;
}

/* An item for each kind of annotation that the format carries. */
static void
write_items(const struct dn_format *format)
{
	FILE *file = fopen("records", "wb");
	uint64_t carried = format->writes | format->degrades;

	ck_assert_ptr_nonnull(file);
	fputs("{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":\"man\","
	    "\"keypoints\":[\"head\",\"foot\"]},{\"name\":\"cat\"}]}\n", file);
	for (size_t i = 0; i < COUNT(hosts); i++) {
		char members[200], id[20];

		if ((carried >> hosts[i].cap & 1) == 0 ||
		    (carried >> hosts[i].medium & 1) == 0)
			continue;
		snprintf(id, sizeof(id), "i%zu", i);
		snprintf(members, sizeof(members),
		    features_medium(hosts[i].medium)->members, id);
		fprintf(file, "{\"id\":\"%s\",\"media\":{%s},\"annotations\":["
		    "{\"id\":\"1\",%s,\"attributes\":{\"a\":\"b\"}}]}\n", id,
		    members, hosts[i].members);
	}
	ck_assert_int_eq(fclose(file), 0);
}

/* A number in the text becomes another; false where there is none. */
static bool
bend_number(const struct file *file, uint64_t *state, FILE *out)
{
	static const char *const numbers[] = { "NaN", "1e308", "-1", "0",
		"99999999999999999999", "1e-999999999", "", "1e400" };
	size_t at = suite_next(state) % file->len, end;

	while (at < file->len && (file->text[at] < '0' ||
	    file->text[at] > '9'))
		at++;
	for (end = at; end < file->len && file->text[end] >= '0' &&
	    file->text[end] <= '9';)
		end++;
	if (at == file->len)
		return false;
	fwrite(file->text, 1, at, out);
	fputs(numbers[suite_next(state) % COUNT(numbers)], out);
	fwrite(file->text + end, 1, file->len - end, out);
	return true;
}

/* Write the file as it is not meant to be. */
static void
bend(const struct file *file, int way, int round, uint64_t *state)
{
	FILE *out = fopen(file->path, "wb");
	size_t at;

	ck_assert_ptr_nonnull(out);
	if (file->len == 0 || way == 0 ||
	    (way == 1 && !bend_number(file, state, out))) {
		fwrite(file->text, 1, file->len * (size_t)round / ROUNDS,
		    out);
	} else if (way == 2) {
		at = suite_next(state) % file->len;
		fwrite(file->text, 1, at, out);
		fputc(file->text[at] ^ 1 << suite_next(state) % 8, out);
		fwrite(file->text + at + 1, 1, file->len - at - 1, out);
	}
	ck_assert_int_eq(fclose(out), 0);
}

/* Read it and write it as `to`: well, or refused as what it is. */
static void
try(const struct dn_format *format, const struct dn_format *to,
    const struct file *file, int way, int round)
{
	const struct dn_convert_settings settings = { .from = format->name,
		.to = to->name, .force = true,
		.format = { .voc_origin = 1 } };
	struct converted converted;
	int status;

	if (converting_by(&settings, "there", (to->flags &
	    DN_FORMAT_FOLDERS) != 0 ? "folder" : "file", &converted,
	    round % 2 == 0) == 0)
		return;
	status = dn_code_status(converted.err.code);
	if (status != 2 && status != 3)
		ck_abort_msg("%s to %s, %s bent by way %d, round %d: status "
		    "%d, %s", format->name, to->name, file->path, way, round,
		    status, converted.err.text);
	if (status == 3 && converted.err.source == NULL &&
	    converted.source[0] == '\0')
		ck_abort_msg("%s to %s, %s bent by way %d, round %d: no file "
		    "is named: %s", format->name, to->name, file->path, way,
		    round, converted.err.text);
}

START_TEST(what_is_cut_or_bent_is_read_or_refused)
{
	const struct dn_format *format = dn_formats[_i];
	uint64_t state = 42;
	size_t others = 0;

	if (converting_lacks(format->name))
		return;
	while (dn_formats[others] != NULL)
		others++;
	files = calloc(FILES_MOST, sizeof(*files));
	ck_assert_ptr_nonnull(files);
	features_begin();
	write_items(format);
	converting_must("dn", format->name, "records", "there");
	ck_assert_int_eq(ftw("there", take_file, 8), 0);
	ck_assert_uint_gt(file_count, 0);
	for (size_t i = 0; i < file_count; i++) {
		for (int way = 0; way < WAYS; way++)
			for (int round = 0; round < ROUNDS; round++) {
				bend(&files[i], way, round, &state);
				try(format, dn_formats[suite_next(&state) %
				    others], &files[i], way, round);
			}
		scratch_put(files[i].path, files[i].text, files[i].len);
	}
	scratch_end();
	free(files);
}
END_TEST

Suite *
hostile_suite(void)
{
	Suite *suite = suite_create("hostile");
	TCase *tcase = tcase_create("hostile");
	int count = 0;

	while (dn_formats[count] != NULL)
		count++;
	tcase_add_loop_test(tcase, what_is_cut_or_bent_is_read_or_refused, 0,
	    count);
	suite_add_tcase(suite, tcase);
	return suite;
}
