"""What a check found: how bad it is, and the editor's own words for it."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """What a finding means for the approval."""

    ERROR = "error"  # stops an approval
    HINT = "hint"  # may be better otherwise; stops nothing
    NOTE = "note"  # something was not looked at; there is nothing to mend


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes:
        code: Names the rule, the same for ever, such as ``alt-missing``.
        message: A whole sentence in the editor's language; it names the block.
        block: The block by itself, such as ``het beeld bij 'Moeite met nee zeggen'``; may be empty.
        line: Of the issue file, where that is known.
    """

    severity: Severity
    code: str
    message: str
    block: str = ""
    line: int | None = None
