/* SPDX-License-Identifier: MIT */
/* Sizes of pictures beside a YOLO data set, or in it: sizes.tsv, or headers. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/yolo_places.h"
#include "io/number.h"
#include "io/picture.h"

#define SIZES_MOST ((size_t)1 << 32)    /* bytes of sizes.tsv */

/* Cut off what stands before the next tab, or all. */
static struct dn_span
next_field(struct dn_span *line)
{
	struct dn_span field = *line;
	const char *tab = line->len > 0 ? memchr(line->ptr, '\t', line->len) :
	    NULL;

	if (tab != NULL)
		field.len = (size_t)(tab - line->ptr);
	line->ptr += field.len + (tab != NULL);
	line->len -= field.len + (tab != NULL);
	return field;
}

/* Remember the size of a picture by the file of its labels. */
static int
add_size(struct dn_yolo_set *set, struct dn_span path, const double sizes[2],
    size_t *cap, struct dn_bytes *scratch, struct dn_err *err)
{
	size_t number;
	int added;

	if (path.len > 2 && memcmp(path.ptr, "./", 2) == 0)
		path = (struct dn_span){ path.ptr + 2, path.len - 2 };
	dn_yolo_set_labels(scratch, dn_files_stem(path), "labels");
	number = dn_names_add(set->sized, dn_bytes_span(scratch), &added);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (number == *cap) {
		size_t more = *cap == 0 ? 256 : *cap * 2;
		double *all = reallocarray(set->sizes, 2 * more,
		    sizeof(*all));

		if (all == NULL)
			return dn_err_memory(err);
		set->sizes = all;
		*cap = more;
	}
	set->sizes[2 * number] = sizes[0];
	set->sizes[2 * number + 1] = sizes[1];
	return 0;
}

static int
read_sizes(struct dn_yolo_set *set, struct dn_span text, struct dn_err *err)
{
	struct dn_bytes scratch;
	struct dn_span line;
	size_t cap = 0;
	uint64_t number = 0;
	int failed = 0;

	dn_bytes_init(&scratch, SIZE_MAX / 2);
	while (failed == 0 && dn_span_next_line(&text, &line)) {
		struct dn_span path = next_field(&line);
		double sizes[2];

		number++;
		if (path.len == 0 && line.len == 0)
			continue;
		if (!dn_number_read(next_field(&line), &sizes[0]) ||
		    !dn_number_read(dn_yolo_trim(line), &sizes[1]) ||
		    !(sizes[0] > 0) || !(sizes[1] > 0)) {
			dn_err_set(err, DN_E_BAD_VALUE,
			    "not a path, a width and a height");
			failed = dn_err_at(err, number, 1);
		} else {
			failed = add_size(set, path, sizes, &cap, &scratch,
			    err);
		}
	}
	dn_bytes_release(&scratch);
	return failed;
}

int
dn_yolo_sizes_read(struct dn_yolo_set *set, struct dn_err *err)
{
	struct dn_span folder = set->config != DN_YOLO_NONE ?
	    dn_yolo_folder_of(dn_yolo_file(set, set->config)) : DN_SPAN("");
	struct dn_bytes text;
	int failed;

	dn_bytes_init(&text, SIZES_MOST);
	dn_bytes_add_span(&text, folder);
	dn_bytes_add_text(&text, "sizes.tsv");
	set->size_file = dn_names_find(set->names, dn_bytes_span(&text));
	if (set->size_file == DN_NAMES_NONE) {
		dn_bytes_release(&text);
		return 0;
	}
	dn_bytes_clear(&text);
	set->sized = dn_names_new();
	failed = set->sized == NULL ? dn_err_memory(err) :
	    dn_files_slurp(set->files, set->size_file, &text, err);
	if (failed == 0)
		failed = read_sizes(set, dn_bytes_span(&text), err);
	if (failed < 0 && err->source == NULL)
		err->source = dn_files_path(set->files, set->size_file);
	dn_bytes_release(&text);
	return failed;
}

/* The size that a picture's own header tells. */
static bool
read_picture(const char *path, double *width, double *height)
{
	struct dn_err late = DN_ERR_INIT;
	struct dn_picture picture;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool turned;

	if (fd < 0)
		return false;
	if (dn_picture_read(fd, &picture, &late) < 0) {
		close(fd);
		return false;
	}
	close(fd);
	/* Labels are drawn on pictures as they are seen. */
	turned = picture.orientation >= 5;
	*width = turned ? picture.height : picture.width;
	*height = turned ? picture.width : picture.height;
	return true;
}

bool
dn_yolo_size(const struct dn_yolo_set *set,
    const struct dn_yolo_entry *entry, struct dn_span label, double *width,
    double *height)
{
	size_t number = set->sized == NULL || label.ptr == NULL ?
	    DN_NAMES_NONE : dn_names_find(set->sized, dn_files_stem(label));

	if (number != DN_NAMES_NONE) {
		*width = set->sizes[2 * number];
		*height = set->sizes[2 * number + 1];
		return true;
	}
	return entry->image != DN_YOLO_NONE && read_picture(
	    dn_files_path(set->files, entry->image), width, height);
}
