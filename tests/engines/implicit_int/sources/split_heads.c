int base;
#ifdef WITH_LONG
long scale(n)
long n;
#else
int scale(n)
int n;
#endif
{
	return n * base;
}

static
#ifdef DEBUGGING
int
#else
long
#endif
traced(a) int a; { return a; }

#if defined(ONE)
int one() {
#else
int other() {
#endif
	register i = 3;
	return i;
}
twice(a) { return a * 2; }
