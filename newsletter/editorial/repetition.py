"""What an issue repeats from earlier ones: quotes, its opening, whole paragraphs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from newsletter.model.blocks import Block, Paragraph, PullQuote, plain
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence

_WORD: Final = re.compile(r"\w+")
_SHORTEST: Final = 12  # words; shorter paragraphs resemble each other by chance
_ALIKE: Final = (
    0.6  # share of all their sequences of three words that two paragraphs have in common
)

_Sequences: TypeAlias = frozenset[tuple[str, str, str]]


class RepeatedPart(Enum):
    """What is repeated."""

    QUOTE = "quote-repeated"
    OPENING = "opening-repeated"
    PARAGRAPH = "paragraph-repeated"


@dataclass(frozen=True, slots=True)
class Repetition:
    """A block that repeats an earlier issue.

    Attributes:
        part: What is repeated.
        block: The index of the block in the issue's body.
        issue: The number of the latest issue that has it.
    """

    part: RepeatedPart
    block: int
    issue: int


def repetitions(issue: Issue, earlier: Sequence[Issue]) -> Iterator[Repetition]:
    """Yield what an issue repeats, by the order of its blocks.

    A quote is repeated in the same words; a paragraph of a dozen words or more also in
    nearly the same. An opening that repeats another's opening is named as such.

    Args:
        issue: The issue.
        earlier: The issues before it, the latest first.
    """
    own, known = _traits(issue.blocks), [(one.number, _traits(one.blocks)) for one in earlier]
    said: dict[str, int] = {}
    for number, traits in reversed(known):
        said |= dict.fromkeys(traits.quotes.values(), number)
    found = [
        Repetition(RepeatedPart.QUOTE, block, said[quote])
        for block, quote in own.quotes.items()
        if quote in said
    ]
    for place, (block, words) in enumerate(own.paragraphs.items()):
        like = next(_like(words, known), None)
        if like is not None:
            number, is_opening = like
            is_both = is_opening and place == 0
            part = RepeatedPart.OPENING if is_both else RepeatedPart.PARAGRAPH
            found.append(Repetition(part, block, number))
    yield from sorted(found, key=lambda one: one.block)


class _Traits(NamedTuple):
    """What identifies parts of an issue, by the indexes of their blocks."""

    quotes: Mapping[int, str]
    paragraphs: Mapping[int, _Sequences]


@lru_cache(maxsize=256)
def _traits(blocks: tuple[Block, ...]) -> _Traits:
    quotes, paragraphs = {}, {}
    for index, block in enumerate(blocks):
        match block:
            case PullQuote(text=text):
                quotes[index] = fold_sentence(text)
            case Paragraph(text=text):
                words = _WORD.findall(plain(text).casefold())
                if len(words) >= _SHORTEST:
                    paragraphs[index] = frozenset(zip(words, words[1:], words[2:], strict=False))
            case _:
                pass
    return _Traits(quotes, paragraphs)


def _like(words: _Sequences, known: Sequence[tuple[int, _Traits]]) -> Iterator[tuple[int, bool]]:
    """Yield the issues with a paragraph like this, and whether that is their first."""
    for number, traits in known:
        for place, theirs in enumerate(traits.paragraphs.values()):
            shortest, longest = sorted((len(words), len(theirs)))
            if shortest < _ALIKE * longest:  # they cannot have so much in common
                continue
            if len(words & theirs) >= _ALIKE * len(words | theirs):
                yield number, place == 0
