void
g(void)
{
	fputs("x", stderr);
	exit(2);
}
