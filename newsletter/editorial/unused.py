"""The parts of an article that none of its issues has, apart from its sections."""

from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.editorial.portions import texts_in
from newsletter.model.article import Article, LinePlace
from newsletter.model.blocks import Block, Button, CrossLink, PostScript, Questions
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence


@dataclass(frozen=True, slots=True)
class Unused:
    """What is in no issue.

    Attributes:
        places: The parts of the article that no issue has, not even in part.
        answers: The number of its questions with an answer that are no issue's P.S.
    """

    places: frozenset[LinePlace]
    answers: int


def unused(article: Article, issues: Iterable[Issue]) -> Unused:
    """Return what of an article is in none of the issues, as they are now."""
    blocks = [block for issue in issues for block in issue.blocks]
    texts = {fold_sentence(text) for block in blocks for text in _texts(block)}
    button = article.call_to_action
    parts = {
        LinePlace.INTRO: (article.intro or "").splitlines(),
        LinePlace.QUESTION: [asked.text for asked in article.questions],
        LinePlace.CALL_TO_ACTION: [button.text] if button else [],
        LinePlace.RELATED: [link.text for link in article.related],
        LinePlace.SUBSCRIBE_CALL: article.subscribe_calls,
    }
    folded = {place: {*map(fold_sentence, words)} - {""} for place, words in parts.items()}
    asked = [fold_sentence(entry.question) for entry in article.faq]
    return Unused(
        places=frozenset(place for place, words in folded.items() if words and not words & texts),
        answers=sum(question not in texts for question in asked),
    )


def _texts(block: Block) -> Iterable[str]:
    """Return the words of a block by which a part of the article is recognised in it."""
    match block:
        case Button(text=words) | CrossLink(text=words) | PostScript(question=words):
            return (words,)
        case Questions(items=items):
            return tuple(item.text for item in items)
        case _:
            return texts_in(block)
