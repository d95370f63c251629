"""Preheaders: 40–110 characters of the issue's own words, for the inbox."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from newsletter.editorial.words import asks_for_more, sentences, shortened
from newsletter.model.drawing import PreheaderReason
from newsletter.text.folding import fold_spaces, fold_title
from newsletter.text.vocabulary import Vocabulary

LEAST, MOST = 40, 110
_SHORTEST_TITLE = 30
_CUT = re.compile(r"[,;:]\s")
_TOO_ALIKE = 20  # initial letters that two texts have in common


class Preheader(NamedTuple):
    """A preheader and its source."""

    text: str
    reason: PreheaderReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The texts of an issue from which a preheader is made, by kind.

    Attributes:
        questions_title: The title above the opening questions; empty if there is none.
        questions: The opening questions themselves.
    """

    quotes: Sequence[str] = ()
    texts: Sequence[str] = ()
    prompts: Sequence[str] = ()
    questions_title: str = ""
    questions: Sequence[str] = ()


def preheaders(material: Material, words: Vocabulary, *, subject: str) -> tuple[Preheader, ...]:
    """Return at most three preheaders, best first, none of them repeating the subject.

    The issue's first sentence, which the inbox would show anyway, comes last, together
    with any text that repeats it. Without words, the result is empty.
    """
    opening = next(_all_sentences(material, words), "") or next(iter(material.texts), "")
    found: dict[str, Preheader] = {}
    late: dict[str, Preheader] = {}
    for one in _candidates(material, words):
        if not one.text or _repeats(one.text, subject):
            continue
        if _repeats(one.text, opening):
            repeated = one._replace(reason=PreheaderReason.FIRST_SENTENCE)
            late.setdefault(fold_title(one.text), repeated)
        elif not any(_repeats(one.text, other.text) for other in found.values()):
            found[fold_title(one.text)] = one
        if len(found) == 3:
            break
    return (*found.values(), *late.values())[:3]


def _candidates(material: Material, words: Vocabulary) -> Iterator[Preheader]:
    yield from filter(_is_usable, _whole(material, words))
    cut = [one for one in _shortened(material, words) if one.text]
    yield from (one for one in cut if _fits(one.text))
    yield from cut


def _whole(material: Material, words: Vocabulary) -> Iterator[Preheader]:
    """Yield texts that are complete as written or end with a clause, best first."""
    yield from (Preheader(fold_spaces(one), PreheaderReason.QUOTE) for one in material.quotes)
    for quote in material.quotes:
        first = next(sentences(quote, words), fold_spaces(quote))
        yield Preheader(first, PreheaderReason.QUOTE_SENTENCE)
        yield Preheader(_clause(first, words), PreheaderReason.QUOTE_CLAUSE)
    yield from (Preheader(fold_spaces(one), PreheaderReason.PROMPT) for one in material.prompts)
    if title := fold_spaces(material.questions_title):
        ended = title if title[-1] in ".?!…" else f"{title.rstrip(':;, ')}."
        yield Preheader(ended, PreheaderReason.QUESTIONS_TITLE)
    for sentence in _all_sentences(material, words):
        yield Preheader(sentence, PreheaderReason.SENTENCE)
    for asked in material.questions:
        yield Preheader(fold_spaces(asked), PreheaderReason.QUESTION)


def _shortened(material: Material, words: Vocabulary) -> Iterator[Preheader]:
    pile = *material.quotes, *_all_sentences(material, words), *material.texts, *material.prompts
    for text in (*pile, *material.questions):
        yield Preheader(shortened(text, MOST, words), PreheaderReason.SHORTENED)


def _all_sentences(material: Material, words: Vocabulary) -> Iterator[str]:
    return (one for text in material.texts for one in sentences(text, words))


def _clause(sentence: str, words: Vocabulary) -> str:
    """Return the longest run of clauses that fits with an ellipsis, else empty."""
    for cut in reversed(list(_CUT.finditer(sentence[:MOST]))):
        start = sentence[: cut.start()].rstrip()
        if LEAST <= len(start) < MOST and not asks_for_more(start, words):
            return f"{start}…"
    return ""


def _repeats(text: str, other: str) -> bool:
    """Return whether two texts are equal, or one begins with the whole of the other."""
    one, two = fold_title(text), fold_title(other)
    if not one or not two:
        return False
    shorter, longer = sorted((one, two), key=len)
    return one == two or (len(shorter) >= _TOO_ALIKE and longer.startswith(shorter))


def _is_usable(one: Preheader) -> bool:
    """Return whether a preheader fits; a title of questions may be shorter."""
    is_title = one.reason is PreheaderReason.QUESTIONS_TITLE
    return (_SHORTEST_TITLE if is_title else LEAST) <= len(one.text) <= MOST


def _fits(text: str) -> bool:
    return LEAST <= len(text) <= MOST
