unsigned a; signed b; long c; short d; long long e; unsigned char f; long unsigned g;
unsigned h() { return 0; } long i(j) long j; { return j; } signed k(short l) { return l; }
static unsigned m; const long n = 1; extern short o; register_me(unsigned p, long q) { return p; }
typedef unsigned r; typedef long long s; r t; s u;
struct { unsigned v; const long w; signed x : 3; long : 2; } y;
int z(unsigned, long const, const short *, unsigned (*)(signed));
