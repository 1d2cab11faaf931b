/* SPDX-License-Identifier: MIT */
/* Writing a folder of files beside its place and putting it there as one. */
#include "io/outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/utf8.h"
#include "io/fd.h"
#include "io/place.h"

#define TEMPORARY_TRIES 100
#define MODE_BITS 07777
#define NAME_BYTES_MAX (1 << 20)        /* of a name from data, escaped */
#define EXTENSION_MAX 16                /* bytes behind the dot */
#define HASH_MARK (2 + 16)              /* bytes of "%~" and a hash */
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
	return 0;
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
	free(outdir);
}

/* Length of the part that begins at `at`, which ends at '/' or the end. */
static size_t
part_length(struct dn_span name, size_t at)
{
	const char *slash = at < name.len ?
	    memchr(name.ptr + at, '/', name.len - at) : NULL;

	return slash != NULL ? (size_t)(slash - name.ptr) - at :
	    name.len - at;
}

static void
add_escaped(struct dn_bytes *out, const char *text, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t at;

	for (at = 0; at < len; at++) {
		dn_bytes_add_byte(out, '%');
		dn_bytes_add_byte(out, hex[(unsigned char)text[at] >> 4]);
		dn_bytes_add_byte(out, hex[(unsigned char)text[at] & 15]);
	}
}

/* The devices of DOS: a file of that name, whatever follows a dot, is one. */
static bool
is_reserved(struct dn_span part)
{
	static const char *const names[] = { "AUX", "CON", "CONIN$",
	    "CONOUT$", "NUL", "PRN" };
	const char *dot = memchr(part.ptr, '.', part.len);
	size_t len = dot != NULL ? (size_t)(dot - part.ptr) : part.len, at;

	while (len > 0 && part.ptr[len - 1] == ' ')
		len--;
	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++)
		if (len == strlen(names[at]) &&
		    strncasecmp(part.ptr, names[at], len) == 0)
			return true;
	if (len < 4 || (strncasecmp(part.ptr, "COM", 3) != 0 &&
	    strncasecmp(part.ptr, "LPT", 3) != 0))
		return false;
	/* Superscript digits of Latin 1 count as digits. */
	return (len == 4 && part.ptr[3] >= '0' && part.ptr[3] <= '9') ||
	    (len == 5 && part.ptr[3] == '\xC2' &&
	    memchr("\xB9\xB2\xB3", part.ptr[4], 3) != NULL);
}

/* True when the character at `at` cannot stand as it is. */
static bool
is_unsafe(struct dn_span part, size_t at, size_t len, uint32_t point)
{
	char byte = part.ptr[at];

	if (len != 1)
		return len == 0 || point < 0xA0;        /* controls of C1 */
	if (point < 0x20 || point == 0x7F ||
	    memchr("\\:*?\"<>|%", byte, 9) != NULL)
		return true;
	if (at == 0 && (memchr(".-~", byte, 3) != NULL || is_reserved(part)))
		return true;
	return at + 1 == part.len && (byte == '.' || byte == ' ');
}

static bool
is_letter_or_digit(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z');
}

/* Cut an escaped part that is too long; its hash makes up for it. */
static void
shorten(struct dn_bytes *out, size_t start, struct dn_span part)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	char *text = out->data + start, extension[EXTENSION_MAX + 2];
	size_t len = out->len - start, dot = len, kept, at;

	while (len - dot < EXTENSION_MAX && is_letter_or_digit(text[dot - 1]))
		dot--;
	dot = text[dot - 1] == '.' ? dot - 1 : len;
	/* Files that differ in it alone, a text and its marks, go together. */
	for (at = 0; at < part.len - (len - dot); at++)
		hash = (hash ^ (unsigned char)part.ptr[at]) *
		    UINT64_C(0x100000001B3);
	memcpy(extension, text + dot, len - dot);
	extension[len - dot] = '\0';
	kept = dn_utf8_floor(text, NAME_MAX - HASH_MARK - (len - dot));
	if (text[kept - 1] == '%')
		kept--;
	else if (text[kept - 2] == '%')
		kept -= 2;
	out->len = start + kept;
	dn_bytes_add_format(out, "%%~%016" PRIx64 "%s", hash, extension);
}

/* Most parts stand as they are, and nothing needs a second look. */
static bool
is_plain(struct dn_span part)
{
	size_t at;

	if (part.len == 0 || part.len > NAME_MAX ||
	    !is_letter_or_digit(part.ptr[0]) ||
	    !is_letter_or_digit(part.ptr[part.len - 1]))
		return false;
	for (at = 1; at < part.len; at++)
		if (!is_letter_or_digit(part.ptr[at]) &&
		    part.ptr[at] != '.' && part.ptr[at] != ' ' &&
		    part.ptr[at] != '_' && part.ptr[at] != '-')
			return false;
	/* Devices begin with letters of these. */
	return strchr("ACLNPaclnp", part.ptr[0]) == NULL ||
	    !is_reserved(part);
}

static void
escape_part(struct dn_bytes *out, struct dn_span part)
{
	size_t start = out->len, at, len;
	uint32_t point = 0;

	if (is_plain(part)) {
		dn_bytes_add_span(out, part);
		return;
	}
	if (part.len == 0)
		dn_bytes_add_byte(out, '%');
	for (at = 0; at < part.len; at += len > 0 ? len : 1) {
		len = dn_utf8_decode(part.ptr + at, part.len - at, &point);
		if (is_unsafe(part, at, len, point))
			add_escaped(out, part.ptr + at, len > 0 ? len : 1);
		else
			dn_bytes_add(out, part.ptr + at, len);
	}
	if (out->failed == DN_E_NONE && out->len - start > NAME_MAX)
		shorten(out, start, part);
}

static void
escape_all(struct dn_bytes *out, struct dn_span name)
{
	struct dn_span part;
	size_t at;

	for (at = 0; at < name.len; at += part.len + 1) {
		part = (struct dn_span){ name.ptr + at, part_length(name, at) };
		if (at > 0)
			dn_bytes_add_byte(out, '/');
		escape_part(out, part);
	}
	if (name.len == 0 || name.ptr[name.len - 1] == '/') {
		if (name.len > 0)
			dn_bytes_add_byte(out, '/');
		escape_part(out, (struct dn_span){ NULL, 0 });
	}
}

/* The value of a hexadecimal digit, or -1. */
static int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* True when the '%' at `at` is a part of its own: an empty one. */
static bool
is_alone(struct dn_span path, size_t at)
{
	return (at == 0 || path.ptr[at - 1] == '/') &&
	    (at + 1 == path.len || path.ptr[at + 1] == '/');
}

static void
unescape_all(struct dn_bytes *out, struct dn_span path)
{
	size_t at;
	int high, low;

	for (at = 0; at < path.len; at++) {
		high = low = -1;
		if (path.ptr[at] == '%' && path.len - at > 2) {
			high = hex_value(path.ptr[at + 1]);
			low = hex_value(path.ptr[at + 2]);
		}
		if (high >= 0 && low >= 0) {
			dn_bytes_add_byte(out, (char)(high << 4 | low));
			at += 2;
		} else if (path.ptr[at] != '%' || !is_alone(path, at)) {
			dn_bytes_add_byte(out, path.ptr[at]);
		}
	}
}

/* Is nothing in the name unsafe but '%'? */
static bool
has_only_percents(struct dn_span name)
{
	struct dn_span part;
	uint32_t point = 0;
	size_t start, at, len;

	for (start = 0; start <= name.len; start += part.len + 1) {
		part = (struct dn_span){ name.ptr + start,
			part_length(name, start) };
		if (part.len == 0 || part.len > NAME_MAX)
			return false;
		for (at = 0; at < part.len; at += len > 0 ? len : 1) {
			len = dn_utf8_decode(part.ptr + at, part.len - at,
			    &point);
			if ((len != 1 || point != '%') &&
			    is_unsafe(part, at, len, point))
				return false;
		}
	}
	return true;
}

/* Would a name that is left as it is be taken for an escaped one? */
static bool
is_escaped(struct dn_span name, struct dn_bytes *out)
{
	struct dn_bytes original, again;
	bool same;

	dn_bytes_init(&original, SIZE_MAX / 2);
	dn_bytes_init(&again, SIZE_MAX / 2);
	unescape_all(&original, name);
	escape_all(&again, dn_bytes_span(&original));
	if (original.failed != DN_E_NONE || again.failed != DN_E_NONE)
		out->failed = DN_E_NO_MEMORY;
	same = dn_span_equal(dn_bytes_span(&again), name);
	dn_bytes_release(&original);
	dn_bytes_release(&again);
	return same;
}

void
dn_outdir_escape(struct dn_bytes *out, struct dn_span name)
{
	if (name.len > 0 && memchr(name.ptr, '%', name.len) != NULL &&
	    has_only_percents(name) && !is_escaped(name, out))
		dn_bytes_add_span(out, name);
	else
		escape_all(out, name);
}

void
dn_outdir_unescape(struct dn_bytes *out, struct dn_span path)
{
	struct dn_bytes original, again;

	if (path.len == 0 || memchr(path.ptr, '%', path.len) == NULL) {
		dn_bytes_add_span(out, path);
		return;
	}
	dn_bytes_init(&original, SIZE_MAX / 2);
	dn_bytes_init(&again, SIZE_MAX / 2);
	unescape_all(&original, path);
	dn_outdir_escape(&again, dn_bytes_span(&original));
	if (original.failed != DN_E_NONE || again.failed != DN_E_NONE)
		out->failed = DN_E_NO_MEMORY;
	dn_bytes_add_span(out, dn_span_equal(dn_bytes_span(&again), path) ?
	    dn_bytes_span(&original) : path);
	dn_bytes_release(&original);
	dn_bytes_release(&again);
}
