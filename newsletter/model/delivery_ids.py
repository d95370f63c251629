"""The id of each delivery, which is in the mail and in every report.

It is not secret: every reader has it in the mail. A keyed id ends in a tag that
proves its origin, so that no reader can forge another's.
"""

import re
from typing import NamedTuple


class DeliveryName(NamedTuple):
    """The parts of a delivery id.

    ``number`` is the subscriber's, or the notice's. ``tag`` is empty in a plain
    name; otherwise 16 characters of base32 that only the holder of the
    publication's secret can make for this key and number.
    """

    key: str
    number: int
    tag: str = ""


KEY_CHARACTERS = 12  # of a dispatch or a notice, drawn at random
_HIGHEST_NUMBER = 2**31 - 1  # what a column of PostgreSQL holds
LONGEST_DELIVERY_ID = KEY_CHARACTERS + len(f".{_HIGHEST_NUMBER}-") + 16
_DELIVERY_ID = re.compile(r"([a-z0-9-]{1,64})\.([0-9]{1,10})(?:-([a-z2-7]{16}))?", re.ASCII)


def delivery_id(key: str, number: int, tag: str = "") -> str:
    """Return the id of one delivery. It locates the row, so no index is needed."""
    return f"{key}.{number}-{tag}" if tag else f"{key}.{number}"


def read_delivery_id(text: str) -> DeliveryName | None:
    """Return the parts of a delivery id, or ``None`` if it is not one of ours.

    Case does not count, as hosts may change that of a local part.
    """
    found = _DELIVERY_ID.fullmatch(text.strip().lower())
    if found is None or int(found[2]) > _HIGHEST_NUMBER:
        return None
    return DeliveryName(found[1], int(found[2]), found[3] or "")
