"""Matching of FAQ questions to issues by topic.

Words are compared by pieces of five letters, so that inflected and compound words
match. The weight of a piece is ``(1 + ln tf) × ln((n + 1) / (df + ½))``. The
similarity of two texts is the cosine of their weights.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from newsletter.model.article import FaqEntry
from newsletter.text.vocabulary import Vocabulary

LEAST, MARGIN = 0.20, 1.3  # the cosine, and its ratio to that of the second best
ANSWERED = 0.6  # share of the question's pieces in the heading: the issue has just answered it
_LENGTH, _SHORTEST = 5, 4  # letters in a piece, and in a word that counts
_WORD = re.compile(r"[^\W\d_]+")

Weights: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The topic of an issue.

    Attributes:
        heading: Its heading, which also counts as text.
        text: Its paragraphs, quotes and prompts.
        has_questions: Whether it holds the opening questions, which need no P.S. as well.
        has_button: Whether it ends with the call to action.
    """

    heading: str
    text: str
    has_questions: bool = False
    has_button: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The positions of an entry and of the issue that it belongs to."""

    entry: int
    issue: int
    score: float
    is_help: bool = False


def pieces(text: str, words: Vocabulary) -> Iterator[str]:
    """Yield the pieces of words of four letters or more, except function words.

    The boundaries of a word count as letters of its first and last piece.
    """
    ignored = frozenset(chain(words.common, words.linking, words.dangling))
    for word in _WORD.findall(text.casefold()):
        if len(word) >= _SHORTEST and word not in ignored:
            whole = f"_{word}_"
            for at in range(len(whole) - _LENGTH + 1):
                yield whole[at : at + _LENGTH]


def matches(
    entries: Sequence[FaqEntry], topics: Sequence[Topic], about: str, words: Vocabulary
) -> tuple[Match, ...]:
    """Return the matches of entries and issues, the best first.

    An issue gets at most one entry, and none if a neighbour has one or if it holds the
    opening questions. An entry is matched with the issue that it clearly fits best. An
    entry that asks for help may be matched with the call to action, however well other
    issues fit.

    Args:
        entries: The questions with their answers.
        topics: The issues in their order.
        about: Title and category of the article; their pieces are ignored.
        words: The words of its language.
    """
    every = scores(entries, topics, about, words)
    possible = [
        Match(entry, issue, every[entry][issue], is_help)
        for entry, one in enumerate(entries)
        for issue, is_help in _wanted(one, every[entry], topics, words)
        if not topics[issue].has_questions
        and not _is_answered(one.question, topics[issue].heading, words)
    ]
    found: list[Match] = []
    for match in sorted(possible, key=lambda one: -one.score):
        is_free = all(
            match.entry != other.entry and abs(match.issue - other.issue) > 1 for other in found
        )
        if is_free:
            found.append(match)
    return tuple(found)


def _wanted(
    entry: FaqEntry, fits: Sequence[float], topics: Sequence[Topic], words: Vocabulary
) -> Iterator[tuple[int, bool]]:
    """Yield the issues an entry may match, and whether because it asks for help."""
    best, second = (*sorted(fits, reverse=True), 0.0, 0.0)[:2]
    if best >= LEAST and best >= MARGIN * second:
        yield fits.index(best), False
    if not set(words.help).isdisjoint(_WORD.findall(entry.question.casefold())):
        for at, topic in enumerate(topics):
            if topic.has_button and fits[at] >= LEAST:
                yield at, True


def _is_answered(question: str, heading: str, words: Vocabulary) -> bool:
    """Return whether the heading asks the question, so the issue already answers it."""
    asked = set(pieces(question, words))
    return bool(asked) and len(asked.intersection(pieces(heading, words))) >= ANSWERED * len(asked)


def scores(
    entries: Sequence[FaqEntry], topics: Sequence[Topic], about: str, words: Vocabulary
) -> tuple[tuple[float, ...], ...]:
    """Return how well each entry fits each issue: a cosine from 0 to 1.

    Args:
        entries: The questions.
        topics: The issues.
        about: Title and category of the article; their pieces occur everywhere and
            are ignored.
        words: The words of its language.
    """
    counts = [Counter(pieces(f"{topic.heading} {topic.text}", words)) for topic in topics]
    met = Counter(piece for count in counts for piece in count)
    common = {piece for piece, number in met.items() if number > len(topics) / 2}
    ignored = common.union(pieces(about, words))

    def weighed(count: Counter[str]) -> dict[str, float]:
        return {
            piece: (1 + math.log(tf)) * math.log((len(topics) + 1) / (met[piece] + 0.5))
            for piece, tf in count.items()
            if met[piece] and piece not in ignored
        }

    there = [weighed(count) for count in counts]
    asked = (
        weighed(Counter(pieces(f"{one.question} {one.question} {one.answer}", words)))
        for one in entries
    )
    return tuple(tuple(_cosine(one, other) for other in there) for one in asked)


def _cosine(one: Weights, other: Weights) -> float:
    both = sum(weight * other[piece] for piece, weight in one.items() if piece in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return both / lengths if lengths else 0.0
