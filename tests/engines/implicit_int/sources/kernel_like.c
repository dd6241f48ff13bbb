#define __init __attribute__((section(".init")))
#define __user
#define EXPORT(sym) extern int sym##_exported
#define MODULE(x) static char x##_name[]
#define asmlinkage
typedef unsigned int u32;
MODULE(mod) = "static x;";
static u32 seed;
static __init setup(void) { return 0; }
asmlinkage sys_call(const char __user *buf, u32 n) { return n; }
EXPORT(setup);
extern int printk(const char *, ...);
struct ops { int (*open)(struct ops *, const), (*close)(u32); } table[] = { { .open = 0, .close = 0 }, };
for_each(fn) int (*fn)(); { u32 i; for (i = 0; i < 3; i++) { if (!fn(i)) goto out; } out: return 0; }
