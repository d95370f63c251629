"""Verification of quotes against their article, and the parts of articles already used."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten
from typing import NamedTuple

from newsletter.editorial.portions import PortionPart
from newsletter.errors import AuthorError
from newsletter.model.article import Article, Quote
from newsletter.model.blocks import Block, PostScript, Prompt, PullQuote, Questions, plain
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence

_LONGEST_START = 60  # characters of a quote, which name it
_CUT = re.compile(r"(\d+)-(\d+)")


def cut_key(section: str, start: int, end: int) -> str:
    """Return the key of a part of a section that an editor cut.

    Args:
        section: The section's slug.
        start: Its first block, from 0.
        end: The block after its last one. The key itself counts from 1: ``saying-no/3-5``.
    """
    return f"{section}/{start + 1}-{end}"


def overlap(key: str, other: str) -> bool:
    """Return whether the keys of two sections, or of parts of them, may name the same words."""
    (section, _, part), (other_section, _, other_part) = key.partition("/"), other.partition("/")
    if section != other_section:
        return False
    if part == other_part or not part or not other_part:
        return True
    one, two = _CUT.fullmatch(part), _CUT.fullmatch(other_part)
    if one is None or two is None:
        return one is not two  # an evenly split part and a manually cut one
    return int(one[1]) <= int(two[2]) and int(two[1]) <= int(one[2])


class Misquote(NamedTuple):
    """A quote that is not in the article, and the line where it starts, if known."""

    text: str
    line: int | None


def misquotes(issue: Issue, article: Article | None) -> tuple[Misquote, ...]:
    """Return the unattributed quotes that are not verbatim in the article."""
    if article is None:
        return ()
    return tuple(
        Misquote(block.text, issue.lines[at] if at < len(issue.lines) else None)
        for at, block in enumerate(issue.blocks)
        if isinstance(block, PullQuote) and block.by is None and not article.holds(block.text)
    )


def check(issue: Issue, article: Article | None, path: Path) -> None:
    """Reject an issue with a quote that is not in its article.

    Raises:
        AuthorError: The first such quote, with file and line.
    """
    for text, line in misquotes(issue, article):
        start = shorten(text, _LONGEST_START, placeholder=" …")
        raise AuthorError("quote-missing", path, line, start=start, article=str(issue.article))


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Used content: folded texts, and sections by their article's file and their key.

    ``questions`` holds both the opening questions and those of a P.S.
    """

    quotes: frozenset[str] = frozenset()
    prompts: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    sections: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: "Used") -> "Used":
        return Used(
            quotes=self.quotes | other.quotes,
            prompts=self.prompts | other.prompts,
            questions=self.questions | other.questions,
            sections=self.sections | other.sections,
        )

    def has_section(self, file: str, key: str) -> bool:
        """Return whether an issue may use some of the words of a section or part."""
        return any(in_file == file and overlap(key, one) for in_file, one in self.sections)

    def has_quote(self, quote: Quote | PullQuote) -> bool:
        """Return whether an issue uses a quote."""
        return fold_sentence(quote.text) in self.quotes

    def rest_of(self, part: PortionPart) -> PortionPart:
        """Return the part without used quotes and prompts."""
        return replace(
            part,
            blocks=tuple(
                block
                for block in part.blocks
                if not (isinstance(block, PullQuote) and self.has_quote(block))
            ),
            quotes=tuple(quote for quote in part.quotes if not self.has_quote(quote)),
            prompts=tuple(
                prompt for prompt in part.prompts if fold_sentence(prompt) not in self.prompts
            ),
        )

    def and_in(self, blocks: Iterable[Block]) -> "Used":
        """Return a copy with the contents of these blocks added."""
        blocks = tuple(blocks)
        quotes = {fold_sentence(block.text) for block in blocks if isinstance(block, PullQuote)}
        prompts = {
            fold_sentence(plain(block.text)) for block in blocks if isinstance(block, Prompt)
        }
        return replace(
            self,
            quotes=self.quotes | quotes,
            prompts=self.prompts | prompts,
            questions=self.questions.union(*map(_asked, blocks)),
        )


def used_by(issues: Iterable[Issue]) -> Used:
    """Return what these issues use, according to their current bodies."""
    issues = tuple(issues)
    sections = {(issue.article, key) for issue in issues if issue.article for key in issue.sections}
    found = Used(sections=frozenset(sections))
    return found.and_in(block for issue in issues for block in issue.blocks)


def _asked(block: Block) -> Iterator[str]:
    """Yield the questions in a block, folded."""
    if isinstance(block, Questions):
        yield from (fold_sentence(item.text) for item in block.items)
    elif isinstance(block, PostScript):
        yield fold_sentence(block.question)
