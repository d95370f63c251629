"""Source for HTML: a saved web page, or the source of a post from a blog's editor."""

from collections.abc import Sequence

from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.model.corrections import Correction
from newsletter.sources.discovery import MOST_LINES, MOST_TAGS, refuse_more, title_of_file
from newsletter.sources.parsing.links import NO_BASE, LinkBase
from newsletter.sources.structure.assembly import article_of
from newsletter.sources.structure.lines import is_spaced, split_lines

ENDINGS = (".html", ".htm")


def read(
    text: str,
    name: str,
    *,
    links: LinkBase = NO_BASE,
    corrections: Sequence[Correction] = (),
) -> Article:
    """Read an article from HTML.

    Raises:
        ArticleError: There is no text, a limit is exceeded, or elements are
            nested too deeply.
    """
    from newsletter.sources.parsing.html_page import read_page

    lines = split_lines(text)
    refuse_more(len(lines), MOST_LINES, "too-many-lines", name)
    refuse_more(text.count("<"), MOST_TAGS, "too-many-tags", name)
    page = read_page(text, name, title_of_file(name), links=links)
    if not page.pieces:
        raise ArticleError("only-tags", name)
    return article_of(
        lines,
        page.pieces,
        page.hints,
        outside=page.outside,
        left_out=page.left_out,
        spaced=is_spaced(page.pieces),
        corrections=corrections,
    )
