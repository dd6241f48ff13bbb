# define YYMAXDEPTH 150
typedef int yystype;
yystype yylval, yyval;
# define PLUS 257
short yyexca[] = { -1, 1, 0, -1, };
static yydebug, yynerrs;
static short yys[YYMAXDEPTH];
yylex();
yyerror(s) char *s; { yynerrs++; }
yyparse() {
	register short *yyps = yys;
	register yystate = 0;
	auto yyn;
	yystype v;
# ifdef YYDEBUG
	yydebug = 1;
# endif
yystack:
	if (yydebug) goto yyerrlab;
	yyn = yyexca[yystate];
	{
		register *p = &yyn;
		do { *p = *p + 1; } while (*p > YYMAXDEPTH);
	}
	switch (yyn) {
case 1:
{ v = yylex(); } break;
	}
	goto yystack;
yyerrlab:
	yyerror("static x;");
	return v + *yyps;
}
