"""An issue as its templates see it: blocks with their words already written by a scribe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias, assert_never

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
    Subheading,
    rich,
)
from newsletter.model.issue import Issue
from newsletter.rendering.pictures import Picture
from newsletter.rendering.scribes import Scribe
from newsletter.rendering.settings import LetterSettings

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Part:
    """A ``paragraph``, ``subheading`` or ``list`` of running text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text: paragraphs, subheadings and lists that follow one another."""

    parts: tuple[Part, ...]
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A pull quote."""

    text: str
    by: str
    kind: str = "quote"


@dataclass(frozen=True, slots=True)
class Prompted:
    """A prompt."""

    text: str
    kind: str = "prompt"


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """Cross links that follow one another."""

    items: tuple[Link, ...]
    kind: str = "links"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button."""

    text: str
    url: str
    kind: str = "button"


@dataclass(frozen=True, slots=True)
class Asked:
    """One opening question; ``hint`` may be empty."""

    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening questions."""

    title: str
    items: tuple[Asked, ...]
    kind: str = "questions"


@dataclass(frozen=True, slots=True)
class Afterword:
    """A P.S."""

    question: str
    answer: str
    kind: str = "postscript"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in its place, in CSS pixels."""

    url: str
    alt: str
    width: int
    height: int
    kind: str = "picture"


BlockView: TypeAlias = Prose | Quoted | Prompted | Links | Pressed | Opening | Afterword | Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """The content of one number. ``origin`` is ``None`` where there is none.

    ``title`` is ``headline`` and, after a dash that stands in it, ``subline``,
    which is empty where the title has no such dash.
    """

    number: int
    title: str
    headline: str
    subline: str
    subject: str
    preheader: str
    blocks: tuple[BlockView, ...]
    origin: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """What the publication says in every mail, with the reader's merge fields in place.

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
    """The publication's part of every mail."""
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
    """The issue with its words written; links and buttons without an address are left out.

    Raises:
        AuthorError: If a picture is missing, or a link is of a kind that a mail
            may not carry; with the block's line.
    """
    writer = _BlockWriter(scribe, pictures, media_url)
    origin = issue.origin
    return IssueView(
        number=issue.number,
        title=scribe.words(issue.title),
        headline=scribe.words(issue.headline),
        subline=scribe.words(issue.subline),
        subject=scribe.words(issue.subject),
        preheader=scribe.words(issue.preheader),
        blocks=tuple(_grouped(_written(issue, writer))),
        origin=None
        if origin is None
        else Link(scribe.words(origin.text), scribe.address(origin.url or "")),
    )


def _written(issue: Issue, writer: "_BlockWriter") -> Iterator[BlockView | Part | Link]:
    for at, block in enumerate(issue.blocks):
        try:
            view = writer.view(block)
        except AuthorError as error:
            line = issue.lines[at] if at < len(issue.lines) else None
            path = f"issues/{issue.number:03d}-{issue.slug}.md"
            raise AuthorError(error.problem, path, line) from error
        if view is not None:
            yield view


def _grouped(views: Iterator[BlockView | Part | Link]) -> Iterator[BlockView]:
    """Neighbouring paragraphs as one prose, neighbouring cross links as one list."""
    for kind, group in groupby(views, key=type):
        if kind is Part:
            yield Prose(tuple(view for view in group if isinstance(view, Part)))
        elif kind is Link:
            yield Links(tuple(view for view in group if isinstance(view, Link)))
        else:
            yield from (view for view in group if not isinstance(view, Part | Link))


@dataclass(frozen=True, slots=True)
class _BlockWriter:
    """Writes single blocks."""

    scribe: Scribe
    pictures: Mapping[str, Picture]
    media_url: str

    def view(self, block: Block) -> BlockView | Part | Link | None:
        """A block as the templates see it; ``None`` where it leads nowhere."""
        write = self.scribe
        match block:
            case Paragraph() | Subheading() | BulletList():
                return self._part(block)
            case CrossLink() | Button():
                return self._way(block) if block.url else None
            case PullQuote(text, by):
                return Quoted(write.rich(rich(text)), write.words(by or ""))
            case Prompt(text):
                return Prompted(write.rich(text))
            case Questions(title, items):
                asked = (Asked(write.words(one.text), write.words(one.hint or "")) for one in items)
                return Opening(write.words(title), tuple(asked))
            case PostScript(question, answer):
                return Afterword(write.words(question), write.rich(answer))
            case Image():
                return self._picture(block)
            case _:
                assert_never(block)

    def _part(self, block: Paragraph | Subheading | BulletList) -> Part:
        match block:
            case Paragraph(text):
                return Part("paragraph", self.scribe.rich(text))
            case Subheading(text):
                return Part("subheading", self.scribe.words(text))
            case BulletList(items, ordered):
                return Part("list", self.scribe.bullets(items, ordered=ordered))

    def _way(self, block: CrossLink | Button) -> Link | Pressed:
        made = Link if isinstance(block, CrossLink) else Pressed
        return made(self.scribe.words(block.text), self.scribe.address(block.url or ""))

    def _picture(self, image: Image) -> Shown:
        picture = self.pictures.get(image.source)
        if picture is None:
            raise AuthorError(f"the picture {image.source!r} is not beside the issue")
        return Shown(
            self.scribe.address(f"{self.media_url}/{picture.name}"),
            self.scribe.words(image.alt.strip()),
            picture.width,
            picture.height,
        )
