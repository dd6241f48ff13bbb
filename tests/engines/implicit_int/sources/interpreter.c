#define BEGIN {
#define END }
#define IF if(
#define THEN ){
#define ELSE } else {
#define FI ;}
#define LOOP for(;;){
#define POOL }
#define LOCAL static
#define PROC extern
#define INT int
#define REG register
PROC run();
LOCAL depth;
LOCAL step(n)
REG n;
BEGIN
	REG i; REG INT j;
	IF n THEN i = 1; ELSE i = 2; FI
	LOOP j = i; break; POOL
	return j;
END
run()
BEGIN
	return step(depth);
END
