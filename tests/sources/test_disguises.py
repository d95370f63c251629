"""One article in many disguises: however it was saved, its parts are the same."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter import sources
from newsletter.model.article import Article

SAMPLE = Path(__file__).parents[2] / "issues" / "articles" / "piekeren.txt"
GAP = re.compile(r"\n(?:[ \N{NO-BREAK SPACE}]*\n)+")


def as_html(text: str) -> str:
    return "\n".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())


DISGUISES: dict[str, tuple[str, Callable[[str], str]]] = {
    "no blank lines": ("a.txt", lambda text: GAP.sub("\n", text)),
    "one blank line everywhere": ("a.txt", lambda text: GAP.sub("\n\n", text)),
    "two blank lines everywhere": ("a.txt", lambda text: GAP.sub("\n\n\n", text)),
    "CR LF": ("a.txt", lambda text: text.replace("\n", "\r\n")),
    "CR alone": ("a.txt", lambda text: text.replace("\n", "\r")),
    "blanks on blank lines": (
        "a.txt",
        lambda text: text.replace("\n\n", "\n\N{NO-BREAK SPACE} \n"),
    ),
    "blanks at line ends": ("a.txt", lambda text: text.replace("\n", " \N{NO-BREAK SPACE}\n")),
    "one reading time": ("a.txt", lambda text: text.replace("7 min\n", "", 1)),
    "category once": ("a.txt", lambda text: text.replace("Slapen en stilte\n", "", 1)),
    "dashes for bullets": ("a.txt", lambda text: text.replace("  • ", "- ")),
    "curly quotes": ("a.txt", lambda text: re.sub(r'^"(.*)"$', "“\\1”", text, flags=re.MULTILINE)),
    "German quotes": ("a.txt", lambda text: re.sub(r'^"(.*)"$', "„\\1“", text, flags=re.MULTILINE)),
    "hyphens for dashes": ("a.txt", lambda text: text.replace(" — ", " - ")),
    "pasted as Markdown": ("a.md", lambda text: text),
    "pasted as Markdown without blank lines": ("a.md", lambda text: GAP.sub("\n", text)),
    "paragraphs of HTML": ("a.html", as_html),
    "breaks of HTML": ("a.html", lambda text: "<br>\n".join(text.split("\n"))),
}


def parts(article: Article) -> dict[str, object]:
    """What must not change: the words of each part, dashes apart."""
    return {
        "head": (article.title, article.short_title, article.category, article.reading_minutes),
        "questions": article.questions,
        "headings": [section.heading for section in article.sections],
        "quotes": [[quote.text for quote in section.quotes] for section in article.sections],
        "prompts": [section.prompts for section in article.sections],
        "links": [section.see_also for section in article.sections],
        "blocks": [[type(block) for block in section.blocks] for section in article.sections],
        "faq": article.faq,
        "call": article.call_to_action,
        "farewell": article.sign_off,
        "unplaced": [line.text for line in article.unplaced],
    }


@pytest.mark.parametrize("disguise", DISGUISES)
def test_an_article_is_known_in_every_disguise(disguise: str) -> None:
    name, put_on = DISGUISES[disguise]
    text = SAMPLE.read_text("utf-8")
    known = parts(sources.read("a.txt", text.replace(" — ", " - ").encode()))
    seen = parts(sources.read(name, put_on(text).replace(" — ", " - ").encode()))
    assert seen == known


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_real_article_is_known_in_every_disguise(disguise: str, seed: Path) -> None:
    name, put_on = DISGUISES[disguise]
    text = seed.read_text("utf-8").replace("15 min\n", "7 min\n")
    article = sources.read(name, put_on(text).encode())
    assert [section.heading is not None for section in article.sections] == [True] * 11
    assert sum(len(section.quotes) for section in article.sections) == 10
    assert sum(len(section.prompts) for section in article.sections) == 9
    assert [entry.site for entry in article.faq] == [False] * 5 + [True] * 5
    assert (article.sign_off, article.unplaced) == ("Groet,\nGerrit", ())
