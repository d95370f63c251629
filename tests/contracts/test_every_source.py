"""What every source promises, whatever the folder holds."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter import sources
from newsletter.errors import ArticleError
from newsletter.model.article import Article, LinePlace
from newsletter.sources.discovery import byte_sources
from newsletter.sources.discovery import sources as known_sources

ENDINGS = sources.known_endings()
SOURCES = {id(source): source for source in known_sources().values()}.values()
every_source = pytest.mark.parametrize("ending", [source.ENDINGS[0] for source in SOURCES])

# what articles are made of, and what breaks those who read them
BITS = st.sampled_from(
    """
    Titel — lang|Titel|15 min|Categorie|  |• punt|- punt|→ hint|• Vraag? → hint|💡 Wat wil je?|💡|
    Drie vragen om|Conclusie|FAQ|Hoe dan?|Hoe dan? Zo dus.|Groet,|Mila|Groet, Anna|Begin →|Door Mila|
    Ontdek meer...|Lees ook:|Een zin. Lees meer in: Titel.|"Een citaat van vijf woorden."|“open|dicht”|
    — Mila|1. kop|2) x|Ontvang wekelijks|Een alinea met meer woorden dan een kop zou hebben, en een punt.|
    # Kop|## Kop|### Vraag?|> citaat|> — Mila|---|```|<p>a</p>|<details>|<summary>V?</summary>|</details>|
    <!-- c|-->|<script>|</script>|<h1>T</h1>|<h2>K</h2>|<blockquote>q w e</blockquote>|<cite>C</cite>|
    <ul><li>x|</ul>|[a](b)|[Ga →](https://x.example)|**vet**|**Vraag?** ja|*|_|[|<|&amp;|&#0;|&#10;|<br>|
    <?php x ?>|<article>|</article>|<table><tr><td>x|\\|<pre>|Samenvatting|title: x|…|»|«a b c»|Stap 1: doe
    """.replace("\n", "").split("|")
)  # fmt: skip
ODD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ENDS = st.sampled_from(
    ["\n", "\r\n", "\r", "\n\n", "\n\n\n", "", " ", "\N{NO-BREAK SPACE}", "\f", "\u2028"]
)
TEXTS = st.lists(st.tuples(BITS | ODD, ENDS).map("".join), min_size=1, max_size=30).map("".join)
cheap = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def read(ending: str, data: bytes) -> Article | None:
    """The article, or nothing where the source says why not, and of which file."""
    try:
        return sources.read(f"stuk{ending}", data)
    except ArticleError as error:
        said = str(error)
    assert said.startswith(f"stuk{ending}:")
    return None


@every_source
@cheap
@given(text=TEXTS)
def test_the_lines_joined_give_the_source_again(ending: str, text: str) -> None:
    article = read(ending, text.encode())
    if article is not None:
        assert article.source == text.removeprefix("\ufeff")
        assert [line.number for line in article.lines] == list(range(1, len(article.lines) + 1))
        assert all(
            line.text.strip() == "" for line in article.lines if line.place is LinePlace.BLANK
        ) or ("\u200b" in text or "\ufeff" in text or "\u2060" in text)


@every_source
@cheap
@given(text=TEXTS)
def test_what_is_taken_for_a_quote_stands_in_the_article(ending: str, text: str) -> None:
    article = read(ending, text.encode())
    for section in article.sections if article else ():
        assert all(article is not None and article.holds(quote.text) for quote in section.quotes)


@every_source
@cheap
@given(text=TEXTS)
def test_slugs_are_unique_and_facts_can_be_told(ending: str, text: str) -> None:
    article = read(ending, text.encode())
    if article is not None:
        slugs = [section.slug for section in article.sections]
        assert len(set(slugs)) == len(slugs)
        assert all(
            slug and slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == "" for slug in slugs
        )
        assert json.loads(json.dumps(sources.facts(article)))["title"] == article.title != ""


@every_source
@cheap
@given(data=st.binary(max_size=200))
def test_any_bytes_are_an_article_or_an_error_that_says_why(ending: str, data: bytes) -> None:
    article = read(ending, data)
    assert article is None or article.lines


@every_source
@pytest.mark.parametrize(
    "bit",
    ["<div>", "<b>", "<!--", "<a href='", "[", "![", "> ", "* ", '"', "«", "Lees ook ", "? ", "Kop\n\n", "x\n",
     "• a\n", "Groet,\n", "💡 a b c?\n", "# a\n", "<br>", "<p>a</p>", " ", "**a** ", "a.", "\\"],
)  # fmt: skip
def test_half_a_megabyte_of_anything_ends(ending: str, bit: str) -> None:
    # a size that only linear reading survives; there is no clock in it
    article = read(ending, bit.encode() * (500_000 // len(bit)))
    assert article is None or article.lines


@every_source
def test_an_address_that_is_given_wins(ending: str) -> None:
    data = b"Titel\n\nEen alinea."
    article = sources.read(f"stuk{ending}", data, address="https://example.org/stuk")
    assert article.address == "https://example.org/stuk"


@every_source
def test_its_ending_may_be_written_large(ending: str) -> None:
    assert sources.read(f"STUK{ending.upper()}", b"Titel\n\nEen alinea.").source


@every_source
def test_no_link_leads_where_a_mail_must_not(ending: str) -> None:
    html = "<h2>Kop</h2><p><a href='javascript:a()'>woord</a> <a href='data:x'>nog een</a></p>\n"
    markdown = "\n[woord](javascript:a) en [nog een](vbscript:x) of <javascript:b>\n"
    article = read(ending, (html + markdown).encode())
    assert article is not None
    assert not any(
        f"url='{scheme}" in repr(article) for scheme in ("javascript", "data", "vbscript")
    )


def test_no_two_sources_read_the_same_ending() -> None:
    of_bytes = {id(source): source for source in byte_sources().values()}.values()
    claimed = [ending for source in (*SOURCES, *of_bytes) for ending in source.ENDINGS]
    assert sorted(claimed) == sorted(ENDINGS)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in claimed)


@pytest.mark.parametrize("name", ["stuk.epub", "stuk", "stuk.txt.bak"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ArticleError) as raised:
        sources.read(name, b"Titel")
    assert name in str(raised.value)
    assert all(ending in str(raised.value) for ending in (".txt", ".md", ".html", ".docx"))
