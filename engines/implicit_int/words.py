"""The words of C, by what they mean to a declaration."""

import re
import string


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUALIFIERS = _set(
    "const volatile restrict __const __const__ __volatile __volatile__ __restrict __restrict__"
    " _Atomic"
)
CLASSES = _set(
    "auto register static extern typedef inline __inline __inline__ _Noreturn __thread"
    " _Thread_local thread_local constexpr"
)
SPECIFIERS = QUALIFIERS | CLASSES
"""What may stand without a type, and then means `int`."""

TYPES = _set(
    "void char short int long float double signed unsigned __signed __signed__ _Bool bool _Complex"
    " __complex __complex__ _Imaginary _Decimal32 _Decimal64 _Decimal128 _Float16 _Float32 _Float64"
    " _Float128 _Float32x _Float64x __float128 __float80 __fp16 __int128 __int128_t __uint128_t"
    " __auto_type __builtin_va_list _Fract _Accum _Sat __int64 __int32 __int16 __int8 __bit"
)
TAGGED = frozenset(("struct", "union", "enum"))
TYPES_OF = _set("typeof __typeof __typeof__ typeof_unqual _BitInt")
"""Types when parentheses follow."""

ATTRIBUTES = _set("__attribute__ __attribute __declspec _Alignas alignas _Pragma __pragma __at")
"""Take parentheses and change no type."""
MARKS = _set(
    "__extension__ _cdecl _stdcall _fastcall _pascal _far _near _huge _interrupt"
    " __cdecl __stdcall __fastcall __pascal __far __near __huge __interrupt __irq __code __data"
    " __xdata __idata __pdata __flash __sfr __sbit __root __ramfunc __weak __packed"
)
"""Vendors' words that stand alone and change no type."""
ASSEMBLY = frozenset(("asm", "__asm", "__asm__"))
ASSERTIONS = frozenset(("_Static_assert", "static_assert"))
OPERATORS = _set("sizeof _Alignof alignof __alignof __alignof__ _Generic offsetof")
STATEMENTS = _set(
    "if else while for do switch case default return goto break continue __label__ defer"
)
DECLARING = SPECIFIERS | TYPES | TAGGED | TYPES_OF
"""Words with which a declaration may go on behind a macro."""
RESERVED = DECLARING | ATTRIBUTES | MARKS | ASSEMBLY | ASSERTIONS | OPERATORS | STATEMENTS

LIBRARY_TYPES = _set(
    "FILE DIR va_list jmp_buf sigjmp_buf uint ushort ulong u_int u_char u_short u_long caddr_t"
    " size_t ssize_t ptrdiff_t wchar_t wint_t time_t clock_t off_t pid_t uid_t gid_t mode_t dev_t"
    " ino_t fpos_t div_t ldiv_t sig_atomic_t mbstate_t sigset_t intptr_t uintptr_t intmax_t"
    " uintmax_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t"
)
STANDARD_HEADERS = _set(
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal"
    " stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath"
    " threads time uchar wchar wctype unistd fcntl"
)
"""Of C and POSIX; what types they define is in LIBRARY_TYPES or ends in _t."""
LIKE_A_TYPE = re.compile(r"\w+_t\b|u?int\d+\b|[us]\d+\b|__[us]\d+\b|[A-Z]\w*[a-z]")
LIKE_A_SPECIFIER = re.compile(
    r"_*(?:REG|REGISTER|LOCAL|STATIC|PRIVATE|PUBLIC|GLOBAL|EXTERN|EXPORT|IMPORT|FORWARD|HIDDEN|CONST"
    r"|VOLATILE|FAST|INTERNAL|EXTERNAL|(?:[A-Z]+_)?(?:API|EXPORT|EXTERN|INLINE))\Z"
)
"""Macros of such names mostly stand for storage classes."""
CAPITALS = re.compile(r"[A-Z_][A-Z0-9_]+\Z")

_LETTERS = frozenset(string.ascii_letters + "_$" + "".join(map(chr, range(0x80, 0x100))))


def is_word(text: str) -> bool:
    """A name or a keyword."""
    return text[:1] in _LETTERS


def is_name(text: str) -> bool:
    return text[:1] in _LETTERS and text not in RESERVED
