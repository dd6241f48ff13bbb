"""A program that says what happens to keys: `b` begins to ask for releases, `e` ends that.

`q` leaves it, and `x` breaks it.

    python -m tests.terminal.key_teller
"""

from signal import SIGTSTP

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static

from tui import key_parser, signals
from tui.key_parser import KeyAgain, KeyFlags, KeyUp
from tui.key_releases import KeyReleases


class Told(Static, can_focus=True):
    happened = ""

    def on_key(self, event: Key) -> None:
        if event.key == "b":
            self.app.key_releases.begin(self)
        elif event.key == "e":
            self.app.key_releases.end()
        elif event.key == "x":
            raise RuntimeError
        elif event.key == "q":
            self.app.exit()
        else:
            self.tell(f"{'again' if isinstance(event, KeyAgain) else 'down'} {event.key}")

    def on_key_up(self, event: KeyUp) -> None:
        self.tell(f"up {event.key}")

    def tell(self, what: str) -> None:
        self.happened += f"{what}, "
        self.update(f"{self.happened}{'releases' if self.app.key_releases.told else 'presses'}")


class Teller(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.key_releases = KeyReleases(self)
        key_parser.install()

    def compose(self) -> ComposeResult:
        yield Told("ready")

    def on_mount(self) -> None:
        signals.between_events(SIGTSTP)
        self.app_resume_signal.subscribe(self, lambda _app: self.key_releases.waked())

    def on_key_flags(self, event: KeyFlags) -> None:
        self.key_releases.answered(event)
        self.query_one(Told).tell(f"flags {event.flags}")

    def on_key_up(self, event: KeyUp) -> None:
        self.key_releases.key_up(event)


if __name__ == "__main__":
    Teller().run()
