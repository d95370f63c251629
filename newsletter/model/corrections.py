"""What a person says the lines of an article are, where the reading is wrong."""

from dataclasses import dataclass
from enum import Enum

from newsletter.message import Message


class CorrectedPlace(Enum):
    """What a corrected line is. Finer than ``LinePlace``, because a person decides about each."""

    TITLE = "title"
    SHORT_TITLE = "short title"
    CATEGORY = "category"
    MINUTES = "minutes"
    AUTHOR = "author"
    INTRO = "intro"
    QUESTIONS_TITLE = "questions title"
    QUESTION = "question"
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"  # an item of a list stays one
    QUOTE = "quote"
    PROMPT = "prompt"
    SEE_ALSO = "see also"
    CALL_TO_ACTION = "call to action"
    RELATED = "related"
    FAQ_QUESTION = "faq question"
    FAQ_ANSWER = "faq answer"
    SUBSCRIBE_CALL = "subscribe call"
    SIGN_OFF = "sign-off"
    LEFT_OUT = "left out"


class Misfit(Enum):
    """Why a correction cannot be applied to the article as it is."""

    TEXT_CHANGED = "text changed"
    BEYOND_END = "beyond end"
    NO_WORDS = "no words"  # a blank line, front matter, a tag
    SEVERAL_PARTS = "several parts"  # such as a page whose markup is on one line
    SAME_PART = "same part"  # another line of its paragraph has another correction
    NO_MINUTES = "no minutes"
    NO_QUESTION = "no question"  # an answer without a question before it


@dataclass(frozen=True, slots=True)
class Correction:
    """What one line is. ``number`` counts from 1; ``text`` is the line, white space folded."""

    number: int
    text: str
    place: CorrectedPlace


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one article, by line; ``article`` is the SHA-256 of its bytes, in hex."""

    article: str
    lines: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class IgnoredCorrection:
    """A correction that the article as it is now does not allow."""

    correction: Correction
    why: Misfit

    @property
    def message(self) -> Message:
        """Which correction it is, and why it is not used."""
        given = self.correction
        return Message(
            "correction-unfit", number=given.number, text=given.text, why=Message.of(self.why)
        )
