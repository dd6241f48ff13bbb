*p1() { return 0; } **p2(void) { return 0; } static *p3(a) { return 0; } const *p4() { return 0; }
(p5)() { return 0; } (*p6)(), *(*p7)(void), (*p8[3])(int), *(p9)(const);
*(*p10(a, b))(void) { return 0; } static (*(p11)(void))[3] { return 0; }
extern *p12(), p13(void), **p14(int, const); inline static p15(void) { return 1; }
volatile p16() { return 2; } static const inline p17() { return 3; }
int (p18)(a) { return a; } int *(p19)(a) register a; { return 0; }
