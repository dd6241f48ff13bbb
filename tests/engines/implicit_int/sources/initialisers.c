static lookup[] = { 'a', '{', ';', ',', '\\', '\'' };
static matrix[2][2] = { { 1, 2 }, { 3, (4) } }, after = sizeof(int) * 3, *ptr = (int *) 0;
const message[] = { [1] = 3, [0] = (4) + 0 ? 1 : 2 };
x = 1, *y = &x, z[3] = { 1, 2 };
char *names[] = { "static", "register i;", "}" "{" };
int calls = sizeof(volatile) + (const) 2, more = -1;
double pi = 3.14e-2, hex = 0x1p+3, tiny = .5, big = 1e+10;
wide[] = L"register i;", letter = L'}';
