"""Application of one change to every text of an issue, in any block."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar, assert_never

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
    RichText,
    Rule,
    Subheading,
)
from newsletter.model.issue import Issue

_Text = TypeVar("_Text", str, str | None)


@dataclass(frozen=True, slots=True)
class Rewording:
    """A change to plain and rich texts. Addresses and the slug are kept."""

    words: Callable[[str], str]
    rich: Callable[[RichText], RichText]

    def issue(self, issue: Issue) -> Issue:
        """Return the issue with its texts changed."""
        origin = issue.origin
        return replace(
            issue,
            title=self.words(issue.title),
            subject=self.words(issue.subject),
            preheader=self.words(issue.preheader),
            blocks=tuple(map(self._block, issue.blocks)),
            origin=origin and replace(origin, text=self.words(origin.text)),
            sign_off=self._any(issue.sign_off),
        )

    def _any(self, text: _Text) -> _Text:
        return text if text is None else self.words(text)

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph(text) | Prompt(text):
                return replace(block, text=self.rich(text))
            case Subheading(text) | Button(text):
                return replace(block, text=self.words(text))
            case PullQuote(text, by):
                return PullQuote(self.words(text), self._any(by))
            case CrossLink(text, url, lead_in):
                return CrossLink(self.words(text), url, self.rich(lead_in))
            case BulletList(items):
                items = tuple(replace(item, text=self.rich(item.text)) for item in items)
                return replace(block, items=items)
            case Questions(title, asked):
                questions = (
                    replace(one, text=self.words(one.text), hint=self._any(one.hint))
                    for one in asked
                )
                return Questions(self.words(title), tuple(questions))
            case PostScript(question, answer):
                return replace(block, question=self.words(question), answer=self.rich(answer))
            case Image(source, alt):
                return Image(source, self.words(alt))
            case Rule():
                return block
            case _:
                assert_never(block)
