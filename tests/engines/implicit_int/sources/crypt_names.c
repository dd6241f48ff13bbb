/* The macro wraps each name, as libraries with prefixes do. */
#define P(name) lib_ ## name
#define API(type) extern type
#define ARGS(list) list
API(int) P(open) ARGS((const char *, int));
int P(close)(int fd) { return fd; }
P(read)(fd, n) { return fd + n; }
static P(write)(int fd) { return fd; }
extern plain ARGS((int, char *));
API(void) P(free)(void *p) { (void) p; }
