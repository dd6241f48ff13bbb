"""zerodeck arcade: the games, in this terminal or in a window, their replays and scores."""

from pathlib import Path
from typing import Annotated

import typer

from tui.cli import offering
from tui.i18n import _

app = typer.Typer(
    help="Games: in this terminal or in a window; yours too.",
    rich_markup_mode=None,
    add_completion=False,
)

NameOrPath = Annotated[
    str,
    typer.Argument(
        metavar="NAME-or-PATH",
        help="As `list` tells, or a program's path.",
        autocompletion=offering.games_and_added,
    ),
]
Ours = Annotated[
    str,
    typer.Argument(metavar="NAME", help="As `list` tells.", autocompletion=offering.games),
]
Added = Annotated[
    str,
    typer.Argument(metavar="NAME", help="As `list` tells.", autocompletion=offering.added),
]
Difficulty = Annotated[
    str,
    typer.Option(
        "--difficulty",
        metavar="easy|normal|hard|cruel",
        help="How hard the game is.",
        autocompletion=offering.difficulties,
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, max=(1 << 64) - 1, help="The same luck again.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
EVERY = "all"


@app.callback(invoke_without_command=True)
def tab(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("arcade", **context.obj)


@app.command("list")
def list_(json: Json = False) -> None:
    """Which games there are, and how far you are."""
    from engines.arcade.lobby import shelf
    from engines.wire import EngineError
    from tui.cli import arcade_words as words
    from tui.cli.jobs import dump
    from tui.cli.stream import fail

    try:
        found = shelf()
    except EngineError as error:
        raise typer.Exit(fail(error, json=json)) from None
    if json:
        dump(found)
    else:
        typer.echo("\n".join([*map(words.listed, found.games), words.display(found)]))


@app.command()
def add(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A program, or its folder.")],
    author: Annotated[str, typer.Option("--author", metavar="WHO", help="Who made it.")] = "",
    link: Annotated[str, typer.Option("--link", metavar="URL", help="Where it is from.")] = "",
    licence: Annotated[
        str, typer.Option("--licence", metavar="NAME", help="What it is licensed under.")
    ] = "",
) -> None:
    """Put a program for Pygame Zero beside the games. It stays where it is, and runs as you."""
    from engines.arcade import added
    from engines.wire import EngineError
    from tui.cli.stream import fail

    try:
        found = added.add(path, author=author, link=link, licence=licence)
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    said = _("{title}: zerodeck arcade play {name}")
    typer.echo(said.format(title=found.title, name=found.name))


@app.command()
def remove(name: Added) -> None:
    """Take an added program off the list. Its files stay."""
    from engines.arcade import added
    from engines.wire import EngineError
    from tui.cli.stream import fail

    try:
        found = added.remove(name)
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    said = _("{name} is off the list; {path} stays")
    typer.echo(said.format(name=found.name, path=found.path))


@app.command()
def play(
    context: typer.Context,
    game: NameOrPath,
    window: Annotated[bool, typer.Option("--window", help="On this machine's display.")] = False,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Here; where there is no display, the usual.")
    ] = False,
    level: Annotated[
        str, typer.Option("--level", metavar="NAME", help="Begin there at once.")
    ] = "",
    difficulty: Difficulty = "normal",
    seed: Seed = None,
) -> None:
    """Play a game, or any program for Pygame Zero."""
    from engines.wire import EngineError
    from tui.cli import arcade_play as playing
    from tui.cli.stream import fail

    try:
        asked = playing.asked(game, level, difficulty, seed)
        if window or (not terminal and playing.displayed()):
            raise typer.Exit(playing.in_window(asked))
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    from tui.cli.console import run

    run("arcade", asked=asked, **context.obj)


@app.command()
def replay(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Without one, those that are kept.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Show it in the terminal.")] = False,
    json: Json = False,
) -> None:
    """Whether a replay still goes the way that it went; what it is of."""
    from engines.arcade import keeping
    from engines.arcade import replay as replays
    from engines.arcade.games import OURS, begin
    from engines.wire import EngineError
    from tui.cli import arcade_words as words
    from tui.cli.jobs import dump
    from tui.cli.stream import fail

    if file is None:
        kept = {name: keeping.runs(name) for name in OURS}
        if json:
            dump(kept)
        else:
            typer.echo(words.kept(kept))
        return
    try:
        found = replays.load(file)
        if watch:
            from engines.arcade.messages import Watch
            from tui.cli.console import run

            begin(found.setup)
            run("arcade", asked=Watch(str(file.absolute())), **context.obj)
            return
        for _world in replays.played(found, begin):
            pass
    except EngineError as error:
        raise typer.Exit(fail(error, json=json)) from None
    if json:
        dump(found)
    else:
        typer.echo(words.replay(found))


@app.command()
def bot(
    game: Ours,
    levels: Annotated[
        str, typer.Option("--levels", metavar="all|1,2", help="Which it plays.")
    ] = EVERY,
    difficulty: Difficulty = "normal",
    seed: Seed = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON event a line.")] = False,
) -> None:
    """Let the bot play, and say what came of it."""
    from engines.arcade.messages import Bot
    from engines.wire import EngineError
    from tui.cli import arcade_play as playing
    from tui.cli import arcade_words as words
    from tui.cli.stream import fail, show

    named = () if levels == EVERY else tuple(levels.split(","))
    try:
        request = Bot(game, named, playing.hard(difficulty), seed or 0)
    except EngineError as error:
        raise typer.Exit(fail(error, json=json)) from None
    raise typer.Exit(show("arcade", request, None if json else words.botted))


@app.command()
def scores(
    game: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]", help="Default: every game.", autocompletion=offering.games
        ),
    ] = "",
    json: Json = False,
) -> None:
    """The best of every game, or of one."""
    from engines.arcade import cards
    from engines.arcade.games import OURS
    from engines.arcade.games import game as known
    from engines.wire import EngineError
    from tui.cli import arcade_words as words
    from tui.cli.jobs import dump
    from tui.cli.stream import fail

    try:
        names = [known(game).name] if game else list(OURS)
        found = {name: cards.read(name) for name in names}
    except EngineError as error:
        raise typer.Exit(fail(error, json=json)) from None
    if json:
        dump(found)
    else:
        typer.echo("\n\n".join(words.scores(name, card) for name, card in found.items()))
