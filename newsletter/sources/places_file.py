"""The file of corrections next to an article: ``NAME.places.toml``."""

import json
import re
import tomllib
from collections.abc import Iterator

from newsletter.errors import AuthorError
from newsletter.model.corrections import CorrectedPlace, Correction, Corrections
from newsletter.sources.structure.corrected import folded

_AT = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_HASH = re.compile(r"[0-9a-f]{64}")
_PLACES = {place.value: place for place in CorrectedPlace}


def read_corrections(text: str, name: str) -> Corrections:
    """Read a person's corrections of the lines of an article.

    ``article`` holds the SHA-256 of its bytes, and each ``[[line]]`` a ``number``, the
    line's ``text`` and its ``place``.

    Raises:
        AuthorError: It is not TOML, or a key, number, text or place is invalid,
            or two entries are for one line.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise AuthorError(
            "corrections-no-toml", name, line, reason=_AT.sub("", str(error))
        ) from error
    for key in table.keys() - {"article", "line"}:
        raise AuthorError("corrections-key-unknown", name, key=key)
    made_for, entries = table.get("article"), table.get("line", [])
    if not isinstance(made_for, str) or not _HASH.fullmatch(made_for):
        raise AuthorError("corrections-without-hash", name)
    if not isinstance(entries, list):
        raise AuthorError("corrections-no-entries", name)
    return Corrections(made_for, tuple(_entries(entries, name)))


def corrections_text(corrections: Corrections) -> str:
    """Return the corrections, by line, as a file for ``read_corrections``."""
    entries = (
        f"\n[[line]]\nnumber = {one.number}\ntext = {_quoted(one.text)}\nplace = {_quoted(one.place.value)}\n"
        for one in sorted(corrections.lines, key=lambda one: one.number)
    )
    return "".join((f"article = {_quoted(corrections.article)}\n", *entries))


def _quoted(text: str) -> str:
    # a basic string of TOML (toml.io, v1.0.0, "String") escapes as JSON does, and DEL as well
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _entries(entries: list[object], name: str) -> Iterator[Correction]:
    met: set[int] = set()
    for at, entry in enumerate(entries, 1):
        correction = _entry(entry, at, name)
        if correction.number in met:
            raise AuthorError("correction-twice", name, number=correction.number)
        met.add(correction.number)
        yield correction


def _entry(entry: object, at: int, name: str) -> Correction:
    match entry:
        case {
            "number": int() as number,
            "text": str() as text,
            "place": str() as place,
            **others,
        } if not others:
            if number < 1 or isinstance(number, bool):
                raise AuthorError("correction-number", name, number=number)
            if place not in _PLACES:
                known = ", ".join(_PLACES)
                raise AuthorError(
                    "correction-place-unknown", name, number=number, place=place, places=known
                )
            return Correction(number, folded(text), _PLACES[place])
        case _:
            raise AuthorError("correction-entry", name, entry=at)
