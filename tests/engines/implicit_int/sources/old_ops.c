i, j;
f() { i =- 1; j = i+++j; i =* &j; return i-->0; }
g(s) struct { int a; } *s; { return s->a; }
h(c) { return c == '"' ? '\'' : c == '\\' ? "'"[0] : '\0'; }
char *str = "a\"b;static c;\\"; d;
char e[] = "'" "\x41" "\101" "//" "/*"; k;
