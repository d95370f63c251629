"""The words that decide how an article is read and drawn: one TOML file for each language.

To add a language, add a file and name it in ``LANGUAGES``. A file is read when its
words are first needed.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

Phrases: TypeAlias = tuple[str, ...]
Kind: TypeAlias = Literal[
    "minutes",
    "reading",
    "questions",
    "faq",
    "conclusion",
    "summary",
    "prompt_label",
    "see_also",
    "related",
    "contents",
    "back",
    "sharing",
    "comments",
    "subscribe",
    "mailing",
    "anchor",
    "sign_off",
    "author",
    "about",
    "entry",
    "example",
    "sales",
    "calling",
    "asking",
    "common",
    "read_more",
]
LANGUAGES = ("nl", "en", "de", "fr")  # the first is the default
_SAMPLE_CHARACTERS = 20_000  # enough to recognise a language
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER_BEHIND = re.compile(r"\s+\d+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one language, in lower case and with straight apostrophes.

    ``read_more``, ``questions_title``, ``pause`` and ``untitled`` are also printed, as they
    are written.

    Attributes:
        minutes: The unit of the reading time.
        reading: What may accompany it.
        questions: Begins the title of the opening questions.
        numbers: The words for two, three and so on, in this order.
        faq: Begins the title of the frequently asked questions.
        conclusion: Begins the heading of the last section.
        summary: A label before the intro that is not part of it.
        prompt_label: A line above a prompt that announces it.
        see_also: Announces another piece by its title, before a colon.
        related: The whole title of a list of other pieces.
        contents: The whole title of a contents list.
        back: All that a link to the other pieces says.
        sharing: The whole title of links to share the piece.
        comments: The whole title of a form for comments.
        subscribe: Begins a call to subscribe to the newsletter, anywhere.
        mailing: Marks such a call by the words in it, after the article's end.
        anchor: The whole text of a control next to a heading that links to it or copies its address.
        sign_off: Begins the farewell.
        author: Precedes a writer's name.
        about: Begins the title of a note on the writer.
        entry: A label before a question or an answer.
        example: A label before a colon that never makes a heading.
        sales: In a 💡 line without a question: it sells something.
        calling: In the last line of a FAQ, which asks too: it calls to contact the writer.
        asking: Begins a heading that asks, where a lone question might be.
        common: Function words by which the language is recognised.
        labels: Headings that only say which part of the piece follows.
        steps: Words that number a heading: ``Stap 2: …``.
        dangling: Words that no phrase can end on: articles, conjunctions.
        linking: Further words that a phrase which was cut must not end on:
            prepositions, pronouns and auxiliaries that ask for what was cut off.
        abbreviations: Words whose full stop ends no sentence.
        clause: Begins a clause, which says more than a noun phrase.
        flat: Begins the part of a heading that is less informative than the part after the dash.
        help: In a question that asks for help, which the call to action may answer.
        read_more: How a cross link begins; the first is what we write.
        questions_title: A title for opening questions that have none.
        beforehand: Ends a title of opening questions that stand before the text.
        pause: The subject to use if no words of a piece are suitable.
        untitled: What an article without a title is called until it has one.
    """

    minutes: Phrases
    reading: Phrases
    questions: Phrases
    numbers: Phrases
    faq: Phrases
    conclusion: Phrases
    summary: Phrases
    prompt_label: Phrases
    see_also: Phrases
    related: Phrases
    contents: Phrases
    back: Phrases
    sharing: Phrases
    comments: Phrases
    subscribe: Phrases
    mailing: Phrases
    anchor: Phrases
    sign_off: Phrases
    author: Phrases
    about: Phrases
    entry: Phrases
    example: Phrases
    sales: Phrases
    calling: Phrases
    asking: Phrases
    common: Phrases
    labels: Phrases
    steps: Phrases
    dangling: Phrases
    linking: Phrases
    abbreviations: Phrases
    clause: Phrases
    flat: Phrases
    help: Phrases
    read_more: Phrases
    questions_title: str
    beforehand: Phrases
    pause: str
    untitled: str


def vocabulary(language: str) -> Vocabulary:
    """Return the words for a tag such as ``nl`` or ``nl-BE``, by default Dutch."""
    name = language.partition("-")[0].lower()
    return _read(name if name in LANGUAGES else LANGUAGES[0])


@cache
def in_any_language(kind: Kind) -> Phrases:
    """Return the phrases of one kind in all languages, deduplicated."""
    return tuple(dict.fromkeys(phrase for _, words in _all() for phrase in getattr(words, kind)))


def is_placeholder(title: str) -> bool:
    """Return whether a title only says, in any language, that there is none.

    A number may follow it, as in the name of a second file.
    """
    return _NUMBER_BEHIND.sub("", title.strip()).casefold() in _placeholders()


def language_of(text: str) -> str:
    """Return the language with most function words, by default Dutch."""
    met = Counter(_WORD.findall(text[:_SAMPLE_CHARACTERS].casefold()))
    scores = {name: sum(met[word] for word in words.common) for name, words in _all()}
    return max(scores, key=lambda name: scores[name])


def _all() -> Iterator[tuple[str, Vocabulary]]:
    return ((language, _read(language)) for language in LANGUAGES)


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(words.untitled.casefold() for _, words in _all())


@cache
def _read(language: str) -> Vocabulary:
    entries = tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
    phrases = {kind: tuple(it) for kind, it in entries.items() if isinstance(it, list)}
    return Vocabulary(**{**entries, **phrases})
