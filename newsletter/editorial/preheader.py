"""What the inbox shows beside the subject: 40 to 110 characters of the article's own words."""

from collections.abc import Iterable, Iterator
from itertools import islice

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
    pile = list(quotes), list(texts), list(prompts)
    return _first_three(_whole(*pile, words), subject) or _first_three(_cut(*pile, words), subject)


def _first_three(candidates: Iterable[str], subject: str) -> tuple[str, ...]:
    others = (text for text in candidates if text.casefold() != subject.casefold())
    return tuple(islice(dict.fromkeys(others), 3))


def _whole(
    quotes: list[str], texts: list[str], prompts: list[str], words: Vocabulary
) -> Iterator[str]:
    """What fits as it is, best first."""
    yield from filter(_fits, map(squeezed, quotes))
    yield from filter(_fits, (sentence for text in texts for sentence in sentences(text, words)))
    yield from filter(_fits, map(squeezed, prompts))


def _cut(
    quotes: list[str], texts: list[str], prompts: list[str], words: Vocabulary
) -> Iterator[str]:
    """What is cut to fit, then what is shorter than it should be."""
    cut = [shortened(text, MOST, words) for text in [*quotes, *texts, *prompts]]
    yield from filter(_fits, cut)
    yield from filter(None, cut)


def _fits(text: str) -> bool:
    return LEAST <= len(text) <= MOST
