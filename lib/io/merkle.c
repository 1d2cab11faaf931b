/* SPDX-License-Identifier: MIT */
/* Hash trees: growing, their root, and the way of one leaf to it. */
#include "io/merkle.h"

struct dn_digest
dn_merkle_leaf(struct dn_span line)
{
	return dn_digest_of_both((struct dn_span){ "\0", 1 }, line);
}

struct dn_digest
dn_merkle_node(const struct dn_digest *left, const struct dn_digest *right)
{
	char both[1 + 2 * DN_DIGEST_BYTES] = { 1 };

	memcpy(both + 1, left->bytes, DN_DIGEST_BYTES);
	memcpy(both + 1 + DN_DIGEST_BYTES, right->bytes, DN_DIGEST_BYTES);
	return dn_digest_of((struct dn_span){ both, sizeof(both) });
}

/* Whole subtrees of a tree: the bits of its size that are set. */
static size_t
subtrees(uint64_t size)
{
	return (size_t)__builtin_popcountll(size);
}

void
dn_merkle_add(struct dn_merkle *tree, const struct dn_digest *leaf)
{
	struct dn_digest hash = *leaf;
	size_t count = subtrees(tree->size);

	for (uint64_t size = tree->size; (size & 1) != 0; size >>= 1)
		hash = dn_merkle_node(&tree->roots[--count], &hash);
	tree->roots[count] = hash;
	tree->size++;
}

struct dn_digest
dn_merkle_root(const struct dn_merkle *tree)
{
	size_t count = subtrees(tree->size);
	struct dn_digest root;

	if (count == 0)
		return dn_digest_of((struct dn_span){ NULL, 0 });
	root = tree->roots[--count];
	while (count > 0)
		root = dn_merkle_node(&tree->roots[--count], &root);
	return root;
}

/* The root over some leaves. */
static struct dn_digest
root_of(const struct dn_digest *leaves, uint64_t count)
{
	struct dn_merkle tree = { .size = 0 };

	for (uint64_t i = 0; i < count; i++)
		dn_merkle_add(&tree, &leaves[i]);
	return dn_merkle_root(&tree);
}

/* The largest power of two below `count`, which is at least 2. */
static uint64_t
split(uint64_t count)
{
	return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

size_t
dn_merkle_path(const struct dn_digest *leaves, uint64_t count,
    uint64_t index, struct dn_digest *path)
{
	struct dn_digest down[DN_MERKLE_DEPTH];
	size_t length = 0, i;

	while (count > 1) {
		uint64_t left = split(count);

		if (index < left) {
			down[length++] = root_of(leaves + left, count - left);
			count = left;
		} else {
			down[length++] = root_of(leaves, left);
			leaves += left;
			index -= left;
			count -= left;
		}
	}
	for (i = 0; i < length; i++)
		path[i] = down[length - 1 - i];
	return length;
}

bool
dn_merkle_follow(const struct dn_digest *leaf, uint64_t index,
    uint64_t count, const struct dn_digest *path, size_t length,
    struct dn_digest *root)
{
	uint64_t last = count - 1;
	size_t i;

	if (index >= count)
		return false;
	*root = *leaf;
	for (i = 0; i < length && last > 0; i++) {
		if ((index & 1) != 0 || index == last) {
			*root = dn_merkle_node(&path[i], root);
			while ((index & 1) == 0 && index != 0) {
				index >>= 1;
				last >>= 1;
			}
		} else {
			*root = dn_merkle_node(root, &path[i]);
		}
		index >>= 1;
		last >>= 1;
	}
	return i == length && last == 0;
}
