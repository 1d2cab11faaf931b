#!/bin/sh
# SPDX-License-Identifier: MIT
# names - no format's name stands in code outside lib/formats: what knows a
# format is that format. The names are those of formats.def; dn itself is free, and
# so is csv, which is a way to draw a report too.
set -eu
here=${0%/*}

[ -e lib/formats/formats.def ] || exit 0
names=$(sed -n 's/^FORMAT(\([a-z0-9_]*\)).*/\1/p' lib/formats/formats.def |
	grep -vx -e csv -e dn | tr '\n' ' ')
"$here/sources" lib tools ! -path 'lib/formats/*' |
	xargs -r awk -f "$here/code.awk" |
	awk -v parts=yes -v words="$names" \
		-v reason='names a format outside lib/formats' \
		-f "$here/words.awk"
