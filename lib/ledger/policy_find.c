/* SPDX-License-Identifier: MIT */
/* Finding things in a policy: versions, components, lines of the file. */
#include "ledger/event.h"
#include "ledger/policy.h"

const struct dn_policy_version *
dn_policy_at(const struct dn_policy *policy, int32_t day)
{
	const struct dn_policy_version *found = NULL;
	size_t low = 0, high = policy->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (policy->versions[middle].effective <= day) {
			found = &policy->versions[middle];
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return found;
}

bool
dn_policy_is_general(const struct dn_policy *policy)
{
	const struct dn_policy_component *component;
	size_t i, k;

	for (i = 0; i < policy->count; i++)
		for (k = 0; k < policy->versions[i].component_count; k++) {
			component = &policy->versions[i].components[k];
			if (component->unit != DN_UNIT_BATCH_HEAD &&
			    !component->instalments)
				return true;
		}
	return false;
}

/* The types of events that a component counts by. */
static uint32_t
asks_of(const struct dn_policy_component *component)
{
	const uint32_t hours = DN_EVENT_ASKS(DN_EVENT_SESSION_HELD) |
	    DN_EVENT_ASKS(DN_EVENT_ATTEND) |
	    DN_EVENT_ASKS(DN_EVENT_CERTIFICATE);
	const uint32_t set = component->requires;
	uint32_t asks = 0;

	if (component->unit == DN_UNIT_HOUR ||
	    component->unit == DN_UNIT_DAY ||
	    (set & (1u << DN_REQUIRES_ATTENDANCE | 1u << DN_REQUIRES_HOURS |
	    1u << DN_REQUIRES_HOURS_BELOW)) != 0)
		asks |= hours;
	if (component->unit == DN_UNIT_CERTIFICATE ||
	    (set & 1u << DN_REQUIRES_CERTIFICATE) != 0 ||
	    (component->unit == DN_UNIT_PERSON &&
	    component->on == DN_ANCHOR_CERTIFICATE))
		asks |= DN_EVENT_ASKS(DN_EVENT_CERTIFICATE);
	if ((set & 1u << DN_REQUIRES_EXAM) != 0)
		asks |= DN_EVENT_ASKS(DN_EVENT_EXAM);
	return asks;
}

uint32_t
dn_policy_asks(const struct dn_policy *policy)
{
	uint32_t asks = policy->versions[0].identity ==
	    DN_IDENTITY_GB11643 ? DN_EVENT_CITIZEN : 0;
	size_t i, k;

	for (i = 0; i < policy->count; i++)
		for (k = 0; k < policy->versions[i].component_count; k++)
			asks |= asks_of(&policy->versions[i].components[k]);
	return asks;
}

const struct dn_policy_component *
dn_policy_component(const struct dn_policy_version *version,
    struct dn_span id)
{
	size_t i;

	for (i = 0; i < version->component_count; i++)
		if (dn_span_equal(version->components[i].id, id))
			return &version->components[i];
	return NULL;
}

/* Does the id come up in a version before this one? */
static bool
is_older(const struct dn_policy *policy, size_t version, struct dn_span id)
{
	size_t i;

	for (i = 0; i < version; i++)
		if (dn_policy_component(&policy->versions[i], id) != NULL)
			return true;
	return false;
}

size_t
dn_policy_rank(const struct dn_policy *policy, struct dn_span id)
{
	size_t rank = 0, i, k;
	int heads;

	for (heads = 1; heads >= 0; heads--)
		for (i = 0; i < policy->count; i++)
			for (k = 0; k < policy->versions[i].component_count;
			    k++) {
				const struct dn_policy_component *component =
				    &policy->versions[i].components[k];

				if ((component->unit ==
				    DN_UNIT_BATCH_HEAD) != (heads == 1))
					continue;
				if (dn_span_equal(component->id, id))
					return rank;
				rank += !is_older(policy, i, component->id);
			}
	return SIZE_MAX;
}

/* Is the text before the next dot of a path this key? */
static bool
begins_with(const char *path, struct dn_span key)
{
	return key.ptr != NULL && strncmp(path, key.ptr, key.len) == 0 &&
	    (path[key.len] == '.' || path[key.len] == '\0');
}

/* The child that a path begins with, and how much of it that is; or NULL. */
static const struct dn_yaml_node *
step(const struct dn_yaml_node *node, const char *path, size_t *len)
{
	const struct dn_yaml_node *child, *id;

	for (child = node->first; child != NULL; child = child->next) {
		id = dn_yaml_get(child, "id");
		if (begins_with(path, child->key)) {
			*len = child->key.len;
			return child;
		}
		if (node->kind == DN_YAML_SEQUENCE && id != NULL &&
		    begins_with(path, id->text)) {
			*len = id->text.len;
			return child;
		}
	}
	return NULL;
}

uint64_t
dn_policy_line_of(const struct dn_policy *policy,
    const struct dn_policy_version *version, const char *path)
{
	const struct dn_yaml_node *node = version->node, *child;
	size_t len;

	(void)policy;
	while ((child = step(node, path, &len)) != NULL) {
		node = child;
		path += len;
		if (*path++ == '\0')
			break;
	}
	return node->line;
}
