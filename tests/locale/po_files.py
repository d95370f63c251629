"""What the gettext files should hold: every sentence of the code, and of the pages, in their order."""

import io
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import newsletter.locale
import newsletter.web
from newsletter.locale.catalogue import SOURCE, languages
from newsletter.locale.sentences import Plural, subjects

LOCALE = Path(newsletter.locale.__file__).parent
WEB = Path(newsletter.web.__file__).parent
TRANSLATED = [language for language in languages() if language != SOURCE]
SUBJECTS = ["pages", *subjects()]
FILES = [(language, subject) for language in TRANSLATED for subject in SUBJECTS]
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def path_of(language: str, subject: str) -> Path:
    return LOCALE / language / f"{subject}.po"


def catalogue(language: str, subject: str) -> Catalog:
    """The translations that are there, as Babel reads them."""
    path = path_of(language, subject)
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale=language)


def as_it_should_be(language: str, subject: str) -> str:
    """The file with every sentence, those that are translated with their translation."""
    there, wanted = catalogue(language, subject), Catalog(locale=language)
    for identity, place in _extracted(subject):
        kept = there.get(identity[0] if isinstance(identity, tuple) else identity)
        same = kept is not None and kept.id == identity
        where = {"locations": [(place, None)]} if subject == "pages" else {"auto_comments": [place]}
        wanted.add(identity, kept.string if same else None, **where)
    body = io.BytesIO()
    write_po(body, wanted, width=0, omit_header=True, include_lineno=False)
    return _HEADER.format(language=language) + body.getvalue().decode().strip() + "\n"


def _extracted(subject: str) -> Iterable[tuple[str | tuple[str, str], str]]:
    if subject == "pages":
        found = extract_from_dir(
            str(WEB),
            [("pages/**.html", "jinja2")],
            {"pages/**.html": {"trimmed": "true"}},
            keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
        )
        return [(message, path) for path, _, message, _, _ in found]
    return [
        (sentence[:2] if isinstance(sentence, Plural) else sentence, code)
        for code, sentence in subjects()[subject].items()
    ]
