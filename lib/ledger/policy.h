/* SPDX-License-Identifier: MIT */
/* A funding policy as data: dated versions of a closed vocabulary. */
#ifndef DN_LEDGER_POLICY_H
#define DN_LEDGER_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/yaml.h"

#define DN_POLICY_VERSIONS_MAX 1000
#define DN_POLICY_COMPONENTS_MAX 100

/*
 * What a policy may choose.  The comments R1 ... are the rules of
 * dn-ledger(1), section POLICY; each enum follows its names in policy.c.
 */

/* How a person is named (R23). */
enum dn_identity {
	DN_IDENTITY_OPAQUE,             /* any text */
	DN_IDENTITY_GB11643             /* a citizen number, shown masked */
};

/* What an advance is counted by (R2). */
enum dn_headcount {
	DN_HEADCOUNT_PLANNED,           /* `planned` of the batch_open */
	DN_HEADCOUNT_ENROLLED           /* who is enrolled */
};

/* What a verdict makes of the advance (R4). */
enum dn_acceptance {
	DN_ACCEPTANCE_PER_PERSON,       /* as much as persons passed */
	DN_ACCEPTANCE_WHOLE_BATCH       /* all of it, or nothing */
};

/* What the instalments must not exceed (R5). */
enum dn_cap {
	DN_CAP_PERSON,                  /* each person's rest */
	DN_CAP_BATCH                    /* the rests of all who passed */
};

/* How much of a month must be under contract (R6). */
enum dn_partial {
	DN_PARTIAL_PROOF,               /* one day and a wage proof */
	DN_PARTIAL_MIN_DAYS,            /* `min_days` */
	DN_PARTIAL_FULL                 /* every day */
};

/* What a month without proof does to those behind it (R9). */
enum dn_continuity {
	DN_CONTINUITY_CUMULATIVE,       /* nothing */
	DN_CONTINUITY_CONSECUTIVE       /* they wait until it is closed */
};

/* Where the kinds of insurance must be proven (R8). */
enum dn_insurance {
	DN_INSURANCE_AT_CONTRACT,       /* in the contract or for the month */
	DN_INSURANCE_MONTHLY            /* for the month */
};

/* What becomes of money to be given back (R22). */
enum dn_recovery {
	DN_RECOVERY_OFFSET,             /* carried to the next statement */
	DN_RECOVERY_REFUND              /* demanded at once */
};

/* What a final settlement counts (R16). */
enum dn_method {
	DN_METHOD_MIN,                  /* the lesser of the other two */
	DN_METHOD_BY_PERSON,            /* what each person is owed */
	DN_METHOD_BY_HEADCOUNT          /* the budget's share of heads */
};

/* What waits for a public notice (R14). */
enum dn_gate {
	DN_GATE_OFF,                    /* nothing */
	DN_GATE_NEXT_PAYMENT            /* the next payment */
};

/* What a rate of certificates is a share of (R10). */
enum dn_denominator {
	DN_DENOMINATOR_SAT,             /* persons who sat the exam */
	DN_DENOMINATOR_COMPLETED,       /* persons who completed the class */
	DN_DENOMINATOR_ENROLLED         /* persons enrolled */
};

/* What a component is counted by. */
enum dn_unit {
	DN_UNIT_BATCH_HEAD,             /* a head of a batch */
	DN_UNIT_PERSON_MONTH,           /* a person's month of work */
	DN_UNIT_PERSON,                 /* a person, once */
	DN_UNIT_CERTIFICATE,            /* a certificate that was passed */
	DN_UNIT_HOUR,                   /* an hour of training attended */
	DN_UNIT_DAY,                    /* so many hours of it */
	DN_UNIT_SEAT_MONTH,             /* a month of a person at a seat */
	DN_UNIT_ENTERPRISE_YEAR,        /* an employer's calendar year */
	DN_UNITS
};

/* What may be required; see predicate.def. */
enum dn_predicate {
#define DN_PREDICATE(id, name, sign, most, units) DN_REQUIRES_##id,
#include "ledger/predicate.def"
#undef DN_PREDICATE
	DN_PREDICATES
};

/* What an amount is figured from. */
enum dn_figure {
	DN_FIGURE_NONE,                 /* nothing but the fixed amount */
	DN_FIGURE_BY_LEVEL,             /* the level of the certificate */
	DN_FIGURE_PER_UNIT,             /* hours, days, heads */
	DN_FIGURE_OF_AMOUNT,            /* a share of what the event tells */
	DN_FIGURE_OF_TABLE,             /* a share of a dated table */
	DN_FIGURE_OF_TOTAL              /* a share of a fixed total */
};

/* The event that lets a component by person begin. */
enum dn_anchor {
	DN_ANCHOR_TRAINING_ACCEPTANCE, DN_ANCHOR_CERTIFICATE,
	DN_ANCHOR_CONTRACT, DN_ANCHOR_ENROL
};

/* What a key of once_per is made of; bits by these numbers. */
enum dn_once {
	DN_ONCE_PERSON, DN_ONCE_TRADE, DN_ONCE_LEVEL, DN_ONCE_KIND,
	DN_ONCE_SERIAL, DN_ONCE_BATCH, DN_ONCE_EMPLOYER, DN_ONCE_YEAR
};

/* A name with an amount, or a share of one. */
struct dn_policy_named {
	struct dn_span name;            /* level, or trade */
	int64_t value;                  /* fen, or basis points on top */
};

/* An amount from a day on. */
struct dn_policy_dated {
	int32_t from;
	int64_t fen;
};

/* Amounts that change with the time, such as minimum wages. */
struct dn_policy_table {
	struct dn_span name;
	struct dn_policy_dated *rows;   /* ascending */
	size_t count;
};

/* What is paid for one unit: the fixed amount and the figure together. */
struct dn_policy_pays {
	int figure;                     /* enum dn_figure */
	int64_t fixed_fen;
	int64_t per_unit_fen;
	int64_t ratio_bp;               /* of amount, table or total */
	int64_t total_fen;
	int64_t parts;                  /* months it is spread over; 0: none */
	struct dn_policy_named *levels;
	size_t level_count;
	const struct dn_policy_table *table;
};

/* The most that is paid; 0 where there is no such limit. */
struct dn_policy_cap {
	int64_t unit_fen, person_fen, batch_fen, enterprise_year_fen;
	int64_t ratio_bp;               /* of what another component pays */
	struct dn_span of;              /* its id */
};

/* Instalments a person and month of employment. */
struct dn_policy_retention {
	const struct dn_policy_component *rule; /* its row of `components` */
	struct dn_span id, clause;
	int64_t instalment_fen;         /* >= 1 */
	int cap;                        /* enum dn_cap */
	int64_t contract_months;        /* least length of the contract (R7) */
	int64_t insurance_kinds;        /* how many of the five; 0: not asked */
	int insurance;                  /* enum dn_insurance */
	int partial;                    /* enum dn_partial */
	int64_t min_days;               /* of DN_PARTIAL_MIN_DAYS */
	int continuity;                 /* enum dn_continuity */
	const struct dn_yaml_node *employers;   /* list, or NULL: any */
	int64_t min_wage_fen;           /* 0: none (R21) */
	bool min_wage_rejects;          /* a wage below it proves nothing */
};

/*
 * A component of a version: something that is paid for.  The advance and the
 * instalments of a total stand in `upfront` and `retention` of the version,
 * and have just their names here; of the others `terms` says what a month or
 * contract must be like.
 */
struct dn_policy_component {
	struct dn_span id, clause;      /* the clause may be absent */
	int unit;                       /* enum dn_unit */
	uint64_t line;                  /* where it begins in the file */
	bool instalments;               /* of the total: see `retention` */
	uint32_t requires;              /* bits by enum dn_predicate */
	int64_t thresholds[DN_PREDICATES];
	struct dn_policy_retention terms;
	struct dn_policy_pays pays;
	struct dn_policy_cap cap;
	struct dn_policy_named *uplifts;        /* trades */
	size_t uplift_count;
	int64_t *schedule;              /* basis points, a year each */
	size_t schedule_count;
	const struct dn_yaml_node *kinds;       /* of certificates, or NULL */
	int on;                         /* enum dn_anchor */
	unsigned once_per;              /* bits by enum dn_once; 0: each */
	int64_t delay_months;           /* paid so much later */
	int64_t window_months;          /* from the first month; 0: any */
	int64_t threshold_heads;        /* of the employer; 0: any */
	int64_t hour_minutes, day_hours;
	bool drops_fractions;           /* whole hours or days alone count */
};

/* One-off advance a head, kept as far as persons pass. */
struct dn_policy_upfront {
	const struct dn_policy_component *rule; /* its row of `components` */
	struct dn_span id, clause;
	int headcount;                  /* enum dn_headcount */
	int acceptance;                 /* enum dn_acceptance */
};

/* All rules from one day on (R19). */
struct dn_policy_version {
	int32_t effective;              /* number of its first day */
	int identity;                   /* enum dn_identity */
	int64_t mask_head, mask_tail;   /* characters of a number shown */
	int64_t min_for_acceptance;     /* enrolled persons of a batch (R13) */
	int64_t total_fen, upfront_bp;  /* R1, R2 */
	int64_t upfront_fen;            /* half up; the rest is never rounded */
	int64_t rest_fen;
	struct dn_policy_upfront upfront;       /* `rule` NULL: none */
	struct dn_policy_retention retention;   /* likewise */
	struct dn_policy_component *components; /* by batch_head first, then */
	size_t component_count;                 /* as they stand */
	const struct dn_yaml_node *evidence;    /* kinds, a list, or NULL */
	bool evidence_blocks;           /* a verdict waits for them (R11) */
	int64_t max_fail_bp;            /* of a spot check; -1: none (R18) */
	const struct dn_yaml_node *planned;     /* heads, a list, or NULL */
	int64_t certificate_bp;         /* target; -1: none (R10) */
	int certificate_of;             /* enum dn_denominator */
	int64_t notice_days;            /* -1: no notice asked for (R14) */
	int64_t notice_within_days;     /* to begin in; -1: any */
	int notice_gate;                /* enum dn_gate */
	int recovery;                   /* enum dn_recovery */
	int64_t budget_fen;             /* of the settlement (R16) */
	int64_t target_heads;
	int method;                     /* enum dn_method */
	int64_t completed_months;       /* of a person who completed */
	int64_t remedy_days;            /* R15; -1: none */
	const struct dn_yaml_node *node;        /* as it stands in the file */
};

/* A policy file. */
struct dn_policy {
	struct dn_yaml *yaml;           /* owns all texts */
	struct dn_span id;
	struct dn_policy_version *versions;     /* ascending by `effective` */
	size_t count;
	int32_t *holidays;              /* days, ascending (R14) */
	size_t holiday_count;
	struct dn_policy_table *tables;
	size_t table_count;
};

/*
 * Read and check a policy file ("-": stdin): a *new* policy.  NULL with
 * DN_E_CONFIG, line and column, for what is no policy: an unknown or missing
 * key, a value not of its type or range (amounts are whole numbers of fen, or
 * quoted yuan), versions out of order; with DN_E_NOT_BUILT for what is in the
 * vocabulary but not built yet; or as dn_yaml_load fails.
 */
struct dn_policy *dn_policy_load(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* The same from text; `source` is borrowed for errors. */
struct dn_policy *dn_policy_parse(struct dn_span text, const char *source,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_policy_free(struct dn_policy *policy);

/* The version in force on a day, or NULL before the first. */
const struct dn_policy_version *dn_policy_at(const struct dn_policy *policy,
    int32_t day);

/* Does a version pay anything that months, certificates or hours are for? */
bool dn_policy_is_general(const struct dn_policy *policy);

/*
 * Which types of events the components count by: DN_EVENT_ASKS bits for
 * dn_event_read, and DN_EVENT_CITIZEN where the identity asks for it.
 */
uint32_t dn_policy_asks(const struct dn_policy *policy);

/* The component with that id, or NULL. */
const struct dn_policy_component *dn_policy_component(
    const struct dn_policy_version *version, struct dn_span id);

/*
 * Where lines of a component stand among those of others: by batch_head first,
 * then as ids come up in the file, first version first; SIZE_MAX for an id
 * that the policy does not know.
 */
size_t dn_policy_rank(const struct dn_policy *policy, struct dn_span id);

/*
 * The line of the file where a version has the key at `path`, such as
 * "batch.min_for_acceptance" or "components.retention.requires" (components go
 * by their ids); where a key is absent, that of what it would stand in.
 */
uint64_t dn_policy_line_of(const struct dn_policy *policy,
    const struct dn_policy_version *version, const char *path);

#endif
