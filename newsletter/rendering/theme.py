"""A template's ``theme.toml``: colours, fonts, measures and words, checked key by key."""

import re
import tomllib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from newsletter.errors import TemplateError
from newsletter.message import Datum, Message
from newsletter.rendering.colours import Palette
from newsletter.text.colour import LEAST_CONTRAST, is_colour

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """Stacks of fonts that the reader already has. None is ever loaded.

    ``outlook`` is the one font named to Word's engine for the text.
    """

    text: str
    label: str
    outlook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Lengths in pixels. ``line_height`` is a multiple of the size."""

    width: int
    text_size: int
    label_size: int
    title_size: int
    line_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeWords:
    """The template's own words, in the letter's language.

    Those with an empty default were added later, and templates that were copied
    earlier lack them.

    Attributes:
        questions: Over opening questions without a title; ``{count}`` is their
            number in words.
        questions_first: The same where they come before the text.
        question: Over a single one.
        moment_yes: The first answer to ``clear_moment``; then ``moment_somewhat``, ``moment_no``.
    """

    prompt: str
    questions: str
    postscript: str
    origin: str
    cross_link: str
    care: str
    unsubscribe: str
    preferences: str
    browser: str
    clear_moment: str
    sent_by: str
    questions_first: str = ""
    question: str = ""
    moment_yes: str = ""
    moment_somewhat: str = ""
    moment_no: str = ""

    def over_questions(self, count: int, *, is_first: bool) -> str:
        """Return the words over opening questions that have no title of their own."""
        if count == 1 and self.question:
            return self.question
        return (is_first and self.questions_first) or self.questions


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """The words of one notice. ``{…}`` is filled in, see ``rendering.notices``.

    ``last`` comes before a link to the latest issue, in a mail to a new reader.
    """

    subject: str
    preheader: str
    title: str
    text: tuple[str, ...]
    button: str = ""
    after: tuple[str, ...] = ()
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """All of ``theme.toml``."""

    light: Palette
    dark: Palette
    fonts: Fonts
    measures: Measures
    words: ThemeWords
    notices: Mapping[str, NoticeWords]

    @property
    def picture_width(self) -> int:
        """The width of a picture in the letter, in CSS pixels."""
        return self.measures.width - 2 * MARGIN


MARGIN = 32  # px left and right of the text; the templates' sections have it as padding
NOTICES = (
    "confirm",
    "welcome",
    "already",
    "fresh",
    "reminder",
    "empty",
    "missed",
    "stopped",
    "blocked",
)
# A publication's own template may lack these, if it was copied before they were added.
# The editor then gets them in the words of the shipped template.
LATER_NOTICES = (
    "outdated",
    "failing",
    "ill",
    "reply",
    "replies",
    "proposed",
    "gone",
    "moved",
    "webhook",
    "sign_in",
    "invitation",
    "test_address",
)

_LIMITS = {
    "width": (480, 640),
    "text_size": (16, 24),
    "label_size": (12, 20),
    "title_size": (20, 44),
    "line_height": (1.5, 2.0),
}
_FONTS = re.compile(r"[\w' ,-]+")


def read_theme(path: Path, language: str = "") -> Theme:
    """Read and check a theme. Every mistake names its key.

    Args:
        path: The theme.
        language: Words and notices come from ``theme.{language}.toml`` next to
            it, where there is one; else they stay in the theme's own language.

    Raises:
        TemplateError: If the file is missing or is not TOML, lacks a key or has an
            unknown one, or holds a value outside its range.
    """
    table = _toml(path)
    check = _Check(path)
    check.keys("", table, {"light", "dark", "fonts", "measures", "words", "notices"})
    spoken = path.with_name(f"theme.{language}.toml")
    texts, check_text = table, check
    if language.isalpha() and spoken.is_file():
        texts, check_text = _toml(spoken), _Check(spoken)
        check_text.keys("", texts, {"words", "notices"})
    notices = texts["notices"]
    check_text.keys("notices", notices, set(NOTICES), set(LATER_NOTICES))
    return Theme(
        light=check.palette("light", table["light"]),
        dark=check.palette("dark", table["dark"]),
        fonts=check.read("fonts", table["fonts"], Fonts, check.font),
        measures=check.read("measures", table["measures"], Measures, check.measure),
        words=check_text.read("words", texts["words"], ThemeWords, check_text.word),
        notices={
            name: check_text.read(f"notices.{name}", notices[name], NoticeWords, check_text.word)
            for name in (*NOTICES, *LATER_NOTICES)
            if name in notices
        },
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise TemplateError("theme-missing", path) from missing
    except UnicodeDecodeError as broken:
        raise TemplateError("not-utf-8", path) from broken
    except tomllib.TOMLDecodeError as broken:
        raise TemplateError("theme-not-toml", path, reason=str(broken)) from broken


class _Check:
    """Refuses what is wrong in one theme file, by the name of its key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def refuse(self, code: str, **data: Datum) -> TemplateError:
        return TemplateError(Message(code, **data), self.path)

    def keys(
        self,
        name: str,
        table: object,
        wanted: AbstractSet[str],
        optional: AbstractSet[str] = frozenset(),
    ) -> None:
        """Refuse a table with missing or unknown keys."""
        if not isinstance(table, dict):
            raise self.refuse("theme-no-table", name=name)
        place = f"[{name}]" if name else "theme.toml"
        for key in table:
            if key not in wanted | optional:
                near = get_close_matches(key, wanted | optional, n=1)
                if near:
                    raise self.refuse("theme-key-misspelt", table=place, key=key, meant=near[0])
                known = ", ".join(sorted(wanted))
                raise self.refuse("theme-key-unknown", table=place, key=key, known=known)
        for key in sorted(wanted - table.keys()):
            raise self.refuse("theme-key-missing", table=place, key=key)

    def read(
        self, name: str, table: object, kind: type[T], check: Callable[[str, object], object]
    ) -> T:
        """Return one table as its type, with each value checked."""
        known = fields(kind)  # type: ignore[arg-type]  # T is a dataclass here
        wanted = {each.name for each in known if each.default is MISSING}
        self.keys(name, table, wanted, {each.name for each in known} - wanted)
        checked = {key: check(f"{name}.{key}", value) for key, value in dict(table).items()}  # type: ignore[call-overload]  # `keys` refused all but tables
        return kind(**checked)

    def palette(self, name: str, table: object) -> Palette:
        """Return the colours of one mode, readable on each other and calm when darkened."""
        found = self.read(name, table, Palette, self.colour)
        for area, share, most in found.gaudy():
            raise self.refuse(
                "theme-too-saturated",
                key=f"{name}.{area}",
                saturation=round(100 * share),
                most=round(100 * most),
            )
        for words, behind, weak, seen in found.weak_pairs():
            pair = {"words": f"{name}.{words}", "behind": f"{name}.{behind}"}
            if seen is None:
                raise self.refuse(
                    "theme-contrast-weak", contrast=weak, least=LEAST_CONTRAST, **pair
                )
            raise self.refuse(
                "theme-contrast-weak-then", contrast=weak, least=LEAST_CONTRAST, seen=seen, **pair
            )
        return found

    def colour(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not is_colour(value):
            raise self.refuse("theme-no-colour", key=key, value=repr(value))
        return value.lower()

    def font(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not _FONTS.fullmatch(value):
            raise self.refuse("theme-no-fonts", key=key, value=repr(value))
        return value

    def measure(self, key: str, value: object) -> int | float:
        low, high = _LIMITS[key.rpartition(".")[2]]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse("theme-no-number", key=key, value=repr(value))
        if isinstance(value, float) and isinstance(low, int):  # pixels, as pictures are cut to them
            if not value.is_integer():
                raise self.refuse("theme-no-whole-number", key=key, value=value)
            value = int(value)
        if not low <= value <= high:
            raise self.refuse("theme-out-of-range", key=key, value=value, low=low, high=high)
        return value

    def word(self, key: str, value: object) -> str | tuple[str, ...]:
        if key.rpartition(".")[2] in {"text", "after"} and key.startswith("notices."):
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise self.refuse("theme-no-paragraphs", key=key)
            return tuple(value)
        if not isinstance(value, str):
            raise self.refuse("theme-no-words", key=key, value=repr(value))
        return value
