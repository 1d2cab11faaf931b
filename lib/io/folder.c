/* SPDX-License-Identifier: MIT */
/* Walking a folder with one descriptor, whatever its depth and its links. */
#include "io/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "io/fd.h"

/* Relative paths; the bytes are in the arena. */
struct paths {
	const char **all;
	size_t count, cap;
};

struct dn_folder {
	int fd;
	const char *path;       /* borrowed, for errors */
	struct dn_arena arena;
	struct paths files;
	struct paths pending;   /* folders to be looked into: "" or "a/b/" */
	size_t skipped;
};

bool
dn_folder_is(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int
add_path(struct paths *paths, const char *path)
{
	size_t cap = paths->cap > 0 ? 2 * paths->cap : 64;
	const char **all;

	if (paths->count == paths->cap) {
		all = reallocarray(paths->all, cap, sizeof(*all));
		if (all == NULL)
			return -1;
		paths->all = all;
		paths->cap = cap;
	}
	paths->all[paths->count++] = path;
	return 0;
}

/* An error about `name`, which may hold anything, with errno. */
static int
fail(const struct dn_folder *folder, enum dn_code code, const char *what,
    const char *name, struct dn_err *err)
{
	dn_err_system(err, code, "%s", what);
	err->source = folder->path;
	return dn_err_excerpt(err, name, strlen(name));
}

/* "base" + "name" with room for a slash behind it, or NULL. */
static char *
join(struct dn_folder *folder, const char *base, const char *name,
    struct dn_err *err)
{
	size_t base_len = strlen(base), len = strlen(name);
	char *path;

	if (base_len + len + 1 >= PATH_MAX) {
		errno = ENAMETOOLONG;
		fail(folder, DN_E_READ, "cannot read a folder", base, err);
		return NULL;
	}
	path = dn_arena_take(&folder->arena, base_len + len + 2);
	if (path == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	memcpy(path, base, base_len);
	memcpy(path + base_len, name, len);
	return path;
}

/* True when a link leads to a file inside; false with errno 0 or why. */
static bool
leads_to_file(const struct dn_folder *folder, const char *path)
{
	int fd = dn_fd_beneath(folder->fd, path, O_PATH, 0, true);
	struct stat status;
	bool file;

	if (fd < 0) {
		if (dn_fd_open_code(errno) == DN_E_NO_FILE)
			errno = 0;
		return false;
	}
	file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	close(fd);
	errno = 0;
	return file;
}

/* What an entry is: a file system may leave it to be asked for. */
static unsigned char
type_of(DIR *stream, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(dirfd(stream), entry->d_name, &status,
	    AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return (unsigned char)IFTODT(status.st_mode);
}

static int
take_entry(struct dn_folder *folder, DIR *stream, const char *base,
    const struct dirent *entry, struct dn_err *err)
{
	struct paths *paths = &folder->files;
	char *path = join(folder, base, entry->d_name, err);
	bool wanted = true;

	if (path == NULL)
		return -1;
	errno = 0;
	switch (type_of(stream, entry)) {
	case DT_DIR:
		paths = &folder->pending;
		path[strlen(path)] = '/';       /* zeroes follow it */
		break;
	case DT_REG:
		break;
	case DT_LNK:
		wanted = leads_to_file(folder, path);
		break;
	default:
		wanted = false;
	}
	if (errno != 0)
		return fail(folder, DN_E_READ, "cannot read", path, err);
	if (!wanted)
		folder->skipped++;
	return wanted && add_path(paths, path) < 0 ? dn_err_memory(err) : 0;
}

static int
read_entries(struct dn_folder *folder, DIR *stream, const char *base,
    struct dn_err *err)
{
	const struct dirent *entry;

	for (;;) {
		errno = 0;
		entry = readdir(stream);
		if (entry == NULL && errno == EINTR)
			continue;
		if (entry == NULL && errno != 0)
			return fail(folder, DN_E_READ, "cannot read a folder",
			    base, err);
		if (entry == NULL)
			return 0;
		if (entry->d_name[0] != '.' && take_entry(folder, stream, base,
		    entry, err) < 0)
			return -1;
	}
}

/* Read one folder; those in it come to the pending ones. */
static int
read_folder(struct dn_folder *folder, const char *base, struct dn_err *err)
{
	DIR *stream;
	int fd, status;

	fd = dn_fd_beneath(folder->fd, *base != '\0' ? base : ".",
	    O_RDONLY | O_DIRECTORY, 0, false);
	stream = fd >= 0 ? fdopendir(fd) : NULL;
	if (stream == NULL) {
		fail(folder, errno == ENOMEM ? DN_E_NO_MEMORY :
		    errno == EMFILE || errno == ENFILE ? DN_E_SYSTEM :
		    DN_E_READ, "cannot read a folder", base, err);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	status = read_entries(folder, stream, base, err);
	closedir(stream);
	return status;
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct dn_folder *
dn_folder_enter(const char *path, struct dn_err *err)
{
	struct dn_folder *folder = calloc(1, sizeof(*folder));

	if (folder == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	folder->path = path;
	dn_arena_init(&folder->arena, SIZE_MAX);
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd >= 0)
		return folder;
	dn_err_system(err, dn_fd_open_code(errno), "cannot open");
	err->source = path;
	dn_folder_close(folder);
	return NULL;
}

struct dn_folder *
dn_folder_open(const char *path, struct dn_err *err)
{
	struct dn_folder *folder = dn_folder_enter(path, err);

	if (folder == NULL)
		return NULL;
	if (add_path(&folder->pending, "") < 0) {
		dn_err_memory(err);
		goto out;
	}
	while (folder->pending.count > 0)
		if (read_folder(folder, folder->pending.all[
		    --folder->pending.count], err) < 0)
			goto out;
	if (folder->files.count > 0)
		qsort(folder->files.all, folder->files.count,
		    sizeof(*folder->files.all), compare_paths);
	return folder;
out:
	dn_folder_close(folder);
	return NULL;
}

size_t
dn_folder_count(const struct dn_folder *folder)
{
	return folder->files.count;
}

const char *
dn_folder_name(const struct dn_folder *folder, size_t index)
{
	return folder->files.all[index];
}

size_t
dn_folder_skipped(const struct dn_folder *folder)
{
	return folder->skipped;
}

/* As dn_folder_file; *status is the file's then. */
static int
open_file(const struct dn_folder *folder, const char *name,
    struct stat *status, struct dn_err *err)
{
	int fd, saved;

	*status = (struct stat){ 0 };
	/* Not to wait for ever, should somebody have put a FIFO there. */
	fd = dn_fd_beneath(folder->fd, name, O_RDONLY | O_NONBLOCK, 0, true);
	if (fd < 0)
		return fail(folder, dn_fd_open_code(errno),
		    "cannot open a file in the folder", name, err);
	if (fstat(fd, status) == 0 && S_ISREG(status->st_mode))
		return fd;
	saved = S_ISDIR(status->st_mode) ? EISDIR : ENXIO;
	close(fd);
	errno = saved;
	return fail(folder, DN_E_NO_FILE, "not a file in the folder", name,
	    err);
}

int
dn_folder_file(const struct dn_folder *folder, const char *name,
    struct dn_err *err)
{
	struct stat status;

	return open_file(folder, name, &status, err);
}

struct dn_src *
dn_folder_src(const struct dn_folder *folder, const char *name,
    const char *path, struct dn_err *err)
{
	struct stat status;
	int fd = open_file(folder, name, &status, err);

	if (fd >= 0)
		return dn_src_open_file(fd, (uint64_t)status.st_size, path,
		    err);
	err->source = path;
	return NULL;
}

void
dn_folder_close(struct dn_folder *folder)
{
	if (folder == NULL)
		return;
	if (folder->fd >= 0)
		close(folder->fd);
	free(folder->files.all);
	free(folder->pending.all);
	dn_arena_release(&folder->arena);
	free(folder);
}
