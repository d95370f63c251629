"""Source for plain text: lines are classified by their form and a few known phrases."""

from collections.abc import Sequence

from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.model.corrections import Correction
from newsletter.sources.discovery import (
    LONGEST_PARAGRAPH,
    MOST_LINES,
    MOST_PARAGRAPHS,
    refuse_more,
    title_of_file,
)
from newsletter.sources.parsing.line_shortcodes import without_shortcodes
from newsletter.sources.parsing.links import NO_BASE, LinkBase
from newsletter.sources.structure.assembly import article_of
from newsletter.sources.structure.lines import is_blank, is_spaced, pieces_of, split_lines
from newsletter.sources.structure.marked_headings import with_marked_headings
from newsletter.sources.structure.pieces import Hints

ENDINGS = (".txt", ".text")


def read(
    text: str,
    name: str,
    *,
    links: LinkBase = NO_BASE,
    corrections: Sequence[Correction] = (),
) -> Article:
    """Read an article from plain text."""
    del links  # plain text has no links
    lines = split_lines(text)
    refuse_more(len(lines), MOST_LINES, "too-many-lines", name)
    refuse_more(
        sum(not is_blank(line) for line in lines), MOST_PARAGRAPHS, "too-many-paragraphs", name
    )
    longest = max(map(len, lines))
    refuse_more(longest, LONGEST_PARAGRAPH, "article-line-too-long", name)
    kept, left_out = without_shortcodes(lines)
    pieces = with_marked_headings(pieces_of(kept))
    if not pieces:
        raise ArticleError("only-marks", name)
    return article_of(
        lines,
        pieces,
        Hints(fallback_title=title_of_file(name)),
        left_out=left_out,
        spaced=is_spaced(pieces),
        corrections=corrections,
    )
