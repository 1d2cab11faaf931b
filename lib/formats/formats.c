/* SPDX-License-Identifier: MIT */
/* All formats: found by name, guessed from content, listed. */
#include <stdio.h>

#include "formats/files.h"
#include "formats/format.h"

#define HEAD_MOST ((size_t)1 << 16)     /* bytes looked at to guess */
#define FILES_MOST 64                   /* files of a folder likewise */

#define FORMAT(name) extern const struct dn_format dn_format_##name;
#include "formats/formats.def"
#undef FORMAT

const struct dn_format *const dn_formats[] = {
#define FORMAT(name) &dn_format_##name,
#include "formats/formats.def"
#undef FORMAT
	NULL
};

/* Those of the plan; what is built by now is found before. */
static const char *const later[] = { "conll", "createml", "csv", "cvat",
	"dicom", "eaf", "kitti", "labelme", "labelstudio", "pcd", "ply",
	"qupath", "textgrid", "triples", "yolo" };

#define FORMAT_COUNT (sizeof(dn_formats) / sizeof(dn_formats[0]) - 1)

/* Append the names of the formats whose score is `score`, or of all. */
static void
add_names(struct dn_bytes *out, const int *scores, int score)
{
	const char *before = "";

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (scores == NULL || scores[i] == score) {
			dn_bytes_add_format(out, "%s%s", before,
			    dn_formats[i]->name);
			before = ", ";
		}
}

const struct dn_format *
dn_format_find(const char *name, struct dn_err *err)
{
	struct dn_bytes names;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (strcmp(dn_formats[i]->name, name) == 0)
			return dn_formats[i];
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (strcmp(later[i], name) == 0) {
			dn_err_set(err, DN_E_NOT_BUILT,
			    "format %s is not built yet", name);
			return NULL;
		}
	dn_bytes_init(&names, SIZE_MAX / 2);
	add_names(&names, NULL, 0);
	dn_err_set(err, DN_E_USAGE, "\"%.60s\" is no format of this build: %s",
	    name, dn_bytes_text(&names));
	dn_bytes_release(&names);
	return NULL;
}

/* ---- guessing -------------------------------------------------------- */

/* The first bytes of a file, decompressed. */
static int
read_head(const struct dn_files *files, size_t index, struct dn_bytes *head,
    struct dn_err *err)
{
	struct dn_src *src = dn_files_open(files, index, err);
	char *room;
	size_t got;
	int more = 1;

	if (src == NULL)
		return -1;
	dn_bytes_clear(head);
	while (more > 0 && head->len < HEAD_MOST) {
		room = dn_bytes_reserve(head, HEAD_MOST - head->len);
		if (room == NULL) {
			more = dn_err_memory(err);
			break;
		}
		more = dn_src_read(src, room, HEAD_MOST - head->len, &got,
		    err);
		if (more > 0)
			head->len += got;
	}
	dn_src_close(src);
	return more < 0 ? -1 : 0;
}

/* Is a file of that name, in a folder, looked at for a format? */
static bool
looks_at(const struct dn_format *format, const char *name)
{
	const char *const *suffix = format->guessed;

	if ((format->flags & DN_FORMAT_FOLDERS) != 0)
		return true;
	while (suffix != NULL && *suffix != NULL &&
	    !dn_files_suffix(dn_span_of(name), *suffix))
		suffix++;
	return suffix != NULL && *suffix != NULL;
}

/* The best score of every format over the first files. */
static int
score_files(const struct dn_files *files, int *scores, struct dn_err *err)
{
	size_t count = dn_files_count(files);
	struct dn_bytes head;
	int failed = 0;

	dn_bytes_init(&head, HEAD_MOST);
	for (size_t i = 0; i < count && i < FILES_MOST && failed == 0; i++) {
		struct dn_probe probe = { .name = dn_files_name(files, i) };

		failed = read_head(files, i, &head, err);
		probe.head = dn_bytes_span(&head);
		for (size_t k = 0; k < FORMAT_COUNT && failed == 0; k++) {
			int score = 0;

			if (dn_formats[k]->probe != NULL &&
			    (dn_files_named(files, i) ||
			    looks_at(dn_formats[k], probe.name)))
				score = dn_formats[k]->probe(&probe);
			if (score > scores[k])
				scores[k] = score;
		}
	}
	dn_bytes_release(&head);
	return failed;
}

const struct dn_format *
dn_format_guess(const char *path, struct dn_err *err)
{
	int scores[FORMAT_COUNT] = { 0 }, best = 0;
	struct dn_files *files = dn_files_new(&path, 1, err);
	const struct dn_format *found = NULL;
	struct dn_bytes names;
	size_t winners = 0;
	int failed;

	if (files == NULL)
		return NULL;
	failed = score_files(files, scores, err);
	dn_files_free(files);
	if (failed < 0)
		return NULL;
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (scores[i] > best)
			best = scores[i];
	for (size_t i = 0; i < FORMAT_COUNT && best > 0; i++)
		if (scores[i] == best) {
			found = dn_formats[i];
			winners++;
		}
	if (winners == 1)
		return found;
	dn_bytes_init(&names, SIZE_MAX / 2);
	add_names(&names, winners > 0 ? scores : NULL, best);
	dn_err_set(err, DN_E_USAGE, "\"%.80s\" %s: say -f with one of %s",
	    strcmp(path, "-") == 0 ? "<stdin>" : path,
	    winners > 0 ? "may be of several formats" :
	    "is of no format that is known", dn_bytes_text(&names));
	dn_bytes_release(&names);
	return NULL;
}

/* ---- telling --------------------------------------------------------- */

/* One field of the table; nothing is padded behind the last. */
static void
add_column(struct dn_bytes *out, size_t index, const char *text)
{
	int width = (int)strlen(dn_formats[index]->name);

	if (index + 1 == FORMAT_COUNT)
		width = 0;
	else if (width < 8)
		width = 8;
	dn_bytes_add_format(out, " %-*s", width, text);
}

void
dn_format_list(struct dn_bytes *out)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		dn_bytes_add_format(out, "%-8s %c%c  %s\n",
		    dn_formats[i]->name, dn_formats[i]->reads != 0 ? 'r' : '-',
		    dn_formats[i]->writes != 0 ? 'w' : '-',
		    dn_formats[i]->title);
	dn_bytes_add_format(out, "\n%-16s", "feature");
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		add_column(out, i, dn_formats[i]->name);
	for (int cap = 0; cap < DN_CAP_COUNT; cap++) {
		dn_bytes_add_format(out, "\n%-16s",
		    dn_cap_name((enum dn_cap)cap));
		for (size_t i = 0; i < FORMAT_COUNT; i++)
			add_column(out, i,
			    ((dn_formats[i]->writes |
			    dn_formats[i]->partly) >> cap & 1) != 0 ? "K" :
			    (dn_formats[i]->degrades >> cap & 1) != 0 ? "D" :
			    "-");
	}
	dn_bytes_add_byte(out, '\n');
}

void
dn_format_note(const struct dn_format_run *run, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	run->note(run->state, text);
}

void
dn_format_skipped(struct dn_reading *reading, const struct dn_files *files)
{
	uint64_t skipped = dn_files_skipped(files);

	reading->ignored += skipped;
	if (skipped > 0)
		dn_format_note(reading->run, "not read: %llu in folders that "
		    "%s no file there, as links that lead elsewhere",
		    (unsigned long long)skipped, skipped == 1 ? "is" : "are");
}

struct dn_files *
dn_format_files(struct dn_reading *reading, struct dn_err *err)
{
	struct dn_files *files = dn_files_new(reading->paths,
	    reading->path_count, err);

	if (files != NULL)
		dn_format_skipped(reading, files);
	return files;
}
