#if 0
This isn't C: static x; { ( [
#else
static alive;
#endif
#if 0
#ifdef X
unmatched "quote
#endif
#elif 1
also_alive;
#endif
#if 1
kept() { return 1; }
#else
don't look { here
#endif
#ifdef __cplusplus
class X { static y; };
#endif
/* static commented; */ // extern too;
char *quoted = "static x; /* not a comment */", brace = '{', quote = '"', tick = '\'';
last;
