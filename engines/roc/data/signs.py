"""What of a text a terminal may show: a file can hold anything, also what moves a cursor."""


def shown(text: str) -> str:
    """The text with escapes for what is no character, or none that is seen."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign == "\u3000" else escape(sign) for sign in text
    )


def escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode()
