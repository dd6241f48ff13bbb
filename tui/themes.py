"""Our own two themes, and colours that tell the lines of a chart apart.

The themes' colours lie in the 256-colour cube, so both depths look the same.
"""

from textual.theme import Theme

DARK = Theme(
    name="zerodeck",
    primary="#5fafd7",
    secondary="#87d7ff",
    accent="#87d7ff",
    success="#87d787",
    warning="#ffd75f",
    error="#ff5f5f",
    foreground="#dadada",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    dark=True,
    variables={"block-cursor-background": "#5fafd7", "block-cursor-foreground": "#121212"},
)

LIGHT = Theme(
    name="zerodeck-light",
    primary="#5f87af",
    secondary="#005faf",
    accent="#005faf",
    success="#008700",
    warning="#875f00",
    error="#d70000",
    foreground="#262626",
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    dark=False,
    variables={"block-cursor-background": "#005f87", "block-cursor-foreground": "#ffffff"},
)

OURS = (DARK, LIGHT)

GAINS = {"west": ("text-success", "text-error"), "china": ("text-error", "text-success")}
"""The theme's variables for what rises and what falls."""

COLOR_BLIND = {
    "dark": ("#5fafff", "#ffaf5f"),
    "light": ("#005fd7", "#af5f00"),
    "ansi": ("ansi_bright_blue", "ansi_yellow"),
}
"""Blue rises, orange falls: told apart by those who do not see red and green."""

LINES = {
    "dark": ("#eeeeee", "#ffd75f", "#ff87ff", "#5fd7d7", "#ff8787", "#87d787", "#87afff"),
    "light": ("#262626", "#875f00", "#870087", "#005f87", "#af0000", "#005f00", "#0000d7"),
    "ansi": (
        *("ansi_default", "ansi_yellow", "ansi_magenta", "ansi_cyan"),
        *("ansi_red", "ansi_green", "ansi_blue"),
    ),
}
"""White, yellow, magenta, cyan, red, green, blue, as they can be read on the ground."""

BOARD = {
    "drawn": {
        "board": ("#5f3700", "#af875f"),
        "mark": ("#5f0000", "#af875f"),
        "forbidden": ("#870000", "#af875f"),
        "black": ("#000000", "#af875f"),
        "white": ("#ffffff", "#af875f"),
        "black-lit": ("#000000", "#5faf5f"),
        "white-lit": ("#ffffff", "#5faf5f"),
        "heat1": ("#262626", "#87875f"),
        "heat2": ("#262626", "#afaf5f"),
        "heat3": ("#262626", "#d7af00"),
        "heat4": ("#262626", "#ff8700"),
        "heat5": ("#ffffff", "#d70000"),
    },
    "ansi": {
        "board": ("ansi_black", "ansi_yellow"),
        "mark": ("ansi_red", "ansi_yellow"),
        "forbidden": ("ansi_red", "ansi_yellow"),
        "black": ("ansi_black", "ansi_yellow"),
        "white": ("ansi_bright_white", "ansi_yellow"),
        "black-lit": ("ansi_black", "ansi_green"),
        "white-lit": ("ansi_bright_white", "ansi_green"),
        "heat1": ("ansi_black", "ansi_yellow"),
        "heat2": ("ansi_black", "ansi_bright_yellow"),
        "heat3": ("ansi_black", "ansi_cyan"),
        "heat4": ("ansi_black", "ansi_magenta"),
        "heat5": ("ansi_bright_white", "ansi_red"),
    },
}
"""Wood, in every theme: the ink and the ground of each role. A stone is black or white."""
BOLD = ("mark", "forbidden", "white", "white-lit")
