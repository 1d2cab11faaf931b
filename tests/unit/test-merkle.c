/* SPDX-License-Identifier: MIT */
/* Trees of RFC 6962: public roots, and every way in trees of many sizes. */
#include "io/merkle.h"

#include "suites.h"

#define LEAVES 70

/* The leaves and roots that implementations of RFC 6962 test with. */
static const struct {
	const char *leaf;
	size_t len;
	const char *root;       /* of all up to this one */
} known[] = {
	{ "", 0, "6e340b9cffb37a989ca544e6bb780a2c"
	    "78901d3fb33738768511a30617afa01d" },
	{ "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9d"
	    "baf70ad9e621f4bd8d98662f00e3c125" },
	{ "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264"
	    "db0fa9b51af5e0ba159158f329e06e77" },
	{ "\x20\x21", 2, "d37ee418976dd95753c1c73862b9398f"
	    "a2a2cf9b4ff0fdfe8b30cd95209614b7" },
	{ "\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3"
	    "bca12c9aefca1612bfce4c13a86264d4" },
	{ "\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f"
	    "98dfb16fbce75277b5232a127f2087ef" },
	{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
	    "ddb89be403809e325750d3d263cd7892"
	    "9c2942b7942a34b77e122c9594a74c8c" },
	{ "\x60\x61\x62\x63\x64\x65\x66\x67"
	    "\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
	    "5dc9da79a70659a9ad559cb701ded9a2"
	    "ab9d823aad2f4960cfe370eff4604328" }
};

static void
is_hex(struct dn_digest digest, const char *hex)
{
	struct dn_digest want;

	ck_assert(dn_digest_parse(dn_span_of(hex), &want));
	ck_assert(dn_digest_equal(&digest, &want));
}

START_TEST(public_roots_come_out)
{
	struct dn_merkle tree = { .size = 0 };
	struct dn_digest leaf;

	if (!dn_digest_available())
		return;
	is_hex(dn_merkle_root(&tree), "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		leaf = dn_merkle_leaf((struct dn_span){ known[i].leaf,
		    known[i].len });
		dn_merkle_add(&tree, &leaf);
		is_hex(dn_merkle_root(&tree), known[i].root);
	}
	ck_assert_uint_eq(tree.size, 8);
}
END_TEST

/* The root as the RFC defines it: split at the largest power of two. */
static struct dn_digest
slow_root(const struct dn_digest *leaves, size_t count)
{
	struct dn_digest left, right;
	size_t half = 1;

	if (count == 1)
		return leaves[0];
	while (half * 2 < count)
		half *= 2;
	left = slow_root(leaves, half);
	right = slow_root(leaves + half, count - half);
	return dn_merkle_node(&left, &right);
}

static void
fill(struct dn_digest leaves[LEAVES])
{
	for (size_t i = 0; i < LEAVES; i++) {
		char text = (char)i;

		leaves[i] = dn_merkle_leaf((struct dn_span){ &text, 1 });
	}
}

START_TEST(a_growing_tree_is_the_tree_of_its_leaves)
{
	struct dn_digest leaves[LEAVES], want, got;
	struct dn_merkle tree = { .size = 0 };

	if (!dn_digest_available())
		return;
	fill(leaves);
	for (size_t i = 0; i < LEAVES; i++) {
		dn_merkle_add(&tree, &leaves[i]);
		want = slow_root(leaves, i + 1);
		got = dn_merkle_root(&tree);
		ck_assert(dn_digest_equal(&want, &got));
	}
}
END_TEST

/* Assert that the way of one leaf leads to the root, and no other does. */
static void
leads_up(const struct dn_digest *leaves, size_t count, size_t index)
{
	struct dn_digest path[DN_MERKLE_DEPTH + 1], root, got;
	size_t length = dn_merkle_path(leaves, count, index, path);

	root = slow_root(leaves, count);
	ck_assert(dn_merkle_follow(&leaves[index], index, count, path, length,
	    &got));
	ck_assert(dn_digest_equal(&root, &got));
	path[length] = root;
	ck_assert(!dn_merkle_follow(&leaves[index], index, count, path,
	    length + 1, &got));
	if (length == 0)
		return;
	ck_assert(!dn_merkle_follow(&leaves[index], index, count, path,
	    length - 1, &got));
	path[length / 2].bytes[7] ^= 1;
	ck_assert(dn_merkle_follow(&leaves[index], index, count, path, length,
	    &got));
	ck_assert(!dn_digest_equal(&root, &got));
}

START_TEST(every_leaf_of_every_tree_has_its_way)
{
	struct dn_digest leaves[LEAVES], got;

	if (!dn_digest_available())
		return;
	fill(leaves);
	for (size_t count = 1; count <= LEAVES; count++)
		for (size_t index = 0; index < count; index++)
			leads_up(leaves, count, index);
	ck_assert(!dn_merkle_follow(&leaves[0], 3, 3, NULL, 0, &got));
	ck_assert(!dn_merkle_follow(&leaves[0], 0, 0, NULL, 0, &got));
}
END_TEST

DN_SUITE(merkle, public_roots_come_out,
    a_growing_tree_is_the_tree_of_its_leaves,
    every_leaf_of_every_tree_has_its_way)
