/* SPDX-License-Identifier: MIT */
/* baseline - count the lines of a file with read and memchr: the bare scan. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024 };

static uint64_t
count_lines(const char *block, size_t len)
{
	const char *end = block + len;
	uint64_t lines = 0;

	while ((block = memchr(block, '\n', (size_t)(end - block))) != NULL) {
		lines++;
		block++;
	}
	return lines;
}

int
main(int argc, char **argv)
{
	static char block[BLOCK];
	uint64_t lines = 0;
	ssize_t got;
	int file;

	if (argc != 2) {
		fprintf(stderr, "usage: baseline FILE\n");
		return 2;
	}
	file = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (file < 0) {
		perror(argv[1]);
		return 2;
	}
	while ((got = read(file, block, sizeof(block))) > 0 ||
	    (got < 0 && errno == EINTR))
		if (got > 0)
			lines += count_lines(block, (size_t)got);
	if (got < 0) {
		perror(argv[1]);
		return 4;
	}
	close(file);
	printf("%" PRIu64 "\n", lines);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : 4;
}
