/* In the manner of the first edition. */
#define MAXLINE 1000
char line[MAXLINE], save[MAXLINE];
max;
main()
{
	int len;
	extern max;
	extern char save[];
	max = 0;
	while ((len = getline_(line, MAXLINE)) > 0)
		if (len > max) { max = len; copy(); }
	if (max > 0) putchar_(save[0]);
}
getline_(s, lim)
char s[];
int lim;
{
	int c, i;
	for (i = 0; i < lim - 1 && (c = getchar_()) != -1 && c != '\n'; ++i) s[i] = c;
	s[i] = '\0';
	return(i);
}
copy()
{
	int i;
	extern char line[], save[];
	for (i = 0; (save[i] = line[i]) != '\0'; ++i) ;
}
putchar_(c) { return c; }
getchar_() { return -1; }
power(x, n) { int i, p; p = 1; for (i = 1; i <= n; ++i) p = p * x; return(p); }
