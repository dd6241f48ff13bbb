/* Counts lines, words and characters, as one did in 1978. */
long linect, wordct, charct;
static pflag;

main(argc, argv)
char **argv;
{
	register char *p;
	register c;
	register token;

	token = 0;
	while (--argc > 0 && *(p = *++argv))
		for (c = 0; *p; p++, c++) {
			if ('!' < *p && *p < 0177) {
				if (!token++)
					wordct++;
				continue;
			}
			if (*p == '\n')
				linect++;
			token = 0;
		}
	charct += c;
	report(linect, wordct);
	return pflag;
}

report(lines, words)
long lines, words;
{
	extern write();
	static char line[] = "lines\n";

	write(1, line, sizeof line - 1);
}
