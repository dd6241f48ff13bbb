"""Ctrl+P. Textual's own, with our mark, and without what breaks when keys come too fast for it."""

from contextlib import suppress
from inspect import unwrap

from textual import command, work
from textual.css.query import NoMatches
from textual.events import Click

from tui.screens.over import Over
from tui.widgets.options import Marked


class Commands(Marked, command.CommandList):
    DEFAULT_CSS = "Commands > .option-list--option { padding: 0; }"


command.CommandList = Commands  # type: ignore[misc] # a patch: the palette makes its list itself


class CommandPalette(Over, command.CommandPalette):
    @work(exclusive=True, group=command.CommandPalette._GATHER_COMMANDS_GROUP)
    async def _gather_commands(self, search_value: str) -> None:
        with suppress(NoMatches):  # of the list, where it was closed meanwhile
            await unwrap(command.CommandPalette._gather_commands)(self, search_value)

    def _on_click(self, event: Click) -> None:  # type: ignore[override] # as the palette does
        if not self.region.contains(event.screen_x, event.screen_y):  # it was larger a moment ago
            event.prevent_default()

    def _action_command_list(self, action: str) -> None:
        with suppress(NoMatches):  # of the list, as above
            super()._action_command_list(action)
