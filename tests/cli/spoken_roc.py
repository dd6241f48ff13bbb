"""What the commands about rates of change say."""

from pathlib import Path

from tests.cli.case import case
from tests.engines.roc.market_files import day_file, market

BARS = ("bars", "date", "open", "high", "low", "close")
COMMANDS = ("show", "eval", "scan", "backtest", "stream", "chart", "formulas", "check", "tdx")
FED = ("auto", "ndjson", "csv", "time", "price", "volume", "amount")
RANGE = ("int", "range")
FOUND = ("some", "halt", "stale", "exrights", "short", "average")
ASKED = ("tdx", "symbol", "name", "last", "change", "since", "day", "week", "month", "notify")

FORMULAS = (
    "X:1 +;",
    "X:(1;",
    "X:1,2;",
    "X:1 2;",
    "X:NOSUCH(C);",
    "X:CLOSES;",
    "X:MA(C);",
    "X:MA(C,C);",
    "X:MA;",
    "X:HHV(C,-1);",
    "X:SMA(C,1,2);",
    "X:FINANCE(1);",
    "X:ROC.X;",
    "X:'A'+1;",
    "X:'A.B'+1;",
    "X:1+DRAWICON(C,C,1);",
    "DRAWTEXT(C,C,1);",
    "X:C(1);",
    "X:Y;Y:1;",
    "X:1;X:2;",
    "MA:1;",
    "CLOSE:1;",
    "X:1,NOSUCH;",
    "X:1,COLORQ;",
    "X:1,COLORQQQQQQ;",
    "X:1,ALIGN1;",
    "X:=1;",
    "X:'A",
    "X:1^2;",
    "X:C?1;",
    "{PARAM N 1}X:1;",
    "{PARAM N 1 A 2}X:1;",
    "{PARAM N 1 2 3}X:1;",
    "{PARAM N 1 3 2}{PARAM N 1 3 2}X:N;",
    f"X:{'(' * 201}1{')' * 201};",
    "X:1E999;",
    "X:C=O+0.1;",
    "X:REFX(C,1);",
    "X:DRAWNULL;",
)
FILES = tuple(f"{number}.tdx" for number in range(len(FORMULAS)))


def formulas(folder: Path) -> None:
    for name, source in zip(FILES, FORMULAS, strict=True):
        (folder / name).write_text(source)


def files(folder: Path) -> None:
    """Two that are read, and others that are not, or not wholly."""
    market(folder, 2, bars=60)
    day_file(folder, "sh600009", [10.0] * 40 + [7.0])
    (folder / "bad.csv").write_text("nothing,of,use\n1,2,3\n")
    (folder / "empty.csv").write_text("")
    (folder / "zeros.csv").write_bytes(b"date,close\n" + b"\0" * 90)
    (folder / "none.json").write_text("{}\n")
    rows = [f"2024-01-{day:02},{day},{day},{day},{day},0\n" for day in range(1, 21)]
    rows[3:8] = ["2024-13-40,1,1,1,1,1\n"] * 5
    (folder / "some.csv").write_text("date,open,high,low,close,volume\n" + "".join(rows))
    (folder / "short.day").write_bytes((folder / "sh600000.day").read_bytes()[:-5])


TICKS = '{"date":"2024-03-01","close":12}\nnonsense\n{"date":"2024-02-01","close":9}\n'

CASES = [
    case("roc --help", *COMMANDS),
    case("roc show --help", *ASKED, *RANGE, "alert"),
    case("roc backtest --help", *ASKED, *RANGE, "plain", "china"),
    case("roc stream --help", *BARS, *ASKED, *FED, "alert"),
    case("roc show .", *FOUND, prepare=files),
    case("roc show . --count 1 --where C>0", *FOUND, prepare=files),
    case("roc show none.day"),
    case("roc show --where ROC>"),
    case("roc show --sort NOSUCH"),
    case("roc show --alert nothing", "nothing"),
    case("roc show --alert a=ROC>0 --hook '", "ROC"),
    case("roc show . --alert a=REFX(C,1)>0", *FOUND, prepare=files),
    case("roc show --follow 0.001", "follow"),
    case("roc show --until yesterday", "yesterday"),
    case("roc check " + " ".join(FILES), *BARS, "least", "most", "usual", prepare=formulas),
    case("roc formulas"),
    case("roc formulas nonesuch"),
    case("roc eval --param N"),
    case("roc eval --param N=1e9"),
    case("roc eval --param X=1"),
    case("roc eval --band -1", "band"),
    case("roc eval --quiet -1", "quiet"),
    case("roc eval --symbol nonesuch", "nonesuch", "synthetic"),
    case("roc eval --formula nonesuch"),
    case("roc backtest --line X"),
    case("roc eval --data some.csv --last 2 --formula ROC-A1", prepare=files),
    case("roc eval --data sh600000.day --until 2001-01-01", prepare=files),
    case("roc scan . --within 20", *FOUND, prepare=files),
    case("roc scan . --where CROSS(C,REFX(C,1)) --within 20", *FOUND, prepare=files),
    case("roc backtest sh600000.day", prepare=files),
    case("roc backtest sh600000.day --cash 0", "cash"),
    case("roc backtest sh600000.day --fee 2", "fee"),
    case("roc stream --plain --alert a=C>11", "nonsense", "date", "close", typed=TICKS),
    case("roc stream --bar -1", "bar"),
    case("roc chart --out chart.gif", "svg", "png", "pdf"),
]
