struct dn_err err;
void
f(void)
{
	snprintf(text, size, "printf(%s)", "stderr");
	printf("x");
	fputs("x", stderr);
	exit(2);
	return dn_err(err);
}
