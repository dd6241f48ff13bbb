"""Memory in hex, as many bytes as there is room for; what has changed is strong."""

from textual.events import Hide, Resize
from textual.message import Message

from tui.i18n import _, enumerated
from tui.runs import Row
from tui.widgets.heading import heading
from tui.widgets.scrolled import Scrolled

MOST = 1024
"""Bytes that are shown, and read with every look at the chip."""

END = 1 << 32


class MemoryView(Scrolled):
    """`address` is that of its first byte. It asks for others, and shows what is read."""

    class Room(Message):
        """There is room for another number of bytes: 0 while it is not shown."""

        def __init__(self, size: int) -> None:
            super().__init__()
            self.bytes = size

    class Turned(Message):
        """The bytes so many further on are wanted."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.bytes = by

    DEFAULT_CSS = "MemoryView { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.address = 0
        self.data = self.before = b""
        self.fault = False

    def show(self, address: int, text: str, fault: bool = False) -> None:
        """`text` are the bytes in hex; at a `fault` there are none to be read."""
        self.fault, data = fault, bytes.fromhex(text)
        if address != self.address:
            self.data = b""
        if data != self.data:
            self.before = self.data
        self.address, self.data = address, data
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        rows = [heading([(_("memory"), "muted"), (f" 0x{self.address:08x}", "text")], width)]
        if self.fault:
            return [*rows, [(f" {_('the chip has nothing here, or shows it to nobody')}", "muted")]]
        step = bytes_a_row(width)
        for start in range(0, min(len(self.data), step * max(0, height - 1)), step):
            rows.append(self._row(start, self.data[start : start + step], step))
        return rows

    def _row(self, start: int, data: bytes, step: int) -> Row:
        row: Row = [(f" {self.address + start:08x} ", "muted")]
        for offset, byte in enumerate(data):
            gap = "" if offset % 2 else " "
            changed = self.before[start + offset : start + offset + 1] not in (b"", bytes([byte]))
            row.append((f"{gap}{byte:02x}", "strong" if changed else "text"))
        space = " " * ((step - len(data)) * 5 // 2)
        return [*row, (f"{space}  {''.join(map(letter, data))}", "muted")]

    @property
    def capacity(self) -> int:
        """How many bytes there is room for."""
        width, height = self.size
        return min(MOST, bytes_a_row(width) * max(0, height - 1))

    def turn(self, rows: int) -> None:
        self.post_message(self.Turned(rows * bytes_a_row(self.size.width)))

    def page(self, by: int) -> None:
        """To the next byte: a row that stayed would be one that looks the same."""
        self.post_message(self.Turned(by * self.capacity))

    def on_resize(self, event: Resize | None = None) -> None:
        super().on_resize()
        self.post_message(self.Room(self.capacity))

    def on_hide(self, event: Hide) -> None:
        self.post_message(self.Room(0))


def bytes_a_row(width: int) -> int:
    """8 or 16: the address, 2.5 cells a byte in hex, a letter each."""
    return 16 if width >= 70 else 8


def letter(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 else "."


def parse_address(text: str, names: dict[str, int]) -> int:
    """Hex with or without 0x, or a name such as sp. Raises ValueError, which says what is."""
    text = text.strip().lower()
    if text in names:
        return names[text]
    try:
        address = int(text.replace(" ", ""), 16)
    except ValueError:
        address = END
    if not 0 <= address < END:
        known = enumerated(names)
        raise ValueError(
            _("An address is written like 0x20000000, or {names}.").format(names=known)
        )
    return address
