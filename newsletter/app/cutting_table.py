"""The cutting table of the desk, where an article's sections are divided into weeks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from newsletter.app.acts import note
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.drawing import Drawing
from newsletter.app.issues import Issues
from newsletter.app.proposed_series import ProposedIssue
from newsletter.editorial.cutting import CuttingRules
from newsletter.editorial.letter import body
from newsletter.editorial.portions import LONG, PortionPart
from newsletter.editorial.quotes import overlap, used_by
from newsletter.errors import DeskError
from newsletter.model.blocks import PullQuote
from newsletter.model.cutting import Cutting, KeptCutting, SectionPiece
from newsletter.model.editor import Act, Editor
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence

_Change: TypeAlias = Callable[[CuttingRules, Cutting], Cutting]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePiece:
    """A section, or a part of one, on the table.

    Attributes:
        heading: ``None`` for the untitled opening.
        minutes: The time it takes to read as it is in a letter: with that letter's questions
            and P.S. if nothing else is in its week.
        is_continued: Whether its heading is above an earlier part.
        cuts: Where it may be cut: the numbers of blocks, each with its first words.
        issue: The number of the issue that already uses it, or ``None``.
        quote_in: The number of the issue that already uses its quote, or ``None``.
    """

    piece: SectionPiece
    heading: str | None
    minutes: int
    has_quote: bool
    has_prompt: bool
    is_continued: bool
    cuts: Mapping[int, str]
    issue: int | None
    quote_in: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWeek:
    """A week, the issue that it would become, and its pieces in order.

    Attributes:
        may_join: Whether it can be joined with the next week.
    """

    number: int
    issue: ProposedIssue
    pieces: tuple[TablePiece, ...]
    may_join: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingView:
    """An article on the cutting table.

    Attributes:
        name: The article's file name.
        drafts: Issues that were made from it before and are still drafts. They stay so when
            the weeks are made into issues.
        out: The pieces in no week and no issue.
        used: The pieces that issues use.
        count: How often the cutting was changed.
        digest: The digest of the proposal without drafts, which is needed to make the issues.
        longest: The most words that two weeks may have to be joined.
    """

    name: str
    title: str
    drafts: tuple[ProposedIssue, ...]
    weeks: tuple[TableWeek, ...]
    out: tuple[TablePiece, ...]
    used: tuple[TablePiece, ...]
    count: int
    digest: str
    longest: int = LONG


class CuttingTable:
    """Divides articles into weeks. The cutting is stored in the database, not in a file."""

    def __init__(
        self, container: Container, articles: Articles, issues: Issues, drawing: Drawing
    ) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._articles = articles
        self._issues = issues
        self._drawing = drawing

    def show(self, name: str) -> CuttingView:
        """Return an article as an editor divided it, or as it would be divided automatically.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
        """
        proposed = self._drawing.propose(name, has_drafts=False)
        path, existing = self._articles.by_name(name), self._issues.known().issues
        rules = CuttingRules(proposed.article)
        fresh = [issue for issue in proposed.issues if not issue.is_drawn]
        cutting = proposed.cutting
        laid = _Laid(rules, cutting, path.name, existing)
        rest = tuple(map(laid.piece, cutting.out))
        return CuttingView(
            name=path.name,
            title=proposed.article.title,
            drafts=tuple(issue for issue in proposed.issues if issue.is_drawn),
            weeks=tuple(
                TableWeek(
                    number=number,
                    issue=issue,
                    pieces=laid.week(pieces, issue),
                    may_join=rules.may_join(cutting, number),
                )
                for number, (pieces, issue) in enumerate(
                    # an article without sections becomes one issue, without pieces to move
                    zip(cutting.weeks, fresh, strict=False),
                    start=1,
                )
            ),
            out=tuple(piece for piece in rest if piece.issue is None),
            used=tuple(piece for piece in rest if piece.issue is not None),
            count=proposed.count,
            digest=proposed.digest,
        )

    def divide(self, name: str, weeks: int | None, *, count: int, by: Editor) -> None:
        """Divide automatically what no issue uses, into at most this many weeks.

        Raises:
            DeskError: The cutting was changed since the editor saw it, or ``weeks`` is below 1.
        """

        def begun(rules: CuttingRules, _: Cutting) -> Cutting:
            return self._begun(rules, name, self._issues.known().issues, weeks)

        self._change(name, begun, count=count, by=by)

    def put(self, name: str, piece: SectionPiece, week: int, *, count: int, by: Editor) -> None:
        """Put a piece into a week, counted from 1. A number beyond the last begins a new week.

        Raises:
            DeskError: The cutting was changed since the editor saw it, there is no such piece or
                week, or they do not go together.
        """
        self._change(name, lambda rules, now: rules.put(now, piece, week), count=count, by=by)

    def leave_out(self, name: str, piece: SectionPiece, *, count: int, by: Editor) -> None:
        """Use a piece in no week.

        Raises:
            DeskError: The cutting was changed since the editor saw it, or there is no such piece.
        """
        self._change(name, lambda rules, now: rules.leave_out(now, piece), count=count, by=by)

    def move(self, name: str, week: int, to: int, *, count: int, by: Editor) -> None:
        """Move a week to another place.

        Raises:
            DeskError: The cutting was changed since the editor saw it, or there is no such week.
        """
        self._change(name, lambda rules, now: rules.move(now, week, to), count=count, by=by)

    def join(self, name: str, week: int, *, count: int, by: Editor) -> None:
        """Join a week with the next one.

        Raises:
            DeskError: The cutting was changed since the editor saw it, there is no next week, or
                they do not go together.
        """
        self._change(name, lambda rules, now: rules.join(now, week), count=count, by=by)

    def split(self, name: str, piece: SectionPiece, at: int, *, count: int, by: Editor) -> None:
        """Cut a piece before a block. What follows becomes the next week.

        Raises:
            DeskError: The cutting was changed since the editor saw it, there is no such piece, or
                it cannot be cut there.
        """
        self._change(name, lambda rules, now: rules.split(now, piece, at), count=count, by=by)

    def _change(self, name: str, change: _Change, *, count: int, by: Editor) -> None:
        """Store a changed cutting with its log entry, unless a week would get a used piece."""
        path = self._articles.by_name(name)
        store = self._container.store
        with self._issues.locked():
            if self._drawing.count(path.name) != count:
                raise DeskError("cutting-changed-meanwhile")
            article, existing = self._articles.read(path), self._issues.known().issues
            rules, used = CuttingRules(article), used_by(existing)
            now = self._drawing.cutting(name, existing) or self._begun(rules, path.name, existing)
            after = change(rules, now)
            if rules.without(after, lambda key: used.has_section(path.name, key)) != after:
                raise DeskError("piece-in-issue")
            kept = KeptCutting(
                article=path.name,
                state=self._articles.state(path),
                count=count + 1,
                cutting=after,
                by=by.id,
            )
            with store.together():
                store.cuttings.put(kept, self._container.now())
                self._log(path.name, len(after.weeks), by)

    def _begun(
        self,
        rules: CuttingRules,
        name: str,
        existing: Sequence[Issue],
        weeks: int | None = None,
    ) -> Cutting:
        path = self._articles.by_name(name)
        drawn = self._issues.would_draw(path, existing, more=weeks).new
        return rules.begun_with(issue.sections for issue in drawn)

    def _log(self, name: str, weeks: int, by: Editor) -> None:
        thing, after = f"article {name}", f"{weeks} weeks"
        note(self._container, Act.ARTICLE_DIVIDED, thing, by, after=after)


class _Laid:
    """The pieces of a cutting, for display."""

    def __init__(
        self, rules: CuttingRules, cutting: Cutting, name: str, issues: Sequence[Issue]
    ) -> None:
        self._rules = rules
        self._cutting = cutting
        self._parts = rules.parts(cutting)
        self._issues = [issue for issue in issues if issue.article == name]
        self._quoted = {
            fold_sentence(block.text): issue.number
            for issue in reversed(issues)
            for block in issue.blocks
            if isinstance(block, PullQuote)
        }

    def week(self, pieces: Sequence[SectionPiece], issue: ProposedIssue) -> tuple[TablePiece, ...]:
        """Return the pieces of a week. One that is alone there takes as long as the letter."""
        found = tuple(map(self.piece, pieces))
        return (replace(found[0], minutes=issue.minutes),) if len(found) == 1 else found

    def piece(self, piece: SectionPiece) -> TablePiece:
        from newsletter.rendering.reading import reading_minutes

        part = self._parts[piece]
        return TablePiece(
            piece=piece,
            heading=part.heading,
            minutes=reading_minutes(body((part,))),
            has_quote=bool(_quotes(part)),
            has_prompt=bool(part.prompts),
            is_continued=part.is_continued,
            cuts=self._rules.cuts(self._cutting, piece),
            issue=self._issue_of(part),
            quote_in=self._issue_with_quote(part),
        )

    def _issue_of(self, part: PortionPart) -> int | None:
        return next(
            (
                issue.number
                for issue in self._issues
                if any(overlap(part.key, key) for key in issue.sections)
            ),
            None,
        )

    def _issue_with_quote(self, part: PortionPart) -> int | None:
        found = (self._quoted.get(fold_sentence(text)) for text in _quotes(part))
        return next((number for number in found if number), None)


def _quotes(part: PortionPart) -> list[str]:
    """Return the quotes of a part, with those among its blocks."""
    inside = [block.text for block in part.blocks if isinstance(block, PullQuote)]
    return [*inside, *(quote.text for quote in part.quotes)]
