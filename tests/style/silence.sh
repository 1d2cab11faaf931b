#!/bin/sh
# SPDX-License-Identifier: MIT
# silence - the library never prints and never exits; only lib/app may.
set -eu
here=${0%/*}

# Report words that stand outside lib/app; the arguments say which.
outside() {
	"$here/sources" lib ! -path 'lib/app/*' |
		xargs -r awk -v strings=no -f "$here/code.awk" |
		awk "$@" -f "$here/words.awk"
}

outside -v calls=yes -v reason='the library never prints or exits' \
	-v words='printf vprintf puts putchar perror err errx warn warnx exit
	_exit _Exit quick_exit abort assert'
outside -v reason='the library never prints' -v words='stdout stderr'
