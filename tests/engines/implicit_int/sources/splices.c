sta\
tic a;
st\
at\
ic b, \
*c;
#define R regi\
ster
f(x, \
y) R *y; { R z; z = x; re\
turn z; }
char *s = "static \
x; \"";
