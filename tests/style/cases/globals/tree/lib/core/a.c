int counter;
static const char *const names[] = { "a", "b" };
static int started = 1;
static _Thread_local int mine;

const char *
name(int i)
{
	static int calls;

	mine += started++ + calls++;
	return names[i];
}
