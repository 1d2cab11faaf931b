/* SPDX-License-Identifier: MIT */
/*
 * measure - run a command and say what it took.
 *
 * usage: measure [-o FILE] COMMAND [ARG]...
 *
 * The command's standard output goes to FILE, at first emptied, or nowhere.
 * Prints one line: wall time, processor time of user and system together (both
 * in microseconds) and peak resident memory (in KiB).  The exit status is the
 * command's, 125 when it could not be run or was killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FAILED = 125, MICRO = 1000000 };

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * MICRO + t.tv_nsec / 1000;
}

static int64_t
micro(struct timeval t)
{
	return (int64_t)t.tv_sec * MICRO + t.tv_usec;
}

/* Never returns: become the command, writing to `path`. */
static _Noreturn void
become(const char *path, char **command)
{
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (out < 0 || dup2(out, STDOUT_FILENO) < 0) {
		perror(path);
		_exit(FAILED);
	}
	execvp(command[0], command);
	perror(command[0]);
	_exit(FAILED);
}

int
main(int argc, char **argv)
{
	const char *path = "/dev/null";
	struct rusage usage;
	int64_t start;
	int option, status;
	pid_t child;

	while ((option = getopt(argc, argv, "+o:")) != -1) {
		if (option != 'o')
			return FAILED;
		path = optarg;
	}
	if (optind == argc) {
		fprintf(stderr, "usage: measure [-o FILE] COMMAND [ARG]...\n");
		return FAILED;
	}
	start = now();
	child = fork();
	if (child == 0)
		become(path, argv + optind);
	while (child < 0 || wait4(child, &status, 0, &usage) < 0)
		if (child < 0 || errno != EINTR) {
			perror("measure");
			return FAILED;
		}
	printf("%" PRId64 " %" PRId64 " %ld\n", now() - start,
	    micro(usage.ru_utime) + micro(usage.ru_stime), usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
}
