"""What remembers the bars before."""

from typing import Protocol

from engines.roc.streams.plain import Plain


class State(Protocol):
    """What a function remembers. `value` is what it comes to at the bar as it stands now, and
    changes nothing; `close` is the same for a bar that has ended."""

    @property
    def value(self) -> Plain: ...

    @property
    def close(self) -> Plain: ...
