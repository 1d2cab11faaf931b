/* SPDX-License-Identifier: MIT */
/* Items on their way: which annotations stay, and which part items are of. */
#include "formats/alter.h"

#include "records.h"
#include "scratch.h"
#include "suites.h"

/* Change an item by the settings: what it becomes, NULL: it is not changed. */
static void
alters(const struct dn_alter_settings *settings, const char *text,
    const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_alter *alter = dn_alter_new(settings, &err);
	struct dn_vanish_counts counts = { 0 };
	struct record_text record;
	struct dn_item item;
	bool out;

	if (alter == NULL)
		ck_abort_msg("%s", err.text);
	record_read(&record, &item, text);
	ck_assert_int_eq(dn_alter_item(alter, &item, &counts, NULL, &out,
	    &err), want != NULL);
	ck_assert(!out);
	record_is(&item, want != NULL ? want : text);
	record_end(&record, &item);
	dn_alter_free(alter);
}

#define ITEM(annotations) "{\"id\":\"i\",\"annotations\":[" annotations "]}"

START_TEST(selected_labels_stay_excluded_ones_go)
{
	const char *cats[] = { "cat", "dog" };
	struct dn_alter_settings settings = { .select = { cats, 2 } };

	alters(&settings, ITEM("{\"label\":\"cat\"}"), NULL);
	alters(&settings, ITEM("{\"label\":\"\\u0063at\"},{\"label\":\"cow\"},"
	    "{\"text\":\"cat\"},{\"label\":1},{\"label\":[\"pet\",\"dog\"]},"
	    "{\"label\":\"x\",\"labels\":[\"x\",\"cat\"]},"
	    "{\"labels\":[[\"pet\",\"cat\"]]}"),
	    ITEM("{\"label\":\"\\u0063at\"},{\"label\":[\"pet\",\"dog\"]},"
	    "{\"label\":\"x\",\"labels\":[\"x\",\"cat\"]},"
	    "{\"labels\":[[\"pet\",\"cat\"]]}"));
	settings = (struct dn_alter_settings){ .exclude = { cats, 2 } };
	alters(&settings, ITEM("{\"label\":\"cat\"},{\"label\":\"cow\"},{},"
	    "{\"labels\":[\"a\",\"dog\"]}"),
	    ITEM("{\"label\":\"cow\"},{}"));
	alters(&settings, "{\"id\":\"i\"}", NULL);
}
END_TEST

START_TEST(labels_change_in_all_their_forms)
{
	const struct dn_alter_settings settings = { .labels = "l.yaml" };

	scratch_begin();
	scratch_put_text("l.yaml", "rename: {a: b}\nmerge: {m: [c, d]}\n"
	    "drop: [x]\n");
	alters(&settings, ITEM("{\"label\":\"b\"},{\"label\":null},{}"), NULL);
	alters(&settings, ITEM("{\"label\":\"a\"},{\"label\":[\"q\",\"a\"]},"
	    "{\"label\":\"x\"},{\"label\":[\"q\",\"x\"]}"),
	    ITEM("{\"label\":\"b\"},{\"label\":[\"q\",\"b\"]}"));
	alters(&settings, ITEM("{\"labels\":[\"c\",\"d\",\"a\",\"x\"]},"
	    "{\"label\":\"x\",\"labels\":[\"x\",\"c\"]},"
	    "{\"labels\":[\"x\"]},{\"label\":\"z\",\"labels\":[\"x\"]},"
	    "{\"labels\":[[\"q\",\"c\"],\"z\"]}"),
	    ITEM("{\"labels\":[\"m\",\"b\"]},"
	    "{\"label\":\"m\",\"labels\":[\"m\"]},{\"label\":\"z\"},"
	    "{\"labels\":[[\"q\",\"m\"],\"z\"]}"));
	scratch_end();
}
END_TEST

/* The part of an item, by its letter; '-' for none. */
static char
part(const char *split, uint64_t seed, unsigned number)
{
	const struct dn_alter_settings settings = { .split = split,
		.seed = seed };
	struct dn_err err = DN_ERR_INIT;
	struct dn_alter *alter = dn_alter_new(&settings, &err);
	struct dn_vanish_counts counts = { 0 };
	struct record_text record;
	struct dn_item item;
	char text[60], letter;
	bool out;

	ck_assert_ptr_nonnull(alter);
	snprintf(text, sizeof(text), "{\"id\":\"%u\",\"split\":\"old\"}",
	    number);
	record_read(&record, &item, text);
	ck_assert_int_ge(dn_alter_item(alter, &item, &counts, NULL, &out,
	    &err), 0);
	letter = out ? '-' : item.split.ptr[0];
	ck_assert_int_eq(dn_node_text(&item.tree, dn_node_get(&item.tree,
	    item.root, "split")).ptr[0], out ? 'o' : letter);
	record_end(&record, &item);
	dn_alter_free(alter);
	return letter;
}

START_TEST(an_item_is_of_one_part_by_its_id_and_the_seed)
{
	unsigned counts[128] = { 0 }, moved = 0, i;

	for (i = 0; i < 1000; i++) {
		char letter = part("train=0.7,val=0.2,x=0.1", 1, i);

		counts[(int)letter]++;
		ck_assert_int_eq(letter, part("train=0.7,val=0.2,x=0.1", 1,
		    i));
		moved += letter != part("train=0.7,val=0.2,x=0.1", 2, i);
		/* Further parts behind it do not move it. */
		if (letter == 't')
			ck_assert_int_eq(part("train=0.7", 1, i), 't');
		else
			ck_assert_int_eq(part("train=0.7", 1, i), '-');
	}
	ck_assert_uint_gt(counts['t'], 650);
	ck_assert_uint_lt(counts['t'], 750);
	ck_assert_uint_gt(counts['v'], 160);
	ck_assert_uint_lt(counts['v'], 240);
	ck_assert_uint_eq(counts['t'] + counts['v'] + counts['x'], 1000);
	ck_assert_uint_gt(moved, 300);
}
END_TEST

START_TEST(parts_that_are_none_are_refused)
{
	static const char *const splits[] = { "", "train", "=0.5", "a=0",
		"a=-1", "a=1.1", "a=0.5,b=0.6", "a=0.5,a=0.5", "a=0.5,",
		"a=nan", "a=x" };
	size_t i;

	for (i = 0; i < sizeof(splits) / sizeof(splits[0]); i++) {
		const struct dn_alter_settings settings = {
			.split = splits[i] };
		struct dn_err err = DN_ERR_INIT;

		ck_assert_msg(dn_alter_new(&settings, &err) == NULL, "%s",
		    splits[i]);
		ck_assert_int_eq(err.code, DN_E_USAGE);
	}
}
END_TEST

DN_SUITE(alter,
    selected_labels_stay_excluded_ones_go,
    labels_change_in_all_their_forms,
    an_item_is_of_one_part_by_its_id_and_the_seed,
    parts_that_are_none_are_refused)
