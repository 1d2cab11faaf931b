/* SPDX-License-Identifier: MIT */
/* A line is held against what was asked of its coefficient. */
#include "agree/gate.h"

#include <math.h>

#include "core/utf8.h"
#include "io/jsontext.h"

#define FIELD_COLUMNS 60        /* of a name in a message */

void
dn_gates_judge(const struct dn_gate *gates, size_t count,
    const struct dn_score_line *line, const struct dn_agree_result *result,
    struct dn_bytes *missed)
{
	const struct dn_span *names[] = { &line->view->group,
		&line->view->field };

	for (size_t i = 0; i < count; i++) {
		const struct dn_gate *gate = &gates[i];
		double got = gate->low ? result->low : result->value;

		if (gate->coef != line->coef || got >= gate->least)
			continue;
		for (size_t j = 0; j < 2; j++)
			if (names[j]->ptr != NULL) {
				dn_utf8_show(missed, names[j]->ptr,
				    names[j]->len, FIELD_COLUMNS);
				dn_bytes_add_text(missed, ": ");
			}
		dn_bytes_add_format(missed, "%s%s is ", line->coef->name,
		    gate->low ? ".low" : "");
		if (isnan(got))
			dn_bytes_add_format(missed, "not defined (%s)",
			    result->reason != NULL ? result->reason :
			    "no standard error");
		else
			dn_json_write_real(missed, got);
		dn_bytes_add_text(missed, ", asked for at least ");
		dn_json_write_real(missed, gate->least);
		dn_bytes_add_byte(missed, '\n');
	}
}
