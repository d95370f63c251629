"""The words of the pages in each language, from Babel catalogues; English stands in the pages."""

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Final

_LOCALE: Final = Path(__file__).parent / "locale"
_NATIVE: Final = "en"


def spoken() -> tuple[str, ...]:
    """The languages that the pages speak."""
    return (*sorted(path.name for path in _LOCALE.iterdir() if path.is_dir()), _NATIVE)


def choose(publication: str, *wishes: str | None) -> str:
    """The first wish that the pages speak, else the publication's language, else English."""
    languages = spoken()
    for wish in (*wishes, publication):
        if wish and (short := wish[:2].lower()) in languages:
            return short
    return _NATIVE


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of one language, compiled in memory: no binary file lies in the repository."""
    if language == _NATIVE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (_LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as words:
        catalogue = read_po(words, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
