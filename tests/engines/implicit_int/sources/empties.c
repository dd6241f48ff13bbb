f() {} ; ; g() { ; ; } ; int x; ; static y; ;
struct s; struct s { int a; ; }; enum e { A }; union u;
h() { { } { { } } { register z; } ; }
