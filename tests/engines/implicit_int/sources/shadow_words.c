/* Names that look like words of C but are none. */
registers, statics, externs, constant;
int register_, autos, in, of, then, class, new, template, this;
static_add(a) { return a; }
const_ptr() { return const_ptr2(); }
const_ptr2() { int interrupt = 3, far, near; far = near = interrupt; return far; }
int typename(), namespace(int), public, virtual;
extern friend(const, ...);
