"""What a person takes along: to the clipboard of their own terminal, or to a file."""

from pathlib import Path

from textual.app import App
from textual.screen import Screen

from engines.paths import refuse_devices
from tui.i18n import _

LONGEST = 74_994
"""Bytes that common terminals accept in one OSC 52 (100,000 characters of base64)."""


def copy(app: App[None], text: str) -> None:
    """By OSC 52, which reaches the terminal through ssh. No terminal says whether it obeyed."""
    if len(text.encode()) > LONGEST:
        app.notify(_("Too long for the clipboard: save it to a file (Ctrl+P)."), severity="warning")
        return
    app.copy_to_clipboard(text)
    shown = (
        text
        if "\n" not in text and len(text) <= 48
        else _("{number} characters").format(number=f"{len(text):,}")
    )
    app.notify(_("Copied: {text}").format(text=shown))


def screen_text(screen: Screen[object]) -> str:
    """The rows of the screen as they stand, without colours."""
    strips = screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def save(app: App[None], path: Path, text: str) -> None:
    try:
        refuse_devices(path)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        app.notify(f"{path}: {error.strerror}", title=_("Not saved"), severity="error")
    else:
        app.notify(str(path), title=_("Saved"))


def save_as(app: App[None], title: str, name: str, text: str) -> None:
    """Ask where to, then write the text there."""
    from tui.screens.file_picker import FilePicker

    def write(path: Path | None) -> None:
        if path:
            save(app, path, text)

    app.push_screen(FilePicker(title, "saved", start=f"~/{name}", save=True), write)
