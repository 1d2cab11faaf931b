mkdir -p "$1/deep"
echo a >"$1/deep/a"
