"""A JSON document from anybody: every question about it either has an answer or names the field."""

from collections.abc import Collection, Mapping
from typing import NoReturn

import msgspec

from engines import wire

AUTO = "auto"
"""What Hugging Face's Trainer fills in itself."""

MOST = 10**18

WRONG = wire.N_("A setting of the DeepSpeed configuration is wrong.")

FIX = "zerodeck zero export --format deepspeed"
"""Prints a right one."""


class Block:
    """One object of the document, which knows where it stands. Every question may raise EngineError
    with the name of the field.
    """

    def __init__(self, path: str, value: object) -> None:
        if not isinstance(value, Mapping):
            wrong(path or "the document", value, "a JSON object")
        self.path = path
        self.value = value

    def block(self, name: str) -> "Block":
        """Empty where there is none."""
        value = self.value.get(name)
        return Block(self.at(name), {} if value is None else value)

    def has(self, name: str) -> bool:
        return self.value.get(name) is not None

    def whole(self, name: str, least: int = 0, most: int = MOST) -> int | None:
        """A whole number, also one written as 5e8; None where it is missing or "auto"."""
        value = self.value.get(name)
        if value is None or value == AUTO:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            wrong(self.at(name), value, f"a whole number, {least} to {most}")
        return value

    def flag(self, name: str) -> bool | None:
        value = self.value.get(name)
        if value is None or value == AUTO:
            return None
        if not isinstance(value, bool):
            wrong(self.at(name), value, "true or false")
        return value

    def word(self, name: str, words: Collection[str]) -> str | None:
        value = self.value.get(name)
        if value is None or value == AUTO:
            return None
        if not isinstance(value, str) or value not in words:
            wrong(self.at(name), value, f"one of {', '.join(words)}")
        return value

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def wrong(field: str, value: object, wanted: str) -> NoReturn:
    raise wire.EngineError(
        WRONG,
        f"{field} is {shown(value)}, not {wanted}",
        FIX,
    )


def shown(value: object) -> str:
    """Short, whatever it is: it may come from anybody."""
    if isinstance(value, str):
        return repr(value[:40])[:60]
    if value is None or (isinstance(value, bool | int | float) and abs(value) < 10**40):
        return repr(value)
    return f"of type {type(value).__name__}"


def load(text: str | bytes) -> object:
    """The document. Raises EngineError for what is not JSON."""
    try:
        return msgspec.json.decode(text)
    except wire.NO_MESSAGE as error:
        why = str(error)[:200]
        raise wire.EngineError("This is not a DeepSpeed configuration.", why, FIX) from error
