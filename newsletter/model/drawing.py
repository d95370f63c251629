"""What drawing chose for an issue, and why; only a freshly drawn issue knows it."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.model.issue import Issue


class SubjectReason(Enum):
    """Where a subject comes from."""

    WHOLE_HEADING = "whole heading"
    CLAUSE_BEFORE = "clause before the dash"
    CLAUSE_BEHIND = "clause behind the dash"
    FLAT_OPENING = "flat opening before the dash"
    BEFORE = "before the dash"
    BEHIND = "behind the dash"
    QUOTE = "quote"
    SENTENCE = "sentence"
    OTHER_WORDS = "other words"
    SHORTENED = "shortened"
    FIXED = "fixed"


class PreheaderReason(Enum):
    """Where a preheader comes from."""

    QUOTE = "quote"
    QUOTE_SENTENCE = "first sentence of the quote"
    QUOTE_CLAUSE = "first clause of the quote"
    PROMPT = "prompt"
    QUESTIONS_TITLE = "title of the questions"
    SENTENCE = "later sentence"
    QUESTION = "opening question"
    SHORTENED = "shortened"
    FIRST_SENTENCE = "first sentence"
    NONE = "none"


class PostScriptReason(Enum):
    """Why an issue has a P.S., or has none."""

    TOPIC = "topic"
    HELP = "help"
    NO_MATCH = "no match"
    OPENING_QUESTIONS = "opening questions"
    NO_FAQ = "no faq"
    ISSUE_BEFORE = "issue before has one"  # of another article, drawn in turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The reasons for an issue's subject, preheader and P.S."""

    subject: SubjectReason
    preheader: PreheaderReason
    post_script: PostScriptReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The files that drawing wrote, and remarks about what it left unchanged.

    Attributes:
        written: The files of ``issues``, in the same order.
    """

    written: tuple[Path, ...]
    remarks: tuple[Message, ...]
    issues: "tuple[Issue, ...]" = ()

    @property
    def choices(self) -> tuple[Message, ...]:
        """What was chosen for each issue, with the reasons."""
        return tuple(
            Message(
                "issue-chosen",
                issue=issue.number,
                subject=why.subject,
                preheader=why.preheader,
                post_script=why.post_script,
            )
            for issue in self.issues
            if (why := issue.choices) is not None
        )
