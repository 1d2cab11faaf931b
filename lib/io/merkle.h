/* SPDX-License-Identifier: MIT */
/* The hash tree of RFC 6962 (RFC 9162, 2.1) over the lines of a file. */
#ifndef DN_IO_MERKLE_H
#define DN_IO_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/digest.h"

#define DN_MERKLE_DEPTH 64      /* levels of the largest tree there can be */

/*
 * A tree that grows by leaves and keeps of them only the roots of the whole
 * subtrees: one for each bit of the size that is set.  Zeroed: the empty tree.
 */
struct dn_merkle {
	uint64_t size;
	struct dn_digest roots[DN_MERKLE_DEPTH];        /* the largest first */
};

/* The hash of a leaf: SHA-256 of a zero byte and the line without newline. */
struct dn_digest dn_merkle_leaf(struct dn_span line);

/* The hash of a node: SHA-256 of a byte of one and both hashes below. */
struct dn_digest dn_merkle_node(const struct dn_digest *left,
    const struct dn_digest *right);

/* Add a leaf by its hash. */
void dn_merkle_add(struct dn_merkle *tree, const struct dn_digest *leaf);

/* The root; of the empty tree the hash of nothing. */
struct dn_digest dn_merkle_root(const struct dn_merkle *tree);

/*
 * The way from leaf `index` to the root of `count` leaves (index < count):
 * the hashes of what stands beside it, from below.  At most DN_MERKLE_DEPTH
 * are written to `path`; returns how many.  Changes nothing of `leaves`.
 */
size_t dn_merkle_path(const struct dn_digest *leaves, uint64_t count,
    uint64_t index, struct dn_digest *path);

/*
 * The root that leaf `index` of `count` leads to by this way (RFC 9162,
 * 2.1.3.2): false where the way is not as long as it has to be.
 */
bool dn_merkle_follow(const struct dn_digest *leaf, uint64_t index,
    uint64_t count, const struct dn_digest *path, size_t length,
    struct dn_digest *root);

#endif
