from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.editorial.issue_files import (
    blank,
    file_name,
    parse,
    read,
    read_all,
    save,
    survey,
    text_of,
    write,
)
from newsletter.errors import AuthorError, DeskError
from newsletter.model.audience import Audience
from newsletter.model.blocks import CrossLink, Paragraph, rich
from newsletter.model.issue import Issue
from tests.builders.issues import an_issue
from tests.builders.refusals import refused, words_of
from tests.editorial.builders import ISSUES

NAME = Path("issues/012-rust-in-je-lijf.md")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def a_file(body: str = "Je zit even.\n", **front: str) -> str:
    lines = {"number": "12", "title": "Rust in je lijf", **front}
    return "\n".join(
        ["---", *(f"{key}: {value}" for key, value in lines.items() if value), "---", "", body]
    )


@settings(max_examples=120)
@given(ISSUES)
def test_what_is_written_is_read_back_whatever_the_characters(issue: Issue) -> None:
    again = parse(text_of(issue), Path(file_name(issue)))
    assert replace(again, lines=()) == issue


@settings(max_examples=100)
@given(st.text(max_size=200))
@example("\x85")
@example("\ufffe")
@example("\x7f")
def test_whatever_stands_in_a_file_it_is_an_issue_or_a_clear_error(text: str) -> None:
    for whole in (
        text,
        f"---\nnumber: 12\ntitle: x\n---\n{text}",
        f"---\nnumber: 12\ntitle: x\n{text}\n---\n",
    ):
        with suppress(AuthorError):
            issue = parse(whole, NAME)
            shown = replace(issue, lines=(), unrendered=())
            assert replace(parse(text_of(issue), NAME), lines=()) == shown


def test_an_ordinary_letter_is_written_as_a_person_would_write_it() -> None:
    words = (
        '’s Avonds zit je even — niets moet. Je denkt: "Is dit het?" (Ja, dit is het.) 10% rust & 90% adem; '
        "5 * 3 = 15, stilte < lawaai en [pauze]. Zie ook a_b en c/d://e. Klaar!"
    )
    issue = an_issue(
        Paragraph(rich(words)),
        subject="Nee",
        preheader="Waarom? Daarom.",
        audience=Audience("proef"),
    )
    assert text_of(issue) == (
        "---\n"
        "number: 12\n"
        "title: Rust in je lijf — een begin\n"
        "subject: Nee\n"
        "preheader: Waarom? Daarom.\n"
        "audience: proef\n"
        "---\n\n"
        f"{words}\n"
    )


def test_all_that_the_front_matter_says_is_read() -> None:
    text = (
        "---\n"
        "number: 12\n"
        "title: 'Conclusie: rust'\n"
        "subject: No\n"
        "# or: Een ander onderwerp\n"
        '# or: "\'t Kan ook zo"\n'
        "preheader: 2026-01-01\n"
        "# or: Een andere eerste regel: zo\n"
        "article: stilstaan.txt\n"
        "sections:\n  - een\n  - 'twee/2'\n"
        "template: kalm\n"
        "audience: proef\n"
        "send_at: 2026-03-29 08:00\n"
        "---\n\nTekst\n"
    )
    issue = parse(text, NAME, AMSTERDAM)
    assert (issue.number, issue.slug, issue.title) == (12, "rust-in-je-lijf", "Conclusie: rust")
    assert (issue.subject, issue.preheader) == ("No", "2026-01-01"), (
        "YAML's truths and dates are words here"
    )
    assert issue.subject_alternatives == ("Een ander onderwerp", "'t Kan ook zo")
    assert issue.preheader_alternatives == ("Een andere eerste regel: zo",)
    assert (issue.article, issue.sections) == ("stilstaan.txt", ("een", "twee/2"))
    assert (issue.template, issue.audience) == ("kalm", Audience("proef"))
    assert issue.send_at == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert issue.lines == (18,)


@pytest.mark.parametrize("nothing", ["", "~", "null", "''"])
def test_an_empty_value_is_like_none(nothing: str) -> None:
    issue = parse(
        a_file(
            article=nothing or " ", template=nothing or " ", send_at=nothing or " ", sections="[]"
        ),
        NAME,
    )
    assert (issue.article, issue.template, issue.send_at, issue.sections) == (None, None, None, ())
    assert issue.audience == Audience()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-29 08:00", datetime(2026, 3, 29, 6, tzinfo=UTC)),
        ("2026-03-28T08:00", datetime(2026, 3, 28, 7, tzinfo=UTC)),
        ("2026-03-29 08:00+00:00", datetime(2026, 3, 29, 8, tzinfo=UTC)),
        ("2026-03-29T08:00:30Z", datetime(2026, 3, 29, 8, 0, 30, tzinfo=UTC)),
        (
            "2026-03-29 02:30",
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        ),  # does not come: when the gap ends
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # comes twice: the first
    ],
)
def test_a_moment_is_read_on_the_publication_s_clock_unless_it_names_another(
    written: str, moment: datetime
) -> None:
    assert parse(a_file(send_at=written), NAME, AMSTERDAM).send_at == moment


def test_a_moment_is_written_on_the_publication_s_clock_with_its_offset() -> None:
    issue = an_issue(send_at=datetime(2026, 3, 29, 6, tzinfo=UTC))
    assert "send_at: 2026-03-29 08:00+02:00\n" in text_of(issue, zone=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("Tekst zonder kop", 1, "no front matter"),
        ("---\nnumber: 12\n", 1, "has no end"),
        (a_file(subjekt="x"), 4, "no 'subjekt'; did you mean 'subject'"),
        (a_file(zzz="x"), 4, "no 'zzz'; there are number, title"),
        (a_file(subject="a\nsubject: b"), 5, "'subject' is there twice"),
        (a_file(number="twaalf"), 2, "must be digits"),
        (a_file(number="13"), 2, "is number 13, but its name says 12"),
        (a_file(number=""), 1, "no 'number'"),
        (a_file(title=""), 1, "no 'title'"),
        (a_file(audience="[a, b]"), 4, "'audience' must be one text"),
        (a_file(audience="{a: b}"), 4, "'audience' must be a text or a list"),
        (a_file(sections="[[a]]"), 4, "'sections' must be a text or a list"),
        (a_file(audience="a: b: c"), 4, "put what follows the colon in quotes"),
        (a_file(audience="'open"), 4, "never closed"),
        (a_file(sections="[een, twee"), 4, "close it with ']'"),
        (a_file("[" * 600), 6, "make two of it"),
        (a_file("woord " * 6_000), 6, "make two of it"),
        ("---\n- a\n---\n", 2, "key: value"),
        ("---\njust words\n---\n", 2, "key: value"),
        ("---\n? [a]\n: b\n---\n", 2, "key: value"),
        (a_file(audience="*alias"), 4, "must be a text"),
        (a_file(send_at="morgen"), 4, "send_at is not a date and time"),
        (a_file(send_at="2026-03-29"), 4, "send_at is not a date and time"),
        (a_file(send_at="0001-01-01 00:00+14:00"), 4, "send_at is not a date and time"),
        (a_file("Tekst met ![plaat](a.png) erin"), 6, "picture is within text"),
        (a_file("Een alinea\n\n>\n"), 8, "a quote has no words"),
        (a_file(sections="[" * 30_000), 4, "must be a text or a list"),
        (a_file(subject="x" * 70_000), 1, "too long"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_to_do(
    text: str, line: int, problem: str
) -> None:
    with refused(AuthorError, problem) as raised:
        parse(text, NAME)
    assert raised.value.line == line
    assert words_of(raised.value).startswith(f"issues/012-rust-in-je-lijf.md:{line}: ")


@pytest.mark.parametrize(
    "body",
    [
        "\n".join("  " * depth + "- diep" for depth in range(200)),
        "- " * 200 + "diep",
        "> " * 200 + "diep",
        "1. " * 200 + "x",
    ],
)
def test_two_hundred_nested_lists_are_refused_and_break_nothing(body: str) -> None:
    with refused(AuthorError, "nest them less"):
        parse(a_file(body), NAME)


@pytest.mark.parametrize(
    "body",
    [
        "*" * 20_000,
        "![" * 500 + "x" * 20_000,
        "[a](" * 400,
        "&" * 20_000,
        "> " * 20 + "x\n" * 2_000,
    ],
)
def test_a_body_made_to_be_slow_is_read_all_the_same(body: str) -> None:
    assert parse(a_file(body), NAME).blocks


def test_a_file_without_a_number_in_its_name_has_the_one_that_it_says() -> None:
    issue = parse(a_file(number="0"), Path("issues/welcome.md"))
    assert (issue.number, issue.slug) == (0, "welcome")


def test_a_windows_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / NAME.name
    path.write_bytes(b"\xef\xbb\xbf" + a_file("Een\n\nTwee\n").replace("\n", "\r\n").encode())
    assert [
        plain_.text[0].text for plain_ in read(path).blocks if isinstance(plain_, Paragraph)
    ] == ["Een", "Twee"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (a_file("Eén").encode("cp1252"), "not UTF-8"),
        (None, "cannot be read"),
        (b"x" * 1_000_001, "a letter, not a book"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, data: bytes | None, problem: str
) -> None:
    path = tmp_path / NAME.name
    if data is not None:
        path.write_bytes(data)
    with refused(AuthorError, problem):
        read(path)


def test_a_new_issue_is_written_beside_the_others_and_read_back(tmp_path: Path) -> None:
    issue = an_issue(number=3)
    path = write(issue, tmp_path / "issues", zone=AMSTERDAM)
    assert path.name == "003-rust-in-je-lijf.md"
    assert replace(read(path), lines=()) == issue
    assert [other.name for other in path.parent.iterdir()] == [path.name], (
        "no half file is left behind"
    )


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = write(an_issue(), tmp_path)
    path.write_text("van de redactie", encoding="utf-8")
    with refused(AuthorError, "is there already"):
        write(an_issue(), tmp_path)
    with refused(AuthorError, "has number 12 already"):
        write(an_issue(slug="iets-anders"), tmp_path)
    assert path.read_text(encoding="utf-8") == "van de redactie"
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def test_an_edited_text_is_saved_only_if_it_can_be_read(tmp_path: Path) -> None:
    path = write(an_issue(), tmp_path)
    before = path.read_text(encoding="utf-8")
    with refused(AuthorError, "did you mean 'title'"):
        save(before.replace("title", "titel"), path)
    assert path.read_text(encoding="utf-8") == before
    assert save(
        before.replace("Je zit even.", "Je staat op.").replace("\n", "\r\n"), path
    ).blocks == (Paragraph(rich("Je staat op.")),)
    assert "Je staat op." in path.read_text(encoding="utf-8")


def test_a_folder_is_read_by_number_and_other_files_in_it_are_left_alone(tmp_path: Path) -> None:
    for number in (10, 2, 1000):
        write(an_issue(number=number), tmp_path)
    (tmp_path / "welcome.md").write_text("geen nummer", encoding="utf-8")
    (tmp_path / "links.toml").write_text("", encoding="utf-8")
    assert [issue.number for issue in read_all(tmp_path)] == [2, 10, 1000]
    assert read_all(tmp_path / "niets") == ()


def test_two_files_with_one_number_are_named_both(tmp_path: Path) -> None:
    write(an_issue(), tmp_path)
    (tmp_path / "012-anders.md").write_text(a_file(), encoding="utf-8")
    with refused(AuthorError, r"012-rust-in-je-lijf\.md: has the same number as .*012-anders\.md"):
        read_all(tmp_path)


def test_one_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    write(an_issue(number=1), tmp_path)
    (tmp_path / "002-stuk.md").write_text("stuk", encoding="utf-8")
    issues, wrong = survey(tmp_path)
    assert [issue.number for issue in issues] == [1]
    assert [words_of(error) for error in wrong] == [
        f"{tmp_path}/002-stuk.md:1: has no front matter; the first line must be '---'"
    ]


def test_a_blank_issue_has_a_subject_of_its_title_and_can_be_written() -> None:
    issue = blank(7, "  Tot slot: een zachter ritme — elke dag  ")
    assert (file_name(issue), issue.subject, issue.title) == (
        "007-een-zachter-ritme.md",
        "Een zachter ritme",
        "Tot slot: een zachter ritme — elke dag",
    )
    assert parse(text_of(issue), Path(file_name(issue))) == issue
    with refused(DeskError, "needs a title"):
        blank(7, " — ")


@pytest.mark.parametrize("end", ["\\", "\\\\", " \\", "x\\\\\\"])
def test_a_lead_in_that_ends_in_backslashes_is_read_back(end: str) -> None:
    link = CrossLink("Rust", "https://a.nl/rust", lead_in=rich(f"Meer hierover{end}"))
    issue = parse(a_file(), Path("012-rust.md"))
    issue = replace(issue, blocks=(link,), lines=())
    again = parse(text_of(issue), Path(file_name(issue)))
    assert again.blocks == (link,)
