"""The command line. Nothing here, nor in any command's signature, may import the screen."""


def main() -> None:
    """The console script. Typer is imported late, so that --version answers at once."""
    from tui.cli.main import app

    app(prog_name="zerodeck")
