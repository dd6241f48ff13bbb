"""Brackets and their mates, matched before anything else is read: from whatever cannot be
understood, reading goes on behind its bracket."""

from array import array

from engines.implicit_int.words import LIKE_A_SPECIFIER, SPECIFIERS, is_word

MATES = {")": "(", "]": "[", "}": "{"}
STRENGTH = {"(": 0, "[": 0, "{": 1}
PAD = 16
"""Empty tokens behind the last, so that looking ahead needs no care."""


class Groups:
    """`mates[i]`: the bracket that belongs to bracket i; for one that is never closed, the last
    token that it can hold.
    `outer[i]`: the bracket around opening bracket i, -1 for none.
    `inner`: tokens within brackets at which a declaration may begin; `around`: their brackets.
    `calls`: names before a parenthesis, within brackets.
    """

    def __init__(self, texts: list[str]) -> None:
        self.end = len(texts)
        texts.extend([""] * PAD)
        self.mates = array("I", [0]) * len(texts)
        self.outer = array("i", [0]) * len(texts)
        self.inner, self.around = array("I"), array("I")
        self.calls = array("I")
        self.match(texts)

    def match(self, texts: list[str]) -> None:
        opened = array("I")
        watched = frozenset("()[]{}") | SPECIFIERS
        watched |= {text for text in set(texts) if text.isupper() and LIKE_A_SPECIFIER.match(text)}
        for place, text in enumerate(texts):
            if text not in watched:
                continue
            if text in STRENGTH:
                self.open(texts, place, opened)
            elif text in MATES:
                self.close(texts, place, opened)
            elif opened:
                self.begin(place, opened[-1])
        for place in opened:
            self.mates[place] = self.end

    def open(self, texts: list[str], place: int, opened: "array[int]") -> None:
        around = opened[-1] if opened else -1
        self.outer[place] = around
        if around >= 0:
            if texts[place] == "{" and texts[place - 1] == ")":
                self.begin(place, around)
            elif texts[place] == "(" and is_word(texts[place - 1]):
                self.calls.append(place - 1)
        opened.append(place)

    def begin(self, place: int, around: int) -> None:
        self.inner.append(place)
        self.around.append(around)

    def close(self, texts: list[str], place: int, opened: "array[int]") -> None:
        """A brace closes all that is open in it; a parenthesis never closes a brace."""
        wanted = MATES[texts[place]]
        self.mates[place] = place
        while opened:
            top = opened[-1]
            if texts[top] != wanted and STRENGTH[texts[top]] > STRENGTH[wanted]:
                return
            opened.pop()
            if texts[top] == wanted:
                self.mates[top], self.mates[place] = place, top
                return
            self.mates[top] = place - 1
