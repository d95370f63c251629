"""Portions for issues: one section each, unless it is too short or too long."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from newsletter.editorial.words import count
from newsletter.model.article import Article, LinePlace, Quote, Section
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
from newsletter.text.folding import fold_spaces

_FIRST = re.compile(r"[^\w\s]*\s*(?:[^\W\d_]+\s)?#?0?1(?:[.):]|\s?[—–-]\s)\s*\S")
# words: portions below SHORT are joined and sections above LONG are split, into parts of at
# least LEAST words and about GOOD
SHORT, LEAST, GOOD, LONG = 80, 120, 400, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class PortionPart:
    """A whole section, or part of a long one, as used in an issue.

    Attributes:
        key: The section's slug, followed by ``/2`` for its second part.
        quotes: Those that close it; a quote in the middle is in ``blocks``.
        is_continued: Whether its heading already appears above an earlier part.
    """

    key: str
    heading: str | None
    blocks: tuple[Block, ...] = ()
    quotes: tuple[Quote, ...] = ()
    prompts: tuple[str, ...] = ()
    see_also: tuple[CrossLink, ...] = ()
    is_continued: bool = False

    @property
    def words(self) -> int:
        """The number of words of running text, without quotes and prompts."""
        return sum(map(words_in, (*self.blocks, *self.see_also)))

    @property
    def is_untitled(self) -> bool:
        """Whether it has no heading of its own."""
        return self.heading is None


Portion: TypeAlias = tuple[PortionPart, ...]


def portions(article: Article) -> tuple[Portion, ...]:
    """Divide an article into portions of one issue each, in order."""
    parts = [part for section in article.sections for part in _split(whole(section, article))]
    return _joined([_with_title(parts, at) for at, part in enumerate(parts) if _has_words(part)])


def _has_words(part: PortionPart) -> bool:
    return bool(part.words or part.quotes or part.prompts)


def _with_title(parts: Sequence[PortionPart], at: int) -> Portion:
    """Return a part, below the title of the series that begins with it if it has one."""
    part, above = parts[at], parts[at - 1] if at else None
    titled = above is not None and above.heading is not None and not _has_words(above)
    first = part.heading is not None and _FIRST.match(part.heading) is not None
    return (above, part) if titled and first and above is not None else (part,)


def has_both(portion: Portion) -> bool:
    """Return whether a portion has both a quote and a prompt, as a full issue does."""
    return any(part.quotes for part in portion) and any(part.prompts for part in portion)


def words_in(block: Block) -> int:
    """Count the words of running text in a block, including a link's lead-in."""
    if isinstance(block, PullQuote):
        return 0
    return sum(map(count, texts_in(block)))


def texts_in(block: Block) -> tuple[str, ...]:
    """Return the running text of a block, and the words of any quote in it."""
    match block:
        case Paragraph(text=text):
            return (plain(text),)
        case Subheading(text=words) | PullQuote(text=words):
            return (words,)
        case BulletList(items=items):
            return tuple(plain(item.text) for item in items)
        case CrossLink(lead_in=text):
            return (plain(text),) if text else ()
        case Prompt() | Button() | Questions() | PostScript() | Image() | Rule():
            return ()
        case _:
            assert_never(block)


def _joined(parts: Sequence[Portion]) -> tuple[Portion, ...]:
    """Return a portion for each; short and untitled ones join a neighbour."""
    found: list[Portion] = []
    waiting: Portion = ()  # to be joined with the next part
    for at, part in enumerate(parts):
        portion = (*waiting, *part)
        waiting = ()
        before = found[-1] if found and may_join(found[-1], portion) else None
        after = parts[at + 1] if at + 1 < len(parts) and may_join(portion, parts[at + 1]) else None
        if not _wants_company(portion) or (before is None and after is None):
            found.append(portion)
        elif after is not None and (before is None or words_of(after) < words_of(before)):
            waiting = portion
        else:
            found[-1] = (*found[-1], *portion)
    return tuple(found)


def _wants_company(portion: Portion) -> bool:
    return words_of(portion) < SHORT or all(part.is_untitled for part in portion)


def may_join(one: Portion, other: Portion) -> bool:
    """Return whether neighbours may share an issue: at most one prompt, not too long.

    Portions that are long enough on their own are joined only up to the target length.
    """
    if both_ask(one, other):
        return False
    sizes = words_of(one), words_of(other)
    return sum(sizes) <= (LONG if min(sizes) < SHORT else GOOD)


def both_ask(one: Portion, other: Portion) -> bool:
    """Return whether both have a prompt; an issue has room for only one."""
    return any(part.prompts for part in one) and any(part.prompts for part in other)


def words_of(portion: Portion) -> int:
    """Return the number of words of running text in a portion."""
    return sum(part.words for part in portion)


def whole(section: Section, article: Article) -> PortionPart:
    """Return a section as one part.

    Its last quote closes it, unless words lead in to it; others stay in place.
    """
    leads = {link.lead_in for link in section.see_also if link.lead_in}
    blocks = list(section.blocks)
    closing = [one for one in section.quotes[-1:] if not _is_led_in(one, article)]
    for quote in reversed(section.quotes[: len(section.quotes) - len(closing)]):
        at = _place_of(quote, section, article)
        while 0 < at < len(blocks) and _leads_in(blocks[at - 1]) and not _is_led_in(quote, article):
            at += 1
        blocks.insert(at, PullQuote(fold_spaces(quote.text), quote.by))
    # a lead-in moves with its link, which closes the issue
    blocks = [one for one in blocks if not (isinstance(one, Paragraph) and one.text in leads)]
    return PortionPart(
        key=section.slug,
        heading=section.heading,
        blocks=tuple(blocks),
        quotes=tuple(closing),
        prompts=section.prompts,
        see_also=section.see_also,
    )


def _is_led_in(quote: Quote, article: Article) -> bool:
    """Return whether the text above a quote, and above the quotes it follows, ends in a colon."""
    above = (
        one
        for one in reversed(article.lines[: quote.line - 1])
        if one.text.strip("> \t\r\n") and one.place is not LinePlace.QUOTE
    )
    line = next(above, None)
    is_text = line is not None and line.place is LinePlace.TEXT
    return is_text and line is not None and line.text.rstrip("*_ \t\r\n").endswith(":")


def _place_of(quote: Quote, section: Section, article: Article) -> int:
    """Return the number of blocks before a quote, judged by the words before its line."""
    before = sum(
        count(line.text)
        for line in article.lines
        if section.line < line.number < quote.line and line.place is LinePlace.TEXT
    )
    read = 0
    for at, block in enumerate(section.blocks):
        if read >= before:
            return at
        read += words_in(block)
    return len(section.blocks)


def _split(part: PortionPart) -> list[PortionPart]:
    """Split a part of over 600 words into parts of similar length, between blocks.

    The quote, the links and the prompt close the last one.
    """
    if part.words <= LONG:
        return [part]
    cuts = even_cuts(part)
    if not cuts:
        return [part]
    return cut(part, {start: f"{part.key}/{at}" for at, start in enumerate([0, *cuts], start=1)})


def even_cuts(part: PortionPart) -> list[int]:
    """Return the blocks before which a section is split; empty if it is not too long."""
    return _cuts(part.blocks, -(-part.words // GOOD)) if part.words > LONG else []


def cut(part: PortionPart, keys: Mapping[int, str]) -> list[PortionPart]:
    """Cut a whole section.

    Args:
        part: The section; its quote, links and prompt close the last part.
        keys: The key of each part by the block that it begins with, 0 first.
    """
    starts = list(keys)
    parts = [
        _run(part, keys[start], part.blocks[start:end], is_first=start == 0)
        for start, end in zip(starts, [*starts[1:], len(part.blocks)], strict=True)
    ]
    last = replace(parts[-1], quotes=part.quotes, prompts=part.prompts, see_also=part.see_also)
    return [*parts[:-1], last]


def _run(part: PortionPart, key: str, run: tuple[Block, ...], *, is_first: bool) -> PortionPart:
    """Return one part of a split section; a leading subheading becomes its heading."""
    if not is_first and isinstance(run[0], Subheading):
        return PortionPart(key=key, heading=run[0].text, blocks=run[1:])
    return PortionPart(key=key, heading=part.heading, blocks=run, is_continued=not is_first)


def may_cut(part: PortionPart, at: int) -> bool:
    """Return whether a section may be cut before a block, to which no words lead in."""
    return 0 < at < len(part.blocks) and not _leads_in(part.blocks[at - 1])


def _cuts(blocks: Sequence[Block], number: int) -> list[int]:
    """Return the allowed cuts nearest to ``number`` even runs.

    No run is shorter than the minimum for an issue, so there may be fewer cuts.
    """
    sizes = [words_in(block) for block in blocks]
    before = [sum(sizes[:at]) for at in range(len(blocks) + 1)]
    cuts = [0]
    for step in range(1, number):
        allowed = [
            at
            for at in range(cuts[-1] + 1, len(blocks))
            if not _leads_in(blocks[at - 1])
            and before[at] - before[cuts[-1]] >= LEAST
            and before[-1] - before[at] >= LEAST
        ]
        off = {at: abs(before[at] - before[-1] * step / number) for at in allowed}
        for at in allowed:
            if isinstance(blocks[at], Subheading):
                off[at] -= 60  # words: a bonus for cutting at a subheading
        if allowed:
            cuts.append(min(allowed, key=off.__getitem__))
    return cuts[1:]


def _leads_in(block: Block) -> bool:
    """Return whether the next block belongs to it, as after a colon or a heading."""
    match block:
        case Subheading():
            return True
        case Paragraph(text=text):
            return plain(text).rstrip().endswith(":")
        case BulletList(items=items):
            return bool(items) and plain(items[-1].text).rstrip().endswith(":")
        case _:
            return False
