"""Articles for programs: adding them, and making letters of them."""

from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from newsletter.app import Newsletter
from newsletter.app.drawing import MadeSeries
from newsletter.app.findings import Checked
from newsletter.app.proposed_series import ProposedSeries
from newsletter.model.secret import Scope
from newsletter.web.api_letters import LetterFinding
from newsletter.web.api_parts import (
    HASH,
    ONE_LINE,
    ApiBody,
    ApiNote,
    ApiRoutes,
    By,
    Moment,
    written,
)

_MOST_WEEKS: Final = 100

Name: TypeAlias = Annotated[str, Path(min_length=1, max_length=255, pattern=ONE_LINE)]
Weeks: TypeAlias = Annotated[
    int | None,
    Query(ge=1, le=_MOST_WEEKS, description="The most letters to make, besides those there are."),
]


class NewArticle(ApiBody):
    """An article as plain text: its title, its parts under headings, its quotes."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000, pattern=r"^[^\x00]*$")]


class AddedArticle(BaseModel):
    """Where an article is. The same text has the same name."""

    name: str


class ListedArticle(BaseModel):
    """An article. ``problem`` says why it cannot be read."""

    name: str
    title: str
    sections: int
    problem: ApiNote | None


class ArticleSection(BaseModel):
    """A part of an article. ``is_left``: something of it is in no letter, nor would be."""

    slug: str
    heading: str | None
    line: int
    is_left: bool


class ArticleWeek(BaseModel):
    """A letter that would be made, or a draft that was made before (``is_drawn``)."""

    number: int
    title: str
    subject: str
    minutes: int
    goes_at: Moment
    is_drawn: bool


class ShownArticle(BaseModel):
    """An article, and what would become of it now. ``digest`` names exactly this."""

    name: str
    title: str
    sections: list[ArticleSection]
    weeks: list[ArticleWeek]
    made: list[int]
    digest: str

    @classmethod
    def of(cls, proposed: ProposedSeries) -> "ShownArticle":
        """Return a proposal."""
        article = proposed.article
        return cls(
            name=proposed.name,
            title=article.title,
            sections=[
                ArticleSection(
                    slug=one.slug,
                    heading=one.heading,
                    line=one.line,
                    is_left=one.slug in proposed.left,
                )
                for one in article.sections
            ],
            weeks=[
                ArticleWeek(
                    number=one.number,
                    title=one.title,
                    subject=one.subject,
                    minutes=one.minutes,
                    goes_at=written(one.goes_at),
                    is_drawn=one.is_drawn,
                )
                for one in proposed.issues
            ],
            made=list(proposed.queued),
            digest=proposed.digest,
        )


class DrawBody(ApiBody):
    """Which letters to make."""

    expected: Annotated[
        str, Field(max_length=64, pattern=HASH, description="The `digest` that was shown.")
    ]
    weeks: Annotated[int | None, Field(ge=1, le=_MOST_WEEKS)] = None
    queue: Annotated[bool, Field(description="Whether to approve and queue them as well.")] = False


class HeldBackLetter(BaseModel):
    """A letter that stays a draft, and why."""

    number: int
    reason: ApiNote
    findings: list[LetterFinding]

    @classmethod
    def of(cls, checked: Checked) -> "HeldBackLetter":
        """Return a letter that was checked."""
        return cls(
            number=checked.issue,
            reason=ApiNote.of(checked.sentence),
            findings=LetterFinding.all(checked),
        )


class MadeLetters(BaseModel):
    """What was made. ``lacking`` says why no letter can leave yet, if they were to be queued."""

    numbers: list[int]
    queued: list[int]
    held_back: list[HeldBackLetter]
    lacking: ApiNote | None
    is_everything_used: bool

    @classmethod
    def of(cls, made: MadeSeries) -> "MadeLetters":
        """Return what was made."""
        return cls(
            numbers=list(made.numbers),
            queued=list(made.queued),
            held_back=[HeldBackLetter.of(one) for one in made.held_back],
            lacking=None if made.lacking is None else ApiNote.of(made.lacking),
            is_everything_used=not made.has_left,
        )


class ArticleApi:
    """``/articles``, for the scope ``edit``."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Set the publication."""
        self._newsletter = newsletter

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = ApiRoutes(self._newsletter, Scope.EDIT, "articles")
        one = "/articles/{name}"
        routes.add("POST", "/articles", self.add, "Add an article", 400, 413, 422, is_long=True)
        routes.add("GET", "/articles", self.page, "List the articles by name", 422)
        routes.add("GET", one, self.show, "Show an article and what it would become", 404, 422)
        draw = (400, 404, 409, 413, 422)
        routes.add("POST", f"{one}/letters", self.draw, "Make letters of an article", *draw)
        return routes.all

    def add(self, given: NewArticle, by: By) -> AddedArticle:
        """Repeating it adds nothing: the same text is the same article."""
        return AddedArticle(name=self._newsletter.desk.additions.paste(given.text, by))

    def page(
        self,
        after: Annotated[
            str, Query(max_length=255, pattern=ONE_LINE, description="The last name seen.")
        ] = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> list[ListedArticle]:
        """In the order of their names, so that a page continues where the last one ended."""
        later = [one for one in self._newsletter.article_list.rows() if one.name > after]
        return [
            ListedArticle(
                name=one.name,
                title=one.title,
                sections=one.sections,
                problem=None if one.problem is None else ApiNote.of(one.problem),
            )
            for one in later[:limit]
        ]

    def show(self, name: Name, weeks: Weeks = None) -> ShownArticle:
        """Nothing is written."""
        return ShownArticle.of(self._newsletter.desk.drawing.propose(name, weeks))

    def draw(self, name: Name, asked: DrawBody, by: By) -> MadeLetters:
        """Makes exactly what was shown, or nothing.

        A letter with an error stays a draft and holds back no other. Repeating a request that
        was done makes nothing twice: it is refused, as the digest is another by then.
        """
        made = self._newsletter.desk.drawing.make(
            name, asked.weeks, expected=asked.expected, is_queued=asked.queue, by=by
        )
        return MadeLetters.of(made)
