# SPDX-License-Identifier: MIT
# words - report each listed word that the output of code.awk holds.
# -v words='A B C', -v reason='why not'; with -v calls=yes only before a "(".
# With -v parts=yes a "_" ends a word too, and case does not matter.

BEGIN {
	FS = "\t"
	count = split(words, list, " ")
	letter = parts == "yes" ? "A-Za-z0-9" : "A-Za-z0-9_"
}

{
	text = " " (parts == "yes" ? tolower($3) : $3) " "
	for (i = 1; i <= count; i++)
		if (match(text, "[^" letter "]" list[i] \
		    (calls == "yes" ? "[ \t]*[(]" : "[^" letter "]")))
			print $1 ":" $2 ": " list[i] ": " reason
}
