/* SPDX-License-Identifier: MIT */
/* Are two names one file: what is read and written must stand apart. */
#ifndef DN_APP_APART_H
#define DN_APP_APART_H

#include <stdbool.h>
#include <stddef.h>

#define DN_APART_OUTPUTS 7
#define DN_APART_INPUTS 8

/* The outputs of a run, by name, *borrowed*; zeroed at first. */
struct dn_apart {
	const char *outputs[DN_APART_OUTPUTS];
	size_t count;
	const char *inputs[DN_APART_INPUTS];    /* that options name */
	size_t input_count;
	const char *folder;             /* that is replaced, or NULL */
};

/*
 * Take up an output; false when it would go to one file with another.  They
 * are compared by what the names lead to, through folders and symbolic links,
 * also where no file is there yet.  "-" is stdout; /dev/null may take any
 * number.
 */
bool dn_apart_add(struct dn_apart *apart, const char *path);

/*
 * Take up an input that an option names.  The first output but `main` that
 * would take its place; NULL: none does.
 */
const char *dn_apart_read(struct dn_apart *apart, const char *path,
    const char *main);

/* Is the regular file that `output` names one of those? */
bool dn_apart_is_input(const struct dn_apart *apart, const char *output);

/*
 * Would the output `path` be made in the folder `folder`, or in one that is in
 * it?  Not where there is no such folder.
 */
bool dn_apart_is_inside(const char *path, const char *folder);

/*
 * The first output that would take the place of `path`, a file that may not be
 * there yet, or would stand in it where it is a folder; NULL: none does.
 */
const char *dn_apart_at(const struct dn_apart *apart, const char *path);

/*
 * Is the regular file that `output` names one of `count` that are read?  "-"
 * is stdin, which is also what is read where there are none.
 */
bool dn_apart_is_read(const char *output, const char *const *files,
    size_t count);

/* Do `count` FILEs read stdin: because "-" is one of them, or none is given? */
bool dn_apart_stdin(const char *const *files, size_t count);

#endif
