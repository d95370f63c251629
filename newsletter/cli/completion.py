"""What the shell offers at the Tab key in addition to commands and options.

It is read from the names of files alone: no settings, and no database. A name that is more
than a word to a shell is not offered, because zsh evaluates what it gets.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import typer

_WORD: Final = re.compile(r"[\w.-]+", re.ASCII)


def issue_numbers(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the numbers of the issues, each with the words of its file's name."""
    from newsletter.app import numbered

    for path in numbered.paths(_folder(context) / "issues"):
        number = str(numbered.number_of(path))
        if number.startswith(incomplete) and _WORD.fullmatch(path.name):
            yield number, path.stem.partition("-")[2].replace("-", " ")


def article_names(context: typer.Context, incomplete: str) -> Iterator[str]:
    """Offer the names of the files in ``issues/articles``."""
    from newsletter.app.articles import Articles

    for path in Articles(_folder(context)).paths():
        if path.name.startswith(incomplete) and _WORD.fullmatch(path.name):
            yield path.name


def _folder(context: typer.Context) -> Path:
    """Return the publication's folder. The root command has been parsed, but has not run."""
    folder = Path(context.find_root().params["folder"])
    try:
        return folder.expanduser()  # the shell hands over what was typed
    except RuntimeError:  # there is no such user
        return folder
