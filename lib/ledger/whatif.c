/* SPDX-License-Identifier: MIT */
/* Writing a policy again from its tree, with another value in one place. */
#include "ledger/whatif.h"

#include "io/yaml.h"

#define SAFE "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789_.+-~"

/* A policy on its way to the page, and the change to be made to it. */
struct changing {
	struct dn_bytes out;
	struct dn_span path;
	const struct dn_yaml_node *value;
	/* Where it goes: the node is replaced, or a key added to a mapping. */
	const struct dn_yaml_node *replaced, *extended;
	struct dn_span key;
	size_t made;
};

/* ---- writing a tree ---- */

/* Is it a text that means the same in any place without quotes? */
static bool
is_safe(struct dn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.ptr[i] == '\0' ||
		    strchr(SAFE, text.ptr[i]) == NULL)
			return false;
	return text.len > 0;
}

/* A text in double quotes, in which YAML knows the escapes of JSON. */
static void
write_quoted(struct dn_bytes *out, struct dn_span text)
{
	size_t i;

	dn_bytes_add_byte(out, '"');
	for (i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '"' || c == '\\')
			dn_bytes_add_format(out, "\\%c", c);
		else if (c < ' ' || c == 127)
			dn_bytes_add_format(out, "\\x%02x", c);
		else
			dn_bytes_add_byte(out, (char)c);
	}
	dn_bytes_add_byte(out, '"');
}

static void
write_scalar(struct dn_bytes *out, const struct dn_yaml_node *node)
{
	if (node->plain && node->text.len == 0)
		dn_bytes_add_byte(out, '~');
	else if (node->plain && is_safe(node->text))
		dn_bytes_add_span(out, node->text);
	else
		write_quoted(out, node->text);
}

static void write_node(struct changing *work,
    const struct dn_yaml_node *node);

static void
write_children(struct changing *work, const struct dn_yaml_node *node)
{
	bool map = node->kind == DN_YAML_MAPPING, first = true;
	const struct dn_yaml_node *child;

	dn_bytes_add_byte(&work->out, map ? '{' : '[');
	for (child = node->first; child != NULL; child = child->next) {
		dn_bytes_add_text(&work->out, first ? "" : ", ");
		first = false;
		if (map) {
			write_quoted(&work->out, child->key);
			dn_bytes_add_text(&work->out, ": ");
		}
		if (child == work->replaced) {
			write_node(work, work->value);
			work->made++;
		} else {
			write_node(work, child);
		}
	}
	if (node == work->extended) {
		dn_bytes_add_text(&work->out, first ? "" : ", ");
		write_quoted(&work->out, work->key);
		dn_bytes_add_text(&work->out, ": ");
		write_node(work, work->value);
		work->made++;
	}
	dn_bytes_add_byte(&work->out, map ? '}' : ']');
}

/* As deep as the reader of YAML lets a document be. */
static void
write_node(struct changing *work, const struct dn_yaml_node *node)
{
	if (node->kind == DN_YAML_SCALAR)
		write_scalar(&work->out, node);
	else
		write_children(work, node);
}

/* ---- finding the place ---- */

/* The child of a mapping with a key that need not end in NUL. */
static const struct dn_yaml_node *
child_of(const struct dn_yaml_node *node, struct dn_span key)
{
	const struct dn_yaml_node *child = NULL;

	if (node->kind == DN_YAML_MAPPING)
		for (child = node->first; child != NULL; child = child->next)
			if (dn_span_equal(child->key, key))
				return child;
	return NULL;
}

/* The component of a version with that id. */
static const struct dn_yaml_node *
component_of(const struct dn_yaml_node *version, struct dn_span id)
{
	const struct dn_yaml_node *list = dn_yaml_get(version, "components");
	const struct dn_yaml_node *node, *name;

	for (node = list != NULL ? list->first : NULL; node != NULL;
	    node = node->next) {
		name = dn_yaml_get(node, "id");
		if (name != NULL && dn_span_equal(name->text, id))
			return node;
	}
	return NULL;
}

/* The part of a path before its next dot; the rest stays. */
static struct dn_span
next_part(struct dn_span *path)
{
	const char *dot = memchr(path->ptr, '.', path->len);
	struct dn_span part = *path;

	if (dot == NULL) {
		path->len = 0;
		return part;
	}
	part.len = (size_t)(dot - path->ptr);
	path->ptr = dot + 1;
	path->len -= part.len + 1;
	return part;
}

/* Find the place in a version: false where it has none. */
static bool
find_place(struct changing *work, const struct dn_yaml_node *version)
{
	struct dn_span path = work->path, part = next_part(&path);
	const struct dn_yaml_node *node = version, *child, *pays;

	work->replaced = work->extended = NULL;
	for (;; part = next_part(&path)) {
		child = child_of(node, part);
		if (child == NULL && node == version && path.len > 0)
			child = component_of(version, part);
		pays = dn_yaml_get(node, "pays");
		if (child == NULL && pays != NULL)
			child = child_of(pays, part);
		if (path.len == 0)
			break;
		if (child == NULL)
			return false;
		node = child;
	}
	work->replaced = child;
	if (child == NULL && node->kind == DN_YAML_MAPPING) {
		work->extended = node;
		work->key = part;
	}
	return work->replaced != NULL || work->extended != NULL;
}

/* ---- the policy ---- */

/* All versions, each with the change in its place. */
static void
write_versions(struct changing *work, const struct dn_yaml_node *versions)
{
	const struct dn_yaml_node *node;

	dn_bytes_add_byte(&work->out, '[');
	for (node = versions->first; node != NULL; node = node->next) {
		if (!find_place(work, node))
			work->replaced = work->extended = NULL;
		dn_bytes_add_text(&work->out, node != versions->first ?
		    ",\n" : "");
		write_node(work, node);
	}
	dn_bytes_add_byte(&work->out, ']');
	work->replaced = work->extended = NULL;
}

static void
write_policy(struct changing *work, const struct dn_yaml_node *root)
{
	const struct dn_yaml_node *node;

	for (node = root->first; node != NULL; node = node->next) {
		write_quoted(&work->out, node->key);
		dn_bytes_add_text(&work->out, ": ");
		if (dn_span_is(node->key, "versions"))
			write_versions(work, node);
		else
			write_node(work, node);
		dn_bytes_add_byte(&work->out, '\n');
	}
}

/* Say what is wrong with a change, in place of where in no file. */
static int
blame(struct dn_err *err, const char *change, const struct dn_err *why)
{
	err->source = NULL;
	return dn_err_set(err, why->code, "%s: %s", change, why->text);
}

/* Append the text of a policy with one change made. */
static int
make_change(struct dn_bytes *out, const struct dn_yaml *yaml,
    const char *change, struct dn_err *err)
{
	const char *equals = strchr(change, '=');
	struct changing work = { .path = { change, 0 } };
	struct dn_err why = DN_ERR_INIT;
	struct dn_yaml *value;
	int result = -1;

	if (equals == NULL || equals == change)
		return dn_err_set(err, DN_E_USAGE,
		    "\"%s\" is not PATH=VALUE", change);
	work.path.len = (size_t)(equals - change);
	value = dn_yaml_parse(dn_span_of(equals + 1), change, &why);
	if (value == NULL)
		return blame(err, change, &why);
	work.out = *out;
	work.value = dn_yaml_root(value);
	if (work.value == NULL) {
		dn_err_set(&why, DN_E_CONFIG, "the value is empty");
	} else {
		write_policy(&work, dn_yaml_root(yaml));
		if (work.made == 0)
			dn_err_set(&why, DN_E_CONFIG,
			    "no version has a place for it");
		else
			result = dn_bytes_check(&work.out, &why);
	}
	*out = work.out;
	dn_yaml_free(value);
	return result == 0 ? 0 : blame(err, change, &why);
}

/* Make all changes: the text of the policy, not checked yet. */
static int
make_changes(struct dn_bytes *out, const struct dn_policy *policy,
    const char *const *changes, size_t count, struct dn_err *err)
{
	const struct dn_yaml *from = policy->yaml;
	struct dn_yaml *made = NULL;
	int result = 0;
	size_t i;

	for (i = 0; i < count && result == 0; i++) {
		dn_bytes_clear(out);
		result = make_change(out, from, changes[i], err);
		dn_yaml_free(made);
		made = NULL;
		if (result == 0 && i + 1 < count) {
			made = dn_yaml_parse(dn_bytes_span(out), changes[i],
			    err);
			from = made;
			result = made != NULL ? 0 : -1;
		}
	}
	dn_yaml_free(made);
	return result;
}

struct dn_policy *
dn_policy_what_if(const struct dn_policy *policy, const char *const *changes,
    size_t count, struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;
	struct dn_policy *changed = NULL;
	struct dn_bytes text, all;
	size_t i;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&all, SIZE_MAX);
	for (i = 0; i < count; i++)
		dn_bytes_add_format(&all, "%s%s", i > 0 ? " " : "",
		    changes[i]);
	if (make_changes(&text, policy, changes, count, err) == 0) {
		changed = dn_policy_parse(dn_bytes_span(&text), changes[0],
		    &why);
		if (changed == NULL)
			blame(err, dn_bytes_text(&all), &why);
	}
	dn_bytes_release(&text);
	dn_bytes_release(&all);
	return changed;
}
