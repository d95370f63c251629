"""Headings that count from one, and numbers on lines of their own."""

import pytest

from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    paragraphs,
    subheadings,
    text_article,
)

INTRO = ("Rust vinden", "", LONG, "")


def spaced(*lines: str) -> tuple[str, ...]:
    return tuple(part for line in lines for part in (line, ""))


def test_the_first_of_a_series_below_its_title_is_a_section_like_the_others() -> None:
    read = text_article(
        *INTRO,
        *spaced(
            "Wat er helpt", "1. Adem uit", LONG, "2. Ga naar buiten", LONG, "3. Leg het neer", LONG
        ),
    )
    assert headings(read) == ["Wat er helpt", "1. Adem uit", "2. Ga naar buiten", "3. Leg het neer"]
    assert subheadings(read) == []


@pytest.mark.parametrize("label", ["Manier", "Stap", "Inzicht"])
def test_a_text_without_blank_lines_has_them_too_above_shorter_lines(label: str) -> None:
    read = text_article(
        "Zo kom je tot rust zonder er hard voor te werken",
        LONG,
        *(
            line
            for number, name in enumerate(
                ("Adem langzaam uit", "Zoek het groen op", "Doe niets"), 1
            )
            for line in (f"{label} {number}: {name}", "Waarom het werkt:", LONG)
        ),
    )
    assert headings(read)[-3:] == [
        f"{label} 1: Adem langzaam uit",
        f"{label} 2: Zoek het groen op",
        f"{label} 3: Doe niets",
    ]


def test_the_last_words_of_a_section_before_the_next_number_are_text() -> None:
    read = text_article(
        *INTRO,
        *spaced("1. Waarom niet?", LONG, "Het werd stiller in mij", "2. Hoe dan?", LONG),
        *spaced("3. En nu?", LONG),
    )
    assert headings(read) == ["1. Waarom niet?", "2. Hoe dan?", "3. En nu?"]
    assert "Het werd stiller in mij" in paragraphs(read)


def test_a_text_that_begins_with_its_first_question_has_no_title_of_its_own() -> None:
    read = text_article(*spaced("1. Waarom?", LONG, "2. Hoe dan?", LONG, "3. En nu?", LONG))
    assert read.title == "Stuk"
    assert headings(read) == ["1. Waarom?", "2. Hoe dan?", "3. En nu?"]


def test_two_numbered_lines_or_a_list_are_no_series() -> None:
    read = text_article(
        *INTRO, "Wat er helpt", "", "1. Adem uit", "2. Ga zitten", "3. Wacht", "", LONG
    )
    assert headings(read) == ["Wat er helpt"]


@pytest.mark.parametrize("form", ["{}.", "0{}", "{}", "{})"])
def test_a_number_on_a_line_of_its_own_belongs_to_the_heading_below_it(form: str) -> None:
    names = ("Begin bij jezelf", "Blijf bij één ding.", "Neem de tijd")
    read = text_article(
        *INTRO,
        *(
            line
            for number, name in enumerate(names, 1)
            for line in spaced(form.format(number), name, LONG)
        ),
    )
    assert headings(read) == ["1. Begin bij jezelf", "2. Blijf bij één ding.", "3. Neem de tijd"]


def test_on_a_page_the_number_is_in_a_box_above_the_heading() -> None:
    rows = (
        f"<div>0{number}</div><h3>{name}</h3><p>{LONG}</p>"
        for number, name in enumerate(("Begin klein", "Blijf erbij", "Neem de tijd"), 1)
    )
    read = html_article("<article><h1>Rust</h1>", f"<p>{LONG}</p>", *rows, "</article>")
    assert headings(read) == ["1. Begin klein", "2. Blijf erbij", "3. Neem de tijd"]


def test_a_countdown_and_years_are_kept_as_they_are() -> None:
    read = text_article(*INTRO, *spaced("3", "Begin klein", LONG, "2", "Blijf erbij", LONG))
    assert "Begin klein" in [*headings(read), *subheadings(read)]


def test_a_picture_may_precede_the_number() -> None:
    parts = ("💬 1. Merk het op", LONG, "💬 2. Noem het", LONG, "💬 3. Leg het neer", LONG)
    read = text_article(*INTRO, *spaced("Zo doe je dat", *parts))
    assert headings(read) == ["Zo doe je dat", *parts[::2]]


def test_numbers_above_lines_without_a_text_of_their_own_are_no_headings() -> None:
    items = ("1.", "Adem uit.", "2.", "Wacht even.", "3.", "Adem in.")
    read = text_article(*INTRO, *spaced("Zo doe je dat", *items, LONG))
    assert headings(read) == ["Zo doe je dat"]


def test_a_second_series_keeps_the_heading_above_its_first_number() -> None:
    first = ("Fout 1: haast", LONG, "Fout 2: praten", LONG, "Fout 3: doorgaan", LONG)
    second = ("Tip 1: wacht", LONG, "Tip 2: zwijg", LONG, "Tip 3: stop", LONG)
    read = text_article(*INTRO, *spaced("Wat stoort", LONG, *first, "Wat helpt", *second))
    assert headings(read)[4:6] == ["Wat helpt", "Tip 1: wacht"]


def test_a_series_in_groups_keeps_the_heading_of_each() -> None:
    within = ("Binnen", "1. Adem uit", LONG, "2. Zit stil", LONG)
    read = text_article(*INTRO, *spaced(*within, "Buiten", "3. Loop een blok om", LONG))
    assert headings(read) == [
        "Binnen", "1. Adem uit", "2. Zit stil", "Buiten", "3. Loop een blok om",
    ]  # fmt: skip


def test_a_number_above_a_verse_is_joined_to_none_of_its_lines() -> None:
    verses = ("1", "Het water staat", "en ik sta ook", "2", "De reiger wacht", "En ik wacht mee")
    read = text_article(*INTRO, *spaced(*verses, "3", "Dan vliegt hij op", "en ik blijf", LONG))
    assert not any("water" in (one or "") for one in headings(read))


def test_among_marked_headings_a_number_above_a_paragraph_makes_none() -> None:
    rows = "".join(f"<div>{at}</div><p>Adem uit.</p><p>{LONG}</p>" for at in (1, 2, 3))
    sections = f"<h2>Zo</h2><p>{LONG}</p>{rows}<h2>Slot</h2><p>{LONG}</p>"
    read = html_article(f"<article><h1>Rust</h1><p>{LONG}</p>{sections}</article>")
    assert headings(read)[-2:] == ["Zo", "Slot"]
