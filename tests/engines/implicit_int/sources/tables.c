struct cmd { char *name; int (*run)(); } cmds[];
static quit(), list(), move();
struct cmd cmds[] = {
	"quit",	quit,
	"list",	list,
	"move",	move,
	0
};
static quit() { return 0; }
static list() { register struct cmd *c; for (c = cmds; c->name; c++) ; return 1; }
static move(from, to) { return to - from; }
dispatch(line) char *line; { register i = 0; return (*cmds[i].run)(line); }
