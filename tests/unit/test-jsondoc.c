/* SPDX-License-Identifier: MIT */
/* Documents pulled apart: the same however they arrive and are taken. */
#include "io/jsondoc.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/jsontext.h"
#include "jsonplace.h"
#include "suites.h"

/* ---- documents that arrive in pieces ------------------------------------- */

/* A text on its way into a socket, `piece` bytes at a time. */
struct feed {
	const char *text;
	size_t len, piece;
	int to;
	pthread_t thread;
	struct dn_src *src;
	struct dn_jsondoc *doc;
};

static void *
feed_all(void *argument)
{
	struct feed *feed = argument;

	for (size_t at = 0, n; at < feed->len; at += n) {
		/* The source looks at the first bytes by themselves. */
		n = at < 10 ? 1 : feed->piece;
		n = n < feed->len - at ? n : feed->len - at;
		/* The reader may have had enough. */
		if (send(feed->to, feed->text + at, n, MSG_NOSIGNAL) < 0)
			break;
	}
	close(feed->to);
	return NULL;
}

static void
begin_feed(struct feed *feed, const char *text, size_t len, size_t piece,
    size_t max)
{
	struct dn_err err = DN_ERR_INIT;
	int ends[2];

	/* Of packets, a read gives just one, and loses what does not fit. */
	ck_assert_int_eq(socketpair(AF_UNIX, len < 100000 ? SOCK_SEQPACKET :
	    SOCK_STREAM, 0, ends), 0);
	*feed = (struct feed){ .text = text, .len = len, .piece = piece,
		.to = ends[1] };
	ck_assert_int_eq(pthread_create(&feed->thread, NULL, feed_all, feed),
	    0);
	feed->src = dn_src_open_fd(ends[0], "a.json", &err);
	ck_assert_ptr_nonnull(feed->src);
	feed->doc = dn_jsondoc_new(feed->src, max);
	ck_assert_ptr_nonnull(feed->doc);
}

static void
end_feed(struct feed *feed)
{
	dn_jsondoc_free(feed->doc);
	dn_src_close(feed->src);
	pthread_join(feed->thread, NULL);
}

/* ---- taking them apart --------------------------------------------------- */

/* How a value that is due is taken. */
enum way { WHOLE, ENTERED, PASSED, MIXED };

static int
copy_children(struct dn_jsondoc *doc, enum way way, uint64_t *state,
    struct dn_bytes *out, struct dn_err *err);

/* Take what is due and write it again; what is passed over as "_". */
static int
copy_value(struct dn_jsondoc *doc, enum way way, uint64_t *state,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_json_value value;
	enum dn_json_type type;

	if (dn_jsondoc_peek(doc, &type, err) < 0)
		return -1;
	if (way == PASSED && suite_next(state) % 2 == 0) {
		dn_bytes_add_byte(out, '_');
		return 0;
	}
	if (type >= DN_JSON_ARRAY && (way == ENTERED || way == PASSED ||
	    (way == MIXED && suite_next(state) % 2 == 0)))
		return copy_children(doc, way, state, out, err);
	if (dn_jsondoc_value(doc, &value, err) < 0)
		return -1;
	ck_assert_int_eq(value.type, type);
	ck_assert_int_eq(value.raw.ptr[value.raw.len], '\0');
	dn_bytes_add_span(out, value.raw);
	return 0;
}

static int
copy_children(struct dn_jsondoc *doc, enum way way, uint64_t *state,
    struct dn_bytes *out, struct dn_err *err)
{
	enum dn_json_type type;
	struct dn_span name;
	bool first = true;
	int status;

	if (dn_jsondoc_enter(doc, &type, err) < 0)
		return -1;
	dn_bytes_add_byte(out, type == DN_JSON_OBJECT ? '{' : '[');
	while ((status = dn_jsondoc_next(doc, &name, err)) == 1) {
		if (!first)
			dn_bytes_add_byte(out, ',');
		first = false;
		ck_assert_int_eq(name.ptr != NULL, type == DN_JSON_OBJECT);
		if (name.ptr != NULL) {
			dn_json_write_text(out, name);
			dn_bytes_add_byte(out, ':');
		}
		if (copy_value(doc, way, state, out, err) < 0)
			return -1;
	}
	dn_bytes_add_byte(out, type == DN_JSON_OBJECT ? '}' : ']');
	return status;
}

/* Copy a whole document. */
static int
copy_document(const char *text, size_t len, size_t piece, enum way way,
    uint64_t *state, struct dn_bytes *out, struct dn_err *err)
{
	struct feed feed;
	int status;

	begin_feed(&feed, text, len, piece, SIZE_MAX);
	dn_bytes_clear(out);
	status = copy_value(feed.doc, way, state, out, err);
	if (status == 0)
		status = dn_jsondoc_finish(feed.doc, err);
	end_feed(&feed);
	return status;
}

/* Without white space, so that a copy is the same. */
static const char *const documents[] = {
	"1", "null", "\"a\\n\xe4\xb8\xad\"", "[]", "{}", "[1,2,3]",
	"{\"a\":1,\"b\":[true,false,null,{\"c\":\"d\"}],\"e\":{}}",
	"{\"images\":[{\"id\":1,\"file_name\":\"a.png\"},{\"id\":2}],"
	"\"annotations\":[{\"bbox\":[1.5,2,3e2,-4],\"polygons\":[[0,1,2]]}],"
	"\"categories\":[]}",
	"[[[[[\"\\ud834\\udd1e\",[{\"x\":[-0.1e-5]}]]]]],\"\\\"]\\\\\"]",
	"{\"\":{\"\":{\"\":[]}},\"a\\nb\":\"\xf0\x9d\x84\x9e\"}",
};

START_TEST(every_split_and_every_way_gives_the_same_events)
{
	struct dn_bytes out;
	uint64_t state = 11;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		size_t len = strlen(documents[i]);

		for (size_t piece = 1; piece <= len; piece++) {
			enum way way = (enum way)(piece % 3);
			struct dn_err err = DN_ERR_INIT;

			way = way == PASSED ? MIXED : way;
			ck_assert_msg(copy_document(documents[i], len, piece,
			    way, &state, &out, &err) == 0, "%s: %s",
			    documents[i], err.text);
			ck_assert_str_eq(dn_bytes_text(&out), documents[i]);
			ck_assert_int_eq(copy_document(documents[i], len,
			    piece, PASSED, &state, &out, &err), 0);
		}
	}
	dn_bytes_release(&out);
}
END_TEST

START_TEST(white_space_and_a_byte_order_mark_are_passed_over)
{
	static const char text[] = "\xef\xbb\xbf\r\n { \"a\" :\t[ 1 , 2 ] ,\n"
	    "\"b\" : { } , \"c\" : \"d\" } \n\n";
	struct dn_bytes out;
	uint64_t state = 1;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t piece = 1; piece < sizeof(text); piece++) {
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(copy_document(text, sizeof(text) - 1, piece,
		    ENTERED, &state, &out, &err), 0);
		ck_assert_str_eq(dn_bytes_text(&out),
		    "{\"a\":[1,2],\"b\":{},\"c\":\"d\"}");
	}
	dn_bytes_release(&out);
}
END_TEST

/* ---- errors -------------------------------------------------------------- */

static const struct refusal {
	const char *text;
	enum dn_code code;
	size_t line, column;
} refusals[] = {
	{ "", DN_E_BAD_JSON, 1, 1 }, { " \n ", DN_E_BAD_JSON, 2, 2 },
	{ "[", DN_E_BAD_JSON, 1, 2 }, { "[1", DN_E_BAD_JSON, 1, 3 },
	{ "[1,\n", DN_E_BAD_JSON, 2, 1 }, { "[1,]", DN_E_BAD_JSON, 1, 4 },
	{ "[1 2]", DN_E_BAD_JSON, 1, 4 }, { "[1}", DN_E_BAD_JSON, 1, 3 },
	{ "{", DN_E_BAD_JSON, 1, 2 }, { "{\"a\"}", DN_E_BAD_JSON, 1, 5 },
	{ "{\"a\":}", DN_E_BAD_JSON, 1, 6 }, { "{a:1}", DN_E_BAD_JSON, 1, 2 },
	{ "{\"a\":1,}", DN_E_BAD_JSON, 1, 8 }, { "{,}", DN_E_BAD_JSON, 1, 2 },
	{ "[1]\n]", DN_E_BAD_JSON, 2, 1 }, { "1\n\n2", DN_E_BAD_JSON, 3, 1 },
	{ "tru", DN_E_BAD_JSON, 1, 4 }, { "[\n\n 01]", DN_E_BAD_JSON, 3, 3 },
	{ "[\"a\n\"]", DN_E_BAD_JSON, 1, 4 }, { "[\b1]", DN_E_BAD_JSON, 1, 2 },
	{ "[\n\"\\q\"]", DN_E_BAD_JSON, 2, 2 }, { "]", DN_E_BAD_JSON, 1, 1 },
	{ "[1,\n2,\"\xff\"]", DN_E_BAD_UTF8, 2, 4 },
	{ "{\"a\":1,\n \"\xe4\xb8\":1}", DN_E_BAD_UTF8, 2, 3 },
	{ "{\"a\":1,\n \"a\":2}", DN_E_DUPLICATE_KEY, 2, 2 },
	{ "[\n{\"a\":1,\"\\u0061\":2}]", DN_E_DUPLICATE_KEY, 2, 8 },
	{ "[\n\n\"\\ud834x\"]", DN_E_LONE_SURROGATE, 3, 2 },
	{ "{\n\"\\udd1e\":1}", DN_E_LONE_SURROGATE, 2, 2 },
	{ "\xef\xbb\xbf[1,]", DN_E_BAD_JSON, 1, 4 },
	{ "\xef\xbb\xbf\xef\xbb\xbf[]", DN_E_BAD_JSON, 1, 1 },
	{ "\xff\xfe[", DN_E_BAD_JSON, 1, 1 },
};

START_TEST(every_error_has_its_code_line_and_column)
{
	struct dn_bytes out;
	uint64_t state = 1;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
	for (size_t piece = 1; piece < 20; piece += 1 + piece / 4)
	for (enum way way = WHOLE; way <= MIXED; way++) {
		const struct refusal *r = &refusals[i];
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(copy_document(r->text, strlen(r->text),
		    piece, way, &state, &out, &err), -1);
		ck_assert_msg(err.code == r->code && err.line == r->line &&
		    err.column == r->column, "%s: %s at %zu:%zu", r->text,
		    dn_code_name(err.code), (size_t)err.line,
		    (size_t)err.column);
		ck_assert_str_eq(err.source, "a.json");
	}
	dn_bytes_release(&out);
}
END_TEST

START_TEST(an_error_is_said_again_and_again)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	enum dn_json_type type;
	struct dn_span name;
	struct feed feed;

	begin_feed(&feed, "[1,\n x,2]", 9, 100, SIZE_MAX);
	ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
	ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), 1);
	ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), -1);
	ck_assert_uint_eq(err.byte, 4);
	ck_assert_uint_eq(err.excerpt_len, 9);
	ck_assert_int_eq(memcmp(err.excerpt, "[1,\n x,2]", 9), 0);
	for (int i = 0; i < 3; i++) {
		err = (struct dn_err)DN_ERR_INIT;
		ck_assert_int_eq(i == 0 ? dn_jsondoc_next(feed.doc, &name,
		    &err) : i == 1 ? dn_jsondoc_value(feed.doc, &value, &err) :
		    dn_jsondoc_finish(feed.doc, &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_JSON);
		ck_assert_uint_eq(err.line, 2);
		ck_assert_uint_eq(err.column, 2);
	}
	end_feed(&feed);
}
END_TEST

START_TEST(a_scalar_cannot_be_entered_nor_what_is_not_due_taken)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	enum dn_json_type type;
	struct feed feed;

	begin_feed(&feed, "\n 12", 4, 100, SIZE_MAX);
	ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_TYPE);
	ck_assert_uint_eq(err.line, 2);
	ck_assert_uint_eq(err.column, 2);
	end_feed(&feed);
	begin_feed(&feed, "[12]", 4, 100, SIZE_MAX);
	ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
	ck_assert_int_eq(dn_jsondoc_value(feed.doc, &value, &err), -1);
	ck_assert_int_eq(err.code, DN_E_USAGE);
	end_feed(&feed);
}
END_TEST

START_TEST(an_error_of_the_source_is_passed_on)
{
	struct dn_err err = DN_ERR_INIT;
	enum dn_json_type type;
	struct feed feed;

	begin_feed(&feed, "\x1f\x8b\x08\0\0\0\0\0\0\3", 10, 100, SIZE_MAX);
	ck_assert_int_eq(dn_jsondoc_peek(feed.doc, &type, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TRUNCATED);
	ck_assert_str_eq(err.source, "a.json");
	ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TRUNCATED);
	end_feed(&feed);
}
END_TEST

/* ---- limits -------------------------------------------------------------- */

START_TEST(levels_and_what_is_in_values_count_for_the_depth)
{
	char text[1200];

	for (size_t depth = 511; depth <= 514; depth++)
		for (size_t entered = 0; entered < depth; entered += 73) {
			struct dn_err err = DN_ERR_INIT;
			struct dn_json_value value;
			enum dn_json_type type;
			struct dn_span name;
			struct feed feed;
			int status = 0;

			memset(text, '[', depth);
			memset(text + depth, ']', depth);
			begin_feed(&feed, text, 2 * depth, 4096, SIZE_MAX);
			for (size_t i = 0; i < entered && status == 0; i++) {
				status = dn_jsondoc_enter(feed.doc, &type,
				    &err);
				ck_assert_int_eq(dn_jsondoc_next(feed.doc,
				    &name, &err), 1);
			}
			if (entered % 2 == 0)
				status = dn_jsondoc_value(feed.doc, &value,
				    &err);
			if (status == 0)
				status = dn_jsondoc_finish(feed.doc, &err);
			ck_assert_int_eq(status, depth <= 512 ? 0 : -1);
			if (status < 0) {
				ck_assert_int_eq(err.code, DN_E_TOO_DEEP);
				ck_assert_uint_eq(err.column, 513);
			}
			end_feed(&feed);
		}
}
END_TEST

START_TEST(only_so_many_levels_can_be_entered)
{
	static char text[100000];
	struct dn_err err = DN_ERR_INIT;
	enum dn_json_type type;
	struct dn_span name;
	struct feed feed;

	memset(text, '[', sizeof(text));
	begin_feed(&feed, text, sizeof(text), 4096, SIZE_MAX);
	for (int i = 0; i < 512; i++) {
		ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
		ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), 1);
	}
	ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_DEEP);
	ck_assert_uint_eq(err.column, 513);
	end_feed(&feed);
	/* Passed over, it is the same. */
	begin_feed(&feed, text, sizeof(text), 4096, SIZE_MAX);
	ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_DEEP);
	ck_assert_uint_eq(err.column, 513);
	end_feed(&feed);
}
END_TEST

START_TEST(a_value_taken_whole_has_its_maximum)
{
	static const char text[] = "[\"12345678\",\n\"123456789\",[1,2,3,4]]";

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_json_value value;
		enum dn_json_type type;
		struct dn_span name;
		struct feed feed;

		begin_feed(&feed, text, sizeof(text) - 1, piece, 10);
		ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
		ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), 1);
		ck_assert_int_eq(dn_jsondoc_value(feed.doc, &value, &err), 0);
		ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), 1);
		ck_assert_int_eq(dn_jsondoc_value(feed.doc, &value, &err), -1);
		ck_assert_int_eq(err.code, DN_E_TOO_LONG);
		ck_assert_uint_eq(err.line, 2);
		ck_assert_uint_eq(err.column, 1);
		end_feed(&feed);
	}
}
END_TEST

/* Names "n0" to below `count`, the last one as the one numbered `again`. */
static size_t
make_members(char *text, size_t size, unsigned count, unsigned again)
{
	size_t len = 1;

	text[0] = '{';
	for (unsigned i = 0; i < count; i++)
		len += (size_t)snprintf(text + len, size - len,
		    "\"n%u\":{\"n0\":0,\"n1\":0}%s",
		    i + 1 == count ? again : i, i + 1 < count ? ",\n" : "}");
	return len;
}

START_TEST(an_entered_object_knows_all_its_names)
{
	static const unsigned counts[] = { 2, 3, 24, 25, 26, 27, 64, 1000 };
	static char text[40000];
	struct dn_bytes out;
	uint64_t state = 1;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		unsigned count = counts[i];
		struct dn_err err = DN_ERR_INIT;
		size_t len = make_members(text, sizeof(text), count,
		    count - 1);

		ck_assert_int_eq(copy_document(text, len, 4096, ENTERED,
		    &state, &out, &err), 0);
		for (unsigned again = 0; again + 1 < count;
		    again += 1 + again / 2) {
			len = make_members(text, sizeof(text), count, again);
			ck_assert_int_eq(copy_document(text, len, 4096,
			    ENTERED, &state, &out, &err), -1);
			ck_assert_int_eq(err.code, DN_E_DUPLICATE_KEY);
			ck_assert_uint_eq(err.line, count);
			ck_assert_uint_eq(err.column, 1);
			ck_assert_int_eq(err.field[0], 'n');
			ck_assert_uint_eq((unsigned)strtoul(err.field + 1,
			    NULL, 10), again);
		}
	}
	dn_bytes_release(&out);
}
END_TEST

/* ---- beyond the window --------------------------------------------------- */

#define RECORDS 9000

/*
 * A document of some 1.2 MB: a string beyond the window, an array of records
 * on lines of their own, and a nest whose inside is beyond the window too.
 */
static char *
make_large(size_t *len)
{
	size_t size = 4 << 20, at;
	char *text = malloc(size);

	ck_assert_ptr_nonnull(text);
	at = (size_t)snprintf(text, size, "{\"long\":\"");
	for (; at < 400000; at += 3)
		memcpy(text + at, "\xe4\xb8\xad", 3);
	at += (size_t)snprintf(text + at, size - at, "\",\"items\":[");
	for (unsigned i = 0; i < RECORDS; i++)
		at += (size_t)snprintf(text + at, size - at, "%s\n{\"id\":%u,"
		    "\"bbox\":[%u.5,2,3,4],\"name\":\"\\u4e2d%u\"}",
		    i > 0 ? "," : "", i, i % 100, i);
	at += (size_t)snprintf(text + at, size - at, "\n],\"nest\":");
	memset(text + at, '[', 500);
	at += 500;
	for (unsigned i = 0; i < 40000; i++)
		at += (size_t)snprintf(text + at, size - at, "[%u],", i);
	text[at - 1] = ']';
	memset(text + at, ']', 499);
	at += 499;
	*len = at + (size_t)snprintf(text + at, size - at, ",\"end\":1}\n");
	return text;
}

/* Take each record of the large document; the sum of their ids. */
static uint64_t
sum_records(struct dn_jsondoc *doc)
{
	const char *field = "id";
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(&field, 1, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_json_value value, id;
	enum dn_json_type type;
	struct dn_span name;
	uint64_t sum = 0, line = 1;

	ck_assert_int_eq(dn_jsondoc_enter(doc, &type, &err), 0);
	while (dn_jsondoc_next(doc, &name, &err) == 1) {
		ck_assert_int_eq(dn_jsondoc_value(doc, &value, &err), 0);
		/* It stands so that it can be scanned again. */
		ck_assert_int_eq(dn_json_scan(json, value.raw, &id, &err), 0);
		sum += strtoul(id.raw.ptr, NULL, 10);
		line++;
		if (dn_jsondoc_line(doc) != line)
			ck_abort_msg("line %zu", (size_t)line);
		if (dn_jsondoc_column(doc) != 1)
			ck_abort_msg("not column 1, line %zu", (size_t)line);
	}
	ck_assert_int_eq(err.code, DN_E_NONE);
	dn_json_free(json);
	dn_json_fields_free(fields);
	return sum;
}

START_TEST(a_document_larger_than_the_window_is_read_element_by_element)
{
	const size_t pieces[] = { 65536, 4096, 1000, 777 };
	size_t len;
	char *text = make_large(&len);

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct dn_err err = DN_ERR_INIT;
		enum dn_json_type type;
		struct dn_span name;
		struct feed feed;
		uint64_t sum = 0;

		begin_feed(&feed, text, len, pieces[i], 500000);
		ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
		while (dn_jsondoc_next(feed.doc, &name, &err) == 1)
			if (dn_span_is(name, "items"))
				sum += sum_records(feed.doc);
		ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), 0);
		ck_assert_uint_eq(sum, (uint64_t)RECORDS * (RECORDS - 1) / 2);
		ck_assert_uint_eq(dn_jsondoc_offset(feed.doc), len - 3);
		ck_assert_uint_eq(dn_jsondoc_line(feed.doc), RECORDS + 2);
		end_feed(&feed);
	}
	free(text);
}
END_TEST

START_TEST(what_is_passed_over_is_checked_to_its_last_byte)
{
	size_t len;
	char *text = make_large(&len);

	for (size_t at = len - 2; at > 1000; at -= at / 9) {
		struct dn_err err = DN_ERR_INIT;
		struct feed feed;
		char byte = text[at];

		begin_feed(&feed, text, len, 30000, 500000);
		ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), 0);
		end_feed(&feed);
		text[at] = '\x01';
		begin_feed(&feed, text, len, 30000, 500000);
		ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), -1);
		ck_assert_int_ne(err.code, DN_E_NONE);
		/* In a character or number, it is told a little before. */
		ck_assert_uint_le(err.byte + err.column - 1, at);
		ck_assert_uint_ge(err.byte + err.column + 1, at);
		end_feed(&feed);
		text[at] = byte;
	}
	free(text);
}
END_TEST

START_TEST(what_is_passed_over_need_not_fit)
{
	size_t len;
	char *text = make_large(&len);
	struct dn_err err = DN_ERR_INIT;
	struct feed feed;

	/* The string must, though: it is scanned at once. */
	begin_feed(&feed, text, len, 65536, 300000);
	ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_uint_eq(err.column, 9);
	end_feed(&feed);
	memcpy(text + 300000, "\",\"x\":\"", 7);
	memcpy(text + 300007, "yy", 2);
	begin_feed(&feed, text, len, 65536, 300000);
	ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), 0);
	end_feed(&feed);
	free(text);
}
END_TEST

START_TEST(an_excerpt_is_the_same_wherever_the_window_ends)
{
	enum { WINDOW = 1 << 18 };
	static char text[WINDOW + 200];

	for (size_t at = WINDOW - 40; at < WINDOW + 40; at++) {
		struct dn_err err = DN_ERR_INIT;
		enum dn_json_type type;
		struct dn_span name;
		struct feed feed;

		memset(text, 'a', sizeof(text));
		memcpy(text, "[\"", 2);
		memcpy(text + at - 12, "\",1,2,3,4,5,x", 13);
		begin_feed(&feed, text, at + 100, 50000, SIZE_MAX);
		ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
		for (int i = 0; i < 6; i++)
			ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name,
			    &err), 1);
		ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), -1);
		ck_assert_uint_eq(err.column, at + 1);
		ck_assert_uint_eq(err.excerpt_len, sizeof(err.excerpt));
		ck_assert_int_eq(memcmp(err.excerpt, text + at - 20,
		    sizeof(err.excerpt)), 0);
		end_feed(&feed);
	}
}
END_TEST

/* ---- the conformance set ------------------------------------------------- */

START_TEST(the_conformance_set_is_judged_as_by_the_strict_scanner)
{
	const char *shared = getenv("DN_SHARED");
	const struct dirent *entry;
	struct dn_bytes text, out;
	char path[4096], folder[2048];
	uint64_t state = 1;
	unsigned files = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/conformance/json/test_parsing",
	    shared != NULL ? shared : ".");
	dir = opendir(folder);
	if (dir == NULL) {
		printf("# skipped: there is no conformance set\n");
		return;
	}
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	while ((entry = readdir(dir)) != NULL) {
		struct dn_err err = DN_ERR_INIT, other = DN_ERR_INIT;
		const char *name = entry->d_name;
		size_t skip;
		int status;

		if (strlen(name) < 6)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, name);
		dn_bytes_clear(&text);
		ck_assert_int_eq(dn_src_slurp(path, &text, &err), 0);
		dn_bytes_text(&text);
		skip = text.len >= 3 &&
		    memcmp(text.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
		status = json_check(DN_JSON_STRICT, dn_bytes_text(&text) +
		    skip, text.len - skip, &other);
		for (size_t piece = 1; piece < 5000; piece *= 17)
			for (enum way way = WHOLE; way <= MIXED; way++) {
				ck_assert_msg(copy_document(
				    dn_bytes_text(&text), text.len, piece,
				    way, &state, &out, &err) == status,
				    "%s: %s, %s", name, err.text, other.text);
				if (status < 0)
					ck_assert_int_eq(err.code, other.code);
			}
		files++;
	}
	closedir(dir);
	ck_assert_uint_eq(files, 318);
	dn_bytes_release(&text);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(fields_of_a_value_are_found_wherever_it_is_cut)
{
	static const char *const names[] = { "b", "/a/1", "none" };
	const char *text = "[ {\"a\":[1,2.5],\"\\u0062\":\"x\"} , 7, {} ]";
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(names, 3, &err);

	ck_assert_ptr_nonnull(fields);
	for (size_t piece = 1; piece <= strlen(text); piece++) {
		struct dn_json_value value, values[3];
		enum dn_json_type type;
		struct dn_span name;
		struct feed feed;

		begin_feed(&feed, text, strlen(text), piece, SIZE_MAX);
		ck_assert_int_eq(dn_jsondoc_set_fields(feed.doc, fields,
		    &err), 0);
		ck_assert_int_eq(dn_jsondoc_enter(feed.doc, &type, &err), 0);
		ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), 1);
		ck_assert_int_eq(dn_jsondoc_fields(feed.doc, &value, values,
		    &err), 0);
		ck_assert(dn_span_is(values[0].raw, "\"x\""));
		ck_assert(dn_span_is(values[1].raw, "2.5"));
		ck_assert_int_eq(values[2].type, DN_JSON_NONE);
		ck_assert_int_eq(dn_jsondoc_next(feed.doc, &name, &err), 1);
		ck_assert_int_eq(dn_jsondoc_fields(feed.doc, &value, values,
		    &err), 0);
		ck_assert(dn_span_is(value.raw, "7"));
		ck_assert_int_eq(values[0].type, DN_JSON_NONE);
		ck_assert_int_eq(dn_jsondoc_finish(feed.doc, &err), 0);
		end_feed(&feed);
	}
	dn_json_fields_free(fields);
}
END_TEST

DN_SUITE(jsondoc,
    every_split_and_every_way_gives_the_same_events,
    white_space_and_a_byte_order_mark_are_passed_over,
    every_error_has_its_code_line_and_column,
    an_error_is_said_again_and_again,
    fields_of_a_value_are_found_wherever_it_is_cut,
    a_scalar_cannot_be_entered_nor_what_is_not_due_taken,
    an_error_of_the_source_is_passed_on,
    levels_and_what_is_in_values_count_for_the_depth,
    only_so_many_levels_can_be_entered,
    a_value_taken_whole_has_its_maximum,
    an_entered_object_knows_all_its_names,
    a_document_larger_than_the_window_is_read_element_by_element,
    what_is_passed_over_is_checked_to_its_last_byte,
    what_is_passed_over_need_not_fit,
    an_excerpt_is_the_same_wherever_the_window_ends,
    the_conformance_set_is_judged_as_by_the_strict_scanner)
