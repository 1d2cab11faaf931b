/* SPDX-License-Identifier: MIT */
/* A few bytes here and there: of a file, without reading the rest. */
#ifndef DN_IO_PEEK_H
#define DN_IO_PEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* What is looked into: an open file, or bytes at hand where `fd` is -1. */
struct dn_peek {
	int fd;                         /* borrowed; its position is not used */
	struct dn_span bytes;           /* borrowed */
};

/*
 * The `len` bytes from `offset` on into `to`.  -1 with DN_E_BAD_FORMAT where
 * there are not so many, DN_E_READ where they cannot be had.
 */
int dn_peek_at(const struct dn_peek *peek, uint64_t offset, void *to,
    size_t len, struct dn_err *err) DN_MUST_CHECK;

/* The unsigned number in 1..8 bytes, highest first when `big`. */
uint64_t dn_peek_number(const unsigned char *bytes, size_t len, bool big);

#endif
