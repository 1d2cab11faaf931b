# SPDX-License-Identifier: MIT
# sessions - write each terminal session of a page to a file of its own in the
# folder `to`, named FILE:LINE with "/" as "_". A session is a literal block
# (.Bd -literal) or one fenced as ```console whose first line starts with "$ ".

function plain(line)
{
	gsub(/\\&/, "", line)
	gsub(/\\-/, "-", line)
	gsub(/\\\(aq/, "'", line)
	gsub(/\\\(dq/, "\"", line)
	gsub(/\\\(ga/, "`", line)
	gsub(/\\\(ha/, "^", line)
	gsub(/\\\(ti/, "~", line)
	gsub(/\\(e|\(rs)/, "\\", line)
	return line
}

FNR == 1 {
	page = FILENAME
	is_mdoc = page !~ /\.md$/
	inside = 0
}

/^\.Ed/ || (inside && /^```/) {
	inside = 0
	next
}

/^\.Bd .*-literal/ || /^```console/ {
	inside = 1
	session = page ":" FNR + 1
	gsub(/\//, "_", session)
	keeps = -1
	next
}

inside && keeps == -1 {
	keeps = /^\$ /
}

inside && keeps {
	print is_mdoc ? plain($0) : $0 >(to "/" session)
}
