typedef T1; typedef *T2, T3[3], T4(), (*T5)(const);
typedef const T6; typedef unsigned T7; typedef struct s T8; typedef T1 T9;
T1 a; T2 b; T3 c; T4 d; T5 e; T6 f; T7 g; T8 *h; T9 i;
static T1 j; const T2 k; extern T4 l, m; T1 n(T2 x) { T3 y; return *x; }
T1 o(x, y) T1 x; T2 y; { return x; }
p(T1 x, const T2 y, register T1 z) { static T1 q; const T9 r = 1; typedef T10; T10 s = 2; return q + r + s; }
int q(T1), r(const T1, T2 const), (*s)(T1 (*)(T2), T5);
u(T1 (*v)(T1), T1 w[3]) { return v(*w); }
