"""Drawing of an article into self-contained issues."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from newsletter.editorial.bare_addresses import linked
from newsletter.editorial.heads import slug_of
from newsletter.editorial.letter import body, opening, opening_questions
from newsletter.editorial.links import origin_of
from newsletter.editorial.portions import Portion, has_both, portions
from newsletter.editorial.post_scripts import post_scripts
from newsletter.editorial.preheader import Material, Preheader, preheaders
from newsletter.editorial.quotes import Used, overlap
from newsletter.editorial.subject import candidates, subjects, without_label
from newsletter.errors import DeskError
from newsletter.model.article import Article
from newsletter.model.blocks import (
    Block,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    plain,
)
from newsletter.model.drawing import Choices, PostScriptReason, PreheaderReason
from newsletter.model.issue import Issue
from newsletter.text.vocabulary import is_placeholder, vocabulary

NOTHING = Used()
_NO_PREHEADER = Preheader("", PreheaderReason.NONE)


def draw(
    article: Article,
    *,
    file: str,
    first_number: int,
    weeks: int | None = None,
    more: int | None = None,
    used: Used = NOTHING,
    chosen: Sequence[Portion] | None = None,
) -> tuple[Issue, ...]:
    """Return the issues of an article, in sending order.

    Args:
        article: The article as it was read.
        file: Its file name in ``issues/articles``.
        first_number: The number of the first issue.
        weeks: The maximum number. Portions with both quote and prompt are preferred; the
            chosen ones stay in the article's order. 1 makes one issue of the intro, the
            questions and a quote.
        more: The maximum number beyond the existing issues, preferring the same portions;
            ``weeks`` is then ignored. 1 makes the issue of one portion.
        used: Content of existing issues, which is left out. It does not change which
            sections ``weeks`` chooses, so that drawing again chooses the same ones.
        chosen: The portions that an editor chose, one for each issue and in this order;
            ``weeks`` and ``more`` are then ignored.

    Raises:
        DeskError: ``weeks`` or ``more`` is below 1.
    """
    if chosen is not None:
        drafts = list(_drafts(article, chosen, file, used, last=chosen[-1:]))
        return tuple(_as_issues(drafts, article, file, first_number))
    wanted = weeks if more is None else more
    if wanted is not None and wanted < 1:
        raise DeskError("weeks-too-few", weeks=wanted)
    every = portions(article)
    is_introduced = not every or (weeks == 1 and more is None)
    if is_introduced and any(opening(article, NOTHING)):
        drafts = _introduction(article, used)
    else:
        free = every if more is None else _unused(every, file, used)
        put = _chosen(every, free, wanted)
        drafts = list(_drafts(article, put, file, used, last=every[-1:]))
    return tuple(_as_issues(drafts, article, file, first_number))


def mix(drawn: Sequence[Sequence[Issue]], first_number: int) -> tuple[Issue, ...]:
    """Return the issues of several articles, alternating week by week and renumbered.

    No two in a row end in a P.S.
    """
    mixed: list[Issue] = []
    by_turns = (issue for week in zip_longest(*drawn) for issue in week if issue is not None)
    for number, issue in enumerate(by_turns, first_number):
        follows = bool(mixed) and _has_post_script(mixed[-1])
        turned = without_post_script(issue) if follows else issue
        mixed.append(replace(turned, number=number))
    return tuple(mixed)


def _has_post_script(issue: Issue) -> bool:
    return any(isinstance(block, PostScript) for block in issue.blocks)


def without_post_script(issue: Issue) -> Issue:
    """Return an issue without its P.S., as it is after an issue that ends in one."""
    if not _has_post_script(issue):
        return issue
    why = issue.choices and replace(issue.choices, post_script=PostScriptReason.ISSUE_BEFORE)
    rest = tuple(block for block in issue.blocks if not isinstance(block, PostScript))
    return replace(issue, blocks=rest, choices=why)


def _unused(every: Sequence[Portion], file: str, used: Used) -> Sequence[Portion]:
    """Return the portions that no issue uses, not even in part."""
    return [portion for portion in every if not _is_used(portion, file, used)]


def _is_used(portion: Portion, file: str, used: Used) -> bool:
    return any(used.has_section(file, part.key) for part in portion)


def _chosen(
    every: Sequence[Portion], free: Sequence[Portion], weeks: int | None
) -> Sequence[Portion]:
    """Return the fullest free portions for this many weeks, in order; all, if all free ones fit."""
    if weeks is None or weeks >= len(free):
        return every
    fullest = sorted(range(len(free)), key=lambda at: not has_both(free[at]))[:weeks]
    return [free[at] for at in sorted(fullest)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """The content of an issue before it has a number, subject and preheader.

    ``heading`` is the source of its subject; ``None`` if the portion has no heading or
    continues an earlier one.
    """

    blocks: tuple[Block, ...]
    title: str
    heading: str | None
    keys: tuple[str, ...] = ()
    post_script: PostScriptReason = PostScriptReason.OPENING_QUESTIONS


def _introduction(article: Article, used: Used) -> list[_Draft]:
    """Return the single issue that introduces an article; empty if it has nothing to show."""
    blocks = tuple(opening(article, used))
    heading = _own_title(article)
    return [_Draft(blocks=blocks, title=article.title, heading=heading)] if blocks else []


def _own_title(article: Article) -> str | None:
    """Return an article's title; ``None`` if it has only a substitute for one."""
    return article.title if article.is_titled else None


def _drafts(
    article: Article,
    chosen: Sequence[Portion],
    file: str,
    used: Used,
    last: Sequence[Portion],
) -> Iterator[_Draft]:
    """Yield a draft for each unused portion, with questions, button and P.S. distributed.

    ``last`` is the portion that ends with the button.
    """
    questions = opening_questions(article, used)
    ends = [portion in last for portion in chosen]
    afterthoughts = post_scripts(article, chosen, has_button=ends)
    for portion, entry, is_last in zip(chosen, afterthoughts, ends, strict=True):
        if _is_used(portion, file, used):
            continue
        button = article.call_to_action if is_last else None
        after = entry.unless(used, has_questions=questions is not None)
        fresh = tuple(used.rest_of(part) for part in portion)
        blocks = tuple(body(fresh, questions=questions, button=button, after=after.block))
        used, questions = used.and_in(blocks), None
        yield _draft(article, portion, blocks, after.reason)


def _draft(
    article: Article,
    portion: Portion,
    blocks: tuple[Block, ...],
    post_script: PostScriptReason,
) -> _Draft:
    """Return the draft of a portion; an untitled opening takes the article's title."""
    heading = next((part.heading for part in portion if part.heading), None)
    opening_key = article.sections[0].slug
    if heading is None and any(overlap(part.key, opening_key) for part in portion):
        heading = _own_title(article)
    return _Draft(
        blocks=blocks,
        title=heading or article.title,
        heading=None if portion[0].is_continued else heading,
        keys=tuple(part.key for part in portion),
        post_script=post_script,
    )


def _as_issues(
    drafts: Sequence[_Draft], article: Article, file: str, first_number: int
) -> Iterator[Issue]:
    taken: frozenset[str] = frozenset()
    for number, draft in enumerate(drafts, first_number):
        issue = _as_issue(draft, article, taken)
        taken |= {issue.subject.casefold()}
        yield replace(issue, number=number, article=file)


def _as_issue(draft: _Draft, article: Article, taken: frozenset[str]) -> Issue:
    """Return a draft as an issue, with a subject that no other issue has."""
    words = vocabulary(article.language)
    material = _material(draft.blocks)
    titles = (draft.title, article.short_title or article.title)
    spare = [*material.prompts, *(one for one in titles if not is_placeholder(one))]
    possible = candidates(draft.heading, material.quotes, material.texts, spare, words)
    subject, *others = subjects(possible, words, taken=taken)
    preheader, *more = preheaders(material, words, subject=subject.text) or [_NO_PREHEADER]
    return Issue(
        number=1,
        slug=slug_of(subject.text),
        title=without_label(draft.title, words),
        subject=subject.text,
        preheader=preheader.text,
        blocks=tuple(map(linked, draft.blocks)),
        sections=draft.keys,
        origin=origin_of(article),
        sign_off=article.sign_off,
        subject_alternatives=tuple(one.text for one in others),
        preheader_alternatives=tuple(one.text for one in more),
        choices=Choices(
            subject=subject.reason, preheader=preheader.reason, post_script=draft.post_script
        ),
    )


def _material(blocks: Sequence[Block]) -> Material:
    """Return the texts of an issue from which its subject and preheader are made."""
    asked = [block for block in blocks if isinstance(block, Questions)]
    return Material(
        quotes=[block.text for block in blocks if isinstance(block, PullQuote)],
        texts=[plain(block.text) for block in blocks if isinstance(block, Paragraph)],
        prompts=[plain(block.text) for block in blocks if isinstance(block, Prompt)],
        questions_title=asked[0].title if asked else "",
        questions=[item.text for block in asked for item in block.items],
    )
