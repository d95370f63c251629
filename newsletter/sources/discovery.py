"""Discovery of sources, and the limits and titles that they share."""

import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Protocol, cast

from newsletter.errors import ArticleError
from newsletter.model.article import Article


class Source(Protocol):
    """A module that reads articles of one format; heavy libraries are imported in ``read``."""

    ENDINGS: tuple[str, ...]

    @staticmethod
    def read(text: str, name: str) -> Article:
        """Read an article; ``name`` is its file's name, for messages and as a fallback title.

        Joined in order, the article's lines are ``text``, character for character.

        Raises:
            ArticleError: The text cannot be read.
        """
        ...


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources by file ending, in lower case with the dot."""
    package = __name__.rpartition(".")[0]
    names = sorted(info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = (import_module(f"{package}.{name}") for name in names)
    found = [cast("Source", module) for module in modules if hasattr(module, "ENDINGS")]
    return MappingProxyType({ending: source for source in found for ending in source.ENDINGS})


LARGEST_BYTES = 2_000_000  # a long novel has one million
MOST_LINES = 20_000
MOST_PARAGRAPHS = 10_000
LONGEST_PARAGRAPH = 100_000  # characters
MOST_TAGS = 40_000  # opening and closing; a long saved page has ten thousand
MOST_MARKDOWN_CHARACTERS = 100_000  # some 16,000 words
MOST_MARKDOWN_LINES = 5_000
MOST_BRACKETS = 5_000  # of links in Markdown


def refuse_more(count: int, limit: int, code: str, name: str) -> None:
    """Raise ArticleError with this code if the count exceeds the limit."""
    if count > limit:
        raise ArticleError(code, name, count=count, limit=limit)


def title_of_file(name: str) -> str:
    """Return a file's name as a title: ``nee-zeggen.txt`` becomes "Nee zeggen"."""
    words = re.sub(r"[\s_-]+", " ", PurePath(name).stem).strip()
    return words[:1].upper() + words[1:] or name
