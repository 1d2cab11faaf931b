#!/bin/sh
# SPDX-License-Identifier: MIT
# options - the OPTIONS of a man page are those that the tool knows, both ways.
# The tool tells with --list-options: LETTER<TAB>LONG<TAB>ARG<TAB>HELP, "-" for
# what is not there. The page has an item an option:
#
#   .It Fl o Ar FILE , Fl -output Ar FILE
set -eu
here=${0%/*}
export LC_ALL=C

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for tool in tools/*.c; do
	[ -e "$tool" ] || continue
	name=$(basename "$tool" .c)
	page=man/$name.1
	[ -e "$page" ] || continue
	"$DN_BIN/$name" --list-options | cut -f 1-3 | sort >"$scratch/tool" ||
		echo "$tool:0: --list-options fails"
	awk -f "$here/options.awk" "$page" | sort >"$scratch/page"
	comm -13 "$scratch/tool" "$scratch/page" |
		sed "s|^|$page:0: the tool does not know: |"
	comm -23 "$scratch/tool" "$scratch/page" |
		sed "s|^|$page:0: the page does not tell: |"
done
