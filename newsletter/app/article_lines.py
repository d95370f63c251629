"""The lines of articles at the desk, and editors' corrections of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.app.acts import note
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.errors import ArticleError, DeskError
from newsletter.model.article import LinePlace, PlacedLine
from newsletter.model.corrections import CorrectedPlace, Correction, IgnoredCorrection, Misfit
from newsletter.model.editor import Act, Editor
from newsletter.text import files

_WITHOUT_WORDS = frozenset({LinePlace.BLANK, LinePlace.MARKUP})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """A line with words.

    Attributes:
        number: Counted from 1, with blank lines.
        place: What the line is read as, with corrections.
        corrected: An editor's correction of that; ``None`` if there is none.
    """

    number: int
    text: str
    place: LinePlace
    corrected: CorrectedPlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLines:
    """Every line of an article that has words.

    Attributes:
        name: The article's file name, which identifies it.
        is_titled: Whether that is a title, not the name of an article without one.
        unfit: Corrections of lines that have changed since. The next correction drops them.
        state: A hash of the article and its corrections.
    """

    name: str
    title: str
    is_titled: bool
    lines: tuple[ArticleLine, ...]
    unfit: tuple[IgnoredCorrection, ...]
    state: str

    @property
    def unplaced(self) -> tuple[ArticleLine, ...]:
        """The lines that have no place."""
        return tuple(line for line in self.lines if line.place is LinePlace.UNPLACED)


class LineCorrections:
    """Shows how each line of an article is read, and stores corrections in a file next to it."""

    def __init__(self, container: Container, articles: Articles) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._articles = articles

    def show(self, name: str) -> ArticleLines:
        """Return the lines of an article.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
            AuthorError: Its file of corrections cannot be used.
        """
        path = self._articles.by_name(name)
        article = self._articles.read(path)
        given = self._articles.corrections(path)
        corrected = {one.number: one.place for one in given.lines} if given else {}
        for unfit in article.ignored_corrections:
            corrected.pop(unfit.correction.number, None)
        return ArticleLines(
            name=path.name,
            title=article.title,
            is_titled=article.is_titled,
            lines=tuple(
                ArticleLine(
                    number=line.number,
                    text=line.text.strip(),
                    place=line.place,
                    corrected=corrected.get(line.number),
                )
                for line in article.lines
                if line.place not in _WITHOUT_WORDS
            ),
            unfit=article.ignored_corrections,
            state=self._articles.state(path),
        )

    def correct(
        self,
        name: str,
        numbers: Sequence[int],
        place: CorrectedPlace | None,
        *,
        expected: str,
        by: Editor,
    ) -> None:
        """Correct how lines are read. Corrections that no longer fit the article are dropped.

        Args:
            name: The article's file name.
            numbers: The lines. Of a part with several lines, one is enough.
            place: What they are; ``None`` to remove their corrections.
            expected: The state of the article that the editor saw.
            by: The editor, for the log.

        Raises:
            ArticleError: There is no such article, or a line cannot be that.
            DeskError: No line was chosen, or the article changed since the editor saw it.
            OSError: The corrections cannot be written. They are unchanged.
        """
        if not numbers:
            raise DeskError("lines-none-chosen")
        path = self._articles.by_name(name)
        with files.locked(self._container.folder / "issues" / ".lock"):
            before = self._articles.state(path)
            if before != expected:
                raise DeskError("article-changed-meanwhile")
            kept = self._kept(path, numbers, place)
            self._log(path.name, numbers, place, by)
            self._articles.put_corrections(path, kept)

    def _kept(
        self, path: Path, numbers: Sequence[int], place: CorrectedPlace | None
    ) -> list[Correction]:
        """Return the new corrections of an article.

        Raises:
            ArticleError: A line cannot be that.
        """
        given = self._articles.corrections(path)
        others = [one for one in given.lines if one.number not in numbers] if given else []
        if place is None:
            return self._fitting(path, [], others)
        lines = self._articles.with_corrections(path, ()).lines
        fresh = [_correction(lines, number, place) for number in dict.fromkeys(numbers)]
        return self._fitting(path, fresh, others)

    def _fitting(
        self, path: Path, fresh: list[Correction], others: list[Correction]
    ) -> list[Correction]:
        """Return all corrections except earlier ones that no longer fit.

        Of two in the same part the first counts, so the new ones come first.

        Raises:
            ArticleError: One of the new ones does not fit.
        """
        every = [*fresh, *others]
        article = self._articles.with_corrections(path, every)
        unfit = {one.correction.number: one for one in article.ignored_corrections}
        for one in fresh:
            if one.number in unfit:
                raise ArticleError(unfit[one.number].message, path.name)
        return [one for one in every if one.number not in unfit]

    def _log(
        self, name: str, numbers: Sequence[int], place: CorrectedPlace | None, by: Editor
    ) -> None:
        after = f"{place.value if place else 'as read'}: {', '.join(map(str, numbers))}"
        note(self._container, Act.ARTICLE_CORRECTED, f"article {name}", by, after=after)


def _correction(lines: Sequence[PlacedLine], number: int, place: CorrectedPlace) -> Correction:
    """Return the correction of a line, with the line's text as corrections quote it.

    Raises:
        ArticleError: The article has no such line.
    """
    if not 1 <= number <= len(lines):
        beyond = IgnoredCorrection(Correction(number, "", place), Misfit.BEYOND_END)
        raise ArticleError(beyond.message)
    return Correction(number, " ".join(lines[number - 1].text.split()), place)
