"""Keys as a terminal tells them: pressed, repeated and let go; all else as Textual parses it."""

import pytest
from textual import _xterm_parser
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.events import Key
from textual.message import Message

from tui import key_parser
from tui.key_parser import KeyAgain, KeyFlags, KeyParser, KeyUp

ORDINARY = [
    *(chr(code) for code in range(1, 128) if chr(code) not in "\x1b:?"),
    *("x:", "x?"),  # not behind \x1b[1;2 and the like, where they are not ordinary
    *("\x1b[A", "\x1b[1;2B", "\x1b[1;1C", "\x1b[1;5D", "\x1b[H", "\x1b[4~", "\x1b[5~", "\x1b[3;6~"),
    *("\x1bOP", "\x1bOA", "\x1b[P", "\x1b[15~", "\x1b[Z", "\x1b[13;2u", "\x1b[27u", "\x1b[127;3u"),
    *("\x1b[97u", "\x1b[97;2;65u", "\x1b[97;;97u", "\x1b[51;2;35u", "\x1b[97;5u", "\x1b[97;65;65u"),
    *(
        "\x1b[0;;229:228u",
        "\x1b[57441;2u",
        "\x1b[57399u",
        "\x1b[u",
        "\x1b[;;u",
        "\x1b[~",
        "\x1b[1;u",
    ),
    *(
        "\x1b[I",
        "\x1b[O",
        "\x1b[12;40R",
        "\x1b[?2026;1$y",
        "\x1b[?2048;2$y",
        "\x1b[48;24;80;480;800t",
    ),
    *("\x1b[<0;5;1M", "\x1b[<0;5;1m", "\x1b[<64;40;12M", "\x1b[<35;300;300M", "\x1b[M   "),
    *("\x1b[200~pasted\nlines \x1b[97;1;97u\x1b[201~", "\x1b[200~", "\x1b[201~", "é", "中", "👩‍🚀"),
    *("\x1b", "\x1b\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1ba", "\x1b[999999999m", "\x1b[1;2"),
]
PIECES = ["\x1b", "[", "?", ";", ":", "<", "u", "~", "C", "R", "M", "1", "3", "97", "9" * 12, "\0"]


def told(events: list[Message]) -> list[tuple[object, ...]]:
    """What can be seen of them, but for their time."""
    names = ("key", "character", "flags", "text", "size", "x", "y", "button", "shift", "ctrl")
    return [(type(event), *(getattr(event, name, None) for name in names)) for event in events]


def parsed(text: str, parser: XTermParser | None = None) -> list[Message]:
    return list((parser or KeyParser()).feed(text))


def kinds(text: str) -> list[tuple[type, str]]:
    return [(type(event), event.key) for event in parsed(text)]


def test_ordinary_input_is_what_textual_makes_of_it_wherever_it_is_cut(rng, count):
    for _ in range(count(5000)):
        text = "".join(rng.choices(ORDINARY, k=rng.randint(1, 12)))
        theirs, ours = XTermParser(), KeyParser()
        while text:
            cut = rng.randint(1, len(text))
            piece, text = text[:cut], text[cut:]
            assert told(parsed(piece, ours)) == told(parsed(piece, theirs))
        assert told(parsed("", ours)) == told(parsed("", theirs))


@pytest.mark.parametrize(
    ("code", "end", "press", "name"),
    [
        ("97", "u", "\x1b[97;1;97u", "a"),
        ("97", "u", "\x1b[97;;97u", "a"),
        ("97", "u", "\x1b[97;1:1;97u", "a"),
        ("32", "u", "\x1b[32;1:1;32u", "space"),
        ("13", "u", "\x1b[13u", "enter"),
        ("9", "u", "\x1b[9;1:1u", "tab"),
        ("27", "u", "\x1b[27u", "escape"),
        ("1", "C", "\x1b[C", "right"),
        ("1", "C", "\x1b[1;1:1C", "right"),
        ("1", "D", "\x1b[1;129D", "left"),
        ("1", "P", "\x1b[P", "f1"),
        ("5", "~", "\x1b[5~", "pageup"),
        ("57441", "u", "\x1b[57441;2u", "left_shift"),
    ],
)
def test_a_key_is_pressed_repeated_and_let_go(code, end, press, name):
    again, up = f"\x1b[{code};1:2{end}", f"\x1b[{code};1:3{end}"
    expected = [(Key, name), (KeyAgain, name), (KeyAgain, name), (KeyUp, name)]
    assert kinds(press + 2 * again + up) == expected


@pytest.mark.parametrize(
    ("press", "up", "name"),
    [
        ("\x1b[97;2;65u", "\x1b[97;1:3u", "A"),  # shift is let go first
        ("\x1b[97;1;97u", "\x1b[97;2:3u", "a"),  # shift is pressed meanwhile
        ("\x1b[97;1;97u", "\x1b[97;5:3u", "a"),  # so is Ctrl
        ("\x1b[97;65;65u", "\x1b[97;65:3u", "A"),  # caps lock
        ("\x1b[38;2;49u", "\x1b[38;2:3u", "1"),  # a French keyboard
        ("\x1b[1;2C", "\x1b[1;1:3C", "shift+right"),
        ("\x1b[C", "\x1b[1;2:3C", "right"),
    ],
)
def test_a_key_that_is_let_go_is_called_as_it_was_when_pressed(press, up, name):
    assert kinds(press + up) == [(Key, name), (KeyUp, name)]
    assert kinds(press + "\x1b[1;1B\x1b[1;1:3B" + up)[-1] == (KeyUp, name)


def test_a_key_that_was_pressed_before_anybody_asked_is_let_go_all_the_same():
    assert kinds("\x1b[1;1:3A\x1b[97;1:3u") == [(KeyUp, "up"), (KeyUp, "a")]


def test_what_repeats_is_the_text_that_it_makes():
    (event,) = parsed("\x1b[97;2:2;65u")
    assert isinstance(event, KeyAgain)
    assert (event.key, event.character) == ("A", "A")
    assert event.handler_name == "on_key"


def test_the_terminal_tells_its_flags():
    (event,) = parsed("\x1b[?27u")
    assert isinstance(event, KeyFlags)
    assert event.flags == 27


def test_what_is_told_between_two_pieces_is_what_is_told_in_one():
    text = "\x1b[97;1;97u\x1b[97;1:2;97u\x1b[1;5:3C\x1b[97;1:3u\x1b[?11u"
    for cut in range(1, len(text)):
        parser = KeyParser()
        events = [*parsed(text[:cut], parser), *parsed(text[cut:], parser)]
        assert told(events) == told(parsed(text)), cut


def test_no_input_breaks_it(rng, count):
    """Numbers of no character, alternate keys that were not asked for, and everything else."""
    for _ in range(count(20_000)):
        parser = KeyParser()
        for _ in range(rng.randint(1, 4)):
            parsed("\x1b[" + "".join(rng.choices(PIECES, k=rng.randint(1, 9))), parser)
            parsed(rng.choice(ORDINARY), parser)
        parsed("", parser)


@pytest.mark.parametrize("sequence", ["\x1b[9999999u", "\x1b[97:65;2;65u", "\x1b[97;1;9999999u"])
def test_a_sequence_for_no_key_is_passed_over(sequence):
    with pytest.raises(ValueError):
        parsed(sequence, XTermParser())
    assert kinds(sequence + "b") == [(Key, "b")]


def test_with_another_textual_nothing_is_changed(monkeypatch):
    monkeypatch.setattr(linux_driver, "XTermParser", XTermParser)
    monkeypatch.setattr(XTermParser, "_sequence_to_key_events", lambda *_: 1 / 0)
    key_parser.install()
    assert not key_parser.installed()
    monkeypatch.undo()
    monkeypatch.setattr(linux_driver, "XTermParser", XTermParser)
    monkeypatch.setattr(_xterm_parser.constants, "DISABLE_KITTY_KEY", True)
    key_parser.install()
    assert not key_parser.installed()


def test_with_this_textual_it_is_installed(monkeypatch):
    monkeypatch.setattr(linux_driver, "XTermParser", XTermParser)
    key_parser.install()
    assert key_parser.installed()
