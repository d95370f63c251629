"""The body of a drawn issue, in its fixed reading order.

Text · quote · opening questions · prompt · button · read-more links · P.S.;
greeting, origin and sign-off are added when the mail is made. A link with a
lead-in counts as text and comes before the opening questions.
"""

from collections.abc import Iterator, Sequence

from newsletter.editorial.portions import PortionPart
from newsletter.editorial.preheader import LEAST, MOST
from newsletter.editorial.quotes import Used
from newsletter.editorial.subject import without_ordinal
from newsletter.editorial.words import count, sentences
from newsletter.model.article import Article, Quote
from newsletter.model.blocks import (
    Block,
    Button,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    Subheading,
    rich,
)
from newsletter.text.folding import fold_sentence, fold_spaces
from newsletter.text.vocabulary import Vocabulary, vocabulary

_LONGEST_ANSWER = 60  # words
_FEWEST_SENTENCES = 2


def body(
    parts: Sequence[PortionPart],
    *,
    questions: Questions | None = None,
    button: Button | None = None,
    after: PostScript | None = None,
) -> Iterator[Block]:
    """Yield the blocks of an issue; the first heading is only its title."""
    titled = next((part for part in parts if part.heading), None)
    for part in parts:
        if part.heading and part is not titled and not part.is_continued:
            yield Subheading(without_ordinal(part.heading))
        yield from part.blocks
        yield from map(_pull_quote, part.quotes)
    links = [link for part in parts for link in part.see_also]
    yield from (link for link in links if link.lead_in)
    if questions is not None:
        yield questions
    for part in parts:
        yield from (Prompt(rich(fold_spaces(prompt))) for prompt in part.prompts)
    if button is not None:
        yield button
    yield from (link for link in links if not link.lead_in)
    if after is not None:
        yield after


def opening(article: Article, used: Used) -> Iterator[Block]:
    """Yield the blocks of an introductory issue: intro, a quote, the opening questions.

    Nothing is yielded if neither an unused quote nor unused questions remain.
    """
    quotes = [quote for section in article.sections for quote in section.quotes]
    left = [quote for quote in quotes if not used.has_quote(quote)]
    # prefer a quote that fits the inbox preview
    best = next((quote for quote in left if LEAST <= len(quote.text) <= MOST), None)
    quote = best or next(iter(left), None)
    questions = opening_questions(article, used)
    if quote is None and questions is None:
        return
    for line in (article.intro or "").splitlines():
        if line.strip():
            yield Paragraph(rich(fold_spaces(line)))
    if quote is not None:
        yield _pull_quote(quote)
    if questions is not None:
        yield questions


def opening_questions(article: Article, used: Used) -> Questions | None:
    """Return the opening questions, unless an issue already uses one of them."""
    if not article.questions or any(
        fold_sentence(item.text) in used.questions for item in article.questions
    ):
        return None
    words = vocabulary(article.language)
    title = fold_spaces(article.questions_title or words.questions_title)
    return Questions(_without_beforehand(title, words), article.questions)


def _without_beforehand(title: str, words: Vocabulary) -> str:
    """Return a title without a word such as “beforehand”: in a letter, the questions follow the text."""
    folded = title.casefold()
    ends = (word for word in words.beforehand if folded.endswith(f" {word}"))
    return title[: -len(next(ends, "")) or None].rstrip(" ,")


def short_answer(answer: str, words: Vocabulary) -> str:
    """Return the answer, shortened to whole sentences of at most 60 words in total.

    The result is empty if fewer than two sentences fit, or if there is no answer.
    """
    if count(answer) <= _LONGEST_ANSWER:
        return fold_spaces(answer)
    kept: list[str] = []
    for sentence in sentences(answer, words):
        if count(" ".join([*kept, sentence])) > _LONGEST_ANSWER:
            break
        kept.append(sentence)
    return " ".join(kept) if len(kept) >= _FEWEST_SENTENCES else ""


def _pull_quote(quote: Quote) -> PullQuote:
    return PullQuote(fold_spaces(quote.text), quote.by and fold_spaces(quote.by))
