/* SPDX-License-Identifier: MIT */
/* A person as people call one: by name, number, or what a form shows. */
#include "core/ident.h"
#include "ledger/conceal.h"
#include "tools/ledger/open.h"

/* The name in the journal of a citizen number; false where it has none. */
static bool
find_number(struct dn_run *run, const struct opened *opened, const char *text,
    struct dn_bytes *name)
{
	char number[DN_IDENT_CITIZEN + 1];
	struct dn_err err = DN_ERR_INIT;
	struct dn_conceal conceal;
	int found;

	if (dn_ident_citizen(dn_span_of(text), number) != DN_IDENT_GOOD)
		return false;
	found = dn_conceal_load(&conceal, opened->journal, &err);
	if (found < 0)
		dn_run_fail(run, &err);
	else if (found > 0)
		dn_conceal_name(&conceal, number, name);
	return found > 0;
}

/* The one name that is masked and begins so; DN_NAMES_NONE: none or more. */
static size_t
find_shown(const struct dn_names *persons, struct dn_span text)
{
	size_t i, found = DN_NAMES_NONE;

	if (memchr(text.ptr, '~', text.len) == NULL)
		return found;
	for (i = 0; i < dn_names_count(persons); i++) {
		struct dn_span name = dn_names_get(persons, i);

		if (name.len < text.len ||
		    memcmp(name.ptr, text.ptr, text.len) != 0)
			continue;
		if (found != DN_NAMES_NONE)
			return DN_NAMES_NONE;
		found = i;
	}
	return found;
}

bool
find_person(struct dn_run *run, const struct opened *opened, const char *text,
    uint32_t *person)
{
	const struct dn_names *persons = opened->reg.book->persons;
	size_t index = dn_names_find(persons, dn_span_of(text));
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX);
	if (index == DN_NAMES_NONE && find_number(run, opened, text, &name))
		index = dn_names_find(persons, dn_bytes_span(&name));
	if (index == DN_NAMES_NONE)
		index = find_shown(persons, dn_span_of(text));
	dn_bytes_release(&name);
	*person = (uint32_t)index;
	if (index == DN_NAMES_NONE && dn_run_intact(run))
		dn_run_no(run, "no event names the person");
	return index != DN_NAMES_NONE;
}
