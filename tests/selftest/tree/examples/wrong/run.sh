mkdir -p "$1"
echo b >"$1/a"
echo c >"$1/c"
exit 1
