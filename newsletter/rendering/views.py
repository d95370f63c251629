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
from newsletter.rendering.scribes import Scribe
from newsletter.rendering.settings import LetterSettings

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """The content of one issue. ``origin`` is ``None`` if there is none.

    ``title`` is ``headline`` and, after a dash in it, ``subline``,
    which is empty where the title has no such dash.
    """

    number: int
    title: str
    headline: str
    subline: str
    subject: str
    preheader: str
    blocks: tuple[BlockView, ...]
    origin: LinkView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """What the publication says in every mail, with the reader's merge fields.

    Whatever is empty is left out by the templates: ``browser_url``, for one,
    where there is no archive, ``moment_url`` where the question is not asked.
    """

    publication: str
    tagline: str
    home_url: str
    language: str
    dir: str
    greeting: str
    sign_off: str
    reply_line: str
    care_line: str
    why: str
    contact: tuple[str, ...]
    reply_to: str
    reply_to_url: str
    unsubscribe_url: str
    preferences_url: str
    browser_url: str
    moment_url: str


def letter_view(
    letter: LetterSettings,
    scribe: Scribe,
    *,
    sign_off: str,
    browser_url: str = "",
    asks_moment: bool = False,
) -> LetterView:
    """Return the publication's part of every mail."""
    imprint, voice = letter.imprint, letter.voice
    language = imprint.language
    return LetterView(
        publication=scribe.words(imprint.publication),
        tagline=scribe.words(imprint.tagline),
        home_url=scribe.address(imprint.base_url),
        language=language,
        dir="rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        greeting=scribe.merge("greeting"),
        sign_off=scribe.rich(rich(sign_off)),
        reply_line=scribe.words(letter.reply_line),
        care_line=scribe.words(voice.care_line),
        why=scribe.merge("why"),
        contact=tuple(scribe.words(line) for line in imprint.contact),
        reply_to=scribe.words(str(imprint.reply_to)),
        reply_to_url=scribe.address(f"mailto:{imprint.reply_to}"),
        unsubscribe_url=scribe.merge("unsubscribe_url"),
        preferences_url=scribe.merge("preferences_url"),
        browser_url=scribe.address(browser_url),
        moment_url=scribe.merge("moment_url") if asks_moment else "",
    )


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
    return IssueView(
        number=issue.number,
        title=scribe.words(issue.title),
        headline=scribe.heading(issue.headline),
        subline=scribe.heading(issue.subline),
        subject=scribe.words(issue.subject),
        preheader=scribe.words(issue.preheader),
        blocks=tuple(_grouped(_written(issue, writer))),
        origin=None
        if origin is None
        else LinkView(scribe.words(origin.text), scribe.address(origin.url or "")),
    )


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
            case PostScript(question, answer):
                return AfterwordView(write.words(question), write.rich(answer))
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
