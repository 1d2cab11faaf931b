/* SPDX-License-Identifier: MIT */
/* scratch - a folder for one test, which works in it and then removes it. */
#ifndef DN_TESTS_SCRATCH_H
#define DN_TESTS_SCRATCH_H

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "io/fd.h"

#ifndef SYS_openat2     /* one number on every machine */
#define SYS_openat2 437
#endif
#ifdef SYS_renameat     /* the younger machines have but the other */
#define SCRATCH_RENAMEAT SYS_renameat
#else
#define SCRATCH_RENAMEAT SYS_renameat2
#endif

static char scratch_path[4096];

/* Make the folder and go there: names in the test are relative to it. */
static inline void
scratch_begin(void)
{
	const char *folder = getenv("TMPDIR");

	snprintf(scratch_path, sizeof(scratch_path), "%s/dn-unit-XXXXXX",
	    folder != NULL && *folder != '\0' ? folder : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(scratch_path));
	ck_assert_int_eq(chdir(scratch_path), 0);
}

/* Leave nothing behind, however deep. */
static inline void
scratch_end(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(dn_fd_remove(AT_FDCWD, scratch_path), 0);
	scratch_path[0] = '\0';
}

/* Make a file with this content, in the folder and nowhere else. */
static inline void
scratch_put(const char *name, const void *data, size_t len)
{
	FILE *file;

	ck_assert_int_ne(scratch_path[0], '\0');
	file = fopen(name, "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

static inline void
scratch_put_text(const char *name, const char *text)
{
	scratch_put(name, text, strlen(text));
}

/* Assert that a file holds just these bytes. */
static inline void
scratch_holds(const char *name, const void *data, size_t len)
{
	FILE *file = fopen(name, "rb");
	char *got = malloc(len + 1);

	ck_assert_msg(file != NULL, "%s is not there", name);
	ck_assert_ptr_nonnull(got);
	ck_assert_uint_eq(fread(got, 1, len + 1, file), len);
	ck_assert_int_eq(memcmp(got, data, len), 0);
	free(got);
	fclose(file);
}

static inline void
scratch_holds_text(const char *name, const char *text)
{
	scratch_holds(name, text, strlen(text));
}

/* Number of entries in a folder, hidden ones too. */
static inline size_t
scratch_count(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	size_t count = 0;

	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)) != NULL)
		count += strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0;
	closedir(folder);
	return count;
}

/*
 * From here on this process gets `error` from the system call `number` where
 * its argument 2 has one of the bits `bits` (0: always), as on a system that
 * is without.  False where that cannot be had: the test then proves nothing.
 */
static inline bool
scratch_refuse(long number, uint32_t bits, int error)
{
	const uint32_t low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    (uint32_t)offsetof(struct seccomp_data, args[2]) + low),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
		    bits != 0 ? bits : UINT32_MAX, 0, bits != 0 ? 1 : 0),
		BPF_STMT(BPF_RET | BPF_K,
		    SECCOMP_RET_ERRNO | (uint32_t)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(steps) / sizeof(steps[0]),
	    steps };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* Number of descriptors open in this process. */
static inline size_t
scratch_descriptors(void)
{
	return scratch_count("/proc/self/fd");
}

#endif
