/* SPDX-License-Identifier: MIT */
/* The few things every file here needs that a bare system call leaves out. */
#include "io/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

#define BENEATH_TRIES 128       /* rounds against folders moved meanwhile */

void
dn_fd_hold_standard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return;
}

bool
dn_fd_again(int fd, bool writing)
{
	struct pollfd ask = { .fd = fd, .events = writing ? POLLOUT : POLLIN };

	if (errno == EINTR)
		return true;
	if (errno != EAGAIN && errno != EWOULDBLOCK)
		return false;
	/* What poll itself may say is found again by the call. */
	return poll(&ask, 1, -1) >= 0 || errno == EINTR;
}

enum dn_code
dn_fd_open_code(int number)
{
	switch (number) {
	case EACCES:
	case EEXIST:
	case EINVAL:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
	case ENODEV:
	case ENOENT:
	case ENOTDIR:
	case ENXIO:
	case EPERM:
	case EROFS:
	case ETXTBSY:
	case EXDEV:
		return DN_E_NO_FILE;
	case EDQUOT:
	case ENOSPC:
		return DN_E_WRITE;
	case ENOMEM:
		return DN_E_NO_MEMORY;
	default:
		return DN_E_SYSTEM;
	}
}

/* Step over `done` bytes of the vector; returns the pieces stepped over. */
static size_t
step_over(struct iovec *vector, size_t count, size_t done)
{
	size_t at;

	for (at = 0; at < count && done >= vector[at].iov_len; at++)
		done -= vector[at].iov_len;
	if (at < count) {
		vector[at].iov_base = (char *)vector[at].iov_base + done;
		vector[at].iov_len -= done;
	}
	return at;
}

int
dn_fd_write_vector(int fd, struct iovec *vector, size_t count)
{
	size_t at = step_over(vector, count, 0);
	ssize_t done;

	while (at < count) {
		size_t pieces = count - at < IOV_MAX ? count - at : IOV_MAX;

		done = writev(fd, vector + at, (int)pieces);
		if (done > 0) {
			at += step_over(vector + at, count - at, (size_t)done);
		} else if (done == 0) {
			errno = EIO;    /* else this would never end */
			return -1;
		} else if (!dn_fd_again(fd, true)) {
			return -1;
		}
	}
	return 0;
}

int
dn_fd_write(int fd, const void *data, size_t len)
{
	const char *from = data;
	ssize_t done;

	while (len > 0) {
		done = write(fd, from, len);
		if (done > 0) {
			from += done;
			len -= (size_t)done;
		} else if (done == 0) {
			errno = EIO;
			return -1;
		} else if (!dn_fd_again(fd, true)) {
			return -1;
		}
	}
	return 0;
}

int
dn_fd_sync(int fd)
{
	while (fsync(fd) < 0) {
		if (errno == EINTR)
			continue;
		return errno == EINVAL || errno == EROFS ? 0 : -1;
	}
	return 0;
}

int
dn_fd_close(int fd)
{
	return close(fd) < 0 && errno != EINTR ? -1 : 0;
}

int
dn_fd_beneath(int folder, const char *path, int flags, mode_t mode, bool links)
{
#ifdef SYS_openat2
	struct open_how how = {
		.flags = (unsigned int)(flags | O_CLOEXEC),
		.mode = flags & O_CREAT ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
		    (links ? 0 : RESOLVE_NO_SYMLINKS),
	};
	int tries = 0;
	long fd;

	if (!(flags & O_PATH))
		how.flags |= O_NOCTTY;
	do {
		fd = syscall(SYS_openat2, folder, path, &how, sizeof(how));
	} while (fd < 0 && (errno == EINTR ||
	    (errno == EAGAIN && ++tries < BENEATH_TRIES)));
	/* Containers that know no openat2 say EPERM. */
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return (int)fd;
#else
	(void)links;
#endif
	return dn_fd_beneath_by_names(folder, path, flags, mode);
}

/* openat of the `len` bytes of one name, which is not "..". */
static int
open_name(int folder, const char *path, size_t len, int flags, mode_t mode)
{
	char name[NAME_MAX + 1];
	int fd;

	if (len > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, path, len);
	name[len] = '\0';
	if (strcmp(name, "..") == 0) {
		errno = EXDEV;
		return -1;
	}
	do {
		fd = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC |
		    O_NOCTTY, mode);
	} while (fd < 0 && errno == EINTR);
	return fd;
}

int
dn_fd_beneath_by_names(int folder, const char *path, int flags, mode_t mode)
{
	int at = folder, fd, saved;
	size_t len;

	if (*path == '/' || *path == '\0') {
		errno = *path == '/' ? EXDEV : ENOENT;
		return -1;
	}
	for (;;) {
		len = strcspn(path, "/");
		if (path[len] == '\0')
			fd = open_name(at, len > 0 ? path : ".",
			    len > 0 ? len : 1, flags, mode);
		else
			fd = open_name(at, path, len, O_PATH | O_DIRECTORY, 0);
		saved = errno;
		if (at != folder)
			close(at);
		errno = saved;
		if (fd < 0 || path[len] == '\0')
			return fd;
		at = fd;
		path += len;
		path += strspn(path, "/");
	}
}

/* The next entry but "." and ".."; NULL at the end, or with errno. */
static const struct dirent *
next_entry(DIR *stream)
{
	const struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(stream);
	} while (entry != NULL && (strcmp(entry->d_name, ".") == 0 ||
	    strcmp(entry->d_name, "..") == 0));
	return entry;
}

/* Open a folder in a folder to be read. */
static DIR *
open_stream(int folder, const char *name)
{
	int fd = openat(folder, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;

	if (stream == NULL && fd >= 0)
		close(fd);
	return stream;
}

/* Remove a file or an empty folder: 0; 1 for a folder with entries; -1. */
static int
remove_entry(int folder, const char *name)
{
	if (unlinkat(folder, name, 0) == 0)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (unlinkat(folder, name, AT_REMOVEDIR) == 0)
		return 0;
	return errno == ENOTEMPTY || errno == EEXIST ? 1 : -1;
}

/* Move a folder up into `root`, under a name that is free there. */
static int
move_up(int from, const char *name, int root, unsigned long *number)
{
	char above[32];

	do {
		snprintf(above, sizeof(above), ".%lu", (*number)++);
		if (renameat(from, name, root, above) == 0)
			return 0;
	} while (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR);
	return -1;
}

/* Empty one folder of `root`: what it holds is removed or moved up. */
static int
empty_folder(int root, const char *name, unsigned long *number)
{
	DIR *stream = open_stream(root, name);
	const struct dirent *entry;
	int status = 0, saved;

	if (stream == NULL)
		return -1;
	while (status >= 0 && (entry = next_entry(stream)) != NULL) {
		status = remove_entry(dirfd(stream), entry->d_name);
		if (status > 0)
			status = move_up(dirfd(stream), entry->d_name, root,
			    number);
	}
	saved = errno;
	closedir(stream);
	errno = saved;
	return status < 0 || saved != 0 ? -1 : 0;
}

/* One round over a folder: 1 when another is needed, 0 when it is empty. */
static int
empty_round(int folder, const char *name, unsigned long *number)
{
	DIR *stream = open_stream(folder, name);
	const struct dirent *entry;
	int status, again = 0, saved;

	if (stream == NULL)
		return -1;
	while ((entry = next_entry(stream)) != NULL) {
		status = remove_entry(dirfd(stream), entry->d_name);
		again |= status > 0;
		if (status > 0)
			status = empty_folder(dirfd(stream), entry->d_name,
			    number);
		if (status < 0)
			break;
	}
	saved = errno;
	closedir(stream);
	errno = saved;
	return saved != 0 ? -1 : again;
}

int
dn_fd_remove(int folder, const char *name)
{
	unsigned long number = 0;
	int status;

	do {
		status = empty_round(folder, name, &number);
	} while (status > 0);
	return status < 0 ? -1 : unlinkat(folder, name, AT_REMOVEDIR);
}
