/* SPDX-License-Identifier: MIT */
/* The file of --labels: what it says of labels, and what it must not say. */
#include "formats/relabel.h"

#include "records.h"
#include "scratch.h"
#include "suites.h"

/* Load a file of this text, which must be legal. */
static struct dn_relabel *
load(const char *text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_relabel *relabel;

	scratch_put_text("labels.yaml", text);
	relabel = dn_relabel_load("labels.yaml", &err);
	if (relabel == NULL)
		ck_abort_msg("%s: %s", text, err.text);
	return relabel;
}

/* The label becomes `want`; NULL: it is dropped. */
static void
becomes(const struct dn_relabel *relabel, const char *name, const char *want)
{
	struct dn_span to;
	bool kept = dn_relabel_name(relabel, dn_span_of(name), &to);

	ck_assert_msg(kept == (want != NULL), "%s", name);
	if (want != NULL)
		ck_assert_msg(dn_span_is(to, want), "%s is not %s", name,
		    want);
}

START_TEST(labels_are_renamed_joined_and_dropped)
{
	struct dn_relabel *relabel;

	scratch_begin();
	relabel = load("order: [b, c]\nrename: {a: b, x: \"\", y: x}\nmerge:\n"
	    "  c: [d, e]\ndrop: [f, \xe7\x8c\xab]\n");
	becomes(relabel, "a", "b");
	becomes(relabel, "b", "b");
	becomes(relabel, "c", "c");
	becomes(relabel, "d", "c");
	becomes(relabel, "e", "c");
	becomes(relabel, "f", NULL);
	becomes(relabel, "\xe7\x8c\xab", NULL);
	becomes(relabel, "g", "g");
	/* Names change once, all at the same time. */
	becomes(relabel, "x", "");
	becomes(relabel, "y", "x");
	ck_assert(dn_relabel_lists(relabel, DN_SPAN("b")));
	ck_assert(!dn_relabel_lists(relabel, DN_SPAN("g")));
	ck_assert_uint_eq(dn_relabel_listed(relabel), 2);
	dn_relabel_free(relabel);
	scratch_end();
}
END_TEST

START_TEST(others_are_dropped_when_it_says_so)
{
	struct dn_relabel *relabel;

	scratch_begin();
	relabel = load("others: drop\norder: [a]\nrename: {b: c}\n");
	becomes(relabel, "a", "a");
	becomes(relabel, "b", "c");
	becomes(relabel, "c", "c");
	becomes(relabel, "d", NULL);
	dn_relabel_free(relabel);
	relabel = load("rename: {b: c}\n");
	becomes(relabel, "d", "d");
	ck_assert(dn_relabel_lists(relabel, DN_SPAN("d")));
	dn_relabel_free(relabel);
	scratch_end();
}
END_TEST

START_TEST(the_file_is_a_header)
{
	struct dn_relabel *relabel;
	struct dn_item header;

	scratch_begin();
	relabel = load("order: [b, a]\ncolors: {a: \"#00ff00\"}\n"
	    "ids:\n  coco: {b: 7, a: \"x\"}\n");
	dn_item_init(&header);
	dn_relabel_begin(relabel, &header);
	record_is(&header, "{\"dn\":1,\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"b\",\"ids\":{\"coco\":7}},{\"name\":\"a\",\"color\":"
	    "\"#00ff00\",\"ids\":{\"coco\":\"x\"}}]}");
	dn_item_release(&header);
	dn_relabel_free(relabel);
	scratch_end();
}
END_TEST

START_TEST(labels_have_numbers_by_ids_or_by_places)
{
	struct dn_relabel *relabel;
	int64_t numbers[3];

	scratch_begin();
	relabel = load("order: [b, a, c]\nids:\n  yolo: {a: 7, b: \"x\"}\n");
	ck_assert_uint_eq(dn_relabel_listed(relabel), 3);
	ck_assert(dn_span_is(dn_relabel_get(relabel, 1), "a"));
	dn_relabel_number(relabel, "yolo", numbers);
	ck_assert_int_eq(numbers[0], -1);
	ck_assert_int_eq(numbers[1], 7);
	ck_assert_int_eq(numbers[2], -1);
	dn_relabel_number(relabel, "coco", numbers);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(numbers[i], i);
	dn_relabel_free(relabel);
	scratch_end();
}
END_TEST

START_TEST(headers_are_changed_and_the_file_is_right)
{
	struct dn_relabel *relabel;
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item header;

	scratch_begin();
	relabel = load("order: [p]\nrename: {o: n}\nmerge: {m: [k, l]}\n"
	    "drop: [d]\ncolors: {p: \"#000000\"}\n");
	record_read(&record, &header, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"k\",\"ids\":{\"coco\":1}},{\"name\":\"o\",\"id\":3,"
	    "\"parent\":\"l\"},{\"name\":\"l\"},{\"name\":\"d\"},{\"name\":"
	    "\"p\",\"parent\":\"d\",\"color\":\"#ffffff\"},{\"name\":1},2]}");
	ck_assert_int_eq(dn_relabel_header(relabel, &header, &err), 0);
	record_is(&header, "{\"record\":\"dataset\",\"labels\":[{\"name\":"
	    "\"m\"},{\"name\":\"n\",\"id\":3,\"parent\":\"m\"},{\"name\":"
	    "\"p\",\"color\":\"#000000\"},{\"name\":1},2]}");
	record_end(&record, &header);
	dn_relabel_free(relabel);
	scratch_end();
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_place)
{
	static const struct {
		const char *text;
		unsigned line, column;
	} rows[] = {
		{ "", 0, 0 },
		{ "[a]\n", 1, 1 },
		{ "orders: [a]\n", 1, 1 },
		{ "order: a\n", 1, 1 },
		{ "order: [a, [b]]\n", 1, 12 },
		{ "order: [a, ~]\n", 1, 12 },
		{ "order:\n  - a\n  - b\n  - a\n", 4, 5 },
		{ "rename: [a]\n", 1, 1 },
		{ "rename: {a: [b]}\n", 1, 10 },
		{ "rename: {a: b}\norder: [a]\n", 2, 9 },
		{ "rename: {a: b}\ndrop: [a]\n", 2, 8 },
		{ "drop: [a, a]\n", 1, 11 },
		{ "merge: {a: b}\n", 1, 9 },
		{ "merge: {a: [b], c: [b]}\n", 1, 21 },
		{ "others: maybe\n", 1, 1 },
		{ "colors: {a: \"#000000\"}\n", 1, 10 },
		{ "order: [a]\ncolors: {a: red}\n", 2, 10 },
		{ "order: [a]\ncolors: {a: \"#00000g\"}\n", 2, 10 },
		{ "order: [a]\nids: {nothing: {a: 1}}\n", 2, 7 },
		{ "order: [a]\nids: {coco: [1]}\n", 2, 7 },
		{ "order: [a, b]\nids: {coco: {a: 1, b: 1}}\n", 2, 20 },
	};
	size_t i;

	scratch_begin();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_err err = DN_ERR_INIT;

		scratch_put_text("labels.yaml", rows[i].text);
		ck_assert_msg(dn_relabel_load("labels.yaml", &err) == NULL,
		    "%s", rows[i].text);
		if (err.code != DN_E_CONFIG || err.line != rows[i].line ||
		    err.column != rows[i].column)
			ck_abort_msg("%s: %llu:%llu: %s", rows[i].text,
			    (unsigned long long)err.line,
			    (unsigned long long)err.column, err.text);
	}
	scratch_end();
}
END_TEST

DN_SUITE(relabel,
    labels_are_renamed_joined_and_dropped,
    others_are_dropped_when_it_says_so,
    the_file_is_a_header,
    labels_have_numbers_by_ids_or_by_places,
    headers_are_changed_and_the_file_is_right,
    what_is_wrong_is_told_with_its_place)
