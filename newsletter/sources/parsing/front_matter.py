"""The YAML between two ``---`` lines at the top of a Markdown file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.errors import ArticleError
from newsletter.sources.parsing.html import absolute
from newsletter.sources.structure import wording
from newsletter.sources.structure.pieces import Hints
from newsletter.sources.structure.rich_text import tidy

_MOST_LINES = 200
_MOST_CHARACTERS = 20_000
_KEYS = {
    "title": ("title", "titel", "titre"),
    "short_title": ("short_title", "shorttitle", "korte_titel"),
    "category": ("category", "categories", "categorie"),
    "author": ("author", "authors", "auteur"),
    "address": ("address", "canonical", "canonical_url", "url", "permalink", "link"),
    "minutes": ("reading_minutes", "reading_time", "minutes", "leestijd"),
    "language": ("language", "lang", "taal", "locale"),
}


@dataclass(frozen=True, slots=True)
class FrontMatterHints:
    """What the front matter says, and how many lines it takes with its marks."""

    values: Mapping[str, str]
    lines: int


def front_matter(lines: Sequence[str], name: str) -> FrontMatterHints:
    """Read the front matter, if the text begins with one.

    Everything is read as text: no ``no`` becomes false, no date is made up.

    Raises:
        ArticleError: If it is not YAML, or longer or deeper than front matter is.
    """
    end = _end(lines)
    if end is None:
        return FrontMatterHints({}, 0)
    written = "".join(lines[1:end])
    if len(written) > _MOST_CHARACTERS:
        raise ArticleError(
            f"has front matter of {len(written):,} characters, and at most"
            f" {_MOST_CHARACTERS:,} are read; is the closing --- missing?",
            name,
            1,
        )
    read = _read(written, name)
    return FrontMatterHints({}, 0) if read is None else FrontMatterHints(read, end + 1)


def hints_of(values: Mapping[str, str], fallback_title: str) -> Hints:
    """What the values say about the article; a date and unknown keys are left out."""
    told = {
        field: next((values[key] for key in keys if values.get(key)), None)
        for field, keys in _KEYS.items()
    }
    return Hints(
        fallback_title=fallback_title,
        title=told["title"],
        short_title=told["short_title"],
        category=told["category"],
        author=told["author"],
        address=absolute(told["address"], None) if told["address"] else None,
        reading_minutes=_minutes(told["minutes"]),
        language=_language(told["language"]),
    )


def _end(lines: Sequence[str]) -> int | None:
    if not lines or lines[0].rstrip() != "---":
        return None
    closing = (at for at in range(1, min(len(lines), _MOST_LINES)) if _closes(lines[at]))
    return next(closing, None)


def _closes(line: str) -> bool:
    return line.rstrip() in ("---", "...")


def _read(written: str, name: str) -> dict[str, str] | None:
    import yaml

    try:
        # the base loader makes text of every value, and builds no objects
        read = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ArticleError(
            f"front matter is not YAML: {problem}; put a value with a colon in quotes", name, line
        ) from error
    except RecursionError as error:
        raise ArticleError("front matter is nested too deeply to be read", name, 1) from error
    if not isinstance(read, dict):
        return None  # a rule and a paragraph, no front matter
    return {str(key).casefold().replace("-", "_"): _told(value) for key, value in read.items()}


def _told(value: object) -> str:
    """The value as text; of a list the first, of a person the name."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name", "")
    return tidy(value.replace("\n", " ")) if isinstance(value, str) else ""


def _minutes(told: str | None) -> int | None:
    if told is None:
        return None
    return int(told) if re.fullmatch(r"\d{1,3}", told) else wording.reading_minutes(told)


def _language(told: str | None) -> str | None:
    found = re.match(r"[a-z]{2}(?![a-z])", (told or "").casefold())
    return found.group() if found else None
