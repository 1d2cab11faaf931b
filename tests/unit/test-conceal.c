/* SPDX-License-Identifier: MIT */
/* Names for citizen numbers: every number in a line, and nothing else. */
#include "ledger/conceal.h"

#include "suites.h"

#define NUMBER "11010519491231002X"
#define OTHER "440524188001010014"

static struct dn_conceal conceal = { .mask_head = 6, .mask_tail = 4 };

/* The name of a number; the memory is good until the next call. */
static const char *
name_of(const char *number)
{
	static char text[DN_CONCEAL_NAME + 1];
	struct dn_bytes out;

	dn_bytes_init(&out, sizeof(text) - 1);
	dn_conceal_name(&conceal, number, &out);
	ck_assert_uint_eq(out.len, DN_CONCEAL_NAME);
	memcpy(text, dn_bytes_text(&out), sizeof(text));
	dn_bytes_release(&out);
	return text;
}

/* Assert that a line becomes `want`, in which @ is the name of NUMBER. */
static void
becomes(const char *line, const char *want)
{
	struct dn_bytes out, scratch, expected;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&scratch, SIZE_MAX);
	dn_bytes_init(&expected, SIZE_MAX);
	dn_conceal_line(&conceal, dn_span_of(line), &out, &scratch);
	for (; *want != '\0'; want++)
		if (*want == '@')
			dn_bytes_add_text(&expected, name_of(NUMBER));
		else
			dn_bytes_add_byte(&expected, *want);
	ck_assert_str_eq(dn_bytes_text(&out), dn_bytes_text(&expected));
	dn_bytes_release(&out);
	dn_bytes_release(&scratch);
	dn_bytes_release(&expected);
}

START_TEST(a_name_is_a_mask_and_a_keyed_hash)
{
	char first[DN_CONCEAL_NAME + 1];

	if (!dn_keyed_available())
		return;
	memcpy(first, name_of(NUMBER), sizeof(first));
	ck_assert_int_eq(memcmp(first, "110105********002X~", 19), 0);
	ck_assert(dn_conceal_is_name(dn_span_of(first)));
	ck_assert_str_ne(name_of(OTHER) + 19, first + 19);
	conceal.secret.key[31] ^= 1;
	ck_assert_str_ne(name_of(NUMBER), first);
	conceal.secret.key[31] ^= 1;
	ck_assert_str_eq(name_of(NUMBER), first);
	ck_assert(!dn_conceal_is_name(dn_span_of(NUMBER)));
	ck_assert(!dn_conceal_is_name(dn_span_of("")));
	first[18] = '-';
	ck_assert(!dn_conceal_is_name(dn_span_of(first)));
	first[18] = '~';
	first[50] = 'g';
	ck_assert(!dn_conceal_is_name(dn_span_of(first)));
}
END_TEST

START_TEST(every_spelling_of_a_number_is_replaced)
{
	becomes("{\"a\":\"" NUMBER "\"}", "{\"a\":\"@\"}");
	becomes("{\"a\":\"11010519491231002x\"}", "{\"a\":\"@\"}");
	becomes("{\"a\":\"x-" NUMBER "-" NUMBER "\"}",
	    "{\"a\":\"x-@-@\"}");
	becomes("{\"a\":\"\\u00311010519491231002\\u0058 \\n\"}",
	    "{\"a\":\"@ \\n\"}");
	becomes("{\"" NUMBER "\":[[\"" NUMBER "\"]]}",
	    "{\"@\":[[\"@\"]]}");
	becomes("{\"a\":\"\\\\" NUMBER "\"}", "{\"a\":\"\\\\@\"}");
	becomes("[" NUMBER "]", "[" NUMBER "]");
}
END_TEST

START_TEST(a_bare_number_becomes_a_text)
{
	struct dn_bytes out, scratch;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&scratch, SIZE_MAX);
	dn_conceal_line(&conceal,
	    DN_SPAN("{\"a\": " OTHER " ,\"b\":[" OTHER "]}"), &out,
	    &scratch);
	ck_assert_ptr_null(strstr(dn_bytes_text(&out), OTHER));
	ck_assert_ptr_nonnull(strstr(dn_bytes_text(&out),
	    "{\"a\": \"440524********0014~"));
	dn_bytes_release(&out);
	dn_bytes_release(&scratch);
	becomes("{\"a\":-" OTHER "}", "{\"a\":-" OTHER "}");
	becomes("{\"a\":" OTHER ".5}", "{\"a\":" OTHER ".5}");
	becomes("{\"a\":1e" OTHER "}", "{\"a\":1e" OTHER "}");
}
END_TEST

START_TEST(what_is_no_number_keeps_its_bytes)
{
	const char *const lines[] = {
		"{}", "{\"a\":1.50, \"b\":\"\\u738b \\\"\" }",
		"{\"a\":\"110105194912310021\"}",       /* check digit */
		"{\"a\":\"0" NUMBER "\"}", "{\"a\":\"" OTHER "1\"}",
		"{\"a\":\"11010519491231002\"}",
		"{\"a\":\"110105********002X~0123456789abcdef\"}", ""
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		becomes(lines[i], lines[i]);
}
END_TEST

DN_SUITE(conceal, a_name_is_a_mask_and_a_keyed_hash,
    every_spelling_of_a_number_is_replaced, a_bare_number_becomes_a_text,
    what_is_no_number_keeps_its_bytes)
