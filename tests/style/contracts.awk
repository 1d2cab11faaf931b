# SPDX-License-Identifier: MIT
# contracts - report declarations of functions without a comment directly above,
# in the output of code.awk for headers.

$1 != file {
	file = $1
	depth = commented = continued = 0
	text = ""
}

# The lines of a macro are not declarations.
continued || (text == "" && $3 ~ /^#/) {
	continued = $3 ~ /\\$/
	commented = 0
	next
}

text == "" && depth == 0 && $3 == "*/" {
	commented = 1
	next
}

text == "" && $3 ~ /^[ \t]*$/ {
	commented = 0
	next
}

{
	if (text == "") {
		start = $2
		has_comment = commented
	}
	text = text " " $3
	opened = gsub(/\{/, "{", $3)
	closed = gsub(/\}/, "}", $3)
	depth += opened - closed
}

depth == 0 && text ~ /[;}][ \t]*$/ {
	head = text
	sub(/\{.*/, "", head)
	gsub(/__attribute__ *\(\(.*\)\)/, "", head)
	if (head ~ /\(/ && head !~ /^ *(typedef|_Static_assert)/ && !has_comment)
		print file ":" start ": declared without a contract"
	text = ""
	commented = has_comment
}
