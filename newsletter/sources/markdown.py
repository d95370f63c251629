"""Source for Markdown: CommonMark with optional front matter."""

from collections.abc import Sequence
from dataclasses import replace

from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.model.corrections import Correction
from newsletter.sources.discovery import (
    MOST_BRACKETS,
    MOST_MARKDOWN_CHARACTERS,
    MOST_MARKDOWN_LINES,
    refuse_more,
    title_of_file,
)
from newsletter.sources.parsing.links import NO_BASE, LinkBase
from newsletter.sources.structure.assembly import article_of
from newsletter.sources.structure.lines import is_spaced, split_lines
from newsletter.sources.structure.pieces import Hints, Piece
from newsletter.text.folding import are_alike

ENDINGS = (".md", ".markdown")


def read(
    text: str,
    name: str,
    *,
    links: LinkBase = NO_BASE,
    corrections: Sequence[Correction] = (),
) -> Article:
    """Read an article from Markdown.

    Raises:
        ArticleError: The front matter is malformed, there is no text, or a limit
            is exceeded.
    """
    from newsletter.sources.parsing.classify import pieces_of
    from newsletter.sources.parsing.hints import hints_of, read_front_matter
    from newsletter.sources.parsing.markdown_blocks import read_blocks

    lines = split_lines(text)
    _refuse_endless(text, lines, name)
    matter = read_front_matter(lines, name)
    blocks, left_out = read_blocks(lines, matter.lines, name, links)
    pieces = pieces_of(blocks)
    if not pieces:
        raise ArticleError("only-marks", name)
    hints = hints_of(matter.values, title_of_file(name))
    return article_of(
        lines,
        pieces,
        _with_both_titles(hints, pieces),
        left_out=left_out,
        spaced=is_spaced(pieces),
        corrections=corrections,
    )


def _refuse_endless(text: str, lines: Sequence[str], name: str) -> None:
    """Reject text that would take the parser more than a second."""
    refuse_more(len(text), MOST_MARKDOWN_CHARACTERS, "too-many-characters", name)
    refuse_more(len(lines), MOST_MARKDOWN_LINES, "too-many-lines", name)
    refuse_more(text.count("["), MOST_BRACKETS, "too-many-square-brackets", name)
    refuse_more(text.count("<"), MOST_BRACKETS, "too-many-angle-brackets", name)


def _with_both_titles(hints: Hints, pieces: tuple[Piece, ...]) -> Hints:
    """Use a longer first heading as title, the front matter's as short title."""
    first = next(
        (piece.words for piece in pieces if piece.is_sure_heading and piece.level == 1), ""
    )
    if hints.title is None or are_alike(first, hints.title) or len(first) <= len(hints.title):
        return hints
    return replace(hints, title=first, short_title=hints.short_title or hints.title)
