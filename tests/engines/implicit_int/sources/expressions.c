int a, b, c, *p;
int f() { return a; }
int g(x) { return (x) + (a) * (b) - (f)() - f (); }
void h(void)
{
	a * b; f(); (f)(); *p; p[1]; a ? b : c; a = b, c = a;
	if (a) f(); else f();
	for (a = 0; a < 3; a++) { g(a); }
	for (const i = 0; i < a; ) break;
	do f(); while (a--);
	while (f()) { static n; n++; }
	switch (a) { case 1: f(); case 2: { const k = 2; g(k); } default: ; }
lab: f(); { register r = (const) a; r = sizeof r; goto lab; }
	(void) (p ? (const *) p : (volatile *) p);
	g((int) sizeof(int (*)(const, register)) + (unsigned) 3 + (volatile) a);
}
