deep(n)
{
	{ static a; { static b; { static c; { register d; d = a + b + c; n += d; } } } }
	for (;;) { if (n) { while (n) { do { register e = n; n = e - 1; } while (n); } } else { const f = 2; n = f; } break; }
	{ struct { const a; struct { volatile b; } c; } d; n = sizeof d; }
	{ typedef local; local v = 3; { local *w = &v; n += *w; } }
	return ({ ({ ({ register g = n; g; }); }); });
}
