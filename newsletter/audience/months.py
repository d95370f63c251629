"""Months as people count them: a month after 31 January is the last day of February."""

from calendar import monthrange
from datetime import datetime


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and hour some months later, or that month's last day.

    Raises:
        ValueError: Fewer than one month or more than a year.
    """
    if not 1 <= months <= 12:
        raise ValueError(f"a pause is of one to twelve months, not {months}")
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
