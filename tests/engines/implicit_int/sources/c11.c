_Static_assert(sizeof(int) >= 2, "int; static x;");
_Thread_local tls;
static _Thread_local *tls_p;
_Alignas(16) static aligned;
_Atomic counter;
_Atomic(int) fine;
_Noreturn stop(void) { for (;;); }
#define kind(x) _Generic((x), int: 1, const char *: 2, default: 0)
int f(void) { return kind(3) + _Alignof(int) + sizeof(const) + sizeof(volatile *); }
struct flex { int n; struct { const inner; }; union { volatile u; int v; }; char data[]; };
int vla(int n, int a[const static 3], int b[*]);
int g(int n) { int v[n]; v[0] = (const) n; return v[0] + ((struct flex) { .n = 3 }).n; }
