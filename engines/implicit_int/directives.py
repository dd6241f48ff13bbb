"""Preprocessor lines: what they say, and which branches no compiler of C takes."""

import re
from typing import NamedTuple

DIRECTIVE = re.compile(r"#\s*+(\w*+)\s*+(.*)", re.DOTALL)
SPLICE = re.compile(r"\\\r?\n")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//.*", re.DOTALL)
CONDITION = re.compile(r"^[ \t]*+#[ \t]*+(if|else|elif|endif)", re.MULTILINE)
NEVER = re.compile(r"\(*\s*(?:0[UuLl]*\s*\)*\Z|0\s*&&|defined\s*\(?\s*__cplusplus\b)")
ALWAYS = re.compile(r"\(*\s*(?:1[UuLl]*\s*\)*\Z|1\s*\|\||!\s*defined\s*\(?\s*__cplusplus\b)")


class Line(NamedTuple):
    word: str
    rest: str


def read(directive: str) -> Line:
    match = DIRECTIVE.match(directive)
    assert match
    rest = match[2]
    if "/" in rest or "\\" in rest:
        rest = COMMENT.sub(" ", SPLICE.sub("", rest))
    return Line(match[1], rest.strip())


def truth(line: Line) -> bool | None:
    """Of a condition, as far as it is the same for every compiler of C."""
    if line.word in ("ifdef", "ifndef"):
        return line.word == "ifndef" if line.rest == "__cplusplus" else None
    if NEVER.match(line.rest):
        return False if "||" not in line.rest else None
    if ALWAYS.match(line.rest):
        return True if "&&" not in line.rest else None
    return None


class Conditions:
    """The groups that are open, innermost last: whether one of a group's branches so far is taken
    for sure (True), none (False), or nobody knows (None)."""

    def __init__(self) -> None:
        self.taken: list[bool | None] = []
        self.dead = False
        """What follows is taken by no compiler."""

    @property
    def within(self) -> bool:
        return None in self.taken

    def meet(self, line: Line) -> str:
        """What a conditional line means to its group; nothing where it is decided."""
        self.dead = False
        if line.word in ("if", "ifdef", "ifndef"):
            self.taken.append(truth(line))
            self.dead = self.taken[-1] is False
            return "if" if self.taken[-1] is None else ""
        if line.word in ("else", "elif", "elifdef", "elifndef") and self.taken:
            return self.other(line)
        if line.word == "endif" and self.taken:
            return "endif" if self.taken.pop() is None else ""
        return ""

    def other(self, line: Line) -> str:
        match self.taken[-1]:
            case True:
                self.dead = True
                return ""
            case False:
                self.taken[-1] = True if line.word == "else" else truth(line)
                self.dead = self.taken[-1] is False
                return "if" if self.taken[-1] is None else ""
        return "else" if line.word == "else" else "elif"

    def alive_again(self, text: str, place: int) -> int:
        """Where the branch ends that begins there. It may hold anything: only lines are read."""
        depth = 0
        for match in CONDITION.finditer(text, place):
            if match[1] == "if":
                depth += 1
            elif depth == 0:
                return match.start()
            elif match[1] == "endif":
                depth -= 1
        return len(text)
