/* SPDX-License-Identifier: MIT */
/* A folder with a file of lines that only grows, whatever happens to it. */
#ifndef DN_IO_JOURNAL_H
#define DN_IO_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/digest.h"

/*
 * DIR/journal.jsonl, locked, and the folder around it.  What is behind its
 * last newline is torn: a write that was cut short.  Readers never see it, and
 * the next commit moves it to DIR/torn/LINE-NUMBER.part.
 */
struct dn_journal;

/* How to open one. */
enum dn_journal_use {
	DN_JOURNAL_READ,        /* shared with other readers */
	DN_JOURNAL_WRITE,       /* alone; the file is made where it is not */
	DN_JOURNAL_MAKE         /* and so is the folder */
};

/*
 * Open the journal of the folder `path` and lock it, without waiting: a *new*
 * one.  NULL with DN_E_LOCKED where another program holds it, DN_E_NO_FILE (no
 * such folder, no journal to read, or no regular file), DN_E_READ, DN_E_SYSTEM
 * or DN_E_NO_MEMORY.  `path` is copied; what is said of the journal names
 * its file.
 */
struct dn_journal *dn_journal_open(const char *path, enum dn_journal_use use,
    struct dn_err *err) DN_MUST_CHECK;

/* Unlock and free; what was not committed is forgotten.  NULL is fine. */
void dn_journal_close(struct dn_journal *journal);

/* Its path, "DIR/journal.jsonl", *borrowed*: the source of its errors. */
const char *dn_journal_path(const struct dn_journal *journal);

/* A *new* path of a name in the folder, NULL without memory. */
char *dn_journal_beside(const struct dn_journal *journal, const char *name);

/*
 * Put a small file of these bytes beside it, whole and for good, unless it
 * stands there already; the folder that `name` may be in is made.  -1 with
 * DN_E_WRITE, DN_E_NO_FILE, DN_E_SYSTEM or DN_E_NO_MEMORY.
 */
int dn_journal_put(const struct dn_journal *journal, const char *name,
    struct dn_span text, struct dn_err *err) DN_MUST_CHECK;

/* Does a small file of that name hold other bytes than these? */
bool dn_journal_differs(const struct dn_journal *journal, const char *name,
    struct dn_span text);

/* Make a folder in it, where it is not, for good.  -1 with DN_E_WRITE. */
int dn_journal_make_folder(const struct dn_journal *journal,
    const char *name, struct dn_err *err) DN_MUST_CHECK;

/* The open folder, *borrowed*, for openat and its like. */
int dn_journal_folder(const struct dn_journal *journal);

/* Bytes in whole lines, and behind them. */
uint64_t dn_journal_whole(const struct dn_journal *journal);
uint64_t dn_journal_torn(const struct dn_journal *journal);

/* Where the journal ended when it was last written: DIR/journal.head. */
struct dn_journal_head {
	uint64_t lines;
	struct dn_digest last;          /* of the last of them */
};

/*
 * Read the head: 1; 0 where there is none; -1 with DN_E_BROKEN where it is not
 * as dn_journal_commit writes it, or DN_E_READ or DN_E_NO_MEMORY.  After a kill
 * it may be behind the journal, never before it.
 */
int dn_journal_head(const struct dn_journal *journal,
    struct dn_journal_head *head, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the line that begins at `byte`, without its newline, to `out`.  -1
 * with DN_E_READ, also where no whole line is, or DN_E_NO_MEMORY.
 */
int dn_journal_line(const struct dn_journal *journal, uint64_t byte,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * Set aside whole lines, each with its newline, to be written by the next
 * commit.  -1 as dn_sink_spool and dn_sink_write fail.
 */
int dn_journal_add(struct dn_journal *journal, struct dn_span lines,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Move a torn end aside, write what was added, make it last (fdatasync, and
 * the folder), then write `head`: what the journal ends with now; there were
 * `before` lines in it.  Once for an open journal.  0, or -1 with DN_E_WRITE,
 * DN_E_READ, DN_E_SYSTEM or DN_E_NO_MEMORY: then nothing that was added stands
 * in the journal, but where only the head could not be written.
 */
int dn_journal_commit(struct dn_journal *journal, uint64_t before,
    const struct dn_journal_head *head, struct dn_err *err) DN_MUST_CHECK;

/* The file that a commit moved the torn end to, *borrowed*; NULL: none was. */
const char *dn_journal_moved(const struct dn_journal *journal);

#endif
