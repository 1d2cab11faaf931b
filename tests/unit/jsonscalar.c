/* SPDX-License-Identifier: MIT */
/* jsonscalar - the scanner's sources once more, under other names. */
#define DN_SCALAR 1
#define dn_json_begins scalar_json_begins
#define dn_json_find_odd scalar_json_find_odd
#define dn_json_free scalar_json_free
#define dn_json_new scalar_json_new
#define dn_json_scan scalar_json_scan
#define dn_json_scan_fields scalar_json_scan_fields
#define dn_json_scan_line scalar_json_scan_line
#define dn_json_scan_prefix scalar_json_scan_prefix
#define dn_json_set_depth scalar_json_set_depth
#define dn_json_skip_odd scalar_json_skip_odd
#define dn_json_value_of scalar_json_value_of
#define fail fail_string
#include "../../lib/io/jsonstring.c"
#undef fail
#include "../../lib/io/json.c"
