"""zerodeck gomoku: the tab, or games, matches and analysis without a screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tui.cli import gomoku_nets, offering
from tui.cli.groups import GROUPS
from tui.cli.ray_option import WithRay
from tui.i18n import N_, _

if TYPE_CHECKING:
    from engines.gomoku.rules import Rules

app = typer.Typer(help=GROUPS["gomoku"], rich_markup_mode=None, add_completion=False)
app.add_typer(gomoku_nets.app, name="nets")

Events = Annotated[bool, typer.Option("--json", help="One JSON event a line.")]
Plain = Annotated[bool, typer.Option("--plain", help="Words; the default.")]
Rule = Annotated[
    Literal["freestyle", "standard", "renju"],
    typer.Option(help="What a longer row means, and what is forbidden."),
]
Size = Annotated[int, typer.Option(help="Lines of the board, 6 to 20.")]
Row = Annotated[int, typer.Option(help="How many in a row win, 3 to 9.")]
Level = Annotated[int, typer.Option(min=1, max=9, help="How strong the engine plays.")]
Nodes = Annotated[int | None, typer.Option(min=1, max=10**9, help="Nodes for a move.")]
Seconds = Annotated[float | None, typer.Option(help="A cap of time for a move.")]

Job = Annotated[
    str,
    typer.Argument(
        metavar="[ID]", help="The job's id, or how it begins.", autocompletion=offering.trainings
    ),
]

PLAYERS = N_(
    "level:5, nodes:20000, search, mcts:5000; net:400, a network alone, zero:400, with a look for "
    "wins by force, net:400@NAME or @FILE, a certain one; python:level:5; or a program's path."
)


@app.callback(invoke_without_command=True)
def tab(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("gomoku", **context.obj)


@app.command()
def play(
    context: typer.Context,
    level: Level = 5,
    color: Annotated[Literal["black", "white"], typer.Option(help="Yours.")] = "black",
    rule: Rule = "freestyle",
    size: Size = 15,
    row: Row = 5,
    by: Annotated[
        Literal["search", "net"], typer.Option(help="Who plays: the search, or a network.")
    ] = "search",
    net: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="A certain one; its hash or its file's path will do too.",
            autocompletion=offering.networks,
        ),
    ] = "",
    seconds: Seconds = None,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """A game against the engine, line by line: type a point like H8, or help."""
    from engines.gomoku.messages import Think
    from tui.cli import gomoku_play

    rules = ruled(rule, size, row)
    by = "net" if net else by
    asked = made(Think, level=level, by=by, seconds=seconds, net=elsewhere(net))
    ascii = context.obj["ascii"]
    status = gomoku_play.play(rules, asked, color, ascii=ascii, json=json and not plain)
    raise typer.Exit(status)


@app.command()
def engine(
    player: Annotated[
        str,
        typer.Argument(
            metavar="[PLAYER]",
            help="level:5, nodes:20000, search, mcts:5000, net:400, zero:400 or python:level:5.",
        ),
    ] = "search",
    nodes: Nodes = None,
) -> None:
    """Speak the Gomocup protocol on standard input and output, for managers of games.

    The search thinks as long as the manager allows, and no more than --nodes.
    """
    import os
    import sys

    from engines.gomoku.matches.spec import ours

    try:
        ours(player)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="PLAYER") from None
    limit = [] if nodes is None else ["--nodes", str(nodes)]
    # A process of the engines' own: nothing of the console may write there, or be in memory.
    brain = [sys.executable, "-P", "-m", "engines.gomoku.protocol.brain", player, *limit]
    os.execv(sys.executable, brain)


@app.command()
def match(
    a: Annotated[str, typer.Argument(metavar="A", help=PLAYERS)],
    b: Annotated[str, typer.Argument(metavar="B", help="The same.")],
    games: Annotated[int, typer.Option(help="An even number.")] = 20,
    nodes: Nodes = None,
    seconds_a: Annotated[float | None, typer.Option(help="For a move of A.")] = None,
    seconds_b: Annotated[float | None, typer.Option(help="For a move of B.")] = None,
    rule: Rule = "freestyle",
    size: Size = 15,
    row: Row = 5,
    opening: Annotated[int, typer.Option(help="Stones on the board at first, 0 to 8.")] = 4,
    seed: Annotated[int, typer.Option(help="Chooses the openings.")] = 0,
    sprt: Annotated[
        str, typer.Option(metavar="LOW,HIGH", help="End once A is proved stronger by one, in Elo.")
    ] = "",
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the games; go on where it stands.")
    ] = None,
    job: Annotated[bool, typer.Option("--job", help="Go on when you leave.")] = False,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """Games between two players, each opening from both sides, and what they prove.

    --nodes are for a player "search". A program has one second for a move where nothing is said.
    """
    from engines.gomoku.messages import Match
    from tui.cli import gomoku_words
    from tui.cli.stream import show

    request = made(
        Match, a=located(a), b=located(b), games=games, rules=ruled(rule, size, row), nodes=nodes,
        seconds_a=seconds_a, seconds_b=seconds_b, seed=seed, opening=opening, sprt=bounds(sprt),
        record=str(record.absolute()) if record else "",
    )  # fmt: skip
    if job:
        raise typer.Exit(begun(request, json=json and not plain))
    words = None if json and not plain else gomoku_words.Games(request.a, request.b)
    raise typer.Exit(show("gomoku", request, words))


@app.command()
def analyse(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A game: .sgf or .psq.")],
    move: Annotated[
        int | None, typer.Option(min=0, help="After so many moves alone; 0 is the empty board.")
    ] = None,
    nodes: Nodes = 20_000,
    seconds: Seconds = None,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """The best move of each position of a game, and how good it is."""
    from engines.gomoku.messages import Game, Think
    from engines.wire import EngineError
    from tui import game_file
    from tui.cli import gomoku_words
    from tui.cli.gomoku_asking import show
    from tui.cli.stream import fail

    try:
        table = game_file.read(file)
    except OSError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from None
    except EngineError as error:
        raise typer.Exit(fail(error, json=json and not plain)) from None
    moves = tuple(table.moves)
    last = len(moves) - table.board.over
    if move is not None and move > last:
        why = _("The game has {number} moves to look at.").format(number=last)
        raise typer.BadParameter(why, param_hint="--move")
    numbers = range(last + 1) if move is None else [move]
    asked = [
        made(Think, game=Game(table.rules, moves[:number]), nodes=nodes, seconds=seconds)
        for number in numbers
    ]
    words = None if json and not plain else gomoku_words.Positions(moves)
    raise typer.Exit(show(asked, words))


@app.command()
def bench(
    nodes: Nodes = 100_000,
    rule: Rule = "freestyle",
    json: Events = False,
    plain: Plain = False,
) -> None:
    """How fast and how deep the search looks, on positions that are always the same."""
    from engines.gomoku.messages import Think
    from tui.cli import gomoku_words
    from tui.cli.gomoku_asking import positions, show

    asked = [made(Think, game=game, nodes=nodes, level=9) for game in positions(rule)]
    # The first thought of all also makes the tables.
    warm = made(Think, game=asked[0].game, nodes=1)
    words = None if json and not plain else gomoku_words.Speed()
    raise typer.Exit(show(asked, words, unshown=[warm]))


@app.command(cls=WithRay)
def train(
    config: Annotated[
        str,
        typer.Argument(
            metavar="[CONFIG]",
            help="tiny, small, large, or a .toml file.",
            autocompletion=offering.configurations,
        ),
    ] = "tiny",
    name: Annotated[str, typer.Option(help="In place of the configuration's.")] = "",
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where it is kept; by its name else.")
    ] = None,
    attach: Annotated[bool, typer.Option("--attach", help="Follow it if it runs already.")] = False,
    leave: Annotated[bool, typer.Option("--leave", help="Begin it, and do not follow.")] = False,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="[HOST:PORT]",
            help="Ray plays the games: here, or on the cluster there.",
        ),
    ] = None,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """Train a network, as a job: it goes on when you leave, and where it stood if begun again.

    It needs torch. zerodeck jobs attach, cancel and list are for it too.
    """
    from tui.cli import gomoku_training

    status = gomoku_training.train(
        config, name, folder, cluster=ray, attach=attach, leave=leave, json=json and not plain
    )
    raise typer.Exit(status)


@app.command()
def pause(id: Job = "") -> None:
    """Let a training rest; without an id, the one that runs."""
    from engines.gomoku.messages import Pause
    from tui.cli import gomoku_training

    raise typer.Exit(gomoku_training.ask(id, Pause()))


@app.command()
def resume(id: Job = "") -> None:
    """Let a training that rests go on."""
    from engines.gomoku.messages import Resume
    from tui.cli import gomoku_training

    raise typer.Exit(gomoku_training.ask(id, Resume()))


def begun(request: Any, *, json: bool) -> int:
    """Start it as a job. Returns the exit status."""
    from engines import jobs
    from engines.wire import EngineError
    from tui.cli.gomoku_training import left
    from tui.cli.stream import fail

    resources = ("file:" + request.record,) if request.record else ()
    title = N_("match {a} {b}").format(a=request.a, b=request.b)
    try:
        job = jobs.start("gomoku", request, title=title, resources=resources)
    except EngineError as error:
        return fail(error, json=json)
    return left(job, json=json)


def located(player: str) -> str:
    """The path of a program or of a network is meant from here, wherever its match is played."""
    if player.removeprefix("python:").startswith(("net:", "zero:")):
        playouts, at, which = player.partition("@")
        return f"{playouts}{at}{elsewhere(which)}"
    path = player.removeprefix("program:")
    return f"{player[: -len(path)]}{Path(path).absolute()}" if "/" in path else player


def elsewhere(net: str) -> str:
    """A network as shelf.chosen wants it: a file is meant from here."""
    return str(Path(net).absolute()) if "/" in net else net


def bounds(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    low, _comma, high = text.partition(",")
    try:
        return float(low), float(high)
    except ValueError:
        raise typer.BadParameter(_("Two numbers, like 0,50."), param_hint="--sprt") from None


def ruled(rule: Any, size: int, row: int) -> "Rules":
    from engines.gomoku.rules import Rules

    return made(Rules, size=size, row=row, kind=rule)


def made(kind: Any, /, **fields: Any) -> Any:
    """The request, or a refusal in its own words."""
    try:
        return kind(**fields)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
