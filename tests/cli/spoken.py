"""Commands whose words are looked at, and what of these is the same in every language."""

import re

from tests.cli import spoken_c, spoken_games, spoken_probe, spoken_roc, spoken_zero
from tests.cli.case import case

TYPED = re.compile(
    r"""(?x)
    ^\s*\$\ .*$                              # a command to type
    | zerodeck(\ [a-z][\w-]*)*               # and one within a sentence
    | `[^`]*` | '[^'\s]*' | "[^"\s]*"         # what somebody wrote
    | --?[a-z][\w-]*(=\S+)?                  # options
    | <[a-z0-9|_-]+> | \b[A-Z][A-Z_0-9]+\b   # what stands for a value
    | \S*/\S* | \S+\.(py|c|elf|json|jsonl|csv|svg|hex|toml|tdx|sgf)\b   # files
    """,
    re.MULTILINE,
)

NAMES = {
    *(
        "Python",
        "utf",
        "gnu",
        "gcc",
        "clang",
        "tcc",
        "sdcc",
        "zerodeck",
        "KiB",
        "MiB",
        "GiB",
        "CPU",
        "JSON",
        "NDJSON",
    ),
    *(
        "setup",
        "memory",
        "devzero",
        "probe",
        "zero",
        "roc",
        "gomoku",
        "arcade",
        "jobs",
        "doctor",
        "completion",
    ),
}


SPOKEN = [
    case("--help"),
    case("doctor --help", "checks", "check", "group", "status", "says", "fix", "why"),
    case("zero plan --modle"),
    case("zero plan --seq x"),
    case("zero plan --checkpointing x", "none", "selective", "full"),
    case("probe read"),
    case("nonsense"),
    case("zeri"),
    case("devzero read --seconds 0.2"),
    *(*spoken_c.CASES, *spoken_games.CASES, *spoken_probe.CASES),
    *(*spoken_roc.CASES, *spoken_zero.CASES),
]
