enum { A = sizeof(const), B = (int) (const) 3, C };
static a[sizeof(volatile) * 2], b[(const) 4 > 0 ? 3 : 1];
struct s { unsigned x : sizeof(const) > 2 ? 3 : 1; const y; };
case_(n) { switch (n) { case sizeof(const): return 0; case (volatile) 9: return 1; } return A; }
int c = sizeof(struct { const inner; }), d = sizeof(const (*)(const)), e = sizeof(volatile [3]);
