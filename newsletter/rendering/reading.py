"""How a reader goes through an issue: its reading time, and the titles of its questions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    Rule,
    Subheading,
    plain,
)
from newsletter.model.issue import Issue
from newsletter.rendering.theme import ThemeWords

_WORDS_PER_MINUTE = 220  # silent reading of prose by adults (Brysbaert, 2019: 238 in English)

# Aloud: Dutch speakers reach 4.2 syllables a second, pauses included (Verhoeven, De Pauw and Kloots,
# Language and Speech 47, 2004), and a word of plain prose has some 1.75.
_WORDS_PER_MINUTE_ALOUD = 145


def reading_minutes(blocks: Iterable[Block]) -> int:
    """Return the reading time of an issue's blocks in whole minutes, at least one."""
    return _minutes(blocks, _WORDS_PER_MINUTE)


def minutes_aloud(blocks: Iterable[Block]) -> int:
    """Return how long it takes to read an issue's blocks out, in whole minutes, at least one."""
    return _minutes(blocks, _WORDS_PER_MINUTE_ALOUD)


def _minutes(blocks: Iterable[Block], words_per_minute: int) -> int:
    words = sum(len(text.split()) for block in blocks for text in _texts(block))
    return max(1, round(words / words_per_minute))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text) | Prompt(text):
            yield plain(text)
        case Subheading(text) | PullQuote(text):
            yield text
        case BulletList(items):
            yield from (plain(item.text) for item in items)
        case Questions(title, items):
            yield title
            yield from (f"{item.text} {item.hint or ''}" for item in items)
        case PostScript(question, answer):
            yield question
            yield plain(answer)
        case CrossLink(text, _, lead_in):
            yield text
            yield plain(lead_in)
        case Button(text):
            yield text
        case Image() | Rule():
            return
        case _:
            assert_never(block)


def with_question_titles(issue: Issue, words: ThemeWords, language: str) -> Issue:
    """Return the issue with a title over questions that have none, which counts them.

    Args:
        issue: The content.
        words: The theme's, with ``{count}`` in them.
        language: That of the mail, for the number in words.
    """
    from newsletter.locale.speech import spelled

    def titled(at: int, block: Block) -> Block:
        if not isinstance(block, Questions) or block.title:
            return block
        is_first = all(isinstance(before, Image) for before in issue.blocks[:at])
        title = words.over_questions(len(block.items), is_first=is_first)
        count = spelled(len(block.items), language)
        filled = title.replace("{count}", count)
        return replace(block, title=filled[:1].upper() + filled[1:])

    return replace(issue, blocks=tuple(titled(at, block) for at, block in enumerate(issue.blocks)))
