# SPDX-License-Identifier: MIT
# code - print C sources as FILE<TAB>LINE<TAB>CODE, without comments and, with
# -v strings=no, without what stands in quotes. A line that only ends a comment
# shows as "*/"; a "//" outside of both stays, with nothing behind it; a tab
# becomes a space.

FNR == 1 {
	inside = 0
}

{
	rest = $0
	code = ""
	while (rest != "") {
		if (inside) {
			if (!(end = index(rest, "*/")))
				break
			inside = 0
			rest = substr(rest, end + 2)
			if (rest ~ /^[ \t]*$/ && code ~ /^[ \t]*$/)
				code = "*/"
		} else if (!match(rest, /["']|\/\*|\/\//)) {
			code = code rest
			rest = ""
		} else {
			code = code substr(rest, 1, RSTART - 1)
			rest = substr(rest, RSTART)
			take(substr(rest, 1, 2))
		}
	}
	gsub(/\t/, " ", code)
	print FILENAME "\t" FNR "\t" code
}

# Take what `rest` starts with, as its first characters tell.
function take(start)
{
	if (start == "/*") {
		inside = 1
		rest = substr(rest, 3)
	} else if (start == "//") {
		code = code "//"
		rest = ""
	} else {
		if (!match(rest, /^("([^"\\]|\\.)*"|'([^'\\]|\\.)*')/))
			RLENGTH = 1
		code = code (strings == "no" ? "\"\"" : substr(rest, 1, RLENGTH))
		rest = substr(rest, RLENGTH + 1)
	}
}
