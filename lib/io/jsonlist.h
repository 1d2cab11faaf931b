/* SPDX-License-Identifier: MIT */
/* Lists of numbers, many bytes at a time; for the scanner. */
#ifndef DN_IO_JSONLIST_H
#define DN_IO_JSONLIST_H

/*
 * `p` is where a number of a list stands: go on over numbers without exponents
 * and commas, each with one blank behind it or none.  The place of the bracket
 * that ends the list; else of a comma, up to which nothing is wrong; or `p`,
 * where no more is known of the first number.
 */
const char *dn_json_skip_list(const char *p);

#endif
