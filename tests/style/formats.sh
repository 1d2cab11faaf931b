#!/bin/sh
# SPDX-License-Identifier: MIT
# formats - dn-formats(7) has a section for each format of formats.def, and in
# FEATURES each feature of caps.def with its meaning, both ways. That the table
# is what dn-convert --list prints, tests/docs sees: there it is a session.
set -eu
export LC_ALL=C

page=man/dn-formats.7
[ -e $page ] || exit 0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# compare WHAT: the code's list against the page's.
compare() {
	sort "$scratch/code" >"$scratch/here"
	sort "$scratch/page" >"$scratch/there"
	comm -13 "$scratch/here" "$scratch/there" |
		sed "s|^|$page:0: is no $1: |"
	comm -23 "$scratch/here" "$scratch/there" |
		sed "s|^|$page:0: does not tell the $1: |"
}

sed -n 's/^FORMAT(\([a-z0-9_]*\)).*/\1/p' lib/formats/formats.def \
	>"$scratch/code"
awk '/^\.Sh / { inside = $2 == "FORMATS" } inside && /^\.Ss / { print $2 }' \
	$page >"$scratch/page"
compare format
sed -n 's/^CAP([A-Z0-9_]*, "\([a-z0-9-]*\)".* "\(.*\)")$/\1: \2/p' \
	lib/formats/caps.def >"$scratch/code"
awk '
/^\.Sh / { inside = $2 == "FEATURES" }
name != "" { print name ": " $0; name = "" }
inside && /^\.It Cm / { name = $3 }' $page >"$scratch/page"
compare feature
grep -qx '\$ dn-convert --list' $page ||
	echo "$page:0: has no session of dn-convert --list"
