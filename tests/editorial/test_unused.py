"""What of an article is in none of its issues."""

from pathlib import Path

from newsletter.editorial.draw import draw
from newsletter.editorial.issue_files import file_name, parse, text_of
from newsletter.editorial.unused import unused
from newsletter.model.article import Article, FaqEntry, LinePlace
from newsletter.model.blocks import Button, CrossLink, Paragraph, rich
from newsletter.model.issue import Issue
from tests.editorial.builders import a_faq, a_section, an_article

ON_SLEEP = (Paragraph(rich("Slapen wordt lichter als de slaapkamer donker is. " * 20)),)
ON_TOPIC = FaqEntry("Hoe donker moet de slaapkamer zijn?", "Zo donker dat je lichter slaapt.")
ARTICLE = an_article(
    a_section("Stil staan — het begin"),
    a_section("Beter slapen — elke nacht", blocks=ON_SLEEP),
    faq=(ON_TOPIC, *a_faq(2)),
    call_to_action=Button("Boek een gesprek", "https://voorbeeld.nl/gesprek"),
    related=(CrossLink("Leren kijken", None),),
    subscribe_calls=("Schrijf je in.",),
)
NEVER = {LinePlace.RELATED, LinePlace.SUBSCRIBE_CALL}


def drawn(article: Article, weeks: int | None = None) -> tuple[Issue, ...]:
    """The issues as their files hold them."""
    issues = draw(article, file="stilstaan.txt", first_number=1, weeks=weeks)
    return tuple(parse(text_of(issue), Path(file_name(issue))) for issue in issues)


def test_without_issues_nothing_is_used() -> None:
    left = unused(ARTICLE, ())
    others = {LinePlace.INTRO, LinePlace.QUESTION, LinePlace.CALL_TO_ACTION}
    assert left.places == NEVER | others
    assert left.answers == 3


def test_several_issues_leave_the_introduction_and_the_answers_that_fit_none() -> None:
    left = unused(ARTICLE, drawn(ARTICLE))
    assert left.places == NEVER | {LinePlace.INTRO}
    assert left.answers == 2


def test_the_single_issue_that_introduces_an_article_leaves_its_button() -> None:
    left = unused(ARTICLE, drawn(ARTICLE, weeks=1))
    assert left.places == NEVER | {LinePlace.CALL_TO_ACTION}


def test_what_an_article_does_not_have_is_not_left() -> None:
    bare = an_article(a_section(), intro=None, questions=())
    assert unused(bare, ()).places == frozenset()
