"""The visible text of a cell, and the address in it."""

import re
from typing import Final

from newsletter.audience.addresses import everyday, parse
from newsletter.audience.formulas import as_meant
from newsletter.audience.importing.free_text import Tone, speaks_of_leaving
from newsletter.audience.importing.remarks import address_among_words
from newsletter.audience.importing.values import looks_like_address
from newsletter.errors import BadAddress
from newsletter.message import Message
from newsletter.model.address import EmailAddress

# "Anna <anna@…>", 'anna@…, mailto:anna@…, and invisible spaces: all common in spreadsheets
_ANGLED: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_UNSEEN: Final = dict.fromkeys((0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")


def seen(field: str) -> str:
    """Return the visible text of a cell."""
    return (field if field.isascii() else field.translate(_UNSEEN)).strip()


def shown(field: str) -> str:
    """Return the visible text of a cell, without what made a formula of it harmless."""
    return seen(as_meant(field)) if field else field


def _bare(text: str) -> str:
    """Return an address without what spreadsheets and links put around it."""
    bare = text.strip(" =\"',;")  # ="anna@…" and 'anna@… of Excel
    if bare[:7].casefold() == "mailto:":
        bare = bare[7:].partition("?")[0]
    return bare.strip()


def address_in(written: str, *, unicode_local: bool = False) -> tuple[EmailAddress, str] | Message:
    """Return the address with the name next to it, or why there is none."""
    text = seen(written)
    if not text:
        return Message("row-without-address")
    if (address := everyday(text)) is not None:
        return address, ""
    angled = _ANGLED.fullmatch(text) if "<" in text else None
    name = angled["name"].strip(' "') if angled else ""
    bare = _bare(angled["address"] if angled else text)
    if name and speaks_of_leaving(name, Tone.NAME):
        return Message("row-remark-speaks", remark=name)
    try:
        return parse(bare, unicode_local=unicode_local), name
    except BadAddress as error:
        return _among_words(text, unicode_local=unicode_local) or error.message


def _among_words(text: str, *, unicode_local: bool) -> tuple[EmailAddress, str] | Message | None:
    found = address_among_words(text)
    if found is None or isinstance(found, Message):
        return found
    try:
        return parse(found[0], unicode_local=unicode_local), found[1]
    except BadAddress:
        return None


def holds_address(cell: str) -> bool:
    """Return whether a cell holds one address, also with a name or a label next to it."""
    return looks_like_address(cell) or ("@" in cell and not isinstance(address_in(cell), Message))
