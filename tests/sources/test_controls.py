"""What a page lets its visitors press beside a heading is no part of the article."""

import pytest

from newsletter.model.article import Article, LeftOutKind
from tests.sources.builders import LONG, headings, html_article, paragraphs, read, subheadings

UNSEEN = "position:absolute; clip: rect(0, 0, 0, 0); overflow:hidden"
WIKI = '<span class="mw-editsection">[<a href="/w?title=X&amp;action=edit">bewerken</a>]</span>'


def with_heading(markup: str) -> Article:
    return html_article("<h1>Rust vinden</h1>", f"<p>{LONG}</p>", markup, f"<p>{LONG}</p>")


@pytest.mark.parametrize(
    "control",
    [
        "<button>Copy link</button>",
        '<button type="button"><svg></svg><span>Link kopiëren</span></button>',
        '<span role="button" tabindex="0">Kopieer</span>',
        '<div role="button" tabindex="0">Copy link</div>',
        "<clipboard-copy value='#adem'>Copy</clipboard-copy>",
        '<span><button aria-label="Copy">Copy link to heading</button></span>',
        '<span role="tooltip">Gekopieerd!</span>',
        '<a href="#adem">Permalink</a>',
        '<a href="#adem" title="Permanente link">hier</a>',
        '<a href="https://voorbeeld.nl/stuk#adem" aria-label="Link to this section">link</a>',
        '<a href="#top">Terug naar boven</a>',
        '<a href="#adem"><span class="visuallyhidden">Deze kop</span></a>',
        '<span class="u-visually-hidden">Deze kop</span>',
        f'<span style="{UNSEEN}">Deze kop</span>',
        "<span hidden>Deze kop</span>",
        '<span aria-hidden="true">Gekopieerd!</span>',
        WIKI,
    ],
)
def test_what_leads_to_a_heading_or_copies_its_address_is_not_its_words(control: str) -> None:
    for markup in (
        f'<h2 id="adem">Adem {control}</h2>',
        f'<h2 id="adem">{control} Adem</h2>',
        f'<div><h2 id="adem">Adem</h2>{control}</div>' if "Deze kop" not in control else "",
    ):
        article = with_heading(markup)
        if markup:
            assert (headings(article), paragraphs(article)) == (["Adem"], [LONG]), markup


@pytest.mark.parametrize(
    ("markup", "heading"),
    [
        ('<a href="#adem">Adem</a>', "Adem"),
        ('<a href="#adem" aria-label="Permalink">Adem</a>', "Adem"),
        ('<a href="#adem">Adem <span>#</span></a>', "Adem"),
        ("<button>Adem</button>", "Adem"),
        ('Adem en <a href="#rust">rust</a>', "Adem en rust"),
        ('Adem, of <a href="https://voorbeeld.nl/kopieer">kopieer</a>', "Adem, of kopieer"),
        ('<span class="not-sr-only">Adem</span> en rust', "Adem en rust"),
    ],
)
def test_a_heading_keeps_the_words_of_the_writer_wherever_they_lead(
    markup: str, heading: str
) -> None:
    assert headings(with_heading(f'<h2 id="adem">{markup}</h2>')) == [heading]


def test_a_button_that_is_left_out_is_named_for_the_editor() -> None:
    article = with_heading("<h2>Adem</h2><button>Deel dit stuk</button>")
    assert [(one.kind, one.words) for one in article.left_out] == [
        (LeftOutKind.NAVIGATION, "Deel dit stuk")
    ]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Druk op <button>Opslaan</button> en wacht even.</p>", "Druk op Opslaan en wacht even."),
        ("<button>Stap een</button><div><p>Ga even zitten.</p></div>", "Stap een"),
        ('<p><a href="https://voorbeeld.nl"><button>Boek een gesprek</button></a></p>', "Boek een gesprek"),
        (f'<div role="button"><p>{LONG} {LONG}</p></div>', f"{LONG} {LONG}"),
    ],
    ids=["within a sentence", "the name of a panel", "a link", "a card"],
)  # fmt: skip
def test_a_button_that_says_something_of_the_article_stays(markup: str, words: str) -> None:
    article = with_heading(f"<h2>Adem</h2>{markup}")
    button = article.call_to_action
    assert words in [*paragraphs(article), *subheadings(article), button.text if button else ""]


@pytest.mark.parametrize(
    "control",
    [
        "[¶](#adem)",
        "[Permalink](#adem)",
        "[Link kopiëren](#adem)",
        '<a class="headerlink" href="#adem">¶</a>',
        '<a href="#adem">Copy link</a>',
        "<button>Copy link</button>",
    ],
)
def test_in_markdown_it_is_the_same(control: str) -> None:
    text = f"# Rust vinden\n\n{LONG}\n\n## Adem {control}\n\n{LONG}\n"
    assert headings(read(text, "stuk.md")) == ["Adem"]
