/* SPDX-License-Identifier: MIT */
/* What a component requires: names of a closed list, with thresholds. */
#include "ledger/policy_read.h"

#include <stdio.h>

static const struct {
	const char *name;
	const char *sign;       /* "" : no threshold */
	int64_t most;
	unsigned units;
} predicates[DN_PREDICATES] = {
#define DN_PREDICATE(id, name, sign, most, units) { name, sign, most, units },
#include "ledger/predicate.def"
#undef DN_PREDICATE
};

/* Read up to 7 digits and nothing else; -1 where that is not what it is. */
static int64_t
read_digits(const char *text, size_t len)
{
	int64_t sum = 0;
	size_t i;

	if (len == 0 || len > 7)
		return -1;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		sum = sum * 10 + (text[i] - '0');
	}
	return sum;
}

/* Does the text begin with this predicate and its sign? */
static bool
begins_so(struct dn_span text, size_t i)
{
	size_t name = strlen(predicates[i].name);
	size_t sign = strlen(predicates[i].sign);

	return text.len >= name + sign &&
	    memcmp(text.ptr, predicates[i].name, name) == 0 &&
	    memcmp(text.ptr + name, predicates[i].sign, sign) == 0;
}

/* Is the text this predicate, and with which threshold? */
static bool
is_predicate(struct dn_span text, size_t i, int64_t *value)
{
	size_t name = strlen(predicates[i].name);
	size_t sign = strlen(predicates[i].sign);

	*value = 0;
	if (!begins_so(text, i))
		return false;
	if (sign == 0)
		return text.len == name;
	*value = read_digits(text.ptr + name + sign, text.len - name - sign);
	return *value >= 0 && *value <= predicates[i].most;
}

/* Fail, and name all that may stand there. */
static int
no_predicate(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    unsigned unit, struct dn_err *err)
{
	char list[400] = "";
	size_t at = 0, i;

	for (i = 0; i < DN_PREDICATES && at < sizeof(list); i++) {
		if ((predicates[i].units & unit) == 0)
			continue;
		if (predicates[i].most > 0 && begins_so(node->text, i))
			return dn_yaml_error(yaml, node, err,
			    "%s%sN takes a number from 0 to %lld",
			    predicates[i].name, predicates[i].sign,
			    (long long)predicates[i].most);
		at += (size_t)snprintf(list + at, sizeof(list) - at,
		    "%s%s%s", at > 0 ? ", " : "", predicates[i].name,
		    predicates[i].sign);
		if (predicates[i].most > 0 && at < sizeof(list))
			at += (size_t)snprintf(list + at, sizeof(list) - at,
			    "N");
	}
	return dn_yaml_error(yaml, node, err, "a requirement is one of %s",
	    list);
}

int
dn_policy_read_requires(const struct dn_yaml *yaml,
    const struct dn_yaml_node *list, unsigned unit,
    struct dn_policy_component *component, struct dn_err *err)
{
	static const struct dn_yaml_row row = TEXT(NULL, MUST, 0);
	const struct dn_yaml_node *node;
	struct dn_span text;
	int64_t value;
	size_t i;

	if (list == NULL)
		return 0;
	if (dn_policy_list(yaml, list, &row, &text, err) < 0)
		return -1;
	for (node = list->first; node != NULL; node = node->next) {
		for (i = 0; i < DN_PREDICATES; i++)
			if ((predicates[i].units & unit) != 0 &&
			    is_predicate(node->text, i, &value))
				break;
		if (i == DN_PREDICATES)
			return no_predicate(yaml, node, unit, err);
		if ((component->requires & 1u << i) != 0)
			return dn_yaml_error(yaml, node, err,
			    "%s%s%s is required twice", predicates[i].name,
			    predicates[i].sign,
			    predicates[i].most > 0 ? "N" : "");
		component->requires |= 1u << i;
		component->thresholds[i] = value;
	}
	return 0;
}
