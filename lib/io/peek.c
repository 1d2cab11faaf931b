/* SPDX-License-Identifier: MIT */
/* Bytes of a file by their offsets. */
#include "io/peek.h"

#include <errno.h>
#include <unistd.h>

int
dn_peek_at(const struct dn_peek *peek, uint64_t offset, void *to, size_t len,
    struct dn_err *err)
{
	char *at = to;
	ssize_t got = 1;

	if (offset > INT64_MAX - len)
		return dn_err_set(err, DN_E_BAD_FORMAT, "cut off");
	if (peek->fd < 0) {
		if (offset > peek->bytes.len || len > peek->bytes.len - offset)
			return dn_err_set(err, DN_E_BAD_FORMAT, "cut off");
		if (len > 0)
			memcpy(to, peek->bytes.ptr + offset, len);
		return 0;
	}
	while (len > 0) {
		got = pread(peek->fd, at, len, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		at += got;
		offset += (uint64_t)got;
		len -= (size_t)got;
	}
	if (got < 0)
		return dn_err_system(err, DN_E_READ, "cannot read");
	return len == 0 ? 0 : dn_err_set(err, DN_E_BAD_FORMAT, "cut off");
}

uint64_t
dn_peek_number(const unsigned char *bytes, size_t len, bool big)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | bytes[big ? i : len - 1 - i];
	return value;
}
