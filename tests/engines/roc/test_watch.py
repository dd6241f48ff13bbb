"""A long conversation of random questions, while files change: it is answered to its end."""

from engines import wire
from engines.roc.formula.library import FORMULAS
from engines.roc.messages import (
    Alert,
    Backtest,
    Bar,
    Chart,
    Done,
    Feed,
    Formula,
    Listed,
    Look,
    Problem,
    Scan,
    Stream,
)
from engines.roc.rules import CHINA, PLAIN, Signals
from engines.roc.state import State, step

from .market_files import day_file, market, only, talk, walk

FORMULAS_ = (
    *(Formula(name) for name in FORMULAS),
    Formula(source="X:CLOSE/0;"),
    Formula(source="ZERO:0;"),
    Formula(source="DRAWICON(CLOSE>OPEN,LOW,1);"),
    Formula(source="X:DATE;Y:REFX(CLOSE,2);"),
    Formula(source="X:NOSUCH;"),
    Formula(source="("),
    Formula("NONESUCH"),
    Formula("ROC", parameters={"N": 5.0}),
    Formula("ROC", parameters={"N": 1e9}),
)
CONDITIONS = ("", "CLOSE>15", "ROC>0", "REFX(CLOSE,1)>CLOSE", "(", "X:=1;", "DRAWNULL", "K>D")
SORTS = (*CONDITIONS, "symbol", "name", "last", "change", "since")
UNTILS = ("", "", "", "2024-05-05", "1990-01-01", "2024-02-30", "soon")
SIGNALS = (
    Signals(),
    Signals(band=2.0, quiet=3, divergences=("regular", "hidden", "loose")),
    Signals(line="MAROC", against="EROC"),
    Signals(slope=True, exrights=0.0),
    Signals(line="NOSUCH"),
)


def random_look(rng, folder, number):
    symbols = [f"sh60000{at}" for at in range(7)]
    chart = Chart(
        rng.choice(("", "nonesuch", *symbols)),
        rng.choice((None, None, 0, 10, 10_000)),
        rng.choice((1, 30, 2000)),
    )
    return Look(
        number=number,
        paths=(str(folder),) if rng.random() < 0.9 else (str(folder / "sh600001.day"),),
        formula=rng.choice(FORMULAS_),
        period=rng.choice(("", "", "week", "month")),
        signals=rng.choice(SIGNALS),
        until=rng.choice(UNTILS),
        sort=rng.choice(SORTS),
        descending=rng.random() < 0.5,
        where=rng.choice(CONDITIONS),
        symbols=rng.choice(((), (), ("sh600001", "SH600003"))),
        first=rng.choice((0, 0, 3, 99)),
        count=rng.choice((0, 1, 5, 500)),
        trend=rng.choice((0, 1, 60, 240)),
        chart=rng.choice((None, chart)),
        alerts=(Alert("a", rng.choice(CONDITIONS)),) if rng.random() < 0.5 else (),
        follow=rng.choice((0.0, 0.05)),
    )


def other(rng, folder):
    paths = (str(folder),)
    return rng.choice(
        (
            Scan(paths=paths, formula=rng.choice(FORMULAS_), where=rng.choice(CONDITIONS)),
            Backtest(paths=paths, formula=rng.choice(FORMULAS_), rules=rng.choice((PLAIN, CHINA))),
            Stream(paths=paths, formula=rng.choice(FORMULAS_)),
            Feed("2024-12-01,11\nnonsense\n"),
        )
    )


def change(rng, folder):
    """A file grows, is another, is broken, or goes."""
    path = folder / f"sh60000{rng.randrange(7)}.day"
    bars = rng.choice((0, 1, 2, 50, 301))
    if rng.random() < 0.2:
        path.unlink(missing_ok=True)
    elif rng.random() < 0.2:
        path.write_bytes(rng.randbytes(rng.randrange(200)))
    else:
        day_file(folder, path.stem, walk(rng.randrange(9), bars))


def test_whatever_is_asked_while_files_change_the_conversation_goes_on(tmp_path, rng, count):
    market(tmp_path, 7)
    left = count(2000)
    last = Look(number=left + 1, paths=(str(tmp_path),), chart=Chart(), once=True)

    def then(inbox, event):
        number = getattr(event, "look", 0) + 1
        answered = isinstance(event, Listed) or (
            isinstance(event, Problem) and event.where == "file"
        )
        if not answered or not asked[0] < number <= last.number:
            return
        asked[0] = number
        if rng.random() < 0.4:
            change(rng, tmp_path)
        if rng.random() < 0.3:
            inbox.put(other(rng, tmp_path))
        if number <= left:
            inbox.put(random_look(rng, tmp_path, number))
        else:
            inbox.put(last)

    asked = [1]
    outcome, events = talk(random_look(rng, tmp_path, 1), then=then, patience=300)
    assert outcome == Done(), outcome
    state = State()
    for event in events:
        state = step(state, event)
    assert state.listed.look == last.number
    assert len(state.rows) == state.listed.shown <= 7
    assert all(len(wire.encode(bar)) < 1000 for bar in only(events, Bar))
