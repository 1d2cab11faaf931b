/* SPDX-License-Identifier: MIT */
/* base64, both ways, and what is none. */
#include "core/base64.h"

#include <check.h>

#include "suites.h"

START_TEST(the_vectors_of_the_rfc_hold_both_ways)
{
	static const char *const vectors[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xff\xfe\xfb", "//77" }, { "\xfb\xf0", "+/A=" },
	};
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		dn_bytes_clear(&out);
		dn_base64_encode(&out, dn_span_of(vectors[i][0]));
		ck_assert_str_eq(dn_bytes_text(&out), vectors[i][1]);
		dn_bytes_clear(&out);
		ck_assert(dn_base64_decode(&out, dn_span_of(vectors[i][1])));
		ck_assert_str_eq(dn_bytes_text(&out), vectors[i][0]);
	}
	dn_bytes_release(&out);
}
END_TEST

START_TEST(white_space_and_missing_padding_are_fine_and_no_more)
{
	static const char *const good[] = { "Zm9v\nYmFy", " Z g = = ",
		"Zg", "Zm8", "" };
	static const char *const bad[] = { "Z", "Zm9vY", "Zg=", "Zg===",
		"Zg==Zg==", "Z*==", "Zm9v=", "====" };
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(dn_base64_decode(&out, dn_span_of(good[i])),
		    "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!dn_base64_decode(&out, dn_span_of(bad[i])),
		    "%s", bad[i]);
	dn_bytes_release(&out);
}
END_TEST

Suite *
base64_suite(void)
{
	Suite *suite = suite_create("base64");
	TCase *tcase = tcase_create("base64");

	tcase_add_test(tcase, the_vectors_of_the_rfc_hold_both_ways);
	tcase_add_test(tcase,
	    white_space_and_missing_padding_are_fine_and_no_more);
	suite_add_tcase(suite, tcase);
	return suite;
}
