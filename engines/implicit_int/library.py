"""Which header declares which function of the C library."""

FUNCTIONS: dict[str, str] = {
    name: header
    for header, names in {
        "assert.h": "assert",
        "ctype.h": """
            isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct
            isspace isupper isxdigit tolower toupper""",
        "math.h": """
            acos asin atan atan2 cos sin tan cosh sinh tanh exp frexp ldexp log log10
            modf pow sqrt ceil fabs floor fmod round trunc hypot cbrt exp2 log2 fmax
            fmin""",
        "setjmp.h": "setjmp longjmp",
        "signal.h": "signal raise",
        "stdio.h": """
            clearerr fclose feof ferror fflush fgetc fgetpos fgets fopen fprintf fputc
            fputs fread freopen fscanf fseek fsetpos ftell fwrite getc getchar gets
            perror printf putc putchar puts remove rename rewind scanf setbuf setvbuf
            snprintf sprintf sscanf tmpfile tmpnam ungetc vfprintf vprintf vsnprintf
            vsprintf""",
        "stdlib.h": """
            abort abs atexit atof atoi atol atoll bsearch calloc div exit free getenv
            labs ldiv llabs malloc qsort rand realloc srand strtod strtol strtoll
            strtoul strtoull system""",
        "string.h": """
            memchr memcmp memcpy memmove memset strcat strchr strcmp strcoll strcpy
            strcspn strerror strlen strncat strncmp strncpy strpbrk strrchr strspn
            strstr strtok strxfrm""",
        "time.h": "asctime clock ctime difftime gmtime localtime mktime strftime time",
    }.items()
    for name in names.split()
}
ENDS = frozenset(("exit", "_exit", "abort", "longjmp"))
"""What does not come back."""
