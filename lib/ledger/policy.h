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
	DN_UNIT_PERSON_MONTH            /* a person's month of work */
};

/* A component of a version: something that is paid for. */
struct dn_policy_component {
	struct dn_span id, clause;      /* the clause may be absent */
	int unit;                       /* enum dn_unit */
	uint64_t line;                  /* where it begins in the file */
};

/* One-off advance a head, kept as far as persons pass. */
struct dn_policy_upfront {
	const struct dn_policy_component *rule; /* its row of `components` */
	struct dn_span id, clause;
	int headcount;                  /* enum dn_headcount */
	int acceptance;                 /* enum dn_acceptance */
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

/* All rules from one day on (R19). */
struct dn_policy_version {
	int32_t effective;              /* number of its first day */
	int identity;                   /* enum dn_identity */
	int64_t mask_head, mask_tail;   /* characters of a number shown */
	int64_t min_for_acceptance;     /* enrolled persons of a batch (R13) */
	int64_t total_fen, upfront_bp;  /* R1, R2 */
	int64_t upfront_fen;            /* half up; the rest is never rounded */
	int64_t rest_fen;
	struct dn_policy_upfront upfront;
	struct dn_policy_retention retention;
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
