"""Files as people and programs write them."""

import codecs
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.importing import ImportRow, RejectedRow, first_rows, open_people
from newsletter.errors import AuthorError
from newsletter.message import Message


def rows(file: str | bytes) -> list[ImportRow | RejectedRow]:
    return list(open_people(io.BytesIO(file.encode() if isinstance(file, str) else file)).rows)


def statuses(file: str) -> list[str]:
    return [row.status.value if isinstance(row, ImportRow) else "refused" for row in rows(file)]


def people(file: str | bytes) -> list[tuple[str, str]]:
    return [(str(row.address), row.first_name) for row in rows(file) if isinstance(row, ImportRow)]


ANNA = [("anna@example.org", "Anna")]


@pytest.mark.parametrize(
    "file",
    [
        "email,first name\nanna@example.org,Anna\n",
        "E-mailadres;Voornaam\r\nanna@example.org;Anna\r\n",
        "Adres\tNaam\nanna@example.org\tAnna de Vries",
        "voornaam|e-mail\nAnna|anna@example.org",
        "sep=;\r\nemail;voornaam\r\nanna@example.org;Anna\r\n",
        "sep=,\nemail,voornaam\nanna@example.org,Anna\n",
        '"email","voornaam"\n"anna@example.org","Anna"\n',
        'email;voornaam;notitie\nanna@example.org;Anna;"een\nnotitie over ""twee"" regels"\n',
        "email;voornaam;;;\nanna@example.org;Anna;;;\n;;;;\n\n",
        "\n\nemail;voornaam\n\n\nanna@example.org;Anna\n\n",
        "email;voornaam\ranna@example.org;Anna\r",
        "email; voornaam\n anna@example.org ; Anna \n",
        "email;voornaam\n'anna@example.org;'=Anna\n",
        "email;voornaam\nmailto:anna@example.org;Anna\n",
        "email;voornaam\nMAILTO:anna@example.org?subject=brief;Anna\n",
        'email;voornaam\n"=""anna@example.org""";Anna\n',
        'email,voornaam\n"anna@example.org,",Anna\n',
        "email;voornaam\n\u00a0anna@example.org\u200b;\u00a0Anna\n",
        "email\nAnna de Vries <anna@example.org>\n",
        'email;naam\nanna@example.org;"Vries, Anna de"\n'.replace("Anna de", "Anna"),
        "name;email\nDrs. Anna de Vries;anna@example.org\n",
        'email;voornaam\n"anna@example.org";Anna',
        "Ledenlijst 2024\n\nE-mail;Voornaam\nanna@example.org;Anna\n",
        "Ledenlijst 2024;;\nE-mail;Voornaam;Plaats\nanna@example.org;Anna;Delft\n",
        '"E-mail\nadres";Voornaam\nanna@example.org;Anna\n',
        "'email','first name'\n'anna@example.org',Anna\n",
    ],
)
def test_every_habit_of_spreadsheets_names_the_same_reader(file: str) -> None:
    assert people(file) == ANNA


@pytest.mark.parametrize(
    "heading",
    [
        *("Wat is je naam?", "Je voornaam", "Uw naam *", "Naam deelnemer", "Contact name", "First"),
        *(
            "Contactpersoon",
            "Billing First Name",
            "Nombre",
            "F\u00f6rnamn",
            "Imi\u0119",
            "Voor- en achternaam",
        ),
    ],
)
def test_the_name_of_the_person_is_asked_for_in_many_ways(heading: str) -> None:
    assert people(f"{heading};E-mail\nAnna;anna@example.org\n") == ANNA


@pytest.mark.parametrize(
    "heading",
    [
        *("Naam kind", "Voornaam van je partner", "User name", "Event name", "Achternaam", "Klant"),
        *(
            "Naam coach",
            "Name of event",
            "List name",
            "Voornamen",
            "Product Name",
            "Your company name",
        ),
    ],
)
def test_the_name_of_somebody_or_something_else_greets_nobody(heading: str) -> None:
    assert people(f"{heading};E-mail\nTim;anna@example.org\n") == [("anna@example.org", "")]
    assert people(f"{heading};Voornaam;E-mail\nTim;Anna;anna@example.org\n") == ANNA


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_a_name_keeps_its_accents_in_every_encoding(encoding: str, mark: bytes) -> None:
    text = "e-mail;voornaam\r\nzoe@example.org;Zoë\r\n"
    assert people(mark + text.encode(encoding)) == [("zoe@example.org", "Zoë")]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "utf-32", "cp1252"])
@pytest.mark.parametrize(
    "names", [("Ren\u00e9e", "Zo\u00eb"), ("Zo\u00eb", "Jo\u00ebl"), ("J\u00fcrgen", "Andr\u00e9")]
)
def test_names_are_read_as_excel_on_any_computer_writes_them(
    encoding: str, names: tuple[str, str]
) -> None:
    text = f"e-mail;voornaam\na@example.org;{names[0]}\nb@example.org;{names[1]}\n"
    assert [name for _, name in people(text.encode(encoding))] == list(names)


@pytest.mark.parametrize(
    "words",
    [
        "Du\u0161an",
        "Bene\u0161",
        "\u2018Anna\u2019s brief\u2019",
        "Anna\u2014Vos",
        "caf\u00e9\u2026",
        "10\u20ac",
        "na\u00efef\u2122",
    ],
)
def test_signs_of_windows_after_a_word_are_those_of_windows(words: str) -> None:
    text = f"e-mail;voornaam;notitie\na@example.org;Andr\u00e9;{words}\n"
    assert people(text.encode("cp1252")) == [("a@example.org", "Andr\u00e9")]


def test_the_encoding_is_seen_also_when_its_first_sign_comes_late() -> None:
    many = f"lezer@example.org;Lezer{' ' * 480}\n" * 1_000  # half a megabyte
    text = f"email;voornaam\n{many}zoe@example.org;Zoë\n"
    assert people(text.encode("cp1252"))[-1] == ("zoe@example.org", "Zoë")
    assert people(text.encode("utf-8"))[-1] == ("zoe@example.org", "Zoë")


def test_a_title_above_the_header_row_is_no_row_and_may_say_who_is_in_the_list() -> None:
    told = [
        statuses(f"{title}\nE-mail;Naam\nanna@example.org;Anna\n")
        for title in ("Uitgeschreven leden", "Ledenlijst")
    ]
    assert told == [["left"], ["subscribed"]]
    found = rows("Ledenlijst\n\nE-mail;Status\nanna@example.org;actief\nb@example.org;weg\n")
    assert [row.line for row in found] == [4, 5]


@pytest.mark.parametrize(
    "above",
    [
        "Ledenlijst;;\nExport van 1-2-2024;;\n\n",
        "# exported 2024-01-01, by a tool\n# rows: 2\n",
        "Persoon;;Toestand\n",
        "Nieuwsbrief\nStand;1-2-2024\nAantal;2\n",
    ],
)
def test_whatever_stands_above_the_header_row_is_no_row(above: str) -> None:
    file = f"{above}Naam;E-mail;Status\nAnna;a@example.org;actief\nB;b@example.org;afgemeld\n"
    assert statuses(file) == ["subscribed", "left"]
    assert [row.line for row in rows(file)] == [above.count("\n") + 2, above.count("\n") + 3]


def test_any_line_above_the_header_row_may_say_that_the_people_left() -> None:
    (row,) = rows("Nieuwsbrief\nAfgemelde adressen\njanuari\nE-mail;Naam\na@example.org;Anna\n")
    assert isinstance(row, ImportRow)
    assert row.status.value == "left"


@pytest.mark.parametrize(
    ("title", "status"),
    [
        *(("Filter: afgemeld = nee", "subscribed"), ("Uitgeschreven: 3", "subscribed")),
        *(("Export 12-05-2024;Afgemeld: nee", "subscribed"), ("Afgemeld;nee", "subscribed")),
        *(("Uitgeschreven;3", "subscribed"), ("Afmelden via website", "subscribed")),
        *(("Afmelden kan onderaan elke brief", "subscribed"), ("Bouncekinderen", "subscribed")),
        *(("Praktijk Robinson, nieuwsbrief", "subscribed"), ("Stichting Robinson", "subscribed")),
        *(("Nieuwsbrief bounce dance studio", "subscribed"), ("Bounce Dansschool", "subscribed")),
        *(("Afgemelde leden 2024;;", "left"), ("Afmeldingen:", "left"), ("Robinson-lijst", "left")),
        *(("Blacklist Records", "subscribed"), ("Blocklist Studio", "subscribed")),
        *(("Blacklist", "left"), ("Blacklist klanten", "left"), ("NIET MAILEN!!", "left")),
        *(("Niet meer mailen", "left"), ("Oud-abonnees 2024", "left"), ("Oud-leden", "subscribed")),
        *(("Bounced", "bounced"), ("Lijst bounces mei 2024", "subscribed"), ("Bounces", "bounced")),
    ],
)
def test_a_title_says_who_is_in_the_list_if_it_is_the_name_of_one(title: str, status: str) -> None:
    for above in (title, f"Praktijk Vos\n{title}"):
        (row,) = rows(f"{above}\n\nNaam;E-mail\nAnna;a@example.org\n")
        assert isinstance(row, ImportRow)
        assert row.status.value == status


def test_addresses_as_a_mail_has_them_are_a_person_each() -> None:
    line = "Anna Vos <anna@example.org>; bert@example.org; Cor <cor@example.org>\n"
    assert people(line) == [
        ("anna@example.org", "Anna"),
        ("bert@example.org", ""),
        ("cor@example.org", "Cor"),
    ]
    assert people(line.replace(";", ",")) == people(line)
    two = "anna@example.org;anna@example.net\nbert@example.org;bert@example.net\n"
    assert [who for who, _ in people(two)] == [
        *("anna@example.org", "anna@example.net", "bert@example.org", "bert@example.net"),
    ]
    wrapped = "Anna Vos <anna@example.org>, bert@example.org,\n cor@example.org\n"
    assert [who for who, _ in people(wrapped)] == [who for who, _ in people(line)]
    named = "Anna;anna@example.org\n;bert@example.org\nCor;cor@example.org\n"
    assert [who for who, _ in people(named)] == [who for who, _ in people(line)]


def test_the_address_of_a_practice_above_the_header_row_is_no_readers() -> None:
    below = "Naam;E-mail\nAnna;anna@example.org\n"
    assert people(f"Praktijk Vos;info@example.org\n{below}") == ANNA
    assert people(f"Praktijk Vos, info@example.org\n\nMei 2024\n{below}") == ANNA
    assert people(f"Praktijk Vos\nE-mail;info@example.org\n{below}") == ANNA
    assert len(people("Anna;anna@example.org\nBert;bert@example.org\n")) == 2


@pytest.mark.parametrize(
    "above", ["[ Ledenlijst ]\nNaam,E-mail\n", "{{naam}},{{email}}\n", "{ leden }\nNaam,E-mail\n"]
)
def test_brackets_are_no_json(above: str) -> None:
    assert people(f"{above}Anna,anna@example.org\n") == ANNA


def test_a_list_of_addresses_alone_needs_no_header() -> None:
    assert people("anna@example.org\nbert@example.org\n") == [
        ("anna@example.org", ""),
        ("bert@example.org", ""),
    ]


def test_a_refused_row_is_told_by_its_line_and_the_rest_goes_in() -> None:
    found = rows(
        "email;voornaam\nanna@example.org;Anna\ngeen adres;Bert\n;Carla\ndirk@example.org;Dirk\n"
    )
    assert [type(row).__name__ for row in found] == [
        "ImportRow",
        "RejectedRow",
        "RejectedRow",
        "ImportRow",
    ]
    assert [row.line for row in found] == [2, 3, 4, 5]
    assert isinstance(found[1], RejectedRow)
    assert found[1].written == "geen adres"
    assert found[1].reason.code == "address-unusable"
    assert found[1].reason.data["fault"] == Message("address-fault-no-at")
    assert isinstance(found[2], RejectedRow)
    assert found[2].reason == Message("row-without-address")


def test_a_quote_that_never_closes_costs_one_row() -> None:
    file = 'email;voornaam\nanna@example.org;"Anna\n' + "".join(
        f"lezer{n}@example.org;Lezer\n" for n in range(100)
    )
    found = rows(file)
    assert [(row.line, row.reason) for row in found if isinstance(row, RejectedRow)] == [
        (2, Message("row-quote-not-closed"))
    ]
    assert sum(isinstance(row, ImportRow) for row in found) == 100
    assert found[-1].line == 102


@pytest.mark.parametrize(
    "file",
    [
        'email;maat "\nanna@example.org;12"\n',
        'email,5" buis\nanna@example.org,\n"bob@example.org,6"\n',
        f'email,"{"x" * 70_000}\n{"y" * 70_000}"\nanna@example.org,\n',
    ],
    ids=["in header and row", "in the header", "over more than a line may have"],
)
def test_a_stray_quote_in_the_header_row_does_not_swallow_the_rows_below(file: str) -> None:
    assert ("anna@example.org", "") in people(file)


def test_lines_are_counted_over_quoted_line_ends() -> None:
    found = rows('email;notitie\nanna@example.org;"een\ntwee\ndrie"\ngeen adres;\n')
    assert [row.line for row in found] == [2, 5]


@pytest.mark.parametrize("stray", ['5" disk', 'de "Lezer"', '"'])
def test_a_stray_quote_inside_a_field_is_a_letter_like_others(stray: str) -> None:
    assert [
        who for who, _ in people(f"email;notitie\nanna@example.org;x{stray}\nbert@example.org;\n")
    ] == [
        "anna@example.org",
        "bert@example.org",
    ]


def test_a_line_without_end_costs_one_row_and_little_memory() -> None:
    found = rows("email;voornaam\n" + "x" * 1_000_000 + ";Anna\nbert@example.org;Bert\n")
    assert [(row.line, type(row).__name__) for row in found] == [
        (2, "RejectedRow"),
        (3, "ImportRow"),
    ]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (bytes(range(256)) * 20, "import-file-binary"),
        (b"voornaam;achternaam\nAnna;de Vries\n", "import-no-addresses .columns=.'?voornaam"),
        (b"sep=;\n", "import-no-headings"),
        (b"BEGIN:VCARD\nEMAIL;TYPE=INTERNET:a@example.org\nEND:VCARD\n", "form.*vCard"),
        (b"dn: cn=Anna,mail=a@example.org\nmail: a@example.org\n", "form.*LDIF"),
        (b'[{"email":"a@example.org","status":"unsubscribed"}]', "form.*JSON"),
        (b'{"email":"a@example.org","status":"unsubscribed"}\n', "form.*JSON"),
        (b'[\n  {\n    "email":"a@example.org"}]', "form.*JSON"),
        (b'{\r\n "people": ["a@example.org"]}', "form.*JSON"),
        (b'["a@example.org","b@example.org"]', "form.*JSON"),
        (b"<table><tr><td>a@example.org</td></tr></table>", "form.*HTML"),
        ("\ufeff<html>a@example.org</html>".encode(), "form.*HTML"),
    ],
)
def test_what_is_no_list_of_people_is_refused_whole_with_the_reason(file: bytes, why: str) -> None:
    with pytest.raises(AuthorError, match=why):
        rows(file)


def test_tags_and_language_are_read_in_the_words_of_people() -> None:
    (row,) = rows('email;tags;taal\nanna@example.org;"Rust, Loslaten ,, rust";Engels\n')
    assert isinstance(row, ImportRow)
    assert row.tags == {"rust", "loslaten"}
    assert row.language == "en"
    (row,) = rows("email;taal\nanna@example.org;nl-BE\n")
    assert isinstance(row, ImportRow)
    assert row.language == "nl"
    (row,) = rows("email;taal\nanna@example.org;onbekend\n")
    assert isinstance(row, ImportRow)
    assert row.language is None


@pytest.mark.parametrize(
    "name",
    ["http://kwaad.example", "Win geld www.kwaad.example", "x" * 61, "12345", "a@b.nl", "\x07"],
)
def test_what_is_no_name_is_no_greeting_but_no_reason_to_refuse_either(name: str) -> None:
    assert people(f"email;voornaam\nanna@example.org;{name}\n") == [("anna@example.org", "")]


@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: ("email;naam\n" + text).encode("utf-8", "replace"))
)
def test_no_bytes_make_it_crash(file: bytes) -> None:
    try:
        found = rows(file)
    except AuthorError:
        return
    assert all(isinstance(row, ImportRow | RejectedRow) for row in found)
    assert [row.line for row in found] == sorted(row.line for row in found)


@given(
    names=st.lists(st.text("aé\"';,\t\n |", max_size=8), max_size=6),
    delimiter=st.sampled_from(";,\t|"),
    ending=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_a_spreadsheet_writes_comes_back_whole(
    names: list[str], delimiter: str, ending: str, encoding: str
) -> None:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    writer.writerow(["notitie", "email"])
    for number, name in enumerate(names):
        writer.writerow([name, f"lezer{number}@example.org"])
    found = people(out.getvalue().encode(encoding))
    assert [who for who, _ in found] == [
        f"lezer{number}@example.org" for number in range(len(names))
    ]


def test_the_first_rows_are_shown_with_and_without_a_header() -> None:
    table = first_rows(io.BytesIO("Naam;;E-mail\nZoë;x;zoe@example.org\n".encode("utf-16")))
    assert table.headings == ("Naam", "column 2", "E-mail")
    assert table.cells(0) == ["Zoë"]
    bare = first_rows(io.BytesIO(b"anna@example.org\nbram@example.org\n"))
    assert (bare.headings, len(bare.rows)) == (("column 1",), 2)


@pytest.mark.parametrize(
    "heading",
    ["E-mail (naam@voorbeeld.nl)", "E-mail: naam@voorbeeld.nl", "Je e-mail (bijv. a@b.nl)"],
)
def test_an_address_as_an_example_in_a_heading_is_no_person(heading: str) -> None:
    assert people(f"Voornaam;{heading}\nAnna;anna@example.org\n") == ANNA


@pytest.mark.parametrize(
    "head",
    [
        *("Contactpersoon;Naam", "Contact name;Name", "Billing First Name;First Name"),
        *("Naam deelnemer;Naam", "Naam klant;Voornaam", "Buyer name;Attendee name"),
    ],
)
def test_ones_own_name_goes_before_that_of_a_contact_or_a_payer(head: str) -> None:
    other = "Piet" if head != "Naam klant;Voornaam" else "Piet Bos"
    assert people(f"{head};E-mail\n{other};Anna;anna@example.org\n") == ANNA


def test_german_quotation_marks_are_those_of_windows() -> None:
    text = "E-Mail;Vorname;Notiz\na@example.org;K\u00e4the;Kurs \u201eSommer\u201c\n"
    assert people(text.encode("cp1252")) == [("a@example.org", "K\u00e4the")]
    assert people(text.replace("K\u00e4the", "Sch\u00e4fchen").encode("cp1252")) == [
        ("a@example.org", "Sch\u00e4fchen")
    ]


def test_signs_for_an_apostrophe_are_those_of_windows() -> None:
    text = "e-mail;voornaam;notitie\na@example.org;\u00c9ric;zo\u2018n foto\u00b4s, Anna\u2019s\n"
    assert people(text.encode("cp1252")) == [("a@example.org", "\u00c9ric")]


def test_a_polish_list_keeps_its_letters() -> None:
    text = "Imię;E-mail\r\nMałgorzata;m@example.org\r\nŁukasz;l@example.org\r\n"
    told = [("m@example.org", "Małgorzata"), ("l@example.org", "Łukasz")]
    assert people(text.encode("cp1250")) == told


@pytest.mark.parametrize("note", ["120 m³ gas", "zie noot¹", "Ma³gorzata"])
def test_a_raised_number_makes_no_list_polish(note: str) -> None:
    text = f"naam;email;notitie\nLoïs;l@example.org;{note}\nHélène;h@example.org;\n"
    assert people(text.encode("cp1252")) == [("l@example.org", "Loïs"), ("h@example.org", "Hélène")]


@pytest.mark.parametrize("name", ["Søren", "Åse", "João", "Anaïs", "Thérèse", "Bjørn"])
@pytest.mark.parametrize("note", ["5m³gas", "prijs¹en", "naam¹en adres", "km³s en m³s"])
def test_a_raised_number_within_a_word_makes_no_list_polish(name: str, note: str) -> None:
    text = f"naam;email;notitie\n{name};a@example.org;{note}\n"
    assert people(text.encode("cp1252")) == [("a@example.org", name)]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (("subscribed.csv", "unsubscribed.csv"), "import-file-archive"),
        (("posts/1.html", "email_list.x.CSV"), "import-file-archive"),
        (("[Content_Types].xml", "xl/workbook.xml"), "import-file-workbook"),
    ],
)
def test_an_archive_of_lists_is_no_workbook(inside: tuple[str, ...], code: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in inside:
            archive.writestr(name, "email\na@example.org\n")
    with pytest.raises(AuthorError) as refused:
        open_people(packed, "lijst.zip")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "change", [(b"\xc3\xa9", b"\xff\xa9"), (b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff")]
)
def test_a_damaged_archive_is_taken_for_a_workbook(change: tuple[bytes, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("\u00e9.csv", "email\na@example.org\n")
    with pytest.raises(AuthorError) as refused:
        open_people(io.BytesIO(packed.getvalue().replace(*change)), "lijst.zip")
    assert refused.value.code == "import-file-workbook"


def test_an_archive_that_was_cut_off_is_taken_for_a_workbook() -> None:
    with pytest.raises(AuthorError) as refused:
        open_people(io.BytesIO(b"PK\x03\x04cut off"), "lijst.xlsx")
    assert refused.value.code == "import-file-workbook"
