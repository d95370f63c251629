"""The real article, where it is there: its parts as a person would name them."""

from pathlib import Path

from newsletter import sources
from newsletter.model.article import LinePlace


def test_the_real_article_is_read_as_a_person_would(seed: Path) -> None:
    article = sources.read(seed.name, seed.read_bytes())
    sections = article.sections
    assert article.title == (
        "Burn-out en het interne gevecht met jezelf — hoe loslaten ruimte maakt voor rust en kracht"
    )
    assert article.short_title == "De Echte Oorzaken van een Burn-out"
    assert (article.category, article.reading_minutes) == ("Jij en Loslaten", 15)
    assert (article.language, article.author, article.address) == ("nl", None, None)
    assert article.intro is not None
    assert [question.hint is not None for question in article.questions] == [True] * 3
    assert [section.heading is not None for section in sections] == [True] * 11
    assert [len(section.quotes) for section in sections] == [0] + [1] * 10
    assert [len(section.prompts) for section in sections] == [0] + [1] * 9 + [0]
    assert [len(section.see_also) for section in sections] == [0, 1, *[0] * 7, 1, 0]
    assert all(link.url is None for section in sections for link in section.see_also)
    assert [entry.site for entry in article.faq] == [False] * 5 + [True] * 5
    assert all(entry.question.endswith("?") and entry.answer for entry in article.faq)
    assert article.call_to_action is not None
    assert article.call_to_action.text == "Begin met loslaten, stap voor stap"
    assert article.sign_off == "Groet,\nGerrit"
    assert len(article.subscribe_calls) == 2
    assert article.unplaced == ()
    assert not [line for line in article.lines if line.place is LinePlace.MARKUP]


def test_no_word_of_the_real_article_is_lost(seed: Path) -> None:
    data = seed.read_bytes()
    article = sources.read(seed.name, data)
    assert article.source.encode() == data
    assert all(article.holds(quote.text) for part in article.sections for quote in part.quotes)


def test_no_sentence_of_the_real_article_stands_in_ours(seed: Path) -> None:
    folder = Path(__file__).parents[2] / "issues" / "articles"
    ours = " ".join(" ".join(path.read_text("utf-8").split()) for path in folder.iterdir())
    article = sources.read(seed.name, seed.read_bytes())
    sentences = (part.strip() for line in article.lines for part in line.text.split(". "))
    assert not [part for part in sentences if len(part.split()) > 8 and part in ours]
