"""Redrawing of articles: new issues get files; others are kept and reported."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple, assert_never

from newsletter.editorial.draw import draw, mix, without_post_script
from newsletter.editorial.heads import file_name
from newsletter.editorial.issue_files import text_of
from newsletter.editorial.portions import Portion
from newsletter.editorial.quotes import Used, used_by
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.issue import Issue


class RedrawState(Enum):
    """The state of an existing issue that would be drawn again."""

    AS_DRAWN = "as drawn"
    OTHER = "differs from what would be drawn now"
    SENT = "sent"


class Remark(NamedTuple):
    """An issue that was not drawn again, and why."""

    issue: Issue
    standing: RedrawState

    @property
    def message(self) -> Message:
        """The message for the editor."""
        match self.standing:
            case RedrawState.AS_DRAWN:
                return Message("drawn-already", file=file_name(self.issue))
            case RedrawState.OTHER:
                return Message("drawn-otherwise", file=file_name(self.issue))
            case RedrawState.SENT:
                return Message("drawn-and-sent", file=file_name(self.issue))
            case _:
                assert_never(self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """The issues to write, numbered, and remarks on those that are kept."""

    new: tuple[Issue, ...]
    remarks: tuple[Remark, ...]


def redraw(
    articles: Sequence[tuple[str, Article]],
    existing: Sequence[Issue],
    *,
    weeks: int | None = None,
    more: int | None = None,
    mixed: bool = False,
    sent: Container[int] = (),
    chosen: Sequence[Portion] | None = None,
    above: int = 0,
) -> Redrawn:
    """Draw those issues of the articles that do not exist yet.

    The result is deterministic, and empty once the new issues have been written.

    Args:
        articles: File names in ``issues/articles``, with their articles.
        existing: Every issue of the publication, from its file.
        weeks: The maximum for each article; see ``draw``.
        more: The maximum of new issues for each article; see ``draw``.
        mixed: Whether the articles alternate week by week.
        sent: The numbers of issues that have been sent.
        chosen: The portions that an editor chose for new issues; ``articles`` then has
            one entry.
        above: New issues get numbers above this one.
    """
    first_number = max(above, *(issue.number for issue in existing), 0) + 1
    existing = [_named_as_today(issue, articles) for issue in existing]
    used = used_by(existing)
    piles: list[tuple[Issue, ...]] = []
    remarks: list[Remark] = []
    for file, article in dict(articles).items():
        if chosen is not None:
            piles.append(draw(article, file=file, first_number=1, used=used, chosen=chosen))
            continue
        new, standing = _new_and_existing(existing, article, file, used, weeks=weeks, more=more)
        piles.append(new)
        remarks += [_remark(issue, drawn, sent) for issue, drawn in standing]
        used = used.and_in(block for issue in new for block in issue.blocks)
    in_turn = piles if mixed else [tuple(issue for pile in piles for issue in pile)]
    return Redrawn(new=mix(in_turn, first_number), remarks=tuple(remarks))


def _named_as_today(issue: Issue, articles: Sequence[tuple[str, Article]]) -> Issue:
    """Return the issue with the current names of its article's sections."""
    today = {
        section.former_slug: section.slug
        for file, article in articles
        if file == issue.article
        for section in article.sections
        if section.former_slug is not None
    }
    return replace(issue, sections=tuple(_today(key, today) for key in issue.sections))


def _today(key: str, today: Mapping[str, str]) -> str:
    section, slash, part = key.partition("/")
    return today.get(section, section) + slash + part


def _new_and_existing(
    existing: Sequence[Issue],
    article: Article,
    file: str,
    used: Used,
    *,
    weeks: int | None,
    more: int | None,
) -> tuple[tuple[Issue, ...], list[tuple[Issue, Issue]]]:
    """Return an article's new issues, and existing ones paired with redrawn ones."""
    there = {_key(issue): issue for issue in existing}
    as_first = draw(article, file=file, first_number=1, weeks=weeks)
    fresh = draw(article, file=file, first_number=1, weeks=weeks, more=more, used=used)
    standing = [(there[_key(drawn)], drawn) for drawn in as_first if _key(drawn) in there]
    return tuple(issue for issue in fresh if _key(issue) not in there), standing


def _key(issue: Issue) -> tuple[str | None, tuple[str, ...]]:
    """Return the identity of a drawn issue: its article and its sections."""
    return issue.article, issue.sections


def _remark(issue: Issue, drawn: Issue, sent: Container[int]) -> Remark:
    if issue.number in sent:
        return Remark(issue, RedrawState.SENT)
    same = replace(drawn, number=issue.number, slug=issue.slug)
    # compared as files, because differences that a file cannot express do not count
    is_same = text_of(issue) in {text_of(same), text_of(without_post_script(same))}
    return Remark(issue, RedrawState.AS_DRAWN if is_same else RedrawState.OTHER)
