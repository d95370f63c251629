"""Subjects of at most 60 characters, and preheaders, from the article's own words."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from newsletter.editorial.words import asks_for_more, count, ends_on, sentences, shortened
from newsletter.text.folding import fold_spaces
from newsletter.text.vocabulary import Vocabulary

LIMIT = 60

_BREAK = re.compile(r"\s+[—–|-]+\s+|:\s+")  # a spaced dash, a bar, or a colon before a space
_CLAUSE = re.compile(r"[,;:]\s+|\s+[—–-]\s+")
_NUMBER = re.compile(r"(?:#\s*)?\d{1,3}\s*(?:[.):]|[—–-](?=\s))\s*(?=\D)")
_CLOSING = " \t.:;,–—-"


def subjects(
    candidates: Iterable[str], words: Vocabulary, *, taken: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the subject and at most two alternatives: the first distinct candidates.

    Args:
        candidates: Best first; empty ones are ignored.
        words: The words of their language.
        taken: Subjects of other issues, case-folded.
    """
    found: dict[str, str] = {}
    for text in candidates:
        if text and text.casefold() not in taken:
            found.setdefault(text.casefold(), text)
        if len(found) == 3:
            break
    return tuple(found.values()) or (words.pause,)


def candidates(
    heading: str | None,
    quotes: Iterable[str],
    texts: Iterable[str],
    spare: Iterable[str],
    words: Vocabulary,
) -> Iterator[str]:
    """Return every subject that fits, best first.

    Args:
        heading: The issue's heading, whole.
        quotes: Its quotes, without marks.
        texts: Its paragraphs.
        spare: Other sources of a subject: the question to the reader, the article's title.
        words: The words of its language.
    """
    quotes, texts, spare = list(quotes), list(texts), list(spare)
    yield from _of_heading(heading or "", words)
    for quote in quotes:
        yield (
            _fitting(quote) or _fitting(next(sentences(quote, words), "")) or _clause(quote, words)
        )
    yield _fitting(bare(heading or "", words), least=2)
    for text in texts:
        yield from (_fitting(sentence, least=3) for sentence in sentences(text, words))
    for text in spare:
        yield from _of_heading(text, words)
    for text in [heading or "", *quotes, *spare, *texts]:
        yield _fitting(shortened(bare(text, words), LIMIT, words))


def _of_heading(heading: str, words: Vocabulary) -> Iterator[str]:
    """Yield the parts before and after the break that fit and make sense on their own."""
    whole = bare(heading, words)
    found = _BREAK.search(whole)
    if found is None:
        if whole.casefold() not in words.labels:
            yield _fitting(whole) or _fitting(next(sentences(whole, words), ""))
        return
    before, after = whole[: found.start()], _capital(whole[found.end() :])
    if not ends_on(before, words.dangling):
        yield _fitting(before, least=2)
    yield _fitting(after, least=2) or _fitting(_BREAK.split(after)[0], least=2)


def bare(heading: str, words: Vocabulary) -> str:
    """Return a heading without numbering, labels, leading emoji and trailing marks."""
    text = fold_spaces(heading).rstrip(_CLOSING)
    steps = "|".join(re.escape(step) for step in words.steps)
    labels = "|".join(re.escape(label) for label in sorted(words.labels, key=len, reverse=True))
    prefix = re.compile(
        rf"(?:{_NUMBER.pattern}|(?:{steps})\s+\d{{1,3}}\s*(?:[.:)]|[—–-](?=\s)|\s(?=\D))\s*|(?:{labels})\s*(?::\s*|\s[—–-]\s+))",
        re.IGNORECASE,
    )
    while True:
        start = re.match(r"[^\w\"“„«‘'’(¿¡…#]+", text)  # emoji, arrows, bullets
        rest = text[start.end() :] if start else text
        found = prefix.match(rest)
        rest = rest[found.end() :] if found else rest
        if rest == text or not any(char.isalnum() for char in rest):
            return text if rest == text else _capital(text)
        text = _capital(rest) if found else rest


def _fitting(text: str, least: int = 1) -> str:
    """Return the text if it fits and has at least this many words, else an empty string."""
    text = fold_spaces(text).rstrip(_CLOSING)
    return text if len(text) <= LIMIT and count(text) >= least else ""


def _clause(text: str, words: Vocabulary) -> str:
    """Return the longest run of whole clauses at the start that fits and makes sense alone."""
    text = fold_spaces(text)
    for cut in reversed(list(_CLAUSE.finditer(text[: LIMIT + 1]))):
        start = text[: cut.start()]
        if count(start) >= 4 and len(start) < LIMIT and not asks_for_more(start, words):
            return f"{start}…"
    return shortened(text, LIMIT, words)


def _capital(text: str) -> str:
    """Capitalise the first letter, except in words such as ’s morgens."""
    return text[:1].upper() + text[1:] if text[:1].islower() else text


LEAST, MOST = 40, 110


def preheaders(
    quotes: Iterable[str],
    texts: Iterable[str],
    prompts: Iterable[str],
    words: Vocabulary,
    *,
    subject: str,
) -> tuple[str, ...]:
    """Return the preheader and its alternatives, best first: at most three, none like the subject.

    A quote if it fits, else the first whole sentence that does, else a prompt;
    of a text in which nothing fits as it is, as many whole words as do. Empty
    only where there are no words.
    """
    pile = list(quotes), list(texts), list(prompts)
    return _first_three(_whole(*pile, words), subject) or _first_three(_cut(*pile, words), subject)


def _first_three(candidates: Iterable[str], subject: str) -> tuple[str, ...]:
    others = (text for text in candidates if text.casefold() != subject.casefold())
    return tuple(islice(dict.fromkeys(others), 3))


def _whole(
    quotes: list[str], texts: list[str], prompts: list[str], words: Vocabulary
) -> Iterator[str]:
    """Return the texts that fit unchanged, best first."""
    yield from filter(_fits, map(fold_spaces, quotes))
    yield from filter(_fits, (sentence for text in texts for sentence in sentences(text, words)))
    yield from filter(_fits, map(fold_spaces, prompts))


def _cut(
    quotes: list[str], texts: list[str], prompts: list[str], words: Vocabulary
) -> Iterator[str]:
    """Return texts shortened to fit, then texts that are too short."""
    cut = [shortened(text, MOST, words) for text in [*quotes, *texts, *prompts]]
    yield from filter(_fits, cut)
    yield from filter(None, cut)


def _fits(text: str) -> bool:
    return LEAST <= len(text) <= MOST
