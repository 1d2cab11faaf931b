/* SPDX-License-Identifier: MIT */
/* Digest and rows come from one descriptor: nobody changes files between. */
#include "ledger/import_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"

#define PIECE ((size_t)1 << 16)

/* Read all of `fd` for its digest, and into the spool if there is one. */
static int
read_all(struct dn_import_source *source, int fd,
    struct dn_digester *digester, struct dn_err *err)
{
	char piece[PIECE];
	ssize_t got;

	for (;;) {
		got = read(fd, piece, sizeof(piece));
		if (got == 0)
			return 0;
		if (got < 0 && dn_fd_again(fd, false))
			continue;
		if (got < 0)
			return dn_err_system(err, DN_E_READ, "cannot read");
		dn_digester_add(digester, (struct dn_span){ piece,
		    (size_t)got });
		if (source->spool != NULL && dn_sink_write(source->spool,
		    piece, (size_t)got, err) < 0)
			return -1;
	}
}

/* A descriptor at the start of what was read; *fd is closed if another. */
static int
rewind_to(struct dn_import_source *source, int *fd, off_t start,
    struct dn_err *err)
{
	int spool;

	if (source->spool != NULL) {
		if (dn_sink_flush(source->spool, err) < 0)
			return -1;
		spool = fcntl(dn_sink_spool_fd(source->spool),
		    F_DUPFD_CLOEXEC, 3);
		if (spool < 0)
			return dn_err_system(err, DN_E_SYSTEM,
			    "no more descriptors");
		dn_fd_close(*fd);
		*fd = spool;
		start = 0;
	}
	if (lseek(*fd, start, SEEK_SET) < 0)
		return dn_err_system(err, DN_E_READ, "cannot read again");
	return 0;
}

/* Take the digest of `fd`, and leave it at its start. */
static int
take_digest(struct dn_import_source *source, int *fd, struct dn_err *err)
{
	off_t start = lseek(*fd, 0, SEEK_CUR);
	struct dn_digester *digester;
	int taken = -1;

	if (start < 0) {
		source->spool = dn_sink_spool(err);
		if (source->spool == NULL)
			return -1;
	}
	digester = dn_digester_new();
	if (digester == NULL)
		return dn_err_memory(err);
	if (read_all(source, *fd, digester, err) == 0)
		taken = rewind_to(source, fd, start, err);
	source->digest = dn_digester_end(digester);
	dn_digester_free(digester);
	return taken;
}

static struct dn_span
without_folders(const char *path)
{
	const char *slash = strrchr(path, '/');

	return dn_span_of(slash != NULL ? slash + 1 : path);
}

int
dn_import_source_open(struct dn_import_source *source, const char *path,
    struct dn_err *err)
{
	bool named = strcmp(path, "-") != 0;
	struct stat about;
	int fd;

	*source = (struct dn_import_source){ .src = NULL };
	err->source = named ? path : "<stdin>";
	if (dn_digest_needed(err) < 0)
		return -1;
	fd = named ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) :
	    fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return dn_err_system(err, dn_fd_open_code(errno),
		    "cannot be opened");
	if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) {
		dn_fd_close(fd);
		return dn_err_set(err, DN_E_NO_FILE, "is a folder");
	}
	if (take_digest(source, &fd, err) < 0) {
		dn_fd_close(fd);
		return -1;
	}
	if (named)
		source->name = without_folders(path);
	source->src = dn_src_open_fd(fd, err->source, err);
	return source->src != NULL ? 0 : -1;
}

void
dn_import_source_close(struct dn_import_source *source)
{
	dn_src_close(source->src);
	if (source->spool != NULL)
		dn_sink_abort(source->spool);
	*source = (struct dn_import_source){ .src = NULL };
}
