"""Words and sentences of plain text: counting, splitting and shortening."""

import re
from collections.abc import Iterator, Sequence

from newsletter.text.folding import fold_spaces
from newsletter.text.vocabulary import Vocabulary

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’»›)\]]*\s+")
_OPENING = "\"“„«‹‘’'([¿¡"
_SMALL_START = re.compile(r"[’'][a-z]{1,2}\s+")  # 's Avonds, 't Is
_LOOSE = ' ,;:–—-("“„«‘'  # marks that a cut leaves dangling
_TRAILING = '.,;:!?…"”’»)]–—-'


def count(text: str) -> int:
    """Count the words; a bullet or a dash is not a word."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def sentences(text: str, words: Vocabulary) -> Iterator[str]:
    """Yield the complete sentences of a paragraph, without any unfinished remainder."""
    text = fold_spaces(text) + " "
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.end() < len(text) and not _is_end(text, end, words):
            continue
        yield text[start : end.end()].strip()
        start = end.end()


def _is_end(text: str, mark: re.Match[str], words: Vocabulary) -> bool:
    """Return whether a mark ends a sentence rather than an abbreviation.

    No lower-case letter follows the end of a sentence.
    """
    follows = _SMALL_START.sub(
        "", text[mark.end() : mark.end() + 8].lstrip(_OPENING.replace("'", "").replace("’", ""))
    )
    follows = follows.lstrip(_OPENING)
    if follows[:1].islower():
        return False
    before = text[: mark.start()].rsplit(" ", 1)[-1].lstrip(_OPENING).casefold()
    return not (
        mark[0].strip() == "."
        and (before in words.abbreviations or (len(before) == 1 and before.isalpha()))
    )


def ends_on(text: str, forbidden: Sequence[str]) -> bool:
    """Return whether the last word of a text, without marks, is one of these."""
    last = text.rsplit(" ", 1)[-1].strip(_TRAILING + "(").casefold().replace("’", "'")
    return last in forbidden


def asks_for_more(text: str, words: Vocabulary) -> bool:
    """Return whether a shortened text ends on a word that needs the next one."""
    return ends_on(text, words.dangling + words.linking)


def shortened(text: str, limit: int, words: Vocabulary) -> str:
    """Return as many whole words as fit, followed by ``…``; empty if fewer than two fit.

    The result does not end on a word that needs the next one.
    """
    text = fold_spaces(text)
    if len(text) <= limit:
        return text
    kept = text[:limit].rsplit(" ", 1)[0] if " " in text[:limit] else ""
    kept = kept.rstrip(_LOOSE)
    while kept and asks_for_more(kept, words):
        kept = kept.rpartition(" ")[0].rstrip(_LOOSE)
    return f"{kept.rstrip('.')}…" if " " in kept else ""
