/* SPDX-License-Identifier: MIT */
/* Annotations: which of them judge the item, whose they are, what they say. */
#include "agree/classes.h"

#include <stdlib.h>

#include "suites.h"

/* Walk an item and tell of each annotation: "annotator=label", or a word. */
static void
tell(const char *json, struct dn_bytes *out, struct dn_err *err)
{
	static const char *const states[] = { "", "missing", "kind", "target",
		"prediction" };
	struct dn_json *scanner = dn_json_new(NULL, DN_JSON_STRICT);
	char *text = calloc(1, strlen(json) + DN_JSON_PADDING);
	struct dn_json_value record;
	struct dn_classes classes;
	struct dn_class class;
	size_t used;
	int got;

	memcpy(text, json, strlen(json));
	ck_assert_int_eq(dn_json_scan_prefix(scanner,
	    (struct dn_span){ text, strlen(json) }, true, &record, &used,
	    err), 1);
	dn_classes_init(&classes);
	got = dn_classes_begin(&classes, &record, err);
	while (got == 0 && (got = dn_classes_next(&classes, &class,
	    err)) == 1) {
		dn_bytes_add_byte(out, ' ');
		if (class.state == DN_CLASS_RATING) {
			dn_bytes_add_span(out, class.annotator);
			dn_bytes_add_byte(out, '=');
			dn_bytes_add_span(out, class.label.raw);
		} else {
			dn_bytes_add_text(out, states[class.state]);
		}
		if (class.field.type != DN_JSON_NONE) {
			dn_bytes_add_byte(out, '?');
			dn_bytes_add_span(out, class.field.raw);
		}
		got = 0;
	}
	if (got < 0)
		dn_bytes_add_format(out, " %s %s", dn_code_name(err->code),
		    err->field);
	dn_classes_release(&classes);
	dn_json_free(scanner);
	free(text);
}

static void
check(const char *json, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	tell(json, &out, &err);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

START_TEST(classes_of_the_item_are_ratings)
{
	check("{\"annotations\":[{\"kind\":\"class\",\"label\":\"x\","
	    "\"annotator\":\"a\"},{\"label\":1.0,\"annotator\":7},"
	    "{\"label\":[\"animal\",\"cat\"],\"annotator\":\"\"},"
	    "{\"\\u006bind\":\"cl\\u0061ss\",\"label\":\"\\u732b\","
	    "\"annotator\":\"\\u4e59\",\"field\":\"q\"}]}",
	    " a=\"x\" 7=1.0 =[\"animal\",\"cat\"] 乙=\"\\u732b\"?\"q\"");
	check("{}", "");
	check("{\"annotations\":null,\"work\":null}", "");
	check("{\"annotations\":[]}", "");
}
END_TEST

START_TEST(other_annotations_say_what_they_are)
{
	check("{\"annotations\":[{\"kind\":\"box\",\"label\":\"x\"},"
	    "{\"label\":\"x\",\"bbox\":[0,0,1,1]},{\"label\":\"x\",\"spans\":"
	    "[[0,1]]},{\"kind\":null,\"label\":\"x\",\"start\":0}]}",
	    " kind kind kind kind");
	check("{\"annotations\":[{\"kind\":\"class\",\"target\":\"b1\","
	    "\"label\":\"x\"},{\"kind\":\"class\"},{\"label\":null},{},"
	    "{\"kind\":\"class\",\"origin\":\"prediction\",\"label\":1}]}",
	    " target missing missing missing prediction");
	/* An origin of any other kind is a person's, or taken over by one. */
	check("{\"annotations\":[{\"origin\":\"auto\",\"label\":1,"
	    "\"annotator\":\"a\"}]}", " a=1");
}
END_TEST

START_TEST(a_set_leads_to_its_annotator)
{
	check("{\"work\":[{\"set\":\"s2\",\"annotator\":\"b\"},{\"set\":\"s1\","
	    "\"annotator\":\"a\"},{\"set\":\"s3\"},{\"set\":4,\"annotator\":"
	    "9}],\"annotations\":[{\"label\":1,\"set\":\"s1\"},{\"label\":2,"
	    "\"set\":\"s2\"},{\"label\":3,\"set\":\"s3\"},{\"label\":4,"
	    "\"set\":\"4\"},{\"label\":5,\"set\":\"s5\"},{\"label\":6,\"set\":"
	    "\"s1\",\"annotator\":\"z\"}]}", " a=1 b=2 s3=3 9=4 s5=5 z=6");
}
END_TEST

START_TEST(the_only_one_at_work_need_not_be_named)
{
	check("{\"work\":[{\"annotator\":\"a\"}],\"annotations\":[{\"label\":"
	    "1},{\"label\":2,\"annotator\":\"b\"}]}", " a=1 b=2");
	check("{\"work\":[{\"annotator\":\"a\"},{\"annotator\":\"b\"}],"
	    "\"annotations\":[{\"label\":1}]}", " missing-field annotator");
	check("{\"work\":[{}],\"annotations\":[{\"label\":1}]}",
	    " missing-field annotator");
	check("{\"annotations\":[{\"label\":1}]}", " missing-field annotator");
}
END_TEST

START_TEST(a_models_set_is_a_prediction)
{
	check("{\"work\":[{\"set\":\"p\",\"model\":\"m-1\"},{\"set\":\"s\","
	    "\"model\":\"m-1\",\"annotator\":\"a\"}],\"annotations\":["
	    "{\"label\":1,\"set\":\"p\"},{\"label\":1,\"set\":\"s\"}]}",
	    " prediction a=1");
}
END_TEST

START_TEST(several_labels_are_a_set)
{
	check("{\"annotations\":[{\"labels\":[\"b\",\"a\",\"b\"],"
	    "\"annotator\":\"a\"},{\"labels\":[ \"\\u0061\" , \"b\" ],"
	    "\"annotator\":\"b\"},{\"labels\":[\"b\"],\"annotator\":\"c\"},"
	    "{\"labels\":[],\"annotator\":\"d\"},{\"labels\":[null]}]}",
	    " a=[\"a\",\"b\"] b=[\"a\",\"b\"] c=\"b\" d=[] missing");
}
END_TEST

START_TEST(wrong_types_are_bad)
{
	check("{\"annotations\":{}}", " bad-type annotations");
	check("{\"annotations\":[1]}", " bad-type annotations");
	check("{\"work\":7}", " bad-type work");
	check("{\"work\":[[]]}", " bad-type work");
	check("{\"work\":[{\"set\":[]}]}", " bad-type set");
	check("{\"annotations\":[{\"label\":1,\"annotator\":{}}]}",
	    " bad-type annotator");
	check("{\"annotations\":[{\"labels\":\"a\",\"annotator\":\"a\"}]}",
	    " bad-type labels");
}
END_TEST

START_TEST(much_work_is_found_quickly)
{
	struct dn_bytes json;
	struct dn_bytes out;
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&json, SIZE_MAX / 2);
	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_add_text(&json, "{\"work\":[");
	for (int i = 0; i < 20000; i++)
		dn_bytes_add_format(&json, "%s{\"set\":\"s%d\",\"annotator\":"
		    "\"a%d\"}", i > 0 ? "," : "", i * 7919 % 20000,
		    i * 7919 % 20000);
	dn_bytes_add_text(&json, "],\"annotations\":[");
	for (int i = 0; i < 20000; i++)
		dn_bytes_add_format(&json, "%s{\"label\":0,\"set\":\"s%d\"}",
		    i > 0 ? "," : "", i);
	dn_bytes_add_text(&json, "]}");
	tell(dn_bytes_text(&json), &out, &err);
	ck_assert_ptr_nonnull(strstr(dn_bytes_text(&out), " a19999=0"));
	dn_bytes_release(&json);
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(classes,
    classes_of_the_item_are_ratings,
    other_annotations_say_what_they_are,
    a_set_leads_to_its_annotator,
    the_only_one_at_work_need_not_be_named,
    a_models_set_is_a_prediction,
    several_labels_are_a_set,
    wrong_types_are_bad,
    much_work_is_found_quickly)
