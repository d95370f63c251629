"""The subjects of editions, which never change under their hash, each read once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.store.listing import Listing


class Subjects:
    """The subjects of editions by SHA-256, kept in the process."""

    def __init__(self) -> None:
        """Begin without any."""
        self._known: dict[str, str] = {}

    def among(self, listing: "Listing", editions: Iterable[str]) -> dict[str, str]:
        """Return the subjects, without names, of those of the editions that there are."""
        wanted = {sha256 for sha256 in editions if sha256}
        found = listing.editions(wanted - self._known.keys())
        self._known |= {sha256: one.subject_without_name for sha256, one in found.items()}
        return {sha256: self._known[sha256] for sha256 in wanted & self._known.keys()}
