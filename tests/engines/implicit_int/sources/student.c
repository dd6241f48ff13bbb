#include <stdio.h>

// my first program
float average(a, n)
int a[];
{
    int i; float s = 0;
    for (i = 0; i < n; i++) s += a[i];
    return s / n;
}

printMenu()
{
    printf("1) add\n2) \"quit\"\n");
    printf("{ choose: ");
}

max(int a, int b) { if (a > b) return a; else return b; }

main()
{
    int marks[5] = {1,2,3,4,5};
    const pass = 50;
    printMenu();
    printf("%f %d %d\n", average(marks, 5), max(3, 4), pass);
}
