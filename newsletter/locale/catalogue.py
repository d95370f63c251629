"""The translations of each language, from gettext files next to this module.

The ``.po`` files are read directly, without a compiled form that could be out of date,
and by our own reader, because importing Babel would take longer than most commands
run. A test compares this reader with Babel's.
"""

import gettext
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

SOURCE: Final = "en"  # the msgids are English
_HERE: Final = Path(__file__).parent


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that every sentence exists in."""
    return (*sorted({path.parent.name for path in _HERE.glob("*/*.po")}), SOURCE)


def choose(publication: str, *wishes: str | None) -> str:
    """Return the first supported wish, else the publication's language, else English.

    Args:
        publication: The publication's language.
        wishes: Language tags such as ``nl-BE``, the strongest first.
    """
    known = languages()
    for wish in (*wishes, publication):
        if wish and (short := wish[:2].lower()) in known:
            return short
    return SOURCE


@cache
def translations(language: str, subject: str) -> gettext.NullTranslations:
    """Return the gettext translations of a subject, such as ``pages``."""
    file = _HERE / language / f"{subject}.po"
    if language == SOURCE or not file.is_file():
        return gettext.NullTranslations()
    return Translations(file.read_text("utf-8"))


class Translations(gettext.NullTranslations):
    """The translations of one ``.po`` file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms = dict(_entries(text))
        (header,) = self.forms.pop("", ("",))
        rule = next(
            line.partition("plural=")[2].rstrip("; ")
            for line in header.splitlines()
            if line.lower().startswith("plural-forms:")
        )
        self._form_for = gettext.c2py(rule)

    def gettext(self, message: str) -> str:
        """Return the translation of ``message``, or ``message`` itself if there is none."""
        return self.forms.get(message, ("",))[0] or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for ``n`` things, in English if there is no translation."""
        forms = self.forms.get(msgid1)
        return forms[self._form_for(n)] if forms else super().ngettext(msgid1, msgid2, n)


def _entries(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the messages of a ``.po`` file, without obsolete entries."""
    msgid, forms, keyword = "", list[str](), ""
    for line in text.splitlines():
        word, quote, rest = line.partition('"')
        if not quote or line.startswith("#"):
            continue
        if word.startswith("msgid ") and forms:
            yield msgid, tuple(forms)
            msgid, forms = "", []
        keyword = word.strip() or keyword
        part: str = json.loads(quote + rest)  # gettext's escapes are among those of JSON
        if keyword == "msgid":
            msgid += part
        elif keyword.startswith("msgstr"):  # msgstr, msgstr[0], msgstr[1] …
            if word.strip():
                forms.append("")
            forms[-1] += part
    if forms:
        yield msgid, tuple(forms)
