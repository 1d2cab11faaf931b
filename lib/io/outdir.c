/* SPDX-License-Identifier: MIT */
/* Writing a folder of files beside its place and putting it there as one. */
#include "io/outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "io/fd.h"
#include "io/place.h"

#define TEMPORARY_TRIES 100
#define MODE_BITS 07777
#define NAME_BYTES_MAX (1 << 20)        /* of a name from data, escaped */
/*
 * So many files are synced one by one.  Each sync is a commit of the file
 * system's journal, so beyond them one syncfs is made for all; it waits for
 * what others wrote on that file system too, which a small output need not.
 */
#define SYNCED_SINGLY 256

struct dn_outdir {
	const char *path;               /* borrowed, for errors */
	bool replace, made;             /* `made`: `temporary` is there */
	int root;                       /* the folder being written */
	struct dn_place place;
	char temporary[DN_PLACE_NAME];
	struct dn_bytes name;           /* of the file, escaped */
	struct dn_bytes folders;        /* made so far, each with a NUL */
	size_t count;                   /* files */
	struct dn_hash_set *folded;     /* of their names in small letters */
	struct dn_bytes alike;          /* the first name that is not new so */
	size_t alike_count;
	struct dn_err failure;          /* what every further call says */
};

static int
tell(const struct dn_outdir *outdir, struct dn_err *err)
{
	if (err != &outdir->failure)
		*err = outdir->failure;
	err->source = outdir->path;
	return -1;
}

/* What went wrong for good, from errno. */
static int
fail(struct dn_outdir *outdir, const char *what, struct dn_err *err)
{
	dn_err_system(&outdir->failure, DN_E_WRITE, "%s", what);
	return tell(outdir, err);
}

/* True when the folder of that name has no entry at all. */
static bool
is_empty(const struct dn_place *place)
{
	int fd = openat(place->folder, place->name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry = NULL;

	if (stream == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while ((entry = readdir(stream)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			break;
	closedir(stream);
	return entry == NULL;
}

/* Told now rather than when all is written: nothing renames over a mount. */
static bool
is_mount_point(const struct dn_place *place)
{
	struct statx status = { 0 };

	return statx(place->folder, place->name, AT_SYMLINK_NOFOLLOW, 0,
	    &status) == 0 && (status.stx_attributes &
	    status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}

/* 0 when what stands there may be replaced. */
static int
check_place(struct dn_outdir *outdir, struct dn_err *err)
{
	const struct dn_place *place = &outdir->place;

	if (!place->exists)
		return 0;
	if (!S_ISDIR(place->status.st_mode))
		return dn_err_set(err, DN_E_NO_FILE, "is not a folder");
	if (!outdir->replace && !is_empty(place))
		return dn_err_set(err, DN_E_USAGE, "the folder is not empty");
	if (is_mount_point(place))
		return dn_err_set(err, DN_E_USAGE,
		    "is a mount point; name a folder in it");
	return 0;
}

/* Make the folder under its temporary name. */
static int
make_root(struct dn_outdir *outdir)
{
	/* Nobody else looks into what has not got its owner yet. */
	mode_t mode = outdir->place.exists ? 0700 : 0777;
	int tries;

	for (tries = 0; tries < TEMPORARY_TRIES && !outdir->made; tries++) {
		dn_place_temporary(&outdir->place, outdir->temporary);
		outdir->made = mkdirat(outdir->place.folder,
		    outdir->temporary, mode) == 0;
		if (!outdir->made && errno != EEXIST && errno != EINTR)
			break;
	}
	if (outdir->made)
		outdir->root = openat(outdir->place.folder, outdir->temporary,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return outdir->root >= 0 ? 0 : -1;
}

struct dn_outdir *
dn_outdir_open(const char *path, bool replace, struct dn_err *err)
{
	struct dn_outdir *outdir = calloc(1, sizeof(*outdir));
	size_t len = strlen(path);
	char *bare = strdup(path);

	if (outdir == NULL || bare == NULL) {
		dn_err_memory(err);
		free(bare);
		free(outdir);
		return NULL;
	}
	outdir->path = path;
	outdir->replace = replace;
	outdir->root = outdir->place.folder = -1;
	dn_bytes_init(&outdir->name, NAME_BYTES_MAX);
	dn_bytes_init(&outdir->folders, SIZE_MAX);
	dn_bytes_init(&outdir->alike, NAME_BYTES_MAX);
	while (len > 1 && bare[len - 1] == '/')
		bare[--len] = '\0';
	if (dn_place_find(&outdir->place, bare, err) < 0 ||
	    check_place(outdir, err) < 0)
		goto out;
	if (make_root(outdir) == 0) {
		free(bare);
		return outdir;
	}
	dn_err_system(err, dn_fd_open_code(errno), "cannot make the folder");
out:
	free(bare);
	err->source = path;
	dn_outdir_abort(outdir);
	return NULL;
}

/* Make the folders that a file's path leads through. */
static int
make_folders(struct dn_outdir *outdir, const char *path)
{
	const char *slash, *part = path;
	int at = outdir->root, next, saved;
	char name[NAME_MAX + 1];

	while ((slash = strchr(part, '/')) != NULL) {
		memcpy(name, part, (size_t)(slash - part));
		name[slash - part] = '\0';
		next = -1;
		if (mkdirat(at, name, 0777) == 0 || errno == EEXIST)
			next = openat(at, name, O_PATH | O_DIRECTORY |
			    O_NOFOLLOW | O_CLOEXEC);
		saved = errno;
		if (at != outdir->root)
			close(at);
		errno = saved;
		if (next < 0)
			return -1;
		at = next;
		part = slash + 1;
		if (outdir->count < SYNCED_SINGLY) {
			dn_bytes_add(&outdir->folders, path,
			    (size_t)(slash - path));
			dn_bytes_add_byte(&outdir->folders, '\0');
		}
	}
	if (at != outdir->root)
		close(at);
	return 0;
}

static int
create(struct dn_outdir *outdir, const char *path)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
	int fd = dn_fd_beneath(outdir->root, path, flags, 0666, false);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (make_folders(outdir, path) < 0)
		return -1;
	return dn_fd_beneath(outdir->root, path, flags, 0666, false);
}

static int
write_file(struct dn_outdir *outdir, int fd, struct dn_span content)
{
	int status = dn_fd_write(fd, content.ptr, content.len), saved;

	if (status == 0 && outdir->count < SYNCED_SINGLY)
		status = dn_fd_sync(fd);
	saved = errno;
	if (dn_fd_close(fd) < 0 && status == 0)
		return -1;
	errno = saved;
	return status;
}

/* Look whether a name is new also where the case of letters is nothing. */
static int
note_case(struct dn_outdir *outdir)
{
	struct dn_bytes *name = &outdir->name;
	size_t len = name->len;
	int added;

	if (!dn_hash_available())
		return 0;
	if (outdir->folded == NULL)
		outdir->folded = dn_hash_set_new_plain();
	for (size_t i = 0; i < len; i++) {
		char c = name->data[i];

		dn_bytes_add_byte(name, c >= 'A' && c <= 'Z' ?
		    (char)(c | 0x20) : c);
	}
	if (outdir->folded == NULL || name->failed != DN_E_NONE)
		return -1;
	added = dn_hash_set_add(outdir->folded, dn_hash_bytes(
	    name->data + len, len), 0, NULL);
	name->len = len;
	name->data[len] = '\0';
	if (added == 0 && outdir->alike_count++ == 0)
		dn_bytes_add_span(&outdir->alike, dn_bytes_span(name));
	return added < 0 || outdir->alike.failed != DN_E_NONE ? -1 : 0;
}

size_t
dn_outdir_alike(const struct dn_outdir *outdir, struct dn_span *name)
{
	*name = dn_bytes_span(&outdir->alike);
	return outdir->alike_count;
}

int
dn_outdir_write(struct dn_outdir *outdir, struct dn_span name,
    struct dn_span content, struct dn_err *err)
{
	const char *path;
	int fd;

	if (outdir->failure.code != DN_E_NONE)
		return tell(outdir, err);
	dn_bytes_clear(&outdir->name);
	dn_outdir_escape(&outdir->name, name);
	if (outdir->name.failed == DN_E_NO_MEMORY) {
		dn_err_memory(&outdir->failure);
		return tell(outdir, err);
	}
	if (dn_bytes_check(&outdir->name, err) < 0)
		goto out;
	if (outdir->name.len >= PATH_MAX) {
		dn_err_set(err, DN_E_TOO_LONG, "too long for a path");
		goto out;
	}
	path = dn_bytes_text(&outdir->name);
	fd = create(outdir, path);
	if (fd < 0 && (errno == EEXIST || errno == ENOTDIR)) {
		dn_err_set(err, DN_E_ID_CLASH,
		    "a file or folder of that name is there already");
		goto out;
	}
	if (fd < 0)
		return fail(outdir, "cannot make a file in the folder", err);
	if (write_file(outdir, fd, content) < 0)
		return fail(outdir, "cannot write a file in the folder", err);
	outdir->count++;
	if (note_case(outdir) == 0)
		return 0;
	dn_err_memory(&outdir->failure);
	return tell(outdir, err);
out:
	err->source = outdir->path;
	return dn_err_excerpt(err, name.ptr, name.len);
}

int
dn_outdir_append(struct dn_outdir *outdir, struct dn_span content,
    struct dn_err *err)
{
	int fd;

	if (outdir->failure.code != DN_E_NONE)
		return tell(outdir, err);
	/* One sync for all at the end is cheaper than one a piece. */
	outdir->count = SYNCED_SINGLY + 1;
	fd = dn_fd_beneath(outdir->root, dn_bytes_text(&outdir->name),
	    O_WRONLY | O_APPEND | O_NOFOLLOW, 0, false);
	if (fd < 0)
		return fail(outdir, "cannot open a file in the folder", err);
	if (write_file(outdir, fd, content) < 0)
		return fail(outdir, "cannot write a file in the folder", err);
	return 0;
}

/* Sync what was written, and the folders it stands in. */
static int
sync_all(struct dn_outdir *outdir)
{
	const char *path;
	size_t at;
	int fd, status;

	/* So too when there was no memory to keep the folders' names. */
	if (outdir->count > SYNCED_SINGLY ||
	    outdir->folders.failed != DN_E_NONE)
		return syncfs(outdir->root);
	for (at = 0; at < outdir->folders.len; at += strlen(path) + 1) {
		path = outdir->folders.data + at;
		fd = dn_fd_beneath(outdir->root, path,
		    O_RDONLY | O_DIRECTORY, 0, false);
		status = fd >= 0 ? dn_fd_sync(fd) : -1;
		if (fd >= 0)
			close(fd);
		if (status < 0)
			return -1;
	}
	return dn_fd_sync(outdir->root);
}

/* Give the folder what it replaces had: owner, where we may, and mode. */
static int
keep_mode(const struct dn_outdir *outdir)
{
	const struct stat *old = &outdir->place.status;

	if (!outdir->place.exists)
		return 0;
	(void)!fchown(outdir->root, old->st_uid, old->st_gid);
	return fchmod(outdir->root, old->st_mode & MODE_BITS);
}

/*
 * Exchange with the old folder, so that at every moment there is one or the
 * other; step by step where the file system cannot.
 */
static int
exchange(struct dn_outdir *outdir)
{
	struct dn_place *place = &outdir->place;
	char aside[DN_PLACE_NAME];
	int saved;

	if (renameat2(place->folder, outdir->temporary, place->folder,
	    place->name, RENAME_EXCHANGE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EPERM)
		return -1;
	dn_place_temporary(place, aside);
	if (renameat(place->folder, place->name, place->folder, aside) < 0)
		return -1;
	if (renameat(place->folder, outdir->temporary, place->folder,
	    place->name) == 0) {
		memcpy(outdir->temporary, aside, sizeof(aside));
		return 0;
	}
	saved = errno;
	(void)renameat(place->folder, aside, place->folder, place->name);
	errno = saved;
	return -1;
}

/* Put the folder in its place; an old one then has the temporary name. */
static int
install(struct dn_outdir *outdir, bool *fresh, struct dn_err *err)
{
	struct dn_place *place = &outdir->place;

	/* This takes the place of nothing, or of an empty folder. */
	*fresh = renameat(place->folder, outdir->temporary, place->folder,
	    place->name) == 0;
	outdir->made = !*fresh;
	if (*fresh)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return fail(outdir, "cannot put the folder in its place", err);
	if (!outdir->replace) {
		dn_err_set(&outdir->failure, DN_E_USAGE,
		    "the folder is not empty");
		return tell(outdir, err);
	}
	if (exchange(outdir) < 0)
		return fail(outdir, "cannot put the folder in its place", err);
	return 0;
}

int
dn_outdir_commit(struct dn_outdir *outdir, struct dn_err *err)
{
	struct dn_place *place = &outdir->place;
	bool fresh = false;
	int status;

	if (outdir->failure.code != DN_E_NONE)
		status = tell(outdir, err);
	else if (keep_mode(outdir) < 0 || sync_all(outdir) < 0)
		status = fail(outdir, "cannot write the folder", err);
	else
		status = install(outdir, &fresh, err);
	if (status == 0 && dn_place_sync(place) < 0) {
		status = fail(outdir, "cannot write the folder", err);
		outdir->made = !fresh || renameat(place->folder, place->name,
		    place->folder, outdir->temporary) == 0;
	}
	if (status == 0 && outdir->made) {
		outdir->made = false;
		if (dn_fd_remove(place->folder, outdir->temporary) < 0)
			status = fail(outdir,
			    "cannot remove the old folder", err);
	}
	dn_outdir_abort(outdir);
	return status;
}

void
dn_outdir_abort(struct dn_outdir *outdir)
{
	if (outdir == NULL)
		return;
	if (outdir->root >= 0)
		close(outdir->root);
	if (outdir->made)
		(void)!dn_fd_remove(outdir->place.folder, outdir->temporary);
	dn_place_release(&outdir->place);
	dn_bytes_release(&outdir->name);
	dn_bytes_release(&outdir->folders);
	dn_bytes_release(&outdir->alike);
	dn_hash_set_free(outdir->folded);
	free(outdir);
}
