"""The log of a running newsletter, in which no address stands."""

import logging
import re
from typing import Final

_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"',;:=@]+@[^\s<>()\[\]\"',;:=@]*[^\s<>()\[\]\"',;:=@.]")


class WithoutAddresses(logging.Formatter):
    """Writes a record as usual and blots out every e-mail address, in tracebacks too.

    Messages of other people's code (a database, a web framework) quote what was
    given to it. What we log ourselves names numbers in the first place.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole text of a record."""
        return _ADDRESS.sub("…@…", super().format(record))


def keep_log() -> None:
    """Send warnings of every part to the standard error, without addresses."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(WithoutAddresses("%(message)s"))
    logging.getLogger().addHandler(handler)
