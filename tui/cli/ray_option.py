"""`--ray` alone, or `--ray HOST:PORT`: an option that may go without its value."""

from typing import Any

from typer.core import TyperCommand


class WithRay(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, valued(args))


def valued(words: list[str]) -> list[str]:
    """With "" behind each `--ray` that no address follows: what follows then is another word."""
    from engines.gomoku.messages import CLUSTER

    found = []
    for word, after in zip(words, [*words[1:], ""], strict=False):
        alone = word == "--ray" and not CLUSTER.fullmatch(after)
        found += [word, ""] if alone else [word]
    return found
