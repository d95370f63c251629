"""Names: what may be mailed as one, and what a list's cell gives to greet with."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.names import first_name, first_of, listed_first_name


@given(st.text(max_size=200))
def test_a_name_is_one_short_line_that_reading_again_does_not_change(text: str) -> None:
    name = first_name(text)
    assert len(name) <= 60
    assert name == " ".join(name.split())
    assert not name.startswith(("=", "+", "@"))
    assert first_name(name) == name


@given(st.text("abcXY.:/ -'\u2024\u3002\uff0eé@", min_size=1, max_size=20))
def test_no_name_holds_anything_that_a_mail_program_makes_a_link_of(text: str) -> None:
    name = first_name(text)
    assert all(sign in " .-'" or unicodedata.category(sign)[0] in "LM" for sign in name)
    assert all(after in ("", " ") for after in (part[:1] for part in name.split(".")[1:]))


@pytest.mark.parametrize(
    "name",
    [
        *("Anna", "Zoë", "Anna M.", "Jean-Luc", "D'Arcy", "O\u2019Neil", "Anna Maria", "Þóra"),
        *("Маша", "علی", "明", "Ngọc Ánh", "राम"),
    ],
)
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert first_name(name) == name
    assert listed_first_name(name) == name


@pytest.mark.parametrize(
    "text",
    [
        *(
            "bit.ly/3x",
            "bit.ly",
            "kwaad.be",
            "kwaad.de",
            "Dag kwaad.eu",
            "www.x",
            "a@b.nl",
            "x://y",
        ),
        *("kwaad\u2024be", "kwaad\u3002be", "kwaad.\u200bbe", "<b>Anna</b>", "Anna (werk)", "☀"),
        *("anna1970", "12345", "x" * 61, "*|FNAME|*", "{{naam}}", "", "."),
    ],
)
def test_what_may_be_a_link_or_no_name_is_none(text: str) -> None:
    assert first_name(text) == ""


NO_NAMES = [
    *(
        "NULL",
        "None",
        "nan",
        "NaN",
        "undefined",
        "n/a",
        "N/A",
        "#N/B",
        "#N/A",
        "#NV",
        "-",
        "\u2013",
    ),
    *("n.v.t.", "k.A.", "Onbekend", "unbekannt", "inconnu", "unknown", "(leeg)", "[object Object]"),
    *("Fam. Jansen", "Familie Jansen", "familie", "Family Smith", "Famille Dupont", "Gezin Bos"),
    *("Ehepaar Schmidt", "dhr. en mevr. Jansen", "Mr and Mrs Smith", "Herr und Frau Müller"),
    *("M. et Mme Dupont", "de heer en mevrouw Jansen", "Dhr./Mevr. Jansen", "The Smith Family"),
    *("de heer Jansen", "De Heer J. Jansen", "Mevr. A. de Vries", "mevrouw", "drs. Jansen"),
    *("Herr Müller", "Frau Dr. Schmidt", "Mme Dupont", "M. Dupont", "Mrs. Smith", "Prof. Bakker"),
    *("J.", "J", "J. P.", "J.P.", "JP", "A. de Vries", "A.B. Jansen", "Acme B.V.", "Bos GmbH"),
    *("Team Jansen", "Praktijk De Linde", "van Dijk", "Dear Customer", "Klant", "Weduwe Bos"),
    *("Ouders van Anna", "t.a.v. Anna", "Les Dupont", "Captain Smith", "Frl. Müller"),
    *("FNAME", "meneer", "deleted", "verwijderd", "naamloos", "Unnamed", "Your name", "Je naam"),
    *("First Last", "Facebook User", "Onbekende klant", "noreply", "Ohne Namen", "nnb"),
    *("Huize Rust", "Erfgenamen Bos", "Oma Bos", "Zr. Bos", "ＮＵＬＬ", "Ｎ/Ａ"),
]


@pytest.mark.parametrize("cell", NO_NAMES)
def test_no_column_of_a_list_greets_with_what_is_nobodys_first_name(cell: str) -> None:
    assert listed_first_name(cell) in ("", "van Dijk")
    assert first_of(cell) == ""


@pytest.mark.parametrize(
    ("full", "first"),
    [
        ("Anna de Vries", "Anna"),
        ("de Vries, Anna", "Anna"),
        ("Vries, de, Anna", "Anna"),
        ("Drs. Anna de Vries", "Anna"),
        ("Anna de Vries, PhD", "Anna"),
        ("Anna Jansen, M.Sc., PhD", "Anna"),
        ("Jansen, Anna, MSc", "Anna"),
        ("Jansen, dhr. Jan", "Jan"),
        ("Jansen A.", ""),
        ("First Name", ""),
        ("Jansen, dhr.", ""),
        ("Vries, A. de", ""),
        ("De heer Jan Jansen", "Jan"),
        ("mevr. Anna de Vries", "Anna"),
        ("Prof. dr. ir. Klaas Bakker", "Klaas"),
        ("Frau Dr. Anna Schmidt", "Anna"),
        ("Dipl.-Ing. Hans Meier", "Hans"),
        ("M. Jean Dupont", "Jean"),
        ("Mme Claire Dupont", "Claire"),
        ("John Smith, Jr.", "John"),
        ("Ben Jansen", "Ben"),
        ("Jan en Anna Jansen", ""),
        ("Jan & Anna de Vries", ""),
        ("", ""),
        ("Anna", "Anna"),
        ("Dr", ""),
        ("BSc Anna Jansen", "Anna"),
        ("Ａnna Jansen", "Anna"),
    ],
)
def test_the_first_name_of_a_whole_one(full: str, first: str) -> None:
    assert first_of(full) == first


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("Anna, MSc", "Anna"),
        ("Anna MSc", "Anna"),
        ("Mevr. Anna Jansen", "Anna Jansen"),
        ("Jan en Anna", "Jan en Anna"),
        ("Jansen, Anna", "Anna"),
    ],
)
def test_a_column_of_first_names_is_cleaned_of_titles_and_degrees(cell: str, first: str) -> None:
    assert listed_first_name(cell) == first


@pytest.mark.parametrize("name", ["annadevries", "anna.devries", "jansen1970", "info", "j.jansen"])
def test_a_copy_of_the_local_part_is_no_name(name: str) -> None:
    assert listed_first_name(name, name) == ""
    assert first_of(name, name) == ""


def test_a_name_that_the_address_repeats_is_one() -> None:
    assert listed_first_name("Anna", "anna") == "Anna"
    assert first_of("Anna de Vries", "anna") == "Anna"


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        *(
            ("ANNA", "Anna"),
            ("ANNE-MARIE", "Anne-Marie"),
            ("bram", "Bram"),
            ("IJSBRAND", "IJsbrand"),
        ),
        *(("D'ARCY", "D'Arcy"), ("Zoë", "Zoë"), ("TBD", ""), ("KPN", ""), ("tba", "")),
        *(("Gemeente Delft", ""), ("Receptie", ""), ("The Smiths", ""), ("sans nom", "")),
    ],
)
def test_capitals_are_no_way_to_greet_and_an_office_is_nobody(cell: str, first: str) -> None:
    assert listed_first_name(cell) == first


@pytest.mark.parametrize(
    ("full", "first"),
    [
        *(("ANNA JANSEN", "Anna"), ("anna jansen", "Anna"), ("Jansen-de Vries", "")),
        *(("Autobedrijf Jansen", ""), ("Yogastudio Rust", ""), ("Jansen Advies", "")),
        *(("niet ingevuld", ""), ("not provided", ""), ("xxxx", ""), ("asdf", "")),
        *(("Kapsalon Anna", ""), ("Hotel De Zon", ""), ("Dr. med. Anna Vos", "Anna")),
    ],
)
def test_a_whole_name_in_capitals_or_of_a_business(full: str, first: str) -> None:
    assert first_of(full) == first
