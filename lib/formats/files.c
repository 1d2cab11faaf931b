/* SPDX-License-Identifier: MIT */
/* Named files and folders as one list of files to read. */
#include "formats/files.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "io/folder.h"
#include "io/outdir.h"

/* One file; `folder` is where it was found, or NULL. */
struct file {
	const struct dn_folder *folder;
	const char *name, *path;
};

struct dn_files {
	struct file *list;
	size_t count, cap;
	struct dn_folder **folders;
	size_t folder_count;
	struct dn_arena arena;          /* of paths */
};

static int
add_file(struct dn_files *files, struct file file, struct dn_err *err)
{
	if (files->count == files->cap) {
		size_t cap = files->cap == 0 ? 64 : files->cap * 2;
		struct file *list = reallocarray(files->list, cap,
		    sizeof(*list));

		if (list == NULL)
			return dn_err_memory(err);
		files->list = list;
		files->cap = cap;
	}
	files->list[files->count++] = file;
	return 0;
}

/* PATH/NAME in the arena; NULL without memory. */
static const char *
join(struct dn_files *files, const char *path, const char *name)
{
	struct dn_bytes joined;
	struct dn_span copy;

	dn_bytes_init(&joined, SIZE_MAX / 2);
	dn_bytes_add_text(&joined, path);
	if (joined.len > 0 && joined.data[joined.len - 1] != '/')
		dn_bytes_add_byte(&joined, '/');
	dn_bytes_add_text(&joined, name);
	copy = dn_arena_copy(&files->arena, dn_bytes_span(&joined));
	if (joined.failed != DN_E_NONE)
		copy.ptr = NULL;
	dn_bytes_release(&joined);
	return copy.ptr;
}

static int
add_folder(struct dn_files *files, const char *path, struct dn_err *err)
{
	struct dn_folder *folder = dn_folder_open(path, err);
	size_t count;

	if (folder == NULL)
		return -1;
	files->folders[files->folder_count++] = folder;
	count = dn_folder_count(folder);
	for (size_t i = 0; i < count; i++) {
		struct file file = { folder, dn_folder_name(folder, i), NULL };

		file.path = join(files, path, file.name);
		if (file.path == NULL)
			return dn_err_memory(err);
		if (add_file(files, file, err) < 0)
			return -1;
	}
	return 0;
}

static int
add_path(struct dn_files *files, const char *path, struct dn_err *err)
{
	const char *slash = strrchr(path, '/');
	struct stat status;

	if (strcmp(path, "-") == 0)
		return add_file(files, (struct file){ NULL, "-", "<stdin>" },
		    err);
	if (dn_folder_is(path))
		return add_folder(files, path, err);
	/* What is missing is known before anything is written. */
	if (stat(path, &status) < 0 || access(path, R_OK) < 0) {
		dn_err_system(err, DN_E_NO_FILE, "cannot be read");
		err->source = path;
		return -1;
	}
	return add_file(files, (struct file){ NULL,
	    slash != NULL ? slash + 1 : path, path }, err);
}

struct dn_files *
dn_files_new(const char *const *paths, size_t count, struct dn_err *err)
{
	static const char *const standard_input[] = { "-" };
	struct dn_files *files = calloc(1, sizeof(*files));

	if (count == 0) {
		paths = standard_input;
		count = 1;
	}
	if (files != NULL)
		files->folders = calloc(count, sizeof(*files->folders));
	if (files == NULL || files->folders == NULL) {
		free(files);
		dn_err_memory(err);
		return NULL;
	}
	dn_arena_init(&files->arena, SIZE_MAX / 2);
	for (size_t i = 0; i < count; i++)
		if (add_path(files, paths[i], err) < 0) {
			dn_files_free(files);
			return NULL;
		}
	return files;
}

void
dn_files_free(struct dn_files *files)
{
	if (files == NULL)
		return;
	for (size_t i = 0; i < files->folder_count; i++)
		dn_folder_close(files->folders[i]);
	free(files->folders);
	free(files->list);
	dn_arena_release(&files->arena);
	free(files);
}

uint64_t
dn_files_skipped(const struct dn_files *files)
{
	uint64_t skipped = 0;

	for (size_t i = 0; i < files->folder_count; i++)
		skipped += dn_folder_skipped(files->folders[i]);
	return skipped;
}

size_t
dn_files_count(const struct dn_files *files)
{
	return files->count;
}

const char *
dn_files_name(const struct dn_files *files, size_t index)
{
	return files->list[index].name;
}

const char *
dn_files_path(const struct dn_files *files, size_t index)
{
	return files->list[index].path;
}

bool
dn_files_named(const struct dn_files *files, size_t index)
{
	return files->list[index].folder == NULL;
}

bool
dn_files_empty(const struct dn_files *files, size_t index)
{
	struct stat status;

	return stat(files->list[index].path, &status) == 0 &&
	    S_ISREG(status.st_mode) && status.st_size == 0;
}

static bool
has_suffix(struct dn_span name, const char *const *suffixes)
{
	for (; *suffixes != NULL; suffixes++)
		if (dn_files_suffix(name, *suffixes))
			return true;
	return false;
}

size_t
dn_files_next(const struct dn_files *files, size_t *next,
    const char *const *suffixes, uint64_t *ignored)
{
	for (; *next < files->count; ++*next, ++*ignored)
		if (dn_files_named(files, *next) || has_suffix(dn_span_of(
		    dn_files_name(files, *next)), suffixes))
			return (*next)++;
	return files->count;
}

int
dn_files_all_named(const struct dn_files *files, struct dn_err *err)
{
	for (size_t i = 0; i < files->count; i++)
		if (!dn_files_named(files, i))
			return dn_err_set(err, DN_E_NO_FILE, "\"%.120s\" "
			    "stands in a folder: name the document itself",
			    dn_files_path(files, i));
	return 0;
}

struct dn_src *
dn_files_open(const struct dn_files *files, size_t index, struct dn_err *err)
{
	const struct file *file = &files->list[index];

	if (file->folder == NULL)
		return dn_src_open(strcmp(file->name, "-") == 0 ? "-" :
		    file->path, err);
	return dn_folder_src(file->folder, file->name, file->path, err);
}

int
dn_files_slurp(const struct dn_files *files, size_t index,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_src *src = dn_files_open(files, index, err);
	int failed;

	if (src == NULL)
		return -1;
	failed = dn_src_rest(src, out, err);
	dn_src_close(src);
	if (failed < 0)
		err->source = files->list[index].path;
	return failed;
}

/* All that is left of a text. */
static int
read_text(struct dn_recode *recode, struct dn_bytes *out, struct dn_err *err)
{
	char step[4096];
	size_t got;
	int more;

	while ((more = dn_recode_read(recode, step, sizeof(step), &got,
	    err)) > 0) {
		dn_bytes_add(out, step, got);
		if (dn_bytes_check(out, err) < 0)
			return -1;
	}
	return more;
}

int
dn_files_slurp_text(const struct dn_files *files, size_t index,
    enum dn_encoding encoding, struct dn_bytes *out, enum dn_encoding *found,
    struct dn_err *err)
{
	struct dn_src *src = dn_files_open(files, index, err);
	struct dn_recode *recode;
	int failed = -1;

	if (src == NULL)
		return -1;
	recode = dn_recode_new(src, encoding, err);
	if (recode != NULL) {
		*found = dn_recode_encoding(recode);
		failed = read_text(recode, out, err);
	}
	dn_recode_free(recode);
	dn_src_close(src);
	if (failed < 0)
		err->source = files->list[index].path;
	return failed;
}

struct dn_span
dn_files_stem(struct dn_span name)
{
	size_t at = name.len;

	while (at > 0 && name.ptr[at - 1] != '/') {
		at--;
		/* A name that only begins with its dot has no suffix. */
		if (name.ptr[at] == '.' && at > 0 && name.ptr[at - 1] != '/')
			return (struct dn_span){ name.ptr, at };
	}
	return name;
}

bool
dn_files_suffix(struct dn_span name, const char *suffix)
{
	size_t len = strlen(suffix);

	if (name.len < len)
		return false;
	name.ptr += name.len - len;
	for (size_t i = 0; i < len; i++) {
		char c = name.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != suffix[i])
			return false;
	}
	return true;
}

void
dn_files_decode(struct dn_span name, struct dn_bytes *out)
{
	dn_outdir_unescape(out, name);
}
