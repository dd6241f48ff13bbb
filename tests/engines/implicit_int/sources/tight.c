int a;static*b;const*c,d;extern*e(),f();static(*g)();static(h)(int);volatile*const i;static(j);
k(l,m)register*l,m;{register*n;static(*o)();const(p)=m;n=l;return*n+p;}
*q(){return(const*)0;}static*r(const*s,register*t){return sizeof(const*)+(int*)s;}
inline static*u(){auto*v;v=0;return v;}
