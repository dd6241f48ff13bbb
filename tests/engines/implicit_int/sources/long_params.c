int fold(f, init, list, n, unused1, unused2)
	int (*f)(), init;
	register int *list, n;
{
	while (n--) init = (*f)(init, *list++);
	return init;
}
static struct pair { int a, b; } *pairs(a, b, c, d)
	struct pair *a, b;
	register d;
{ return a; }
void *any(p, q, r) const void *p; char q[], *r[3]; { return 0; }
double mean(v, n) double v[]; { return v[0] / n; }
f2(argc, argv, envp) char *argv[], **envp; { return argc; }
f3(fp) int (*fp)(const, volatile *); { return fp(1, 0); }
unsigned long (*f4(a, g))() unsigned long (*g)(); { return g; }
