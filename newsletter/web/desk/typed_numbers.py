"""Whole numbers in addresses and forms, where anybody can type anything."""

from starlette.datastructures import FormData

from newsletter.errors import DeskError

_LONGEST_SHOWN = 40  # characters of what was typed instead


def whole_number(text: str, digits: int = 6) -> int | None:
    """Return a whole number; ``None`` for any other text.

    Args:
        text: As it was typed.
        digits: How many ASCII digits it may have. Nine fit every column of the database.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def number_in_form(form: FormData, name: str) -> int:
    """Return the whole number in a field of a form.

    Raises:
        DeskError: The field holds none, or one of more than six digits.
    """
    return number_typed(str(form.get(name, "")))


def number_typed(text: str, digits: int = 6) -> int:
    """Return the whole number that somebody typed.

    Raises:
        DeskError: It is none, or has more digits.
    """
    if (number := whole_number(text, digits)) is None:
        raise DeskError("number-unreadable", text=text[:_LONGEST_SHOWN])
    return number
