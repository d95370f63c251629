"""Assignment of an article's FAQ questions to its issues, as a P.S. each."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.editorial.letter import short_answer
from newsletter.editorial.portions import Portion, texts_in
from newsletter.editorial.quotes import Used
from newsletter.editorial.topics import Topic, matches
from newsletter.model.article import Article
from newsletter.model.blocks import PostScript, rich
from newsletter.model.drawing import PostScriptReason
from newsletter.text.folding import fold_sentence, fold_spaces
from newsletter.text.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Afterthought:
    """The P.S. of an issue, or why it has none."""

    block: PostScript | None
    reason: PostScriptReason

    def unless(self, used: Used, *, has_questions: bool) -> "Afterthought":
        """Return it, or none if its question was used or opening questions are present."""
        if has_questions:
            return Afterthought(None, PostScriptReason.OPENING_QUESTIONS)
        if self.block is not None and fold_sentence(self.block.question) in used.questions:
            return Afterthought(None, PostScriptReason.NO_MATCH)
        return self


def post_scripts(
    article: Article, chosen: Sequence[Portion], *, has_button: Sequence[bool]
) -> tuple[Afterthought, ...]:
    """Return a P.S. or the reason for its absence, for each issue.

    The result depends only on the article and the choice of portions, so that drawing
    again gives the same result.

    Args:
        article: The whole article; the site's own questions are never used.
        chosen: The portions of its issues.
        has_button: For each issue, whether it ends with the call to action.
    """
    words = vocabulary(article.language)
    # the topic is judged by the whole answer, but the short one is printed
    entries = [one for one in article.faq if not one.site and short_answer(one.answer, words)]
    topics = [
        _topic(portion, has_questions=at == 0 and bool(article.questions), has_button=ends)
        for at, (portion, ends) in enumerate(zip(chosen, has_button, strict=True))
    ]
    about = f"{article.title} {article.category or ''}"
    reason = PostScriptReason.NO_MATCH if entries else PostScriptReason.NO_FAQ
    found = [Afterthought(None, reason)] * len(chosen)
    for match in matches(entries, topics, about, words):
        entry = entries[match.entry]
        why = PostScriptReason.HELP if match.is_help else PostScriptReason.TOPIC
        answer = rich(short_answer(entry.answer, words))
        found[match.issue] = Afterthought(PostScript(fold_spaces(entry.question), answer), why)
    return tuple(found)


def _topic(portion: Portion, *, has_questions: bool, has_button: bool) -> Topic:
    quotes = (quote.text for part in portion for quote in part.quotes)
    prompts = (prompt for part in portion for prompt in part.prompts)
    blocks = (block for part in portion for block in (*part.blocks, *part.see_also))
    text = (words for block in blocks for words in texts_in(block))
    return Topic(
        heading=" ".join(part.heading for part in portion if part.heading),
        text=" ".join([*text, *quotes, *prompts]),
        has_questions=has_questions,
        has_button=has_button,
    )
