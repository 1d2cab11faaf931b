#!/bin/sh
# SPDX-License-Identifier: MIT
# errors - the items of dn-errors(7) that are words are the codes of err.def, each
# with an item of its own, as ".It Er bad-json".
set -eu
export LC_ALL=C

codes=lib/core/err.def page=man/dn-errors.7
[ -e $page ] || exit 0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed -n 's/^DN_CODE([A-Z0-9_]*, *"\([a-z0-9_-]*\)".*/\1/p' $codes |
	sort >"$scratch/codes"
awk '/^\.It / && $NF ~ /^[a-z]/ { print $NF }' $page | sort >"$scratch/page"
comm -13 "$scratch/codes" "$scratch/page" | sed "s|^|$page:0: is no code: |"
comm -23 "$scratch/codes" "$scratch/page" | sed "s|^|$page:0: is not told: |"
