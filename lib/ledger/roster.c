/* SPDX-License-Identifier: MIT */
/* The roster: lines that are added, and may be taken away by its owner. */
#include "ledger/roster.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/jsontext.h"
#include "io/src.h"

#define ROSTER "roster.jsonl"
#define BEGIN "{\"person\":\""  /* of a line, as dn_roster_add writes it */

/* Take the person of a line; one that is not ours says nothing. */
static int
take_line(struct dn_roster *roster, struct dn_span line, struct dn_err *err)
{
	const struct dn_span begin = DN_SPAN(BEGIN);
	struct dn_span person = { line.ptr + begin.len, DN_CONCEAL_NAME };

	if (line.len < begin.len + person.len ||
	    memcmp(line.ptr, begin.ptr, begin.len) != 0 ||
	    !dn_conceal_is_name(person))
		return 0;
	return dn_names_add(roster->persons, person, NULL) == DN_NAMES_NONE ?
	    dn_err_memory(err) : 0;
}

/* Take the lines of a text; what is behind the last newline is torn. */
static int
take_lines(struct dn_roster *roster, struct dn_span text, struct dn_err *err)
{
	const char *newline;

	while (text.len > 0 &&
	    (newline = memchr(text.ptr, '\n', text.len)) != NULL) {
		size_t len = (size_t)(newline - text.ptr);

		if (take_line(roster, (struct dn_span){ text.ptr, len },
		    err) < 0)
			return -1;
		text.ptr += len + 1;
		text.len -= len + 1;
	}
	return 0;
}

int
dn_roster_load(struct dn_roster *roster, const struct dn_journal *journal,
    struct dn_err *err)
{
	char *path = dn_journal_beside(journal, ROSTER);
	struct dn_bytes text;
	struct stat status;
	int done = -1;

	*roster = (struct dn_roster){ .persons = dn_names_new() };
	dn_bytes_init(&roster->added, SIZE_MAX);
	dn_bytes_init(&text, SIZE_MAX / 2);
	if (path == NULL || roster->persons == NULL)
		dn_err_memory(err);
	else if (fstatat(dn_journal_folder(journal), ROSTER, &status, 0) < 0 &&
	    errno == ENOENT)
		done = 0;
	else if (dn_src_slurp(path, &text, err) == 0)
		done = take_lines(roster, dn_bytes_span(&text), err);
	if (done < 0)
		err->source = dn_journal_path(journal);
	dn_bytes_release(&text);
	free(path);
	return done;
}

void
dn_roster_release(struct dn_roster *roster)
{
	dn_names_free(roster->persons);
	dn_bytes_release(&roster->added);
	*roster = (struct dn_roster){ .persons = NULL };
}

int
dn_roster_add(struct dn_roster *roster, struct dn_span person,
    const char number[DN_IDENT_CITIZEN + 1], struct dn_span name,
    struct dn_err *err)
{
	struct dn_bytes *line = &roster->added;
	int added = 0;

	if (dn_names_add(roster->persons, person, &added) == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return 0;
	dn_bytes_add_text(line, BEGIN);
	dn_bytes_add_span(line, person);
	dn_bytes_add_format(line, "\",\"number\":\"%s\"", number);
	if (name.ptr != NULL) {
		dn_bytes_add_text(line, ",\"name\":");
		dn_json_write_text(line, name);
	}
	dn_bytes_add_text(line, "}\n");
	return dn_bytes_check(line, err);
}

/* Where the last whole line of the open file ends, or -1. */
static off_t
find_end(int fd)
{
	char byte = '\n';
	off_t end = lseek(fd, 0, SEEK_END);

	while (end > 0) {
		if (pread(fd, &byte, 1, end - 1) != 1)
			return -1;
		if (byte == '\n')
			break;
		end--;
	}
	return end;
}

/* Put the lines behind the last whole one, or leave all as it was. */
static int
write_lines(int fd, struct dn_span lines)
{
	off_t end = find_end(fd);
	int saved;

	if (end < 0 || ftruncate(fd, end) < 0 ||
	    lseek(fd, end, SEEK_SET) < 0)
		return -1;
	if (dn_fd_write(fd, lines.ptr, lines.len) == 0 && dn_fd_sync(fd) == 0)
		return 0;
	saved = errno;
	(void)!ftruncate(fd, end);
	errno = saved;
	return -1;
}

int
dn_roster_write(struct dn_roster *roster, const struct dn_journal *journal,
    struct dn_err *err)
{
	int folder = dn_journal_folder(journal), fd, status = -1;

	if (roster->added.len == 0)
		return 0;
	fd = openat(folder, ROSTER, O_RDWR | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd >= 0) {
		status = write_lines(fd, dn_bytes_span(&roster->added));
		if (dn_fd_close(fd) < 0 || dn_fd_sync(folder) < 0)
			status = -1;
	}
	if (status == 0)
		return 0;
	err->source = dn_journal_path(journal);
	return dn_err_system(err, DN_E_WRITE,
	    "roster.jsonl beside it cannot be written");
}
