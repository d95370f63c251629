"""Articles for tests, read from a few lines."""

from newsletter import sources
from newsletter.model.article import Article, LinePlace
from newsletter.model.blocks import BulletList, Paragraph, Subheading, plain

LONG = "Dit is een alinea zoals die in een stuk staat, met een komma, een bijzin en een punt aan het eind."


def text_article(*lines: str) -> Article:
    """Lines of plain text, read."""
    return read("\n".join(lines), "stuk.txt")


def markdown_article(*lines: str) -> Article:
    """Lines of Markdown, read."""
    return read("\n".join(lines), "stuk.md")


def html_article(*lines: str) -> Article:
    """Lines of HTML, read."""
    return read("\n".join(lines), "stuk.html")


def read(text: str, name: str) -> Article:
    article = sources.read(name, text.encode())
    assert article.source == text
    return article


def headings(article: Article) -> list[str | None]:
    return [section.heading for section in article.sections]


def subheadings(article: Article) -> list[str]:
    return [
        block.text
        for section in article.sections
        for block in section.blocks
        if isinstance(block, Subheading)
    ]


def paragraphs(article: Article) -> list[str]:
    return [
        plain(block.text)
        for section in article.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]


def lists(article: Article) -> list[list[str]]:
    return [
        [plain(item.text) for item in block.items]
        for section in article.sections
        for block in section.blocks
        if isinstance(block, BulletList)
    ]


def quotes(article: Article) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.by) for section in article.sections for quote in section.quotes]


def prompts(article: Article) -> list[str]:
    return [prompt for section in article.sections for prompt in section.prompts]


def places(article: Article) -> list[LinePlace]:
    """The place of each line that is not blank."""
    return [line.place for line in article.lines if line.place is not LinePlace.BLANK]


def place_of(article: Article, words: str) -> LinePlace:
    """The place of the first line with these words."""
    return next(line.place for line in article.lines if words in line.text)
