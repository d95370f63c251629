"""The one address in a cell that holds more: ``Anna Vos (anna@…)``, ``anna@… (werk)``, ``1. anna@…``."""

import re
from typing import Final

from newsletter.audience.importing.columns import plain_name, word_set
from newsletter.audience.importing.free_text import Tone, speaks_of_leaving
from newsletter.audience.names import first_of
from newsletter.message import Message

_LINK: Final = re.compile(r"#?(?:mailto|smtp):([^\s#\"'()<>]+)#?", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]{},;:|\"“”‘’`„=]{1,64}@[\w.-]{1,253}")
_BEFORE_AN_ADDRESS: Final = "'*•·"
_GOOGLE: Final = " ::: "  # between the addresses of one person in an export of Google Contacts
_NUMBERING: Final = re.compile(r"\s*\d{1,4}[.)]\s")
_STRUCK_OUT: Final = re.compile(r"//|--")  # struck out
_NO_NAME: Final = re.compile(r"[\d;|\t]")
_WORD: Final = re.compile(r"[^\W_]+")
_LABELS: Final = word_set(
    "e mail email mailadres emailadres adres address to aan an bcc cc werk work zakelijk business prive"
    " private privat persoonlijk personal thuis home main primary hyperlink br"
)
_AND: Final = word_set("en and und et of or oder ou")
_SIGNS: Final = " \t.,;:()[]{}<>|\"'“”‘’`„-–—•·*=/&+"
_OPENING: Final = ("(", "[", "<")
_LONGEST: Final = 200  # letters of a cell
_MOST_WORDS: Final = 5  # of a name


def address_among_words(text: str) -> tuple[str, str] | Message | None:
    """Return the address with the name next to it, why the row is refused, or ``None`` if unclear."""
    if "@" not in text or len(text) > _LONGEST:
        return None
    first, *others = text.split(_GOOGLE)
    plain = _LINK.sub(r" \1 ", first if others else text)
    found = {
        one.strip(_BEFORE_AN_ADDRESS).rstrip(".").casefold(): one for one in _ADDRESS.findall(plain)
    }
    if len(found) > 1:
        return Message("row-several-addresses", cell=text)
    if not found:
        return None
    (written,) = found.values()
    address = written.strip(_BEFORE_AN_ADDRESS).rstrip(".")
    if not address[0].isalnum():
        return None
    before, _, after = plain.replace(written, "\0").partition("\0")
    around = (_NUMBERING.sub(" ", before, count=1), after.replace("\0", " "))
    is_set_apart = before.rstrip().endswith(_OPENING)  # as in "Anna Vos (info@…)"
    return _with_name(address, *around, is_set_apart=is_set_apart)


def several_addresses(text: str) -> list[str]:
    """Return the addresses of a text that has more than one and nothing else but "and" and signs."""
    found = _ADDRESS.findall(text) if text.count("@") > 1 and len(text) <= _LONGEST else []
    rest = _ADDRESS.sub(" ", text)
    if len(found) < 2 or not _is_clear(rest) or not _AND.issuperset(_WORD.findall(rest)):
        return []
    return [one.strip(_BEFORE_AN_ADDRESS).rstrip(".") for one in found]


def _with_name(
    address: str, before: str, after: str, *, is_set_apart: bool
) -> tuple[str, str] | Message | None:
    """Return an address with the name before or after it, if the text is nothing else."""
    sides = [side for side in (before, after) if not _is_label(side)]
    if not _is_clear(f"{before} {after}") or len(sides) > 1:
        return None
    if not sides:
        return address, ""
    name = sides[0].strip(_SIGNS)
    if speaks_of_leaving(name, Tone.UNNAMED):
        return Message("row-remark-speaks", remark=name)
    return (address, name) if _is_name(name, address, is_set_apart=is_set_apart) else None


def _is_clear(text: str) -> bool:
    """Return whether a text has letters and punctuation alone; another sign may strike out or doubt."""
    return not _STRUCK_OUT.search(text) and all(
        sign.isalnum() or sign.isspace() or sign in _SIGNS for sign in text
    )


def _is_label(text: str) -> bool:
    return _LABELS.issuperset(map(plain_name, _WORD.findall(text)))


def _is_name(name: str, address: str, *, is_set_apart: bool) -> bool:
    """Return whether a text is a name: one that is in the address, or before one in brackets.

    Any other words with capitals may be a remark: "Verhuisd Naar anna@…".
    """
    words, first = _WORD.findall(name), first_of(name)
    if not first or len(words) > _MOST_WORDS or _NO_NAME.search(name):
        return False
    is_in_address = plain_name(first) in plain_name(address.rpartition("@")[0])
    has_capitals = words[0][0].isupper() and words[-1][0].isupper()
    return is_in_address or (is_set_apart and len(words) > 1 and has_capitals)
