/* SPDX-License-Identifier: MIT */
/* A deflate stream of literals and of matches one byte back. */
#include "io/deflate.h"

#include <stdbool.h>
#include <stdlib.h>

#define TOKENS 32768            /* of a block */
#define END_OF_BLOCK 256
#define CODES 286               /* literals, the end, lengths */
#define LENGTH_CODES 19         /* of the lengths of codes */
#define LONGEST 258             /* bytes of a match */
#define SHORTEST 3
#define ADLER 65521u

/* Codes of an alphabet: how often each is used, its bits, and how many. */
struct alphabet {
	uint32_t used[CODES];
	uint16_t bits[CODES];
	uint8_t lengths[CODES];
};

struct dn_deflate {
	struct dn_bytes *out;
	uint64_t bits;                  /* not written yet, the lowest first */
	unsigned held;
	uint32_t low, high;             /* the two sums of Adler-32 */
	unsigned char byte;             /* a run that may go on */
	uint64_t count;
	struct alphabet codes;
	size_t tokens;
	uint16_t token[TOKENS];         /* bytes; 256 + the length of a match */
};

/* The first length of each code from 257 on, and the bits behind it. */
static const uint16_t first_length[] = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15,
	17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
	227, 258 };
static const uint8_t more_bits[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2,
	2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };

/* ---- bits ------------------------------------------------------------ */

/* Write the lowest `count` (<= 32) bits. */
static void
put(struct dn_deflate *deflate, uint32_t bits, unsigned count)
{
	deflate->bits |= (uint64_t)bits << deflate->held;
	for (deflate->held += count; deflate->held >= 8; deflate->held -= 8) {
		dn_bytes_add_byte(deflate->out, (char)(deflate->bits & 0xff));
		deflate->bits >>= 8;
	}
}

/* ---- codes ----------------------------------------------------------- */

/* A tree of symbols and of what was joined, each by its parent. */
struct grove {
	uint32_t weight[2 * CODES];
	uint16_t parent[2 * CODES];
	uint16_t root[CODES];           /* not joined yet */
	size_t roots;
};

/* Take the lightest root out, the first of several. */
static uint16_t
take_lightest(struct grove *grove)
{
	size_t best = 0;
	uint16_t node;

	for (size_t i = 1; i < grove->roots; i++)
		if (grove->weight[grove->root[i]] <
		    grove->weight[grove->root[best]])
			best = i;
	node = grove->root[best];
	grove->roots--;
	memmove(&grove->root[best], &grove->root[best + 1],
	    (grove->roots - best) * sizeof(grove->root[0]));
	return node;
}

/* Huffman's lengths for weights of which two at least are not 0; the most. */
static unsigned
find_lengths(const uint32_t *weights, size_t count, uint8_t *lengths)
{
	struct grove grove = { .roots = 0 };
	uint16_t next = (uint16_t)count;
	unsigned most = 0;

	for (uint16_t i = 0; i < count; i++)
		if (weights[i] > 0) {
			grove.weight[i] = weights[i];
			grove.root[grove.roots++] = i;
		}
	while (grove.roots > 1) {
		uint16_t a = take_lightest(&grove), b = take_lightest(&grove);

		grove.weight[next] = grove.weight[a] + grove.weight[b];
		grove.parent[a] = grove.parent[b] = next;
		grove.root[grove.roots++] = next++;
	}
	for (size_t i = 0; i < count; i++) {
		unsigned depth = 0;

		for (size_t at = i; weights[i] > 0 && at + 1u < next; depth++)
			at = grove.parent[at];
		lengths[i] = (uint8_t)depth;
		most = depth > most ? depth : most;
	}
	return most;
}

static uint16_t
mirror(uint16_t bits, unsigned count)
{
	uint16_t mirrored = 0;

	for (; count > 0; count--, bits >>= 1)
		mirrored = (uint16_t)(mirrored << 1 | (bits & 1));
	return mirrored;
}

/* Make codes of at most `limit` bits: flatter weights, until they fit. */
static void
make_codes(struct alphabet *alphabet, size_t count, unsigned limit)
{
	uint16_t next = 0;

	while (find_lengths(alphabet->used, count, alphabet->lengths) > limit)
		for (size_t i = 0; i < count; i++)
			alphabet->used[i] = (alphabet->used[i] + 1) / 2;
	for (unsigned length = 1; length <= limit; length++, next <<= 1)
		for (size_t i = 0; i < count; i++)
			if (alphabet->lengths[i] == length)
				alphabet->bits[i] = mirror(next++, length);
}

static void
put_code(struct dn_deflate *deflate, const struct alphabet *alphabet,
    unsigned code)
{
	put(deflate, alphabet->bits[code], alphabet->lengths[code]);
}

/* ---- blocks ---------------------------------------------------------- */

/* A length of a code, or a run of codes that there are not. */
struct step {
	uint8_t code, more, bits;
};

/* The lengths of `count` codes as steps; returns how many. */
static size_t
list_lengths(const uint8_t *lengths, size_t count, struct step *steps)
{
	size_t used = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; lengths[i] == 0 && end < count &&
		    end - i < 138 && lengths[end] == 0; end++)
			;
		if (end - i < 3)
			end = i + 1;
		if (end - i > 10)
			steps[used++] = (struct step){ 18,
				(uint8_t)(end - i - 11), 7 };
		else if (end - i > 2)
			steps[used++] = (struct step){ 17,
				(uint8_t)(end - i - 3), 3 };
		else
			steps[used++] = (struct step){ lengths[i], 0, 0 };
	}
	return used;
}

/* The head of a block: the lengths of its codes, and one distance. */
static void
put_head(struct dn_deflate *deflate)
{
	static const uint8_t order[LENGTH_CODES] = { 16, 17, 18, 0, 8, 7, 9,
		6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	struct alphabet lengths = { .used = { 0 } };
	uint8_t all[CODES + 1];
	struct step steps[CODES + 1];
	size_t count = CODES, used, told = LENGTH_CODES;

	while (deflate->codes.lengths[count - 1] == 0)
		count--;
	memcpy(all, deflate->codes.lengths, count);
	all[count] = 1;
	used = list_lengths(all, count + 1, steps);
	for (size_t i = 0; i < used; i++)
		lengths.used[steps[i].code]++;
	make_codes(&lengths, LENGTH_CODES, 7);
	while (lengths.lengths[order[told - 1]] == 0)
		told--;
	put(deflate, (uint32_t)count - 257, 5);
	put(deflate, 0, 5);
	put(deflate, (uint32_t)told - 4, 4);
	for (size_t i = 0; i < told; i++)
		put(deflate, lengths.lengths[order[i]], 3);
	for (size_t i = 0; i < used; i++) {
		put_code(deflate, &lengths, steps[i].code);
		put(deflate, steps[i].more, steps[i].bits);
	}
}

/* The code of a token: what is not a byte is a length. */
static unsigned
code_of(unsigned token)
{
	unsigned code = 0;

	if (token < 256)
		return token;
	while (code < 28 && first_length[code + 1] <= token - 256)
		code++;
	return 257 + code;
}

static void
put_block(struct dn_deflate *deflate, bool last)
{
	struct alphabet *codes = &deflate->codes;

	memset(codes, 0, sizeof(*codes));
	for (size_t i = 0; i < deflate->tokens; i++)
		codes->used[code_of(deflate->token[i])]++;
	codes->used[END_OF_BLOCK] = 1;
	make_codes(codes, CODES, 15);
	put(deflate, last, 1);
	put(deflate, 2, 2);
	put_head(deflate);
	for (size_t i = 0; i < deflate->tokens; i++) {
		unsigned token = deflate->token[i], code = code_of(token);

		put_code(deflate, codes, code);
		/* Of a match: the rest of its length, and the distance. */
		if (code > 256)
			put(deflate, token - 256U - first_length[code - 257],
			    more_bits[code - 257] + 1U);
	}
	put_code(deflate, codes, END_OF_BLOCK);
	deflate->tokens = 0;
}

static void
add_token(struct dn_deflate *deflate, unsigned token)
{
	if (deflate->tokens == TOKENS)
		put_block(deflate, false);
	deflate->token[deflate->tokens++] = (uint16_t)token;
}

/* The run that is known to be over: a byte, and what repeats it. */
static void
add_run(struct dn_deflate *deflate)
{
	uint64_t left = deflate->count;

	if (left == 0)
		return;
	add_token(deflate, deflate->byte);
	for (left--; left >= LONGEST; left -= LONGEST)
		add_token(deflate, 256 + LONGEST);
	if (left >= SHORTEST)
		add_token(deflate, (unsigned)(256 + left));
	else
		for (; left > 0; left--)
			add_token(deflate, deflate->byte);
}

/* ---- the stream ------------------------------------------------------ */

struct dn_deflate *
dn_deflate_new(struct dn_bytes *out)
{
	struct dn_deflate *deflate = calloc(1, sizeof(*deflate));

	if (deflate == NULL)
		return NULL;
	deflate->out = out;
	deflate->low = 1;
	dn_bytes_add_text(out, "\x78\x01");
	return deflate;
}

void
dn_deflate_free(struct dn_deflate *deflate)
{
	free(deflate);
}

/* What a run adds to the sums, without a look at each byte. */
static void
add_sums(struct dn_deflate *deflate, unsigned char byte, uint64_t count)
{
	while (count > 0) {
		uint64_t some = count < 1 << 20 ? count : 1 << 20;

		deflate->high = (uint32_t)((deflate->high +
		    some * deflate->low + byte * (some * (some + 1) / 2)) %
		    ADLER);
		deflate->low = (uint32_t)((deflate->low + some * byte) %
		    ADLER);
		count -= some;
	}
}

void
dn_deflate_run(struct dn_deflate *deflate, unsigned char byte, uint64_t count)
{
	add_sums(deflate, byte, count);
	if (count > 0 && byte != deflate->byte) {
		add_run(deflate);
		deflate->byte = byte;
		deflate->count = 0;
	}
	deflate->count += count;
}

void
dn_deflate_end(struct dn_deflate *deflate)
{
	uint32_t sums = deflate->high << 16 | deflate->low;

	add_run(deflate);
	deflate->count = 0;
	/* A code of one symbol would be no code. */
	if (deflate->tokens > 0) {
		put_block(deflate, true);
	} else {
		put(deflate, 1, 1);
		put(deflate, 1, 2);
		put(deflate, 0, 7);
	}
	if (deflate->held > 0)
		put(deflate, 0, 8 - deflate->held);
	for (int i = 24; i >= 0; i -= 8)
		dn_bytes_add_byte(deflate->out, (char)(sums >> i & 0xff));
}
