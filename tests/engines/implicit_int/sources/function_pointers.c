typedef int (*compare)(const void *, const void *);
typedef (*action)(const, register n);
static compare table[4];
static (*hooks[8])(int);
(*handler)(void);
int (*signal_old(sig, func))(int)
int (*func)(int);
{
	return func;
}
(*pick(which))(int)
{
	return hooks[which];
}
static (*(*deep)(int a))(volatile b);
int apply(int (*f)(const), int (*g)(int (*)(const, const *)), register (*h)())
{
	return f(1) + h();
}
void (*table2[])(void) = { 0, 0 };
