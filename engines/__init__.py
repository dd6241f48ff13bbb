"""The engines: everything zerodeck computes, without a screen.

ENGINES holds the only names that a child process may be asked to run, and the package of each.
"""

__version__ = "0.1.0"

ENGINES = {
    "arcade": "engines.arcade",
    "devzero": "engines.devzero",
    "gomoku": "engines.gomoku",
    "implicit_int": "engines.implicit_int",
    "pi": "engines.pi",
    "probe": "engines.probe",
    "roc": "engines.roc",
    "zero": "engines.zero",
}
