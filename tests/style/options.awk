# SPDX-License-Identifier: MIT
# options - print the option items of an mdoc page as LETTER<TAB>LONG<TAB>ARG,
# "-" for what is not there.

/^\.Sh / {
	inside = $2 == "OPTIONS"
}

inside && /^\.It Fl/ {
	letter = long = argument = "-"
	kind = ""
	for (i = 2; i <= NF; i++) {
		if ($i == "Ar") {
			if (kind != "joined")
				argument = ""
			kind = "Ar"
		} else if ($i == "Fl" || $i == ",") {
			kind = $i == "," ? "" : kind == "Fl" ? "FlFl" : "Fl"
		} else if ($i == "Ns") {
			kind = "joined"
		} else if (kind == "Fl" && length($i) == 1) {
			letter = $i
		} else if (kind ~ /^Fl/) {
			long = $i
			sub(/^-/, "", long)
		} else if (kind == "Ar" || kind == "joined") {
			argument = argument $i
		}
	}
	print letter "\t" long "\t" argument
}
