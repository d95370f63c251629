"""Reads a CSV file of people into rows to import and rows to reject.

Bytes come in. ``ImportRow`` and ``RejectedRow`` go out, one at a time, so that a
million rows need no more memory than ten. What happens to them is decided
elsewhere.
"""

from newsletter.audience.importing.file import PeopleFile, first_rows, open_people
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.rows import ImportRow, RejectedRow

__all__ = ["ImportRow", "Overrides", "PeopleFile", "RejectedRow", "first_rows", "open_people"]
