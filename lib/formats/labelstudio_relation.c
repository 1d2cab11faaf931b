/* SPDX-License-Identifier: MIT */
/* Relations as entries of a result. */
#include "formats/labelstudio_write.h"

/* The id in the file of what an argument refers to. */
static struct dn_span
end_of(struct dn_studio_writer *writer, struct dn_node *relation,
    struct dn_node *argument)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span id = dn_node_text(tree, dn_node_get(tree, argument,
	    "ref"));
	struct dn_node *annotation = dn_studio_find(writer, relation, id);

	return annotation != NULL && dn_node_get(tree, annotation,
	    "target") == NULL ? dn_studio_written_id(writer, annotation) : id;
}

/* `labels`: as they came while their first is the type, else the type. */
static void
write_type(struct dn_studio_writer *writer, struct dn_node *relation,
    bool own, struct dn_node *root)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *kept = own ? dn_raw_get(tree, relation,
	    DN_SPAN("/labels")) : NULL;
	struct dn_span type = dn_node_text(tree, dn_node_get(tree, relation,
	    "type"));

	if (kept != NULL && dn_span_equal(dn_node_text(tree,
	    dn_node_type(kept) == DN_JSON_ARRAY ? dn_node_first(tree, kept) :
	    NULL), type))
		return;
	if (type.len > 0)
		dn_node_add_text(out, dn_node_set_array(out, root, "labels"),
		    type);
}

/* Are the roles those of a relation whose ends have none of their own? */
static bool
is_plain(struct dn_tree *tree, struct dn_node *first)
{
	static const char *const usual[][2] = { { "from", "to" },
		{ "Arg1", "Arg2" } };
	struct dn_span roles[2] = {
		dn_node_text(tree, dn_node_get(tree, first, "role")),
		dn_node_text(tree, dn_node_get(tree, first->next, "role")) };
	bool plain = roles[0].len == 0 && roles[1].len == 0;

	for (int i = 0; i < 2; i++)
		plain = plain || (dn_span_is(roles[0], usual[i][0]) &&
		    dn_span_is(roles[1], usual[i][1]));
	return plain;
}

/* Report what the entry has no place for. */
static int
judge_relation(struct dn_studio_writer *writer, struct dn_node *relation,
    struct dn_node *first, struct dn_err *err)
{
	static const char *const carried[] = { "annotator", "set", NULL };

	if (dn_loss_relation(writer->writing->loss, writer->item, relation,
	    carried, err) < 0)
		return -1;
	return is_plain(&writer->item->tree, first) ? 0 : dn_loss_degraded(
	    writer->writing->loss, writer->item, relation, DN_CAP_RELATION,
	    err, "its roles");
}

int
dn_studio_add_relation(struct dn_studio_writer *writer,
    struct dn_node *relation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *first = dn_node_first(tree, dn_node_get(tree,
	    relation, "args")), *root;
	bool own = dn_studio_is_own(writer, relation), left;
	bool directed = dn_node_type(dn_node_get(tree, relation,
	    "directed")) != DN_JSON_FALSE;
	struct dn_studio_set *set;

	if (dn_node_get(tree, relation, "trigger") != NULL)
		return 0;
	if (first == NULL || first->next == NULL ||
	    first->next->next != NULL)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    NULL, DN_CAP_RELATION, err,
		    "with other than two arguments");
	set = dn_studio_find_set(writer, relation, err);
	if (set == NULL || judge_relation(writer, relation, first, err) < 0)
		return -1;
	root = dn_studio_begin(writer);
	dn_node_set_text(out, root, "type", DN_SPAN("relation"));
	dn_studio_put_raw(writer, relation, "/", DN_SPAN(""), root);
	left = dn_span_is(dn_node_text(out, dn_node_get(out, root,
	    "direction")), "left") && directed;
	dn_node_set_text(out, root, left ? "to_id" : "from_id",
	    end_of(writer, relation, first));
	dn_node_set_text(out, root, left ? "from_id" : "to_id",
	    end_of(writer, relation, first->next));
	if (!own || !directed)
		dn_node_set_text(out, root, "direction", directed ?
		    DN_SPAN("right") : DN_SPAN("bi"));
	write_type(writer, relation, own, root);
	return dn_studio_add_entry(writer, set, dn_raw_get(tree, relation,
	    DN_SPAN(DN_STUDIO_PLACE)), err);
}
