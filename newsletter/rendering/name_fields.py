"""The merge fields of one compilation that stand for ``{first_name}`` in an editor's text."""

from dataclasses import dataclass, field

from newsletter.model.edition import Chunks, Field, FieldPlace, NamePhrase
from newsletter.text.first_names import NameGap, pieces


@dataclass(slots=True)
class NameFields:
    """Names the merge field of each phrase: the same phrase has the same field."""

    known: dict[NameGap, str] = field(default_factory=dict)

    def name(self, gap: NameGap) -> str:
        """Return the name of the merge field for a phrase."""
        return self.known.setdefault(gap, f"name_{len(self.known) + 1}")

    def header(self, text: str) -> Chunks:
        """Return the text of a header with its merge fields."""
        if not text:
            return ("",)
        return tuple(
            one if isinstance(one, str) else Field(self.name(one), FieldPlace.HEADER)
            for one in pieces(text)
        )

    @property
    def phrases(self) -> tuple[NamePhrase, ...]:
        """Every phrase that was named, in order."""
        return tuple(NamePhrase(name, gap.named, gap.nameless) for gap, name in self.known.items())
