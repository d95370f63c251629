"""Cells with an address and more: a name, a label, a remark, or another address."""

import pytest

from newsletter.audience.importing import ImportRow, RejectedRow
from newsletter.message import Message
from tests.audience.importing.test_files import ANNA, people, rows

BRAM = ("bram@example.org", "Bram")


@pytest.mark.parametrize(
    "cell",
    [
        *("anna@example.org (werk)", "Priv\u00e9: anna@example.org", "E-mail: anna@example.org"),
        *("[anna@example.org]", "(anna@example.org)", "anna@example.org.", "`anna@example.org`"),
        *("\u201canna@example.org\u201d", "\u2022 anna@example.org", "- anna@example.org"),
        *(
            "1. anna@example.org",
            "anna@example.org - werk",
            "[anna@example.org](mailto:anna@example.org)",
        ),
        *(
            "anna@example.org#mailto:anna@example.org#",
            "SMTP:anna@example.org",
            "anna@example.org<br>",
        ),
        *("anna@example.org ::: vos@example.net", "Anna Vos (anna@example.org)"),
        *("anna@example.org, anna@example.org", "=HYPERLINK(mailto:anna@example.org)"),
    ],
)
def test_the_one_address_in_a_cell_is_found(cell: str) -> None:
    assert people(f'Voornaam;E-mail\nAnna;"{cell}"\nBram;bram@example.org\n') == [*ANNA, BRAM]


@pytest.mark.parametrize(
    "line",
    [
        *("Anna anna@example.org", "Anna Vos anna@example.org", "Anna: anna@example.org"),
        *("anna@example.org (Anna)", "anna@example.org Anna Vos", "Anna = anna@example.org"),
        *("1. Anna anna@example.org", "Anna Vos [anna@example.org]", "anna@example.org, Anna Vos"),
    ],
)
def test_the_name_next_to_an_address_is_that_of_the_reader(line: str) -> None:
    assert people(f'E-mail\n"{line}"\nbram@example.org\n')[:1] == ANNA
    if "," not in line:
        assert people(f"{line}\nBram bram@example.org\n") == [*ANNA, BRAM]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "// anna@example.org",
            "-- anna@example.org",
            "# anna@example.org",
            "~~anna@example.org~~",
        ),
        *(
            "anna@example.org?",
            "anna@example.org \u2020",
            "\u2718 anna@example.org",
            "Anna Vos <anna@example.org> \u2020",
            "x anna@example.org",
            "Zie anna@example.org",
            "niet anna@example.org",
        ),
        *(
            "Partner: anna@example.org",
            "anna@example.org,0",
            "anna@example.org;N",
            "was anna@example.org",
        ),
        *("Anna Vos;anna@example.org;N", "Anna Vos,anna@example.org,nee", "anna@example.org 0"),
        *("anna@example.org naar Bram Bos", "ex'anna @example.org"),
    ],
)
def test_an_address_among_words_that_may_deny_it_is_none(cell: str) -> None:
    assert people(f'Naam|E-mail\nAnna|"{cell}"\nBram|bram@example.org\n') == [BRAM]


@pytest.mark.parametrize(
    ("cell", "remark"),
    [
        ("anna@example.org (uitgeschreven)", "uitgeschreven"),
        ("Anna (afgemeld) <anna@example.org>", "Anna (afgemeld)"),
        ("anna@example.org - weg", "weg"),
        ("Oud: anna@example.org", "Oud"),
        ("anna@example.org wil geen mail", "wil geen mail"),
    ],
)
def test_a_remark_next_to_an_address_is_named_in_the_refusal(cell: str, remark: str) -> None:
    (refused, other) = rows(f'E-mail\n"{cell}"\nbram@example.org\n')
    assert isinstance(refused, RejectedRow)
    assert refused.reason == Message("row-remark-speaks", remark=remark)
    assert isinstance(other, ImportRow)  # no line between two lists


@pytest.mark.parametrize(
    "cell", ["anna@example.org, vos@example.net", "anna@example.org / vos@example.net"]
)
def test_two_addresses_in_a_cell_are_a_question(cell: str) -> None:
    (refused, _) = rows(f'Naam;E-mail\nAnna;"{cell}"\nBram;bram@example.org\n')
    assert isinstance(refused, RejectedRow)
    assert refused.reason == Message("row-several-addresses", cell=cell)


@pytest.mark.parametrize(
    "line",
    [
        *("anna@example.org bram@example.org", "anna@example.org / bram@example.org"),
        *("anna@example.org en bram@example.org", "Aan: anna@example.org, bram@example.org"),
        "Bcc: anna@example.org; bram@example.org",
    ],
)
def test_addresses_typed_in_one_line_without_a_header_are_a_person_each(line: str) -> None:
    assert [who for who, _ in people(line)] == ["anna@example.org", "bram@example.org"]


def test_addresses_from_the_field_of_a_mail_keep_their_names() -> None:
    assert people("Vos, Anna <anna@example.org>; Bos, Bram <bram@example.org>\n") == [*ANNA, BRAM]
    assert people('"Anna Vos" <anna@example.org>, "Bram" <bram@example.org>;\n') == [*ANNA, BRAM]


def test_rows_that_are_quoted_whole_have_their_own_fields() -> None:
    body = (
        '"anna@example.org,""Anna"",active"\n"bram@example.org,Bram,active"\n'
        '"c@example.org,C,unsubscribed"\n'
    )
    for header in ('"email,first name,status"', "email,first name,status", "email,name,status,"):
        *both, gone = rows(f"{header}\n{body}")
        known = [who for who in both if isinstance(who, ImportRow)]
        assert [(str(who.address), who.first_name) for who in known] == [*ANNA, BRAM]
        assert isinstance(gone, ImportRow)
        assert gone.status.value == "left"


@pytest.mark.parametrize(
    "header",
    [
        *("E-mail werk;E-mail priv\u00e9", "Invoice email;Contact email", "Assigned to;Customer"),
        *("Gravatar email;User email", "Recovery email;E-mail", "Toegevoegd door;Adres"),
    ],
)
def test_an_address_for_work_or_of_a_colleague_gives_way_to_ones_own(header: str) -> None:
    file = f"{header}\nother@example.net;anna@example.org\nmore@example.net;bram@example.org\n"
    assert [who for who, _ in people(file)] == ["anna@example.org", "bram@example.org"]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Verhuisd Naar anna@example.org",
            "anna@example.org Bestaat Niet",
            "Even Niet anna@example.org",
        ),
        *(
            "Do Not Use anna@example.org",
            "Spam Klacht anna@example.org",
            "Oude E-mail anna@example.org",
        ),
    ],
)
def test_words_with_capitals_at_an_address_that_has_none_of_them_are_no_name(cell: str) -> None:
    assert people(f'Voornaam;E-mail\nAnna;"{cell}"\nBram;bram@example.org\n') == [BRAM]


def test_a_name_before_an_address_in_brackets_need_not_be_in_it() -> None:
    assert people('E-mail\n"Anna Vos (info@example.org)"\n') == [("info@example.org", "Anna")]


@pytest.mark.parametrize(
    ("cell", "refused"),
    [("Afgemeld, niet meer mailen", 2), ("Uitgeschreven, 2024", 2), ("Jansen, Anna", 1)],
)
def test_a_remark_with_a_comma_is_no_row_in_quotation_marks(cell: str, refused: int) -> None:
    read = rows(f'E-mail,Naam\nanna@example.org,Anna\n"{cell}",\nbram@example.org,Bram\n')
    assert sum(isinstance(row, RejectedRow) for row in read) == refused


def test_one_cell_with_a_comma_keeps_its_address() -> None:
    file = 'email,name\n"Vos, Anna <anna@example.org>",\nbram@example.org,Bram\n'
    assert people(file) == [*ANNA, BRAM]
    (refused, _) = rows('email,name\n"anna@example.org, vos@example.net",\nbram@example.org,Bram\n')
    assert isinstance(refused, RejectedRow)
    assert refused.written == "anna@example.org, vos@example.net"
