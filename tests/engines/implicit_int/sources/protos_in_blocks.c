main()
{
	int f(), *g(), (*h)();
	extern i(), *j(), (*k)();
	static l, *m;
	double n(), o();
	extern char *p(const), q(register r);
	char *(*s)(const, int (*)(volatile));
	h = k; l = *m;
	return f() + i() + l;
}
int f() { return 0; }
i() { return 1; }
