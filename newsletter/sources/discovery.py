"""Discovery of sources, and the limits and titles that they share."""

import pkgutil
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType, ModuleType
from typing import Protocol, cast

from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.model.corrections import Correction
from newsletter.sources.parsing.links import NO_BASE, LinkBase

# what articles whose title has no letters for a file name, and pages without one, are called
_NAMELESS = re.compile(r"(?:article|artikel)(?: \d+)?", re.IGNORECASE)


class Source(Protocol):
    """A module that reads one format. It imports heavy libraries in ``read``."""

    ENDINGS: tuple[str, ...]

    @staticmethod
    def read(
        text: str,
        name: str,
        *,
        links: LinkBase = NO_BASE,
        corrections: Sequence[Correction] = (),
    ) -> Article:
        """Read an article from a text.

        ``name`` is the file's name, for messages and as a last resort for the title.
        ``links`` holds the base of relative links, and which of their parameters to keep.
        ``corrections`` assign lines their places; those that do not fit are listed in the article.

        Joined in order, the article's lines equal ``text`` exactly.

        Raises:
            ArticleError: The text cannot be read.
        """
        ...


class ByteSource(Protocol):
    """A source that reads the file's bytes, as declared by ``READS_BYTES``."""

    ENDINGS: tuple[str, ...]
    READS_BYTES: bool

    @staticmethod
    def read(
        data: bytes,
        name: str,
        *,
        links: LinkBase = NO_BASE,
        corrections: Sequence[Correction] = (),
    ) -> Article:
        """Read an article, as for Source, with the lines of a generated text.

        Raises:
            ArticleError: The file cannot be read.
        """
        ...


@cache
def sources() -> Mapping[str, Source]:
    """Return the text sources by file ending, in lower case with the dot."""
    found = [cast("Source", module) for module in _modules() if not _reads_bytes(module)]
    return MappingProxyType({ending: source for source in found for ending in source.ENDINGS})


@cache
def byte_sources() -> Mapping[str, ByteSource]:
    """Return the sources that read bytes by file ending, in lower case with the dot."""
    found = [cast("ByteSource", module) for module in _modules() if _reads_bytes(module)]
    return MappingProxyType({ending: source for source in found for ending in source.ENDINGS})


@cache
def _modules() -> tuple[ModuleType, ...]:
    package = __name__.rpartition(".")[0]
    names = sorted(info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = (import_module(f"{package}.{name}") for name in names)
    return tuple(module for module in modules if hasattr(module, "ENDINGS"))


def _reads_bytes(module: ModuleType) -> bool:
    return getattr(module, "READS_BYTES", False)


LARGEST_BYTES = 2_000_000  # a long novel has one million
MOST_LINES = 20_000
MOST_PARAGRAPHS = 10_000
LONGEST_PARAGRAPH = 25_000  # characters, some 4,000 words; a letter's paragraph has 30,000 at most
MOST_TAGS = 40_000  # opening and closing; a long saved page has ten thousand
MOST_MARKDOWN_CHARACTERS = 100_000  # some 16,000 words
MOST_MARKDOWN_LINES = 5_000
MOST_BRACKETS = 5_000  # of links in Markdown


def refuse_more(count: int, limit: int, code: str, name: str) -> None:
    """Raise ArticleError with this code if the count exceeds the limit."""
    if count > limit:
        raise ArticleError(code, name, count=count, limit=limit)


def title_of_file(name: str) -> str | None:
    """Return a file's name as a title: ``nee-zeggen.txt`` becomes "Nee zeggen".

    ``None`` if the name is the one that a file without a title is given.
    """
    words = re.sub(r"[\s_-]+", " ", PurePath(name).stem).strip()
    if _NAMELESS.fullmatch(words):
        return None
    return words[:1].upper() + words[1:] or name
