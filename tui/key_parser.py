"""A patch of Textual: a key that is held, and one that is let go, are told apart from one pressed.

Where a terminal is asked for it, kitty's keyboard protocol tells the kind of an event behind the
modifiers: CSI code ; modifiers : kind ; text u. Textual 8.2.8 never asks, and where such a sequence
comes all the same its parser raises ValueError, which ends the console.

https://sw.kovidgoyal.net/kitty/keyboard-protocol/
"""

import re
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.events import Event, Key
from textual.keys import Keys

KEY = re.compile(r"\x1b\[(\d*)(?:;(\d*)(?::(\d+))?(?:;([\d:]*))?)?([u~ABCDEFHPQRS])")
"""Its code, the modifiers, the kind of the event, the text, and what ends it."""
FLAGS = re.compile(r"\x1b\[\?(\d+)u")
AGAIN, UP = "2", "3"
SAMPLE = "\x1b[97;1:1;97u\x1b[97;1:2;97u\x1b[97;1:3u\x1b[?11u"


class KeyAgain(Key):
    """A key that is held repeats; what handles keys handles it as one."""


KeyAgain.handler_name = Key.handler_name


class KeyUp(Event, bubble=False):
    """A key is let go; it is called what its press was."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class KeyFlags(Event, bubble=False):
    """The terminal says which parts of the protocol are on."""

    key = ""  # the parser looks at that of all that stands for a sequence

    def __init__(self, flags: int) -> None:
        super().__init__()
        self.flags = flags


class KeyParser(XTermParser):
    """All but the sequences above is parsed as before, and what raised an error is passed over."""

    def __init__(self, debug: bool = False) -> None:
        self.names: dict[str, list[str]] = {}
        """What was pressed last with each code. Its release comes without the text, and with the
        modifiers of that moment: they alone would call a # a 3."""
        super().__init__(debug)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Event]:  # type: ignore[override] # these are more
        try:
            if flags := FLAGS.fullmatch(sequence):
                return [KeyFlags(int(flags[1]))]
            key = KEY.fullmatch(sequence)
            return self.told(key) if key else self.keys(sequence, alt)
        except (ValueError, OverflowError):  # the number of no character
            return [Key(Keys.Ignore, sequence)]

    def keys(self, sequence: str, alt: bool = False) -> list[Key]:
        return list(super()._sequence_to_key_events(sequence, alt))

    def told(self, sequence: re.Match[str]) -> list[Event]:
        code, modifiers, kind, text, end = sequence.groups("")
        keys = self.keys(f"\x1b[{code};{modifiers};{text}{end}")
        names, which = [key.key for key in keys], (code or "1") + end
        if kind == UP:
            return [KeyUp(name) for name in self.names.pop(which, names)]
        if kind == AGAIN:
            return [KeyAgain(key.key, key.character) for key in keys]
        self.names[which] = names
        return [*keys]


def works() -> bool:
    """Whether Textual's parser is the one that this changes."""
    try:
        kinds = [type(event) for event in KeyParser().feed(SAMPLE)]
    except Exception:
        return False
    return kinds == [Key, KeyAgain, KeyUp, KeyFlags]


def install() -> None:
    if works():
        linux_driver.XTermParser = KeyParser  # type: ignore[attr-defined] # a patch, see above


def installed() -> bool:
    return linux_driver.XTermParser is KeyParser  # type: ignore[attr-defined] # as above
