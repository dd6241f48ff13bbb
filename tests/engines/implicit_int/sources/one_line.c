static a,*b,c[3],d();x;y=3;*z;main(){register i=0;for(;i<3;i++)x+=i;return x;}f(p,q)register*p;{return*p+q;}(*g(h))(){return 0;}extern k(const);
