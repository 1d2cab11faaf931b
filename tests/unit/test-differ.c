/* SPDX-License-Identifier: MIT */
/* Differences: each unit has one kind, in whatever order units come. */
#include "match/differ.h"

#include "core/random.h"
#include "match/differ_line.h"
#include "suites.h"

#define UNITS_MOST 12
#define LIMITS \
	((struct dn_diff_limits){ .touch = 0.1, .match = 0.5, .good = 0.8 })

static struct dn_unit
box(const char *id, const char *label, double x, double y, double width,
    double height)
{
	return (struct dn_unit){ .kind = DN_UNIT_BOX, .id = dn_span_of(id),
		.label = dn_span_of(label),
		.box = { x, y, width, height } };
}

static struct dn_unit
class(const char *id, const char *label)
{
	return (struct dn_unit){ .kind = DN_UNIT_CLASS,
		.id = dn_span_of(id), .label = dn_span_of(label) };
}

static struct dn_unit
interval(const char *id, const char *label, double start, double end)
{
	return (struct dn_unit){ .kind = DN_UNIT_INTERVAL,
		.id = dn_span_of(id), .label = dn_span_of(label),
		.start = start, .end = end };
}

static struct dn_unit
spans(const char *id, const char *label, struct dn_range *ranges,
    size_t count)
{
	return (struct dn_unit){ .kind = DN_UNIT_SPAN, .id = dn_span_of(id),
		.label = dn_span_of(label), .ranges = ranges,
		.range_count = count };
}

static void
add_id(struct dn_bytes *out, const struct dn_unit *unit)
{
	if (unit == NULL)
		dn_bytes_add_byte(out, '-');
	else
		dn_bytes_add_span(out, unit->id);
}

/* The differences as "kind gold own;". */
static void
write_kinds(const struct dn_differ *differ, struct dn_bytes *out)
{
	for (size_t i = 0; i < differ->count; i++) {
		dn_bytes_add_text(out, dn_diff_name(differ->diffs[i].kind));
		dn_bytes_add_byte(out, ' ');
		add_id(out, differ->diffs[i].gold);
		dn_bytes_add_byte(out, ' ');
		add_id(out, differ->diffs[i].own);
		dn_bytes_add_byte(out, ';');
	}
}

static void
check(const struct dn_unit *gold, size_t gold_count,
    const struct dn_unit *own, size_t own_count, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_differ differ;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_differ_init(&differ, LIMITS);
	ck_assert_int_eq(dn_differ_item(&differ, gold, gold_count, own,
	    own_count, &err), 0);
	write_kinds(&differ, &out);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_differ_release(&differ);
}

#define CHECK(gold, own, want) check(gold, sizeof(gold) / sizeof(*(gold)), \
	own, sizeof(own) / sizeof(*(own)), want)

START_TEST(a_pair_is_typed_by_its_limits)
{
	const struct dn_unit gold[] = { box("a", "1", 0, 0, 10, 10) };
	struct dn_unit own[] = { box("b", "1", 0, 0, 10, 8) };

	CHECK(gold, own, "correct a b;");
	own[0].box.height = 7.99;
	CHECK(gold, own, "boundary_fuzzy a b;");
	own[0].box.height = 5;
	CHECK(gold, own, "boundary_fuzzy a b;");
	own[0].box.height = 4.99;
	CHECK(gold, own, "boundary_far a b;");
	own[0].box.height = 1;
	CHECK(gold, own, "boundary_far a b;");
	own[0].box.height = 0.99;
	CHECK(gold, own, "missing a -;spurious - b;");
	own[0].label = DN_SPAN("2");
	own[0].box.height = 10;
	CHECK(gold, own, "label_mismatch a b;");
	own[0].box.height = 5;
	CHECK(gold, own, "label_mismatch a b;");
	own[0].box.height = 4;
	CHECK(gold, own, "boundary_far_label_mismatch a b;");
}
END_TEST

START_TEST(a_second_one_on_a_pair_is_a_duplicate)
{
	const struct dn_unit gold[] = { box("a", "1", 0, 0, 10, 10) };
	const struct dn_unit own[] = { box("c", "1", 0, 0, 10, 9),
		box("b", "1", 0, 0, 10, 10), box("d", "2", 0, 0, 10, 4),
		box("e", "1", 40, 40, 5, 5) };

	CHECK(gold, own, "correct a b;duplicated a c;spurious - d;"
	    "spurious - e;");
}
END_TEST

START_TEST(pieces_of_a_gold_one_are_split)
{
	const struct dn_unit gold[] = { box("a", "1", 0, 0, 10, 10) };
	struct dn_unit own[] = { box("b", "1", 0, 0, 10, 6),
		box("c", "1", 0, 6, 10, 4) };
	const struct dn_unit thirds[] = { box("b", "1", 0, 0, 3, 10),
		box("c", "1", 3, 0, 3, 10), box("d", "1", 6, 0, 3, 10) };

	CHECK(gold, own, "boundary_fuzzy a b;split a c;");
	CHECK(gold, thirds, "boundary_far a b;split a c;split a d;");
	/* Three quarters of it in the whole is not inside. */
	own[1].box.x = 2.5;
	CHECK(gold, own, "boundary_fuzzy a b;spurious - c;");
	/* Nor are they pieces when one is as good as the whole. */
	own[0].box.height = 8;
	own[1] = box("c", "1", 0, 8, 10, 2);
	CHECK(gold, own, "correct a b;spurious - c;");
}
END_TEST

START_TEST(gold_ones_under_one_are_merged)
{
	const struct dn_unit gold[] = { box("a", "1", 0, 0, 10, 6),
		box("b", "1", 0, 6, 10, 4) };
	const struct dn_unit own[] = { box("c", "1", 0, 0, 10, 10) };
	const struct dn_unit thirds[] = { box("a", "1", 0, 0, 3, 10),
		box("b", "1", 3, 0, 3, 10), box("c", "1", 6, 0, 3, 10) };
	const struct dn_unit around[] = { box("a", "1", 0, 0, 3, 10),
		box("b", "1", 3, 0, 3, 10), box("c", "1", 6, 0, 3, 10),
		box("d", "1", 0, 0, 9, 10) };

	CHECK(gold, own, "boundary_fuzzy a c;merged b c;");
	CHECK(thirds, around, "correct a a;correct b b;correct c c;"
	    "merged a d;");
}
END_TEST

START_TEST(spans_and_intervals_are_typed_alike)
{
	struct dn_range whole = { 0, 10 }, left = { 0, 6 }, right = { 6, 10 };
	struct dn_range two[] = { { 0, 6 }, { 6, 10 } };
	const struct dn_unit gold[] = { spans("a", "1", &whole, 1) };
	const struct dn_unit own[] = { spans("b", "1", &left, 1),
		spans("c", "2", &right, 1) };
	const struct dn_unit same[] = { spans("b", "1", two, 2) };
	const struct dn_unit heard[] = { interval("a", "1", 0, 1),
		interval("b", "1", 1, 2), interval("c", "1", 5, 6) };
	const struct dn_unit told[] = { interval("d", "1", 0, 2),
		interval("e", "2", 5.2, 6), interval("f", "1", 5.5, 6) };

	CHECK(gold, own, "boundary_fuzzy a b;split a c;");
	CHECK(gold, same, "correct a b;");
	CHECK(heard, told, "boundary_fuzzy a d;merged b d;"
	    "label_mismatch c e;duplicated c f;");
}
END_TEST

START_TEST(classes_are_paired_by_label_and_then_in_order)
{
	const struct dn_unit gold[] = { class("a", "\"x\""),
		class("b", "\"y\""), class("c", "\"z\"") };
	const struct dn_unit own[] = { class("d", "\"y\""),
		class("e", "\"w\"") };

	CHECK(gold, own, "label_mismatch a e;correct b d;missing c -;");
	check(gold, 1, own, 0, "missing a -;");
	check(gold, 0, own, 1, "spurious - d;");
	check(gold, 0, own, 0, "");
}
END_TEST

START_TEST(fields_are_compared_apart)
{
	struct dn_unit gold[] = { class("a", "1"), class("b", "1") };
	struct dn_unit own[] = { class("c", "1"), class("d", "2") };

	gold[0].field = own[1].field = DN_SPAN("tone");
	gold[1].field = own[0].field = DN_SPAN("intent");
	CHECK(gold, own, "correct b c;label_mismatch a d;");
	own[1].field = DN_SPAN("topic");
	CHECK(gold, own, "correct b c;missing a -;spurious - d;");
}
END_TEST

START_TEST(no_label_is_no_other_label)
{
	struct dn_unit gold[] = { box("a", NULL, 0, 0, 10, 10) };
	struct dn_unit own[] = { box("b", NULL, 0, 0, 10, 10) };

	CHECK(gold, own, "correct a b;");
	own[0].label = DN_SPAN("1");
	CHECK(gold, own, "label_mismatch a b;");
}
END_TEST

START_TEST(attributes_and_groups_stand_beside_the_kind)
{
	struct dn_unit gold[] = { box("a", "1", 0, 0, 10, 10),
		box("b", "1", 20, 0, 10, 10), box("c", "1", 40, 0, 10, 10) };
	struct dn_unit own[] = { box("a", "1", 0, 0, 10, 10),
		box("b", "1", 20, 0, 10, 10), box("c", "1", 40, 0, 10, 10) };

	gold[0].attributes = DN_SPAN("{}");
	gold[1].attributes = DN_SPAN("{\"x\":1}");
	CHECK(gold, own, "correct a a;correct b b;attribute b b;"
	    "correct c c;");
	gold[1].attributes.len = 0;
	gold[0].group = gold[1].group = DN_SPAN("7");
	own[0].group = own[1].group = DN_SPAN("\"g\"");
	CHECK(gold, own, "correct a a;correct b b;correct c c;");
	own[2].group = own[1].group;
	CHECK(gold, own, "correct a a;group a a;correct b b;group b b;"
	    "correct c c;group c c;");
}
END_TEST

START_TEST(a_line_has_a_direction)
{
	struct dn_point there[] = { { 0, 0 }, { 5, 1 }, { 10, 0 } };
	struct dn_point back[] = { { 10, 0 }, { 5, 1 }, { 0, 0 } };
	struct dn_unit gold[] = { { .kind = DN_UNIT_LINE,
		.id = DN_SPAN("a"), .points = there, .point_count = 3,
		.box = { 0, 0, 10, 1 } } };
	struct dn_unit own[] = { gold[0] };

	CHECK(gold, own, "correct a a;");
	own[0].points = back;
	CHECK(gold, own, "correct a a;direction a a;");
}
END_TEST

static struct dn_unit
relation(const char *id, const char *label, struct dn_span *refs,
    bool directed)
{
	return (struct dn_unit){ .kind = DN_UNIT_RELATION,
		.id = dn_span_of(id), .label = dn_span_of(label),
		.refs = refs, .ref_count = 2, .directed = directed };
}

START_TEST(relations_are_compared_by_what_they_are_between)
{
	struct dn_span ab[] = { DN_SPAN("a"), DN_SPAN("b") };
	struct dn_span ac[] = { DN_SPAN("a"), DN_SPAN("c") };
	struct dn_span xy[] = { DN_SPAN("x"), DN_SPAN("y") };
	struct dn_span yx[] = { DN_SPAN("y"), DN_SPAN("x") };
	struct dn_unit gold[] = { box("a", "1", 0, 0, 9, 9),
		box("b", "1", 20, 0, 9, 9), box("c", "1", 40, 0, 9, 9),
		relation("r", "1", ab, true), relation("s", "1", ac, true) };
	struct dn_unit own[] = { relation("t", "1", xy, true),
		box("x", "1", 0, 0, 9, 9), box("y", "2", 20, 0, 9, 9),
		relation("u", "1", xy, true) };

	CHECK(gold, own, "correct a x;label_mismatch b y;missing c -;"
	    "correct r t;missing s -;duplicated r u;");
	own[0].refs = own[3].refs = yx;
	CHECK(gold, own, "correct a x;label_mismatch b y;missing c -;"
	    "direction r t;missing s -;spurious - u;");
	gold[3].directed = false;
	own[3].label = DN_SPAN("2");
	CHECK(gold, own, "correct a x;label_mismatch b y;missing c -;"
	    "correct r t;missing s -;spurious - u;");
	own[0].label = DN_SPAN("2");
	CHECK(gold, own, "correct a x;label_mismatch b y;missing c -;"
	    "label_mismatch r t;missing s -;spurious - u;");
}
END_TEST

START_TEST(relations_may_be_between_relations)
{
	struct dn_span ab[] = { DN_SPAN("a"), DN_SPAN("b") };
	struct dn_span ra[] = { DN_SPAN("r"), DN_SPAN("a") };
	struct dn_span ta[] = { DN_SPAN("t"), DN_SPAN("a") };
	struct dn_unit gold[] = { relation("q", "1", ra, true),
		box("a", "1", 0, 0, 9, 9), box("b", "1", 20, 0, 9, 9),
		relation("r", "1", ab, true) };
	struct dn_unit own[] = { relation("s", "1", ta, true),
		relation("t", "1", ab, true), box("a", "1", 0, 0, 9, 9),
		box("b", "1", 20, 0, 9, 9) };

	CHECK(gold, own, "correct a a;correct b b;correct q s;correct r t;");
}
END_TEST

/* ---- what always holds ----------------------------------------------- */

static size_t
draw(struct dn_random *random, struct dn_unit *units, bool boxes)
{
	static const char *const ids[UNITS_MOST] = { "a", "b", "c", "d", "e",
		"f", "g", "h", "i", "j", "k", "l" };
	static const char *const labels[] = { "1", "2" };
	size_t count = (size_t)dn_random_below(random, UNITS_MOST + 1);

	for (size_t i = 0; i < count; i++) {
		const char *label = labels[dn_random_below(random, 2)];
		double x = (double)dn_random_below(random, 12);
		double y = (double)dn_random_below(random, 12);
		double width = (double)dn_random_below(random, 9) + 1;
		double height = (double)dn_random_below(random, 9) + 1;

		units[i] = boxes ? box(ids[i], label, x, y, width, height) :
		    interval(ids[i], label, x, x + width);
	}
	return count;
}

/* How often a unit is accounted for. */
static size_t
count_of(const struct dn_differ *differ, struct dn_span id, bool own)
{
	size_t found = 0;

	for (size_t i = 0; i < differ->count; i++) {
		const struct dn_diff *diff = &differ->diffs[i];

		if (diff->side == DN_DIFF_PAIR ||
		    diff->side == (own ? DN_DIFF_OWN : DN_DIFF_GOLD))
			found += dn_span_equal(id,
			    own ? diff->own->id : diff->gold->id);
	}
	return found;
}

static void
shuffle(struct dn_random *random, struct dn_unit *units, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t at = (size_t)dn_random_below(random, i);
		struct dn_unit kept = units[at];

		units[at] = units[i - 1];
		units[i - 1] = kept;
	}
}

START_TEST(each_unit_is_accounted_for_once_in_any_order)
{
	struct dn_unit gold[UNITS_MOST], own[UNITS_MOST];
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes first, again;
	struct dn_random random;
	struct dn_differ differ;

	dn_random_init(&random, (uint64_t)_i);
	dn_bytes_init(&first, SIZE_MAX / 2);
	dn_bytes_init(&again, SIZE_MAX / 2);
	dn_differ_init(&differ, LIMITS);
	for (int round = 0; round < 100; round++) {
		size_t gold_count = draw(&random, gold, _i % 2 == 0);
		size_t own_count = draw(&random, own, _i % 2 == 0);

		dn_bytes_clear(&first);
		dn_bytes_clear(&again);
		ck_assert_int_eq(dn_differ_item(&differ, gold, gold_count,
		    own, own_count, &err), 0);
		write_kinds(&differ, &first);
		for (size_t i = 0; i < gold_count; i++)
			ck_assert_uint_eq(count_of(&differ, gold[i].id,
			    false), 1);
		for (size_t i = 0; i < own_count; i++)
			ck_assert_uint_eq(count_of(&differ, own[i].id, true),
			    1);
		ck_assert_uint_le(differ.count, gold_count + own_count);
		shuffle(&random, gold, gold_count);
		shuffle(&random, own, own_count);
		ck_assert_int_eq(dn_differ_item(&differ, gold, gold_count,
		    own, own_count, &err), 0);
		write_kinds(&differ, &again);
		ck_assert_str_eq(dn_bytes_text(&first),
		    dn_bytes_text(&again));
	}
	dn_differ_release(&differ);
	dn_bytes_release(&first);
	dn_bytes_release(&again);
}
END_TEST

Suite *
differ_suite(void)
{
	Suite *suite = suite_create("differ");
	TCase *tcase = tcase_create("differ");

	tcase_add_test(tcase, a_pair_is_typed_by_its_limits);
	tcase_add_test(tcase, a_second_one_on_a_pair_is_a_duplicate);
	tcase_add_test(tcase, pieces_of_a_gold_one_are_split);
	tcase_add_test(tcase, gold_ones_under_one_are_merged);
	tcase_add_test(tcase, spans_and_intervals_are_typed_alike);
	tcase_add_test(tcase, classes_are_paired_by_label_and_then_in_order);
	tcase_add_test(tcase, fields_are_compared_apart);
	tcase_add_test(tcase, no_label_is_no_other_label);
	tcase_add_test(tcase, attributes_and_groups_stand_beside_the_kind);
	tcase_add_test(tcase, a_line_has_a_direction);
	tcase_add_test(tcase,
	    relations_are_compared_by_what_they_are_between);
	tcase_add_test(tcase, relations_may_be_between_relations);
	tcase_add_loop_test(tcase,
	    each_unit_is_accounted_for_once_in_any_order, 0, 6);
	suite_add_tcase(suite, tcase);
	return suite;
}
