int counter;
static const char *const names[] = { "a", "b" };
static int started = 1;
static _Thread_local int mine;

const char *
name(int i)
{
	mine += started++;
	return names[i];
}
