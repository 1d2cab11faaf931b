/* SPDX-License-Identifier: MIT */
/* Reading files and pipes; what is compressed is known by its first bytes. */
#include "config.h"

#include "io/src.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>
#endif

#include "io/fd.h"

#define MAGIC_SIZE 10                   /* bytes that tell what it is */
#define HEAD_SIZE ((size_t)1 << 14)     /* read at first: most small files */
#define PACKED_SIZE ((size_t)1 << 17)   /* compressed bytes read at once */
#define UNPACK_MAX ((size_t)1 << 30)    /* zlib counts in unsigned int */
#define SLURP_FIRST ((size_t)1 << 16)   /* first guess where size is unknown */

enum packing { PLAIN, GZIP, ZSTD, OTHER };

struct dn_src {
	int fd;
	bool borrowed;          /* stdin: closing it would free number 0 */
	bool ended;             /* the descriptor gave its last byte */
	bool whole;             /* the last member or frame is complete */
	enum packing packing;
	const char *name;
	uint64_t size;
	struct dn_err failure;  /* what every further read says */
	uint64_t done;          /* bytes read of it */
	size_t head_at, head_len;
	char *packed;
	size_t packed_at, packed_len;
	z_stream gzip;
#ifdef HAVE_ZSTD
	ZSTD_DStream *zstd;
#endif
	char head[];            /* bytes looked at, then given out first */
};

/* What none of our texts begins with; `mask` leaves bits of byte 0 open. */
static const struct magic {
	char bytes[MAGIC_SIZE + 1];
	size_t len;
	enum packing packing;
	unsigned char mask;
	const char *program;    /* that unpacks what is not read here */
} magics[] = {
	{ "\x1F\x8B", 2, GZIP, 0xFF, NULL },
	{ "\x28\xB5\x2F\xFD", 4, ZSTD, 0xFF, "zstd -dc" },
	{ "\x50\x2A\x4D\x18", 4, ZSTD, 0xF0, "zstd -dc" },    /* skippable */
	{ "\xFD" "7zXZ\0", 6, OTHER, 0xFF, "xz -dc" },
	{ "BZh91AY&SY", 10, OTHER, 0xFF, "bzip2 -dc" },
	{ "\x04\x22\x4D\x18", 4, OTHER, 0xFF, "lz4 -dc" },
	{ "\x1F\x9D", 2, OTHER, 0xFF, "uncompress -c" },
};

/* The magic that `len` >= 1 first bytes agree with so far, or NULL. */
static const struct magic *
find_magic(const char *head, size_t len)
{
	const struct magic *magic = magics;
	const struct magic *end = magics + sizeof(magics) / sizeof(magics[0]);

	for (; magic < end; magic++)
		if (((head[0] ^ magic->bytes[0]) & magic->mask) == 0 &&
		    memcmp(head + 1, magic->bytes + 1,
		    (len < magic->len ? len : magic->len) - 1) == 0)
			return magic;
	return NULL;
}

/* read(2), taken up again; 1, 0 at the end, -1. */
static int
read_stored(struct dn_src *src, void *data, size_t size, size_t *got,
    struct dn_err *err)
{
	ssize_t done;

	if (src->head_at < src->head_len) {
		*got = src->head_len - src->head_at;
		if (*got > size)
			*got = size;
		memcpy(data, src->head + src->head_at, *got);
		src->head_at += *got;
		return 1;
	}
	if (src->ended)
		return 0;
	do {
		done = read(src->fd, data, size);
	} while (done < 0 && dn_fd_again(src->fd, false));
	if (done < 0)
		return dn_err_system(err, DN_E_READ, "cannot read");
	*got = (size_t)done;
	src->done += *got;
	/* Less than was asked for, and just what there is: nothing follows. */
	src->ended = done == 0 || (*got < size && src->done == src->size);
	return done > 0;
}

/* Zero bytes may stand behind a member: tapes and block devices pad so. */
static void
skip_padding(struct dn_src *src)
{
	while (src->packed_at < src->packed_len &&
	    src->packed[src->packed_at] == 0)
		src->packed_at++;
}

static int
unpack_gzip(struct dn_src *src, void *data, size_t size, size_t *made)
{
	z_stream *gzip = &src->gzip;
	int status;

	if (src->whole)
		skip_padding(src);
	if (src->whole && src->packed_at == src->packed_len) {
		*made = 0;
		return 0;
	}
	if (src->whole && inflateReset(gzip) != Z_OK)
		return dn_err_memory(&src->failure);
	src->whole = false;
	gzip->next_in = (Bytef *)src->packed + src->packed_at;
	gzip->avail_in = (uInt)(src->packed_len - src->packed_at);
	gzip->next_out = data;
	gzip->avail_out = (uInt)size;
	status = inflate(gzip, Z_NO_FLUSH);
	src->packed_at = src->packed_len - gzip->avail_in;
	*made = size - gzip->avail_out;
	src->whole = status == Z_STREAM_END;
	if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR)
		return 0;
	if (status == Z_MEM_ERROR)
		return dn_err_memory(&src->failure);
	return dn_err_set(&src->failure, DN_E_TRUNCATED,
	    "damaged gzip data: %s",
	    gzip->msg != NULL ? gzip->msg : "a dictionary is asked for");
}

#ifdef HAVE_ZSTD
static int
unpack_zstd(struct dn_src *src, void *data, size_t size, size_t *made)
{
	ZSTD_inBuffer in = { src->packed, src->packed_len, src->packed_at };
	ZSTD_outBuffer out = { data, size, 0 };
	size_t status = ZSTD_decompressStream(src->zstd, &out, &in);

	src->packed_at = in.pos;
	*made = out.pos;
	src->whole = status == 0;
	if (!ZSTD_isError(status))
		return 0;
	switch (ZSTD_getErrorCode(status)) {
	case ZSTD_error_memory_allocation:
		return dn_err_memory(&src->failure);
	case ZSTD_error_frameParameter_windowTooLarge:
		return dn_err_set(&src->failure, DN_E_NOT_BUILT, "Zstandard "
		    "data that needs a window above 128 MiB; use zstd "
		    "--long=31 -dc");
	default:
		return dn_err_set(&src->failure, DN_E_TRUNCATED,
		    "damaged Zstandard data: %s", ZSTD_getErrorName(status));
	}
}
#endif

static int
unpack(struct dn_src *src, void *data, size_t size, size_t *made)
{
#ifdef HAVE_ZSTD
	if (src->packing == ZSTD)
		return unpack_zstd(src, data, size, made);
#endif
	return unpack_gzip(src, data, size, made);
}

static int
read_packed(struct dn_src *src, void *data, size_t size, size_t *got)
{
	bool none;

	if (size > UNPACK_MAX)
		size = UNPACK_MAX;
	for (*got = 0; *got == 0;) {
		if (src->packed_at == src->packed_len) {
			src->packed_at = src->packed_len = 0;
			if (read_stored(src, src->packed, PACKED_SIZE,
			    &src->packed_len, &src->failure) < 0)
				return -1;
		}
		none = src->packed_at == src->packed_len;
		if (none && src->whole)
			return 0;
		/* Without input there may still be output held back. */
		if (unpack(src, data, size, got) < 0)
			return *got > 0 ? 1 : -1;
		if (none && *got == 0)
			return dn_err_set(&src->failure, DN_E_TRUNCATED,
			    "the compressed data end too early");
	}
	return 1;
}

int
dn_src_read(struct dn_src *src, void *data, size_t size, size_t *got,
    struct dn_err *err)
{
	int status = -1;

	if (src->failure.code == DN_E_NONE && src->packing == PLAIN)
		status = read_stored(src, data, size, got, &src->failure);
	else if (src->failure.code == DN_E_NONE)
		status = read_packed(src, data, size, got);
	if (status < 0) {
		*err = src->failure;
		err->source = src->name;
	}
	return status;
}

/* Set up what unpacks; by now `packing` is known. */
static int
prepare(struct dn_src *src, struct dn_err *err)
{
	if (src->packing == PLAIN)
		return 0;
	src->packed = malloc(PACKED_SIZE);
	if (src->packed == NULL)
		return dn_err_memory(err);
#ifdef HAVE_ZSTD
	if (src->packing == ZSTD) {
		src->zstd = ZSTD_createDStream();
		return src->zstd == NULL ? dn_err_memory(err) : 0;
	}
#endif
	/* 16 asks for the gzip header and its checks, 15 for any window. */
	if (inflateInit2(&src->gzip, 16 + 15) != Z_OK)
		return dn_err_memory(err);
	return 0;
}

static int
refuse(const struct magic *magic, struct dn_err *err)
{
	return dn_err_set(err, DN_E_NOT_BUILT,
	    "compressed in a way that is not read here; use %s",
	    magic->program);
}

/* Tell by the first bytes: as few as settle it, since a pipe may be slow. */
static int
find_packing(struct dn_src *src, struct dn_err *err)
{
	const struct magic *magic;
	size_t len = 0, got = 0;
	int status;

	do {
		status = read_stored(src, src->head + len, HEAD_SIZE - len,
		    &got, err);
		if (status < 0)
			return -1;
		len += status > 0 ? got : 0;
		magic = len > 0 ? find_magic(src->head, len) : NULL;
	} while (status > 0 && magic != NULL && len < magic->len);
	src->head_len = len;
	if (magic == NULL || len < magic->len)
		return 0;
#ifndef HAVE_ZSTD
	if (magic->packing == ZSTD)
		return refuse(magic, err);
#endif
	if (magic->packing == OTHER)
		return refuse(magic, err);
	src->packing = magic->packing;
	return 0;
}

/* Its size, where it is a file. */
static int
measure(struct dn_src *src, struct dn_err *err)
{
	struct stat status;

	if (fstat(src->fd, &status) < 0)
		return dn_err_system(err, DN_E_READ, "cannot read");
	if (S_ISDIR(status.st_mode))
		return dn_err_set(err, DN_E_NO_FILE, "is a folder");
	if (S_ISREG(status.st_mode))
		src->size = (uint64_t)status.st_size;
	return 0;
}

static int
begin(struct dn_src *src, struct dn_err *err)
{
	if (src->size > HEAD_SIZE) {
		/* Advice: whether it is taken changes nothing. */
		(void)posix_fadvise(src->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	}
	if (find_packing(src, err) < 0)
		return -1;
	return prepare(src, err);
}

/* `size` NULL: it is asked for. */
static struct dn_src *
open_fd(int fd, bool borrowed, const uint64_t *size, const char *name,
    struct dn_err *err)
{
	struct dn_src *src = malloc(sizeof(*src) + HEAD_SIZE);

	if (src == NULL) {
		dn_err_memory(err);
		if (!borrowed)
			close(fd);
	} else {
		*src = (struct dn_src){ .fd = fd, .borrowed = borrowed,
			.name = name, .size = size != NULL ? *size : 0 };
		if ((size != NULL || measure(src, err) == 0) &&
		    begin(src, err) == 0)
			return src;
		dn_src_close(src);
	}
	err->source = name;
	return NULL;
}

struct dn_src *
dn_src_open(const char *path, struct dn_err *err)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return open_fd(STDIN_FILENO, true, NULL, "<stdin>", err);
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	} while (fd < 0 && errno == EINTR);
	if (fd >= 0)
		return open_fd(fd, false, NULL, path, err);
	dn_err_system(err, dn_fd_open_code(errno), "cannot open");
	err->source = path;
	return NULL;
}

struct dn_src *
dn_src_open_fd(int fd, const char *name, struct dn_err *err)
{
	return open_fd(fd, false, NULL, name, err);
}

struct dn_src *
dn_src_open_file(int fd, uint64_t size, const char *name, struct dn_err *err)
{
	return open_fd(fd, false, &size, name, err);
}

const char *
dn_src_name(const struct dn_src *src)
{
	return src->name;
}

uint64_t
dn_src_size(const struct dn_src *src)
{
	return src->size;
}

void
dn_src_close(struct dn_src *src)
{
	if (src == NULL)
		return;
#ifdef HAVE_ZSTD
	ZSTD_freeDStream(src->zstd);
#endif
	if (src->packing == GZIP)
		inflateEnd(&src->gzip);
	free(src->packed);
	if (!src->borrowed)
		close(src->fd);
	free(src);
}

int
dn_src_rest(struct dn_src *src, struct dn_bytes *out, struct dn_err *err)
{
	size_t room, got = 0;
	char *to, extra;
	int status;

	for (;;) {
		room = out->cap - out->len;
		if (room == 0)
			room = out->max - out->len < SLURP_FIRST ?
			    out->max - out->len : SLURP_FIRST;
		to = dn_bytes_reserve(out, room);
		if (to == NULL)
			return dn_bytes_check(out, err);
		/* One byte more than fits tells that it is too long. */
		if (room == 0) {
			status = dn_src_read(src, &extra, 1, &got, err);
			if (status > 0 && dn_bytes_reserve(out, 1) == NULL)
				return dn_bytes_check(out, err);
			return status;
		}
		status = dn_src_read(src, to, room, &got, err);
		if (status <= 0)
			return status;
		out->len += got;
	}
}

int
dn_src_slurp(const char *path, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_src *src = dn_src_open(path, err);
	int status;

	if (src == NULL)
		return -1;
	/* The size is a guess at the room: it may lie (/proc), or be packed. */
	if (src->packing == PLAIN && src->size < out->max - out->len &&
	    src->size > 0)
		(void)dn_bytes_reserve(out, (size_t)src->size + 1);
	status = dn_src_rest(src, out, err);
	if (status < 0)
		err->source = src->name;
	dn_src_close(src);
	return status;
}
