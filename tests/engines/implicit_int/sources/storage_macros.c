#define REG register
#define LOCAL static
#define PRIVATE LOCAL
#define GLOBAL
#define FORWARD extern
#define ROM static const
#define TEXT char *
#define VOID void
#define UINT unsigned
LOCAL count;
PRIVATE limit = 3;
GLOBAL width;
FORWARD stop();
ROM table[3] = { 1, 2, 3 };
LOCAL TEXT name;
GLOBAL TEXT label;
LOCAL VOID nothing() { }
UINT large;
LOCAL UINT bits() { REG i; REG UINT j; REG TEXT s; i = 0; j = i; s = 0; return j + !s; }
PRIVATE add(a, b) REG a; REG UINT b; { return a + b; }
