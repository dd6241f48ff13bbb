"""What may make a signal mean nothing, in words. No numpy: the console shows them."""

from engines.wire import N_

DOUBTS = {
    "exrights": N_("The price jumped as on an ex-rights day."),
    "halt": N_("Nothing was traded on the newest bar."),
    "stale": N_("The newest bar is older than that of the others."),
    "lacking": N_("The file has no values of something that the formula reads."),
    "short": N_("There are too few bars for the formula."),
    "average": N_("Turnover by volume is no price here: use CLOSE in place of A1."),
}
"""Their sentences by the keys that a row has."""

JUMPED = N_(
    "Shares were held over a jump like that of an ex-rights day: its gain or loss may be false."
)
