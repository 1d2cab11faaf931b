/* SPDX-License-Identifier: MIT */
/* Names of files are compared by the files, not by their letters. */
#include "app/apart.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/place.h"

static bool
same_file(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* Would both be made in one folder, by one name? */
static bool
same_place(const char *one, const char *other)
{
	struct dn_place places[2] = { { .folder = -1 }, { .folder = -1 } };
	struct dn_err err = DN_ERR_INIT;
	struct stat folders[2];
	bool same;

	/* What cannot be written at all is said when it is opened. */
	same = dn_place_find(&places[0], one, &err) == 0 &&
	    dn_place_find(&places[1], other, &err) == 0 &&
	    strcmp(places[0].name, places[1].name) == 0 &&
	    fstat(places[0].folder, &folders[0]) == 0 &&
	    fstat(places[1].folder, &folders[1]) == 0 &&
	    same_file(&folders[0], &folders[1]);
	dn_place_release(&places[0]);
	dn_place_release(&places[1]);
	return same;
}

static bool
meet(const char *one, const char *other)
{
	struct stat first, second;
	bool there;

	if (strcmp(one, other) == 0)
		return strcmp(one, "/dev/null") != 0;
	if (strcmp(one, "-") == 0 || strcmp(other, "-") == 0)
		return false;
	there = stat(one, &first) == 0;
	if (there != (stat(other, &second) == 0))
		return false;
	if (!there)
		return same_place(one, other);
	return S_ISREG(first.st_mode) && same_file(&first, &second);
}

bool
dn_apart_add(struct dn_apart *apart, const char *path)
{
	for (size_t i = 0; i < apart->count; i++)
		if (meet(apart->outputs[i], path))
			return false;
	apart->outputs[apart->count++] = path;
	return true;
}

/* The folder around an open one, which is closed; -1: there is none. */
static int
climb(int folder)
{
	int around = openat(folder, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat inner, outer;
	bool top;

	top = around < 0 || fstat(folder, &inner) < 0 ||
	    fstat(around, &outer) < 0 || same_file(&inner, &outer);
	close(folder);
	if (top && around >= 0)
		close(around);
	return top ? -1 : around;
}

/* Would `output` be made in that folder, or with `deep` in one in it? */
static bool
within(const char *output, const struct stat *folder, bool deep)
{
	struct dn_place place = { .folder = -1 };
	struct dn_err err = DN_ERR_INIT;
	struct stat parent;
	bool inside = false;
	int at = -1;

	if (dn_place_find(&place, output, &err) == 0)
		at = fcntl(place.folder, F_DUPFD_CLOEXEC, 0);
	while (at >= 0) {
		inside = fstat(at, &parent) == 0 && same_file(&parent, folder);
		if (inside || !deep)
			break;
		at = climb(at);
	}
	if (at >= 0)
		close(at);
	dn_place_release(&place);
	return inside;
}

bool
dn_apart_is_inside(const char *path, const char *folder)
{
	struct stat found;

	return strcmp(path, "-") != 0 && stat(folder, &found) == 0 &&
	    S_ISDIR(found.st_mode) && within(path, &found, true);
}

const char *
dn_apart_read(struct dn_apart *apart, const char *path, const char *main)
{
	if (apart->input_count < DN_APART_INPUTS)
		apart->inputs[apart->input_count++] = path;
	for (size_t i = 0; i < apart->count; i++)
		if (apart->outputs[i] != main && strcmp(path, "-") != 0 &&
		    dn_apart_is_read(apart->outputs[i], &path, 1))
			return apart->outputs[i];
	return NULL;
}

const char *
dn_apart_at(const struct dn_apart *apart, const char *path)
{
	struct stat found;
	bool folder = stat(path, &found) == 0 && S_ISDIR(found.st_mode);

	for (size_t i = 0; i < apart->count; i++) {
		const char *output = apart->outputs[i];

		if (strcmp(output, "-") != 0 && (folder ?
		    within(output, &found, false) : meet(output, path)))
			return output;
	}
	return NULL;
}

bool
dn_apart_stdin(const char *const *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(files[i], "-") == 0)
			return true;
	return count == 0;
}

bool
dn_apart_is_read(const char *output, const char *const *files, size_t count)
{
	struct stat written, read;

	if (strcmp(output, "-") == 0 || stat(output, &written) < 0 ||
	    !S_ISREG(written.st_mode))
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(files[i], "-") != 0 &&
		    stat(files[i], &read) == 0 && same_file(&written, &read))
			return true;
	return dn_apart_stdin(files, count) &&
	    fstat(STDIN_FILENO, &read) == 0 && same_file(&written, &read);
}

bool
dn_apart_is_input(const struct dn_apart *apart, const char *output)
{
	return apart->input_count > 0 && dn_apart_is_read(output,
	    apart->inputs, apart->input_count);
}
