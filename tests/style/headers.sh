#!/bin/sh
# SPDX-License-Identifier: MIT
# headers - each header compiles alone, so that the order of includes is free.
set -eu
here=${0%/*}

"$here/sources" lib -name '*.h' | while read -r header; do
	# shellcheck disable=SC2086 # words, on purpose
	printf '#include "%s"\n' "${header#lib/}" |
		${CC:-cc} -std=c17 -Ilib -I"$DN_BIN" ${CPPFLAGS-} -Wall -Werror \
			-fsyntax-only -x c - 2>&1 |
		sed -n '/error:/{s/^\([^:]*:[0-9]*\):.*/\1: does not compile alone/p;q;}'
done
