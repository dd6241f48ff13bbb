"""Our own two themes. Their colours lie in the 256-colour cube, so both depths look the same."""

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
