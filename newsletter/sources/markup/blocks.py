"""What Markdown and HTML have in common: blocks of text, with what the tags around them say."""

from dataclasses import dataclass, field

from newsletter.model.blocks import Span
from newsletter.sources.shape.rich_text import tidy

BREAK = "\n"  # a line end that the writer asked for
SOFT_BREAK = "\v"  # one that only the source has


@dataclass(frozen=True, slots=True)
class Bit:
    """A span or a break, with the first and last line that it stands on."""

    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the tags around a block say.

    Attributes:
        heading: Its level; 0 for none.
        mark: The bullet or number of a list item; empty for none.
        depth: How deep the list is.
        quoted: Number of the block quote that it stands in; 0 for none.
        asks: It is the question of what the page folds away.
        folded: It is folded away.
        button: The page shows its link as a button.
        captions: It names who said the quote before it, or what a picture shows.
        region: Where on a page it stands: ``article 1``, ``main``, ``header`` …
    """

    heading: int = 0
    mark: str = ""
    depth: int = 0
    quoted: int = 0
    asks: bool = False
    folded: bool = False
    button: bool = False
    captions: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item in its setting."""

    bits: tuple[Bit, ...]
    setting: Setting = field(default_factory=Setting)

    @property
    def words(self) -> str:
        """All the words, on one line."""
        return tidy("".join(bit.span.text for bit in self.bits))
