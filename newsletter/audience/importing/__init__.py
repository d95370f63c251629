"""A CSV file of people becomes rows to take in and rows to refuse, each with its reason.

Bytes come in; ``Candidate`` and ``Refused`` go out, one at a time, so that a
million rows need no more memory than ten. What happens to them is decided
elsewhere.
"""

from newsletter.audience.importing.candidates import Candidate, Refused
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.rows import PeopleFile, open_people

__all__ = ["Candidate", "Overrides", "PeopleFile", "Refused", "open_people"]
