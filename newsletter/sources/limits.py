"""How much an article may hold, so that any file is answered within a second."""

from newsletter.errors import ArticleError

LARGEST_BYTES = 2_000_000  # a long novel has one million
MOST_PARAGRAPHS = 10_000


def refuse_too_many(paragraphs: int, name: str) -> None:
    """Raise ArticleError when there are more paragraphs than any article has."""
    if paragraphs > MOST_PARAGRAPHS:
        raise ArticleError(
            f"has {paragraphs:,} lines or paragraphs, and an article has at most"
            f" {MOST_PARAGRAPHS:,}; is this the right file?",
            name,
        )
