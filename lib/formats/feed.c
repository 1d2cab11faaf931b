/* SPDX-License-Identifier: MIT */
/* Lines out of a growing window over a source. */
#include "formats/feed.h"

#include <stdlib.h>

#define PIECE ((size_t)1 << 16)         /* bytes read at once */

struct dn_feed {
	const struct dn_files *files;
	size_t index, max;
	struct dn_src *src;
	struct dn_recode *recode;
	struct dn_bytes window;
	size_t at, last;                /* next line; the one before */
	uint64_t number;                /* of the line before `at` */
	bool ended;                     /* no more in src */
};

struct dn_feed *
dn_feed_new(const struct dn_files *files, size_t max)
{
	struct dn_feed *feed = calloc(1, sizeof(*feed));

	if (feed == NULL)
		return NULL;
	feed->files = files;
	feed->max = max < SIZE_MAX / 4 ? max : SIZE_MAX / 4;
	dn_bytes_init(&feed->window, SIZE_MAX / 2);
	return feed;
}

void
dn_feed_free(struct dn_feed *feed)
{
	if (feed == NULL)
		return;
	dn_recode_free(feed->recode);
	dn_src_close(feed->src);
	dn_bytes_release(&feed->window);
	free(feed);
}

/* What was read and not given out. */
static struct dn_span
rest_of(const struct dn_feed *feed)
{
	struct dn_span rest = dn_bytes_span(&feed->window);

	if (rest.ptr == NULL)
		return DN_SPAN("");
	return (struct dn_span){ rest.ptr + feed->at, rest.len - feed->at };
}

/* What cannot be read stands behind all that was. */
static void
place(const struct dn_feed *feed, struct dn_err *err)
{
	struct dn_span rest = rest_of(feed), line;
	uint64_t number = feed->number + 1;

	err->source = dn_files_path(feed->files, feed->index);
	if (err->code != DN_E_BAD_UTF8)
		return;
	while (memchr(rest.ptr, '\n', rest.len) != NULL &&
	    dn_span_cut_line(&rest, &line))
		number++;
	err->line = number;
	err->column = 1;
}

/* Read a piece more; 0 also when there is none. */
static int
read_more(struct dn_feed *feed, struct dn_err *err)
{
	char *room = dn_bytes_reserve(&feed->window, PIECE);
	size_t got;
	int more;

	if (room == NULL)
		return dn_bytes_check(&feed->window, err);
	more = dn_recode_read(feed->recode, room, PIECE, &got, err);
	if (more > 0)
		feed->window.len += got;
	else if (more == 0)
		feed->ended = true;
	else
		place(feed, err);
	return more < 0 ? -1 : 0;
}

int
dn_feed_open(struct dn_feed *feed, size_t index, enum dn_encoding encoding,
    struct dn_err *err)
{
	dn_recode_free(feed->recode);
	dn_src_close(feed->src);
	feed->recode = NULL;
	feed->index = index;
	feed->at = feed->last = 0;
	feed->number = 0;
	feed->ended = false;
	dn_bytes_clear(&feed->window);
	feed->src = dn_files_open(feed->files, index, err);
	if (feed->src == NULL)
		return -1;
	feed->recode = dn_recode_new(feed->src, encoding, err);
	if (feed->recode != NULL)
		return 0;
	err->source = dn_files_path(feed->files, index);
	return -1;
}

bool
dn_feed_marked(const struct dn_feed *feed)
{
	return dn_recode_marked(feed->recode);
}

enum dn_encoding
dn_feed_encoding(const struct dn_feed *feed)
{
	return dn_recode_encoding(feed->recode);
}

/* Lines that end in CR alone would be taken for one. */
static int
refuse_returns(const struct dn_feed *feed, struct dn_span head,
    struct dn_err *err)
{
	const char *found = head.len > 0 ? memchr(head.ptr, '\r',
	    head.len - 1) : NULL;

	if (found == NULL)
		return 0;
	dn_err_set(err, DN_E_BAD_FORMAT,
	    "lines that end in CR alone, not in LF or CR LF");
	err->source = dn_files_path(feed->files, feed->index);
	return dn_err_at(err, 1, (uint64_t)(found - head.ptr) + 1);
}

int
dn_feed_head(struct dn_feed *feed, size_t most, struct dn_span *head,
    bool *whole, struct dn_err *err)
{
	const char *end;

	while (!feed->ended && rest_of(feed).len < most)
		if (read_more(feed, err) < 0)
			return -1;
	*head = rest_of(feed);
	*whole = feed->ended;
	end = head->len > 0 ? memrchr(head->ptr, '\n', head->len) : NULL;
	if (end == NULL && refuse_returns(feed, *head, err) < 0)
		return -1;
	if (!feed->ended)
		head->len = end != NULL ? (size_t)(end - head->ptr) + 1 : 0;
	return 0;
}

/* Forget what was given out, once it is worth while. */
static void
slide(struct dn_feed *feed)
{
	struct dn_span rest = rest_of(feed);

	if (feed->at < PIECE || feed->at < rest.len)
		return;
	memmove(feed->window.data, rest.ptr, rest.len);
	feed->window.len = rest.len;
	feed->at = 0;
}

/* The line is too long: pass over it, keeping nothing. */
static int
pass_over(struct dn_feed *feed, struct dn_err *err)
{
	const char *end = NULL;

	while (end == NULL) {
		struct dn_span rest = rest_of(feed);

		end = rest.len > 0 ? memchr(rest.ptr, '\n', rest.len) : NULL;
		if (end != NULL) {
			feed->at += (size_t)(end - rest.ptr) + 1;
		} else {
			feed->window.len = feed->at = 0;
			if (feed->ended)
				break;
			if (read_more(feed, err) < 0)
				return -1;
		}
	}
	feed->last = feed->at;
	dn_err_set(err, DN_E_TOO_LONG, "a line of more than %zu bytes",
	    feed->max);
	err->source = dn_files_path(feed->files, feed->index);
	return dn_err_at(err, feed->number, 1);
}

int
dn_feed_next(struct dn_feed *feed, struct dn_feed_line *line,
    struct dn_err *err)
{
	const char *end = NULL;
	struct dn_span rest;
	size_t seen = 0;

	slide(feed);
	for (;;) {
		rest = rest_of(feed);
		if (rest.len > seen)
			end = memchr(rest.ptr + seen, '\n', rest.len - seen);
		if (end != NULL || feed->ended || rest.len > feed->max)
			break;
		seen = rest.len;
		if (read_more(feed, err) < 0)
			return -1;
	}
	if (end == NULL && rest.len == 0)
		return 0;
	feed->number++;
	if (end != NULL)
		rest.len = (size_t)(end - rest.ptr);
	if (rest.len > feed->max)
		return pass_over(feed, err);
	*line = (struct dn_feed_line){ rest, feed->number, end != NULL };
	feed->last = feed->at;
	feed->at += rest.len + line->ended;
	return 1;
}

void
dn_feed_back(struct dn_feed *feed)
{
	feed->number -= feed->at > feed->last;
	feed->at = feed->last;
}
