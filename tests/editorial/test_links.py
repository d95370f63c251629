from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial import links
from newsletter.editorial.links import heal, missing_links
from newsletter.editorial.quotes import check, misquotes
from newsletter.errors import AuthorError, DeskError
from newsletter.model.blocks import Button, CrossLink, Paragraph, PullQuote, rich
from newsletter.text.folding import clean, fold_sentence, fold_spaces
from tests.builders.issues import an_issue
from tests.builders.refusals import refused, words_of
from tests.editorial.builders import a_section, an_article

SLEEP = "https://voorbeeld.nl/slapen"


def test_links_are_read_by_title(tmp_path: Path) -> None:
    path = tmp_path / "links.toml"
    assert links.read(path) == {}
    path.write_text(f'# onze stukken\n"Slapen: hoe dan?" = "{SLEEP}"\n', encoding="utf-8")
    assert links.read(path) == {"Slapen: hoe dan?": SLEEP}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('"a" = "b"\nSlapen: hoe = "x"\n', 2),
        ('"a" = 3\n', None),
        ('[a]\n"b" = "c"\n', None),
        ('a.b = "c"\n', None),
        ('"a" = "b', 1),
    ],
)
def test_a_file_of_links_that_is_none_says_how_to_write_it(
    tmp_path: Path, text: str, line: int | None
) -> None:
    path = tmp_path / "links.toml"
    path.write_text(text, encoding="utf-8")
    with refused(AuthorError, 'write "title" = "address"') as raised:
        links.read(path)
    assert raised.value.line == line


def test_adding_an_address_keeps_what_is_there_and_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "issues" / "links.toml"
    links.add(path, "Adem", "https://voorbeeld.nl/adem")
    path.write_text(
        path.read_text(encoding="utf-8") + "\n'Slapen'   = \"\"  # nog zoeken\n# eind\n",
        encoding="utf-8",
    )
    links.add(path, "slapen.", SLEEP)
    links.add(path, "Kijk “nu”", "https://voorbeeld.nl/nu")
    links.add(path, "Adem", "https://voorbeeld.nl/adem")
    assert path.read_text(encoding="utf-8") == (
        "# The addresses of pieces that issues link to: title = address\n"
        '"Adem" = "https://voorbeeld.nl/adem"\n'
        "\n"
        f"'Slapen'   = \"{SLEEP}\"  # nog zoeken\n"
        "# eind\n"
        '"Kijk “nu”" = "https://voorbeeld.nl/nu"\n'
    )


def test_titles_without_an_address_are_written_once_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "issues" / "links.toml"
    long = 'Wie zei: "Burn-out" — herken de eerste signalen \\ en voorkom uitputting met kleine stappen'
    assert links.note(path, ["Slapen", long, "slapen."]) == ("Slapen", long)
    assert links.read(path) == {"Slapen": "", long: ""}
    written = f"# van ons\r\n'SLAPEN' = \"{SLEEP}\"  # af\r\n\r\n# eind"
    path.write_text(written, encoding="utf-8", newline="")
    assert links.note(path, ["Slapen.", "Adem", "  Adem "]) == ("Adem",)
    assert path.read_text(encoding="utf-8") == (
        f'# van ons\n\'SLAPEN\' = "{SLEEP}"  # af\n\n# eind\n"Adem" = ""\n'
    )
    before = path.stat().st_mtime_ns
    assert links.note(path, ["adem", "Slapen"]) == ()
    assert path.stat().st_mtime_ns == before


def test_without_a_title_to_write_no_file_is_made(tmp_path: Path) -> None:
    assert links.note(tmp_path / "links.toml", [" . "]) == ()
    assert not (tmp_path / "links.toml").exists()


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=20))
def test_whatever_titles_are_written_the_file_can_be_read_and_filled_in(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], remark: str
) -> None:
    path = tmp_path_factory.mktemp("links") / "links.toml"
    path.write_text(f"# {' '.join(clean(remark).split())}\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    new = links.note(path, titles)
    assert links.read(path) == dict.fromkeys(new, "")
    for title in new:
        links.add(path, title, SLEEP)
    assert links.read(path) == dict.fromkeys(new, SLEEP)
    assert path.read_text(encoding="utf-8").startswith(before)
    assert links.note(path, titles) == ()


@pytest.mark.parametrize(
    "address",
    ["", "voorbeeld.nl/slapen", "javascript:alert(1)", "/slapen", "https://", "https://a.nl/\x07"],
)
def test_only_a_whole_web_address_is_noted(tmp_path: Path, address: str) -> None:
    with refused(DeskError, "is not a web address"):
        links.add(tmp_path / "links.toml", "Slapen", address)
    assert not (tmp_path / "links.toml").exists()


def test_an_address_needs_a_title(tmp_path: Path) -> None:
    with refused(DeskError, "title"):
        links.add(tmp_path / "links.toml", " . ", SLEEP)


@settings(max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=20), max_size=4))
def test_whatever_the_title_it_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    path = tmp_path_factory.mktemp("links") / "links.toml"
    titles = [title for title in titles if fold_sentence(fold_spaces(clean(title)))]
    for at, title in enumerate(titles):
        links.add(path, title, f"https://voorbeeld.nl/{at}")
    for title in titles:
        assert (
            links.find(links.read(path), fold_spaces(clean(title)).upper()) is not None
            or title.upper().casefold() != title.casefold()
        )
        assert links.find(links.read(path), f"  {fold_spaces(clean(title))}. ") is not None


def test_one_address_heals_a_link_in_every_issue_whatever_the_case_of_its_title() -> None:
    issue = an_issue(
        CrossLink("Slapen  als vroeger."), Button("Begin"), CrossLink("Elders", "https://a.nl")
    )
    healed = heal(issue, None, {"slapen als vroeger": SLEEP, "Elders": SLEEP, "Begin": ""})
    assert healed.blocks == (
        CrossLink("Slapen  als vroeger.", SLEEP),
        Button("Begin"),
        CrossLink("Elders", "https://a.nl"),
    )
    assert healed.origin is None


def test_an_issue_gets_origin_sign_off_and_addresses_from_its_article() -> None:
    article = an_article(
        a_section(see_also=(CrossLink("Slapen", "https://a.nl/s"),)),
        short_title="Leren  Stilstaan.",
        related=(CrossLink("Kijken", "https://a.nl/k"),),
        call_to_action=Button("Begin", "https://a.nl/b"),
    )
    issue = an_issue(CrossLink("slapen"), CrossLink("Kijken"), Button("Begin"), lines=(7, 9, 11))
    healed = heal(issue, article, {"Slapen": SLEEP})
    assert healed.origin == CrossLink("Leren Stilstaan", "https://voorbeeld.nl/stilstaan")
    assert healed.sign_off == "Groet, Noor"
    assert healed.blocks == (
        CrossLink("slapen", SLEEP),
        CrossLink("Kijken", "https://a.nl/k"),
        Button("Begin", "https://a.nl/b"),
    )
    assert healed.lines == issue.lines
    assert heal(healed, article, {"Slapen": SLEEP}) == healed


@pytest.mark.parametrize(
    "title", ["Leren Stilstaan", "leren stilstaan — hoe rust weer een plek krijgt"]
)
def test_the_origin_s_address_comes_from_the_links_where_the_article_has_none(title: str) -> None:
    healed = heal(an_issue(), an_article(address=None), {title: SLEEP})
    assert healed.origin == CrossLink("Leren Stilstaan", SLEEP)


def test_an_entry_that_waits_for_its_address_hides_none_that_the_article_gives() -> None:
    article = an_article(a_section(see_also=(CrossLink("Slapen", SLEEP),)))
    healed = heal(an_issue(CrossLink("Slapen")), article, {"Slapen": ""})
    assert healed.blocks == (CrossLink("Slapen", SLEEP),)


def test_what_has_no_address_is_named_once() -> None:
    issue = an_issue(
        CrossLink("A"),
        Paragraph(rich("x")),
        Button("B"),
        CrossLink("A"),
        CrossLink("C", "https://a.nl"),
    )
    assert missing_links(issue) == ("A", "B")
    assert missing_links(replace(issue, origin=CrossLink("D"))) == ("A", "B", "D")


def test_a_quote_without_a_name_must_stand_in_its_article() -> None:
    article = an_article(a_section(quote="Rust is een keuze die je elke dag opnieuw maakt."))
    path = Path("issues/012-rust-in-je-lijf.md")
    good = an_issue(
        PullQuote("Rust is een keuze\ndie je elke dag opnieuw maakt."),
        PullQuote("Wat een ander zei.", "Een naam"),
    )
    check(good, article, path)
    bad = an_issue(
        Paragraph(rich("x")),
        PullQuote("Rust is geen keuze die je elke dag opnieuw maakt, nee."),
        article="stilstaan.txt",
        lines=(9, 11),
    )
    assert misquotes(bad, None) == ()
    with refused(AuthorError) as raised:
        check(bad, article, path)
    assert words_of(raised.value) == (
        'issues/012-rust-in-je-lijf.md:11: the quote "Rust is geen keuze die je elke dag opnieuw maakt, nee." is not found in'
        " articles/stilstaan.txt; copy it verbatim, name who said it on a line '> — Name', or remove it"
    )
    assert misquotes(replace(bad, lines=()), article)[0].line is None
