/* SPDX-License-Identifier: MIT */
/* Input that comes item by item: its order, and the end of each item. */
#include "agree/gathering.h"
#include "io/jsontext.h"

/* Is the name in the same bytes as the one before? */
static bool
is_same(const struct dn_gather_last *last, const struct dn_gather_name *name)
{
	return last->any &&
	    dn_span_equal(name->id.raw, dn_bytes_span(&last->id_raw)) &&
	    dn_span_equal(name->split.raw, dn_bytes_span(&last->split_raw));
}

static void
keep(struct dn_bytes *bytes, struct dn_span text)
{
	dn_bytes_clear(bytes);
	dn_bytes_add_span(bytes, text);
}

/* Does the item of that name come behind the last one: >0; or is it it: 0. */
static int
compare(struct dn_gather_last *last, const struct dn_gather_name *name,
    struct dn_bytes *scratch)
{
	bool split = dn_gather_is_there(&name->split);
	int order = dn_span_compare(dn_class_name(&name->id, scratch),
	    dn_bytes_span(&last->id));

	if (order == 0)
		order = split - last->has_split;
	if (order == 0 && split)
		order = dn_span_compare(dn_json_text(&name->split, scratch),
		    dn_bytes_span(&last->split));
	return order;
}

static int
keep_last(struct dn_gather_last *last, const struct dn_gather_name *name,
    struct dn_bytes *scratch, struct dn_err *err)
{
	last->any = true;
	last->has_split = dn_gather_is_there(&name->split);
	keep(&last->id_raw, name->id.raw);
	keep(&last->split_raw, name->split.raw);
	keep(&last->id, dn_class_name(&name->id, scratch));
	dn_bytes_clear(&last->split);
	if (last->has_split)
		keep(&last->split, dn_json_text(&name->split, scratch));
	return last->id_raw.failed != DN_E_NONE ||
	    last->split_raw.failed != DN_E_NONE ||
	    last->id.failed != DN_E_NONE ||
	    last->split.failed != DN_E_NONE ? dn_err_memory(err) : 0;
}

int
dn_gather_order(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_name *name, const char *member,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	struct dn_gather_last *last = &fold->last;
	int order;

	if (is_same(last, name))
		return 0;
	order = last->any ? compare(last, name, &fold->own.text) : 1;
	if (order < 0) {
		dn_err_set(err, DN_E_BAD_VALUE, "--sorted: this item should "
		    "come before the one that came last");
		return dn_gather_about(record, &name->id, member, err);
	}
	if (order > 0 && dn_gather_close(gather, err) < 0)
		return -1;
	return keep_last(last, name, &fold->own.text, err);
}

int
dn_gather_close(struct dn_gather *gather, struct dn_err *err)
{
	return gather->fold->present == NULL ? 0 : dn_present_settle(
	    gather->fold->present, gather->ratings, err);
}

void
dn_gather_last_init(struct dn_gather_last *last)
{
	struct dn_bytes *all[] = { &last->id_raw, &last->split_raw, &last->id,
		&last->split };

	last->any = false;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		dn_bytes_init(all[i], SIZE_MAX / 2);
}

void
dn_gather_last_release(struct dn_gather_last *last)
{
	dn_bytes_release(&last->id_raw);
	dn_bytes_release(&last->split_raw);
	dn_bytes_release(&last->id);
	dn_bytes_release(&last->split);
}
