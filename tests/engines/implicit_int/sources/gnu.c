#define likely(x) __builtin_expect(!!(x), 1)
extern __attribute__((noreturn)) die(const char *, ...) __attribute__((format(printf, 1, 2)));
static __inline__ __attribute__((always_inline)) sq(int x) { return x * x; }
__extension__ typedef long long big;
__extension__ static counter;
typeof(sq(1)) answer = 42;
int use(int n)
{
	__label__ out;
	auto int nested(int);
	int nested(k) { return k + n; }
	int v = ({ const t = n; register u = t; u + t; });
	switch (n) {
	case 1 ... 5: { static hits; hits++; break; }
	default: goto out;
	}
	asm volatile ("" : "+r" (v) : : "memory");
	if (likely(v)) { volatile w = v; (void) w; }
out:
	return nested(v) + sq(n);
}
int arr[] = { [0 ... 9] = 1, [12] = 2 };
struct { int a; const b; } s = { .a = 1, .b = 2 }, t = { a: 1 };
asm (".globl nothing");
