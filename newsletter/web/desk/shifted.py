"""The effect of a change on the other letters, which the next page describes."""

from collections.abc import Mapping, Sequence

from newsletter.app import Newsletter
from newsletter.app.shifts import ShiftedIssues, ShiftWay
from newsletter.web.desk.door import Visit
from newsletter.web.desk.typed_numbers import whole_number

_MOST = 400  # letters in an address


def in_address(shifted: Mapping[ShiftWay, Sequence[int]]) -> dict[str, str]:
    """Return the parameters with which the next page describes the effect."""
    return {way.value: ".".join(map(str, numbers[:_MOST])) for way, numbers in shifted.items()}


def described(newsletter: Newsletter, visit: Visit) -> tuple[ShiftedIssues, ...]:
    """Return the effect that is in the address of a page."""
    asked = visit.request.query_params
    found = {way: _numbers(asked[way.value]) for way in ShiftWay if way.value in asked}
    return newsletter.desk.shifts.describe(found)


def _numbers(text: str) -> frozenset[int]:
    """Return the numbers of letters in an address. Anything else is ignored."""
    parts = text.split(".")[:_MOST]
    return frozenset(number for part in parts if (number := whole_number(part)) is not None)
