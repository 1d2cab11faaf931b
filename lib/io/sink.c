/* SPDX-License-Identifier: MIT */
/* Writing outputs: gathered, never torn, and checked to the last close. */
#include "io/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/place.h"

#define SPOOL_FOLDER "/tmp"             /* without $TMPDIR */
#define SPOOL_NAME "dn"
#define BUFFER_SIZE ((size_t)1 << 17)   /* bytes gathered */
#define PIECES 256                      /* of one writev */
#define WRITE_OUT_SIZE (8 << 20)        /* bytes between hints to the disk */
#define DIRECT_SIZE 4096                /* spans from here on are not copied */
#define TEMPORARY_TRIES 100
#define MODE_BITS 07777
#define SET_ID_BITS 06000
#define OWN_PATH 32             /* bytes of "/proc/self/fd/N" */

enum sink_kind { STRAIGHT, PLACED, SPOOL };

struct dn_sink {
	int fd;
	enum sink_kind kind;
	const char *name;       /* borrowed, for errors */
	struct dn_place place;          /* PLACED: where it is to go */
	bool named;                     /* there it has the name `temporary` */
	char temporary[DN_PLACE_NAME];
	uint64_t count, started;        /* bytes given, bytes hinted at */
	struct dn_err failure;  /* what every further call says */
	struct iovec pieces[PIECES];    /* in order, not yet written */
	size_t piece_count;
	bool direct;            /* some piece is the caller's memory */
	size_t used;            /* bytes of `buffer` */
	char buffer[BUFFER_SIZE];
};

/* Remember why no more can be written, from errno. */
static int
fail(struct dn_sink *sink, const char *what)
{
	return dn_err_system(&sink->failure, DN_E_WRITE, "%s", what);
}

/* Tell the caller what the sink knows. */
static int
report(const struct dn_sink *sink, struct dn_err *err)
{
	*err = sink->failure;
	err->source = sink->name;
	return -1;
}

static int
write_pieces(struct dn_sink *sink)
{
	if (dn_fd_write_vector(sink->fd, sink->pieces, sink->piece_count) < 0)
		return fail(sink, "cannot write");
	sink->piece_count = sink->used = 0;
	sink->direct = false;
	/* The disk begins now with what the fsync would else wait for. */
	if (sink->kind == PLACED &&
	    sink->count - sink->started >= WRITE_OUT_SIZE) {
		(void)sync_file_range(sink->fd, (off_t)sink->started,
		    (off_t)(sink->count - sink->started),
		    SYNC_FILE_RANGE_WRITE);
		sink->started = sink->count;
	}
	return 0;
}

/* Add a piece that stands behind the former ones; it may go on with one. */
static void
add_piece(struct dn_sink *sink, const char *data, size_t len)
{
	struct iovec *last = sink->pieces + sink->piece_count;

	if (sink->piece_count > 0 &&
	    (char *)last[-1].iov_base + last[-1].iov_len == data) {
		last[-1].iov_len += len;
		return;
	}
	last->iov_base = (void *)(uintptr_t)data;
	last->iov_len = len;
	sink->piece_count++;
}

static int
add(struct dn_sink *sink, const char *data, size_t len)
{
	size_t part;

	if (sink->piece_count == PIECES && write_pieces(sink) < 0)
		return -1;
	if (len >= DIRECT_SIZE) {
		add_piece(sink, data, len);
		sink->direct = true;
		return 0;
	}
	while (len > 0) {
		part = BUFFER_SIZE - sink->used;
		if (part > len)
			part = len;
		memcpy(sink->buffer + sink->used, data, part);
		add_piece(sink, sink->buffer + sink->used, part);
		sink->used += part;
		data += part;
		len -= part;
		if (sink->used == BUFFER_SIZE && write_pieces(sink) < 0)
			return -1;
	}
	return 0;
}

int
dn_sink_write_spans(struct dn_sink *sink, const struct dn_span *spans,
    size_t count, struct dn_err *err)
{
	struct dn_span run;
	size_t at = 0;

	if (sink->failure.code != DN_E_NONE)
		return report(sink, err);
	while (at < count) {
		/* Records left as they were stand side by side in a block. */
		run = spans[at++];
		while (at < count && run.len > 0 &&
		    run.ptr + run.len == spans[at].ptr)
			run.len += spans[at++].len;
		sink->count += run.len;
		if (add(sink, run.ptr, run.len) < 0)
			return report(sink, err);
	}
	if (sink->direct && write_pieces(sink) < 0)
		return report(sink, err);
	return 0;
}

int
dn_sink_write(struct dn_sink *sink, const void *data, size_t len,
    struct dn_err *err)
{
	struct dn_span span = { data, len };

	return dn_sink_write_spans(sink, &span, 1, err);
}

int
dn_sink_flush(struct dn_sink *sink, struct dn_err *err)
{
	if (sink->failure.code != DN_E_NONE || write_pieces(sink) < 0)
		return report(sink, err);
	return 0;
}

bool
dn_sink_is_straight(const struct dn_sink *sink)
{
	return sink->kind == STRAIGHT;
}

uint64_t
dn_sink_count(const struct dn_sink *sink)
{
	return sink->count;
}

/* The number in the names that stand for an open descriptor, or -1. */
static int
descriptor_in(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	const char *digits = NULL;
	int number = 0;
	size_t at;

	if (path == NULL || strcmp(path, "-") == 0 ||
	    strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (at = 0; at < sizeof(folders) / sizeof(folders[0]); at++)
		if (strncmp(path, folders[at], strlen(folders[at])) == 0)
			digits = path + strlen(folders[at]);
	if (digits == NULL || *digits == '\0')
		return -1;
	for (; *digits >= '0' && *digits <= '9' && number < 100000000; digits++)
		number = number * 10 + (*digits - '0');
	return *digits == '\0' ? number : -1;
}

/*
 * Write to an open descriptor: to a copy of it, so that the close, which is
 * where some file systems tell of a loss, can be checked.
 */
static int
open_descriptor(struct dn_sink *sink, int number, struct dn_err *err)
{
	int flags = fcntl(number, F_GETFL);

	if (flags >= 0 && (flags & O_ACCMODE) == O_RDONLY) {
		errno = EBADF;
		flags = -1;
	}
	if (flags >= 0)
		sink->fd = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (sink->fd >= 0)
		return 0;
	return dn_err_system(err, number == STDOUT_FILENO ? DN_E_WRITE :
	    errno == EBADF ? DN_E_NO_FILE : DN_E_SYSTEM, "cannot write");
}

/* A FIFO, a device: what is there is written to. */
static int
open_straight(struct dn_sink *sink, const char *path, struct dn_err *err)
{
	do {
		sink->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	} while (sink->fd < 0 && errno == EINTR);
	if (sink->fd >= 0)
		return 0;
	return dn_err_system(err, dn_fd_open_code(errno), "cannot write");
}

/* The name through which a file without one can be linked. */
static void
own_path(const struct dn_sink *sink, char path[OWN_PATH])
{
	snprintf(path, OWN_PATH, "/proc/self/fd/%d", sink->fd);
}

/*
 * A file without a name, which no crash leaves behind; where the file system
 * has none, or there is no /proc to give it a name later, one with a name.
 */
static int
open_new(struct dn_sink *sink, int access_mode, mode_t mode)
{
	char path[OWN_PATH];
	int tries;

	sink->fd = openat(sink->place.folder, ".",
	    O_TMPFILE | access_mode | O_CLOEXEC, mode);
	if (sink->fd >= 0) {
		own_path(sink, path);
		if (access(path, F_OK) == 0)
			return 0;
		close(sink->fd);
	}
	for (tries = 0; tries < TEMPORARY_TRIES; tries++) {
		dn_place_temporary(&sink->place, sink->temporary);
		sink->fd = openat(sink->place.folder, sink->temporary,
		    O_CREAT | O_EXCL | access_mode | O_NOFOLLOW | O_CLOEXEC,
		    mode);
		sink->named = sink->fd >= 0;
		if (sink->named || (errno != EEXIST && errno != EINTR))
			break;
	}
	return sink->named ? 0 : -1;
}

/* A file that will take its place at the end. */
static int
open_placed(struct dn_sink *sink, const char *path, struct dn_err *err)
{
	if (dn_place_find(&sink->place, path, err) < 0)
		return -1;
	sink->kind = PLACED;
	if (sink->place.exists && !S_ISREG(sink->place.status.st_mode)) {
		errno = EISDIR;
	} else if (!sink->place.exists || faccessat(sink->place.folder,
	    sink->place.name, W_OK, AT_EACCESS) == 0) {
		/* Nobody else reads what has not got its owner yet. */
		if (open_new(sink, O_WRONLY,
		    sink->place.exists ? 0600 : 0666) == 0)
			return 0;
	}
	return dn_err_system(err, dn_fd_open_code(errno), "cannot write");
}

static bool
ends_with(const char *path, const char *suffix)
{
	size_t len = strlen(path), tail = strlen(suffix);

	return len >= tail && strcmp(path + len - tail, suffix) == 0;
}

static int
open_path(struct dn_sink *sink, const char *path, struct dn_err *err)
{
	struct stat status;
	int number = descriptor_in(path);

	if (number >= 0)
		return open_descriptor(sink, number, err);
	if (ends_with(path, ".gz") || ends_with(path, ".zst"))
		return dn_err_set(err, DN_E_NOT_BUILT,
		    "compressed output is not built yet; write to a pipe "
		    "into %s", ends_with(path, ".gz") ? "gzip -n" : "zstd");
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return open_straight(sink, path, err);
	return open_placed(sink, path, err);
}

static struct dn_sink *
new_sink(const char *name, struct dn_err *err)
{
	struct dn_sink *sink = calloc(1, sizeof(*sink));

	if (sink == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	sink->fd = sink->place.folder = -1;
	sink->name = name;
	return sink;
}

struct dn_sink *
dn_sink_open(const char *path, struct dn_err *err)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;
	struct dn_sink *sink = new_sink(standard ? "<stdout>" : path, err);

	if (sink == NULL || open_path(sink, path, err) == 0)
		return sink;
	err->source = sink->name;
	dn_sink_abort(sink);
	return NULL;
}

/* A file in the folder for temporary ones, which keeps no name there. */
static int
open_spool(struct dn_sink *sink)
{
	struct dn_place *place = &sink->place;
	const char *folder = getenv("TMPDIR");
	int failed;

	if (folder == NULL || *folder == '\0')
		folder = SPOOL_FOLDER;
	place->listing = -1;
	place->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place->folder < 0)
		return -1;
	memcpy(place->name, SPOOL_NAME, sizeof(SPOOL_NAME));
	failed = open_new(sink, O_RDWR, 0600);
	if (sink->named)
		failed = unlinkat(place->folder, sink->temporary, 0);
	sink->named = false;
	dn_place_release(place);
	return failed;
}

struct dn_sink *
dn_sink_spool(struct dn_err *err)
{
	struct dn_sink *sink = new_sink("<spool>", err);

	if (sink == NULL)
		return NULL;
	sink->kind = SPOOL;
	if (open_spool(sink) == 0)
		return sink;
	dn_err_system(err, dn_fd_open_code(errno),
	    "cannot make a temporary file in $TMPDIR");
	dn_sink_abort(sink);
	return NULL;
}

int
dn_sink_spool_fd(const struct dn_sink *sink)
{
	return sink->fd;
}

int
dn_sink_spool_read(const struct dn_sink *sink, uint64_t offset, void *data,
    size_t len, struct dn_err *err)
{
	size_t done = 0;

	while (done < len) {
		ssize_t got = pread(sink->fd, (char *)data + done, len - done,
		    (off_t)(offset + done));

		if (got < 0 && dn_fd_again(sink->fd, false))
			continue;
		if (got == 0)
			errno = EIO;    /* somebody has cut it */
		if (got <= 0)
			return dn_err_system(err, DN_E_READ,
			    "cannot read back a temporary file");
		done += (size_t)got;
	}
	return 0;
}

int
dn_sink_replay(struct dn_sink *sink,
    int (*give)(void *state, const char *data, size_t len,
	struct dn_err *err), void *state, struct dn_err *err)
{
	uint64_t at = 0, end;
	int status = 0;

	if (dn_sink_flush(sink, err) < 0)
		return -1;
	for (end = sink->count; status == 0 && at < end;) {
		size_t len = end - at < BUFFER_SIZE ? (size_t)(end - at) :
		    BUFFER_SIZE;

		if (dn_sink_spool_read(sink, at, sink->buffer, len, err) < 0)
			return -1;
		at += len;
		status = give(state, sink->buffer, len, err);
	}
	return status;
}

/* Give the file what it replaces had: owner, where we may, and mode. */
static int
keep_mode(struct dn_sink *sink)
{
	const struct stat *old = &sink->place.status;
	mode_t mode = old->st_mode & MODE_BITS;
	struct stat own;

	if (!sink->place.exists)
		return 0;
	if (fstat(sink->fd, &own) < 0)
		return fail(sink, "cannot keep the mode");
	if ((own.st_uid != old->st_uid || own.st_gid != old->st_gid) &&
	    fchown(sink->fd, old->st_uid, old->st_gid) < 0)
		mode &= ~(mode_t)SET_ID_BITS;
	if (fchmod(sink->fd, mode) < 0)
		return fail(sink, "cannot keep the mode");
	return 0;
}

/*
 * Give a file without a name its own, where none stands there yet, else one
 * to be renamed.  `*fresh` tells the former.
 */
static int
give_name(struct dn_sink *sink, bool *fresh)
{
	char path[OWN_PATH];
	int tries;

	own_path(sink, path);
	*fresh = !sink->place.exists && linkat(AT_FDCWD, path,
	    sink->place.folder, sink->place.name, AT_SYMLINK_FOLLOW) == 0;
	if (*fresh)
		return 0;
	for (tries = 0; tries < TEMPORARY_TRIES; tries++) {
		dn_place_temporary(&sink->place, sink->temporary);
		sink->named = linkat(AT_FDCWD, path, sink->place.folder,
		    sink->temporary, AT_SYMLINK_FOLLOW) == 0;
		if (sink->named || errno != EEXIST)
			break;
	}
	return sink->named ? 0 : fail(sink, "cannot name the file");
}

/* Close the file, or, as long as it needs that to get a name, a copy. */
static int
check_close(struct dn_sink *sink)
{
	int fd = sink->fd;

	if (sink->named)
		sink->fd = -1;
	else
		fd = fcntl(sink->fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0 || dn_fd_close(fd) < 0)
		return fail(sink, "cannot write");
	return 0;
}

/*
 * Exchange with the file that stands there, which has the temporary name until
 * the new one is sure to last; where that cannot be, replace it.
 */
static int
take_place(struct dn_sink *sink)
{
	const struct dn_place *place = &sink->place;

	if (renameat2(place->folder, sink->temporary, place->folder,
	    place->name, RENAME_EXCHANGE) == 0)
		return 0;
	if (renameat(place->folder, sink->temporary, place->folder,
	    place->name) < 0)
		return fail(sink, "cannot put the file in its place");
	sink->named = false;
	return 0;
}

/* Make the new file last, and the old one go. */
static int
settle(struct dn_sink *sink)
{
	if (dn_place_sync(&sink->place) < 0 || (sink->named &&
	    unlinkat(sink->place.folder, sink->temporary, 0) < 0))
		return fail(sink, "cannot write the folder");
	sink->named = false;
	return 0;
}

/* Put the whole file in its place. */
static int
install(struct dn_sink *sink)
{
	const struct dn_place *place = &sink->place;
	bool fresh = false;

	if (keep_mode(sink) < 0)
		return -1;
	if (dn_fd_sync(sink->fd) < 0)
		return fail(sink, "cannot write");
	if (check_close(sink) < 0 ||
	    (!sink->named && give_name(sink, &fresh) < 0) ||
	    (!fresh && take_place(sink) < 0))
		return -1;
	if (settle(sink) == 0)
		return 0;
	if (sink->named)        /* the old one comes back, or is not lost */
		sink->named = renameat2(place->folder, sink->temporary,
		    place->folder, place->name, RENAME_EXCHANGE) == 0;
	else if (fresh || !place->exists)
		unlinkat(place->folder, place->name, 0);
	return -1;
}

int
dn_sink_commit(struct dn_sink *sink, struct dn_err *err)
{
	int status = sink->failure.code != DN_E_NONE ? -1 : 0, fd;

	if (status == 0 && sink->kind != SPOOL)
		status = write_pieces(sink);
	if (status == 0 && sink->kind == PLACED)
		status = install(sink);
	if (status == 0 && sink->kind == STRAIGHT) {
		fd = sink->fd;
		sink->fd = -1;
		if (dn_fd_close(fd) < 0)
			status = fail(sink, "cannot write");
	}
	if (status < 0)
		report(sink, err);
	dn_sink_abort(sink);
	return status;
}

void
dn_sink_abort(struct dn_sink *sink)
{
	if (sink == NULL)
		return;
	if (sink->fd >= 0)
		close(sink->fd);
	if (sink->named)
		unlinkat(sink->place.folder, sink->temporary, 0);
	dn_place_release(&sink->place);
	free(sink);
}
