# SPDX-License-Identifier: MIT
# tap - read what one test program said (TAP), print what failed and its counts.
# A program that dies, or runs fewer tests than its plan says, counts as a failure.

function fail(why)
{
	failed++
	print "not ok - " program ": " why
}

/^1\.\.[0-9]+/ {
	planned = substr($1, 4) + 0
	has_plan = 1
}

/^ok / && /# [Ss][Kk][Ii][Pp]/ {
	ran++
	skipped++
	print program ": " $0
	next
}

/^(ok|not ok) / {
	ran++
	shows = 0
}

/^ok / {
	passed++
}

/^not ok / {
	failed++
	shows = 1
	print program ": " $0
	next
}

shows && /^#/

END {
	if (!has_plan)
		fail("says no plan (status " status ")")
	else if (ran != planned)
		fail("ran " ran + 0 " of " planned " tests (status " status ")")
	else if (status != 0 && !failed)
		fail("ended with status " status)
	printf "%d passed, %d failed", passed, failed
	if (skipped)
		printf ", %d skipped", skipped
	print ": " program
}
