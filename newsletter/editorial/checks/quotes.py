"""Quotes stand in their article word for word."""

from collections.abc import Iterator

from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.naming import line_of, name_block, said
from newsletter.editorial.checks.wording import say
from newsletter.model.article import Article
from newsletter.model.blocks import PullQuote


def check_quotes(inputs: Inspected) -> tuple[Finding, ...]:
    """What is quoted without a name is the article's own, to the letter."""
    issue, article = inputs.issue, inputs.article
    quotes = [
        (number, block.text)
        for number, block in enumerate(issue.blocks)
        if isinstance(block, PullQuote) and block.by is None
    ]
    if not quotes or issue.article is None:
        return ()
    if article is None:
        return (say("article-missing", inputs.language, article=issue.article),)
    texts = [_in_one_line(text) for text in _texts(article)]
    return tuple(
        say(
            "quote-not-verbatim",
            inputs.language,
            block=name_block(inputs, number),
            line=line_of(inputs, number),
            article=issue.article,
        )
        for number, quote in quotes
        if not any(_in_one_line(quote) in text for text in texts)
    )


def _texts(article: Article) -> Iterator[str]:
    """The article as it was written, and its words where the source has marks between them."""
    yield article.source
    yield article.intro or ""
    for section in article.sections:
        yield from (quote.text for quote in section.quotes)
        yield " ".join(said(block) for block in section.blocks)
        yield from section.prompts
    for entry in article.faq:
        yield entry.answer


def _in_one_line(text: str) -> str:
    """The words with one space between: where a line ends in the source is no matter."""
    return " ".join(text.split())
