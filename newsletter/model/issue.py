"""An issue: the content of one number of the newsletter."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from newsletter.model.audience import Audience
from newsletter.model.blocks import Block, CrossLink

_DASH = re.compile(r"(?<=\S) [—–] (?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number, as its file in ``issues/`` says it.

    Attributes:
        number: Counts up from 1 and never comes twice in a publication.
        slug: The file's name without number and ending.
        title: The full heading; ``subject`` is what the inbox shows.
        article: File name in ``issues/articles`` that it was drawn from, if any.
        sections: Slugs of that article's sections that it uses.
        template: Folder name in ``templates``; ``None`` for the publication's own.
        send_at: An aware moment that pins it; ``None`` for the next free slot.
        blocks: The body in the order of the file, greeting and sign-off apart.
        lines: For each block the line of the file where it starts.
        origin: "Uit: …", the piece it was drawn from, filled in when the
            article and the links are known.
        sign_off: The article's own farewell, used where the settings have none.
    """

    number: int
    slug: str
    title: str
    subject: str
    preheader: str
    blocks: tuple[Block, ...]
    article: str | None = None
    sections: tuple[str, ...] = ()
    template: str | None = None
    audience: Audience = field(default_factory=Audience)
    send_at: datetime | None = None
    lines: tuple[int, ...] = ()
    origin: CrossLink | None = None
    sign_off: str | None = None
    subject_alternatives: tuple[str, ...] = ()
    preheader_alternatives: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """The title before its first spaced dash."""
        dash = _DASH.search(self.title)
        return self.title[: dash.start()] if dash else self.title

    @property
    def subline(self) -> str:
        """The title from that dash on; empty where there is none."""
        dash = _DASH.search(self.title)
        return self.title[dash.start() + 1 :] if dash else ""

    def __post_init__(self) -> None:
        """Refuse a naive moment: it would go out at another hour than was meant."""
        if self.send_at is not None and self.send_at.tzinfo is None:
            raise ValueError("send_at needs a time zone")
