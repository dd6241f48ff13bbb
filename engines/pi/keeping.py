"""The console that is kept: in tmux, on a server of its own, until somebody quits it."""

from collections.abc import Sequence

NAME = "zerodeck"
"""Of the server and of its one session."""

# On a server of its own these options change nothing in the user's other sessions: Esc is not held
# back, OSC 52 reaches the terminal, and the console has all the rows.
OPTIONS = ("set -s escape-time 10", "set -s set-clipboard on", "set -g status off")


def entering(tmux: str, console: Sequence[str]) -> list[str]:
    """The command that shows the console that was left there, or a new one."""
    return [*session(tmux, "-A"), *console, *options()]


def starting(tmux: str, console: Sequence[str]) -> list[str]:
    """The command that starts one that nobody looks at yet."""
    return [*session(tmux, "-d"), *console, *options()]


def session(tmux: str, how: str) -> list[str]:
    return [tmux, "-L", NAME, "-u", "new-session", how, "-s", NAME]


def options() -> list[str]:
    return [word for option in OPTIONS for word in (";", *option.split())]


def console(python: str, *words: str) -> list[str]:
    """The console as it is run inside. With -P, a folder named tui where one stands is not ours."""
    return [python, "-P", "-m", "tui", *words]
