"""Subjects of at most 60 characters, in the article's own words."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsletter.editorial.words import asks_for_more, count, ends_on, sentences, shortened
from newsletter.model.drawing import SubjectReason
from newsletter.text.folding import fold_spaces
from newsletter.text.vocabulary import Vocabulary

LIMIT = 60

_BREAK = re.compile(r"\s+[—–|-]+\s+|:\s+")  # a spaced dash, a bar, or a colon before a space
_CLAUSE = re.compile(r"[,;:]\s+|\s+[—–-]\s+")
_NUMBER = re.compile(r"(?:#\s*)?\d{1,3}\s*(?:[.):]|[—–-](?=\s))\s*(?=\D)")
_ORDINAL = re.compile(r"\d{1,2}[.)]\s+(?=[^\W\d_a-zß-ÿ]|[\"“„«‘'’])")
_CLOSING = " \t.:;,–—-"
_COUNTED = re.compile(r"[^\W\d_]+\s\d{1,2}")  # "Oefening 3", which says nothing alone
_LABEL_END = re.compile(r"\s*:\s+|\s+[—–-]+\s+")
_FEWEST_WORDS = 3  # in a clause, and in the replacement for a flat opening


class Subject(NamedTuple):
    """A subject that fits, and its source."""

    text: str
    reason: SubjectReason


def subjects(
    candidates: Iterable[Subject], words: Vocabulary, *, taken: frozenset[str] = frozenset()
) -> tuple[Subject, ...]:
    """Return the subject and at most two alternatives: the first distinct candidates.

    Args:
        candidates: Best first; empty ones are ignored.
        words: The words of their language.
        taken: Subjects of other issues, case-folded.
    """
    found: dict[str, Subject] = {}
    for one in candidates:
        if one.text and one.text.casefold() not in taken:
            found.setdefault(one.text.casefold(), one)
        if len(found) == 3:
            break
    return tuple(found.values()) or (Subject(words.pause, SubjectReason.FIXED),)


def candidates(
    heading: str | None,
    quotes: Iterable[str],
    texts: Iterable[str],
    spare: Iterable[str],
    words: Vocabulary,
) -> Iterator[Subject]:
    """Yield every subject that fits, best first.

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
        first = next(sentences(quote, words), "")
        cut = _fitting(quote) or _fitting(first) or _clause(quote, words)
        yield Subject(cut, SubjectReason.QUOTE)
    yield Subject(_fitting(bare(heading or "", words), least=2), SubjectReason.WHOLE_HEADING)
    for text in texts:
        for sentence in sentences(text, words):
            yield Subject(_fitting(sentence, least=3), SubjectReason.SENTENCE)
    for text in spare:
        for one in _of_heading(text, words):
            yield one._replace(reason=SubjectReason.OTHER_WORDS)
    for text in [heading or "", *quotes, *spare, *texts]:
        cut = _fitting(shortened(bare(text, words), LIMIT, words))
        yield Subject(cut, SubjectReason.SHORTENED)


def _of_heading(heading: str, words: Vocabulary) -> Iterator[Subject]:
    """Yield the parts before and after the break, the more meaningful one first.

    Only parts that fit and make sense alone are yielded. A clause is preferred to a noun
    phrase, and anything to an opening such as "The importance of".
    """
    whole = bare(heading, words)
    found = _BREAK.search(whole)
    if found is None:
        if whole.casefold() not in words.labels:
            text = _fitting(whole) or _fitting(next(sentences(whole, words), ""))
            yield Subject(text, SubjectReason.WHOLE_HEADING)
        return
    start, rest = whole[: found.start()], _capital(whole[found.end() :])
    before = "" if ends_on(start, words.dangling) else _fitting(start, least=2)
    behind = _fitting(rest, least=2) or _fitting(_BREAK.split(rest)[0], least=2)
    if before and _is_clause(before, words):
        yield Subject(before, SubjectReason.CLAUSE_BEFORE)
        yield Subject(behind, SubjectReason.BEHIND)
    elif _is_clause(behind, words):
        yield Subject(behind, SubjectReason.CLAUSE_BEHIND)
        yield Subject(before, SubjectReason.BEFORE)
    elif _begins(before, words.flat) and count(behind) >= _FEWEST_WORDS:
        yield Subject(behind, SubjectReason.FLAT_OPENING)
        yield Subject(before, SubjectReason.BEFORE)
    elif _COUNTED.fullmatch(before):
        yield Subject(behind, SubjectReason.BEHIND)
        yield Subject(before, SubjectReason.BEFORE)
    else:
        yield Subject(before, SubjectReason.BEFORE)
        yield Subject(behind, SubjectReason.BEHIND)


def _is_clause(text: str, words: Vocabulary) -> bool:
    return count(text) >= _FEWEST_WORDS and _begins(text, words.clause)


def _begins(text: str, phrases: Iterable[str]) -> bool:
    """Return whether a text begins with one of the phrases, as whole words."""
    plain_text = fold_spaces(text).casefold().replace("’", "'")
    return any(
        plain_text.startswith(phrase)
        and (phrase.endswith("'") or not plain_text[len(phrase) : len(phrase) + 1].isalnum())
        for phrase in phrases
    )


def without_label(heading: str, words: Vocabulary) -> str:
    """Return a heading without its number, and without a label such as "Conclusion:" before it.

    The number counts the sections of the article, and a letter is read without the others.
    """
    text = without_ordinal(fold_spaces(heading))
    found = _LABEL_END.search(text)
    if found is None or text[: found.start()].casefold() not in words.labels:
        return text
    rest = text[found.end() :]
    return _capital(rest) if any(map(str.isalnum, rest)) else text


def without_ordinal(text: str) -> str:
    """Return a heading without a number such as "3." before it."""
    found = _ORDINAL.match(text)
    return text[found.end() :] if found else text


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
