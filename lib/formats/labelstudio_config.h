/* SPDX-License-Identifier: MIT */
/* What a labelling configuration has to say of tasks that were written. */
#ifndef DN_FORMATS_LABELSTUDIO_CONFIG_H
#define DN_FORMATS_LABELSTUDIO_CONFIG_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/names.h"
#include "formats/format.h"
#include "io/tree.h"
#include "model/label.h"

/* A control tag, by the entries that name it. */
struct dn_studio_control {
	struct dn_span name, to_name;
	int family;                     /* row of the table of families */
	bool labelled;                  /* some entry has labels */
	bool about;                     /* its answers are about regions */
	bool several;                   /* some have more than one */
	struct dn_names *labels;        /* that were used */
};

/* An object tag: what is shown. */
struct dn_studio_object {
	struct dn_span name;
	struct dn_span variable;        /* the member of a task's data */
	const char *tag;
	bool sure;                      /* a control needs it to be this */
};

/* All of them, in the order in which they came. */
struct dn_studio_controls {
	struct dn_arena arena;
	struct dn_names *names;         /* of controls */
	struct dn_studio_control *controls;
	size_t control_cap;
	struct dn_names *object_names;
	struct dn_studio_object *objects;
	size_t object_cap;
	struct dn_names *relations;     /* labels of these */
	struct dn_names *variables;     /* of all tasks */
	struct dn_bytes scratch;
	bool noting;                    /* labels, too */
	uint64_t clashes;               /* entries under another one's name */
	uint64_t unknown;               /* entries that no control makes */
};

/* A *new* set of none, that notes labels or not; NULL without memory. */
struct dn_studio_controls *dn_studio_controls_new(bool labels);

/* Free it; NULL is fine. */
void dn_studio_controls_free(struct dn_studio_controls *controls);

/* The medium of the task at hand, for what its entries do not tell. */
struct dn_studio_shown {
	struct dn_span variable;        /* the member of its data */
	const char *tag;                /* of its object */
};

/*
 * What an entry of that type is to be called which would be `wanted`: that,
 * or where a control of another family or about another object has it, with
 * the family behind it.  *Borrowed* until the next call; absent without
 * memory.
 */
struct dn_span dn_studio_controls_name(struct dn_studio_controls *controls,
    struct dn_span wanted, struct dn_span type, struct dn_span to_name);

/*
 * Note an entry, an object of `tree`, and what is shown to it; `variable` is
 * the member of the task's data that is called as its object, else absent.
 */
int dn_studio_controls_entry(struct dn_studio_controls *controls,
    struct dn_tree *tree, struct dn_node *entry,
    const struct dn_studio_shown *shown, bool own_variable,
    struct dn_err *err) DN_MUST_CHECK;

/* Note a task, even one without entries. */
int dn_studio_controls_task(struct dn_studio_controls *controls,
    const struct dn_studio_shown *shown, struct dn_err *err) DN_MUST_CHECK;

/* What tags a control has: its family's name, and that of what is in it. */
struct dn_studio_family {
	const char *base;               /* of the tag */
	bool always;                    /* "Labels" is part of it */
	const char *child;              /* "Label", "Choice" or NULL */
	const char *object;             /* what it needs, or NULL */
};

/* The family of that number, which is one of a control. */
const struct dn_studio_family *dn_studio_family(int family);

/*
 * Add the names of the points that the labels' skeletons have, in their order,
 * but for those that are labels themselves, in `declared`.  -1 without memory.
 */
int dn_studio_find_points(struct dn_labels *labels,
    const struct dn_names *declared, struct dn_names *points)
    DN_MUST_CHECK;

/*
 * Append a configuration for all that was noted and for the labels of the
 * headers: the one that came with them while it still fits, with what it
 * lacks.  Labels of headers that it cannot say all of are told to the loss
 * report, the rest to the run.
 */
int dn_studio_write_config(struct dn_studio_controls *controls,
    struct dn_writing *writing, struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

#endif
