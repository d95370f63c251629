"""What drawing chose for an issue, and why; only a freshly drawn issue knows it."""

from dataclasses import dataclass
from enum import Enum


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
