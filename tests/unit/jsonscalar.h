/* SPDX-License-Identifier: MIT */
/* jsonscalar - the scanner as machines without vectors build it. */
#ifndef DN_TESTS_JSONSCALAR_H
#define DN_TESTS_JSONSCALAR_H

#include "io/json.h"

struct dn_json *scalar_json_new(const struct dn_json_fields *fields,
    unsigned flags);
void scalar_json_free(struct dn_json *json);
int scalar_json_scan(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, struct dn_err *err) DN_MUST_CHECK;

#endif
