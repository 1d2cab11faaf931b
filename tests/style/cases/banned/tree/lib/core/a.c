/* strcpy(a, b) in a comment is fine. */
void
copy(char *to, const char *from)
{
	my_strcpy(to, from);
	puts("strcpy(a, b)");
	strcpy (to, from);
	x = atoi(from); /* a comment
	   of two lines with sprintf(x) */ sprintf(to, "%s", from);
	/* TODO: more */
}
