"""What had come back of a dispatch when an editor resumed it, which does not pause it again.

It is a value in the database, like its pepper: the next resumption overwrites it.
"""

import json
from typing import Final

from newsletter.model.reactions import NONE_YET, Reactions
from newsletter.store.database import Database
from newsletter.store.metadata import Metadata
from newsletter.store.progress import Counts

_NAME: Final = "resumed with "


class Resumptions:
    """The reactions with which each dispatch was last resumed."""

    def __init__(self, database: Database) -> None:
        self._counts = Counts(database)
        self._facts = Metadata(database)

    def note(self, dispatch: int) -> None:
        """Note what came back so far, in the transaction that resumes the dispatch."""
        reactions = Reactions.to(self._counts.progress(dispatch))
        self._facts.put(f"{_NAME}{dispatch}", json.dumps(reactions))

    def find(self, dispatch: int) -> Reactions:
        """Return what had come back at the last resumption; nothing if there was none."""
        noted = self._facts.get(f"{_NAME}{dispatch}")
        return NONE_YET if noted is None else Reactions(*json.loads(noted))
