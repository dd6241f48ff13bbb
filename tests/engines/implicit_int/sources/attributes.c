__attribute__((unused)) static a;
static __attribute__((unused)) b;
static c __attribute__((unused));
static d __attribute__((aligned(8))) = 3, e __attribute__((unused));
extern f(int) __attribute__((pure)), g() __asm__("g_");
__attribute__((noinline, cold)) h(int x) { return x; }
static h2(void) __attribute__((unused));
struct __attribute__((packed)) s { const a __attribute__((aligned(4))); char b; } __attribute__((aligned(16)));
void k(const x __attribute__((unused)), register y) { register z __attribute__((unused)); }
int l(a) int a __attribute__((unused)); { return 0; }
int *m __attribute__((unused)), n;
typedef o __attribute__((vector_size(16)));
