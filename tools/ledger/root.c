/* SPDX-License-Identifier: MIT */
/* root [FILE]: the root of RFC 6962 over its lines, byte for byte. */
#include "io/merkle.h"
#include "io/src.h"
#include "tools/ledger/verbs.h"

#define PIECE ((size_t)1 << 16)

/* A tree of lines that come piece by piece. */
struct growing {
	struct dn_merkle tree;
	struct dn_digester *line;       /* the one under way */
	bool begun;
};

/* Add the line that is under way. */
static void
end_line(struct growing *growing)
{
	struct dn_digest leaf = dn_digester_end(growing->line);

	dn_merkle_add(&growing->tree, &leaf);
	growing->begun = false;
}

static void
add_piece(struct growing *growing, struct dn_span piece)
{
	const char *newline;
	size_t len;

	while (piece.len > 0) {
		if (!growing->begun)
			dn_digester_add(growing->line,
			    (struct dn_span){ "\0", 1 });
		growing->begun = true;
		newline = memchr(piece.ptr, '\n', piece.len);
		len = newline == NULL ? piece.len :
		    (size_t)(newline - piece.ptr);
		dn_digester_add(growing->line,
		    (struct dn_span){ piece.ptr, len });
		if (newline == NULL)
			return;
		end_line(growing);
		piece.ptr += len + 1;
		piece.len -= len + 1;
	}
}

/* Read the input to its end; a last line needs no newline. */
static int
grow(struct growing *growing, const char *path, struct dn_err *err)
{
	struct dn_src *src = dn_src_open(path, err);
	char piece[PIECE];
	size_t got = 0;
	int status = -1;

	if (src == NULL)
		return -1;
	while ((status = dn_src_read(src, piece, sizeof(piece), &got,
	    err)) > 0)
		add_piece(growing, (struct dn_span){ piece, got });
	dn_src_close(src);
	if (status == 0 && growing->begun)
		end_line(growing);
	return status;
}

/* Write the root as hex. */
static bool
write_root(struct dn_run *run, const struct dn_merkle *tree)
{
	struct dn_digest root = dn_merkle_root(tree);
	struct dn_bytes out;
	bool written;

	dn_bytes_init(&out, SIZE_MAX);
	dn_digest_write(&out, &root);
	dn_bytes_add_byte(&out, '\n');
	written = dn_run_write(run, dn_bytes_span(&out));
	dn_bytes_release(&out);
	return written;
}

void
verb_root(struct dn_run *run, const struct asked *asked)
{
	const char *path = run->file_count > 0 ? run->files[0] : "-";
	struct growing growing = { .line = dn_digester_new() };
	struct dn_err err = DN_ERR_INIT;
	bool grown = false;

	(void)asked;
	if (growing.line == NULL)
		dn_err_memory(&err);
	else
		grown = dn_digest_needed(&err) == 0 &&
		    grow(&growing, path, &err) == 0;
	if (!grown)
		dn_run_fail(run, &err);
	else if (write_root(run, &growing.tree))
		run->counts.in = run->counts.used = growing.tree.size;
	dn_digester_free(growing.line);
}
