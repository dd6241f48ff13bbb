/* Nothing is declared here. */

#define UNUSED static x
;
