#!/bin/sh
# SPDX-License-Identifier: MIT
# banned - calls that overrun, depend on the locale or hide state, and words of
# unfinished work, are nowhere in the code.
set -eu
here=${0%/*}

"$here/sources" lib tools tests |
	xargs -r awk -v strings=no -f "$here/code.awk" |
	awk -v calls=yes -v reason='banned call' -v words='strcpy strcat sprintf
		vsprintf strncpy strncat strtok atoi atol atof gets gmtime
		localtime asctime ctime rand srand setlocale' \
		-f "$here/words.awk"
"$here/sources" lib tools tests |
	xargs -r grep -nHwE 'TODO|FIXME|XXX|[Nn]ot (yet )?implemented' |
	sed 's/^\([^:]*:[0-9]*\):.*/\1: unfinished: build it or refuse it/'
