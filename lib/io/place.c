/* SPDX-License-Identifier: MIT */
/* Following a path to the folder and the name that an output replaces. */
#include "io/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/bytes.h"
#include "io/fd.h"

#define LINKS_MAX 40            /* as the kernel has it */
#define RANDOM_LETTERS 6

/*
 * Go to the folder of `path`, seen from `from`, and leave in `name` what is
 * behind the last slash.  A folder to pass through, or -1.
 */
static int
go_to_folder(int from, const char *path, char name[DN_PLACE_NAME])
{
	const char *slash = strrchr(path, '/');
	const char *last = slash != NULL ? slash + 1 : path;
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char folder[PATH_MAX];

	if (strlen(last) >= DN_PLACE_NAME || len >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, last, strlen(last) + 1);
	memcpy(folder, len > 0 ? path : ".", len > 0 ? len : 1);
	folder[len > 0 ? len : 1] = '\0';
	return openat(from, folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* Follow links until a name is no link: 0, or -1 with errno. */
static int
follow(struct dn_place *place, const char *path)
{
	char target[PATH_MAX];
	ssize_t len;
	int links, next, saved;

	for (links = 0; links <= LINKS_MAX; links++) {
		next = go_to_folder(place->folder, path, place->name);
		saved = errno;
		if (place->folder >= 0)
			close(place->folder);
		errno = saved;
		place->folder = next;
		if (next < 0)
			return -1;
		if (place->name[0] == '\0' || strcmp(place->name, ".") == 0 ||
		    strcmp(place->name, "..") == 0) {
			errno = EISDIR;
			return -1;
		}
		len = readlinkat(next, place->name, target, sizeof(target));
		if (len < 0)
			return errno == EINVAL || errno == ENOENT ? 0 : -1;
		if (len == sizeof(target)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		target[len] = '\0';
		path = target;
	}
	errno = ELOOP;
	return -1;
}

int
dn_place_find(struct dn_place *place, const char *path, struct dn_err *err)
{
	struct stat status;

	place->folder = AT_FDCWD;
	place->listing = -1;
	/*
	 * Asked first, since the kernel may not let us through a link that we
	 * could read: one that somebody else put into a folder open to all.
	 */
	if ((stat(path, &status) < 0 && errno != ENOENT) ||
	    follow(place, path) < 0)
		goto fail;
	place->listing = openat(place->folder, ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->listing < 0 && errno != EACCES)
		goto fail;
	place->exists = fstatat(place->folder, place->name, &place->status,
	    AT_SYMLINK_NOFOLLOW) == 0;
	if (place->exists || errno == ENOENT)
		return 0;
fail:
	dn_err_system(err, dn_fd_open_code(errno), "cannot write");
	err->source = path;
	dn_place_release(place);
	return -1;
}

void
dn_place_release(struct dn_place *place)
{
	if (place->folder >= 0) {
		close(place->folder);
		if (place->listing >= 0)
			close(place->listing);
	}
	place->folder = place->listing = -1;
}

void
dn_place_temporary(const struct dn_place *place, char name[DN_PLACE_NAME])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	unsigned char random[RANDOM_LETTERS] = { 0 };
	size_t len = strlen(place->name), at;

	/* Where there is no randomness, O_EXCL still keeps names apart. */
	(void)!getrandom(random, sizeof(random), GRND_NONBLOCK);
	if (len > DN_PLACE_NAME - 1 - RANDOM_LETTERS - 2)
		len = DN_PLACE_NAME - 1 - RANDOM_LETTERS - 2;
	*name++ = '.';
	memcpy(name, place->name, len);
	name += len;
	*name++ = '.';
	for (at = 0; at < RANDOM_LETTERS; at++)
		*name++ = letters[random[at] % 32];
	*name = '\0';
}

int
dn_place_sync(const struct dn_place *place)
{
	return place->listing >= 0 ? dn_fd_sync(place->listing) : 0;
}
