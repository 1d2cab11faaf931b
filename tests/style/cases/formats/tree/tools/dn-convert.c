/* SPDX-License-Identifier: MIT */
/* dn-convert - convert. */
static const struct dn_opt options[] = {
	DN_OPT_LATER(0, "labels", "FILE", "order labels"),
	DN_OPT_LATER(0, "gather", NULL, "join lines"),
};
