"""Answers in a page's machine-readable data: JSON-LD of schema.org's FAQPage."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsletter.sources.parsing.html import Element, parse
from newsletter.sources.structure.rich_text import tidy
from newsletter.text.folding import fold_title

_DEEPEST = 12  # levels of JSON; a FAQ has no more
_LARGEST = 500_000  # characters


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by question, ignoring capitals and punctuation."""

    _by_question: Mapping[str, str]

    def get(self, question: str) -> str | None:
        """Return the answer's words, or ``None`` if the page's data has none."""
        return self._by_question.get(fold_title(question))


def answers_of(root: Element) -> Answers:
    """Return the answers in the page's JSON-LD, ignoring malformed data."""
    found: dict[str, str] = {}
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type") == "application/ld+json" and len(text) <= _LARGEST:
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                continue
            for question, answer in _entries(data, 0):
                found.setdefault(fold_title(question), answer)
    return Answers(found)


def _entries(data: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    match data:
        case {
            "@type": "Question",
            "name": str() as name,
            "acceptedAnswer": {"text": str() as text},
        }:
            if answer := _words(text):
                yield name, answer
        case dict():
            for value in data.values():
                yield from _entries(value, depth + 1)
        case list():
            for value in data:
                yield from _entries(value, depth + 1)
        case _:
            pass


def _words(markup: str) -> str:
    """Return the words of an answer, which may be HTML."""
    root = parse(f"<div>{markup}</div>", "") if "<" in markup else None
    return tidy(" ".join(("".join(root.itertext()) if root is not None else markup).split()))
