#include <stdarg.h>
#include <stddef.h>
total(int n, ...)
{
	va_list ap;
	register sum = 0;
	va_start(ap, n);
	while (n--) { sum += va_arg(ap, int); (void) va_arg(ap, const char *); }
	va_end(ap);
	return sum;
}
static size_t used; const wchar_t mark = 0;
static offset = offsetof(struct { int a; int b; }, b);
extern first(const size_t, va_list), second(const n, ptrdiff_t);
