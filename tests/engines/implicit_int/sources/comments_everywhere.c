/**/static/**/a/**/,/* , ; */*/* * */b/**/;/**/
f/* ( */(/* ) */x/* a */,/* b */y/* c */)/* { */register/* int */x/* y */;/* z */{/* } */return x+y;}
// static line; \
   static continued;
const // int
c // d
; g // (
() // {
{ // }
	auto // int
	z; /* register */ register /*
	over lines */ w; w = z = 0; return w
; }
#define NOTHING /* opens
   closes */
NOTHING static last; /* the end */
