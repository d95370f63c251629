"""The sample article whose words the pages under ``builders/`` have, and how it reads."""

from pathlib import Path

from newsletter import sources
from newsletter.model.article import Article
from tests.sources.shape_fixtures import spans_of, text_of

SAMPLE = Path(__file__).parents[2] / "issues" / "articles" / "rust.md"
SPOKEN = "Een huis hoeft niet af te zijn om een thuis te zijn."
SPEAKER = "Een vriendelijke bezoeker"


def sample_text(*, spoken: bool) -> str:
    """The sample in Markdown; ``spoken`` names one quote's speaker, as the pages do."""
    text = SAMPLE.read_text("utf-8")
    mark = f'> "{SPOKEN}"'
    assert text.count(mark) == 1
    return text.replace(mark, f"{mark}\n> — {SPEAKER}") if spoken else text


def reading_of_sample(*, spoken: bool = True) -> dict[str, object]:
    """What a page with the sample's words must read to."""
    return reading(sources.read(SAMPLE.name, sample_text(spoken=spoken).encode()))


def reading(article: Article) -> dict[str, object]:
    """The parts that are the same on every page with the article's words.

    The short title, the category and the author are the site's own, and a call
    to subscribe is a form on some pages.
    """
    related = [(link.text, link.url) for link in article.related]
    see_also = [(link.text, link.url) for part in article.sections for link in part.see_also]
    call = article.call_to_action
    return {
        "title": article.title,
        "intro": article.intro,
        "questions": [(asked.text, asked.hint) for asked in article.questions],
        "headings": [section.heading for section in article.sections],
        "text": [list(text_of(section.blocks)) for section in article.sections],
        "quotes": [
            [(quote.text, quote.by) for quote in section.quotes] for section in article.sections
        ],
        "prompts": [list(section.prompts) for section in article.sections],
        "see_also": see_also,
        "links": [(span.text, span.url) for span in spans_of(article) if span.url],
        "faq": [(entry.question, entry.answer, entry.site) for entry in article.faq],
        "related": related,
        "call_to_action": None if call is None else (call.text, call.url),
    }
