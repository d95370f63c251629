"""What the inbox shows beside the subject: 40 to 110 characters of the article's own words."""

from collections.abc import Iterable, Iterator

from newsletter.editorial.vocabulary import Vocabulary
from newsletter.editorial.words import sentences, shortened, squeezed

LEAST, MOST = 40, 110


def preheaders(
    quotes: Iterable[str],
    texts: Iterable[str],
    prompts: Iterable[str],
    words: Vocabulary,
    *,
    subject: str,
) -> tuple[str, ...]:
    """The preheader and its alternatives, best first: at most three, none like the subject.

    A quote if it fits, else the first whole sentence that does, else a prompt;
    of a text in which nothing fits as it is, as many whole words as do. Empty
    only where there are no words.
    """
    found: dict[str, None] = {}
    for text in _candidates(list(quotes), list(texts), list(prompts), words):
        if text and text.casefold() != subject.casefold():
            found.setdefault(text)
        if len(found) == 3:
            break
    return tuple(found)


def _candidates(
    quotes: list[str], texts: list[str], prompts: list[str], words: Vocabulary
) -> Iterator[str]:
    yield from filter(_fits, map(squeezed, quotes))
    whole = [sentence for text in texts for sentence in sentences(text, words)]
    yield from filter(_fits, whole)
    yield from filter(_fits, map(squeezed, prompts))
    for text in [*quotes, *texts, *prompts]:
        cut = shortened(text, MOST, words)
        if len(cut) >= LEAST:
            yield cut
    yield from (text for text in map(squeezed, [*quotes, *texts, *prompts]) if len(text) <= MOST)


def _fits(text: str) -> bool:
    return LEAST <= len(text) <= MOST
