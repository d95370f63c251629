"""The footer says why a reader gets the letter, by the ground that was kept."""

import pytest

from newsletter.model.audience import Ground, ground_in
from newsletter.model.edition import fill
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.personalise import merge_values, why
from newsletter.rendering.settings import Voice
from tests.rendering.builders import a_full_issue, a_letter, a_recipient, a_template, personal

SAID = [
    ("nl", Ground.SIGNED_UP, "omdat je je hebt aangemeld voor Een helder moment."),
    ("nl", Ground.CUSTOMER, "omdat je klant bent; je kunt je altijd afmelden."),
    (
        "nl",
        Ground.ASKED_ELSEWHERE,
        "omdat je eerder hebt gevraagd om Een helder moment te ontvangen.",
    ),
    ("en", Ground.SIGNED_UP, "because you signed up for Een helder moment."),
    ("en-GB", Ground.CUSTOMER, "because you are a customer; you can unsubscribe at any time."),
    ("en", Ground.ASKED_ELSEWHERE, "because you asked earlier to receive Een helder moment."),
    ("de", Ground.CUSTOMER, "because you are a customer; you can unsubscribe at any time."),
]


@pytest.mark.parametrize("template", ["helder-moment", "brief"])
@pytest.mark.parametrize(("language", "ground", "words"), SAID)
def test_both_parts_say_it_in_the_publication_s_language(
    template: str, language: str, ground: Ground, words: str
) -> None:
    letter = a_letter(language=language)
    edition = compile_issue(a_full_issue(), a_template(template), letter)
    values = {**a_recipient().values, "why": why(letter, ground)}
    for part in (edition.html, edition.text):
        assert words in " ".join(fill(part, values).split())
    assert max(map(len, why(letter, ground).splitlines())) <= 72


def test_the_settings_say_it_in_other_words() -> None:
    voice = Voice(why="A {publication}", why_customer="B", why_asked_elsewhere="C")
    letter = a_letter(voice=voice)
    assert [why(letter, ground) for ground in Ground] == ["A Een helder moment", "B", "C"]
    reasons = {ground: why(letter, ground) for ground in Ground}
    readers = personal("Anna", "Bo", "Cas", grounds=list(Ground))
    values = merge_values(letter, readers, reasons=reasons)
    assert values["why"] == ["A Een helder moment", "B", "C"]


def test_an_edition_that_does_not_ask_gets_the_values_that_it_had_before() -> None:
    assert "why" not in merge_values(a_letter(), personal("Anna"))


@pytest.mark.parametrize(
    ("statement", "ground"),
    [
        ("zij vroegen erom, op papier, in 2025", Ground.ASKED_ELSEWHERE),
        ("signed up on the website, 2023–2025", Ground.ASKED_ELSEWHERE),
        ("aangemeld bij de praktijk, met een formulier", Ground.ASKED_ELSEWHERE),
        ("klanten die bij het afrekenen konden weigeren", Ground.CUSTOMER),
        ("Cliënten van de praktijk (Tw 11.7 lid 3)", Ground.CUSTOMER),
        ("existing customers, who could refuse", Ground.CUSTOMER),
        ("bestaande klant sinds 2019", Ground.CUSTOMER),
        ("Kunden, die nicht widersprochen haben", Ground.CUSTOMER),
        ("nos clients depuis 2020, sans opposition", Ground.CUSTOMER),
        ("geen klanten, zij meldden zich aan", Ground.ASKED_ELSEWHERE),
        ("these are not our customers; they asked", Ground.ASKED_ELSEWHERE),
        ("geen leden maar klanten van de winkel", Ground.CUSTOMER),
        ("ingeschreven in de klantenkaartapp van de buren", Ground.ASKED_ELSEWHERE),
    ],
)
def test_the_ground_is_read_in_the_editor_s_statement(statement: str, ground: Ground) -> None:
    assert ground_in(statement) is ground
