const volatile a; volatile const b; const const c; static const volatile *d, e;
int const f; int const *const g; const int *h; int volatile *const volatile i, j;
char *const k, *const *l; static char const m; unsigned const n; struct { int a; } const o;
const *p, *const q, *volatile *const *r; typedef int const t; t u; const t v; t const w;
int x(int const, const int, int *const, const *, const *const, volatile);
void y(int *restrict z, int *__restrict a, const *restrict b, int c[const]);
__const d2; __volatile__ e2; __const int f2; int __const g2; const __signed__ h2; const unsigned i2;
