"""Hints from a Markdown article's front matter, by the keys that blogs use."""

import re
from collections.abc import Mapping, Sequence

from newsletter.errors import ArticleError, AuthorError
from newsletter.model.article import Rights
from newsletter.sources.parsing.links import absolute
from newsletter.sources.structure.pieces import Hints
from newsletter.sources.structure.rich_text import tidy
from newsletter.text import front_matter_hints
from newsletter.text.front_matter_hints import FrontMatterHints
from newsletter.text.vocabulary import phrases

_KEYS = {
    "title": ("title", "titel", "titre"),
    "short_title": ("short_title", "shorttitle", "korte_titel"),
    "category": ("category", "categories", "categorie"),
    "author": ("author", "authors", "auteur"),
    "address": ("address", "canonical", "canonical_url", "url", "permalink", "link"),
    "rights": ("rights",),
    "minutes": ("reading_minutes", "reading_time", "minutes", "leestijd"),
    "language": ("language", "lang", "taal", "locale"),
}


def read_front_matter(lines: Sequence[str], name: str) -> FrontMatterHints:
    """Read the front matter, if the text begins with one.

    Raises:
        ArticleError: It cannot be read, or is too long or too deeply nested.
    """
    try:
        return front_matter_hints.hints(lines)
    except AuthorError as error:
        raise ArticleError(error.problem, name, error.line) from error


def hints_of(values: Mapping[str, str], fallback_title: str | None) -> Hints:
    """Return the hints in the values. Unknown keys are ignored."""
    found = {field: _first(values, keys) for field, keys in _KEYS.items()}
    return Hints(
        fallback_title=fallback_title,
        title=found["title"],
        short_title=found["short_title"],
        category=found["category"],
        author=found["author"],
        address=absolute(found["address"], None) if found["address"] else None,
        rights=Rights.from_text(found["rights"] or ""),
        reading_minutes=_minutes(found["minutes"]),
        language=_language(found["language"]),
    )


def _first(values: Mapping[str, str], keys: Sequence[str]) -> str | None:
    texts = (tidy(values.get(key, "")) for key in keys)
    return next(filter(None, texts), None)


def _minutes(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if re.fullmatch(r"\d{1,3}", text) else phrases.reading_minutes(text)


def _language(text: str | None) -> str | None:
    found = re.match(r"[a-z]{2}(?![a-z])", (text or "").casefold())
    return found.group() if found else None
