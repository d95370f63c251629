"""The four shapes of plain text, in four languages."""

import pytest

from newsletter.model.article import FaqEntry, LinePlace
from newsletter.model.blocks import Question
from tests.sources.builders import (
    headings,
    lists,
    paragraphs,
    place_of,
    prompts,
    quotes,
    read,
    subheadings,
)
from tests.sources.voices import VOICES, Voice, compact, full, old_compact, oldest

pytestmark = pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.language)


def test_a_full_article_is_read_to_its_last_part(voice: Voice) -> None:
    article = read(full(voice), "stuk.txt")
    assert (article.title, article.short_title) == (voice.title, voice.short_title)
    assert (article.category, article.reading_minutes) == (voice.category, 4)
    assert article.intro == voice.intro
    assert article.questions_title == voice.questions_title
    assert article.questions == tuple(Question(*asked) for asked in voice.questions)
    assert headings(article) == list(voice.headings)
    assert quotes(article) == [(quote, None) for quote in voice.quotes]
    assert prompts(article) == list(voice.prompts)
    assert lists(article) == [list(voice.items)]
    assert paragraphs(article) == [
        voice.paragraphs[0],
        voice.paragraphs[1],
        voice.lead_in,
        voice.paragraphs[2],
    ]
    assert [link.text for link in article.sections[1].see_also] == [voice.see_also[1]]
    assert article.call_to_action is not None
    assert article.call_to_action.text == voice.call
    assert article.faq == (
        *(FaqEntry(question, answer) for question, answer in voice.faq),
        FaqEntry(*voice.site_faq, site=True),
    )
    assert article.subscribe_calls == ("\n".join(voice.subscribe),)
    assert article.sign_off == f"{voice.sign_off}\n{voice.name}"
    assert article.language == voice.language
    assert article.unplaced == ()
    assert place_of(article, voice.related) is LinePlace.RELATED


def test_a_compact_article_needs_no_blank_lines(voice: Voice) -> None:
    article = read(compact(voice), "stuk.txt")
    assert article.title == voice.title
    assert (article.short_title, article.category, article.reading_minutes) == (None, None, None)
    assert article.intro == voice.intro
    assert article.questions == tuple(Question(*asked) for asked in voice.questions)
    assert headings(article) == list(voice.headings)
    assert quotes(article) == [(quote, None) for quote in voice.quotes]
    assert prompts(article) == list(voice.prompts)
    assert lists(article) == [list(voice.items)]
    assert article.call_to_action is not None
    assert article.unplaced == ()


def test_an_old_compact_article_has_subheadings_and_prompts_that_close(voice: Voice) -> None:
    article = read(old_compact(voice), "stuk.txt")
    assert article.title == voice.title
    assert article.intro is None
    assert headings(article) == list(voice.headings)
    assert subheadings(article) == [voice.short_title]
    assert prompts(article) == [*voice.prompts, voice.prompts[0]]
    assert [line.place for line in article.lines[:2]] == [LinePlace.TITLE, LinePlace.TITLE]
    assert article.unplaced == ()


def test_the_oldest_shape_has_one_section_without_a_title(voice: Voice) -> None:
    article = read(oldest(voice), "stuk.txt")
    assert (article.title, article.category) == (voice.short_title, voice.category)
    assert (article.author, article.reading_minutes) == (voice.author, 0)
    assert headings(article) == [None]
    assert len(paragraphs(article)) == 6
    assert article.sign_off == f"{voice.sign_off}\n{voice.name}"
    assert [line.text for line in article.unplaced] == [voice.quotes[0]]
