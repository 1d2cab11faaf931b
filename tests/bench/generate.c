/* SPDX-License-Identifier: MIT */
/* generate - seeded inputs for the benches: the same bytes every time. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 4096              /* of the vocabulary */
#define ANNOTATORS 5

/* One step of xorshift64* (Marsaglia 2003, Vigna 2016). */
static uint64_t
next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static unsigned
below(uint64_t *state, unsigned bound)
{
	return (unsigned)((next(state) >> 32) * bound >> 32);
}

/* Two Chinese characters, or a word of Latin letters and a blank. */
static void
print_word(unsigned word, int chinese)
{
	if (chinese) {
		for (unsigned i = 0; i < 2; i++) {
			unsigned point = 0x4e00 + (word * 5 + i * 997) % 5000;

			putchar((int)(0xe0 | point >> 12));
			putchar((int)(0x80 | (point >> 6 & 63)));
			putchar((int)(0x80 | (point & 63)));
		}
		return;
	}
	for (unsigned left = 3 + word % 6, rest = word; left > 0; left--) {
		putchar((int)('a' + rest % 26));
		rest = rest / 26 + word * 7;
	}
	putchar(' ');
}

/* About 400 bytes that depend on `key` alone, with escapes among them. */
static void
print_text(uint64_t key)
{
	uint64_t state = key * UINT64_C(0x9e3779b97f4a7c15) + 1;
	int chinese = (int)(key & 1);

	for (unsigned i = 0; i < 68; i++) {
		print_word(below(&state, WORDS), chinese);
		if (i % 17 == 16)
			fputs(chinese ? "\xe3\x80\x82" : "\\n", stdout);
		else if (i % 23 == 22)
			fputs("\\\"", stdout);
	}
}

/* Records of about 500 bytes, half of them Chinese, one in twenty a copy. */
static void
make_texts(uint64_t bytes, uint64_t *state)
{
	uint64_t written = 0;

	for (uint64_t i = 0; written < bytes; i++) {
		uint64_t key = i > 100 && below(state, 20) == 0 ?
		    next(state) % i : i;

		printf("{\"id\":%llu,\"source\":\"batch-%llu\",\"text\":\"",
		    (unsigned long long)i, (unsigned long long)(i >> 12));
		print_text(key);
		printf("\",\"label\":\"class%u\",\"annotator\":\"a%02u\","
		    "\"score\":0.%02u}\n", (unsigned)(key % 7),
		    below(state, 40), below(state, 100));
		written += 500;
	}
}

/* Each annotator rates each item once; the items come in no order. */
static void
make_ratings(uint64_t count, uint64_t *state)
{
	uint64_t items = count / ANNOTATORS;

	for (uint64_t i = 0; i < items * ANNOTATORS; i++) {
		uint64_t place = i * UINT64_C(1000000007) %
		    (items * ANNOTATORS);
		uint64_t item = place / ANNOTATORS;
		unsigned truth = (unsigned)(item * 2654435761u >> 8) % 5;

		printf("{\"item\":\"img-%07llu\",\"annotator\":\"a%llu\","
		    "\"label\":\"L%u\"}\n", (unsigned long long)item,
		    (unsigned long long)(place % ANNOTATORS),
		    below(state, 100) < 85 ? truth : below(state, 5));
	}
}

int
main(int argc, char **argv)
{
	uint64_t state = 88172645463325252u, size;

	if (argc != 3) {
		fputs("usage: generate text BYTES | ratings COUNT\n", stderr);
		return 2;
	}
	size = strtoull(argv[2], NULL, 10);
	if (strcmp(argv[1], "text") == 0)
		make_texts(size, &state);
	else if (strcmp(argv[1], "ratings") == 0)
		make_ratings(size, &state);
	else
		return 2;
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 4;
}
