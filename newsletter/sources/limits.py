"""How much an article may hold, so that any file is answered within a second."""

from newsletter.errors import ArticleError

LARGEST_BYTES = 2_000_000  # a long novel has one million
MOST_LINES = 20_000
MOST_PARAGRAPHS = 10_000
LONGEST_PARAGRAPH = 100_000  # characters
MOST_TAGS = 40_000  # opening and closing; a long saved page has ten thousand
MOST_MARKDOWN_CHARACTERS = 100_000  # some 16,000 words
MOST_MARKDOWN_LINES = 5_000
MOST_BRACKETS = 5_000  # of links in Markdown


def refuse_more(count: int, limit: int, of_what: str, name: str) -> None:
    """Raise ArticleError when there is more of something than any article has."""
    if count > limit:
        raise ArticleError(
            f"has {count:,} {of_what}, and at most {limit:,} are read; is this the right file?",
            name,
        )
