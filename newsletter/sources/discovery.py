"""Which sources there are: the modules of this folder that name their file endings."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from newsletter.model.article import Article


class Source(Protocol):
    """A module that reads articles of one format; heavy libraries are imported in ``read``."""

    ENDINGS: tuple[str, ...]

    @staticmethod
    def read(text: str, name: str) -> Article:
        """Read an article; ``name`` is its file's name, for messages and as a last title.

        Joined in order, the article's lines are ``text``, character for character.

        Raises:
            ArticleError: If nothing can be read from it.
        """
        ...


@cache
def sources() -> Mapping[str, Source]:
    """The sources by file ending, in lower case with the dot."""
    package = __name__.rpartition(".")[0]
    names = sorted(info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = (import_module(f"{package}.{name}") for name in names)
    found = [cast("Source", module) for module in modules if hasattr(module, "ENDINGS")]
    return MappingProxyType({ending: source for source in found for ending in source.ENDINGS})
