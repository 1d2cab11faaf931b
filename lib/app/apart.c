/* SPDX-License-Identifier: MIT */
/* Names of files are compared by the files, not by their letters. */
#include "app/apart.h"

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

/* Would `output` be made in that folder? */
static bool
within(const char *output, const struct stat *folder)
{
	struct dn_place place = { .folder = -1 };
	struct dn_err err = DN_ERR_INIT;
	struct stat parent;
	bool inside;

	inside = dn_place_find(&place, output, &err) == 0 &&
	    fstat(place.folder, &parent) == 0 && same_file(&parent, folder);
	dn_place_release(&place);
	return inside;
}

const char *
dn_apart_at(const struct dn_apart *apart, const char *path)
{
	struct stat found;
	bool folder = stat(path, &found) == 0 && S_ISDIR(found.st_mode);

	for (size_t i = 0; i < apart->count; i++) {
		const char *output = apart->outputs[i];

		if (strcmp(output, "-") != 0 && (folder ?
		    within(output, &found) : meet(output, path)))
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
