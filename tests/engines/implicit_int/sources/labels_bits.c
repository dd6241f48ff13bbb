struct reg { unsigned en : 1; const mode : 2; volatile : 0; volatile raw; int : 4; };
f(n)
{
again: { register r; r = n; if (r) goto again; }
	n ? n : -n;
	switch (n) { default: { static s; s++; } case 'a': case 'b': n++; }
last: ;
	const tail = n;
	return tail;
}
