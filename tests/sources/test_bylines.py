"""The author's name and a date on lines of their own, under or above the title."""

import pytest

from newsletter.model.article import Article, LinePlace
from newsletter.model.corrections import CorrectedPlace, Correction
from newsletter.sources import markdown, plain_text
from newsletter.sources.structure.bylines import author_in, is_date

INTRO = "Vroeger dacht ik dat rust iets was wat je verdient. Nu weet ik dat je het kiest."
BODY = f"""
{INTRO}

Waarom wachten niet helpt

Wachten voelt veilig, maar het lost niets op. Je blijft zitten waar je zit en hoopt.

De eerste stap

Begin klein. Zet vanavond de telefoon een uur eerder weg en kijk wat er gebeurt.
"""


def read(*head: str, body: str = BODY) -> Article:
    return plain_text.read("\n".join(head) + "\n" + body, "artikel.txt")


def headings(article: Article) -> list[str | None]:
    return [section.heading for section in article.sections]


def places(article: Article, words: str) -> list[LinePlace]:
    return [line.place for line in article.lines if line.text.strip() == words]


BYLINES = [
    ("door Anna de Vries",),
    ("Door: Anna de Vries",),
    ("By Anna de Vries",),
    ("Anna de Vries",),
    ("Anna de Vries | 12 mei 2026",),
    ("Anna de Vries - 12 mei 2026",),
    ("Anna de Vries, 12 mei 2026",),
    ("Door Anna de Vries, 12 mei 2026",),
    ("Door Anna de Vries op 12 mei 2026",),
    ("12 mei 2026 · Door Anna de Vries",),
    ("Door Anna de Vries", "12 mei 2026"),
    ("12 mei 2026", "Door Anna de Vries"),
    ("Anna de Vries", "12-05-2026"),
    ("Anna de Vries", "May 12, 2026"),
    ("Anna de Vries", "Gepubliceerd op dinsdag 12 mei 2026"),
]


@pytest.mark.parametrize("byline", BYLINES, ids=" / ".join)
@pytest.mark.parametrize("gap", ["", None], ids=["apart", "close"])
def test_a_name_under_the_title_is_the_author_and_no_section(
    byline: tuple[str, ...], gap: str | None
) -> None:
    article = read("Leven met rust", *([] if gap is None else [gap]), *byline)
    assert (article.title, article.author) == ("Leven met rust", "Anna de Vries")
    assert headings(article) == ["Waarom wachten niet helpt", "De eerste stap"]
    for line in byline:
        expected = LinePlace.DATE if is_date(line) else LinePlace.AUTHOR
        assert places(article, line) == [expected]


@pytest.mark.parametrize(
    "date",
    ["12 mei 2026", "2026-05-12", "za 12 mei 2026", "Datum: 12 mei 2026", "Sat, May 12, 2026"],
)
@pytest.mark.parametrize("byline", [(), ("Anna de Vries",)], ids=["alone", "under a name"])
def test_a_date_on_its_own_line_is_a_date_and_no_author(date: str, byline: tuple[str, ...]) -> None:
    article = read("Leven met rust", "", *byline, date)
    assert article.author == (byline[0] if byline else None)
    assert places(article, date) == [LinePlace.DATE]
    above = read(date, "", "Leven met rust", "")
    assert above.title == "Leven met rust"
    assert places(above, date) == [LinePlace.DATE]


@pytest.mark.parametrize("byline", [("Door Anna de Vries",), ("12 mei 2026",)])
def test_a_name_or_a_date_above_the_title_is_not_the_title(byline: tuple[str, ...]) -> None:
    article = read(*byline, "", "Leven met rust", "")
    assert article.title == "Leven met rust"
    assert headings(article) == ["Waarom wachten niet helpt", "De eerste stap"]


def test_a_date_is_no_author() -> None:
    article = read("Leven met rust", "", "12 mei 2026", "")
    assert article.author is None
    assert headings(article) == ["Waarom wachten niet helpt", "De eerste stap"]


def test_a_name_under_a_title_of_markdown_is_the_author() -> None:
    text = f"# Leven met rust\n\nAnna de Vries\n\n{INTRO}\n\n## De eerste stap\n\nBegin klein.\n"
    article = markdown.read(text, "artikel.md")
    assert article.author == "Anna de Vries"
    assert "Anna" not in str(article.intro)


NO_NAMES = [
    "Wat is rust",
    "De Kracht van Nu",
    "Rust",
    "Anna",
    "Leven met Rust",  # half of the title
    "RUST EN RUIMTE",
    "Rust en Ruimte",
    "Begin Klein",  # the text goes on about it
    "Eerste Telefoon",
    "Mei 2026",
    "Lente 2026",
    "Door de Ogen van het Kind",
]


@pytest.mark.parametrize("heading", NO_NAMES)
def test_a_heading_under_the_title_stays_a_heading(heading: str) -> None:
    article = read("Leven met meer rust", "", heading, "")
    assert headings(article)[0] == heading


def test_a_person_whom_the_text_is_about_stays_a_heading() -> None:
    body = BODY.replace("Wachten voelt", "Volgens Brown is dat moed. Wachten voelt")
    assert headings(read("Leven met rust", "", "Brené Brown", "", body=body))[0] == "Brené Brown"


def test_where_headings_have_capitals_only_a_signature_shows_a_name() -> None:
    body = BODY.replace("Waarom wachten niet helpt", "Stop Met Wachten")
    assert headings(read("Leven met rust", "", "Inner Peace", "", body=body))[0] == "Inner Peace"
    signed = read("Leven met rust", "", "Anna de Vries", "", body=f"{body}\nAnna\n")
    assert signed.author == "Anna de Vries"


def test_german_nouns_are_no_names() -> None:
    body = (
        "\nIch habe lange gedacht, dass man sich die Ruhe verdienen muss und nicht wählt.\n\n"
        "Warum das Warten nicht hilft\n\nEs fühlt sich sicher an, aber es löst ja nichts.\n"
    )
    assert headings(read("Einfach leben", "", "Seelische Balance", "", body=body))[0] == (
        "Seelische Balance"
    )


def test_a_wrong_guess_is_corrected_to_a_heading() -> None:
    text = f"Leven met rust\n\nMindful Ademen\n{BODY}"
    assert plain_text.read(text, "a.txt").author == "Mindful Ademen"  # shown among the parts
    correction = Correction(number=3, text="Mindful Ademen", place=CorrectedPlace.HEADING)
    article = plain_text.read(text, "a.txt", corrections=[correction])
    assert article.author is None
    assert headings(article)[0] == "Mindful Ademen"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("door drs. Anna van der Vries-Jansen MSc", "drs. Anna van der Vries-Jansen MSc"),
        ("Door Anna · 5 min", "Anna"),
        ("Von Anna Vogel am 12. Mai 2026", "Anna Vogel"),
        ("Door de jaren heen", None),
        ("Rust | Ruimte", None),
        ("Anna Vos | Coach", None),
    ],
)
def test_the_name_in_a_line(line: str, name: str | None) -> None:
    assert author_in(line) == name


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("12 mei 2026", True),
        ("Op dinsdag 12 mei 2026 om 10:05 uur", True),
        ("12/05/2026", True),
        ("2026-05-12", True),
        ("12. Mai 2026", True),
        ("May 12th, 2026", True),
        ("mei 2026", False),
        ("2026", False),
        ("12 mei", False),
        ("12 tips voor mei 2026", False),
        ("12 stappen 2026", False),
    ],
)
def test_a_date_has_a_year_and_nothing_else(line: str, is_one: bool) -> None:
    assert is_date(line) is is_one
