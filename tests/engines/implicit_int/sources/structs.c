struct point { const x, y; volatile *p; unsigned flags : 3, : 0; const small : 4; };
union value { int i; const c; struct point pt; struct { volatile deep; } in; };
static struct point origin, *first, grid[3][4];
const struct point zero = { 1, 2 };
struct node { struct node *next; int (*visit)(const, struct node *); };
enum color { RED, GREEN = 1 << 3, BLUE } paint;
static enum color brush(c) enum color c; { return c; }
struct { const only; } anonymous;
typedef struct point const *cursor;
typedef const number;
number n, *np;
cursor at(number i) { return &zero + i; }
struct point make(a, b) { return zero; }
