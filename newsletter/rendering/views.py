"""An issue as its templates see it: blocks with words written by a scribe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from newsletter.errors import AuthorError
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    Rule,
    Subheading,
    rich,
)
from newsletter.model.issue import Issue
from newsletter.rendering.block_views import (
    AfterwordView,
    BlockView,
    ButtonView,
    ImageView,
    LinksView,
    LinkView,
    OpeningView,
    PartView,
    PromptView,
    ProseView,
    QuestionView,
    QuoteView,
    RuleView,
)
from newsletter.rendering.pictures import Picture
from newsletter.rendering.reading import reading_minutes
from newsletter.rendering.scribes import Scribe


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """The content of one issue. ``origin`` is ``None`` if there is none.

    Attributes:
        title: ``headline`` and, after a dash in it, ``subline``, which is empty
            where the title has no such dash.
        minutes: The reading time, such as ``3 min``; empty in a notice.
        blocks: All of it.
        body: The same without the postscripts, which belong after the sign-off.
    """

    number: int
    title: str
    headline: str
    subline: str
    subject: str
    preheader: str
    minutes: str
    blocks: tuple[BlockView, ...]
    body: tuple[BlockView, ...]
    postscripts: tuple[AfterwordView, ...]
    origin: LinkView | None


def issue_view(
    issue: Issue, scribe: Scribe, *, pictures: Mapping[str, Picture], media_url: str
) -> IssueView:
    """Return the issue with its words written, without links that have no address.

    Raises:
        AuthorError: If a picture is missing, or a link is of a kind that a mail
            may not carry; with the block's line.
    """
    writer = _BlockWriter(scribe, pictures, media_url)
    origin = issue.origin
    blocks = tuple(_grouped(_written(issue, writer)))
    return IssueView(
        number=issue.number,
        title=scribe.words(issue.title),
        headline=scribe.heading(issue.headline),
        subline=scribe.heading(issue.subline),
        subject=scribe.words(issue.subject),
        preheader=scribe.words(issue.preheader),
        minutes=scribe.words(_minutes(issue)),
        blocks=blocks,
        body=tuple(view for view in blocks if not isinstance(view, AfterwordView)),
        postscripts=tuple(view for view in blocks if isinstance(view, AfterwordView)),
        origin=None
        if origin is None
        else LinkView(scribe.words(origin.text), scribe.address(origin.url or "")),
    )


def _minutes(issue: Issue) -> str:
    """Return how long an issue takes to read. A welcome says nothing of it."""
    return f"{reading_minutes(issue.blocks)}\N{NO-BREAK SPACE}min" if issue.number else ""


def _written(issue: Issue, writer: "_BlockWriter") -> Iterator[BlockView | PartView | LinkView]:
    for at, block in enumerate(issue.blocks):
        try:
            view = writer.view(block)
        except AuthorError as error:
            line = issue.lines[at] if at < len(issue.lines) else None
            path = f"issues/{issue.number:03d}-{issue.slug}.md"
            raise AuthorError(error.problem, path, line) from error
        if view is not None:
            if isinstance(block, CrossLink) and block.lead_in:
                yield PartView("paragraph", writer.scribe.rich(block.lead_in))
            yield view


def _grouped(views: Iterator[BlockView | PartView | LinkView]) -> Iterator[BlockView]:
    """Yield neighbouring paragraphs as one prose, and cross links as one list."""
    for kind, group in groupby(views, key=type):
        if kind is PartView:
            yield ProseView(tuple(view for view in group if isinstance(view, PartView)))
        elif kind is LinkView:
            yield LinksView(tuple(view for view in group if isinstance(view, LinkView)))
        else:
            yield from (view for view in group if not isinstance(view, PartView | LinkView))


@dataclass(frozen=True, slots=True)
class _BlockWriter:
    """Writes single blocks."""

    scribe: Scribe
    pictures: Mapping[str, Picture]
    media_url: str

    def view(self, block: Block) -> BlockView | PartView | LinkView | None:
        """Return a block as templates see it, or ``None`` if it leads nowhere."""
        write = self.scribe
        match block:
            case Paragraph() | Subheading() | BulletList():
                return self._part(block)
            case CrossLink() | Button():
                return self._way(block) if block.url else None
            case PullQuote(text, by):
                return QuoteView(write.rich(rich(text)), write.words(by or ""))
            case Prompt(text):
                return PromptView(write.rich(text))
            case Questions(title, items):
                asked = (
                    QuestionView(write.words(one.text), write.words(one.hint or ""))
                    for one in items
                )
                return OpeningView(write.words(title), tuple(asked))
            case PostScript(question, answer, mark):
                return AfterwordView(write.words(question), write.rich(answer), write.words(mark))
            case Image():
                return self._picture(block)
            case Rule():
                return RuleView()
            case _:
                assert_never(block)

    def _part(self, block: Paragraph | Subheading | BulletList) -> PartView:
        match block:
            case Paragraph(text):
                return PartView("paragraph", self.scribe.rich(text))
            case Subheading(text):
                return PartView("subheading", self.scribe.heading(text))
            case BulletList():
                return PartView("list", self.scribe.bullets(block))

    def _way(self, block: CrossLink | Button) -> LinkView | ButtonView:
        made = LinkView if isinstance(block, CrossLink) else ButtonView
        return made(self.scribe.words(block.text), self.scribe.address(block.url or ""))

    def _picture(self, image: Image) -> ImageView:
        picture = self.pictures.get(image.source)
        if picture is None:
            raise AuthorError("picture-not-beside", picture=image.source)
        return ImageView(
            self.scribe.address(f"{self.media_url}/{picture.name}"),
            self.scribe.words(image.alt.strip()),
            picture.width,
            picture.height,
        )
