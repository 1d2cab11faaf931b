/* SPDX-License-Identifier: MIT */
/* A document kept at hand: the file itself, or a copy of what flowed by. */
#include "io/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/sink.h"

#define WINDOWS 4                       /* places read on from at a time */
#define WINDOW ((size_t)1 << 17)        /* bytes read at once, at most, */
#define GLANCE ((size_t)1 << 9)         /* and where it begins anew */
#define GROWTH 4                        /* each time that it goes on */
#define NEAR ((uint64_t)1 << 13)        /* bytes cheaper read than passed */
#define PIECE ((size_t)1 << 16)         /* bytes copied at once */

/* Bytes of the file from `begin` on. */
struct window {
	char *data;
	uint64_t begin;
	size_t len;
	size_t size;                    /* bytes to read where it goes on */
	uint64_t used;                  /* when, to find the oldest */
};

struct dn_store {
	const char *name;
	struct dn_sink *spool;          /* the copy, or NULL */
	int fd;                         /* of what is read */
	struct window windows[WINDOWS];
	uint64_t clock;
};

/* Could these first bytes be those of something compressed? */
static bool
looks_packed(const unsigned char *head, size_t len)
{
	/* A document in text begins with none of them. */
	return len > 0 && (head[0] == 0x1f || head[0] == 0x28 ||
	    head[0] == 0xfd || head[0] == 'B' || head[0] == 0x04 ||
	    (head[0] & 0xf0) == 0x50);
}

/* The file itself, where it can be read at any place: a descriptor, or -1. */
static int
open_in_place(const char *path)
{
	struct stat status;
	unsigned char head;
	ssize_t got;
	int fd;

	if (strcmp(path, "-") == 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -1;
	got = -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		got = pread(fd, &head, 1, 0);
	if (got >= 0 && !looks_packed(&head, (size_t)got))
		return fd;
	dn_fd_close(fd);
	return -1;
}

/* Copy the whole input to a file of our own. */
static int
copy(struct dn_store *store, const char *path, struct dn_err *err)
{
	struct dn_src *src = dn_src_open(path, err);
	char *piece = malloc(PIECE);
	size_t got;
	int more = -1;

	if (src == NULL)
		goto out;
	if (piece == NULL) {
		dn_err_memory(err);
		goto out;
	}
	store->name = dn_src_name(src);
	store->spool = dn_sink_spool(err);
	if (store->spool == NULL)
		goto out;
	while ((more = dn_src_read(src, piece, PIECE, &got, err)) > 0)
		if (dn_sink_write(store->spool, piece, got, err) < 0) {
			more = -1;
			break;
		}
	if (more == 0)
		more = dn_sink_flush(store->spool, err);
	store->fd = dn_sink_spool_fd(store->spool);
out:
	dn_src_close(src);
	free(piece);
	return more;
}

struct dn_store *
dn_store_open(const char *path, struct dn_err *err)
{
	struct dn_store *store = calloc(1, sizeof(*store));

	if (store == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	store->name = path;
	store->fd = open_in_place(path);
	store->windows[0].data = malloc(WINDOWS * WINDOW);
	if (store->windows[0].data == NULL) {
		dn_err_memory(err);
	} else if (store->fd >= 0 || copy(store, path, err) == 0) {
		for (int i = 1; i < WINDOWS; i++)
			store->windows[i].data = store->windows[0].data +
			    (size_t)i * WINDOW;
		return store;
	}
	dn_store_close(store);
	return NULL;
}

void
dn_store_close(struct dn_store *store)
{
	if (store == NULL)
		return;
	if (store->spool != NULL)
		dn_sink_abort(store->spool);
	else if (store->fd >= 0)
		dn_fd_close(store->fd);
	free(store->windows[0].data);
	free(store);
}

const char *
dn_store_name(const struct dn_store *store)
{
	return store->name;
}

struct dn_src *
dn_store_src(struct dn_store *store, struct dn_err *err)
{
	int fd = fcntl(store->fd, F_DUPFD_CLOEXEC, 3);

	/* The copy shares our place in the file, which nobody else uses. */
	if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		dn_err_system(err, DN_E_SYSTEM, "cannot read from the start");
		err->source = store->name;
		if (fd >= 0)
			dn_fd_close(fd);
		return NULL;
	}
	return dn_src_open_fd(fd, store->name, err);
}

/* Bytes at `offset`: 1 and *got; 0 at the end; -1. */
static int
read_at(struct dn_store *store, uint64_t offset, char *data, size_t len,
    size_t *got, struct dn_err *err)
{
	ssize_t done;

	do
		done = pread(store->fd, data, len, (off_t)offset);
	while (done < 0 && dn_fd_again(store->fd, false));
	if (done < 0) {
		dn_err_system(err, DN_E_READ, "cannot read");
		err->source = store->name;
		return -1;
	}
	*got = (size_t)done;
	return done > 0;
}

static int
cut(const struct dn_store *store, struct dn_err *err)
{
	dn_err_set(err, DN_E_READ,
	    "the file became shorter while it was read");
	err->source = store->name;
	return -1;
}

/* Just `len` bytes at `offset`. */
static int
read_all(struct dn_store *store, uint64_t offset, char *data, size_t len,
    struct dn_err *err)
{
	int more = 1;
	size_t got;

	for (; len > 0; offset += got, data += got, len -= got) {
		more = read_at(store, offset, data, len, &got, err);
		if (more <= 0)
			return more < 0 ? -1 : cut(store, err);
	}
	return 0;
}

/* The window that holds `offset`, or ended not far before it; or NULL. */
static struct window *
find_window(struct dn_store *store, uint64_t offset)
{
	struct window *window = store->windows;

	for (; window < store->windows + WINDOWS; window++)
		if (offset >= window->begin && window->len > 0 &&
		    offset - window->begin < window->len + window->size / 2)
			return window;
	return NULL;
}

/*
 * The one to give up: the oldest of those that have not gone on.  So, however
 * many places are looked at once, those that are read on from stay.
 */
static struct window *
oldest_window(struct dn_store *store)
{
	struct window *oldest = store->windows, *window;

	for (window = oldest + 1; window < store->windows + WINDOWS; window++) {
		bool single = window->size <= GLANCE * GROWTH;
		bool other = oldest->size <= GLANCE * GROWTH;

		if (single != other ? single : window->used < oldest->used)
			oldest = window;
	}
	return oldest;
}

/*
 * Let a window hold `offset`.  Where one ended shortly before, it goes on from
 * there, with more bytes each time; else `len` bytes are read and not many
 * more.  So neighbours cost few calls, and strangers few bytes.
 */
static int
fill_window(struct dn_store *store, struct window **window, uint64_t offset,
    size_t len, struct dn_err *err)
{
	struct window *to = *window;
	size_t size;

	if (to == NULL) {
		to = oldest_window(store);
		to->size = GLANCE;
	}
	size = len > to->size ? len : to->size;
	to->size = to->size < WINDOW / GROWTH ? to->size * GROWTH : WINDOW;
	to->begin = offset;
	to->len = 0;
	*window = to;
	return read_at(store, offset, to->data, size, &to->len, err);
}

/* Bytes at `offset` by way of a window: 1 and *got; 0 at the end; -1. */
static int
read_window(struct dn_store *store, uint64_t offset, char *data, size_t len,
    size_t *got, struct dn_err *err)
{
	struct window *window = find_window(store, offset);
	size_t at;

	if (window == NULL || offset - window->begin >= window->len) {
		int more = fill_window(store, &window, offset, len, err);

		if (more <= 0)
			return more;
	}
	window->used = ++store->clock;
	at = (size_t)(offset - window->begin);
	*got = window->len - at < len ? window->len - at : len;
	memcpy(data, window->data + at, *got);
	return 1;
}

int
dn_store_read(struct dn_store *store, uint64_t offset, char *data, size_t len,
    struct dn_err *err)
{
	int more = 1;
	size_t got;

	while (len > 0 && more > 0) {
		got = 0;
		more = len >= WINDOW ?
		    read_at(store, offset, data, len, &got, err) :
		    read_window(store, offset, data, len, &got, err);
		offset += got;
		data += got;
		len -= got;
	}
	return len == 0 ? 0 : more == 0 ? cut(store, err) : -1;
}

/* How many pieces fit into a window with those between them. */
static size_t
neighbours(const struct dn_store_piece *pieces, size_t count, size_t *len)
{
	uint64_t begin = pieces[0].offset, end = begin + pieces[0].len;
	size_t used;

	for (used = 1; used < count; used++) {
		const struct dn_store_piece *piece = &pieces[used];
		uint64_t behind = piece->offset + piece->len;

		if (piece->offset > end + NEAR || behind < begin ||
		    behind - begin > WINDOW)
			break;
		end = behind > end ? behind : end;
	}
	*len = (size_t)(end - begin);
	return used;
}

int
dn_store_read_many(struct dn_store *store,
    const struct dn_store_piece *pieces, size_t count, struct dn_err *err)
{
	struct window *window = oldest_window(store);
	size_t used, len, i;

	/* Its memory is taken; it holds nothing that is read on from. */
	*window = (struct window){ .data = window->data };
	for (; count > 0; pieces += used, count -= used) {
		used = neighbours(pieces, count, &len);
		if (used == 1) {
			if (read_all(store, pieces->offset, pieces->to,
			    pieces->len, err) < 0)
				return -1;
			continue;
		}
		if (read_all(store, pieces->offset, window->data, len,
		    err) < 0)
			return -1;
		for (i = 0; i < used; i++)
			memcpy(pieces[i].to, window->data + (size_t)
			    (pieces[i].offset - pieces[0].offset),
			    pieces[i].len);
	}
	return 0;
}

/* ---- standard input -------------------------------------------------- */

/* What is left of it, as it is, behind what was copied before. */
static int
copy_stdin(struct dn_sink *spool, struct dn_err *err)
{
	char piece[1 << 14];
	ssize_t got;

	for (;;) {
		do
			got = read(STDIN_FILENO, piece, sizeof(piece));
		while (got < 0 && dn_fd_again(STDIN_FILENO, false));
		if (got < 0) {
			dn_err_system(err, DN_E_READ, "cannot read");
			err->source = "<stdin>";
			return -1;
		}
		if (got == 0)
			return dn_sink_flush(spool, err);
		if (dn_sink_write(spool, piece, (size_t)got, err) < 0)
			return -1;
	}
}

int
dn_store_stdin_again(uint64_t start, struct dn_err *err)
{
	if (lseek(STDIN_FILENO, (off_t)start, SEEK_SET) >= 0)
		return 0;
	return dn_err_system(err, DN_E_SYSTEM, "cannot read stdin again");
}

int
dn_store_stdin(uint64_t *start, struct dn_err *err)
{
	off_t here = lseek(STDIN_FILENO, 0, SEEK_CUR);
	struct dn_sink *spool;
	struct stat status;
	int failed;

	*start = here > 0 ? (uint64_t)here : 0;
	if (here >= 0 && fstat(STDIN_FILENO, &status) == 0 &&
	    S_ISREG(status.st_mode))
		return 0;
	spool = dn_sink_spool(err);
	if (spool == NULL)
		return -1;
	*start = 0;
	failed = copy_stdin(spool, err);
	if (failed == 0 && dup2(dn_sink_spool_fd(spool), STDIN_FILENO) < 0)
		failed = dn_err_system(err, DN_E_SYSTEM,
		    "cannot put a file in the place of stdin");
	dn_sink_abort(spool);
	return failed < 0 ? -1 : dn_store_stdin_again(0, err);
}
