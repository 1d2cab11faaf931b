#!/bin/sh
# SPDX-License-Identifier: MIT
# plans - the paragraph of a page that begins with "These are planned and refused
# with status 2" names every option of the tool that is to come, and no other but
# those of which only some values are.
set -eu
export LC_ALL=C

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for tool in tools/*.c; do
	[ -e "$tool" ] || continue
	page=man/$(basename "$tool" .c).1
	[ -e "$page" ] || continue
	sed -n 's/.*DN_OPT_LATER([^"]*"\([a-z0-9-]*\)".*/\1/p' "$tool" |
		sort >"$scratch/later"
	sed -n 's/.*DN_OPT_[A-Z]*([^"]*"\([a-z0-9-]*\)".*/\1/p' "$tool" |
		sort >"$scratch/known"
	awk '
	/^These are planned and refused with status 2/ { inside = 1 }
	/^\.(Sh|Pp)/ { inside = 0 }
	inside && /^\.Fl / {
		for (i = 2; i <= NF; i++)
			if ($i ~ /^-[a-z]/)
				print substr($i, 2)
	}' "$page" |
		sort >"$scratch/page"
	comm -13 "$scratch/known" "$scratch/page" |
		sed "s|^|$page:0: is not to come: |"
	comm -23 "$scratch/later" "$scratch/page" |
		sed "s|^|$page:0: does not tell what is to come: |"
done
