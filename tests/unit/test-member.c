/* SPDX-License-Identifier: MIT */
/* Members of annotations are known by their names. */
#include "model/member.h"

#include <stdio.h>

#include "suites.h"

START_TEST(every_member_is_found_by_its_name)
{
	for (int i = 0; i < DN_MEMBER_COUNT; i++) {
		const char *name = dn_member_name((enum dn_member)i);
		char copy[64];

		snprintf(copy, sizeof(copy), "%s", name);
		ck_assert_int_eq((int)dn_member_find(dn_span_of(copy)), i);
		ck_assert_int_eq((int)dn_member_find(dn_span_of(name)), i);
	}
}
END_TEST

START_TEST(names_that_are_lent_are_whole)
{
	for (int i = 0; i < DN_MEMBER_COUNT; i++) {
		struct dn_span lent = dn_member_span((enum dn_member)i);

		ck_assert(dn_span_is(lent,
		    dn_member_name((enum dn_member)i)));
		ck_assert_int_eq((int)dn_member_find(lent), i);
	}
}
END_TEST

START_TEST(geometry_of_every_kind_is_a_member)
{
	static const char *const names[] = {
#define KIND(id, name, member) member,
#include "model/kinds.def"
#undef KIND
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL)
			ck_assert_int_lt((int)dn_member_find(
			    dn_span_of(names[i])), DN_MEMBER_COUNT);
}
END_TEST

START_TEST(other_names_are_no_members)
{
	static const char *const names[] = { "", "b", "bbo", "bboxe", "Bbox",
		"bboy", "h", "j", "q", "w", "x", "zz", "{", "`", "\x80", "ieh",
		"trackid", "trackIds", "a\tt" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_int_eq((int)dn_member_find(dn_span_of(names[i])),
		    DN_MEMBER_COUNT);
	ck_assert_int_eq((int)dn_member_find((struct dn_span){ NULL, 0 }),
	    DN_MEMBER_COUNT);
	ck_assert_int_eq((int)dn_member_find((struct dn_span){ "id\0", 3 }),
	    DN_MEMBER_COUNT);
}
END_TEST

DN_SUITE(member,
    every_member_is_found_by_its_name,
    names_that_are_lent_are_whole,
    geometry_of_every_kind_is_a_member,
    other_names_are_no_members)
