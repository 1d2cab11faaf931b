/* SPDX-License-Identifier: MIT */
/* Names in the place of citizen numbers, and the secret that makes them. */
#include "ledger/conceal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/jsontext.h"

#define SECRET "secret.key"
#define FRESH "secret.key.new"  /* what a kill may leave is written over */
#define KEY_HEX (2 * DN_KEYED_KEY)
#define SECRET_MAX (KEY_HEX + 16)

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* ---- names --------------------------------------------------------------- */

bool
dn_conceal_is_name(struct dn_span name)
{
	size_t i;

	if (name.len != DN_CONCEAL_NAME || name.ptr[DN_IDENT_CITIZEN] != '~')
		return false;
	for (i = 0; i < DN_IDENT_CITIZEN; i++)
		if (!is_digit(name.ptr[i]) && name.ptr[i] != '*' &&
		    name.ptr[i] != 'X')
			return false;
	for (i++; i < DN_CONCEAL_NAME; i++)
		if (dn_json_hex(name.ptr[i]) < 0)
			return false;
	return true;
}

static void
add_hex(struct dn_bytes *out, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		dn_bytes_add_format(out, "%02x", bytes[i]);
}

void
dn_conceal_name(const struct dn_conceal *conceal,
    const char number[DN_IDENT_CITIZEN + 1], struct dn_bytes *out)
{
	const struct dn_span text = { number, DN_IDENT_CITIZEN };
	unsigned char hash[DN_KEYED_HASH];

	dn_keyed_hash(&conceal->secret, text, hash);
	dn_ident_mask(out, text, conceal->mask_head, conceal->mask_tail);
	dn_bytes_add_byte(out, '~');
	add_hex(out, hash, sizeof(hash));
}

bool
dn_conceal_find(struct dn_span text, size_t *at,
    char number[DN_IDENT_CITIZEN + 1])
{
	size_t len;

	for (; *at + DN_IDENT_CITIZEN <= text.len; *at += len > 0 ? len : 1) {
		struct dn_span rest = { text.ptr + *at, text.len - *at };

		for (len = 0; len < rest.len && is_digit(rest.ptr[len]);)
			len++;
		if (len < DN_IDENT_CITIZEN - 1 || len > DN_IDENT_CITIZEN)
			continue;
		rest.len = DN_IDENT_CITIZEN;
		if (dn_ident_citizen(rest, number) == DN_IDENT_GOOD &&
		    (*at + rest.len == text.len ||
		    !is_digit(rest.ptr[rest.len])))
			return true;
	}
	return false;
}

/* ---- lines --------------------------------------------------------------- */

/* Append text with names for numbers. */
static void
replace(const struct dn_conceal *conceal, struct dn_span text,
    struct dn_bytes *out)
{
	char number[DN_IDENT_CITIZEN + 1];
	size_t at = 0, done = 0;

	while (dn_conceal_find(text, &at, number)) {
		dn_bytes_add(out, text.ptr + done, at - done);
		dn_conceal_name(conceal, number, out);
		done = at += DN_IDENT_CITIZEN;
	}
	dn_bytes_add(out, text.ptr + done, text.len - done);
}

/* The same for a string with its quotes; escapes may hide a number. */
static void
replace_string(const struct dn_conceal *conceal, struct dn_span inner,
    struct dn_bytes *out, struct dn_bytes *scratch)
{
	bool plain = memchr(inner.ptr, '\\', inner.len) == NULL;
	char number[DN_IDENT_CITIZEN + 1];
	struct dn_bytes names;
	size_t at = 0;

	dn_bytes_clear(scratch);
	if (!plain)
		dn_json_decode(inner, scratch);
	if (plain || !dn_conceal_find(dn_bytes_span(scratch), &at, number)) {
		dn_bytes_add_byte(out, '"');
		if (plain)
			replace(conceal, inner, out);
		else
			dn_bytes_add_span(out, inner);
		dn_bytes_add_byte(out, '"');
		return;
	}
	dn_bytes_init(&names, SIZE_MAX);
	replace(conceal, dn_bytes_span(scratch), &names);
	dn_json_write_text(out, dn_bytes_span(&names));
	dn_bytes_release(&names);
}

/* Bytes up to the quote that ends the string whose inside `text` begins. */
static size_t
string_length(struct dn_span text)
{
	size_t len = 0;

	while (len < text.len && text.ptr[len] != '"')
		len += text.ptr[len] == '\\' ? 2 : 1;
	return len < text.len ? len : text.len;
}

/* What is no string: a stretch of digits, or of other bytes. */
static struct dn_span
stretch_at(struct dn_span line, size_t at)
{
	struct dn_span stretch = { line.ptr + at, 1 };
	bool digits = is_digit(line.ptr[at]);

	while (at + stretch.len < line.len &&
	    stretch.ptr[stretch.len] != '"' &&
	    is_digit(stretch.ptr[stretch.len]) == digits)
		stretch.len++;
	return stretch;
}

/* Append a stretch; digits that are a number of their own may be one. */
static void
replace_stretch(const struct dn_conceal *conceal, struct dn_span line,
    struct dn_span stretch, struct dn_bytes *out)
{
	char number[DN_IDENT_CITIZEN + 1];
	const char *end = stretch.ptr + stretch.len;
	bool alone = stretch.ptr > line.ptr && end < line.ptr + line.len &&
	    strchr(":[, \t", stretch.ptr[-1]) != NULL &&
	    strchr(",]} \t", *end) != NULL;
	size_t within = 0;

	if (!alone || !dn_conceal_find(stretch, &within, number)) {
		dn_bytes_add_span(out, stretch);
		return;
	}
	dn_bytes_add_byte(out, '"');
	dn_conceal_name(conceal, number, out);
	dn_bytes_add_byte(out, '"');
}

void
dn_conceal_line(const struct dn_conceal *conceal, struct dn_span line,
    struct dn_bytes *out, struct dn_bytes *scratch)
{
	struct dn_span part;
	size_t at = 0;

	while (at < line.len) {
		if (line.ptr[at] != '"') {
			part = stretch_at(line, at);
			replace_stretch(conceal, line, part, out);
			at += part.len;
			continue;
		}
		part = (struct dn_span){ line.ptr + at + 1,
			line.len - at - 1 };
		part.len = string_length(part);
		replace_string(conceal, part, out, scratch);
		at += part.len + 2;
	}
}

/* ---- the secret ---------------------------------------------------------- */

int
dn_conceal_make(struct dn_conceal *conceal, size_t mask_head,
    size_t mask_tail, struct dn_err *err)
{
	*conceal = (struct dn_conceal){ .mask_head = mask_head,
		.mask_tail = mask_tail, .fresh = true };
	return dn_keyed_needed(err) < 0 ||
	    dn_keyed_make(&conceal->secret, err) < 0 ? -1 : 0;
}

/* Read "KEY HEAD*TAIL\n". */
static bool
parse_secret(struct dn_conceal *conceal, const char *text)
{
	unsigned head, tail;
	char newline;

	for (size_t i = 0; i < DN_KEYED_KEY; i++) {
		int high = dn_json_hex(text[2 * i]);
		int low = high < 0 ? -1 : dn_json_hex(text[2 * i + 1]);

		if (low < 0)
			return false;
		conceal->secret.key[i] = (unsigned char)(high << 4 | low);
	}
	if (sscanf(text + KEY_HEX, " %2u*%2u%c", &head, &tail,
	    &newline) != 3 || newline != '\n' ||
	    head > DN_IDENT_CITIZEN || tail > DN_IDENT_CITIZEN)
		return false;
	conceal->mask_head = head;
	conceal->mask_tail = tail;
	return true;
}

int
dn_conceal_load(struct dn_conceal *conceal, const struct dn_journal *journal,
    struct dn_err *err)
{
	char text[SECRET_MAX + 1] = "";
	ssize_t got;
	int fd = openat(dn_journal_folder(journal), SECRET,
	    O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	*conceal = (struct dn_conceal){ .fresh = false };
	if (fd < 0 && errno == ENOENT)
		return 0;
	err->source = dn_journal_path(journal);
	if (fd < 0)
		return dn_err_system(err, DN_E_READ,
		    "secret.key beside it cannot be opened");
	got = read(fd, text, SECRET_MAX);
	dn_fd_close(fd);
	if (got < 0)
		return dn_err_system(err, DN_E_READ,
		    "secret.key beside it cannot be read");
	if (!parse_secret(conceal, text))
		return dn_err_set(err, DN_E_BROKEN,
		    "secret.key beside it is not what was written");
	return dn_keyed_needed(err) < 0 ? -1 : 1;
}

/* Write the secret to a file of another name. */
static int
write_fresh(const struct dn_conceal *conceal, int folder)
{
	int fd = openat(folder, FRESH, O_WRONLY | O_CREAT | O_TRUNC |
	    O_NOFOLLOW | O_CLOEXEC, 0600);
	struct dn_bytes text;
	int status = -1;

	if (fd < 0)
		return -1;
	dn_bytes_init(&text, SECRET_MAX);
	add_hex(&text, conceal->secret.key, DN_KEYED_KEY);
	dn_bytes_add_format(&text, " %zu*%zu\n", conceal->mask_head,
	    conceal->mask_tail);
	if (text.failed != DN_E_NONE)
		errno = ENOMEM;
	else if (fchmod(fd, 0600) == 0 &&
	    dn_fd_write(fd, text.data, text.len) == 0)
		status = dn_fd_sync(fd);
	dn_bytes_release(&text);
	if (dn_fd_close(fd) < 0)
		status = -1;
	return status;
}

int
dn_conceal_keep(struct dn_conceal *conceal, const struct dn_journal *journal,
    struct dn_err *err)
{
	int folder = dn_journal_folder(journal);

	if (!conceal->fresh) {
		/* What a kill between link and unlink has left. */
		(void)unlinkat(folder, FRESH, 0);
		return 0;
	}
	/* A link is whole at once, and takes no other file's place. */
	if (write_fresh(conceal, folder) < 0 ||
	    linkat(folder, FRESH, folder, SECRET, 0) < 0 ||
	    unlinkat(folder, FRESH, 0) < 0 || dn_fd_sync(folder) < 0) {
		err->source = dn_journal_path(journal);
		return dn_err_system(err, DN_E_WRITE,
		    "secret.key beside it cannot be written");
	}
	conceal->fresh = false;
	return 0;
}
