"""The console's words in the reader's language: gettext, switchable while running.

`_` looks the catalogue up when called, so nothing that is drawn again keeps an old language.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from engines import paths
from tui import terminal

if TYPE_CHECKING:
    from gettext import GNUTranslations

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

_catalogue: "GNUTranslations | None" = None


def use(setting: str, environ: Mapping[str, str] | None = None) -> str:
    """Speak `setting`: auto, or one of LANGUAGES. Returns the language chosen."""
    global _catalogue
    if setting == "auto":
        setting = automatic(terminal.environment() if environ is None else environ)
    _catalogue = _load(setting)
    return setting


def automatic(environ: Mapping[str, str]) -> str:
    """The language that the environment asks for and the terminal can draw."""
    # A bare Linux console has no Chinese glyphs, and another charset would show mojibake.
    if environ.get("TERM") == "linux" or not terminal.locale_is_utf8(environ):
        return "en"
    named = terminal.locale_of(environ, "LC_MESSAGES")
    # As GNU gettext does: the C locale is English whatever LANGUAGE says.
    wishes = [] if named in terminal.C_LOCALES else environ.get("LANGUAGE", "").split(":")
    return next((known for wish in (*wishes, named) if (known := _known(wish))), "en")


def _(message: str) -> str:
    return message if _catalogue is None or not message else _catalogue.gettext(message)


def joined(parts: Iterable[str]) -> str:
    """One after the other, apart as the language has it."""
    return _(", ").join(parts)


def enumerated(names: Iterable[str]) -> str:
    """Names of one kind: where a clause of Chinese has a comma, they have one of their own."""
    return _("{one}, {other}").format(one="", other="").join(names)


def N_(message: str) -> str:
    """Marks a constant for translation; whoever shows it calls `_`."""
    return message


def ngettext(one: str, many: str, number: int) -> str:
    if _catalogue is None:
        return one if number == 1 else many
    return _catalogue.ngettext(one, many, number)


def spoken() -> "GNUTranslations | None":
    """The catalogue in use; none is English."""
    return _catalogue


def messages() -> list[str]:
    """All that the language in use can say, in English."""
    known = getattr(_catalogue, "_catalog", {})  # gettext has no other way to ask
    return [message for message in known if isinstance(message, str) and message]


def _known(name: str) -> str | None:
    """zh_TW is not ours: Traditional readers are not served by guessing."""
    language, _separator, region = name.partition(".")[0].partition("@")[0].partition("_")
    if language == "zh" and region in {"", "CN", "SG", "Hans"}:
        return "zh_CN"
    return "en" if language in {"en", "C", "POSIX"} else None


def _load(language: str) -> "GNUTranslations | None":
    if language == "en":
        return None
    from gettext import GNUTranslations
    from struct import error as broken

    try:
        path = paths.ASSETS / "locale" / language / "LC_MESSAGES" / "zerodeck.mo"
        with path.open("rb") as file:
            return GNUTranslations(file)
    except (OSError, ValueError, broken):
        return None  # English words are better than no console
