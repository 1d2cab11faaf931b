/* SPDX-License-Identifier: MIT */
/* dn-a - a tool with options that are to come. */
static const struct dn_opt options[] = {
	DN_OPT_TEXT(0, "way", "WAY", &way, "which way"),
	DN_OPT_LATER(0, "labels", "FILE", "order labels"),
	DN_OPT_LATER(0, "gather", NULL, "join lines"),
};
