/* SPDX-License-Identifier: MIT */
/* Appending so that a kill at any point leaves a prefix of whole lines. */
#include "io/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/json.h"
#include "io/number.h"
#include "io/place.h"
#include "io/sink.h"

#define JOURNAL "journal.jsonl"
#define HEAD "journal.head"
#define HEAD_MAX 256            /* bytes of a head */
#define STEP ((size_t)1 << 16)  /* bytes looked at together */
#define PARTS_MAX 100000        /* torn ends of one line that are kept */

struct dn_journal {
	char *folder_path, *path, *head_path;
	int folder, fd;
	uint64_t size, whole;   /* bytes; those up to the last newline */
	struct dn_sink *added;
	char moved[64];         /* name in the folder, or "" */
};

/* ---- opening ---------------------------------------------------------- */

char *
dn_journal_beside(const struct dn_journal *journal, const char *name)
{
	struct dn_bytes path;

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_add_text(&path, journal->folder_path);
	dn_bytes_add_byte(&path, '/');
	dn_bytes_add_text(&path, name);
	return dn_bytes_detach(&path, NULL);
}

/* The path as *new* memory, without the slashes that it may end with. */
static char *
folder_name(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return strndup(path, len);
}

/* Make the folder, and its name last. */
static int
make_folder(const char *path, struct dn_err *err)
{
	struct dn_place place;
	int made;

	if (dn_place_find(&place, path, err) < 0)
		return -1;
	made = place.exists ? 0 : mkdirat(place.folder, place.name, 0777);
	if (made == 0 && !place.exists)
		made = dn_place_sync(&place);
	if (made < 0)
		dn_err_system(err, dn_fd_open_code(errno), "cannot be made");
	dn_place_release(&place);
	return made;
}

static int
open_folder(struct dn_journal *journal, const char *path,
    enum dn_journal_use use, struct dn_err *err)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	err->source = path;
	journal->folder = open(journal->folder_path, flags);
	if (journal->folder < 0 && errno == ENOENT &&
	    use == DN_JOURNAL_MAKE) {
		if (make_folder(journal->folder_path, err) < 0)
			return -1;
		journal->folder = open(journal->folder_path, flags);
	}
	if (journal->folder < 0)
		return dn_err_system(err, dn_fd_open_code(errno),
		    "cannot be opened");
	return 0;
}

/* Take the lock, or say at once that somebody has it. */
static int
lock(const struct dn_journal *journal, bool alone, struct dn_err *err)
{
	int status;

	do
		status = flock(journal->fd,
		    (alone ? LOCK_EX : LOCK_SH) | LOCK_NB);
	while (status < 0 && errno == EINTR);
	if (status == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return dn_err_set(err, DN_E_LOCKED,
		    "another program is at work on it");
	return dn_err_system(err, DN_E_SYSTEM, "cannot be locked");
}

static int
open_file(struct dn_journal *journal, enum dn_journal_use use,
    struct dn_err *err)
{
	struct stat status;
	int flags = use == DN_JOURNAL_READ ? O_RDONLY : O_RDWR | O_CREAT;

	journal->fd = openat(journal->folder, JOURNAL,
	    flags | O_NONBLOCK | O_CLOEXEC, 0666);
	if (journal->fd < 0 || fstat(journal->fd, &status) < 0)
		return dn_err_system(err, dn_fd_open_code(errno),
		    "has no journal.jsonl to open");
	if (!S_ISREG(status.st_mode))
		return dn_err_set(err, DN_E_NO_FILE,
		    "has a journal.jsonl that is no file");
	if (lock(journal, use != DN_JOURNAL_READ, err) < 0)
		return -1;
	/* Whoever had the lock before may have written since. */
	if (fstat(journal->fd, &status) < 0)
		return dn_err_system(err, DN_E_READ, "cannot be read");
	journal->size = (uint64_t)status.st_size;
	return 0;
}

/* Read `len` bytes that must be there. */
static int
read_at(const struct dn_journal *journal, uint64_t at, char *data, size_t len,
    struct dn_err *err)
{
	while (len > 0) {
		ssize_t got = pread(journal->fd, data, len, (off_t)at);

		if (got < 0 && dn_fd_again(journal->fd, false))
			continue;
		if (got == 0)
			errno = EIO;    /* somebody has cut it */
		if (got <= 0)
			return dn_err_system(err, DN_E_READ,
			    "cannot be read");
		at += (uint64_t)got;
		data += got;
		len -= (size_t)got;
	}
	return 0;
}

/* Find the end of the last whole line. */
static int
find_whole(struct dn_journal *journal, struct dn_err *err)
{
	char data[STEP];
	const char *newline = NULL;
	uint64_t at = journal->size;

	while (at > 0 && newline == NULL) {
		size_t len = at < STEP ? (size_t)at : STEP;

		at -= len;
		if (read_at(journal, at, data, len, err) < 0)
			return -1;
		newline = memrchr(data, '\n', len);
	}
	journal->whole = newline == NULL ? 0 :
	    at + (uint64_t)(newline - data) + 1;
	return 0;
}

struct dn_journal *
dn_journal_open(const char *path, enum dn_journal_use use, struct dn_err *err)
{
	struct dn_journal *journal = calloc(1, sizeof(*journal));

	if (journal == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	journal->folder = journal->fd = -1;
	journal->folder_path = folder_name(path);
	if (journal->folder_path != NULL) {
		journal->path = dn_journal_beside(journal, JOURNAL);
		journal->head_path = dn_journal_beside(journal, HEAD);
	}
	if (journal->path == NULL || journal->head_path == NULL)
		dn_err_memory(err);
	else if (open_folder(journal, path, use, err) == 0 &&
	    open_file(journal, use, err) == 0 &&
	    find_whole(journal, err) == 0)
		return journal;
	err->source = path;     /* which lives on */
	dn_journal_close(journal);
	return NULL;
}

void
dn_journal_close(struct dn_journal *journal)
{
	if (journal == NULL)
		return;
	if (journal->added != NULL)
		dn_sink_abort(journal->added);
	if (journal->fd >= 0)
		dn_fd_close(journal->fd);
	if (journal->folder >= 0)
		dn_fd_close(journal->folder);
	free(journal->folder_path);
	free(journal->path);
	free(journal->head_path);
	free(journal);
}

/* ---- looking at it ---------------------------------------------------- */

const char *
dn_journal_path(const struct dn_journal *journal)
{
	return journal->path;
}

int
dn_journal_folder(const struct dn_journal *journal)
{
	return journal->folder;
}

uint64_t
dn_journal_whole(const struct dn_journal *journal)
{
	return journal->whole;
}

uint64_t
dn_journal_torn(const struct dn_journal *journal)
{
	return journal->size - journal->whole;
}

int
dn_journal_line(const struct dn_journal *journal, uint64_t byte,
    struct dn_bytes *out, struct dn_err *err)
{
	const char *newline = NULL;
	size_t step = 1024, len;
	char *data;

	err->source = journal->path;
	while (byte < journal->whole && newline == NULL) {
		len = journal->whole - byte < step ?
		    (size_t)(journal->whole - byte) : step;
		data = dn_bytes_reserve(out, len);
		if (data == NULL)
			return dn_bytes_check(out, err);
		if (read_at(journal, byte, data, len, err) < 0)
			return -1;
		newline = memchr(data, '\n', len);
		out->len += newline == NULL ? len : (size_t)(newline - data);
		byte += len;
		step = STEP;
	}
	return newline != NULL ? 0 :
	    dn_err_set(err, DN_E_READ, "no line begins there");
}

/* Read all of a small file of the folder into `text`: its length, or -1. */
static ssize_t
read_small(const struct dn_journal *journal, const char *name, char *text,
    size_t size)
{
	int fd = openat(journal->folder, name,
	    O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	size_t len = 0;
	ssize_t got = -1;

	if (fd < 0)
		return -1;
	do {
		got = read(fd, text + len, size - len);
		if (got > 0)
			len += (size_t)got;
	} while ((got > 0 && len < size) || (got < 0 && errno == EINTR));
	dn_fd_close(fd);
	return got < 0 ? -1 : (ssize_t)len;
}

/* Take a head apart. */
static int
parse_head(struct dn_span text, struct dn_journal_head *head,
    struct dn_err *err)
{
	const char *const names[] = { "lines", "sha256" };
	struct dn_json_fields *fields = dn_json_fields_new(names, 2, err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_json_value values[2];
	struct dn_err ignored = DN_ERR_INIT;
	int64_t lines = 0;
	int status = -1;

	if (fields == NULL || json == NULL)
		dn_err_memory(err);
	else if (dn_json_scan(json, text, values, &ignored) == 0 &&
	    values[0].type == DN_JSON_NUMBER &&
	    dn_number_read_int(values[0].raw, &lines) && lines > 0 &&
	    values[1].type == DN_JSON_STRING &&
	    dn_digest_parse((struct dn_span){ values[1].raw.ptr + 1,
	    values[1].raw.len - 2 }, &head->last))
		status = 1;
	else
		dn_err_set(err, DN_E_BROKEN, "is not what was written");
	head->lines = (uint64_t)lines;
	dn_json_free(json);
	dn_json_fields_free(fields);
	return status;
}

int
dn_journal_head(const struct dn_journal *journal,
    struct dn_journal_head *head, struct dn_err *err)
{
	char text[HEAD_MAX + DN_JSON_PADDING] = "";
	ssize_t len = read_small(journal, HEAD, text, HEAD_MAX);

	*head = (struct dn_journal_head){ .lines = 0 };
	err->source = journal->head_path;
	if (len < 0 && errno == ENOENT)
		return 0;
	if (len < 0)
		return dn_err_system(err, DN_E_READ, "cannot be read");
	memset(text + len, 0, DN_JSON_PADDING);
	return parse_head((struct dn_span){ text, (size_t)len }, head, err);
}

/* ---- small files beside it ----------------------------------------------- */

/* Write a file that is there whole or not at all. */
static int
write_whole(const char *path, struct dn_span text, struct dn_err *err)
{
	struct dn_sink *sink = dn_sink_open(path, err);

	if (sink == NULL)
		return -1;
	if (dn_sink_write(sink, text.ptr, text.len, err) == 0)
		return dn_sink_commit(sink, err);
	dn_sink_abort(sink);
	return -1;
}

/* Does the file hold just these bytes? */
static bool
holds(const struct dn_journal *journal, const char *name, struct dn_span text)
{
	char *old = malloc(text.len + 1);
	ssize_t len = old == NULL ? -1 :
	    read_small(journal, name, old, text.len + 1);
	bool same = len >= 0 && (size_t)len == text.len &&
	    memcmp(old, text.ptr, text.len) == 0;

	free(old);
	return same;
}

bool
dn_journal_differs(const struct dn_journal *journal, const char *name,
    struct dn_span text)
{
	return faccessat(journal->folder, name, F_OK, 0) == 0 &&
	    !holds(journal, name, text);
}

int
dn_journal_make_folder(const struct dn_journal *journal, const char *name,
    struct dn_err *err)
{
	if (mkdirat(journal->folder, name, 0777) == 0 ?
	    dn_fd_sync(journal->folder) == 0 : errno == EEXIST)
		return 0;
	err->source = journal->path;
	return dn_err_system(err, DN_E_WRITE, "no folder can be made beside "
	    "it");
}

int
dn_journal_put(const struct dn_journal *journal, const char *name,
    struct dn_span text, struct dn_err *err)
{
	const char *slash = strrchr(name, '/');
	char *path, *folder;
	int status = 0;

	if (holds(journal, name, text))
		return 0;
	if (slash != NULL) {
		folder = strndup(name, (size_t)(slash - name));
		status = folder == NULL ? dn_err_memory(err) :
		    dn_journal_make_folder(journal, folder, err);
		free(folder);
	}
	path = dn_journal_beside(journal, name);
	if (status == 0)
		status = path == NULL ? dn_err_memory(err) :
		    write_whole(path, text, err);
	if (status < 0)
		err->source = journal->folder_path;     /* it lives on */
	free(path);
	return status;
}

/* ---- moving a torn end aside ------------------------------------------ */

/* A new file for it: LINE-NUMBER.part, the first number that is free. */
static int
open_part(struct dn_journal *journal, uint64_t line)
{
	int fd = -1;

	if (mkdirat(journal->folder, "torn", 0777) < 0 && errno != EEXIST)
		return -1;
	for (unsigned number = 1; fd < 0 && number < PARTS_MAX; number++) {
		snprintf(journal->moved, sizeof(journal->moved),
		    "torn/%llu-%u.part", (unsigned long long)line, number);
		fd = openat(journal->folder, journal->moved, O_WRONLY |
		    O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		journal->moved[0] = '\0';
	return fd;
}

/* Copy the torn end to an open file and make it last. */
static int
copy_torn(const struct dn_journal *journal, int fd, struct dn_err *err)
{
	char data[STEP];

	for (uint64_t at = journal->whole; at < journal->size;) {
		size_t len = journal->size - at < STEP ?
		    (size_t)(journal->size - at) : STEP;

		if (read_at(journal, at, data, len, err) < 0)
			return -1;
		if (dn_fd_write(fd, data, len) < 0)
			return dn_err_system(err, DN_E_WRITE,
			    "its torn end cannot be moved aside");
		at += len;
	}
	if (dn_fd_sync(fd) < 0)
		return dn_err_system(err, DN_E_WRITE,
		    "its torn end cannot be moved aside");
	return 0;
}

/* Sync a folder within the folder. */
static int
sync_folder(const struct dn_journal *journal, const char *name)
{
	int fd = openat(journal->folder, name,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status;

	if (fd < 0)
		return -1;
	status = dn_fd_sync(fd);
	dn_fd_close(fd);
	return status;
}

/* Only when the copy will last is the torn end cut off. */
static int
move_torn(struct dn_journal *journal, uint64_t line, struct dn_err *err)
{
	int fd, status;

	if (journal->size == journal->whole)
		return 0;
	fd = open_part(journal, line);
	if (fd < 0)
		return dn_err_system(err, DN_E_WRITE,
		    "its torn end cannot be moved aside");
	status = copy_torn(journal, fd, err);
	if (dn_fd_close(fd) < 0 && status == 0)
		status = dn_err_system(err, DN_E_WRITE,
		    "its torn end cannot be moved aside");
	if (status < 0)
		return -1;
	if (sync_folder(journal, "torn") < 0 ||
	    dn_fd_sync(journal->folder) < 0 ||
	    ftruncate(journal->fd, (off_t)journal->whole) < 0)
		return dn_err_system(err, DN_E_WRITE,
		    "its torn end cannot be cut off");
	journal->size = journal->whole;
	return 0;
}

const char *
dn_journal_moved(const struct dn_journal *journal)
{
	return journal->moved[0] != '\0' ? journal->moved : NULL;
}

/* ---- writing ---------------------------------------------------------- */

int
dn_journal_add(struct dn_journal *journal, struct dn_span lines,
    struct dn_err *err)
{
	if (journal->added == NULL)
		journal->added = dn_sink_spool(err);
	if (journal->added == NULL)
		return -1;
	return dn_sink_write(journal->added, lines.ptr, lines.len, err);
}

static int
write_piece(void *state, const char *data, size_t len, struct dn_err *err)
{
	const struct dn_journal *journal = state;

	if (dn_fd_write(journal->fd, data, len) == 0)
		return 0;
	err->source = journal->path;
	return dn_err_system(err, DN_E_WRITE, "cannot be written");
}

/* Write what was added; what fails half way is taken back. */
static int
write_added(struct dn_journal *journal, struct dn_err *err)
{
	int status = 0;

	if (journal->added == NULL)
		return 0;
	if (lseek(journal->fd, (off_t)journal->whole, SEEK_SET) < 0)
		status = dn_err_system(err, DN_E_WRITE, "cannot be written");
	if (status == 0)
		status = dn_sink_replay(journal->added, write_piece, journal,
		    err);
	if (status == 0 && (fdatasync(journal->fd) < 0 ||
	    dn_fd_sync(journal->folder) < 0)) {
		err->source = journal->path;
		status = dn_err_system(err, DN_E_WRITE, "cannot be synced");
	}
	if (status < 0 && ftruncate(journal->fd, (off_t)journal->whole) == 0)
		(void)!fdatasync(journal->fd);
	return status;
}

/* Remove what a kill in the middle of write_head has left. */
static void
sweep(const struct dn_journal *journal)
{
	int fd = openat(journal->folder, ".", O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	if (stream == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(stream)) != NULL)
		if (strncmp(entry->d_name, "." HEAD ".",
		    sizeof("." HEAD ".") - 1) == 0)
			(void)!unlinkat(journal->folder, entry->d_name, 0);
	closedir(stream);
}

/* Put the new head in the place of the old one. */
static int
write_head(const struct dn_journal *journal,
    const struct dn_journal_head *head, struct dn_err *err)
{
	struct dn_bytes text;
	int status;

	dn_bytes_init(&text, HEAD_MAX);
	dn_bytes_add_format(&text, "{\"lines\":%llu,\"sha256\":\"",
	    (unsigned long long)head->lines);
	dn_digest_write(&text, &head->last);
	dn_bytes_add_text(&text, "\"}\n");
	status = dn_bytes_check(&text, err);
	if (status == 0)
		status = write_whole(journal->head_path,
		    dn_bytes_span(&text), err);
	dn_bytes_release(&text);
	return status;
}

int
dn_journal_commit(struct dn_journal *journal, uint64_t before,
    const struct dn_journal_head *head, struct dn_err *err)
{
	struct dn_journal_head old;
	struct dn_err ignored = DN_ERR_INIT;
	int found = dn_journal_head(journal, &old, &ignored);

	err->source = journal->path;
	if (move_torn(journal, before + 1, err) < 0 ||
	    write_added(journal, err) < 0)
		return -1;
	sweep(journal);
	if (head->lines == 0 || (found == 1 && old.lines == head->lines &&
	    dn_digest_equal(&old.last, &head->last)))
		return 0;
	return write_head(journal, head, err);
}
