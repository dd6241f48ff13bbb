"""Ctrl+P. Textual's own, but for what breaks down when keys come faster than it is drawn."""

from contextlib import suppress
from inspect import unwrap

from textual import command, work
from textual.css.query import NoMatches

from tui.screens.over import Over


class CommandPalette(Over, command.CommandPalette):
    @work(exclusive=True, group=command.CommandPalette._GATHER_COMMANDS_GROUP)
    async def _gather_commands(self, search_value: str) -> None:
        with suppress(NoMatches):  # of the list, where it was closed meanwhile
            await unwrap(command.CommandPalette._gather_commands)(self, search_value)

    def _action_command_list(self, action: str) -> None:
        # The list is gone already; or has no height yet, so that it has no page to turn.
        with suppress(NoMatches, KeyError):
            super()._action_command_list(action)
