#define DECLARE(type, name) type name
#define EACH(i, n) for (int i = 0; i < (n); i++)
#define SWAP(a, b) do { int t_ = a; a = b; b = t_; } while (0)
#define RET(t) t
DECLARE(int, whole);
DECLARE(static long, part);
RET(int) sum(n) { int s = 0, k; k = n; SWAP(s, k); return s; }
RET(char *) word(void) { return 0; }
static RET(int) hidden(const c) { return c; }
#define MAKE(name) int name(void) { return 0; }
MAKE(first)
MAKE(second)
after() { return first() + second(); }
#undef RET
#define EMPTY()
EMPTY() tail;
