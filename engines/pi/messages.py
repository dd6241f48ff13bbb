"""What the doctor is asked, and what it tells."""

from collections.abc import Mapping

import msgspec

from engines import wire
from engines.pi.doctor.check import Status


class Examine(wire.Message, frozen=True):
    """Look at this machine. `environ` is what the asker's own environment says otherwise than that
    of the child: what Python makes up for itself, every child inherits."""

    environ: Mapping[str, str] = msgspec.field(default_factory=dict)


class Examining(wire.Message, frozen=True):
    """So many checks follow."""

    number: int


class Checked(wire.Message, frozen=True):
    """A check and what came of it, as `doctor.check` has them. `group`, `title`, `says` and `why`
    are for translators, `says` with places for `about`."""

    key: str
    group: str
    title: str
    status: Status
    says: str
    about: Mapping[str, str]
    fix: str
    why: str


class Done(wire.Done, frozen=True):
    """All has been looked at."""


Request = Examine | wire.Cancel
Event = Examining | Checked | Done | wire.Common
