"""The mark of a sentence for translators; apart from `wire`, which loads more than some may."""


def N_(sentence: str) -> str:
    """Mark a constant sentence that a screen translates when it shows it."""
    return sentence
