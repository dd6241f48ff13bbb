static a; /* ** // */ b; /*/ c; /*/ const d;
int f() { return '/*'[""] /* */ ; }
e; // \\
extern g(); /***/ h; /**** */ i;
